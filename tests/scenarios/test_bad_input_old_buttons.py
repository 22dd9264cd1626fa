"""Buttons, windows and commands of an earlier version, or of nobody's: an answer, never an effect, never an error."""

from typing import Any

import pytest

from blocks import ids
from blocks.ids import Ref
from bot.domain.words import say
from sandbox import interactions
from sandbox.driver import Message, Person
from sandbox.driver.windows import Interaction, deliver
from storage.engine import Database
from tests.scenarios.steps import drafted, look_over
from tests.scenarios.test_requests import rows
from tests.scenarios.world import World

GARBAGE = {
    "another version": '{"v":2,"k":"draft","p":1}',
    "version nought": '{"v":0,"k":"draft","p":1}',
    "no version's": "approve:42",
    "nothing": "",
    "null": "null",
    "a list": "[1]",
    "a number": "42",
    "half": '{"v":1,"k":"dra',
    "strange kinds": '{"v":1,"k":"../../etc","p":1}',
    "a text for a number": '{"v":1,"k":"draft","p":"1"}',
    "nought": '{"v":1,"k":"draft","p":0}',
    "negative": '{"v":1,"k":"draft","p":-1}',
    "huge": '{"v":1,"k":"draft","p":99999999999999999999}',
    "true": '{"v":1,"k":"draft","p":true}',
    "a channel that is none": '{"v":1,"k":"retry","c":"<!channel>"}',
    "long": '{"v":1,"k":"draft","w":"' + "x" * 1900 + '"}',
    "deep": "[" * 900,
}


async def pressed(
    world: World, person: Person, message: Message, action_id: str, value: str | None, **over: Any
) -> Interaction:
    """Press a button that is not on the message any more, as somebody does whose client shows an old one."""
    action = {
        "type": "button",
        "action_id": action_id,
        "block_id": "old",
        "text": {"type": "plain_text", "text": "Old"},
        "action_ts": str(world.clock.now().timestamp()),
    }
    if value is not None:
        action["value"] = value
    state = message.channel.state
    sent = interactions.message_action(world.slack.hub, person.member, state, message.body, action | over)
    return await deliver(world.slack.hub, person.id, sent)


def _told(done: Interaction) -> list[str]:
    return [one.text for one in done.ephemerals]


@pytest.mark.parametrize("value", GARBAGE.values(), ids=GARBAGE.keys())
async def test_a_button_with_a_value_that_is_none_of_ours_says_so_and_does_nothing(
    world: World, clean: Database, value: str
) -> None:
    channel = world.incident()
    card = await drafted(world, channel)
    before = await rows(clean)
    needs = (ids.DRAFT_TAKE, ids.DRAFT_DISCARD, ids.DOCUMENT_READ, ids.QUESTION_ANSWER, ids.DM_NOT_MINE, ids.NOTE_UNDO)
    done = [await pressed(world, world.noor, card, one, value) for one in needs]
    await world.work()
    assert [one.failure for one in done] == [None] * len(needs)
    assert (_told(done[0]), world.noor.modal, await rows(clean)) == ([say("no.old_bare")] * len(needs), None, before)
    await look_over(world)


@pytest.mark.parametrize("action", ["pm.draft.publish_now", "approve", "", "pm.", "../../x", "x" * 255])
async def test_a_button_that_no_version_of_now_draws_is_answered(world: World, clean: Database, action: str) -> None:
    channel = world.incident()
    card = await drafted(world, channel)
    before = await rows(clean)
    done = await pressed(world, world.ben, card, action or "?", Ref(kind="draft", postmortem=1).encode())
    assert (done.failure, len(_told(done)), await rows(clean)) == (None, 1, before)


async def test_every_button_pressed_about_something_that_is_not_there_is_answered_and_changes_nothing(
    world: World, clean: Database
) -> None:
    channel = world.incident()
    card = await drafted(world, channel)
    before = await rows(clean)
    nowhere = Ref(kind="draft", postmortem=999, incident=999, question=999, note=999, page=99, channel="C0NOWHERE")
    found = {}
    for action in sorted(ids.ACTIONS):
        done = await pressed(world, world.noor, card, action, nowhere.encode())
        await world.work()
        found[action] = (done.failure, await rows(clean) == before)
    assert found == dict.fromkeys(ids.ACTIONS, (None, True))
    await look_over(world)


async def test_every_button_pressed_by_an_outsider_is_answered_and_changes_nothing(
    world: World, clean: Database
) -> None:
    """Somebody of another company in a channel shared with them: reads what the channel shows, and does nothing."""
    channel = world.slack.channel("inc-9", members=[world.maya, world.ben, world.noor], shared_with="Customer")
    stranger = world.slack.person("dana", name="Dana", team="Customer")
    channel.state.members[stranger.id] = None
    card = await drafted(world, channel)
    await stranger.slash("/postmortem", channel)
    before = await rows(clean)
    about = Ref(kind="draft", postmortem=1, incident=1, question=1, note=1, page=0, channel=channel.id)
    found = {}
    for action in sorted(ids.ACTIONS):
        done = await pressed(world, stranger, card, action, about.encode())
        await world.work()
        found[action] = (done.failure, await rows(clean) == before)
    assert found == dict.fromkeys(ids.ACTIONS, (None, True))


async def test_a_window_that_no_version_of_now_opens_is_answered_in_the_window(world: World, clean: Database) -> None:
    channel = world.incident()
    await drafted(world, channel)
    await world.ben.slash("/postmortem create", channel)
    form = world.ben.modal
    assert form is not None
    form.opened.body["callback_id"] = "pm.review.approve_form"
    before = await rows(clean)
    done = await form.fill({"What happened?": "x"}).submit()
    assert (done.failure, done.detail, await rows(clean)) == (None, [], before)
    assert world.ben.modal is not None
    assert world.ben.modal.lines[1] == say("no.old_bare")


@pytest.mark.parametrize("value", GARBAGE.values(), ids=GARBAGE.keys())
async def test_a_form_of_another_version_is_answered_in_the_window(world: World, clean: Database, value: str) -> None:
    channel = world.incident()
    await drafted(world, channel)
    questions = channel.thread(channel.card())[1]
    await world.ben.click(questions, ids.QUESTION_ANSWER, block=questions.blocks[2]["block_id"])
    form = world.ben.modal
    assert form is not None
    form.opened.body["private_metadata"] = value
    before = await rows(clean)
    label = next(one for one in form.fields if "answer" in one.lower())
    done = await form.fill({label: "The pool was too small."}).submit()
    assert (done.failure, done.detail, await rows(clean)) == (None, [], before)


async def test_a_shortcut_that_was_taken_away_is_answered(world: World) -> None:
    sent = interactions.global_shortcut(world.slack.hub, world.ben.member, "pm.create.by_voice")
    done = await deliver(world.slack.hub, world.ben.id, sent)
    assert (done.failure, world.ben.modal is not None) == (None, True)


async def test_a_command_of_another_app_is_answered(world: World) -> None:
    sent = interactions.command(world.slack.hub, world.ben.member, world.incident().state, "/postmortem", "help")
    sent.payload["command"] = "/incident"
    done = await deliver(world.slack.hub, world.ben.id, sent)
    assert done.failure is None
