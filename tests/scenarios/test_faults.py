"""Slack refuses, breaks, hangs or asks to wait: the work goes on from where it stopped and ends as it would have."""

from typing import Any

import pytest

from sandbox.driver import Channel
from sandbox.faults import Fault
from storage.engine import Database
from tests.databases import emptied
from tests.fakes import FakeClock
from tests.scenarios.lives import pages_read, posts, stored, told
from tests.scenarios.world import World
from tests.scenarios.world import world as started


async def _talk(world: World) -> Channel:
    """Three pages of fifteen rows, ten threads, one of them longer than a page; Maya leads."""
    channel = world.incident()
    await world.slack.app("Lookout").post(channel, "FIRING: checkout error rate 18.4 %, threshold 2 %")
    for number in range(33):
        world.clock.advance(seconds=20)
        root = await (world.ben, world.maya, world.noor)[number % 3].post(channel, f"looking at shard {number}")
        if number % 4 == 0:
            for reply in range(17 if number == 8 else 1):
                world.clock.advance(seconds=1)
                await world.noor.post(channel, f"shard {number} is fine, check {reply}", thread=root)
    world.clock.advance(seconds=60)
    await world.maya.post(channel, "IC here: error rate is back to 0.2 %, all clear")
    await world.maya.set_topic(channel, f"IC: <@{world.maya.id}>")
    world.clock.advance(seconds=60)
    return channel


async def _resolve(world: World, channel: Channel) -> None:
    await world.maya.react(channel.messages[-2], "incident_resolved")
    await world.work()


_UNDISTURBED: dict[str, dict[str, Any]] = {}


async def _undisturbed(database: Database, database_url: str) -> dict[str, Any]:
    """Return how the story ends where Slack is well; told once for each database."""
    if database_url not in _UNDISTURBED:
        async with started(database_url, FakeClock(), slow_history=True) as world:
            channel = await _talk(world)
            await _resolve(world, channel)
            await world.later(6)
            assert world.slack.complaints == []
            _UNDISTURBED[database_url] = await _ending(world, channel, database)
        await emptied(database)
    return _UNDISTURBED[database_url]


async def _ending(world: World, channel: Channel, database: Database) -> dict[str, Any]:
    return {
        "told": told(world, channel),
        "stored": await stored(database, world.slack.team_id),
        "posts": posts(world),
        "pages": sorted(pages_read(world).values()),
    }


@pytest.fixture
async def slow_pages(clean: Database, database_url: str, clock: FakeClock) -> Any:
    """A world that reads in pages of fifteen, and whose Slack repeats an event soon."""
    await _undisturbed(clean, database_url)
    async with started(database_url, clock, slow_history=True, time_scale=0.001) as world:
        yield world


EVERYWHERE = (
    *(("conversations.history", nth) for nth in (1, 2, 3)),
    *(("conversations.replies", nth) for nth in (1, 5, 10)),
    *(("users.info", nth) for nth in (1, 2, 3)),
    *(("conversations.info", nth) for nth in (1, 2)),
    *(("chat.postMessage", nth) for nth in (1, 2, 4)),
    ("chat.update", 1),
    ("conversations.open", 1),
    ("bookmarks.add", 1),
    ("blocks.validate", 1),
    ("views.publish", 1),
)
CALLS = pytest.mark.parametrize(("method", "nth"), EVERYWHERE, ids=[f"{method} {nth}" for method, nth in EVERYWHERE])


@CALLS
async def test_asked_to_wait_it_waits_as_long_as_slack_says_and_ends_the_same(
    slow_pages: World, clean: Database, database_url: str, method: str, nth: int
) -> None:
    world = slow_pages
    channel = await _talk(world)
    world.slack.faults.on(method, "ratelimited", nth=nth, retry_after=90)
    await _resolve(world, channel)
    before = len(world.slack.calls_of(method))
    await world.later(80)
    refused = [call for call in world.slack.calls_of(method) if not call.response["ok"]]
    waited = len(world.slack.calls_of(method)) - before
    for _ in range(4):
        await world.later(30)
    undisturbed, ending = await _undisturbed(clean, database_url), await _ending(world, channel, clean)
    assert len(refused) == 1
    if method.startswith(("conversations.history", "conversations.replies")):
        assert waited == 0
    if method == "users.info":  # the page whose people could not be asked for is in hand: it is asked for once more
        ending["pages"] = undisturbed["pages"]
    assert ending == undisturbed
    assert (await world.bot.queue.counts())["dead"] == 0


