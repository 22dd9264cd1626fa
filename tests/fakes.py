"""What stands in for time. Everything else in the tests is the real thing or an offline twin that ships."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

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


class FakeCalendar:
    """Two countries: one with two regions that rests on Saturday and Sunday, one without that rests on Friday."""

    def countries(self) -> Mapping[str, str]:
        """Return the names of the two, by code."""
        return {"EG": "Egypt", "DE": "Germany"}

    def regions(self, country: str) -> Mapping[str, str]:
        """Return the names of the regions, by code."""
        return {"BY": "Bayern", "BE": "Berlin"} if country == "DE" else {}

    def knows(self, country: str, region: str) -> bool:
        """Whether it is one of these."""
        return country in self.countries() and (not region or region in self.regions(country))

    def holidays(self, country: str, region: str, year: int) -> frozenset[date]:
        """Return a few days that both calendars of this contract agree on."""
        days = {"DE": ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)), "EG": ((1, 7), (7, 23))}.get(country, ())
        catholic = {"BY": ((1, 6),)}.get(region, ()) if self.knows(country, region) else ()
        return frozenset(date(year, month, day) for month, day in (*days, *catholic))

    def weekend(self, country: str) -> frozenset[int]:
        """Return Friday and Saturday for the second, Saturday and Sunday for all others."""
        return frozenset({4, 5}) if country == "EG" else frozenset({5, 6})
