"""Implements `bot.ports.Calendar` with the tables of the library `holidays`, which is loaded when somebody asks for it.

Most workspaces never do: the import costs a tenth of a second, each country some more. What was asked once is kept.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

WEEKEND: Final = frozenset({5, 6})
_SMALL: Final = {"And": "and", "Of": "of", "The": "the"}


class WorldCalendar:
    """The public holidays of the world, as the library knows them."""

    def countries(self) -> Mapping[str, str]:
        """Return the names of all countries that have a calendar, by code."""
        return _countries()

    def regions(self, country: str) -> Mapping[str, str]:
        """Return the names of the regions of a country whose days off differ, by code; none of an unknown country."""
        return _regions(country)

    def knows(self, country: str, region: str) -> bool:
        """Whether there is a calendar of a country and, where one is given, of its region."""
        return country in _countries() and (not region or region in _regions(country))

    def holidays(self, country: str, region: str, year: int) -> frozenset[date]:
        """Return the public holidays of a year; none where nothing is known of a country, nor of a region."""
        return _holidays(country, region, year) if country and self.knows(country, region) else frozenset()

    def weekend(self, country: str) -> frozenset[int]:
        """Return the weekdays that are off in a country now; Saturday and Sunday where it is not known."""
        return _weekend(country) if country and self.knows(country, "") else WEEKEND


@cache
def _countries() -> Mapping[str, str]:
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - a tenth of a second, for those who set a country

    named = {str(codes[1]): _name(module) for module, codes in COUNTRIES.items()}
    return dict(sorted(named.items(), key=lambda one: one[1]))


def _name(module: str) -> str:
    words = module.replace("_", " ").title().split()
    return " ".join([words[0], *(_SMALL.get(one, one) for one in words[1:])])


@cache
def _regions(country: str) -> Mapping[str, str]:
    if country not in _countries():
        return {}
    import holidays  # noqa: PLC0415 - as above

    known: Any = holidays.country_holidays(country, years=())
    aliases = known.get_subdivision_aliases()
    named = {str(code): str(next(iter(aliases.get(code, ())), code)) for code in known.subdivisions}
    return dict(sorted(named.items(), key=lambda one: one[1].casefold()))


@cache
def _holidays(country: str, region: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - as above

    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


@cache
def _weekend(country: str) -> frozenset[int]:
    import holidays  # noqa: PLC0415 - as above

    return frozenset(int(one) for one in holidays.country_holidays(country, years=()).weekend)
