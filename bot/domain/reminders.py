"""When people are asked about an action item: its owner first, its author later, its channel last of all. Pure.

Only what may be asked around `today` is planned: of what comes every week the last two and the next one.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final, TypeGuard

from bot.domain.action_items import Priority
from bot.domain.nudges import Hours, HoursOf, Planned, Step, nearest_working_day, place_of
from bot.domain.values import Value

KIND_ITEM: Final = "item"
KIND_AUTHOR: Final = "item_author"
KIND_CHANNEL: Final = "item_channel"
WEEK: Final = 7
AUTHOR_FROM: Final = 7
CHANNEL_FROM: Final = 14
_DAYS_OFF: Final = 14
"""So long may a holiday be that moves the first question to the front."""
_LONGEST: Final = 30
_MOST: Final = 12
_AT_THE_END: Final = timedelta(days=366)
_SCHEDULE: Final = re.compile(r"(high|medium|low)=(-?\d+(?:,-?\d+)*)")
DEFAULT_SCHEDULE: Final = "high=-3,0,1,3,7 medium=-2,0,1,3,7 low=-1,0,1,3,7"

Schedule = Mapping[Priority, tuple[int, ...]]
"""On which days somebody is asked, counted from the due day, by priority; after the last one every week."""


class ItemDuty(Value):
    """An item that is owed: what decides when somebody is asked about it. `created_at` is UTC."""

    item: int
    postmortem: int
    owner: str | None
    author: str | None
    due: date | None
    priority: Priority = Priority.MEDIUM
    snoozed_until: date | None = None
    created_at: datetime | None = None
    channel: str | None = None


def horizon(schedule: Schedule) -> timedelta:
    """Return how long before its day an item may come up at the earliest."""
    return timedelta(days=_DAYS_OFF + max(0, -min(days[0] for days in schedule.values())))


def read_schedule(words: str) -> dict[Priority, tuple[int, ...]]:
    """Read a schedule such as "high=-3,0,1,3,7 low=0,7"; a priority that is not named has the default one.

    Raises ValueError with a sentence.
    """
    found: dict[Priority, tuple[int, ...]] = {}
    for part in (*DEFAULT_SCHEDULE.split(), *words.split()):
        match = _SCHEDULE.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is no schedule such as high=-3,0,1,3,7, days before and after the due day")
        days = tuple(int(one) for one in match[2].split(","))
        if days != tuple(sorted(set(days))):
            raise ValueError(f"the days of {part!r} must rise, each once")
        if len(days) > _MOST or not -_LONGEST <= days[0] <= days[-1] <= _LONGEST:
            raise ValueError(f"{part!r}: at most {_MOST} days, from -{_LONGEST} to {_LONGEST}")
        found[Priority(match[1])] = days
    return found


def item_plan(duty: ItemDuty, schedule: Schedule, hours_of: HoursOf, now: datetime) -> Iterator[Planned]:
    """Return the questions about an item to its owner, and to its author from the 7th day on.

    Another day or another owner begins anew. What was snoozed is asked on the day that it was snoozed to, by nobody
    before, and then as it was planned. On days off "before" comes earlier, "after" later, and the day itself not at
    all. An item without an owner is asked of its author. Nothing is planned for the day on which it was made.
    """
    owner = duty.owner or duty.author
    if owner is not None:
        hours = hours_of(owner)
        yield from _chain(duty, KIND_ITEM, owner, hours, _owner_days(duty, schedule, hours, now))
    if duty.author is not None and duty.author != owner:
        hours = hours_of(duty.author)
        yield from _chain(duty, KIND_AUTHOR, duty.author, hours, _weekly(duty.due, AUTHOR_FROM, hours, now))


def channel_plan(duty: ItemDuty, hours: Hours, now: datetime) -> Iterator[Planned]:
    """Return the questions to the item's channel, every week from the 14th day on, on working days of `hours`."""
    if duty.channel is not None:
        yield from _chain(duty, KIND_CHANNEL, duty.channel, hours, _weekly(duty.due, CHANNEL_FROM, hours, now))


def work_of(item: int) -> str:
    """Return under what it is recorded who was asked about an item."""
    return f"item.asked:{item}"


def _chain(duty: ItemDuty, kind: str, to: str, hours: Hours, days: Iterator[tuple[str, date]]) -> Iterator[Planned]:
    made = hours.local(duty.created_at).date() if duty.created_at is not None else date.min
    until = duty.snoozed_until
    steps = [one for one in days if one[1] > made and (until is None or one[1] >= until)]
    if until is not None and kind == KIND_ITEM:
        steps.append((f"{Step.SNOOZED}:{until}", nearest_working_day(until, hours, 1)))
    for number, (step, day) in enumerate(steps):
        yield Planned(
            kind=kind,
            work=work_of(duty.item),
            chain=f"{kind}:{duty.item}:{duty.due}:{to}",
            step=step,
            place=place_of(day, number),
            to=to,
            day=day,
            postmortem=duty.postmortem,
            item=duty.item,
            due=duty.due,
        )


def _owner_days(duty: ItemDuty, schedule: Schedule, hours: Hours, now: datetime) -> Iterator[tuple[str, date]]:
    if not _is_counted_from(duty.due):
        return
    days = schedule[duty.priority]
    for away in days:
        day = duty.due + timedelta(days=away)
        if away or hours.works_on(day):
            yield f"day:{away}", nearest_working_day(day, hours, -1 if away < 0 else 1)
    yield from _weekly(duty.due, max(days[-1], 0) + WEEK, hours, now)


def _is_counted_from(due: date | None) -> TypeGuard[date]:
    """Whether there are days before and after it: at the ends of the calendar nobody is asked by the day."""
    return due is not None and date.min + _AT_THE_END < due < date.max - _AT_THE_END


def _weekly(due: date | None, first: int, hours: Hours, now: datetime) -> Iterator[tuple[str, date]]:
    if not _is_counted_from(due):
        return
    begins = due + timedelta(days=first)
    weeks = (hours.local(now).date() - begins).days // WEEK
    for week in range(max(0, weeks - 1), max(0, weeks + 1) + 1):
        yield f"week:{week}", nearest_working_day(begins + timedelta(days=WEEK * week), hours, 1)
