"""Days as people type them: 2026-11-28, 28 nov, fri, next friday, in 3 days, end of month, +7d. Pure.

They are read against a given local day. What has two readings is none: 5/6 is no day, 28/6 is one. What time of that
day it is to be ("eod friday", "tomorrow morning") makes no difference.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OTHER_DAYS = {"tues": 1, "wednes": 2, "thur": 3, "thurs": 3}
_NAMED = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "yesterday": -1}
_ENDS = {"eod": "day", "eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
_SPANS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14}
_MONTH_SPANS = {"month": 1, "months": 1, "quarter": 3, "quarters": 3, "year": 12, "years": 12}
_LENGTHS = frozenset({*_SPANS, *_MONTH_SPANS})
_BEFORE = frozenset({"by", "on", "due", "until", "till"})
_TIMES_OF_DAY = frozenset({"eod", "cob", "morning", "noon", "afternoon", "evening", "night"})
_FRIDAY = 4
_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})", re.ASCII)
_DOTTED = re.compile(r"([0-9]{1,2})[.]([0-9]{1,2})(?:[.]((?:20)?[0-9]{2})?)?", re.ASCII)
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/((?:20)?[0-9]{2}))?", re.ASCII)
_SPAN = re.compile(r"([+-]?)([0-9]{1,4})(d|w)", re.ASCII)
_NUMBER = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[.]?", re.ASCII)
_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,4}", re.ASCII)
_YEAR = re.compile(r"20[0-9]{2}", re.ASCII)
_BARE = tuple(
    re.compile(one, re.ASCII) for one in (r"[0-9]+[dw]", r"[0-9]+(\.[0-9]+)+\.?", r"[0-9]+/[0-9]+", _ORDINAL.pattern)
)
_NUMBERED = re.compile(r"[0-9]+\.[0-9]+", re.ASCII)
LONGEST = 6
"""A day takes at most so many words: "by the 28th of november 2026"."""


def read_date(text: str, today: date, *, past: bool = False) -> date | None:
    """Return the day that all of `text` names, or None.

    `today` is the reader's own. A weekday or a day without a year is the next one from tomorrow on, or with `past` the
    latest one up to today. "7d" looks back with `past`, ahead without; its sign decides where it has one. "Next
    friday" is the one of the next week, which begins on a Monday; a week ends with its Friday.
    """
    words = _plain(text)
    if not words or len(words) > LONGEST:
        return None
    if len(words) == 1:
        return _one_word(words[0], today, past=past)
    return (
        _span(words, today, past=past)
        or _relative(words, today)
        or _end(words, today)
        or _day_and_month(_without_the(words), today, past=past)
    )


def read_due(text: str, today: date) -> date | None:
    """Return the day that all of `text` names at the end of a task, or None.

    Lengths and bare numbers are none there: "Keep logs for 30 days", "Go to 7.2." and "Split it 5/5" speak of no day;
    "in 30 days" and "by 5/5" do. Nor are days that were: "Explain what broke yesterday" is done later than that.
    """
    words = text.casefold().split()
    if words and (_COUNT.fullmatch(words[0]) or words[0] in _COUNTS) and words[1:2] and words[1] in _LENGTHS:
        return None
    if len(words) == 1 and any(one.fullmatch(words[0]) for one in _BARE):
        return None
    if words and _NUMBERED.fullmatch(words[-1]):
        return None  # "Cut it by 2.5" is an amount
    found = read_date(text, today)
    return None if found is not None and found < today and written_day(text) is None else found


def written_day(text: str) -> tuple[int, int, int | None] | None:
    """Return month, day and year that all of `text` writes in figures or with a month's name, even of no such day.

    Without a year it is None; the month of "the 32nd" is 0. Of what has two readings it is None, see `two_days`.
    """
    words = _without_the(_plain(text) or [""])
    if len(words) == 1:
        if match := _ISO.fullmatch(words[0]):
            return int(match[2]), int(match[3]), int(match[1])
        match = _ORDINAL.fullmatch(words[0])
        return (0, int(match[1]), None) if match else _numbers(words[0])
    return _named(words)


def two_days(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the two readings of 5/6, each as month and day; None of everything else."""
    words = _plain(text)
    match = _SLASHED.fullmatch(words[0]) if len(words) == 1 else None
    if match is None or _numbers(words[0]) is not None:
        return None
    first, second = int(match[1]), int(match[2])
    return (first, second), (second, first)


