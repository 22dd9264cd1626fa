"""The moments at which the bot writes to somebody of itself: mornings, and the hour of the week's digest. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TIMES = (time(9, 11), time(10, 1))
"""People are asked within ten minutes of nine, and a channel reads of its week at ten; the bot looks every ten."""
DAY = timedelta(days=1)


def wakings(zones: Iterable[str], after: datetime, until: datetime) -> list[datetime]:
    """Return such moments in all these zones (IANA; unknown ones are UTC), in order, later than `after` to `until`."""
    known = {_zone(one) for one in (*zones, "UTC")}
    days = [after.date() + DAY * number for number in range(-1, (until - after).days + 3)]
    moments = {datetime.combine(day, at, zone).astimezone(UTC) for day in days for at in TIMES for zone in known}
    return sorted(at for at in moments if after < at <= until)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
