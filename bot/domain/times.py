"""Clock times that people state in messages ("it started at 14:02"), as moments in UTC.

Pure. It must not take durations, versions, ports, ratios or slot numbers for times, and never yields a future moment.
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.values import Value

_READ_AT_MOST = 8_000
_HALF_A_DAY = timedelta(hours=12)
_SLACK = timedelta(minutes=2)
_OLDEST = timedelta(days=60)

_FIXED_HOURS: dict[str, float] = {
    "utc": 0, "gmt": 0, "z": 0, "zulu": 0, "bst": 1, "wet": 0, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "msk": 3, "gst": 4, "ist": 5.5, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "hst": -10, "brt": -3,
}  # fmt: skip
ZONE_WORDS = frozenset(_FIXED_HOURS)
"""What zones are called in short: none of them names anybody."""
_PLACES: dict[str, str] = {
    "uk": "Europe/London", "london": "Europe/London", "british": "Europe/London", "berlin": "Europe/Berlin",
    "german": "Europe/Berlin", "paris": "Europe/Paris", "european": "Europe/Berlin", "eastern": "America/New_York",
    "et": "America/New_York", "ny": "America/New_York", "central": "America/Chicago", "ct": "America/Chicago",
    "mountain": "America/Denver", "mt": "America/Denver", "pacific": "America/Los_Angeles",
    "pt": "America/Los_Angeles", "sf": "America/Los_Angeles", "india": "Asia/Kolkata", "indian": "Asia/Kolkata",
    "tokyo": "Asia/Tokyo", "japan": "Asia/Tokyo", "singapore": "Asia/Singapore", "sydney": "Australia/Sydney",
    "auckland": "Pacific/Auckland", "nz": "Pacific/Auckland", "melbourne": "Australia/Melbourne",
    "seoul": "Asia/Seoul", "shanghai": "Asia/Shanghai", "dubai": "Asia/Dubai", "istanbul": "Europe/Istanbul",
    "helsinki": "Europe/Helsinki", "warsaw": "Europe/Warsaw", "stockholm": "Europe/Stockholm",
    "zurich": "Europe/Zurich", "vienna": "Europe/Vienna", "prague": "Europe/Prague", "amsterdam": "Europe/Amsterdam",
    "copenhagen": "Europe/Copenhagen", "oslo": "Europe/Oslo", "madrid": "Europe/Madrid", "rome": "Europe/Rome",
    "lisbon": "Europe/Lisbon", "dublin": "Europe/Dublin", "toronto": "America/Toronto", "boston": "America/New_York",
    "chicago": "America/Chicago", "austin": "America/Chicago", "denver": "America/Denver",
    "seattle": "America/Los_Angeles", "vancouver": "America/Vancouver", "lima": "America/Lima",
}  # fmt: skip
_ZONE = (
    r"(?P<zone>(?:utc|gmt)\s?[+-]\d{1,2}(?::?[0-5]\d)?\b|(?:"
    + "|".join(sorted(_FIXED_HOURS, key=len, reverse=True))
    + r"|et|ct|mt|pt)\b|(?:"
    + "|".join(_PLACES)
    + r"|my|local|our|your)[ -]time\b)?"
)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"\w+://\S+")
_ISO = re.compile(
    r"(?<![\w.-])(?P<date>20\d\d-[01]\d-[0-3]\d)[T ](?P<hour>[0-2]\d):(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?\s?(?P<offset>Z\b|(?i:utc|gmt)\b|[+-]\d\d:?\d\d\b)?"
)
_CLOCK = re.compile(
    r"(?<![\w:.,/#=+])(?<![A-Za-z]-)(?P<hour>[01]?\d|2[0-3])(?P<mark>[:.])(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"(?![\d:]|[.,/]\d|-(?!\d{1,2}:[0-5]\d)\d|\s?%)\s?(?P<half>[ap]\.?m\b\.?)?(?:\s?\(?" + _ZONE + r")",
    re.IGNORECASE,
)
# "between monday 16:50 and today 09:23 UTC": the zone is said once, at the end.
_SPAN_AFTER = re.compile(
    r"^\s?(?:[\u2013\u2014-]{1,2}|to|and|until|till)\s?(?:today |yesterday |\w{3,6}day )?"
    r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?\s?\(?" + _ZONE,
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"(?<![\w:.,/#=+-])(?P<hour>1[0-2]|0?[1-9])\s?(?P<half>[ap]m|[ap]\.m\.)(?![\w])\s?\(?" + _ZONE, re.IGNORECASE
)
_WORDS = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}
_FACE = r"(?P<hour>" + "|".join(_WORDS) + r"|1[0-2]|[1-9])(?![\w:.,/-]*\d)"
_PAST = re.compile(
    r"\b(?P<minutes>twenty[ -]five|five|ten|quarter|twenty|half)(?: minutes)? (?P<side>past|to) "
    + _FACE
    + r"\b(?:\s?"
    + _ZONE
    + ")",
    re.IGNORECASE,
)
_SINCE = r"(?:\b(?:at|since|around|about|from|just after|just before|shortly after|shortly before)\s|~\s?)"
_OCLOCK = re.compile(
    _SINCE + _FACE + r"(?:\s?o['\u2019]?clock\b|(?=\s(?:this|in the) (?:morning|afternoon|evening)\b))"
)
_MIDDAY = re.compile(_SINCE.replace("at|", "") + r"(?P<name>noon|midday|midnight)\b", re.IGNORECASE)
_MILITARY = re.compile(_SINCE + r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?P<zone>utc|gmt|z)\b", re.IGNORECASE)
_MANY = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty five": 45, "forty-five": 45, "ninety": 90}
_COUNTS: dict[str, float] = {
    "a": 1,
    "an": 1,
    "half an": 0.5,
    "half": 0.5,
    "a couple of": 2,
    "couple of": 2,
    "a few": 3,
    **_WORDS,
    **_MANY,
}
_AGO = re.compile(
    r"(?<![\d.,-])\b(?P<count>\d{1,3}(?:[.,]\d)?|(?<!and a )half|"
    + "|".join(sorted(_COUNTS.keys() - {"half"}, key=len, reverse=True))
    + r")(?P<more> and a half)?[ -]?(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?)"
    r"(?P<half> and a half)?\s(?:ago|back)\b",
    re.IGNORECASE,
)
_DAYS_BEFORE = re.compile(
    r"\b(?P<count>\d{1,2}|" + "|".join(_WORDS) + r") days? ago[\s,]*(?:at|around|about)?\s*$", re.IGNORECASE
)
_DAYS_AFTER = re.compile(r"^[\s,)]*(?P<count>\d{1,2}|" + "|".join(_WORDS) + r") days? ago\b", re.IGNORECASE)
_CLOCK_BESIDE = re.compile(r"^[\s,]*(?:at|around|about)?\s*\d{1,2}[:.]\d\d")
_CLOCK_AHEAD = re.compile(r"\d{1,2}[:.]\d\d[\s,]*$")
_SLASHED = re.compile(r"(?<![\w/])(?P<one>\d{1,2})/(?P<other>\d{1,2})(?:/(?:20)?\d\d)?[\s,]*(?:at)?\s*$")
_LENGTH_BEFORE = re.compile(
    r"\b(?:took|takes|lasted|lasting|for|after|within|in|uptime|duration|elapsed|runtime|ratio(?: of)?|odds(?: of)?|"
    r"scale(?: of)?|every)[\s:(]*$",
    re.IGNORECASE,
)
_LENGTH_AFTER = re.compile(
    r"^[\s)]*(?:min|mins|minutes|hours|hrs|h\b|elapsed|long|ratio|aspect|split|odds)", re.IGNORECASE
)
_PLANNED_BEFORE = re.compile(
    r"\b(?:tomorrow|scheduled for|planned for|(?:until|till|by|next) (?:next )?\w{3,6}day)[\w\s,]{0,20}$", re.IGNORECASE
)
_PLANNED_AFTER = re.compile(r"^[\s,)]*tomorrow\b", re.IGNORECASE)
_ABOUT_BEFORE = re.compile(
    r"(?:\b(?:about|around|roughly|circa|approx\.?|approximately|ca\.?|near(?:ly)?)|~)\s*$", re.IGNORECASE
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<month>" + "|".join(_MONTHS) + r")[a-z]*\.?"
_DAY_BEFORE = re.compile(
    r"(?:(?P<yesterday>yesterday|last night)|(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|"
    + _MONTH
    + r"[ -](?P<day>[0-3]?\d)(?:st|nd|rd|th)?|(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? "
    + _MONTH.replace("month", "month2")
    + r"|(?P<iso>20\d\d-[01]\d-[0-3]\d))[\s,]*(?:at|around|about|~)?\s*$",
    re.IGNORECASE,
)
_NTH_BEFORE = re.compile(r"\bthe (?P<nth>[0-3]?\d)(?:st|nd|rd|th)[\s,]*(?:at|around|about|~)?\s*$", re.IGNORECASE)
_YESTERDAY_AFTER = re.compile(r"^[\s,)]*(?:yesterday|last night)\b", re.IGNORECASE)
_WEEKDAY_AFTER = re.compile(
    r"^[\s,)]*(?:on |last |this )?(?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE
)
_PART_AFTER = re.compile(
    r"^[\s,]*(?:(?:in the|this|that|yesterday|last|on) )?(?:\w{3,6}day )?(?P<part>morning|afternoon|evening)\b",
    re.IGNORECASE,
)
_NOON = time(12)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
    home = _zone_of(zone)
    prose = _blank(_LINK, _blank(_CODE, text))
    found = [*_iso_stamps(text, prose, said_at, home)]
    prose = _blank(_ISO, prose)
    found += [*_clocks(prose, said_at, home), *_spelled(prose, said_at, home), *_agos(prose, said_at)]
    found += [*_hours_in_words(prose, said_at, home), *_military(prose, said_at)]
    times: dict[datetime, tuple[int, StatedTime]] = {}
    for place, stated in sorted(found, key=lambda pair: pair[0]):
        if said_at - _OLDEST <= stated.at <= said_at + _SLACK:
            times.setdefault(stated.at, (place, stated))
    return [stated for _, stated in times.values()]


def _zone_of(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Cover what the pattern finds with as many dots, so that places stay the same."""
    return pattern.sub(lambda found: "\u2024" * len(found.group()), text)


