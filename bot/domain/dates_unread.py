"""Words in the place of a day that name none: which ones, and why. What is not understood is said. Pure."""

import re
from calendar import isleap
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from bot.domain.dates import read_date, two_days, written_day
from bot.domain.values import Value

LONGEST: Final = 5
_LEAP_MONTH, _LEAP_DAY = 2, 29
_GLUE: Final = frozenset({
    "by", "on", "due", "until", "till", "before", "after", "in", "within", "next", "this", "coming", "the", "of", "at",
    "end", "a", "an", "one", "two", "three", "four", "five", "six", "few", "couple", "or",
})  # fmt: skip
_ABOUT_TIME: Final = re.compile(
    r"""asap|soon|now|later|someday|sometime|weekend|sprint|release|morning|noon|afternoon|evening|night|midnight
    |hours?|minutes?|days?|weeks?|months?|quarters?|years?|christmas|xmas|easter|holidays?|eod|eow|eom|eoq|eoy|cob
    |today|tomorrow|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?
    |jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?
    |nov(?:ember)?|dec(?:ember)?|[0-9]{1,4}(?:[-/.:][0-9]{1,4}){0,2}(?:st|nd|rd|th|d|w|h|am|pm)?""",
    re.ASCII | re.VERBOSE,
)
_PERHAPS: Final = re.compile(
    r"[0-9]{1,2}(?:/[0-9]{1,2}|\.[0-9]{1,2}\.|st|nd|rd|th)|[0-9]{2}\.[0-9]{2}|asap|soon", re.ASCII
)


class Why(StrEnum):
    """Why words name no day: there is none, none soon, two, it is over, or it cannot be told what they mean.

    What may as well be a part of what is to be done is KEPT there.
    """

    NEVER = "never"
    NOT_SOON = "not_soon"
    TWO = "two"
    OVER = "over"
    VAGUE = "vague"
    KEPT = "kept"


class Unread(Value):
    """Words that name no day. `year` is when the next such day is; `days` are the readings of what has two."""

    said: str
    why: Why
    year: int = 0
    days: tuple[date, ...] = ()


def unread_day(text: str, today: date) -> Unread | None:
    """Return why all of `text`, which has the shape of a day, is none to come; None of everything else."""
    if (two := two_days(text)) and all(two[0]):
        return Unread(said=text, why=Why.TWO, days=tuple(date(today.year, month, day) for month, day in two))
    if two:
        return Unread(said=text, why=Why.NEVER)
    written, found = written_day(text), read_date(text, today)
    if written is None or (found is not None and found >= today):
        return None
    if found is not None:
        return Unread(said=text, why=Why.OVER)
    month, day, year = written
    if year is None and (month, day) == (_LEAP_MONTH, _LEAP_DAY):
        leap = next(one for one in range(today.year, today.year + 9) if isleap(one) and date(one, month, day) >= today)
        return Unread(said=text, why=Why.NOT_SOON, year=leap)
    return Unread(said=text, why=Why.NEVER)


def vague_day(text: str, today: date) -> Unread | None:
    """Return words that speak of time and of nothing else ("asap", "in 3 hours", "yesterday"); None of others."""
    found = read_date(text, today)
    if found is not None and found < today:
        return Unread(said=text, why=Why.OVER)
    words = [one.strip(".,") for one in text.casefold().split()]
    if not 0 < len(words) <= LONGEST or not all(one in _GLUE or _ABOUT_TIME.fullmatch(one) for one in words):
        return None
    return Unread(said=text, why=Why.VAGUE) if any(_ABOUT_TIME.fullmatch(one) for one in words) else None


def kept_day(words: Sequence[str]) -> Unread | None:
    """Return the last word where it may be a day or a part of what is to be done: "Split it 5/5", "Do it asap"."""
    last = words[-1] if words else ""
    return Unread(said=last, why=Why.KEPT) if _PERHAPS.fullmatch(last.casefold()) else None
