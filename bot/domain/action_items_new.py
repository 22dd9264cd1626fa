"""A new item before it is one: where it may go, what is filled in beforehand, and what a message gives for it. Pure."""

import re
from datetime import date

from bot.domain.action_items import ActionItem
from bot.domain.dates_unread import Unread
from bot.domain.text import shorten
from bot.domain.values import Value

_END = re.compile(r"(?<=[.!?\u2026\u3002\uff01\uff1f])[\"'\u201d\u2019)\]]*\s|\n")
_SHORTEST = 12


class ItemPlace(Value):
    """A postmortem that an item may go into: its id, its name (PM-42) and its title."""

    id: int
    name: str
    title: str


class NewItemFacts(Value):
    """What the window of a new item shows. `start` holds what is filled in; the owner only where somebody named one.

    `days` are the working days that its day was proposed by; None where somebody named the day. `link` leads to the
    message that it is made from; `tells` says that this one stands in a place with fewer readers than the postmortem.
    Of what somebody typed, `unread` is what names no day, and `refused` says why it was not added as it is.
    """

    start: ActionItem
    places: tuple[ItemPlace, ...]
    chosen: int | None = None
    days: int | None = None
    link: str | None = None
    tells: bool = False
    unread: Unread | None = None
    refused: str = ""


class AddedItem(Value):
    """An item that was added in a line, and what it was added to. `today` is the day of who added it."""

    item: ActionItem
    postmortem: int
    pm: str
    today: date


class ProposedDay(Value):
    """Until when a new item is to be done by the rules: the day, and how many working days that is from today."""

    due: date
    days: int


def first_sentence(text: str, limit: int) -> str:
    """Return the first sentence of a message, cut at `limit`; a very short one ("Yes.") takes the next one along."""
    plain = text.strip()
    for end in _END.finditer(plain):
        head = plain[: end.start()].strip()
        if len(head) >= _SHORTEST:
            return shorten(" ".join(head.split()), limit)
    return shorten(" ".join(plain.split()), limit)
