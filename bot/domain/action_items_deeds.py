"""What is done with an action item: which deed fits how it stands, and an item as somebody is shown it.

Who may do it is the policy's; when somebody is reminded of it is elsewhere.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import Field

from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.nudges import Hours, nearest_working_day
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.domain.times_zones import day_in
from bot.domain.values import Value
from bot.domain.words import due_day, say, short_day

WEEK = 7


class ItemDeed(StrEnum):
    """What somebody can do with an item. Each has one button, whatever it is drawn on."""

    START = "start"
    COMPLETE = "complete"
    DECLINE = "decline"
    REOPEN = "reopen"
    SNOOZE = "snooze"
    WAKE = "wake"
    REDATE = "redate"
    HAND_OVER = "hand_over"
    CONFIRM = "confirm"
    UNDO = "undo"


_WHILE_OPEN = frozenset({ItemDeed.COMPLETE, ItemDeed.DECLINE, ItemDeed.SNOOZE, ItemDeed.REDATE, ItemDeed.HAND_OVER})


class ItemShown(Value):
    """An item as one reader sees it: what that person may do with it, and how it was before their last deed.

    `name` and `title` are the postmortem's. `confirms` says that its template wants a second person's look. `was` is
    None where nothing of this reader's can be undone. `today` is the day it is in the reader's `zone` (IANA name).
    `owner_hours` is when its owner works, where it is shown alone.
    """

    item: ActionItem
    postmortem: int
    name: str
    title: str = ""
    is_private: bool = False
    may: frozenset[Verb] = frozenset()
    reader: str | None = None
    confirms: bool = False
    was: ActionItem | None = None
    names: Mapping[str, str] = Field(default_factory=dict)
    today: date
    zone: str = "UTC"
    owner_hours: Hours = Hours()

    @property
    def waits(self) -> bool:
        """Whether it is done and waits for a second person's look."""
        return waits_for_confirmation(self.item, confirms=self.confirms)

    @property
    def is_snoozed(self) -> bool:
        """Whether nobody is asked about it today."""
        return self.item.is_snoozed(self.today)

    def day(self, at: datetime) -> date:
        """Return the day that a moment (UTC) is on for this reader."""
        return day_in(at, self.zone)

    @property
    def possible(self) -> frozenset[ItemDeed]:
        """What this reader can do with it now."""
        found = {ItemDeed.UNDO} if self.was is not None and Verb.UNDO_ITEM in self.may else set[ItemDeed]()
        if Verb.WORK_ON_ITEM in self.may:
            found |= {deed for deed in ItemDeed if fits(self.item, deed, confirms=self.confirms)}
            if self.reader == self.item.closed_by:
                found.discard(ItemDeed.CONFIRM)
        return frozenset(found)


class Undone(Value):
    """An item that is as it was. `told` is a sentence for who did that, where its owner of then has left meanwhile."""

    item: ActionItem
    told: str | None = None


class GivenFacts(Value):
    """The items of one message, and how many of them each giver gave; `names` maps Slack ids to names."""

    postmortem: Postmortem
    items: tuple[ItemShown, ...]
    givers: Mapping[str, int] = Field(default_factory=dict)
    names: Mapping[str, str] = Field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Whether a lock screen is to show no more than the number."""
        return self.postmortem.visibility is Visibility.PRIVATE


def fits(item: ActionItem, deed: ItemDeed, *, confirms: bool = False) -> bool:
    """Say whether a deed makes sense for an item as it stands. Undoing depends on what was done, and never does here.

    `confirms` says that the template asks a second person to look at what is done.
    """
    if deed is ItemDeed.START:
        return item.is_open and item.status is ItemStatus.OPEN
    if deed in _WHILE_OPEN:
        return item.is_open
    if deed is ItemDeed.WAKE:
        return item.is_open and item.snoozed_until is not None
    if deed is ItemDeed.REOPEN:
        return not item.proposed and item.status in {ItemStatus.COMPLETED, ItemStatus.WONT_DO}
    return deed is ItemDeed.CONFIRM and waits_for_confirmation(item, confirms=confirms)


def waits_for_confirmation(item: ActionItem, *, confirms: bool) -> bool:
    """Say whether an item is done and a second person is to look, where its template asks for that."""
    return confirms and not item.proposed and item.status is ItemStatus.COMPLETED and item.confirmed_by is None


def stands(item: ActionItem, names: Mapping[str, str], today: date) -> str:
    """Return in words how an item stands, for whoever pressed an older button: no text of anybody's is in it."""
    closed = {ItemStatus.COMPLETED: "item.stands.done", ItemStatus.WONT_DO: "item.stands.wont_do"}
    if (key := closed.get(item.status)) is not None:
        day = short_day(item.done_at.date(), today) if item.done_at else say("item.stands.some_day")
        return say(key, who=names.get(item.closed_by or "", "") or say("who.somebody"), day=day)
    owner = names.get(item.owner or "", "") or say("item.no_owner")
    due = say("item.due", day=due_day(item.due, today)) if item.due else say("item.no_due")
    return say(
        "item.stands.started" if item.status is ItemStatus.IN_PROGRESS else "item.stands.open", who=owner, due=due
    )


def later(today: date, days: int, hours: Hours) -> date:
    """Return the first day on which its owner works, so many days after today or later."""
    return nearest_working_day(today + timedelta(days=days), hours, 1)
