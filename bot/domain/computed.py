"""What a sentence may say beyond the words of its messages: what follows from them by computing. Pure.

Lengths of time between cited moments, the days and clock faces of those moments, shares of stated counts, and how many
people and messages are cited. The rules of rounding: minutes and days down or to the nearest, hours within a twentieth;
"about" allows multiples of five minutes within two and a half, and else a tenth; "nearly" lies up to a tenth above what
was, "over" as much below, "within" up to a quarter above, or less than one unit.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from itertools import combinations, pairwise
from typing import Final, NamedTuple

from bot.domain.grounding import number_of
from bot.domain.incidents import Message, Transcript
from bot.domain.numerals import as_digits
from bot.domain.times import stated_times
from bot.domain.times_zones import ZONE_WORDS, named_zone, zone_of

_MINUTE: Final = 60.0
_HOUR: Final = 3_600.0
_DAY: Final = 86_400.0
_SECONDS: Final = {"s": 1.0, "m": _MINUTE, "h": _HOUR, "d": _DAY, "w": 7 * _DAY}
_EVERY_PAIR: Final = 5
"""Of so many moments every two may be meant; of more, neighbours, and the first and the last."""
_NEAR: Final = 2
_ROUGH: Final = 0.1
_FINE: Final = 0.05
_FIVES: Final = 5
_BOUNDS: Final = (
    dict.fromkeys(("nearly", "almost", "just under"), (0.9, 1.0))
    | dict.fromkeys(("over", "just over", "more than", "at least"), (1.0, 1.1))
    | dict.fromkeys(("within", "under", "less than", "in under"), (0.75, 1.0))
)
_WITHIN: Final = frozenset({"within", "under", "less than", "in under"})
_AMOUNT = (
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,2})?)[ \u00a0\u202f-]?"
    r"(?:seconds?|secs?|s|minutes?|mins?|min|m|hours?|hrs?|h|days?|d|weeks?)(?![\w/])"
)
_PART = re.compile(r"(?P<n>[\d.,]+)[ \u00a0\u202f-]?(?P<unit>[smhdw])[a-z]*", re.IGNORECASE)
_LENGTH = re.compile(
    r"(?P<how>\b(?:about|around|roughly|approximately|approx\.?|circa|some|nearly|almost|just under|just over|over|"
    r"more than|at least|within|under|less than|in under)\s+|~\s?)?"
    rf"(?<![\w.,:/$€£+-])(?P<length>{_AMOUNT}(?:(?:,? and |,? ){_AMOUNT}){{0,3}}|\d{{1,3}}h\d{{1,2}}(?:m|min)?(?!\w))",
    re.IGNORECASE,
)
_ROUGHLY = re.compile(
    r"\b(?:(?:several|a few|few|many|some|for|within|after|a couple of|in) (?P<unit>second|minute|hour|day|week)s"
    r"|(?P<unit2>minute|hour|day|week)s (?:later|after|before))\b",
    re.IGNORECASE,
)
_ROUGH_BOUNDS: Final = {
    "second": (0.0, 120.0),
    "minute": (60.0, 3 * _HOUR),
    "hour": (_HOUR, 2 * _DAY),
    "day": (_DAY, 21 * _DAY),
    "week": (7 * _DAY, 200 * _DAY),
}
"""How long it must have been for "several hours", "within minutes": between a little and a lot of the unit."""
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,3})?)\s?(?:%|percent\b|per cent\b)", re.IGNORECASE)
_RATIO = re.compile(
    r"(?<![\w.,/])(\d{1,9}(?:,\d{3})*)(?:\s(?:out )?of(?: the)?\s|/)(\d{1,9}(?:,\d{3})*)(?![\w/]|[.,]\d)"
)
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES = "(?-i:" + "|".join(f"{one[:3]}(?:{one[3:]}|t)?" for one in (name.capitalize() for name in _MONTHS)) + ")"
"""Months as they are written: "may" names none."""
_ISO_DAY = r"(?P<iso>20\d\d-[01]\d-[0-3]\d)"
_DAYS = re.compile(
    rf"(?<![\w-]){_ISO_DAY}(?![\d-])"
    rf"|(?<![\w.])(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<month>{_NAMES})\b\.?(?:,? (?P<year>20\d\d)\b)?"
    rf"|\b(?P<month2>{_NAMES})\b\.? (?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)(?:,? (?P<year2>20\d\d)\b)?"
    rf"|\b(?P<month3>{_NAMES}),? (?P<year3>20\d\d)\b"
    rf"|\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b"
    r"|\b(?:in|of|since|year) (?P<year4>20\d\d)\b",
    re.IGNORECASE,
)
_ZONES = "|".join(sorted(ZONE_WORDS - {"z"}, key=len, reverse=True))
_CLOCK = re.compile(
    r"(?<![\w:.+/-])(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?(?![\d:]|[.,]\d|\s?%)"
    r"(?:\s?(?P<half>[ap]\.?m\b\.?))?"
    rf"(?:\s?\(?(?P<zone>(?:utc|gmt)\s?[+-]\d{{1,2}}(?::?[0-5]\d)?|(?:{_ZONES})\b|Z\b)\)?)?(?!\w)",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"(?<![\w-])(?P<day>20\d\d-[01]\d-[0-3]\d)[T ](?P<clock>[0-2]\d:[0-5]\d(?::[0-5]\d)?)(?:\.\d+)?"
    r"\s?(?P<zone>Z\b|utc\b|gmt\b|[+-]\d\d:?\d\d\b)?",
    re.IGNORECASE,
)
_HANDS: Final = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty five": 25, "half": 30}
_HOURS: Final = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
# "from five to ten nodes" is no time: what is before an hour needs a word that times stand behind.
_SPOKEN = re.compile(
    r"\b(?:(?P<past>twenty[ -]five|five|ten|quarter|twenty|half) past"
    r"|(?:(?P<near>(?:at|since|around|about|by|until|before|after|just|nearly) )|(?<!\w)(?=quarter))"
    r"(?P<to>twenty[ -]five|five|ten|quarter|twenty) to)"
    rf" (?P<hour>{'|'.join(_HOURS)}|1[0-2]|[1-9])\b(?![\w:.,/-]*\d| [a-z]+s\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?<![\w.,])(\d{1,4}) (messages|people|persons|colleagues|engineers|participants)\b", re.IGNORECASE
)
_ORDER = re.compile(
    r"(?:\b(?:from|between)\s+)?(?P<a>(?:[01]?\d|2[0-3]):[0-5]\d)(?:\s\w{2,4})?\s?(?:\b(?:to|until|till|and)\b|[–—-])\s?"  # noqa: RUF001 - the dash of a span
    r"(?P<b>(?:[01]?\d|2[0-3]):[0-5]\d)",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """A moment that a message has or names: aware UTC. What was named roughly is not `exact`."""

    at: datetime
    exact: bool = True


class Day(NamedTuple):
    """What a text says of a day; None is not said."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def fits(self, other: "Day") -> bool:
        """Whether all that this one says, the other says too."""
        return all(mine is None or mine == its for mine, its in zip(self, other, strict=True))


