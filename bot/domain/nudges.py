"""What the clock asks of people: planned by day, sent in one message on a working morning of theirs, each once. Pure.

A plan says on which day somebody is to be asked about what; `mornings` says what of it is owed at this very moment. It
looks at wall clocks only, so that no jump of daylight saving and no odd zone can move it into the night.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from zlib import crc32

from pydantic import Field

from bot.domain.times_zones import zone_of
from bot.domain.values import Value

SPREAD: Final = timedelta(minutes=10)
"""Mornings are spread over so long, so that a thousand people are not written to in one second."""
_LONGEST_HOLIDAY: Final = 60
_STEPS_A_DAY: Final = 10
KIND_REVIEW: Final = "review"
SNOOZE: Final = "snooze:"
HELP: Final = "help:"
"""What somebody answers to a question, as a step with their id behind it: not before a day, and who is to help."""


class Step(StrEnum):
    """Where in its chain a nudge about a review stands. The later one takes the place of the earlier ones."""

    BEFORE = "before"
    ON_THE_DAY = "on_the_day"
    LATE = "late"
    STILL_LATE = "still_late"
    AUTHOR = "author"
    SNOOZED = "snoozed"


class Hours(Value):
    """When somebody works: an IANA zone, from when to when, on which weekdays (Monday is 0), and not on `holidays`.

    Who ends before they begin works at night: what is after midnight belongs to the day before.
    """

    zone: str = "UTC"
    start: time = time(9)
    end: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether it is one of their working days."""
        return day.weekday() in self.weekdays and day not in self.holidays

    @property
    def is_at_night(self) -> bool:
        """Whether their day ends after midnight."""
        return self.end <= self.start

    def local(self, at: datetime) -> datetime:
        """Return a moment as their clock shows it; UTC where their zone is not known."""
        return at.astimezone(zone_of(self.zone))


class Duty(Value):
    """That these still owe their review of a postmortem: asked when (aware UTC), and until which day.

    `snoozed` says by person until which day of theirs somebody wants to hear nothing of it.
    """

    postmortem: int
    round: int
    due: date
    asked_at: datetime
    owed: tuple[str, ...]
    author: str | None = None
    snoozed: Mapping[str, date] = Field(default_factory=dict)


class Planned(Value):
    """That `to` is asked about something on a day or, where that was missed, later. `place` is where in its chain.

    `kind` says what is asked (a row of `services.asks`), `work` under which it is remembered how far the chain is.
    `item` is the action item that it is about; `about` are people: those who are late, when it goes to the author.
    """

    kind: str
    work: str
    chain: str
    step: str
    place: int
    to: str
    day: date
    postmortem: int | None = None
    item: int | None = None
    incident: int | None = None
    due: date | None = None
    about: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What this one question is called, wherever it was sent."""
        return f"{self.chain}:{self.step}"


class Sent(Value):
    """How far a chain is: the step that was sent last, and where in the chain it stood then."""

    step: str
    place: int


class Morning(Value):
    """One message to one person: all that the clock asks of them on this day of theirs."""

    to: str
    day: date
    asks: tuple[Planned, ...]

    @property
    def key(self) -> str:
        """The message's own key: one a person and day."""
        return f"morning:{self.to}:{self.day}"


HoursOf = Callable[[str], Hours]


@dataclass(frozen=True)
class Duties:
    """What a kind of question has found: the people whose hours are needed, and the plan that follows from those.

    `plan` takes the hours, the moment (aware), and who is ready to be asked now: where there may be much of a kind,
    nothing is planned for the others.
    """

    people: frozenset[str]
    plan: Callable[[HoursOf, datetime, Callable[[str], bool]], Iterable[Planned]]


def review_plan(duty: Duty, hours_of: HoursOf) -> tuple[Planned, ...]:
    """Return the nudges about a review that is owed: the day before, the day, 1 and 3 days after; the author once.

    Whoever has snoozed it is asked on the day that it was snoozed to, and not before. On days off "before" comes
    earlier and "after" later, and "the day" not at all. Nothing is planned for the day of asking or before: the
    question itself has just rung.
    """
    chain = f"review:{duty.postmortem}:{duty.round}:{duty.due}"
    plan: list[Planned] = []
    for member in duty.owed:
        hours = hours_of(member)
        asked_on = hours.local(duty.asked_at).date()
        until = duty.snoozed.get(member)
        steps: list[tuple[str, date]] = [
            one for one in _review_days(duty.due, hours) if one[1] > asked_on and (until is None or one[1] >= until)
        ]
        steps += [] if until is None else [(f"{Step.SNOOZED}:{until}", until)]
        for place, (step, day) in enumerate(steps):
            plan.append(_planned(duty, f"{chain}:{member}", step, place_of(day, place), member, day))
    if duty.author is not None and duty.owed:
        hours = hours_of(duty.author)
        day = nearest_working_day(duty.due + timedelta(days=1), hours, 1)
        if day > hours.local(duty.asked_at).date():
            plan.append(_planned(duty, chain, Step.AUTHOR, 0, duty.author, day, duty.owed))
    return tuple(plan)


def place_of(day: date, number: int) -> int:
    """Return where in its chain a step stands: by its day, then in the order of the plan."""
    return day.toordinal() * _STEPS_A_DAY + number


def next_working_day(hours: Hours, now: datetime) -> date:
    """Return the next day of somebody's on which they work, after today's."""
    return nearest_working_day(hours.local(now).date() + timedelta(days=1), hours, 1)


def add_working_days(start: date, days: int, hours: Hours) -> date:
    """Return the day that so many of somebody's working days after `start` is; `start` itself for none."""
    day = start
    for _ in range(days):
        day = nearest_working_day(day + timedelta(days=1), hours, 1)
    return day


