"""The same stories over a socket that comes and goes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from sandbox.driver import Channel
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.lives import lifeless, posts, until
from tests.scenarios.steps import look_over, play, roots
from tests.scenarios.world import World, running
from tests.scenarios.world import world as started


@pytest.fixture
async def by_socket(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A world whose bot holds a Socket Mode connection."""
    del clean
    async with started(database_url, clock, over_http=False) as world:
        await world.slack.connected()
        yield world


def _once(world: World, channel: Channel) -> bool:
    return (len(roots(channel)), posts(world)) == (1, [channel.id] * 3)


async def test_a_draft_is_made_and_every_kind_of_answer_travels_back(by_socket: World) -> None:
    world = by_socket
    channel = world.incident()
    await world.resolve(channel, await play(world, channel))
    answers = [
        await world.ben.slash("/postmortem help", channel),
        await world.ben.click(channel.card(), "Read"),
    ]
    assert [one.failure for one in answers] == [None, None]
    assert world.ben.modal is not None
    assert _once(world, channel)
    await look_over(world)


async def test_a_form_with_a_mistake_is_answered_at_its_field(by_socket: World) -> None:
    world = by_socket
    channel = world.incident()
    await world.ben.slash("/postmortem create", channel)
    form = world.ben.modal
    assert form is not None
    sent = await form.fill({"title": "\u200b "}).submit()
    assert (sent.failure, list(form.errors)) == (None, ["What happened?"])


@pytest.mark.parametrize("cut", [False, True], ids=["told to go", "cut off"])
@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_connection_that_ends_is_followed_by_another_and_nothing_is_lost(
    by_socket: World, reason: str, *, cut: bool
) -> None:
    world = by_socket
    channel = world.incident()
    last = await play(world, channel)
    await world.slack.settle()
    (old,) = world.slack.sockets.usable
    await world.slack.disconnect(reason, cut=cut)  # type: ignore[arg-type]
    await world.maya.react(last, "incident_resolved")
    await until(lambda: [one for one in world.slack.sockets.usable if one is not old])
    await world.work()
    await world.later(6)
    said = await world.ben.slash("/postmortem", channel)
    assert (said.failure, _once(world, channel)) == (None, True)


async def test_what_happened_while_no_connection_stood_is_heard_when_slack_sends_it_again(
    clean: Database, database_url: str, clock: FakeClock
) -> None:
    del clean
    async with lifeless(database_url, clock) as world:
        channel = world.incident()
        last = await play(world, channel)
        async with running(world, over_http=False):
            await world.slack.connected()
        await until(lambda: world.slack.sockets.usable == [])
        await world.maya.react(last, "incident_resolved")
        await until(lambda: len(world.slack.failed) == 2)
        async with running(world, over_http=False):
            await world.work()
            await world.later(6)
        assert _once(world, channel)


async def test_two_bots_on_one_app_share_the_deliveries_and_make_one_draft(
    clean: Database, database_url: str, clock: FakeClock
) -> None:
    del clean
    async with lifeless(database_url, clock) as world, running(world, over_http=False):
        async with running(world, over_http=False):
            await until(lambda: len(world.slack.sockets.usable) == 2)
            channel = world.incident()
            last = await play(world, channel)
            for person in (world.maya, world.ben, world.noor):
                await person.react(last, "incident_resolved")
            await world.work()
            await world.later(6)
            shares = sorted(one.received for one in world.slack.sockets.usable)
        assert (_once(world, channel), shares[0] > 0) == (True, True)


async def test_an_address_that_does_not_work_is_not_tried_again_and_again(sqlite_url: str, clock: FakeClock) -> None:
    async with lifeless(sqlite_url, clock) as world:
        good, world.slack.sockets.base = world.slack.sockets.base, "ws://127.0.0.1:1"
        asyncio.get_running_loop().call_later(1, setattr, world.slack.sockets, "base", good)
        async with running(world, over_http=False):
            assert len(world.slack.sockets.usable) == 1
    assert len(world.slack.calls_of("apps.connections.open")) == 2