def named_zone(words: str | None, home: tzinfo) -> tzinfo:
    """Return the zone that words behind a clock time name ("CET", "utc+2", "berlin time"), or else `home`."""
    words = (words or "").lower().replace("-time", " time")
    if words[:3] in ("utc", "gmt") and len(words) > len("utc"):
        sign, digits = (-1 if "-" in words else 1), re.sub(r"\D", "", words)
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)  # noqa: PLR2004 - "0530" has minutes
        return timezone(sign * timedelta(hours=min(hours, 14), minutes=minutes))
    if words in _FIXED_HOURS:
        return timezone(timedelta(hours=_FIXED_HOURS[words]))
    place = _PLACES.get(words.removesuffix(" time"))
    return ZoneInfo(place) if place else home


def _iso_stamps(text: str, prose: str, said_at: datetime, home: tzinfo) -> Iterator[tuple[int, StatedTime]]:
    for found in _ISO.finditer(text):
        try:
            naive = datetime.fromisoformat(
                f"{found['date']}T{found['hour']}:{found['minute']}:{found['second'] or '00'}"
            )
        except ValueError:
            continue
        offset = (found["offset"] or "").lower()
        if offset in ("z", "utc", "gmt"):
            at = naive.replace(tzinfo=UTC)
        elif offset:
            at = datetime.fromisoformat(f"{naive.isoformat()}{offset[:3]}:{offset[-2:]}").astimezone(UTC)
        else:
            # A pasted log speaks UTC or its machine's zone and is fresh: the reading nearest before the message.
            zones = (home,) if prose[found.start()] == text[found.start()] else (UTC, home)
            readings = [naive.replace(tzinfo=zone).astimezone(UTC) for zone in zones]
            at = max((r for r in readings if r <= said_at + _SLACK), default=readings[0])
        yield found.start(), StatedTime(at=at, text=found.group().strip())


