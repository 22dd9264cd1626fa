"""Action items of all documents in one list: its lines, how many there are, and what a window of it shows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from pydantic import Field

from bot.domain.action_items import ActionItem
from bot.domain.action_items_deeds import ItemShown
from bot.domain.grammar_items import ItemsWanted
from bot.domain.people import Member
from bot.domain.postmortems import Status, Visibility
from bot.domain.times_zones import day_in
from bot.domain.values import Value


class ListedItem(Value):
    """An item in a list, with what is told of its document. `is_late` is seen from its owner's day."""

    item: ActionItem
    is_late: bool
    postmortem: int
    number: int
    title: str
    status: Status
    visibility: Visibility
    severity: str | None = None

    @property
    def pm(self) -> str:
        """How its document is called: PM-42."""
        return f"PM-{self.number}"


class ItemCounts(Value):
    """How many items there are of what was asked for, how many of them are to be done, and how many are late."""

    total: int = 0
    open: int = 0
    late: int = 0


class ItemsListFacts(Value):
    """A page of items as its reader may see them, `counts` included. `today` is the reader's.

    `shown` says of each, by its id, what this reader can do with it. `just` is what they did something with just now
    and is not on the page: somebody else's by now, or added for somebody else.
    """

    wanted: ItemsWanted = ItemsWanted()
    rows: tuple[ListedItem, ...] = ()
    just: ListedItem | None = None
    shown: dict[int, ItemShown] = Field(default_factory=dict)
    counts: ItemCounts = ItemCounts()
    page: int = 0
    size: int = 15
    reader: str = ""
    today: date
    names: dict[str, str] = Field(default_factory=dict)


def late_of(items: Iterable[ActionItem], people: Mapping[str, Member], now: datetime, zone: str) -> int:
    """Return how many items are late, each by its owner's own day; of whom nothing is known, by the day of `zone`."""
    owners = ((one, people.get(one.owner or "")) for one in items)
    return sum(one.is_late(day_in(now, owner.zone if owner else zone)) for one, owner in owners)


def days_of(zones: Iterable[str], now: datetime) -> dict[date, frozenset[str]]:
    """Return which day it is now in these zones (IANA): at any moment there are three days on earth at most.

    A zone that is unknown here has the day of UTC.
    """
    found: dict[date, set[str]] = {}
    for zone in zones:
        found.setdefault(day_in(now, zone), set()).add(zone)
    return {day: frozenset(names) for day, names in found.items()}
