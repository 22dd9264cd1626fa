"""Killed in the middle of a model's work, or doing it twice: no answer is paid for again, and one draft comes of it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain.narration import AiRun
from bot.jobs import JOBS
from bot.jobs.worker import LEASE, Worker
from sandbox.driver import Channel
from storage.engine import Database
from storage.unit_of_work import SqlStore
from tests.databases import emptied
from tests.fakes import FakeClock
from tests.scenarios.lives import Killed, lifeless, posts, stored, told, until
from tests.scenarios.steps import Worlds, play
from tests.scenarios.world import World, running
from tests.scripted import Scripted

CHUNKS = 20
STEPS = [*(f"facts:{number}" for number in range(CHUNKS)), "writing:all"]


@dataclass
class Stopper:
    """Kills at the nth checkpoint of that name, of all lives together."""

    name: str
    at: int
    seen: int = 0
    deaths: int = 0

    def step(self, name: str) -> None:
        """Count, and kill where it is time to."""
        self.seen += name == self.name
        if name == self.name and self.seen == self.at:
            self.deaths += 1
            raise Killed(name)


@pytest.fixture
async def place(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A workspace in which no bot runs yet."""
    del clean
    async with lifeless(database_url, clock) as world:
        yield world


async def _lives(world: World, channel: Channel, stopper: Any) -> list[str]:
    """Let the story go on through as many lives as it takes; return what was asked of the model in all of them."""
    asked: list[str] = []
    begun = False
    while True:
        writer = Scripted(CHUNKS)
        writer.asked = asked
        try:
            async with running(world, writer=writer, checkpoint=stopper.step):
                if not begun:
                    begun = True
                    await world.maya.react(channel.messages[-1], "incident_resolved")
                await world.work()
                for _ in range(4):
                    await world.later(6)
                return asked
        except Killed:
            world.clock.advance(LEASE + LEASE)


async def _runs(world: World, database: Database) -> list[AiRun]:
    async with SqlStore(database, world.clock).read(world.slack.team_id) as uow:
        postmortem = await uow.postmortems.by_number(1)
        assert postmortem is not None
        return await uow.ai_runs.of(postmortem.id)


async def _undisturbed(database: Database, database_url: str) -> dict[str, Any]:
    async with lifeless(database_url, FakeClock()) as world:
        channel = world.incident()
        await play(world, channel)
        assert await _lives(world, channel, Stopper("never", 1)) == STEPS
        found = {"told": told(world, channel), "posts": posts(world)}
        found["stored"] = await stored(database, world.slack.team_id)
    await emptied(database)
    return found


class EveryTime(Stopper):
    """Kills at every checkpoint of that name, each once."""

    def step(self, name: str) -> None:
        """Kill."""
        if name == self.name:
            self.deaths += 1
            raise Killed(name)


async def test_killed_after_every_recorded_chunk_no_answer_is_paid_for_twice(
    place: World, clean: Database, database_url: str
) -> None:
    undisturbed = await _undisturbed(clean, database_url)
    channel = place.incident()
    await play(place, channel)
    stopper = EveryTime("step recorded", 1)

    assert Counter(await _lives(place, channel, stopper)) == Counter(STEPS)
    assert stopper.deaths == len(STEPS)
    [run] = await _runs(place, clean)
    assert (run.total.calls, run.chunks, run.trouble) == (len(STEPS), CHUNKS, None)
    assert run.ended_at is not None
    assert posts(place) == undisturbed["posts"]
    assert told(place, channel)["replies"] == undisturbed["told"]["replies"]
    assert await stored(clean, place.slack.team_id) == undisturbed["stored"]


@pytest.mark.parametrize("name", ["narrated", "drafted", "written", "draft written"])
async def test_killed_around_it_the_story_ends_the_same(
    place: World, clean: Database, database_url: str, name: str
) -> None:
    undisturbed = await _undisturbed(clean, database_url)
    channel = place.incident()
    await play(place, channel)

    assert await _lives(place, channel, Stopper(name, 1)) == STEPS
    assert await stored(clean, place.slack.team_id) == undisturbed["stored"]
    assert posts(place) == undisturbed["posts"]


async def test_two_workers_do_not_do_it_twice(worlds: Worlds) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(step: str) -> None:
        if step == "facts:1":
            begun.set()
            await go_on.wait()

    writer = Scripted(CHUNKS, before=wait)
    world = await worlds.with_settings(writer=writer)
    channel = world.incident()
    last = await play(world, channel)
    await world.maya.react(channel.message(last.ts), "incident_resolved")
    first = asyncio.create_task(world.work())
    await asyncio.wait_for(begun.wait(), 60)
    second = Worker(world.bot.deps, world.bot.queue, JOBS, name="the other")
    await second.work_off()
    assert Counter(writer.asked) == Counter(["facts:0"])
    go_on.set()
    await first
    await world.later(6)

    assert writer.asked == STEPS


async def test_a_worker_that_lost_its_lease_asks_nothing_more_and_stores_nothing(worlds: Worlds) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(step: str) -> None:
        if step == "facts:1" and not begun.is_set():
            begun.set()
            await go_on.wait()

    writer = Scripted(CHUNKS, before=wait)
    world = await worlds.with_settings(writer=writer)
    channel = world.incident()
    last = await play(world, channel)
    await world.maya.react(channel.message(last.ts), "incident_resolved")
    first = asyncio.create_task(world.work())
    await asyncio.wait_for(begun.wait(), 60)
    world.clock.advance(LEASE + LEASE)
    second = Worker(world.bot.deps, world.bot.queue, JOBS, name="the other")
    await second.work_off()
    assert Counter(writer.asked) == Counter(STEPS)
    go_on.set()
    await first
    await world.later(6)

    assert Counter(writer.asked) == Counter([*STEPS, "facts:1"])  # what was under way when the lease was lost
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        postmortem = await uow.postmortems.by_number(1)
        assert postmortem is not None
        [run] = await uow.ai_runs.of(postmortem.id)
    assert run.total.calls == len(STEPS) + 1
    assert (run.trouble, postmortem.ai.trouble) == (None, None)
    await until(lambda: "Draft" in channel.card().shown)


async def test_models_at_work_leave_room_for_everything_else(worlds: Worlds) -> None:
    go_on = asyncio.Event()
    begun: list[str] = []

    async def wait(step: str) -> None:
        if step == "facts:0":
            begun.append(step)
            await go_on.wait()

    world = await worlds.with_settings(writer=Scripted(before=wait))
    channels = [world.incident(name) for name in ("inc-1-a", "inc-2-b", "inc-3-c")]
    for one in channels:
        last = await play(world, one)
        await world.maya.react(one.message(last.ts), "incident_resolved")
    await world.slack.settle()
    workers = [Worker(world.bot.deps, world.bot.queue, JOBS, name=f"hand {number}") for number in range(4)]
    working = [asyncio.create_task(one.work_off()) for one in workers]
    await until(lambda: len(begun) == 2 and all(one.by_bot for one in channels))
    await until(lambda: sum(task.done() for task in working) == 2)
    assert len(begun) == 2
    go_on.set()
    await asyncio.gather(*working)
    await world.later(6)

    assert all("Draft" in one.card().shown for one in channels)
