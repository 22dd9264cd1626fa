"""What people call the zone behind a clock time: "CET", "utc+2", "Denver time". Pure.

It must not guess: of a zone that is named and not known, or that is not in force on that day, nothing is returned.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FIXED_HOURS: Final[dict[str, float]] = {
    "utc": 0, "gmt": 0, "z": 0, "zulu": 0, "bst": 1, "wet": 0, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "msk": 3, "gst": 4, "ist": 5.5, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "hst": -10, "brt": -3,
    "akdt": -8, "sast": 2, "pkt": 5, "npt": 5.75, "wib": 7, "clst": -3, "uyt": -3, "acst": 9.5, "acdt": 10.5, "trt": 3,
    "idt": 3,
}  # fmt: skip
ZONE_WORDS: Final = frozenset(_FIXED_HOURS)
"""What zones are called in short: none of them names anybody."""
_PLACES: Final[dict[str, str]] = {
    "uk": "Europe/London", "british": "Europe/London", "german": "Europe/Berlin", "european": "Europe/Berlin",
    "central european": "Europe/Berlin", "eastern european": "Europe/Helsinki", "frankfurt": "Europe/Berlin",
    "munich": "Europe/Berlin", "hamburg": "Europe/Berlin", "barcelona": "Europe/Madrid", "milan": "Europe/Rome",
    "eastern": "America/New_York", "et": "America/New_York", "ny": "America/New_York", "boston": "America/New_York",
    "washington": "America/New_York", "atlanta": "America/New_York", "miami": "America/New_York",
    "central": "America/Chicago", "ct": "America/Chicago", "austin": "America/Chicago", "dallas": "America/Chicago",
    "houston": "America/Chicago", "mountain": "America/Denver", "mt": "America/Denver",
    "pacific": "America/Los_Angeles", "pt": "America/Los_Angeles", "sf": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles", "portland": "America/Los_Angeles",
    "india": "Asia/Kolkata", "indian": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "bengaluru": "Asia/Kolkata", "hyderabad": "Asia/Kolkata", "pune": "Asia/Kolkata",
    "japan": "Asia/Tokyo", "osaka": "Asia/Tokyo", "beijing": "Asia/Shanghai", "nz": "Pacific/Auckland",
    "wellington": "Pacific/Auckland", "coordinated universal": "UTC", "greenwich mean": "UTC",
}  # fmt: skip
# Where a short name is in force only for a part of the year, and people often say it all year round.
_SEASONAL: Final[dict[str, str]] = {
    "bst": "Europe/London", "cet": "Europe/Berlin", "cest": "Europe/Berlin", "eet": "Europe/Helsinki",
    "eest": "Europe/Helsinki", "wet": "Europe/Lisbon", "est": "America/New_York", "edt": "America/New_York",
    "cst": "America/Chicago", "cdt": "America/Chicago", "mst": "America/Denver", "mdt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "akst": "America/Anchorage",
    "akdt": "America/Anchorage", "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "nzst": "Pacific/Auckland",
    "nzdt": "Pacific/Auckland", "acst": "Australia/Adelaide", "acdt": "Australia/Adelaide",
}  # fmt: skip
_AREAS: Final = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic")
_MOST_HOURS: Final = 14
_HOURS_ALONE: Final = 2
_OWN: Final = frozenset({"my", "our", "local"})
# Lower-case these are words of other languages, or units.
_ALSO_WORDS: Final = frozenset({"est", "et", "ist", "wet", "mt", "pt", "ct", "trt"})
_SHORT: Final = "|".join(sorted(_FIXED_HOURS, key=len, reverse=True))
ZONE: Final = (
    r"(?P<zone>(?:utc|gmt)\s?[+-]\d{1,2}(?::?[0-5]\d)?\b|\+(?:0\d|1[0-4]):?[0-5]\d\b|(?<=\s)-(?:0\d|1[0-2])(?:00|30)\b|"
    rf"(?:{_SHORT}|et|ct|mt|pt)\b(?! ?[+-]\d)(?: time\b)?|"
    r"(?:eastern|pacific|(?-i:Central|Mountain))\b(?! \w+ time)(?:[ -]time\b)?|"
    r"(?:" + "|".join(sorted(_PLACES, key=len, reverse=True)) + r"|my|our|local|your|their|his|her|server|customer|"
    r"client|vendor|cluster|host|machine|database|device|(?-i:[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}))"
    r"(?:[ -](?:standard|daylight|summer|winter))?[ -]time\b)"
)
"""Finds what names a zone behind a clock time, as the group `zone`."""
STAMP_ZONE: Final = (
    r"Z\b|(?i:utc|gmt)\b|(?-i:" + "|".join(one.upper() for one in sorted(_FIXED_HOURS, key=len)) + r")\b"
)
"""Finds what names a zone behind a dated stamp."""
# "14:02 XYT": a short name of a zone that we do not know, and no word of a log.
_STRANGE: Final = re.compile(
    r"^\s?\(?(?!(?:GET|PUT|NOT|BUT|OUT|SET|HIT|BIT|GIT|LET|YET|NET|RST|JWT|TXT|ACT|GOT|CUT|"
    r"TEST|REST|LAST|HOST|BEST|POST|MUST|MOST|LIST|FAST|JUST|PAST|COST|LOST)\b)[A-Z]{2}S?T\b"
)
_ELSEWHERE: Final = re.compile(
    r"^\s?\(?(?:(?:over |out |down )?there\b|(?:in )?(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+)?)\b)"
)
_A_WORD: Final = re.compile(r"^\s+(?!today|yesterday|this|on|and)[a-z]")


def zone_of(name: str) -> tzinfo:
    """Return a zone by its IANA name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def day_in(at: datetime, zone: str) -> date:
    """Return the day that a moment lies in, in a zone (IANA name); in UTC where that is not known."""
    return at.astimezone(zone_of(zone)).date()


