"""The bundled stories, played to their ends by the real bot: no step fails, and each ends as it is told."""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from bot.jobs.clock import TICKS, tick
from sandbox.stories import Player, Step, Story
from tests.fakes import FakeClock
from tests.scenarios.steps import look_over
from tests.scenarios.world import World
from tests.scenarios.world import world as started

BEAT = timedelta(seconds=6)
OFTEN = timedelta(minutes=5)


class Staged:
    """The world as a player needs it: a clock to move, and the bot, whose own clock ticks when time has gone on."""

    def __init__(self, world: World) -> None:
        self._world, self._ticked = world, world.clock.now()

    def now(self) -> datetime:
        """Return the present moment."""
        return self._world.clock.now()

    def move_to(self, at: datetime) -> None:
        """Jump forward."""
        self._world.clock.set(max(at, self.now()))

    async def rest(self) -> None:
        """Let the bot do what is due."""
        self.move_to(self.now() + BEAT)
        if self.now() - self._ticked > OFTEN:
            self._ticked = self.now()
            for kind, every in TICKS.items():
                await tick(self._world.bot.deps, self._world.bot.workspace, kind, every)()
        await self._world.work()


@contextlib.asynccontextmanager
async def workspace(database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """Start a workspace whose #incidents hears of what is published."""

    def prepare(world: World) -> dict[str, Any]:
        return {"announce_in": (world.slack.channel("incidents").id,)}

    async with started(database_url, clock, prepare=prepare) as world:
        yield world
        await look_over(world)


def player(world: World, name: str) -> Player:
    staged = Staged(world)
    return Player(Story.load(name), world.slack, staged, staged)


async def to_the_end(played: Player) -> list[Step]:
    """Play a story; return what could not be done."""
    while not played.is_over:
        if (done := await played.step()).problem:
            return [done]
    return []


async def test_the_cache_outage_is_published_and_its_fix_holds(sqlite_url: str, clock: FakeClock) -> None:
    async with workspace(sqlite_url, clock) as world:
        played = player(world, "cache-outage")

        assert await to_the_end(played) == []
        assert "✓ After 30 days the fix holds. Maya says so." in played.stage.card.shown