class Facts:
    """What can be computed from cited messages, prepared for look-ups."""

    def __init__(self, cited: Sequence[Message], transcript: Transcript) -> None:
        written = " ".join(as_digits(part) for one in cited for part in (one.text, *one.files))
        self.said = written.casefold()
        own = (transcript.zones.get(one.author, "UTC") for one in cited)
        self.zones: set[tzinfo] = {UTC, zone_of(transcript.zone), *map(zone_of, own)}
        self.moments = sorted({Moment(one.at) for one in cited} | set(_named(cited, transcript)))
        days = {one.at.astimezone(zone).date() for one in self.moments for zone in self.zones}
        told_days = (_day(found) for found in _DAYS.finditer(written))
        self.days = {_whole(one) for one in days} | {one for one in told_days if one is not None}
        self.lengths = set(_lengths(self.moments))
        self.told = {_seconds(found["length"]) for found in _LENGTH.finditer(self.said)}
        self.shares = {number_of(found[1]) for found in _PERCENT.finditer(self.said)} | set(_ratios(self.said))
        self.people = len({one.author for one in cited if not one.is_bot})
        self.messages = len(cited)

    def without(self, text: str) -> tuple[str, str | None]:
        """Return a text, whose numbers are in digits, without what is computed, and why something in it is wrong."""
        reason = self._order(text)
        judges: tuple[tuple[re.Pattern[str], _Judge, str], ...] = (
            (_STAMP, self._stamp, "time"),
            (_DAYS, self._of_day, "day"),
            (_LENGTH, self._length, "duration"),
            (_ROUGHLY, self._roughly, "duration"),
            (_PERCENT, self._share, "share"),
            (_COUNTED, self._counted, "number"),
            (_CLOCK, self._clock, "time"),
        )
        for pattern, holds, noun in judges:
            text, wrong = _taken(text, pattern, holds, noun)
            reason = reason or wrong
        return text, reason

    def without_hands(self, text: str) -> tuple[str, str | None]:
        """Return a text, as it is written, without the clock times that it spells, and why one of them is wrong."""
        return _taken(text, _SPOKEN, self._spoken, "time")

    def _spoken(self, found: re.Match[str]) -> bool:
        """Judge "quarter to two": said so, or what a clock showed, within two minutes."""
        if as_digits(found.group()).casefold() in self.said:
            return True
        minutes = _HANDS[(found["past"] or found["to"]).casefold().replace("-", " ")]
        hour = found["hour"].casefold()
        face = 60 * (int(hour) if hour.isdigit() else _HOURS.index(hour)) + (minutes if found["past"] else -minutes)
        shown = (one.at.astimezone(zone) for one in self.moments for zone in self.zones)
        return any((60 * at.hour + at.minute - face + _NEAR) % 720 <= 2 * _NEAR for at in shown)

    def _order(self, text: str) -> str | None:
        """Return a reason where a span of two clock times ends before it begins, as far as the moments say."""
        for found in _ORDER.finditer(text):
            begins, ends = self._at(found["a"]), self._at(found["b"])
            if begins and ends and not any(begin <= end for begin in begins for end in ends):
                return f"{found['b']} is before {found['a']} in its messages"
        return None

    def _at(self, clock: str) -> list[datetime]:
        face = clock.rjust(5, "0")
        return [one.at for one in self.moments if any(f"{one.at.astimezone(z):%H:%M}" == face for z in self.zones)]

    def _stamp(self, found: re.Match[str]) -> bool | None:
        zones = [named_zone(_offset(found["zone"]), UTC)] if found["zone"] else self.zones
        layout = "%Y-%m-%d %H:%M:%S" if found["clock"].count(":") > 1 else "%Y-%m-%d %H:%M"
        wanted = f"{found['day']} {found['clock']}"
        return found.group().strip().casefold() in self.said or self._shows(wanted, layout, zones)

    def _of_day(self, found: re.Match[str]) -> bool | None:
        day = _day(found)
        return None if day is None else any(day.fits(one) for one in self.days)

    def _length(self, found: re.Match[str]) -> bool | None:
        wanted, how = _seconds(found["length"]), " ".join((found["how"] or "").casefold().split())
        return wanted in self.told or any(_fits(wanted, how, found["length"], *had) for had in self.lengths)

    def _roughly(self, found: re.Match[str]) -> bool | None:
        unit = (found["unit"] or found["unit2"]).casefold()
        least, most = _ROUGH_BOUNDS[unit]
        return unit in self.said or any(least <= had <= most for had in (*self.told, *(one for one, _ in self.lengths)))

    def _share(self, found: re.Match[str]) -> bool | None:
        return number_of(found[1]) in self.shares

    def _counted(self, found: re.Match[str]) -> bool | None:
        """Say yes to a count of what is cited. Of what else there are so many, the messages have to say."""
        had = self.messages if found[2].casefold() == "messages" else self.people
        return int(found[1]) == had or None

    def _clock(self, found: re.Match[str]) -> bool | None:
        """Judge a face with a half of the day, seconds or a zone; a plain one is looked up with the words."""
        if not (found["half"] or (found["minute"] and (found["zone"] or found["second"]))):
            return None
        if found.group().strip().casefold() in self.said:
            return True
        hour = int(found["hour"]) % 12 if found["half"] else int(found["hour"])
        hour += 12 if (found["half"] or "").casefold().startswith("p") else 0
        wanted = ":".join((f"{hour:02d}", found["minute"] or "00", *filter(None, [found["second"]])))
        return self._shows(wanted, "%H:%M:%S" if found["second"] else "%H:%M", self._zones_of(found["zone"]))

    def _zones_of(self, word: str | None) -> Iterable[tzinfo]:
        """Return the zones that a word may mean: one of the channel's that is called so, or the one that it names."""
        if word is None:
            return self.zones
        called = {z for z in self.zones for one in self.moments if one.at.astimezone(z).tzname() == word.upper()}
        return {*called, named_zone(word.replace(" ", ""), UTC)}

    def _shows(self, wanted: str, layout: str, zones: Iterable[tzinfo]) -> bool:
        return any(one.at.astimezone(zone).strftime(layout) == wanted for one in self.moments for zone in zones)


