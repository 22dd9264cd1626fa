"""When people work: what they chose, else what the workspace has, each in their own zone and by their calendar."""

from datetime import UTC, date, datetime, time

import pytest

from bot.domain.hours import OwnHours
from bot.ports import Deps
from bot.runtime import checked_calendar
from bot.services.hours import hours_for, hours_of
from bot.settings import Settings, SettingsProblem
from tests.factories import WORKSPACE, a_member, an_actor
from tests.fakes import START, FakeClock
from tests.services.conftest import BEN, MAYA, with_settings


async def test_who_chose_nothing_works_as_the_workspace_does(deps: Deps) -> None:
    deps = with_settings(deps, country="DE-BY", morning=time(8), evening=time(16))
    async with deps.store.write(WORKSPACE) as uow:
        await uow.members.put(a_member(MAYA, zone="Europe/Berlin"), START)
        when = await hours_of(deps, uow, [MAYA, "UNOBODY"])

    assert (when(MAYA).zone, when("UNOBODY").zone) == ("Europe/Berlin", "UTC")
    assert (when(MAYA).start, when(MAYA).end, when(MAYA).weekdays) == (time(8), time(16), frozenset(range(5)))
    assert [when(MAYA).works_on(date(2026, 1, day)) for day in (5, 6, 7)] == [True, False, True]


async def test_what_somebody_chose_holds_for_them_alone(deps: Deps) -> None:
    async with deps.store.write(WORKSPACE) as uow:
        await uow.hours.put(OwnHours(member=MAYA, country="EG", start=time(10), end=time(18)))
        when = await hours_of(deps, uow, [MAYA, BEN])

    assert when(MAYA).weekdays == {6, 0, 1, 2, 3}
    assert (when(MAYA).start, when(BEN).start, when(BEN).weekdays) == (time(10), time(9), frozenset(range(5)))
    assert await hours_for(deps, an_actor(MAYA)) == when(MAYA)


async def test_weekdays_that_were_chosen_come_before_the_country_s(deps: Deps) -> None:
    async with deps.store.write(WORKSPACE) as uow:
        await uow.hours.put(OwnHours(member=MAYA, country="EG", weekdays=(4, 5)))

    assert (await hours_for(deps, an_actor(MAYA))).weekdays == {4, 5}


async def test_holidays_are_known_over_the_turn_of_the_year(deps: Deps, clock: FakeClock) -> None:
    clock.set(datetime(2026, 12, 30, tzinfo=UTC))
    hours = await hours_for(with_settings(deps, country="DE"), an_actor(MAYA))

    assert [hours.works_on(date(year, 1, 1)) for year in (2025, 2026, 2027)] == [False, False, False]


@pytest.mark.parametrize(("place", "known"), [("XX", "AF, "), ("DE-XX", "BW, BY, ")])
def test_a_country_without_a_calendar_is_refused_at_the_start(place: str, known: str) -> None:
    with pytest.raises(SettingsProblem) as refused:
        checked_calendar(Settings(_env_file=None, country=place))

    assert f"POSTMORTEM_COUNTRY: there is no calendar of '{place}'. Known are:" in str(refused.value)
    assert known in str(refused.value)


def test_a_country_with_a_calendar_is_taken() -> None:
    assert checked_calendar(Settings(_env_file=None, country="DE-BY")).knows("DE", "BY")
