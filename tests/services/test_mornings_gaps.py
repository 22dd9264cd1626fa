"""A heart beats in the database: where it stopped, Slack is asked what was sent meanwhile."""

from datetime import timedelta

from bot.jobs.clock import Watch
from bot.ports import Deps
from bot.services.mornings_gaps import CLOCK, GAPS, beat, gaps_in, looked, posted_unknown_since, unknown_since
from tests.factories import WORKSPACE
from tests.fakes import START, FakeClock

EDGE = timedelta(minutes=1)


async def gaps(deps: Deps) -> list[tuple[timedelta, timedelta]]:
    async with deps.store.read(WORKSPACE) as uow:
        found = gaps_in(await uow.steps.get(CLOCK, GAPS))
    return [(one.since - START, one.found - START) for one in found]


async def test_a_heart_that_beats_as_it_should_leaves_no_gap(deps: Deps, clock: FakeClock) -> None:
    for _ in range(5):
        await beat(deps, WORKSPACE)
        clock.advance(minutes=10)

    assert await gaps(deps) == []
    assert await unknown_since(deps, WORKSPACE, "morning:U1") is None
    assert await posted_unknown_since(deps, WORKSPACE) is None


async def test_where_it_stopped_slack_is_asked_once_for_each_person(deps: Deps, clock: FakeClock) -> None:
    await beat(deps, WORKSPACE)
    clock.advance(days=1)
    await beat(deps, WORKSPACE)

    assert await gaps(deps) == [(timedelta(), timedelta(days=1))]
    assert await unknown_since(deps, WORKSPACE, "morning:U1") == START - EDGE
    await looked(deps, WORKSPACE, "morning:U1")
    assert await unknown_since(deps, WORKSPACE, "morning:U1") is None
    assert await unknown_since(deps, WORKSPACE, "morning:U2") == START - EDGE


async def test_who_was_not_asked_since_is_looked_up_from_the_first_gap_on(deps: Deps, clock: FakeClock) -> None:
    for _ in range(3):
        await beat(deps, WORKSPACE)
        clock.advance(days=1)
    await beat(deps, WORKSPACE)

    assert await unknown_since(deps, WORKSPACE, "morning:U1") == START - EDGE


async def test_a_clock_that_is_set_back_is_a_gap_too_and_ends_when_it_was_looked_at(
    deps: Deps, clock: FakeClock
) -> None:
    await beat(deps, WORKSPACE)
    clock.advance(days=-3)
    await beat(deps, WORKSPACE)

    assert await gaps(deps) == [(timedelta(days=-3), timedelta())]
    await looked(deps, WORKSPACE, "morning:U1")
    assert await unknown_since(deps, WORKSPACE, "morning:U1") is None


async def test_what_is_posted_is_looked_for_only_right_after_a_gap(deps: Deps, clock: FakeClock) -> None:
    await beat(deps, WORKSPACE)
    clock.advance(days=1)
    await beat(deps, WORKSPACE)
    assert await posted_unknown_since(deps, WORKSPACE) == START - EDGE
    clock.advance(hours=2)

    assert await posted_unknown_since(deps, WORKSPACE) is None


async def test_a_clock_that_is_moved_while_the_bot_runs_is_noticed_by_the_one_that_nobody_can_set(
    deps: Deps, clock: FakeClock
) -> None:
    steady = [0.0]
    watch = Watch(deps, WORKSPACE, steady=lambda: steady[0])
    for wall, seconds in ((60, 60), (60 + 240, 60), (60 + 360, 60), (60, 60)):
        clock.advance(seconds=wall)
        steady[0] += seconds
        await watch.look()

    assert await gaps(deps) == [(timedelta(minutes=7), timedelta(minutes=13))]
