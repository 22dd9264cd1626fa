"""Whether what was mended has held: asked 30 and 90 days after publishing, and what was answered. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.nudges import HoursOf, Planned, nearest_working_day, place_of
from bot.domain.values import Value

KIND_FIX: Final = "fix"
ASKED_AFTER: Final = (30, 90)
GIVEN_UP_AFTER: Final = timedelta(days=30)


class FixAnswer(StrEnum):
    """What was said: it held, it did not, or the same thing happened again."""

    HELD = "held"
    FAILED = "failed"
    AGAIN = "again"


class Fix(Value):
    """An answer: after how many days, by whom (a Slack id) and when (UTC).

    `number` is the postmortem, `channel` the incident channel, of what happened again, where somebody said so.
    """

    days: int
    answer: FixAnswer
    by: str
    at: datetime
    number: int | None = None
    channel: str | None = None


class FixDuty(Value):
    """That it is to be asked `days` after a document was published, from `asks_at` (UTC) on. People are Slack ids."""

    postmortem: int
    days: int
    asks_at: datetime
    author: str | None = None
    editors: tuple[str, ...] = ()


def work_of(postmortem: int) -> str:
    """Return under what it is recorded who was asked whether a fix has held."""
    return f"fix:{postmortem}"


def fix_plan(
    duties: Iterable[FixDuty], members: frozenset[str], admins: Sequence[str], hours_of: HoursOf, now: datetime
) -> Iterable[Planned]:
    """Return who is asked: the author, else the first editor who is still a member (`members`), else the first admin.

    Of two questions that were slept through only the later one is asked. Nobody is asked weeks after the day.
    """
    for duty in duties:
        wanted = (one for one in (duty.author, *duty.editors, *admins) if one is not None and one in members)
        to = next(wanted, None)
        if to is None or now - duty.asks_at > GIVEN_UP_AFTER:
            continue
        hours = hours_of(to)
        day = nearest_working_day(hours.local(duty.asks_at).date(), hours, 1)
        published = duty.asks_at - timedelta(days=duty.days)
        yield Planned(
            kind=KIND_FIX,
            work=work_of(duty.postmortem),
            chain=f"fix:{duty.postmortem}:{published:%Y-%m-%d}:{to}",
            step=str(duty.days),
            place=place_of(day, 0),
            to=to,
            day=day,
            postmortem=duty.postmortem,
            due=day,
        )
