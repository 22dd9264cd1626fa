"""Questions about action items as they stand: to whoever owns one, and to an author who hears that one is late."""

from datetime import date

from bot.domain.action_items_deeds import ItemShown
from bot.domain.mornings import Asked


class ItemDue(Asked):
    """That its owner was asked about an item. `again` is when that comes next, `then` who hears of it too, by name."""

    shown: ItemShown
    again: date | None = None
    then: str = ""


class ItemLate(Asked):
    """That the author was told of an item that is late for so many days. `was_asked`: its owner was asked today."""

    shown: ItemShown
    days: int = 0
    was_asked: bool = False


class ItemAsked(Asked):
    """That somebody (by name) asked the owner of an item how it goes."""

    shown: ItemShown
    to: str
    by: str
