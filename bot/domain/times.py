"""Clock times that people state in messages ("it started at 14:02"), as moments in UTC.

Pure. It must not take durations, versions, ports, ratios, plans or slot numbers for times, and never yields a future
moment. What may be one of several moments is none.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from bot.domain.times_days import OLDEST, WORDS, day_beside, of_that_night, part_beside
from bot.domain.times_denied import is_introduced, is_no_moment
from bot.domain.times_zones import STAMP_ZONE, ZONE, meant_zone, named_zone, zone_of
from bot.domain.values import Value

_READ_AT_MOST = 8_000
_HALF_A_DAY = timedelta(hours=12)
_AN_HOUR = timedelta(hours=1)
_FRESH = timedelta(minutes=30)
_SLACK = timedelta(minutes=2)
_AROUND = 80
# A text with more clocks than this is a table.
_MOST = 200
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"\w+://\S+")
_ISO = re.compile(
    r"(?<![\w.-])(?P<date>20\d\d-[01]\d-[0-3]\d)(?P<mid>[T ])(?P<hour>[0-2]\d):(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?(?!\s?[AaPp]\.?[Mm]\b)"
    rf"(?:\s?(?P<offset>{STAMP_ZONE}|[+-](?:0\d|1[0-4])(?::?\d\d)?\b))?"
)
_CLOCK = re.compile(
    r"(?<![\w:.,/#=+])(?<![A-Za-z]-)(?P<hour>[01]?\d|2[0-3])(?P<mark>[:.])(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"(?![\d:]|[.,/]\d|-(?!\d{1,2}:[0-5]\d)\d|\s?%)(?:-?ish\b)?(?:\s?(?P<half>[ap]\.?m\b\.?))?(?:-?ish\b)?(?:\s?\(?"
    + ZONE
    + r")?",
    re.IGNORECASE,
)
# "between monday 16:50 and today 09:23 UTC": the zone is said once, at the end.
_SPAN_AFTER = re.compile(
    r"^\s?(?:[\u2013\u2014-]{1,2}|to|and|until|till)\s?(?:today |yesterday |\w{3,6}day )?"
    r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?\s?\(?" + ZONE,
    re.IGNORECASE,
)
# "11:20 pm yesterday, Denver time": the zone stands behind the day.
_DAY_THEN_ZONE = re.compile(
    r"^[\s,]*(?:today|yesterday|tonight|last night|this (?:morning|afternoon|evening)|(?:on |last )?\w{3,6}day)[\s,(]*"
    + ZONE,
    re.IGNORECASE,
)
# "15:02 (14:02 UTC)", "14:02 UTC / 15:02 my time": one moment, told by two clocks.
_OTHER_CLOCK = (
    r"(?:[01]?\d|2[0-3]):(?P<other>[0-5]\d)(?::[0-5]\d)?\s?(?:[ap]\.?m\.?\s?)?(?:utc|gmt|z|[a-z]{2,3}t)(?:[+-]\d+)?\b"
)
_TOLD_AGAIN = re.compile(r"^\s?(?:\(|/\s?|=\s?)(?:(?:that is|that's|so|=|aka)\s)?" + _OTHER_CLOCK, re.IGNORECASE)
_TOLD_BEFORE = re.compile(_OTHER_CLOCK + r"\)?\s?(?:\(|/|=|,\s?(?=my\b|our\b))\s?(?:(?:my|our)\s)?$", re.IGNORECASE)
_HOUR = re.compile(
    r"(?<![\w:.,/#=+-])(?P<hour>1[0-2]|0?[1-9])\s?(?P<half>[ap]m|[ap]\.m\.)(?:-?ish\b)?(?![\w])(?:\s?\(?" + ZONE + ")?",
    re.IGNORECASE,
)
_FACE = r"(?P<hour>" + "|".join(WORDS) + r"|1[0-2]|[1-9])(?![\w:.,/-]*\d)"
_PAST = re.compile(
    r"\b(?P<minutes>twenty[ -]five|five|ten|quarter|twenty|half|(?:5|10|20|25)(?=(?: minutes)? past))(?: minutes)? "
    r"(?P<side>past|to) " + _FACE + r"\b(?:\s?" + ZONE + ")?",
    re.IGNORECASE,
)
_SINCE = r"(?:\b(?:at|since|around|about|from|just after|just before|shortly after|shortly before)\s|~\s?)"
# "five to ten" may be a range: it is a time only behind such a word, and where no thing follows that is counted.
_INTRODUCED = re.compile(
    r"\b(?<!in )(?:at|since|around|about|until|till|by|was|began|started|it's)\s$|~\s?$", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"^\s*(?:$|[.,;:!?)\u2013\u2014-]|(?:it|we|i|the|this|that|in|on|and|but|when|while|as|so|or so|my|our|his|today|"
    r"yesterday|last|already|because|until|till|then|all|there|they|he|she|everything|nothing)\b)",
    re.IGNORECASE,
)
_NO_HOUR = re.compile(
    _SINCE + r"(?:about |around )?(?P<minutes>twenty[ -]five|five|ten|quarter|twenty|half) (?P<side>past|to)"
    r"(?: the hour)?(?=\s*(?:[.,;!?)\n]|$))",
    re.IGNORECASE,
)
_OCLOCK = re.compile(
    _SINCE
    + _FACE
    + r"(?:\s?o['\u2019]?clock\b|(?=\s(?:this|in the) (?:morning|afternoon|evening)\b))(?:\s?\(?"
    + ZONE
    + ")?",
    re.IGNORECASE,
)
_MIDDAY = re.compile(
    _SINCE.replace("at|", "") + r"(?P<name>noon|midday|midnight)\b(?:\s?\(?" + ZONE + ")?", re.IGNORECASE
)
_MILITARY = re.compile(
    _SINCE + r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:hrs\s)?(?P<zone>utc|gmt|z)\b", re.IGNORECASE
)
_MANY = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty five": 45, "forty-five": 45, "ninety": 90}
_COUNTS: dict[str, float] = {
    "a": 1, "an": 1, "half an": 0.5, "half": 0.5, "a quarter of an": 0.25, "quarter of an": 0.25,
    "three quarters of an": 0.75, **WORDS, **_MANY,
}  # fmt: skip
_AGO = re.compile(
    r"(?<![\d.,-])\b(?P<count>\d{1,3}(?:[.,]\d)?|(?<!and a )half|"
    + "|".join(sorted(_COUNTS.keys() - {"half"}, key=len, reverse=True))
    + r")(?P<more> and a half)?[ -]?(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)"
    r"(?P<half> and a half)?(?:,? ?(?:and )?(?P<rest>[1-5]?\d)\s?(?:m|mins?|minutes?)?)?\s(?:ago|back)\b",
    re.IGNORECASE,
)
# More than an hour ago is any time before.
_NOT_EXACTLY = re.compile(
    r"\b(?:more than|less than|over|under|at least|at most|up to|within|longer than|no more than|not even|well over|"
    r"(?:a |an |\d{1,2} ?|one |two )(?:h|hours?)(?:,? and| and)?|to|or|-)\s?$",
    re.IGNORECASE,
)
_ABOUT_BEFORE = re.compile(
    r"(?:\b(?:about|around|roughly|circa|approx\.?|approximately|ca\.?|near(?:ly)?|(?:just|shortly|right|soon) "
    r"(?:after|before))|~)\s*$",
    re.IGNORECASE,
)
_ISH = re.compile(r"ish\b", re.IGNORECASE)
_CONSENTED = re.compile(r"utc|gmt|cest|cet", re.IGNORECASE)


class StatedTime(Value):
    """A moment that a text names: aware UTC, the words that name it, and whether they are rough ("about", "10 am")."""

    at: datetime
    text: str
    approximate: bool = False


def stated_times(text: str, said_at: datetime, zone: str) -> list[StatedTime]:
    """Return the past moments that `text` states, in reading order and each once.

    `said_at` is the message's own aware moment, `zone` its speaker's IANA zone (UTC when unknown). In code only
    stamps that carry a date count, as logs are full of others.
    """
    text = text[:_READ_AT_MOST]
    home = zone_of(zone)
    prose = _blank(_LINK, _blank(_CODE, text))
    found = [*_iso_stamps(text, prose, said_at, home)]
    prose = _blank(_ISO, prose)
    found += [*_clocks(prose, said_at, home), *_spelled(prose, said_at, home), *_agos(prose, said_at)]
    found += [*_hours_in_words(prose, said_at, home), *_no_hours(prose, said_at, home), *_military(prose, said_at)]
    times: dict[datetime, tuple[int, StatedTime]] = {}
    for place, stated in sorted(found, key=lambda pair: pair[0]):
        if said_at - OLDEST <= stated.at <= said_at + _SLACK:
            times.setdefault(stated.at, (place, stated))
    return [stated for _, stated in times.values()]


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Cover what the pattern finds with as many dots, so that places stay the same."""
    return pattern.sub(lambda found: "\u2024" * len(found.group()), text)


