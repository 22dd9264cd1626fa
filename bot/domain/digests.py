"""The weekly digest of a channel: when it is owed, and what it says of a team's postmortems and their items. Pure.

It looks at wall clocks only, as everything does that the clock asks. What a private postmortem holds is in none.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field

from bot.domain.action_items import ActionItem
from bot.domain.nudges import Hours, nearest_working_day
from bot.domain.postmortems import Postmortem
from bot.domain.times_zones import day_in
from bot.domain.values import Value

WEEK: Final = timedelta(days=7)
OFF: Final = "off"
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
APART: Final = timedelta(days=6)
"""So far apart are two digests of a channel at the least, however late the first one came."""
_LATE_BY: Final = 3
"""A digest that was slept through is still told on so many days after; then the next one says it all."""
_OPEN_FOR: Final = timedelta(hours=8)
_SHAPE: Final = re.compile(r"([a-z]{3})[a-z]* +(\d{1,2}):(\d{2})")


class Schedule(Value):
    """On which weekday (Monday is 0) and at which time of day, by the team's clock, a digest is told."""

    weekday: int
    at: time


def schedule_of(setting: str) -> Schedule | None:
    """Return what "mon 10:00" means; None for "off". Raises ValueError with a sentence for anything else."""
    words = setting.strip().lower()
    if words == OFF:
        return None
    found = _SHAPE.fullmatch(words)
    if found is None or found[1] not in WEEKDAYS or int(found[2]) > 23 or int(found[3]) > 59:  # noqa: PLR2004 - a clock's own numbers
        raise ValueError(f"{setting!r} is neither off nor a weekday with a time, such as mon 10:00")
    return Schedule(weekday=WEEKDAYS.index(found[1]), at=time(int(found[2]), int(found[3])))


def week_owed(schedule: Schedule, hours: Hours, now: datetime) -> date | None:
    """Return the day that the digest is for which may be told at `now` (aware); None at all other times.

    On that day from its time on, for some hours; where that was missed, or is a holiday, on one of the next working
    days at the same time. It is never told at night. `hours` are those of the team: its zone and its days.
    """
    local = hours.local(now).replace(tzinfo=None)
    day = local.date()
    week = day - timedelta(days=(day.weekday() - schedule.weekday) % 7)
    opens = datetime.combine(day, schedule.at)
    closes = min(opens + _OPEN_FOR, datetime.combine(day, time.max))
    is_working = day not in hours.holidays if day == week else hours.works_on(day)
    return week if is_working and opens <= local < closes and (day - week).days <= _LATE_BY else None


def is_begun(hours: Hours, week: date, now: datetime) -> bool:
    """Whether it is after the day on which that week's digest was to come: who had none before begins with the next."""
    first = week if week not in hours.holidays else nearest_working_day(week, hours, 1)
    return hours.local(now).date() > first


def span_of(schedule: Schedule, zone: str, week: date) -> tuple[datetime, datetime]:
    """Return from when to when (aware) the week goes whose digest is due on `week`."""
    until = datetime.combine(week, schedule.at, tzinfo=ZoneInfo(zone))
    return datetime.combine(week - WEEK, schedule.at, tzinfo=ZoneInfo(zone)), until


def zone_of_team(zones: Iterable[str], otherwise: str) -> str:
    """Return the zone that most of a team are in, the first by name of several; `otherwise` where nobody is known."""
    counted = Counter(zones)
    return min(counted, key=lambda one: (-counted[one], one), default=otherwise)


class Done(Value):
    """An item that was completed: until when it was to be (a day), and when it was (UTC)."""

    due: date | None
    done_at: datetime

    def is_on_time(self, zone: str) -> bool:
        """Whether its day was not over, by the team's clock. One without a day is never late."""
        return self.due is None or day_in(self.done_at, zone) <= self.due


class Figures(Value):
    """What the store counts for a channel: documents by what became of them, and their items.

    `published` are those of the week, newest first; `late` of the `open` items are past their day. `rows` are the
    open items that come first: late ones, then by day.
    """

    published: tuple[Postmortem, ...] = ()
    in_review: tuple[Postmortem, ...] = ()
    drafts: int = 0
    done: tuple[Done, ...] = ()
    open: int = 0
    late: int = 0
    rows: tuple[ActionItem, ...] = ()


class DigestFacts(Value):
    """What a digest shows in its channel. `zone` is the team's (IANA), `week` the day that it is told for.

    `is_for_all` says that it tells of what everybody may see, not of one team's documents only.
    `tables` says whether Slack takes table blocks, `names` maps Slack ids to display names.
    """

    channel: str
    channel_name: str
    weekday: int
    week: date
    today: date
    zone: str
    figures: Figures
    is_for_all: bool = True
    tables: bool = True
    names: dict[str, str] = Field(default_factory=dict)

    @property
    def on_time(self) -> int:
        """How many items were completed while their day was not over."""
        return sum(one.is_on_time(self.zone) for one in self.figures.done)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done and nothing is open: then there is no digest."""
        found = self.figures
        return not (found.published or found.in_review or found.drafts or found.done or found.open)

    @property
    def waiting_longest(self) -> tuple[Postmortem, int] | None:
        """The document that has waited longest for a review, and for how many days; None where none waits for one."""
        asked = [(one, at) for one in self.figures.in_review if (at := one.round.asked_at) is not None]
        if not asked:
            return None
        found, at = min(asked, key=lambda one: (one[1], one[0].number))
        days = (self.today - day_in(at, self.zone)).days
        return (found, days) if days > 0 else None
