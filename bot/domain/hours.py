"""When somebody says that they work, and where: it decides on which days and from when they may be written to. Pure."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Final

from pydantic import Field

from bot.domain.values import Value

SHORTEST: Final = 60
"""In minutes: mornings are spread, and looked for every ten minutes; whoever had less could be missed every day."""
_DAY: Final = 24 * 60
_PLACE: Final = re.compile(r"[A-Z]{2}(-[\w .'-]{1,60})?")


class OwnHours(Value):
    """What a person chose. `country` is a code of two letters with its `region`, both empty where no calendar holds.

    Without `weekdays` (Monday is 0) those of the country hold.
    """

    member: str
    country: str = ""
    region: str = ""
    start: time = time(9)
    end: time = time(17)
    weekdays: tuple[int, ...] | None = None


class HoursWords(Value):
    """What somebody sends from the window of their hours. A time is None where it was cleared."""

    country: str = ""
    region: str = ""
    start: time | None = None
    end: time | None = None
    weekdays: tuple[int, ...] = ()


class HoursFacts(Value):
    """What the window of somebody's hours shows: what holds now, on which weekdays, and the next such day.

    `countries`, and `regions` of the country that is shown, are names by code; `place` is how that one is called.
    `zone` is what Slack says (IANA). `is_usual_week`: the weekdays are those of the country.
    """

    now: OwnHours
    zone: str
    weekdays: frozenset[int]
    is_usual_week: bool = True
    place: str = ""
    countries: Mapping[str, str] = Field(default_factory=dict)
    regions: Mapping[str, str] = Field(default_factory=dict)
    next_day: date | None = None


def read_place(place: str) -> tuple[str, str]:
    """Return country and region of "DE", "DE-BY" or nothing. Raises ValueError for what cannot be one."""
    if place and not _PLACE.fullmatch(place):
        raise ValueError(f"{place!r} is no country such as DE, or country and region such as DE-BY")
    country, _, region = place.partition("-")
    return country, region


def minutes_of(start: time, end: time) -> int:
    """Return how long somebody works; the whole day where both are the same."""
    return ((end.hour - start.hour) * 60 + end.minute - start.minute - 1) % _DAY + 1