_Judge = Callable[[re.Match[str]], bool | None]


def _taken(text: str, pattern: re.Pattern[str], holds: _Judge, noun: str) -> tuple[str, str | None]:
    """Return a text without what holds, and a reason for the first that does not. What None is said of stays."""
    wrong: list[str] = []

    def judged(found: re.Match[str]) -> str:
        verdict = holds(found)
        if verdict is None:
            return found.group()
        if not verdict:
            wrong.append(f"the {noun} {found.group().strip()} is in none of its messages")
        return " "

    return pattern.sub(judged, text), next(iter(wrong), None)


def _named(cited: Sequence[Message], transcript: Transcript) -> Iterator[Moment]:
    """Yield the moments that messages state, in their speaker's zone and in the channel's."""
    for one in cited:
        for zone in dict.fromkeys((transcript.zones.get(one.author, transcript.zone), transcript.zone)):
            for stated in stated_times(one.text, one.at, zone):
                yield Moment(stated.at, not stated.approximate)


def _lengths(moments: Sequence[Moment]) -> Iterator[tuple[float, bool]]:
    """Yield how long it was between two moments, in seconds, and whether both are exact."""
    pairs = list(combinations(moments, 2)) if len(moments) <= _EVERY_PAIR else [*pairwise(moments)]
    pairs += [(moments[0], moments[-1])] if len(moments) > _EVERY_PAIR else []
    for first, last in pairs:
        yield (last.at - first.at).total_seconds(), first.exact and last.exact


