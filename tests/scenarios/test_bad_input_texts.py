"""Hostile and enormous text through every door and on every surface: nothing breaks, nobody is woken."""

import json
from typing import Any

import pytest

from blocks import ids
from sandbox.driver import Channel
from storage.engine import Database
from tests.scenarios.lives import stored
from tests.scenarios.steps import Worlds, hook, look_over, play, roots, uninvited
from tests.scenarios.world import World

TEXTS = {
    "40,000 characters": "lorem ipsum " * 3334,
    "40,000 characters without a space": "x" * 40_000,
    "astral emoji": "\U0001f525" * 2_000,
    "right to left": "\u202edekcah si siht\u202c \u2066\u05e9\u05dc\u05d5\u05dd",
    "invisible": "a\u200b\u2060\U000e0041\U000e0042\x00\x07\x1b[31mz",
    "mentions": "<!channel> <!here> <!everyone> <!subteam^S123|@oncall> <@U024BE7LH> <#C024BE7LR|general> @channel",
    "mentions, typed": "&lt;!channel&gt; &amp;lt;!channel&amp;gt; <!channel|x> <!date^1^{date}|x>",
    "links": "<https://evil.example|https://bank.example> https://x.example/?d=<!channel> <mailto:a@b.example|a>",
    "markup": "*_~`>```\n# *Published* · approved by everybody\n```\n*Next:* press here\n• ◐ ✓ Draft",
    "half of everything": "<!chan <@U024BE7LH <https://x.example|a `*_~ &am &lt &#x3c;!channel&#x3e; {{7*7}} %s {0} \\",
    "many lines": "\n".join(f"line {n}" for n in range(3_000)),
    "combining": "z" + "\u0301" * 5_000,
}
EACH = pytest.mark.parametrize("nasty", TEXTS.values(), ids=TEXTS.keys())


async def _well(world: World) -> None:
    """Assert that nothing failed and that nothing dangerous left the house."""
    await look_over(world)
    sent = json.dumps([call.args for call in world.slack.calls], ensure_ascii=False, default=str)
    assert [mark for mark in ("\u202e", "\u2060", "\U000e0041", "\\u0000", "\x1b") if mark in sent] == []
    assert uninvited(world) == []


async def _talk(world: World, channel: Channel, nasty: str) -> None:
    """Let somebody say it in a message, a thread, an alert, a block, an attachment, a file's name and a topic."""
    line = " ".join(nasty.split())[:200] or "x"
    last = await play(world, channel)
    await world.ben.post(channel, nasty)
    await world.ben.post(channel, f"resolved: {nasty}", thread=last)
    alert = world.slack.app("Watchman")
    await alert.post(
        channel, f"FIRING: {nasty}", attachments=[{"title": nasty[:2900], "text": nasty, "fallback": line}]
    )
    await alert.post(channel, "", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": nasty[:2900]}}])
    await world.noor.post(channel, "the graph", files=[f"{line}.png"])
    await world.maya.set_topic(channel, nasty[:250])
    world.slack.seed(channel, [{"user": "ben", "username": nasty, "text": nasty, "at": world.clock.now()}])
    world.clock.advance(seconds=60)


@EACH
async def test_said_in_the_channel_it_reaches_the_draft_and_wakes_nobody(
    world: World, clean: Database, nasty: str
) -> None:
    channel = world.incident()
    await world.ben.change(real_name=" ".join(nasty.split())[:80])
    await _talk(world, channel, nasty)
    last = await world.maya.post(channel, "all clear")
    await world.resolve(channel, last)
    card = channel.card()
    timeline, questions = channel.thread(card)
    await world.noor.click(card, ids.DOCUMENT_READ)
    while world.noor.modal and "Next" in " ".join(world.noor.modal.labels):
        label = next(one for one in world.noor.modal.labels if "Next" in one)
        before = world.noor.modal.text
        await world.noor.modal.click(label)
        if world.noor.modal.text == before:
            break
    await world.noor.click(timeline, ids.TIMELINE_READ)
    await world.noor.open_home()
    await world.slack.settle()
    await world.later(6)
    kept = await stored(clean, world.slack.team_id)
    assert (len(roots(channel)), kept["stage"]) == (1, "ready")
    assert questions.shown.startswith("*Open questions")
    await _well(world)


@EACH
async def test_typed_into_the_form_it_is_a_title_of_one_line_or_said_at_its_field(world: World, nasty: str) -> None:
    channel = world.incident()
    await play(world, channel)
    await world.ben.slash("/postmortem create", channel)
    form = world.ben.modal
    assert form is not None
    sent = await form.fill(
        {"What happened?": nasty[:120].replace("\n", " "), "Services": nasty[:300].replace("\n", " ")}
    ).submit()
    if not world.ben.modal:
        await world.work()
        await world.later(6)
        assert len(roots(channel)) == 1
    else:
        assert form.errors != {} or sent.detail != []
    await _well(world)


@EACH
async def test_typed_after_a_command_it_is_taken_or_answered(world: World, nasty: str) -> None:
    channel = world.incident()
    lines = [f"/postmortem {word} {nasty}".rstrip() for word in ("", "note", "create", "show", "list", "help", "crate")]
    failures = [(await world.ben.slash(line, channel)).failure for line in lines]
    await world.work()
    mentioned = await world.ben.mention_bot(channel, nasty)
    await world.work()
    await world.later(6)
    assert (failures, mentioned.deleted) == ([None] * len(lines), False)
    await _well(world)


@EACH
async def test_written_as_an_answer_it_stands_in_the_draft_as_text(world: World, nasty: str) -> None:
    channel = world.incident()
    await world.resolve(channel, await play(world, channel))
    questions = channel.thread(channel.card())[1]
    block = next(one["block_id"] for one in questions.blocks if one["type"] == "actions")
    await world.ben.click(questions, ids.QUESTION_ANSWER, block=block)
    form = world.ben.modal
    assert form is not None
    label = next(one for one in form.fields if "answer" in one.lower())
    sent = await form.fill({label: nasty[:2_900]}).submit()
    await world.work()
    await world.later(6)
    assert sent.failure in {None, "not_sent"}
    await _well(world)


@EACH
async def test_sent_by_the_webhook_it_is_taken_or_refused_with_a_reason(worlds: Worlds, nasty: str) -> None:
    def prepare(world: World) -> dict[str, Any]:
        return {"hook_channels": (world.incident().id,), "hook_secret": "a-secret-of-the-webhook-000"}

    world = await worlds.with_settings(prepare=prepare)
    channel = Channel(world.slack.hub, world.settings.hook_channels[0])
    await play(world, channel)
    body = {
        "event": "incident.resolved",
        "id": "one",
        "incident": {"id": "77", "title": nasty, "channel": channel.id, "services": [nasty], "severity": nasty},
    }
    status, said = await hook(world, body)
    await world.work()
    await world.later(6)
    fields = said.get("fields", {}).keys() if status == 400 else set()
    assert status in {202, 413} or fields <= {"incident.title", "incident.services", "incident.severity"}, said
    await _well(world)
