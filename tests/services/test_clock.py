"""The scheduler ticks at once and then by its own clock, whatever the bot's own clock says."""

import asyncio

from bot.jobs.clock import TICKS, Ticker
from bot.ports import Deps
from storage.jobs import SqlJobQueue
from tests.factories import WORKSPACE
from tests.fakes import FakeClock

MOST_SECONDS = 1.5


async def test_with_a_clock_that_is_years_behind_each_tick_comes_once_and_nothing_is_caught_up(
    deps: Deps, clock: FakeClock, queue: SqlJobQueue
) -> None:
    clock.advance(days=-2000)
    ticker = Ticker(deps, WORKSPACE)
    began = asyncio.get_running_loop().time()

    ticker.start()
    await asyncio.sleep(0.2)
    await ticker.stop()

    assert asyncio.get_running_loop().time() - began < MOST_SECONDS
    assert (await queue.counts())["ready"] == len(TICKS)
