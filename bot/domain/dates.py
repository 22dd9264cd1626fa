"""Days as people type them: 2026-11-28, 28 nov, fri, tomorrow, +7d. Read against a given local day; pure."""

import re
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OTHER_DAYS = {"tues": 1, "wednes": 2, "thur": 3, "thurs": 3}
_NAMED = {"today": 0, "tomorrow": 1, "yesterday": -1}
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_SPAN = re.compile(r"([+-]?)([0-9]{1,4})(d|w)", re.ASCII)
_NUMBER = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[.]?", re.ASCII)
_YEAR = re.compile(r"20[0-9]{2}", re.ASCII)
LONGEST = 3
"""A day takes at most so many words: "28 nov 2026"."""


def read_date(text: str, today: date, *, past: bool = False) -> date | None:
    """Return the day that all of `text` names, or None.

    `today` is the reader's own. A weekday or a day without a year is the next one from tomorrow on, or with `past` the
    latest one up to today. "7d" looks back with `past`, ahead without; its sign decides where it has one.
    """
    words = text.casefold().replace(",", " ").split()
    if len(words) == 1:
        return _one_word(words[0], today, past=past)
    if len(words) in {2, 3}:
        return _day_and_month(words, today, past=past)
    return None


def _one_word(word: str, today: date, *, past: bool) -> date | None:
    if word in _NAMED:
        return _moved(today, _NAMED[word])
    if match := _ISO.fullmatch(word):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SPAN.fullmatch(word):
        days = int(match[2]) * (7 if match[3] == "w" else 1)
        return _moved(today, -days if match[1] == "-" or (past and not match[1]) else days)
    weekday = _weekday(word)
    if weekday is None:
        return None
    if past:
        return _moved(today, -((today.weekday() - weekday) % 7))
    return _moved(today, (weekday - today.weekday() - 1) % 7 + 1)


def _weekday(word: str) -> int | None:
    word = word.rstrip(".")
    for names in (_DAYS, _FULL_DAYS):
        if word in names:
            return names.index(word)
    return _OTHER_DAYS.get(word)


def _day_and_month(words: list[str], today: date, *, past: bool) -> date | None:
    year = int(words.pop()) if len(words) == LONGEST and _YEAR.fullmatch(words[-1]) else None
    if len(words) == LONGEST:
        return None
    first, second = words
    month, day = _month(second), _NUMBER.fullmatch(first)
    if month is None:
        month, day = _month(first), _NUMBER.fullmatch(second)
    if month is None or day is None:
        return None
    if year is not None:
        return _date(year, month, int(day[1]))
    years = (today.year, today.year - 1) if past else (today.year, today.year + 1)
    found = (_date(one, month, int(day[1])) for one in years)
    return next((one for one in found if one is not None and (one <= today if past else one >= today)), None)


def _month(word: str) -> int | None:
    word = word.rstrip(".")
    if word == "sept":
        return 9
    for names in (_MONTHS, _FULL_MONTHS):
        if word in names:
            return names.index(word) + 1
    return None


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
