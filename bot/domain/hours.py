"""When somebody says that they work, and where: it decides on which days and from when they may be written to. Pure."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Final

from pydantic import Field

from bot.domain.values import Value

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


class HoursFacts(Value):
    """What the window of somebody's hours shows. `chosen` is None where they never chose: then `now` is the default.

    `countries` and `regions` (of the country that is shown) are names by code; `zone` is what Slack says (IANA).
    """

    now: OwnHours
    zone: str
    is_chosen: bool = False
    weekdays: frozenset[int] = frozenset(range(5))
    countries: Mapping[str, str] = Field(default_factory=dict)
    regions: Mapping[str, str] = Field(default_factory=dict)
    next_day: date | None = None


def read_place(place: str) -> tuple[str, str]:
    """Return country and region of "DE", "DE-BY" or nothing. Raises ValueError for what cannot be one."""
    if place and not _PLACE.fullmatch(place):
        raise ValueError(f"{place!r} is no country such as DE, or country and region such as DE-BY")
    country, _, region = place.partition("-")
    return country, region