def _plain(text: str) -> list[str]:
    """Return the words of a day without what stands around it: "by", commas, the time of that day."""
    words = text.casefold().replace(",", " ").split()
    if len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    if len(words) > 1 and words[-1] in _TIMES_OF_DAY:
        words = words[: -2 if words[-2] == "at" else -1]
    elif len(words) > 1 and words[0] in _TIMES_OF_DAY:
        words = words[2 if words[1] == "on" else 1 :]
    return words


def _one_word(word: str, today: date, *, past: bool) -> date | None:
    if word in _NAMED:
        return _moved(today, _NAMED[word])
    if word in _ENDS:
        return _end_of(_ENDS[word], today)
    if match := _SPAN.fullmatch(word):
        days = int(match[2]) * (7 if match[3] == "w" else 1)
        return _moved(today, -days if match[1] == "-" or (past and not match[1]) else days)
    weekday = _weekday(word)
    if weekday is None:
        return _figures(word, today, past=past)
    back = (today.weekday() - weekday) % 7
    return _moved(today, -back if past else 7 - back)


def _figures(word: str, today: date, *, past: bool) -> date | None:
    """Return the day of 2026-11-28, 28th, 28.11. or 28/11."""
    if match := _ISO.fullmatch(word):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _ORDINAL.fullmatch(word):
        return _of_day(int(match[1]), today, past=past)
    if numbers := _numbers(word):
        month, day, year = numbers
        return _of_year(month, day, year, today, past=past)
    return None


def _numbers(word: str) -> tuple[int, int, int | None] | None:
    """Return month, day and year of 28.11. or 28/11; None where the two could be either."""
    if match := _DOTTED.fullmatch(word):
        return int(match[2]), int(match[1]), _year(match[3])
    if match := _SLASHED.fullmatch(word):
        first, second = int(match[1]), int(match[2])
        year = _year(match[3])
        if first > 12 or first == second:  # noqa: PLR2004 - months of a year
            return second, first, year
        if second > 12:  # noqa: PLR2004 - as above
            return first, second, year
    return None


def _year(figures: str | None) -> int | None:
    return 2000 + int(figures) % 100 if figures else None


def _weekday(word: str) -> int | None:
    word = word.rstrip(".")
    for names in (_DAYS, _FULL_DAYS):
        if word in names:
            return names.index(word)
    return _OTHER_DAYS.get(word)


def _span(words: Sequence[str], today: date, *, past: bool) -> date | None:
    """Return the day of "in 3 days", "two weeks", "a month ago"."""
    ahead, back = words[0] in {"in", "within"}, words[-1] == "ago"
    inner = words[1 if ahead else 0 : len(words) - 1 if back else len(words)]
    if len(inner) != 2:  # noqa: PLR2004 - how many, and of what
        return None
    count = int(inner[0]) if _COUNT.fullmatch(inner[0]) else _COUNTS.get(inner[0])
    if count is None:
        return None
    sign = -1 if back or (past and not ahead) else 1
    if inner[1] in _SPANS:
        return _moved(today, sign * count * _SPANS[inner[1]])
    if inner[1] in _MONTH_SPANS:
        return _months_on(today, sign * count * _MONTH_SPANS[inner[1]])
    return None


def _relative(words: Sequence[str], today: date) -> date | None:
    """Return the day of "next friday", "this fri", "last tuesday", "next week", "day after tomorrow"."""
    if [one for one in words if one != "the"] == ["day", "after", "tomorrow"]:
        return _moved(today, 2)
    if len(words) != 2 or words[0] not in {"next", "this", "last", "coming"}:  # noqa: PLR2004 - which, and what
        return None
    which, what = words
    weekday = _weekday(what)
    if weekday is None:
        return _next(what, today) if which == "next" else None
    back = (today.weekday() - weekday) % 7
    days = {"next": 7 - today.weekday() + weekday, "last": -(back or 7)}
    return _moved(today, days.get(which, (7 - back) % 7))


