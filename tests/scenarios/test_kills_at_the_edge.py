"""Killed around an ack, or in the middle of a delivery: what was said is heard once, and what was promised is done."""

from collections.abc import AsyncIterator

import pytest

from sandbox.driver import Channel, Message
from sandbox.faults import Fault
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.lives import Reaper, lifeless, mortal_edge, posts, resurrected, stored, until
from tests.scenarios.steps import play
from tests.scenarios.world import World, running
from tests.scenarios.world import _served as served


@pytest.fixture
async def place(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A workspace in which no bot runs yet."""
    del clean
    async with lifeless(database_url, clock) as world:
        yield world


def _shown(world: World, channel: Channel) -> tuple[int, int, list[str]]:
    """Return how many cards there are, how many replies below the newest one, and every post by its place."""
    return len(channel.by_bot), len(channel.thread(channel.card())), posts(world)


def _once(channel: Channel, *, author: bool = False) -> tuple[int, int, list[str]]:
    return 1, 2, [channel.id] * 3 + ["a direct message"] * author


@pytest.mark.parametrize("at", [1, 2], ids=["after the person was stored", "after the incident was stored"])
async def test_killed_between_commit_and_ack_of_an_event_slack_sends_it_again_and_one_draft_is_made(
    place: World, clean: Database, at: int
) -> None:
    channel = place.incident()
    last = await play(place, channel)
    reaper = Reaper(at)
    async with running(place) as bot, served(mortal_edge(bot, reaper)) as dying:
        place.slack.deliver_to(dying)
        await place.maya.react(last, "incident_resolved")
        await until(lambda: len(place.slack.failed) == 2)
    async with running(place):
        await place.work()
        await place.later(6)
    assert ["committed"] * at == reaper.steps
    assert _shown(place, channel) == _once(channel)
    assert (await stored(clean, place.slack.team_id))["stage"] == "ready"


@pytest.mark.parametrize("at", [1, 2], ids=["after the person was stored", "after the incident was stored"])
async def test_killed_between_commit_and_ack_of_a_form_the_person_sends_it_again_and_one_draft_is_made(
    place: World, at: int
) -> None:
    channel = place.incident()
    await play(place, channel)
    async with running(place) as bot:
        await place.ben.slash("/postmortem create", channel)
        form = place.ben.modal
        assert form is not None
        form.fill({"title": "Checkout was down"})
        async with served(mortal_edge(bot, Reaper(at))) as dying:
            place.slack.deliver_to(dying)
            first = await form.submit()
    async with running(place):
        second = await form.submit()
        await place.work()
        await place.later(6)
    answered = "PM-1 is this channel's postmortem already" in (place.ben.modal.text if place.ben.modal else "")
    assert (first.failure, second.failure, answered) == ("dispatch_failed", None, at == 2)
    assert _shown(place, channel) == _once(channel, author=True)


async def test_killed_after_the_ack_and_before_any_delivery_the_next_life_does_all_that_was_promised(
    place: World,
) -> None:
    channel = place.incident()
    last = await play(place, channel)
    async with running(place):
        await place.maya.react(last, "incident_resolved")
        await place.slack.settle()
    assert channel.by_bot == []
    await resurrected(place)
    assert _shown(place, channel) == _once(channel)


LOST: tuple[tuple[str, int], ...] = (
    *(("chat.postMessage", nth) for nth in (1, 2, 3, 4)),
    *(("chat.update", nth) for nth in (1, 2)),
    ("conversations.open", 1),
    ("bookmarks.add", 1),
)


@pytest.mark.parametrize("fault", ["lost_reply", "lost_reply_500"])
@pytest.mark.parametrize(("method", "nth"), LOST, ids=[f"{method} {nth}" for method, nth in LOST])
async def test_where_slack_did_it_and_its_answer_was_lost_it_is_not_done_twice(
    world: World, method: str, nth: int, fault: Fault
) -> None:
    channel = world.incident()
    last = await _resolved_by_its_lead(world, channel)
    world.slack.faults.on(method, fault, nth=nth)
    await world.resolve(channel, last)
    for _ in range(4):
        await world.later(20)
    assert _shown(world, channel) == _once(channel, author=True)
    assert (len(channel.bookmarks), len(world.maya.dms())) == (1, 1)
    assert (await world.bot.queue.counts())["dead"] == 0


async def test_a_lost_answer_and_a_kill_together_still_post_once(place: World, clean: Database) -> None:
    channel = place.incident()
    last = await _resolved_by_its_lead(place, channel)
    for nth in (1, 3, 4, 6):
        place.slack.faults.on("chat.postMessage", "lost_reply", nth=nth)
    async with running(place):
        await place.maya.react(last, "incident_resolved")
        await place.work()
    for _ in range(4):
        await resurrected(place)
    assert _shown(place, channel) == _once(channel, author=True)
    assert (await stored(clean, place.slack.team_id))["stage"] == "ready"


async def _resolved_by_its_lead(world: World, channel: Channel) -> Message:
    last = await play(world, channel)
    await world.maya.set_topic(channel, f"IC: <@{world.maya.id}>")
    return last
