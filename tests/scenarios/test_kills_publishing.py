"""Killed at any step between the publishing and the last announcement, the world hears of it once and whole."""

import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.driver import Channel, Message
from sandbox.faults import Fault
from storage.engine import Database
from tests.databases import emptied
from tests.fakes import FakeClock
from tests.scenarios.lives import Killed, Reaper, lifeless, mortal, resurrected, work_off
from tests.scenarios.published import complete, every
from tests.scenarios.world import World, running

PARTS = 3
LEAST_STEPS = 12
_CANVAS = re.compile(r"/docs/\w+/\w+")


@contextlib.asynccontextmanager
async def _place(database_url: str) -> AsyncIterator[tuple[World, list[Channel]]]:
    """A workspace in which no bot runs yet, with two channels where it is to announce."""
    async with lifeless(database_url, FakeClock()) as world:
        channels = [world.slack.channel(name, members=[world.noor]) for name in ("incidents", "payments")]
        world.settings = world.settings.model_copy(update={"announce_in": tuple(one.id for one in channels)})
        yield world, channels


async def _published(world: World) -> Channel:
    """Let Noor publish, and nothing of what follows happen yet."""
    channel = await complete(world)
    await world.noor.slash("/postmortem publish", channel)
    assert world.noor.modal is not None
    await world.noor.modal.submit()
    await world.slack.settle()
    return channel


def _told(*channels: Channel) -> dict[str, Any]:
    """Return everything that the bot shows in these channels; each canvas has an id of its own."""

    def lines(message: Message) -> list[str]:
        return [_CANVAS.sub("/docs", one) for one in message.lines]

    return {one.name: sorted((lines(m), sorted(f.name for f in m.files)) for m in every(one)) for one in channels}


_UNDISTURBED: dict[str, tuple[dict[str, Any], int]] = {}


async def _undisturbed(database: Database, database_url: str) -> tuple[dict[str, Any], int]:
    """Return what is told where nothing happens to the bot, and in how many steps; once for each database."""
    if database_url not in _UNDISTURBED:
        async with _place(database_url) as (world, channels):
            async with running(world) as bot:
                channel = await _published(world)
                reaper = Reaper()
                await work_off(world, mortal(bot, reaper))
            await resurrected(world)
            _UNDISTURBED[database_url] = _told(channel, *channels), len(reaper.steps)
        await emptied(database)
    return _UNDISTURBED[database_url]


@pytest.mark.parametrize("part", range(PARTS))
async def test_killed_after_any_commit_and_any_answer_of_slack_every_channel_hears_once(
    clean: Database, database_url: str, part: int
) -> None:
    told, steps = await _undisturbed(clean, database_url)
    assert steps >= LEAST_STEPS
    for at in range(part + 1, steps + 1, PARTS):
        await emptied(clean)
        reaper = Reaper(at)
        async with _place(database_url) as (world, channels):
            async with running(world) as bot:
                channel = await _published(world)
                with contextlib.suppress(Killed):
                    await work_off(world, mortal(bot, reaper))
            await resurrected(world)
            where = (at, reaper.steps[-1])
            assert (where, _told(channel, *channels)) == (where, told)


FAULTY: tuple[tuple[str, int], ...] = (
    *(("chat.postMessage", nth) for nth in (1, 2, 3)),
    *(("files.getUploadURLExternal", nth) for nth in (1, 4)),
    ("files.completeUploadExternal", 1),
)


@pytest.mark.parametrize("fault", ["lost_reply", "lost_reply_500", "ratelimited", "server_error"])
@pytest.mark.parametrize(("method", "nth"), FAULTY, ids=[f"{method} {nth}" for method, nth in FAULTY])
async def test_whatever_slack_does_with_a_call_every_channel_hears_once_and_the_files_stand_there_once(
    clean: Database, database_url: str, method: str, nth: int, fault: Fault
) -> None:
    told, _ = await _undisturbed(clean, database_url)
    async with _place(database_url) as (world, channels), running(world):
        channel = await _published(world)
        world.slack.faults.on(method, fault, nth=nth)
        for _ in range(4):
            await world.later(20)
        assert _told(channel, *channels) == told
        assert (await world.bot.queue.counts()).get("dead", 0) == 0


async def test_killed_at_any_step_of_an_export_its_asker_gets_the_files_once(
    clean: Database, database_url: str
) -> None:
    at, died = 1, True
    while died:
        await emptied(clean)
        reaper = Reaper(at)
        async with lifeless(database_url, FakeClock()) as world:
            async with running(world) as bot:
                channel = await complete(world)
                await world.ben.slash("/postmortem export md json", channel)
                await world.slack.settle()
                try:
                    await work_off(world, mortal(bot, reaper))
                    died = False
                except Killed:
                    died = True
            await resurrected(world)
            sent = [sorted(one.name for one in message.files) for message in world.ben.dms() if message.files]
            assert (at, reaper.steps[-1], sent) == (at, reaper.steps[-1], [["PM-1.json", "PM-1.md"]])
        at += 1
    assert at > 6
