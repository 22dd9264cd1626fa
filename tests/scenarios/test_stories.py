"""The bundled stories, played to their ends by the real bot: no step fails, and each ends as it is told."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.jobs.clock import TICKS, tick
from sandbox.stories import Player, Step, Story
from sandbox.stories.stage import Stage
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.steps import look_over
from tests.scenarios.test_private_secrets import sent
from tests.scenarios.world import World
from tests.scenarios.world import world as started

SECRETS = ("AKIAR2EXAMPLE8HF6NZD", "FAKEq3RW8n6VbYzk1TtLxHc5PjM0sGd9uEoQ7fAa", "Kestrel-Sofa93")
"""What Owen pastes into the channel of the leaked key, and Abena into the document."""
BEAT = timedelta(seconds=6)
ENTRY = re.compile(r"(?:[A-Z][a-z]{2} \d+, )?\d\d:\d\d  ")
FEWEST = 10
PATIENCE = 10
"""So many real seconds the bot waits for Slack: none is slow here, and the machine may have other work."""
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

    async def forward(self, by: timedelta) -> None:
        """Let time pass at a stretch."""
        self.move_to(self.now() + by)
        await self.rest()

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

    async with started(database_url, clock, prepare=prepare, hurried=PATIENCE) as world:
        yield world
        await look_over(world)


def player(world: World, name: str) -> Player:
    staged = Staged(world)
    return Player(Story.load(name), world.slack.hub, staged, staged)


def cited(stage: Stage) -> bool:
    """Say whether every line of the timeline below a card names the messages that it rests on."""
    [timeline] = [one for one in stage.channel.thread(stage.card) if one.shown.startswith("*Timeline*")]
    rows = [line for line in timeline.lines if ENTRY.match(line)]
    return len(rows) >= FEWEST and all(line.endswith(("message", "messages")) for line in rows)


def bytes_in(folder: Path) -> bytes:
    """Return what the database's files hold, once nobody has them open."""
    return b"".join(one.read_bytes() for one in folder.glob("own.db*"))


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


async def test_three_more_are_played_in_the_same_workspace_one_after_the_other(
    sqlite_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    async with workspace(sqlite_url, clock) as world:
        played = [player(world, "deploy-dead-ends")]
        problems = await to_the_end(played[0])
        for name in ("leaked-key", "slow-corruption"):
            played.append(player(world, name))
            problems += await to_the_end(played[-1])

        dead_ends, leaked, slow = (one.stage for one in played)
        announced = [one for one in dead_ends.readers.by_bot if "*Published*" in one.shown]
        assert problems == []
        assert ["*Published" in one.card.shown for one in (dead_ends, leaked)] == [True, True]
        assert "It is private: only people of this channel can see it." in leaked.card.shown
        assert [one.lines[0] for one in announced] == [dead_ends.card.lines[0]]
        assert "✓ Lucía approved · ○ waits for Noor" in slow.card.shown
        assert [cited(one) for one in (dead_ends, leaked, slow)] == [True, True, True]
        assert leaked.people["noor"].id == dead_ends.people["noor"].id
        said = "".join(sent(world))
    stored = await asyncio.to_thread(bytes_in, tmp_path)
    assert [secret for secret in SECRETS if secret in said or secret.encode() in stored] == []


async def test_the_false_alarm_needs_none_and_the_bot_is_told_why(
    clean: Database, database_url: str, clock: FakeClock
) -> None:
    del clean  # emptied before the bot opens it
    async with workspace(database_url, clock) as world:
        played = player(world, "false-alarm")

        assert await to_the_end(played) == []
        assert "Not needed, says Noor: false alarm." in played.stage.card.shown


async def test_it_goes_on_where_somebody_took_over_by_hand(sqlite_url: str, clock: FakeClock) -> None:
    async with workspace(sqlite_url, clock) as world:
        played = player(world, "false-alarm")
        await played.rest()
        ravi, channel = played.stage.people["ravi"], played.stage.channel
        await ravi.react(channel.message(played.stage.posted["bye"].ts), "incident_resolved")
        await world.work()
        await played.step()
        await ravi.click(played.stage.card, "Read")
        opened = ravi.modal
        steps = [await played.step() for _ in range(2)]

        assert opened is not None
        assert not opened.is_open
        assert [one.problem for one in steps] == ["", ""]
        assert len(channel.by_bot) == 1
