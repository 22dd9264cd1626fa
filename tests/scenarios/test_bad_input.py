"""Channels and people that are not as one would wish: gone, empty, archived, hidden by the plan, unknown, at once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from blocks import ids
from sandbox.driver import Channel
from storage.engine import Database
from tests.scenarios.lives import stored
from tests.scenarios.steps import drafted, play, roots
from tests.scenarios.world import World


def _vanish(world: World, channel: Channel) -> None:
    """Delete a channel, as a workspace owner can: Slack knows nothing of it any more."""
    del world.slack.hub.workspace.conversations[channel.id]


async def _dead(world: World) -> int:
    return (await world.bot.queue.counts())["dead"]


async def test_a_channel_that_was_deleted_before_it_was_read_breaks_nothing(world: World) -> None:
    gone, other = world.incident("inc-1-gone"), world.incident("inc-2-other")
    last = await play(world, gone)
    await world.maya.react(last, "incident_resolved")
    await world.slack.settle()
    _vanish(world, gone)
    await world.work()
    await world.later(6)
    listed = await world.ben.slash("/postmortem list", other)
    asked = await world.ben.slash("/postmortem show PM-1", other)
    assert (listed.failure, asked.failure, await _dead(world)) == (None, None, 0)
    assert [one.shown.splitlines()[0] for one in asked.ephemerals] == ["There is no PM-1 that you can see."]
    await drafted(world, other)
    assert "*Draft*" in other.card().shown


async def test_a_channel_that_is_deleted_after_its_draft_leaves_a_draft_that_can_be_read(world: World) -> None:
    channel, other = world.incident("inc-1-gone"), world.incident("inc-2-other")
    await drafted(world, channel)
    _vanish(world, channel)
    shown = await world.ben.slash("/postmortem show PM-1", other)
    read = await world.ben.click(shown.ephemerals[0], ids.DOCUMENT_READ)
    await world.later(60)
    assert (shown.failure, read.failure, await _dead(world)) == (None, None, 0)
    assert world.ben.modal is not None
    assert "rolling back cache-client 4.2 to 4.1" in world.ben.modal.text


async def test_an_empty_channel_gets_a_draft_that_invents_nothing(world: World, clean: Database) -> None:
    channel = world.slack.channel("inc-3-silent", members=[world.noor])
    await world.noor.slash("/postmortem create", channel)
    form = world.noor.modal
    assert form is not None
    await form.fill({"What happened?": "Nobody wrote a word"}).submit()
    await world.work()
    await world.later(6)
    kept = await stored(clean, world.slack.team_id)
    assert (kept["entries"], kept["messages"], kept["stage"]) == ([], [], "ready")
    assert "I read no messages." in channel.card().shown
    assert [one.shown.splitlines()[0] for one in channel.thread(channel.card())] == [
        "*Timeline*",
        f"*Open questions · {len(kept['questions'])}*",
    ]


async def test_a_channel_that_is_archived_while_it_is_read_says_so_in_the_report(world: World, clean: Database) -> None:
    channel = world.incident()
    last = await play(world, channel)
    world.slack.faults.on("conversations.history", "ratelimited", retry_after=60)
    await world.maya.react(last, "incident_resolved")
    await world.work()
    await world.noor.archive(channel)
    await world.later(61)
    await world.later(6)
    kept = await stored(clean, world.slack.team_id)
    assert [(gap.what, gap.reason) for gap in kept["postmortem"]["report"].gaps] == [
        ("channel", "the channel is archived")
    ]
    assert (kept["stage"], await _dead(world)) == ("ready", 0)


async def test_the_bot_being_thrown_out_while_it_reads_says_so_in_the_report(world: World, clean: Database) -> None:
    channel = world.incident()
    last = await play(world, channel)
    world.slack.faults.on("conversations.history", "ratelimited", retry_after=60)
    await world.maya.react(last, "incident_resolved")
    await world.work()
    await world.noor.kick(channel, world.slack.bot)
    await world.later(61)
    await world.later(6)
    kept = await stored(clean, world.slack.team_id)
    assert [gap.reason for gap in kept["postmortem"]["report"].gaps] == ["I am not in the channel"]
    assert (kept["stage"], await _dead(world)) == ("ready", 0)


async def test_on_a_free_plan_what_slack_hides_is_said_to_be_missing(world: World, clean: Database) -> None:
    channel = world.incident()
    await world.ben.post(channel, "the disk is full", at=world.clock.now() - timedelta(days=100))
    last = await play(world, channel)
    world.slack.set_free_plan()
    await world.resolve(channel, last)
    kept = await stored(clean, world.slack.team_id)
    assert "Missing: older messages (Slack hides what is older than 90 days here)." in channel.card().shown
    assert (len(kept["messages"]), kept["stage"]) == (6, "ready")


async def test_a_channel_of_which_everything_is_hidden_gets_a_draft_that_says_so(world: World) -> None:
    channel = world.incident()
    for day in (120, 110, 100):
        old = await world.ben.post(channel, "the disk is full", at=world.clock.now() - timedelta(days=day))
    world.slack.set_free_plan()
    await world.resolve(channel, old)
    assert "I read no messages. Missing: older messages" in channel.card().shown


async def test_a_thread_that_slack_hides_or_lost_is_said_to_be_missing(world: World, clean: Database) -> None:
    channel = world.incident()
    last = await play(world, channel)
    world.slack.faults.refuse("conversations.replies", "thread_not_found")
    await world.resolve(channel, last)
    kept = await stored(clean, world.slack.team_id)
    assert [(gap.what, gap.reason) for gap in kept["postmortem"]["report"].gaps] == [("thread", "it was deleted")]
    assert "Missing: 1 thread (it was deleted)." in channel.card().shown


async def test_a_page_whose_place_slack_forgot_is_read_from_the_newest_message_again(
    world: World, clean: Database
) -> None:
    channel = world.incident()
    rows = [{"user": "ben", "text": f"shard {n}", "at": world.clock.now() - timedelta(seconds=n)} for n in range(300)]
    world.slack.seed(channel, rows)
    world.slack.faults.refuse("conversations.history", "invalid_cursor", nth=2)
    await world.resolve(channel, channel.messages[-1])
    kept = await stored(clean, world.slack.team_id)
    assert (len(kept["messages"]), kept["postmortem"]["report"].gaps, kept["stage"]) == (300, (), "ready")


async def test_people_whom_slack_does_not_know_are_called_by_their_ids(world: World, clean: Database) -> None:
    channel = world.incident()
    now = world.clock.now()
    rows: list[dict[str, Any]] = [
        {"user": "U0GONE000", "text": "checkout is down, says <@U0GONE111>", "at": now},
        {"user": None, "text": "nobody wrote this", "at": now + timedelta(seconds=1)},
        {"user": "U0GONE000", "text": "all clear", "at": now + timedelta(seconds=60)},
    ]
    world.slack.seed(channel, rows)
    await world.resolve(channel, channel.messages[-1])
    kept = await stored(clean, world.slack.team_id)
    assert [(one.author, one.author_name, one.text) for one in kept["messages"]] == [
        ("U0GONE000", "U0GONE000", "checkout is down, says @U0GONE111"),
        ("", "somebody", "nobody wrote this"),
        ("U0GONE000", "U0GONE000", "all clear"),
    ]
    assert (kept["postmortem"]["author"], await _dead(world)) == (None, 0)


async def test_somebody_whom_slack_does_not_know_is_nobody_with_rights(world: World) -> None:
    channel = world.incident()
    await drafted(world, channel)
    world.slack.faults.refuse("users.info", "user_not_found", times=9)
    stranger = world.slack.person("stranger")
    channel.state.members[stranger.id] = None
    pressed = await stranger.click(channel.card(), ids.DRAFT_TAKE)
    await world.work()
    assert (pressed.failure, len(pressed.ephemerals), "no author yet" in channel.card().shown) == (None, 1, True)


async def test_many_people_press_create_at_once_and_one_draft_is_made(world: World) -> None:
    channel = world.incident()
    await play(world, channel)
    people = (world.maya, world.ben, world.noor)
    for person in people:
        await person.slash("/postmortem create", channel)
    forms = [person.modal.fill({"What happened?": "Checkout was down"}) for person in people if person.modal]
    sent = await asyncio.gather(*(form.submit() for form in forms))
    await world.work()
    await world.later(6)
    left = sorted(person.modal.text.splitlines()[1] if person.modal else "" for person in people)
    assert [one.failure for one in sent] == [None] * 3
    assert left == ["", "PM-1 is this channel's postmortem already.", "PM-1 is this channel's postmortem already."]
    assert len(roots(channel)) == 1


@pytest.mark.parametrize("ahead", [timedelta(minutes=-4), timedelta(minutes=4)], ids=["behind", "ahead"])
async def test_a_clock_that_is_minutes_off_loses_no_message(world: World, clean: Database, ahead: timedelta) -> None:
    channel = world.incident()
    last = await play(world, channel)
    posted = await world.ben.post(channel, "rollback verified", at=world.clock.now() + ahead)
    await world.resolve(channel, last)
    kept = await stored(clean, world.slack.team_id)
    assert posted.ts in {one.ts for one in kept["messages"]}
    assert kept["stage"] == "ready"


async def test_messages_that_claim_impossible_times_are_left_out(world: World, clean: Database) -> None:
    channel = world.incident()
    last = await play(world, channel)
    world.slack.seed(
        channel,
        [
            {"user": "ben", "text": "from the age before Slack", "ts": "0000000001.000000"},
            {"user": "ben", "text": "from 2999", "ts": "9999999999.000000"},
        ],
    )
    await world.resolve(channel, last)
    kept = await stored(clean, world.slack.team_id)
    assert [one.text for one in kept["messages"] if one.text.startswith("from")] == []
    assert kept["stage"] == "ready"
