"""Killed at every step of the draft flow, the story ends the same: one draft, one card, nothing read twice."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.driver import Channel
from storage.engine import Database
from tests.databases import emptied
from tests.fakes import FakeClock
from tests.scenarios.lives import (
    Killed,
    Reaper,
    lifeless,
    mortal,
    one_life,
    pages_read,
    posts,
    resurrected,
    stored,
    told,
    work_off,
)
from tests.scenarios.world import World, running

CHECKPOINTS = (
    *("post announced", "posted", "page stored", "page stored", "page stored", *["threads stored"] * 9),
    *("reading finished", "narrated", "drafted"),
    *("post announced", "posted", "post announced", "posted", "post announced", "posted"),
)
PARTS = 4
LEAST_STEPS = 60
AT_ONCE = 8  # pages of threads that are asked for together: all may be in hand when the process dies


@pytest.fixture
async def place(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A workspace in which an incident was talked through and no bot runs yet."""
    del clean
    async with lifeless(database_url, clock, slow_history=True) as world:
        yield world


async def _talk(world: World) -> Channel:
    """Three pages of a channel in small pages, and more threads than are read at once, one of them long."""
    channel = world.incident()
    alert = world.slack.app("Lookout")
    await alert.post(channel, "FIRING: checkout error rate 18.4 %, threshold 2 %")
    for number in range(33):
        world.clock.advance(seconds=20)
        root = await (world.ben, world.maya, world.noor)[number % 3].post(channel, f"looking at shard {number}")
        if number % 4 == 0:
            for reply in range(17 if number == 8 else 1):
                world.clock.advance(seconds=1)
                await world.noor.post(channel, f"shard {number} is fine, check {reply}", thread=root)
    world.clock.advance(seconds=60)
    await world.ben.post(channel, "rolling back cache-client 4.2 to 4.1")
    world.clock.advance(seconds=600)
    await world.maya.post(channel, "IC here: error rate is back to 0.2 %, all clear")
    world.clock.advance(seconds=60)
    await world.maya.set_topic(channel, f"IC: <@{world.maya.id}>")
    return channel


async def _story(world: World, channel: Channel) -> None:
    await world.maya.react(channel.messages[-2], "incident_resolved")
    await world.work()
    await world.later(6)


_UNDISTURBED: dict[tuple[str, bool], dict[str, Any]] = {}


async def _undisturbed(database: Database, database_url: str, *, slow: bool = True) -> dict[str, Any]:
    """Return how the story ends where nothing happens to the bot; told once for each database and way of reading."""
    key = (database_url, slow)
    if key not in _UNDISTURBED:
        async with lifeless(database_url, FakeClock(), slow_history=slow) as world:
            channel = await _talk(world)
            reaper = Reaper()
            assert not await one_life(world, lambda: _story(world, channel), reaper)
            _UNDISTURBED[key] = {
                "told": told(world, channel),
                "stored": await stored(database, world.slack.team_id),
                "posts": posts(world),
                "pages": pages_read(world),
                "steps": reaper.steps,
            }
        await emptied(database)
    return _UNDISTURBED[key]


async def test_the_undisturbed_story_passes_these_checkpoints_and_reads_each_page_once(
    clean: Database, database_url: str
) -> None:
    undisturbed = await _undisturbed(clean, database_url)
    assert undisturbed["steps"] == list(CHECKPOINTS)
    assert (len(undisturbed["told"]["cards"]), len(undisturbed["posts"])) == (1, 4)
    assert set(undisturbed["pages"].values()) == {1}


@pytest.mark.parametrize("at", range(1, len(CHECKPOINTS) + 1), ids=[f"{i} {n}" for i, n in enumerate(CHECKPOINTS, 1)])
async def test_killed_at_a_checkpoint_the_story_ends_the_same(
    place: World, clean: Database, database_url: str, at: int
) -> None:
    undisturbed = await _undisturbed(clean, database_url)
    channel = await _talk(place)
    assert await one_life(place, lambda: _story(place, channel), Reaper(at))
    await resurrected(place)
    assert told(place, channel) == undisturbed["told"]
    assert await stored(clean, place.slack.team_id) == undisturbed["stored"]
    assert posts(place) == undisturbed["posts"]
    assert (len(pages_read(place)), set(pages_read(place).values())) == (len(undisturbed["pages"]), {1})


async def _mortal_life(world: World, channel: Channel, reaper: Reaper) -> bool:
    """Play the story with a worker that dies at the reaper's step; say whether it died."""
    try:
        async with running(world) as bot:
            await world.maya.react(channel.messages[-2], "incident_resolved")
            worker = mortal(bot, reaper)
            await work_off(world, worker)
            world.clock.advance(seconds=6)
            await work_off(world, worker)
    except Killed:
        return True
    return False


@pytest.mark.parametrize("part", range(PARTS))
async def test_killed_after_any_commit_and_any_answer_of_slack_the_story_ends_the_same(
    clean: Database, database_url: str, part: int
) -> None:
    undisturbed = await _undisturbed(clean, database_url, slow=False)
    at, died, no_bookmark = part + 1, True, []
    while died:
        await emptied(clean)
        reaper = Reaper(at)
        async with lifeless(database_url, FakeClock()) as world:
            channel = await _talk(world)
            died = await _mortal_life(world, channel, reaper)
            await resurrected(world)
            where = (at, reaper.steps[-1])
            seen = told(world, channel)
            if seen["bookmarks"] == []:  # tried at most once: killed between the note that it is tried and the try
                no_bookmark.append(where)
                seen["bookmarks"] = undisturbed["told"]["bookmarks"]
            assert (where, seen) == (where, undisturbed["told"])
            assert (where, await stored(clean, world.slack.team_id)) == (where, undisturbed["stored"])
            assert (where, posts(world)) == (where, undisturbed["posts"])
            again = pages_read(world).total() - undisturbed["pages"].total()
            assert (where, 0 <= again <= AT_ONCE) == (where, True)
        at += PARTS
    assert at > LEAST_STEPS
    assert len(no_bookmark) <= 1
