"""What keeps failing: work that was given up after many tries, as it is told to those who can mend it. Pure.

It names kinds of work and codes, never a text of anybody's nor a document.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.mornings import Asked
from bot.domain.nudges import HoursOf, Planned, nearest_working_day
from bot.domain.values import Value

KIND_FAILURE: Final = "failure"
WORK: Final = "failures"
OFTEN: Final = 8
"""So many tries in vain, of one thing or of several, are no accident any more."""
LATELY: Final = timedelta(days=3)
"""What was given up longer ago is told no more; it was told on a morning since then."""
_HOUR: Final = timedelta(hours=1)


class Failing(Value):
    """Work of one kind that was given up for one reason: how often, after how many tries, the last time when (UTC)."""

    kind: str
    code: str
    many: int
    tries: int
    last: datetime


class FailuresAsked(Asked):
    """What kept failing until an admin was told, what was given up last first."""

    found: tuple[Failing, ...] = ()


def often(found: Iterable[Failing]) -> tuple[Failing, ...]:
    """Return what failed too often to be an accident."""
    return tuple(one for one in found if one.tries >= OFTEN)


def failure_plan(found: Sequence[Failing], admins: Iterable[str], hours_of: HoursOf) -> Iterable[Planned]:
    """Return that these admins are told on the next working morning of theirs; again once it has failed again."""
    if not found:
        return
    hour = int(max(one.last for one in found).timestamp() // _HOUR.total_seconds())
    for admin in admins:
        hours = hours_of(admin)
        day = nearest_working_day(hours.local(_moment(hour)).date(), hours, 1)
        yield Planned(
            kind=KIND_FAILURE, work=WORK, chain=f"failure:{admin}", step=str(hour), place=hour, to=admin, day=day
        )


def span_of(step: str) -> tuple[datetime, datetime]:
    """Return from when to when (UTC) is told what such a step is about."""
    until = _moment(int(step)) + _HOUR
    return until - LATELY, until


def _moment(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * _HOUR.total_seconds(), UTC)