def named_zone(words: str | None, home: tzinfo) -> tzinfo:
    """Return the zone that words behind a clock time name ("CET", "utc+2", "berlin time"), or else `home`."""
    words = (words or "").lower().replace("-time", " time")
    if words[:3] in ("utc", "gmt") and words[3:].strip(" ")[:1] in ("+", "-"):
        words = words[3:].strip()
    if words[:1] in ("+", "-"):
        sign, digits = (-1 if words[0] == "-" else 1), re.sub(r"\D", "", words)
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > _HOURS_ALONE else (int(digits), 0)
        return timezone(sign * timedelta(hours=min(hours, _MOST_HOURS), minutes=minutes))
    words = words.removesuffix(" time")
    if words in _FIXED_HOURS:
        return timezone(timedelta(hours=_FIXED_HOURS[words]))
    return _place(words) or home


def meant_zone(words: str | None, after: str, home: tzinfo, said_at: datetime) -> tzinfo | None:
    """Return the zone in which somebody at `home` means a clock time; None where that cannot be known.

    `words` name the zone, `after` is what follows. Whoever sits in a zone may call it by its name all year round.
    """
    if words is None:
        return None if _is_elsewhere(after, home, said_at) else home
    bare = words.lower().replace("-time", " time").removesuffix(" time")
    bare = re.sub(r"[ -](?:standard|daylight|summer|winter)$", "", bare)
    if bare in _OWN:
        return home
    if bare in _ALSO_WORDS and words.islower() and _A_WORD.search(after):
        return None
    if bare in _FIXED_HOURS:
        return _short(bare, home, said_at)
    if bare[:1] in ("+", "-", "u", "g") and any(one.isdigit() for one in bare):
        return named_zone(bare, home)
    return _place(bare)


def _short(name: str, home: tzinfo, said_at: datetime) -> tzinfo | None:
    """Return the zone of a short name: the speaker's own, or the one that is in force under that name."""
    own = (said_at.astimezone(home).tzname() or "").lower()
    if own == name or (own[:-2] == name[:-2] and {own[-2:], name[-2:]} == {"st", "dt"}):
        return home
    fixed = timezone(timedelta(hours=_FIXED_HOURS[name]))
    place = _SEASONAL.get(name)
    if place is None or said_at.astimezone(ZoneInfo(place)).utcoffset() == fixed.utcoffset(None):
        return fixed
    return None


def _is_elsewhere(after: str, home: tzinfo, said_at: datetime) -> bool:
    """Whether what follows leaves open whose clock is meant: "there", "in Tokyo", "London", "XYT"."""
    if _STRANGE.search(after):
        return True
    found = _ELSEWHERE.search(after)
    if not found or not found["place"]:
        return bool(found)
    words = found["place"].lower().split()
    place = _place(" ".join(words)) or _place(words[0])
    return place is not None and said_at.astimezone(place).utcoffset() != said_at.astimezone(home).utcoffset()


@lru_cache(maxsize=512)
def _place(name: str) -> ZoneInfo | None:
    """Return the zone of a place by what it is called, lower-case."""
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    city = "_".join(word.capitalize() for word in name.split())
    for area in _AREAS if city.replace("_", "").isalpha() else ():
        try:
            return ZoneInfo(f"{area}/{city}")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None