def _iso_stamps(text: str, prose: str, said_at: datetime, home: tzinfo) -> Iterator[tuple[int, StatedTime]]:
    for found in _ISO.finditer(text):
        try:
            naive = datetime.fromisoformat(
                f"{found['date']}T{found['hour']}:{found['minute']}:{found['second'] or '00'}"
            )
        except ValueError:
            continue
        offset = (found["offset"] or "").lower()
        if offset.startswith("-") and ":" in offset and found["mid"] == " " and not found["second"]:
            offset = ""  # "14:02-15:10" goes on to another time
        if offset:
            at = naive.replace(tzinfo=named_zone(offset, UTC)).astimezone(UTC)
        elif prose[found.start()] == text[found.start()]:
            at = naive.replace(tzinfo=home).astimezone(UTC)
        else:
            # A pasted log speaks UTC or its machine's zone and is fresh: the reading nearest before the message.
            readings = {naive.replace(tzinfo=zone).astimezone(UTC) for zone in (UTC, home)}
            at = max((r for r in readings if r <= said_at + _SLACK), default=naive.replace(tzinfo=UTC))
            if len(readings) > 1 and said_at - at > _FRESH:
                continue
        yield found.start(), StatedTime(at=at, text=found.group().strip())


def _beside(prose: str, found: re.Match[str]) -> tuple[str, str]:
    return prose[max(0, found.start() - _AROUND) : found.start()], prose[found.end() : found.end() + 40]


