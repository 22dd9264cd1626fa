"""What stands in for time. Everything else in the tests is the real thing or an offline twin that ships."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the present moment, aware UTC."""
        return self._now

    def advance(self, by: timedelta | None = None, **units: float) -> datetime:
        """Go on by a timedelta or by its words (`seconds=30`); return the new moment."""
        self._now += by if by is not None else timedelta(**units)
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to a moment, aware UTC."""
        self._now = moment
