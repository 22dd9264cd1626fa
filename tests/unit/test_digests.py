"""When a channel is owed its digest: in its own week, by its own clock, never at night and never a week late."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digests import Done, Schedule, is_begun, schedule_of, span_of, week_owed, zone_of_team
from bot.domain.nudges import Hours

MONDAY_AT_TEN = Schedule(weekday=0, at=time(10))
MONDAY = date(2026, 3, 9)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("setting", "meant"),
    [
        ("mon 10:00", MONDAY_AT_TEN),
        ("Friday 9:05", Schedule(weekday=4, at=time(9, 5))),
        ("sun 23:59", Schedule(weekday=6, at=time(23, 59))),
        (" OFF ", None),
    ],
)
def test_a_weekday_and_a_time_are_understood(setting: str, meant: Schedule | None) -> None:
    assert schedule_of(setting) == meant


@pytest.mark.parametrize("setting", ["", "10:00", "mon", "mon 24:00", "mon 10:60", "moonday", "xyz 10:00", "mon 10"])
def test_anything_else_is_refused_with_what_would_do(setting: str) -> None:
    with pytest.raises(ValueError, match="such as mon 10:00"):
        schedule_of(setting)


@pytest.mark.parametrize(
    ("now", "owed"),
    [
        (at(9, 9, 59), None),
        (at(9, 10), MONDAY),
        (at(9, 17, 59), MONDAY),
        (at(9, 18), None),
        (at(10, 3), None),  # asleep on Monday: not at night
        (at(10, 10), MONDAY),
        (at(12, 17), MONDAY),
        (at(13, 12), None),  # Friday: the next one says it all
        (at(14, 12), None),
        (at(16, 10), MONDAY + timedelta(days=7)),
    ],
)
def test_it_is_owed_on_its_day_and_for_some_days_after(now: datetime, owed: date | None) -> None:
    assert week_owed(MONDAY_AT_TEN, Hours(), now) == owed


def test_a_day_off_moves_it_to_the_next_working_day() -> None:
    off = Hours(holidays=frozenset({MONDAY}))

    assert week_owed(MONDAY_AT_TEN, off, at(9, 12)) is None
    assert week_owed(MONDAY_AT_TEN, off, at(10, 12)) == MONDAY


def test_one_that_was_wished_for_on_a_saturday_comes_on_a_saturday_and_not_on_the_sunday_after() -> None:
    saturday = Schedule(weekday=5, at=time(10))

    assert week_owed(saturday, Hours(), at(14, 12)) == date(2026, 3, 14)
    assert week_owed(saturday, Hours(), at(15, 12)) is None
    assert week_owed(saturday, Hours(), at(16, 12)) == date(2026, 3, 14)


def test_a_week_that_rests_on_friday_and_saturday_has_its_own_next_working_day() -> None:
    cairo = Hours(weekdays=frozenset({6, 0, 1, 2, 3}))
    thursday = Schedule(weekday=3, at=time(10))

    assert week_owed(thursday, cairo, at(13, 12)) is None  # a Friday
    assert week_owed(thursday, cairo, at(15, 12)) == date(2026, 3, 12)  # a Sunday


def test_a_week_is_begun_on_the_day_after_the_one_on_which_its_digest_comes() -> None:
    off = Hours(holidays=frozenset({MONDAY}))
    assert [is_begun(Hours(), MONDAY, at(day, 12)) for day in (9, 10, 12)] == [False, True, True]
    assert [is_begun(off, MONDAY, at(day, 12)) for day in (9, 10, 11)] == [False, False, True]


def test_the_teams_own_clock_decides() -> None:
    assert week_owed(MONDAY_AT_TEN, Hours(zone="Asia/Kathmandu"), at(9, 4, 14)) is None
    assert week_owed(MONDAY_AT_TEN, Hours(zone="Asia/Kathmandu"), at(9, 4, 15)) == MONDAY


@given(
    zone=st.sampled_from(sorted(one for one in available_timezones() if "/" in one)),
    weekday=st.integers(0, 6),
    start=st.datetimes(datetime(2025, 1, 1), datetime(2028, 3, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - it says so
)
def test_every_ten_minutes_of_a_month_owe_each_week_once_and_none_at_night(
    zone: str, weekday: int, start: datetime
) -> None:
    schedule = Schedule(weekday=weekday, at=time(10))
    told: list[date] = []
    for step in range(31 * 144):
        now = start + timedelta(minutes=10 * step)
        week = week_owed(schedule, Hours(zone=zone), now)
        if week is not None and (not told or week > told[-1]):
            told.append(week)
            local = now.astimezone(ZoneInfo(zone))
            assert time(10) <= local.time() < time(18)
            assert local.date() - week <= timedelta(days=3)
    assert len(told) in {4, 5}
    assert all(later - earlier == timedelta(days=7) for earlier, later in pairwise(told))


def test_a_week_goes_from_its_time_to_its_time_whatever_the_clocks_did_in_between() -> None:
    since, until = span_of(MONDAY_AT_TEN, "Europe/Berlin", date(2026, 3, 30))  # clocks went forward on the 29th

    assert (since.astimezone(UTC), until.astimezone(UTC)) == (at(23, 9), at(30, 8))


def test_the_teams_zone_is_that_of_most_of_its_people() -> None:
    assert zone_of_team(["Asia/Tokyo", "Europe/Berlin", "Asia/Tokyo"], "UTC") == "Asia/Tokyo"
    assert zone_of_team(["Europe/Berlin", "Asia/Tokyo"], "UTC") == "Asia/Tokyo"
    assert zone_of_team([], "Europe/Paris") == "Europe/Paris"


def test_an_item_is_on_time_as_long_as_its_day_lasts_where_the_team_is() -> None:
    late_evening = datetime(2026, 3, 10, 5, 30, tzinfo=UTC)

    assert Done(due=MONDAY, done_at=late_evening).is_on_time("America/Los_Angeles")
    assert not Done(due=MONDAY, done_at=late_evening).is_on_time("UTC")
    assert Done(due=None, done_at=late_evening).is_on_time("UTC")
