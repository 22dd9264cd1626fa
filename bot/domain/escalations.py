"""Items that have been late for two weeks, brought to their channel: one message a week for all of them. Pure.

It is the last step of a chain: only there a person is mentioned where others read.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from pydantic import Field

from bot.domain.action_items import ActionItem
from bot.domain.nudges import Hours, day_at_work
from bot.domain.postmortems import Postmortem
from bot.domain.reminders import CHANNEL_FROM, ItemDuty, channel_plan
from bot.domain.values import Value

WEEK: Final = timedelta(days=7)


def due_before(hours: Hours, now: datetime) -> date:
    """Return until which day an item was due that may be brought to its channel now."""
    return hours.local(now).date() - timedelta(days=CHANNEL_FROM)


def come(duties: Iterable[ItemDuty], hours: Hours, now: datetime) -> dict[str, tuple[ItemDuty, ...]]:
    """Return the items that are to be brought to their channel by now, by channel; none that is snoozed."""
    today = hours.local(now).date()
    found: dict[str, list[ItemDuty]] = {}
    for duty in duties:
        days = (one.day for one in channel_plan(duty, hours, now))
        if duty.channel is not None and any(day <= today for day in days) and not _is_snoozed(duty, today):
            found.setdefault(duty.channel, []).append(duty)
    return {channel: tuple(one) for channel, one in sorted(found.items())}


def _is_snoozed(duty: ItemDuty, today: date) -> bool:
    return duty.snoozed_until is not None and duty.snoozed_until > today


def channels_owed(
    duties: Iterable[ItemDuty], last: Mapping[str, date], hours: Hours, now: datetime
) -> tuple[tuple[str, date], ...]:
    """Return which channels are to hear of their late items now, and the day of that; each once a week.

    In working hours (of the workspace) of a working day. `last` says when a channel heard of them last: after a sleep
    there is one message, and a clock that is set back repeats none.
    """
    day = day_at_work(hours, now)
    if day is None:
        return ()
    return tuple(
        (channel, day) for channel in come(duties, hours, now) if channel not in last or day - last[channel] >= WEEK
    )


class Told(Value):
    """What was told of in a channel's last message: items with their postmortems, and which owners were rung."""

    items: tuple[tuple[int, int], ...] = ()
    rung: tuple[str, ...] = ()


def is_late(item: ActionItem, hours: Hours, now: datetime) -> bool:
    """Whether an item that a channel was told of still waits for its owner."""
    is_snoozed = item.is_snoozed(hours.local(now).date())
    return item.is_open and not is_snoozed and item.due is not None and item.due <= due_before(hours, now)


class LateItem(Value):
    """An item that is late, with its document. `mentions`: its owner is rung; `waits`: is off work now."""

    postmortem: Postmortem
    item: ActionItem
    mentions: bool = False
    waits: bool = False


class EscalationFacts(Value):
    """What a channel is told: its late items, those that have been late longest first. `names` are by Slack id.

    `answered` were told of, and are late no more: done, put off, or with another day.
    """

    today: date
    items: tuple[LateItem, ...] = ()
    answered: tuple[LateItem, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
