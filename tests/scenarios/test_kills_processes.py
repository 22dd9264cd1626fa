"""Real processes: killed by the system in the middle of a story, several at once, one at a time on an SQLite file."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from sandbox.driver import Channel
from sandbox.server import Sandbox
from storage.engine import Database
from tests.scenarios.lives import pages_read, posts, until
from tests.scenarios.processes import Running, environment, started
from tests.scenarios.world import MANIFEST, World, settings_for

READ = "conversations.history"


@pytest.fixture
async def real(clean: Database, database_url: str) -> AsyncIterator[World]:
    """A workspace on the machine's own time, for processes that cannot be given another clock."""
    del clean
    async with Sandbox(manifest=MANIFEST, time_scale=0.01) as slack:
        yield World(slack, None, settings_for(slack, database_url))  # type: ignore[arg-type]


async def _talk(world: World) -> Channel:
    channel = world.incident()
    for number in range(40):
        await (world.ben, world.maya)[number % 2].post(channel, f"looking at shard {number}")
    await world.maya.post(channel, "error rate is back to 0.2 %, all clear")
    return channel


async def _ready(channel: Channel) -> None:
    await until(lambda: channel.by_bot and len(channel.thread(channel.card())) == 2 and "Draft" in channel.card().shown)


async def _holder(database: Database, workers: tuple[Running, ...]) -> Running:
    """Return the worker that reads a channel and gets no answer: its reading is the only one left."""
    query = text("SELECT locked_by FROM jobs WHERE kind = 'draft.collect' AND status IN ('ready', 'running')")
    async with asyncio.timeout(60):
        while True:
            async with database.read() as do:
                left = [str(row.locked_by).partition("-")[0] for row in await do.rows(query)]
            if len(left) == 1:
                return next(one for one in workers if str(one.pid) == left[0])
            await asyncio.sleep(0.05)


async def _let_leases_end(database: Database, holder: Running) -> None:
    """Let the leases of a dead worker run out, as they would a minute later."""
    async with database.engine.begin() as connection:
        late = "locked_by LIKE :holder AND status = 'running'"
        changed = await connection.execute(
            text(f"UPDATE jobs SET due_at = created_at, lease_until = created_at WHERE {late}"),
            {"holder": f"{holder.pid}-%"},
        )
    assert changed.rowcount > 0


async def test_killed_by_the_system_in_the_middle_of_reading_the_next_process_goes_on(
    real: World, clean: Database, database_url: str, tmp_path: Path
) -> None:
    env = environment(real.slack, database_url, tmp_path, POSTMORTEM_SLOW_HISTORY="true")
    channel = await _talk(real)
    real.slack.faults.on(READ, "timeout", nth=2)
    async with started("serve", env=env) as first:
        await real.slack.connected()
        await real.maya.react(channel.messages[-1], "incident_resolved")
        await until(lambda: len(real.slack.calls_of(READ)) == 2)
        await first.kill()
    if not clean.is_sqlite:
        await _let_leases_end(clean, first)
    async with started("serve", env=env) as second:
        await _ready(channel)
        code, _, said = await second.end()
    assert (posts(real), set(pages_read(real).values())) == ([channel.id] * 3, {1})
    assert (code, said) == (0, "")


async def test_three_workers_of_which_one_is_killed_do_nothing_twice(
    real: World, clean: Database, database_url: str, tmp_path: Path
) -> None:
    if clean.is_sqlite:
        pytest.skip("an SQLite file takes one process")
    env = environment(real.slack, database_url, tmp_path, POSTMORTEM_SLOW_HISTORY="true")
    channels = [real.incident(f"inc-{number}-checkout") for number in range(6)]
    for channel in channels:
        for number in range(20):
            await real.ben.post(channel, f"looking at shard {number} of #{channel.name}")
    real.slack.faults.on(READ, "timeout", nth=4)
    async with (
        started("serve", "--no-worker", env=env),
        started("worker", env=env, ready=b"Working.") as one,
        started("worker", env=env, ready=b"Working.") as two,
        started("worker", env=env, ready=b"Working.") as three,
    ):
        await real.slack.connected()
        for channel in channels:
            await real.maya.react(channel.messages[-1], "incident_resolved")
        await until(lambda: any(not call.response["ok"] for call in real.slack.calls_of(READ)))
        holder = await _holder(clean, (one, two, three))
        await holder.kill()
        await _let_leases_end(clean, holder)
        for channel in channels:
            await _ready(channel)
        await asyncio.sleep(1)
    assert posts(real) == sorted([channel.id for channel in channels] * 3)
    assert (len(pages_read(real)), set(pages_read(real).values())) == (2 * len(channels), {1})