def _next(what: str, today: date) -> date | None:
    """Return the first day of the next week, month, quarter or year."""
    if what == "week":
        return _moved(today, 7 - today.weekday())
    months = {"month": 1, "quarter": 3 - (today.month - 1) % 3, "year": 13 - today.month}
    return _months_on(today.replace(day=1), months[what]) if what in months else None


def _end(words: Sequence[str], today: date) -> date | None:
    """Return the day of "end of month", "end of next week", "month end"."""
    plain = [one for one in words if one not in {"the", "of", "this"}]
    if len(plain) == 2 and "end" in plain:  # noqa: PLR2004 - "month end" or "end month"
        return _end_of(next(one for one in (*plain, "") if one != "end"), today)
    if len(plain) == 3 and plain[:2] == ["end", "next"]:  # noqa: PLR2004 - and the next one of what
        begins = _next(plain[2], today)
        return _end_of(plain[2], begins) if begins is not None else None
    return None


def _end_of(what: str, day: date) -> date | None:
    if what == "day":
        return day
    if what == "week":
        return _moved(day, (_FRIDAY - day.weekday()) % 7)
    months = {"month": 0, "quarter": 2 - (day.month - 1) % 3, "year": 12 - day.month}
    named = _month(what)
    if named is None and what not in months:
        return None
    last = _months_on(day.replace(day=1), months[what] if named is None else (named - day.month) % 12)
    return last and last.replace(day=monthrange(last.year, last.month)[1])


def _without_the(words: list[str]) -> list[str]:
    """Return "28th november" for "the 28th of november"."""
    plain = words[1:] if words[0] == "the" else words
    return [one for place, one in enumerate(plain) if (place, one) != (1, "of")]


def _day_and_month(words: list[str], today: date, *, past: bool) -> date | None:
    """Return the day of "28 nov", "november 28th", "28 nov 2026", or "the 28th"."""
    if len(words) == 1 and (match := _ORDINAL.fullmatch(words[0])):
        return _of_day(int(match[1]), today, past=past)
    found = _named(words)
    return _of_year(*found, today, past=past) if found else None


def _named(words: Sequence[str]) -> tuple[int, int, int | None] | None:
    """Return month, day and year of "28 nov", "november 28th", "28 nov 2026"."""
    year = int(words[-1]) if len(words) == 3 and _YEAR.fullmatch(words[-1]) else None  # noqa: PLR2004 - with a year
    if len(words) != (2 if year is None else 3):
        return None
    first, second = words[:2]
    month, day = _month(second), _NUMBER.fullmatch(first)
    if month is None:
        month, day = _month(first), _NUMBER.fullmatch(second)
    return None if month is None or day is None else (month, int(day[1]), year)


def _of_year(month: int, day: int, year: int | None, today: date, *, past: bool) -> date | None:
    """Return a day of a year; without a year the next one there is, or with `past` the last one."""
    if year is not None:
        return _date(year, month, day)
    years = (today.year, today.year - 1) if past else (today.year, today.year + 1)
    found = (_date(one, month, day) for one in years)
    return next((one for one in found if one is not None and (one <= today if past else one >= today)), None)


def _of_day(day: int, today: date, *, past: bool) -> date | None:
    """Return the next day with this number, or with `past` the last one; months that have none are left out."""
    first = today.replace(day=1)
    for months in range(4):
        there = _months_on(first, -months if past else months)
        found = there and _date(there.year, there.month, day)
        if found and (found <= today if past else found > today):
            return found
    return None


def _month(word: str) -> int | None:
    word = word.rstrip(".")
    if word == "sept":
        return 9
    for names in (_MONTHS, _FULL_MONTHS):
        if word in names:
            return names.index(word) + 1
    return None


def _months_on(day: date, months: int) -> date | None:
    """Return the same day so many months later, or the last one of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moved(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None