@pytest.mark.parametrize(
    ("method", "nth"), [("conversations.history", 2), ("conversations.replies", 5), ("users.info", 2)]
)
async def test_the_card_says_until_when_it_waits_and_goes_on_by_itself(
    slow_pages: World, method: str, nth: int
) -> None:
    world = slow_pages
    channel = await _talk(world)
    world.slack.faults.on(method, "ratelimited", nth=nth, retry_after=240)
    await _resolve(world, channel)
    await world.later(6)
    at = int(world.clock.now().timestamp()) + 234
    assert f"<!date^{at}^{{time}}" in channel.card().body["blocks"][2]["text"]["text"]
    await world.later(200)
    assert "Making the draft" in channel.card().shown
    await world.later(40)
    await world.later(6)
    assert "*Draft*" in channel.card().shown


REFUSALS: tuple[Fault, ...] = ("server_error", "service_unavailable", "garbled")
"""What the bot tells apart by nothing but the code (tests.contracts.test_chat_failures): each call has one in turn."""
FAULTS = [(*one, fault) for n, one in enumerate(EVERYWHERE) for fault in (REFUSALS[n % len(REFUSALS)], "lost_reply")]


@pytest.mark.parametrize(("method", "nth", "fault"), FAULTS, ids=[" ".join(map(str, one)) for one in FAULTS])
async def test_broken_three_times_it_tries_again_and_ends_the_same(
    slow_pages: World, clean: Database, database_url: str, method: str, nth: int, fault: Fault
) -> None:
    world = slow_pages
    channel = await _talk(world)
    world.slack.faults.on(method, fault, nth=nth, times=3)
    await _resolve(world, channel)
    for _ in range(8):
        await world.later(30)
    undisturbed = await _undisturbed(clean, database_url)
    ending = await _ending(world, channel, clean)
    if fault == "lost_reply" or method == "users.info":  # what was answered and not stored must be asked for again
        ending["pages"] = undisturbed["pages"]
    if method == "bookmarks.add":  # tried once where nobody knows what came of it
        ending["told"]["bookmarks"] = undisturbed["told"]["bookmarks"]
    assert ending == undisturbed
    assert (await world.bot.queue.counts())["dead"] == 0


async def test_asked_to_wait_again_and_again_a_long_reading_is_never_given_up(slow_pages: World) -> None:
    world = slow_pages
    channel = await _talk(world)
    world.slack.faults.on("conversations.history", "ratelimited", nth=2, times=30, retry_after=60)
    world.slack.faults.on("conversations.history", "server_error", times=3)
    await _resolve(world, channel)
    for _ in range(34):
        await world.later(61)
    await world.later(6)
    assert "*Draft*" in channel.card().shown
    assert (await world.bot.queue.counts())["dead"] == 0


async def test_with_one_call_a_minute_and_fifteen_rows_the_same_draft_is_made_only_later(
    slow_pages: World, clean: Database, database_url: str
) -> None:
    world = slow_pages
    world.slack.limits.slow_history = True
    channel = await _talk(world)
    await _resolve(world, channel)
    refused = len([call for call in world.slack.calls if call.response.get("error") == "ratelimited"])
    minutes = 0
    while "*Draft*" not in channel.card().shown:
        minutes += 1
        assert minutes < 20, channel.card().shown
        await world.later(61)
    await world.later(6)
    undisturbed, ending = await _undisturbed(clean, database_url), await _ending(world, channel, clean)
    assert refused > 0
    assert minutes == 11
    assert ending == undisturbed


async def test_where_slack_does_not_answer_at_all_it_is_asked_again(
    slow_pages: World, clean: Database, database_url: str
) -> None:
    world = slow_pages
    channel = await _talk(world)
    for method in ("conversations.history", "chat.postMessage", "conversations.replies"):
        world.slack.faults.on(method, "timeout", seconds=0.2)
    await _resolve(world, channel)
    for _ in range(4):
        await world.later(30)
    assert await _ending(world, channel, clean) == await _undisturbed(clean, database_url)
