"""Slack is slow or broken while somebody waits for an answer: it comes before Slack's, and says what to do."""

import inspect
from collections.abc import AsyncIterator

import pytest

from blocks import ids
from bot.runtime import HURRIED, build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.steps import drafted, play, roots
from tests.scenarios.world import World
from tests.scenarios.world import world as started

BROKEN = (
    "Slack does not tell me who you are right now. Try again in a minute.",
    "Slack does not answer me now, so nothing was done. Try again in a minute.",
)
LONG = 60  # seconds: whoever waits for this Slack has no answer when the composer gives up
HANGS: tuple[tuple[Fault, float], ...] = (("slow", LONG), ("timeout", LONG), ("server_error", 0), ("ratelimited", 0))


@pytest.fixture
async def world(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A world whose bot is in more of a hurry than usual, so that these tests are not long."""
    del clean  # emptied before the bot opens it
    async with started(database_url, clock, hurried=0.5) as made:
        yield made


def test_a_listener_gives_slack_up_a_second_before_slack_gives_it_up() -> None:
    ours = inspect.signature(build).parameters["hurried"].default
    slacks = inspect.signature(Sandbox).parameters["ack_seconds"].default
    assert (ours, slacks) == (HURRIED, 3)
    assert ours + 1 <= slacks


@pytest.mark.parametrize(("fault", "seconds"), HANGS, ids=[fault for fault, _ in HANGS])
@pytest.mark.parametrize(
    ("method", "line"),
    [
        ("users.info", "/postmortem"),
        ("conversations.members", "/postmortem note failover started"),
        ("views.open", "/postmortem list"),
    ],
)
async def test_a_command_is_answered_in_time(
    world: World, method: str, line: str, fault: Fault, seconds: float
) -> None:
    channel = world.incident()
    await play(world, channel)
    await world.slack.settle()
    world.slack.faults.on(method, fault, seconds=seconds)
    done = await world.ben.slash(line, channel)
    said = [one.text for one in done.ephemerals]
    again = await world.ben.slash(line, channel)
    await world.work()
    assert (done.failure, again.failure) == (None, None)
    assert (len(said), said[0] in BROKEN) == (1, True), said
    assert len(roots(channel)) == int("note" in line)


@pytest.mark.parametrize(("fault", "seconds"), HANGS, ids=[fault for fault, _ in HANGS])
async def test_a_button_is_answered_in_time_and_has_its_effect_the_second_time(
    world: World, fault: Fault, seconds: float
) -> None:
    channel = world.incident()
    card = await drafted(world, channel)
    world.slack.faults.on("users.info", fault, seconds=seconds)
    done = await world.ben.click(card, ids.DRAFT_TAKE)
    said = [one.text for one in done.ephemerals]
    again = await world.ben.click(card, ids.DRAFT_TAKE)
    await world.work()
    await world.later(6)
    assert (done.failure, again.failure) == (None, None)
    assert (len(said), said[0] in BROKEN, "author ben" in card.shown) == (1, True, True)


@pytest.mark.parametrize(("fault", "seconds"), HANGS, ids=[fault for fault, _ in HANGS])
@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
async def test_a_form_is_answered_in_time_and_keeps_what_was_typed(
    world: World, method: str, fault: Fault, seconds: float
) -> None:
    channel = world.incident()
    await play(world, channel)
    await world.ben.slash("/postmortem create", channel)
    form = world.ben.modal
    assert form is not None
    form.fill({"What happened?": "Checkout was down"})
    world.slack.faults.on(method, fault, seconds=seconds)
    first = await form.submit()
    kept = form.fields["What happened?"]
    await form.submit()
    await world.work()
    await world.later(6)
    assert (first.failure, kept, len(roots(channel))) == (None, "Checkout was down", 1)


@pytest.mark.parametrize(("fault", "seconds"), HANGS, ids=[fault for fault, _ in HANGS])
async def test_an_event_whose_person_slack_does_not_tell_is_taken_when_it_comes_again(
    world: World, fault: Fault, seconds: float
) -> None:
    channel = world.incident()
    last = await play(world, channel)
    await world.slack.settle()
    world.slack.faults.on("users.info", fault, seconds=seconds)
    await world.maya.react(last, "incident_resolved")
    await world.slack.settle()
    await world.work()
    await world.later(6)
    assert ([one.ack.status for one in world.slack.failed], len(roots(channel))) == ([500], 1)


async def test_an_answer_that_cannot_be_sent_still_lets_the_deed_stand(world: World) -> None:
    channel = world.incident()
    card = await drafted(world, channel)
    await world.ben.click(card, ids.DRAFT_TAKE)
    world.slack.faults.on("response_url", "server_error")
    refused = await world.maya.click(card, ids.DRAFT_TAKE)
    await world.work()
    await world.later(6)
    assert (refused.failure, "author ben" in card.shown) == (None, True)