def _seconds(written: str) -> float:
    return sum(float(found["n"].replace(",", "")) * _SECONDS[found["unit"].casefold()] for found in _parts(written))


def _parts(written: str) -> list[re.Match[str]]:
    return list(_PART.finditer(re.sub(r"(?<=\dh)(\d+)$", r"\1m", written, flags=re.IGNORECASE)))


def _fits(wanted: float, how: str, written: str, had: float, exact: bool) -> bool:  # noqa: FBT001 - a pair unpacked
    """Whether a length of time may be said of what was, with the word before it. See the rules of rounding above."""
    unit = _SECONDS[_parts(written)[-1]["unit"].casefold()]
    if wanted <= 0:
        return False
    if (exact or how) and _is_rounded(wanted, unit, had):
        return True
    if how in _BOUNDS:
        least, most = (share * wanted for share in _BOUNDS[how])
        # "within two minutes" says that it was more than one.
        least = min(least, wanted - unit) if how in _WITHIN and wanted > unit else least
        return least <= had <= most
    off = abs(had - wanted)
    if unit == _MINUTE:
        is_rough = bool(how) or not exact
        return is_rough and wanted % (_FIVES * _MINUTE) == 0 and off <= max(_FIVES * _MINUTE / 2, wanted * _FINE)
    return unit >= _HOUR and off <= wanted * (_FINE if exact and not how else _ROUGH)


def _is_rounded(wanted: float, unit: float, had: float) -> bool:
    if unit == _HOUR:
        return False
    return wanted in {had // unit * unit, (had + unit / 2) // unit * unit}


def _ratios(said: str) -> Iterator[str]:
    """Yield the shares, in percent, that stated counts make: "4 of 12" is 33 and 33.3."""
    for found in _RATIO.finditer(said):
        part, whole = (int(one.replace(",", "")) for one in found.groups())
        if 0 < part <= whole:
            yield from (number_of(f"{100 * part / whole:.0f}"), number_of(f"{100 * part / whole:.1f}"))


def _day(found: re.Match[str]) -> Day | None:
    """Return what a text says of a day, or None for a day that is not in the calendar."""
    if found["iso"]:
        try:
            return _whole(date.fromisoformat(found["iso"]))
        except ValueError:
            return None
    if found["weekday"]:
        return Day(weekday=_WEEKDAYS.index(found["weekday"].casefold()))
    month = found["month"] or found["month2"] or found["month3"]
    year = found["year"] or found["year2"] or found["year3"] or found["year4"]
    day = found["day"] or found["day2"]
    place = next((n for n, name in enumerate(_MONTHS, 1) if month and name[:3] == month[:3].casefold()), None)
    return Day(int(year) if year else None, place, int(day) if day else None)


def _whole(day: date) -> Day:
    return Day(day.year, day.month, day.day, day.weekday())


def _offset(zone: str) -> str:
    return zone if zone[0].isalpha() else f"utc{zone}"