def _clocks(prose: str, said_at: datetime, home: tzinfo) -> Iterator[tuple[int, StatedTime]]:
    for pattern in (_CLOCK, _HOUR):
        for found in islice(pattern.finditer(prose), _MOST):
            before, after = _beside(prose, found)
            groups = found.groupdict()
            half = (groups["half"] or "")[:1].lower()
            words = groups["zone"] or _zone_further_on(after)
            if not _is_a_clock(groups, before, half) or is_no_moment(before, after):
                continue
            if _is_told_twice(groups, before, after):
                continue
            zone = meant_zone(words, after, home, said_at)
            hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
            rough = pattern is _HOUR or bool(_ABOUT_BEFORE.search(before) or _ISH.search(found.group()))
            hours = _hours(groups["hour"], hour, half)
            clocks = [time(h, minute, int(groups.get("second") or 0)) for h in hours]
            at = _resolve(clocks, before, after, said_at, zone)
            if at:
                yield found.start(), StatedTime(at=at, text=found.group().strip(" (").rstrip("."), approximate=rough)


def _zone_further_on(after: str) -> str | None:
    """Return the zone that is said once behind a span, or behind the day."""
    found = _SPAN_AFTER.search(after) or _DAY_THEN_ZONE.search(after)
    return found["zone"] if found else None


def _is_a_clock(groups: dict[str, str | None], before: str, half: str) -> bool:
    zone = groups["zone"]
    if groups.get("mark") == "." and not half:
        return bool(zone and (zone.isupper() or _CONSENTED.match(zone)))
    bare = len(groups["hour"] or "") == 1 and not half and not zone
    return not bare or is_introduced(before)


def _is_told_twice(groups: dict[str, str | None], before: str, after: str) -> bool:
    """Whether another clock beside it, with its zone, tells the same moment: then that one is read."""
    zone = (groups["zone"] or "").lower()
    if zone and not zone.startswith(("my", "our", "local")):
        return False
    other = _TOLD_AGAIN.search(after) or _TOLD_BEFORE.search(before)
    return bool(other and (int(other["other"]) - int(groups.get("minute") or 0)) % 15 == 0)


def _hours(written: str, hour: int, half: str) -> tuple[int, ...]:
    """Return the hours of the day that the words can mean: "2:05" is night or afternoon, "02:05" is night."""
    if half and 1 <= hour <= 12:  # noqa: PLR2004 - a clock face
        return (hour % 12 + (12 if half == "p" else 0),)
    return (hour, hour + 12) if len(written) == 1 and hour > 0 else (hour,)


def _resolve(clocks: list[time], before: str, after: str, said_at: datetime, zone: tzinfo | None) -> datetime | None:
    """Return the nearest sensible past moment for one of the clock faces, or None when all would lie ahead."""
    if zone is None:
        return None
    today = said_at.astimezone(zone).date()
    try:
        day = day_beside(before, after, today)
    except ValueError:
        return None
    clocks = part_beside(before, after, clocks)

    def days(clock: time) -> tuple[date, ...]:
        night = of_that_night(before, after, clock, today)
        return (night,) if night else (day,) if day else (today, today - timedelta(days=1))

    moments = [datetime.combine(one, clock, zone).astimezone(UTC) for clock in clocks for one in days(clock)]
    past = [m for m in moments if m <= said_at + _SLACK]
    nearest = max(past, default=None)
    if nearest is None or day:
        return nearest
    is_today = nearest.astimezone(zone).date() == today
    return nearest if is_today or said_at - nearest <= _HALF_A_DAY else None


