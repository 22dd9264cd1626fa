"""Which days are days off where."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol


class Calendar(Protocol):
    """The public holidays of the world. A country is a code of two letters, a region the code in its country."""

    def countries(self) -> Mapping[str, str]:
        """Return the names of all countries that have a calendar, by code."""
        ...

    def regions(self, country: str) -> Mapping[str, str]:
        """Return the names of the regions of a country whose days off differ, by code; none of an unknown country."""
        ...

    def knows(self, country: str, region: str) -> bool:
        """Whether there is a calendar of a country and, where one is given, of its region."""
        ...

    def holidays(self, country: str, region: str, year: int) -> frozenset[date]:
        """Return the public holidays of a year; none where nothing is known of a country, nor of a region."""
        ...

    def weekend(self, country: str) -> frozenset[int]:
        """Return the weekdays (Monday is 0) that are off in a country; Saturday and Sunday by default."""
        ...