def _clocks(prose: str, said_at: datetime, home: tzinfo) -> Iterator[tuple[int, StatedTime]]:
    for pattern in (_CLOCK, _HOUR):
        for found in pattern.finditer(prose):
            before, after = prose[max(0, found.start() - 40) : found.start()], prose[found.end() : found.end() + 40]
            groups = found.groupdict()
            half = (groups["half"] or "")[:1].lower()
            if groups.get("mark") == "." and not half and not groups["zone"]:
                continue
            if _is_no_time(before, after[:20]) or (groups["zone"] or "").lower().startswith("your"):
                continue
            hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
            rough = pattern is _HOUR or bool(_ABOUT_BEFORE.search(before))
            hours = _hours(groups["hour"], hour, half)
            clocks = [time(h, minute, int(groups.get("second") or 0)) for h in hours]
            span = None if groups["zone"] else _SPAN_AFTER.search(after)
            zone = named_zone(span["zone"] if span else groups["zone"], home)
            at = _resolve(clocks, before, after[:20], said_at, zone)
            if at:
                yield found.start(), StatedTime(at=at, text=found.group().strip(" ("), approximate=rough)


def _is_no_time(before: str, after: str) -> bool:
    return bool(
        _LENGTH_BEFORE.search(before)
        or _LENGTH_AFTER.search(after)
        or _PLANNED_BEFORE.search(before)
        or _PLANNED_AFTER.search(after)
    )


def _hours(written: str, hour: int, half: str) -> tuple[int, ...]:
    """Return the hours of the day that the words can mean: "2:05" is night or afternoon, "02:05" is night."""
    if half and 1 <= hour <= 12:  # noqa: PLR2004 - a clock face
        return (hour % 12 + (12 if half == "p" else 0),)
    return (hour, hour + 12) if len(written) == 1 and hour > 0 else (hour,)