_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty five": 25, "half": 30}


def _spelled(prose: str, said_at: datetime, home: tzinfo) -> Iterator[tuple[int, StatedTime]]:
    for found in _PAST.finditer(prose):
        written = found["minutes"].lower().replace("-", " ")
        minutes = int(written) if written.isdigit() else _MINUTES[written]
        hour = _face(found["hour"]) % 12
        before, after = _beside(prose, found)
        if is_no_moment(before, after):
            continue
        if found["side"].lower() == "to":
            ranged = written not in ("quarter", "half") and "minutes" not in found.group() and not found["zone"]
            if ranged and not (_INTRODUCED.search(before) and _GOES_ON.search(after)):
                continue
            hour, minutes = (hour - 1) % 12, 60 - minutes
        clocks = [time(hour, minutes), time(hour + 12, minutes)]
        at = _resolve(clocks, before, after, said_at, meant_zone(found["zone"], after, home, said_at))
        if at:
            yield found.start(), StatedTime(at=at, text=found.group().strip(), approximate=True)


def _face(written: str) -> int:
    return int(written) if written.isdigit() else WORDS[written.lower()]


def _no_hours(prose: str, said_at: datetime, home: tzinfo) -> Iterator[tuple[int, StatedTime]]:
    """Yield "it broke at quarter to": the last time that it was so, which is less than an hour ago."""
    for found in _NO_HOUR.finditer(prose):
        before, after = _beside(prose, found)
        if is_no_moment(before, after):
            continue
        minutes = _MINUTES[found["minutes"].lower().replace("-", " ")]
        minute = 60 - minutes if found["side"].lower() == "to" else minutes
        at = said_at.astimezone(home).replace(minute=minute, second=0, microsecond=0).astimezone(UTC)
        at = at if at <= said_at else at - _AN_HOUR
        yield found.start(), StatedTime(at=at, text=found.group().strip(), approximate=True)


def _hours_in_words(prose: str, said_at: datetime, home: tzinfo) -> Iterator[tuple[int, StatedTime]]:
    """Yield "at two o'clock", "at 9 this morning" and "since noon"."""
    for pattern in (_OCLOCK, _MIDDAY):
        for found in pattern.finditer(prose):
            before, after = _beside(prose, found)
            if is_no_moment(before, after):
                continue
            groups = found.groupdict()
            hour = 12 if "hour" not in groups else _face(groups["hour"]) % 12
            hours = (hour, hour + 12) if "hour" in groups else (0 if groups["name"].lower() == "midnight" else 12,)
            zone = meant_zone(groups["zone"], after, home, said_at)
            at = _resolve([time(one) for one in hours], before, after, said_at, zone)
            if at:
                yield found.start(), StatedTime(at=at, text=found.group().strip(), approximate=True)


def _military(prose: str, said_at: datetime) -> Iterator[tuple[int, StatedTime]]:
    """Yield "since 1402 UTC": four digits are a time only where the zone stands behind them."""
    for found in _MILITARY.finditer(prose):
        clock = time(int(found["hour"]), int(found["minute"]))
        at = _resolve([clock], prose[max(0, found.start() - 40) : found.start()], "", said_at, UTC)
        if at:
            yield found.start(), StatedTime(at=at, text=found.group().strip())


def _agos(prose: str, said_at: datetime) -> Iterator[tuple[int, StatedTime]]:
    """Yield "half an hour ago". Of "three days ago" nobody knows the hour, of "a few minutes ago" not the minute."""
    for found in _AGO.finditer(prose):
        if _NOT_EXACTLY.search(prose[max(0, found.start() - 24) : found.start()]):
            continue
        words = found["count"].lower().replace(",", ".")
        count = float(words) if words[0].isdigit() else _COUNTS[words]
        count += 0.5 if found["more"] or found["half"] else 0
        unit = {"s": "seconds", "m": "minutes", "h": "hours"}[found["unit"][0].lower()]
        if found["rest"] and unit != "hours":
            continue
        back = timedelta(**{unit: count}) + timedelta(minutes=int(found["rest"] or 0))
        yield found.start(), StatedTime(at=said_at - back, text=found.group(), approximate=True)
