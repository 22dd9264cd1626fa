"""The mornings that the demo's clock stops at: in every zone, in order, and none twice."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.demo.clocks import MovedClock
from bot.commands.demo.waking import wakings
from tests.fakes import FakeClock

FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)


def local(zones: list[str], after: datetime, until: datetime) -> list[str]:
    return [f"{at:%a %H:%M}" for at in wakings(zones, after, until)]


def test_mornings_come_in_order_over_zones_on_both_sides_of_the_world() -> None:
    zones = ["Pacific/Auckland", "America/Los_Angeles"]
    assert local(zones, FRIDAY, FRIDAY + timedelta(days=1)) == [
        "Fri 17:11",
        "Fri 18:01",
        "Fri 20:11",
        "Fri 21:01",
        "Sat 09:11",
        "Sat 10:01",
    ]


def test_a_morning_is_nine_oclock_there_before_and_after_the_clocks_are_changed() -> None:
    found = wakings(["America/Toronto"], datetime(2026, 3, 7, 11, tzinfo=UTC), datetime(2026, 3, 8, 14, tzinfo=UTC))
    assert [f"{at:%a %H:%M}" for at in found] == ["Sat 14:11", "Sat 15:01", "Sun 09:11", "Sun 10:01", "Sun 13:11"]


def test_zones_that_nobody_knows_are_utc_and_those_that_agree_are_one() -> None:
    end = FRIDAY + timedelta(days=1)
    assert local(["Nowhere/Land", "../etc", "Etc/UTC", ""], FRIDAY, end) == ["Sat 09:11", "Sat 10:01"]


@pytest.mark.parametrize("by", [timedelta(), timedelta(hours=-3)])
def test_where_no_time_passes_there_is_no_morning(by: timedelta) -> None:
    assert wakings(["UTC"], FRIDAY, FRIDAY + by) == []


def test_a_moved_clock_goes_on_with_the_real_one_never_back_and_tells_those_who_watch() -> None:
    real = FakeClock(FRIDAY)
    clock, told = MovedClock(real), []
    clock.watchers.append(lambda: told.append(clock.ahead))
    clock.move_to(FRIDAY + timedelta(days=2))
    real.advance(minutes=1)
    clock.move_to(FRIDAY)
    assert clock.now() == FRIDAY + timedelta(days=2, minutes=1)
    assert told == [timedelta(days=2)]
