"""Moments as Slack writes them, in the viewer's zone: every token of a date's form, and the times beside messages."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from htpy import Node, time

from sandbox.clock import seconds_ahead
from sandbox.page import links
from sandbox.page.viewer import Viewer

_TOKEN = re.compile(r"\{([a-z_]*)\}")
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_UNITS = (("year", 365 * 86_400), ("month", 30 * 86_400), ("day", 86_400), ("hour", 3_600), ("minute", 60))
_NEAR = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}
_LONGEST = 20  # digits of a stamp; more are no moment

Form = Callable[[datetime, datetime], str]


def _long_full(at: datetime, _now: datetime) -> str:
    return f"{at:%B} {at.day}, {at.year}"


def _ordinal(at: datetime, _now: datetime) -> str:
    return f"{at:%B} {at.day}{_ENDINGS.get(at.day, 'th')}, {at.year}"


def _short(at: datetime, _now: datetime) -> str:
    return f"{at:%b} {at.day}, {at.year}"


def _long(at: datetime, now: datetime) -> str:
    return f"{at:%A}, {_ordinal(at, now)}"


def _divider(at: datetime, now: datetime) -> str:
    return f"{at:%A}, {at:%B} {at.day}{_ENDINGS.get(at.day, 'th')}" if at.year == now.year else _long(at, now)


def _pretty(form: Form) -> Form:
    def near_or(at: datetime, now: datetime) -> str:
        return _NEAR.get((at.date() - now.date()).days) or form(at, now)

    return near_or


def _ago(at: datetime, now: datetime) -> str:
    seconds = int((now.astimezone(UTC) - at.astimezone(UTC)).total_seconds())
    for unit, length in _UNITS:
        count = abs(seconds) // length
        if count:
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"


_FORMS: Mapping[str, Form] = {
    "date_num": lambda at, _: f"{at:%Y-%m-%d}",
    "date_slash": lambda at, _: f"{at:%m/%d/%Y}",
    "date": _ordinal,
    "date_pretty": _pretty(_ordinal),
    "date_short": _short,
    "date_short_pretty": _pretty(_short),
    "date_long": _long,
    "date_long_full": _long_full,
    "date_long_pretty": _pretty(_long),
    "day_divider_pretty": _pretty(_divider),
    "time": lambda at, _: f"{at:%H:%M}",
    "time_secs": lambda at, _: f"{at:%H:%M:%S}",
    "ago": _ago,
}


def html(stamp: str, form: str, fallback: str, viewer: Viewer, link: str = "") -> Node:
    """Return a moment in a form with tokens, with the whole moment as its tooltip; the fallback where it is none."""
    at = moment(stamp, viewer)
    if at is None or not all(found in _FORMS for found in _TOKEN.findall(form)):
        return fallback or form
    shown = _TOKEN.sub(lambda found: _FORMS[found[1]](at, viewer.now), form)
    drawn = time(".date", datetime=_machine(at), title=full(at))[shown]
    return links.html(link, drawn, viewer) if link else drawn


def face(viewer: Viewer) -> Node:
    """Return the clock of the bar, with what it takes to let it go on in the browser."""
    now = viewer.now
    ahead, called = seconds_ahead(viewer.hub.clock), str(now.tzname())
    return time(data_ahead=str(ahead), data_zone=viewer.member.tz, data_called=called)[
        f"{now:%a %b} {now.day}, {now:%H:%M} {called}"
    ]


def moment(stamp: str, viewer: Viewer) -> datetime | None:
    """Return the moment of whole seconds since 1970, or of a message's ts, in the viewer's zone."""
    seconds = stamp.partition(".")[0]
    if not (seconds.isascii() and seconds.isdecimal()) or len(seconds) > _LONGEST:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC).astimezone(viewer.zone)
    except (OverflowError, ValueError, OSError):
        return None


def beside(ts: str, viewer: Viewer) -> Node:
    """Return the time that stands beside a message."""
    at = moment(ts, viewer)
    return time(".stamp", datetime=_machine(at), title=full(at))[f"{at:%H:%M}"] if at else None


def near(ts: str, viewer: Viewer) -> str:
    """Return a day and time as part of a sentence: `today at 14:02`, `November 20th at 14:02`; years only if others."""
    at = moment(ts, viewer)
    if at is None:
        return ""
    now = viewer.now
    day = _NEAR.get((at.date() - now.date()).days, "").lower() or _ordinal(at, now)
    day = day.removesuffix(f", {now.year}")
    return f"{day} at {at:%H:%M}"


def full(at: datetime) -> str:
    """Return the whole moment, as tooltips say it."""
    return f"{_long(at, at)} at {at:%H:%M:%S} {at.tzname() or ''}".rstrip()


def _machine(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
