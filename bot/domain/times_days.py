"""The day that is named beside a clock time: "yesterday at", "on Monday", "12 Nov 2023". Pure.

It must not guess: where it may be one of several days, ValueError is raised.
"""

import contextlib
import re
from datetime import date, time, timedelta
from typing import Final

OLDEST: Final = timedelta(days=60)
"""What lies further back nobody states by its clock."""
WORDS: Final = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}
_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH: Final = r"(?P<month>" + "|".join(_MONTHS) + r")[a-z]*\.?"
_NUMBER: Final = r"(?P<count>\d{1,2}|" + "|".join(WORDS) + r")"
_YEAR: Final = r"(?:,? ?(?P<year>20\d\d))?"
_IN_WORDS: Final = (
    _MONTH + r"[ -](?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b" + _YEAR + "|"
    r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?: of)?[ -/]?" + _MONTH.replace("month", "month2")
    + r"(?:[ ,-/]{0,2}(?P<year3>20\d\d))?|"
    r"\bthe (?P<nth>[0-3]?\d)(?:st|nd|rd|th)\b"
)  # fmt: skip
_IN_FIGURES: Final = (
    r"(?P<iso>20\d\d[-/][01]?\d[-/][0-3]?\d)|"
    r"(?<![\w./])(?P<one>\d{1,2})/(?P<other>\d{1,2})(?:/(?P<year1>(?:20)?\d\d))?|"
    r"(?<![\w./])(?P<dotted>[0-3]?\d\.[01]?\d)\.(?P<year2>(?:20)?\d\d)?"
)
_DATES: Final = rf"{_IN_FIGURES}|{_IN_WORDS}"
_VAGUE: Final = (
    r"(?P<vague>\b(?:last (?:week|month|year|time)|(?:\w+ )?(?:weeks?|months?|years?) ago|a day ago|the other day|"
    r"(?:the |that )?(?:same|next|following|previous|prior) (?:day|morning|evening|night)|that day|"
    r"the day (?:before|after)))"
)
_CALLED: Final = (
    r"(?P<ere>the day before yesterday)|(?P<yesterday>yesterday|last night)|(?P<today>today)|"
    r"(?P<last>last )?\b(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|"
    + _NUMBER + rf" days? ago\b|{_VAGUE}"
)  # fmt: skip
_CALLED_WHOLE: Final = _CALLED.replace("sun)(?:day)?", "sun)day")
_PART: Final = r"(?:[\s,]+(?:early |late )?(?P<part>morning|afternoon|evening|night))?"
_GLUE: Final = (
    r"(?:[\s,]*(?:at|around|about|circa|roughly|since|from|between|exactly|~|just|shortly|after|before))*[\s,(]*$"
)
_BEFORE: Final = re.compile(rf"(?:{_DATES}|{_CALLED}){_PART}{_GLUE}", re.IGNORECASE)
_AFTER: Final = (
    re.compile(rf"^[\s,)]*(?:on )?(?:{_IN_WORDS}|{_CALLED_WHOLE}){_PART}", re.IGNORECASE),
    re.compile(rf"^[\s,)]*(?:on |of )(?:{_DATES})", re.IGNORECASE),
)
_PART_BESIDE: Final = re.compile(
    r"^[\s,]*(?:(?:in the|this|that|yesterday|last|on) )?(?:\w{3,6}day )?(?P<part>morning|afternoon|evening)\b",
    re.IGNORECASE,
)
_PART_AHEAD: Final = re.compile(rf"\b(?:this|in the) (?P<part>morning|afternoon|evening){_GLUE}", re.IGNORECASE)
_NOON: Final = time(12)
_DAYLIGHT: Final = time(9)


def day_beside(before: str, after: str, today: date) -> date | None:
    """Return the day that stands beside a clock time, None without one. Raises ValueError where it may be several."""
    found = _BEFORE.search(before) or _AFTER[0].search(after) or _AFTER[1].search(after)
    if found is None:
        return None
    has = dict.fromkeys(_BEFORE.groupindex) | found.groupdict()
    if has["vague"]:
        raise ValueError("a day that may be several")
    if has["ere"] or has["yesterday"] or has["today"]:
        return today - timedelta(days=2 if has["ere"] else 1 if has["yesterday"] else 0)
    if has["count"]:
        count = has["count"].lower()
        return today - timedelta(days=int(count) if count.isdigit() else WORDS[count])
    if has["weekday"]:
        back = (today.weekday() - _WEEKDAYS.index(has["weekday"][:3].lower())) % 7
        return today - timedelta(days=back or (7 if has["last"] else 0))
    return _dated(has, today)


def part_beside(before: str, after: str, clocks: list[time]) -> list[time]:
    """Return those of the clock faces that lie in the part of the day which stands beside them; all without one."""
    found = _PART_BESIDE.search(after) or _PART_AHEAD.search(before) or _BEFORE.search(before)
    part = (found["part"] or "").lower() if found else ""
    if part in ("morning", "afternoon", "evening"):
        return [clock for clock in clocks if (clock < _NOON) is (part == "morning")] or clocks
    return clocks


def of_that_night(before: str, after: str, clock: time, today: date) -> date | None:
    """Return the day of a clock face of "last night", which ends this morning; None where that is not said."""
    said = re.search(rf"\blast night{_GLUE}", before, re.IGNORECASE) or re.match(
        r"[\s,)]*last night\b", after, re.IGNORECASE
    )
    if not said:
        return None
    return today if clock < _DAYLIGHT else today - timedelta(days=1)


def _dated(has: dict[str, str | None], today: date) -> date | None:
    try:
        if has["iso"]:
            return date(*map(int, re.split(r"[-/]", has["iso"])))
        if has["one"] and has["other"]:
            return _slashed(int(has["one"]), int(has["other"]), today)
        if has["nth"]:
            return _latest_of(int(has["nth"]), today)
        if has["dotted"]:
            day, month = map(int, has["dotted"].split("."))
            return _in_year(month, day, has["year2"], today)
        month = _MONTHS.index((has["month"] or has["month2"] or "")[:3].lower()) + 1
        return _in_year(month, int(has["day"] or has["day2"] or 0), has["year"] or has["year3"], today)
    except ValueError as error:
        raise ValueError("no day, or one of several") from error


def _in_year(month: int, day: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) % 100 + 2000, month, day)
    named = date(today.year, month, day)
    return named if named <= today + timedelta(days=1) else named.replace(year=today.year - 1)


def _slashed(one: int, other: int, today: date) -> date:
    """Return the day that "14/11" or "11/14" can only be; of "11/12" nobody knows which it is."""
    days = set()
    for month, day in ((one, other), (other, one)):
        with contextlib.suppress(ValueError):
            days.add(_in_year(month, day, None, today))
    lately = [one for one in days if today - one <= OLDEST]
    if len(lately) != 1:
        raise ValueError("a day that may be several")
    return lately[0]


def _latest_of(number: int, today: date) -> date:
    """Return the last day that had this number in its month."""
    for back in range(62):
        day = today - timedelta(days=back)
        if day.day == number:
            return day
    raise ValueError("no day has that number")