def _resolve(clocks: list[time], before: str, after: str, said_at: datetime, zone: tzinfo) -> datetime | None:
    """Return the nearest sensible past moment for one of the clock faces, or None when all would lie ahead."""
    today = said_at.astimezone(zone).date()
    try:
        day = _named_day(before, after, today)
    except ValueError:
        return None
    if part := _PART_AFTER.search(after):
        is_morning = part["part"].lower() == "morning"
        clocks = [clock for clock in clocks if (clock < _NOON) is is_morning] or clocks
    days = (day,) if day else (today, today - timedelta(days=1))
    moments = [datetime.combine(d, clock, zone).astimezone(UTC) for d in days for clock in clocks]
    past = [m for m in moments if m <= said_at + _SLACK]
    nearest = max(past, default=None)
    if nearest is None or day:
        return nearest
    is_today = nearest.astimezone(zone).date() == today
    return nearest if is_today or said_at - nearest <= _HALF_A_DAY else None


def _named_day(before: str, after: str, today: date) -> date | None:
    """Return the day that stands beside a clock time, None without one. Raises ValueError where it may be several."""
    if slashed := _SLASHED.search(before):
        return _slashed_day(int(slashed["one"]), int(slashed["other"]), today)
    if ago := _DAYS_BEFORE.search(before) or _DAYS_AFTER.search(after):
        count = ago["count"].lower()
        return today - timedelta(days=int(count) if count.isdigit() else _WORDS[count])
    if nth := _NTH_BEFORE.search(before):
        return _latest_of(int(nth["nth"]), today)
    return _called_day(before, after, today)


def _called_day(before: str, after: str, today: date) -> date | None:
    found = _DAY_BEFORE.search(before)
    weekday = _WEEKDAY_AFTER.search(after) or (found if found and found["weekday"] else None)
    if _YESTERDAY_AFTER.search(after) or (found and found["yesterday"]):
        return today - timedelta(days=1)
    if weekday:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(weekday["weekday"][:3].lower())) % 7)
    if not found:
        return None
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        month = _MONTHS.index((found["month"] or found["month2"])[:3].lower()) + 1
        named = date(today.year, month, int(found["day"] or found["day2"]))
        return named if named <= today + timedelta(days=1) else named.replace(year=today.year - 1)
    except ValueError:
        return None


def _slashed_day(one: int, other: int, today: date) -> date:
    """Return the day that "14/11" or "11/14" can only be; of "11/12" nobody knows which it is."""
    days = set()
    for month, day in ((one, other), (other, one)):
        with contextlib.suppress(ValueError):
            named = date(today.year, month, day)
            days.add(named if named <= today + timedelta(days=1) else named.replace(year=today.year - 1))
    lately = [one for one in days if today - one <= _OLDEST]
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


def _spelled(prose: str, said_at: datetime, home: tzinfo) -> Iterator[tuple[int, StatedTime]]:
    counts = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty five": 25, "half": 30}
    for found in _PAST.finditer(prose):
        minutes = counts[found["minutes"].lower().replace("-", " ")]
        hour = _face(found["hour"]) % 12
        before, after = prose[max(0, found.start() - 40) : found.start()], prose[found.end() : found.end() + 20]
        if _is_no_time(before, after):
            continue
        if found["side"].lower() == "to":
            hour, minutes = (hour - 1) % 12, 60 - minutes
        clocks = [time(hour, minutes), time(hour + 12, minutes)]
        at = _resolve(clocks, before, after, said_at, named_zone(found["zone"], home))
        if at:
            yield found.start(), StatedTime(at=at, text=found.group().strip(), approximate=True)


def _face(written: str) -> int:
    return int(written) if written.isdigit() else _WORDS[written.lower()]


def _hours_in_words(prose: str, said_at: datetime, home: tzinfo) -> Iterator[tuple[int, StatedTime]]:
    """Yield "at two o'clock", "at 9 this morning" and "since noon"."""
    for pattern in (_OCLOCK, _MIDDAY):
        for found in pattern.finditer(prose):
            before, after = prose[max(0, found.start() - 40) : found.start()], prose[found.end() : found.end() + 20]
            if _is_no_time(before, after):
                continue
            groups = found.groupdict()
            hour = 12 if "hour" not in groups else _face(groups["hour"]) % 12
            hours = (hour, hour + 12) if "hour" in groups else (0 if groups["name"].lower() == "midnight" else 12,)
            at = _resolve([time(one) for one in hours], before, after, said_at, home)
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
    for found in _AGO.finditer(prose):
        words = found["count"].lower().replace(",", ".")
        count = float(words) if words[0].isdigit() else _COUNTS[words]
        count += 0.5 if found["more"] or found["half"] else 0
        beside = _CLOCK_BESIDE.search(prose[found.end() :]) or _CLOCK_AHEAD.search(prose[: found.start()])
        if beside and found["unit"].lower().startswith("d"):
            continue  # it is the day of that time
        unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[found["unit"][0].lower()]
        yield found.start(), StatedTime(at=said_at - timedelta(**{unit: count}), text=found.group(), approximate=True)
