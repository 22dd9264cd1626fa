"""Both calendars keep the same promises: the library's, and the one that tests use in its place."""

from datetime import date

import pytest

from bot.calendars import WorldCalendar
from bot.ports import Calendar
from tests.fakes import FakeCalendar


@pytest.fixture(params=[WorldCalendar, FakeCalendar])
def calendar(request: pytest.FixtureRequest) -> Calendar:
    made: Calendar = request.param()
    return made


def test_countries_and_regions_have_names(calendar: Calendar) -> None:
    assert {calendar.countries()[one] for one in ("DE", "EG")} == {"Germany", "Egypt"}
    assert {calendar.regions("DE")[one] for one in ("BY", "BE")} == {"Bayern", "Berlin"}


def test_what_is_known_is_told_before_it_is_asked(calendar: Calendar) -> None:
    places = [("DE", ""), ("DE", "BY"), ("DE", "XX"), ("XX", ""), ("", ""), ("EG", "BY")]
    assert [calendar.knows(*one) for one in places] == [True, True, False, False, False, False]


def test_a_holiday_of_a_region_is_none_elsewhere(calendar: Calendar) -> None:
    epiphany = date(2026, 1, 6)
    assert [epiphany in calendar.holidays("DE", one, 2026) for one in ("", "BY", "BE")] == [False, True, False]
    assert {date(2026, 1, 1), date(2026, 12, 25)} <= calendar.holidays("DE", "", 2026)
    assert {one.year for one in calendar.holidays("DE", "BY", 2027)} == {2027}


def test_of_an_unknown_place_there_are_no_holidays_and_the_usual_weekend(calendar: Calendar) -> None:
    assert (calendar.holidays("XX", "", 2026), calendar.regions("XX")) == (frozenset(), {})
    assert calendar.holidays("", "", 2026) == frozenset()
    assert [sorted(calendar.weekend(one)) for one in ("XX", "")] == [[5, 6], [5, 6]]


def test_the_weekend_is_the_country_s(calendar: Calendar) -> None:
    assert [sorted(calendar.weekend(one)) for one in ("DE", "EG")] == [[5, 6], [4, 5]]


def test_every_country_can_be_chosen() -> None:
    world = WorldCalendar()
    assert len(world.countries()) > 200
    assert world.countries()["IM"] == "Isle of Man"
    assert all(len(name) <= 75 for name in world.countries().values())