def _planned(duty: Duty, chain: str, step: str, place: int, to: str, day: date, about: tuple[str, ...] = ()) -> Planned:
    return Planned(
        kind=KIND_REVIEW,
        work=work_of_review(duty.postmortem, duty.round),
        chain=chain,
        step=step,
        place=place,
        to=to,
        day=day,
        postmortem=duty.postmortem,
        due=duty.due,
        about=about,
    )


def work_of_review(postmortem: int, number: int) -> str:
    """Return under what it is recorded who was asked in a round, and what they answered to that."""
    return f"review.due:{postmortem}:{number}"


def _review_days(due: date, hours: Hours) -> Iterator[tuple[str, date]]:
    yield Step.BEFORE, nearest_working_day(due - timedelta(days=1), hours, -1)
    if hours.works_on(due):
        yield Step.ON_THE_DAY, due
    yield Step.LATE, nearest_working_day(due + timedelta(days=1), hours, 1)
    yield Step.STILL_LATE, nearest_working_day(due + timedelta(days=3), hours, 1)


def nearest_working_day(day: date, hours: Hours, step: int) -> date:
    """Return the working day nearest to `day` in one direction; `day` itself where somebody never works."""
    return next(
        (one for away in range(_LONGEST_HOLIDAY) if hours.works_on(one := day + timedelta(days=step * away))), day
    )


def mornings(
    plan: Iterable[Planned],
    *,
    sent: Mapping[str, Sent],
    last_morning: Mapping[str, date],
    hours_of: HoursOf,
    now: datetime,
) -> tuple[Morning, ...]:
    """Return the messages that are owed at `now` (aware), one a person, in the order of the plan.

    `sent` says by chain how far it is, `last_morning` each person's latest such day. Of a chain only the latest step
    that has come is asked, however many were slept through, and none that lies before one that was sent: a clock
    that is set back repeats nothing. What comes up after this morning's message waits for the next one.
    """
    days: dict[str, date | None] = {}
    chains: dict[str, list[Planned]] = {}
    for one in plan:
        if one.to not in days:
            days[one.to] = morning_of(one.to, hours_of(one.to), last_morning.get(one.to), now)
        if days[one.to] is not None:
            chains.setdefault(one.chain, []).append(one)
    asks: dict[str, list[Planned]] = {}
    for name, chain in chains.items():
        ask = next_of(chain, sent.get(name), lambda one: days[one.to])
        if ask is not None:
            asks.setdefault(ask.to, []).append(ask)
    return tuple(
        Morning(to=member, day=day, asks=tuple(owed))
        for member, owed in asks.items()
        if (day := days[member]) is not None
    )


def next_of(chain: Sequence[Planned], sent: Sent | None, today: Callable[[Planned], date | None]) -> Planned | None:
    """Return the step of one chain that is owed on a day; None where none has come that was not sent."""
    come = [one for one in chain if (day := today(one)) is not None and one.day <= day]
    latest = max(come, key=lambda one: one.place, default=None)
    if latest is None or sent is None:
        return latest
    # what was sent may be planned for another day by now: hours and holidays are changed
    furthest = max((sent.place, *(one.place for one in chain if one.step == sent.step)))
    return latest if latest.place > furthest else None


def morning_of(member: str, hours: Hours, last: date | None, now: datetime) -> date | None:
    """Return the day for which somebody may be asked now; None out of their hours, and where they were on it before."""
    day = open_day(member, hours, now)
    return None if day is None or (last is not None and last >= day) else day


def open_day(member: str, hours: Hours, now: datetime) -> date | None:
    """Return the local day if somebody may be written to now: in their hours, on a working day, in their own minute."""
    return day_at_work(hours, now, _offset(member))


def day_at_work(hours: Hours, now: datetime, after: timedelta = timedelta()) -> date | None:
    """Return the local day if it is in somebody's hours now, so long `after` their start, on a working day; or None."""
    local = hours.local(now).replace(tzinfo=None)
    day = local.date()
    if hours.is_at_night and local.time() < hours.end:
        day -= timedelta(days=1)
    if not hours.works_on(day):
        return None
    opens = datetime.combine(day, hours.start) + after
    closes = datetime.combine(day + timedelta(days=hours.is_at_night), hours.end)
    return day if opens <= local < closes else None


def next_opening(hours: Hours, now: datetime) -> datetime:
    """Return when somebody's next working day begins (UTC), after `now` (aware)."""
    day = hours.local(now).date()
    while (opens := _opening(hours, day)) <= now:
        day = nearest_working_day(day + timedelta(days=1), hours, 1)
    return opens


def _opening(hours: Hours, day: date) -> datetime:
    first = nearest_working_day(day, hours, 1)
    return datetime.combine(first, hours.start, tzinfo=zone_of(hours.zone)).astimezone(UTC)


def _offset(member: str) -> timedelta:
    return timedelta(seconds=crc32(member.encode()) % int(SPREAD.total_seconds()))


def snoozed_in(steps: Mapping[str, Mapping[str, Any]]) -> dict[str, date]:
    """Return until which day each person wants to hear nothing, of the steps in which they said so."""
    return {
        name.removeprefix(SNOOZE): day
        for name, step in steps.items()
        if name.startswith(SNOOZE) and (day := until_in(step)) is not None
    }


def until_in(step: Mapping[str, Any] | None) -> date | None:
    """Return the day of such a step; None where nobody said one, or it was taken back."""
    return date.fromisoformat(str(step["until"])) if step is not None and step["until"] is not None else None
