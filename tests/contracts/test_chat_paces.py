"""Where Slack said that it is too much, all processes of an app call it one after another, as fast as it lets them."""

from datetime import timedelta

import pytest

from bot.chat import Pauses
from storage.engine import Database
from storage.paces import SqlPaces
from tests.factories import WORKSPACE
from tests.fakes import FakeClock

OPEN, PACE = "conversations.open", 1.2


def process(database: Database, clock: FakeClock, workspace: str = WORKSPACE) -> Pauses:
    made = Pauses(clock)
    made.share(SqlPaces(database, workspace))
    return made


@pytest.fixture
def two(clean: Database, clock: FakeClock) -> tuple[Pauses, Pauses]:
    return process(clean, clock), process(clean, clock)


async def test_nobody_waits_before_slack_said_that_it_is_too_much(two: tuple[Pauses, Pauses]) -> None:
    assert [await one.left(OPEN, {}) for one in two * 30] == [0.0] * 60


async def test_what_slack_asked_one_process_to_wait_for_another_one_waits_for(
    two: tuple[Pauses, Pauses], clean: Database, clock: FakeClock
) -> None:
    await two[0].begin(OPEN, {}, 42)
    assert [await one.left(OPEN, {}) for one in two] == [42.0, 42.0]
    assert await process(clean, clock, "T0002").left(OPEN, {}) == 0.0
    assert await two[1].left("conversations.info", {}) == 0.0
    clock.advance(seconds=42)
    assert await two[1].left(OPEN, {}) == 0.0


async def test_then_they_take_turns(two: tuple[Pauses, Pauses], clock: FakeClock) -> None:
    await two[0].begin(OPEN, {}, 10)
    clock.advance(seconds=10)
    called = 0
    for _ in range(100):  # a minute
        called += sum([await one.left(OPEN, {}) == 0.0 for one in two])
        clock.advance(seconds=PACE / 2)
    assert called == 50


async def test_turns_that_nobody_took_are_made_up_for_as_far_back_as_some_seconds(
    two: tuple[Pauses, Pauses], clock: FakeClock
) -> None:
    await two[0].begin(OPEN, {}, 10)
    clock.advance(seconds=15)
    assert [await two[0].left(OPEN, {}) for _ in range(6)] == [0.0] * 5 + [pytest.approx(1.0)]
    clock.advance(seconds=50)
    assert [await two[1].left(OPEN, {}) for _ in range(18)] == [0.0] * 17 + [pytest.approx(0.4)]


async def test_after_a_minute_without_a_call_nothing_is_paced(two: tuple[Pauses, Pauses], clock: FakeClock) -> None:
    await two[0].begin(OPEN, {}, 10)
    clock.advance(seconds=10)
    assert [await two[0].left(OPEN, {}), await two[0].left(OPEN, {})] == [0.0, PACE]
    clock.advance(seconds=PACE + 60)
    assert [await one.left(OPEN, {}) for one in two * 30] == [0.0] * 60


async def test_a_clock_that_is_set_back_does_not_prolong_the_wait(two: tuple[Pauses, Pauses], clock: FakeClock) -> None:
    await two[0].begin(OPEN, {}, 42)
    assert [await two[0].left(OPEN, {}) for _ in range(3)] == [42.0, 43.2, 44.4]
    clock.advance(seconds=-timedelta(hours=1).total_seconds())
    assert [await one.left(OPEN, {}) for one in two] == [0.0, 0.0]


async def test_posts_are_of_their_channel_and_of_each_process(two: tuple[Pauses, Pauses]) -> None:
    await two[0].begin("chat.postMessage", {"channel": "C1"}, 5)
    assert await two[0].left("chat.postMessage", {"channel": "C1"}) == 5.0
    assert await two[0].left("chat.postMessage", {"channel": "C2"}) == 0.0
    assert await two[1].left("chat.postMessage", {"channel": "C1"}) == 0.0
