"""Two workspaces in one database, with the same channel ids, people and numbers: neither sees or touches the other."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from blocks import ids
from sandbox.driver import Channel
from sandbox.server import Sandbox
from storage.engine import Database
from storage.tables import METADATA
from tests.fakes import FakeClock
from tests.scenarios.lives import posts
from tests.scenarios.steps import drafted, hook, look_over, more, roots
from tests.scenarios.world import MANIFEST, World, running, settings_for

SECRET = "a-secret-of-the-webhook-000"


@contextlib.asynccontextmanager
async def _workspace(team: str, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A workspace whose every id but its own is that of the other one."""
    async with Sandbox(manifest=MANIFEST, clock=clock, time_scale=0.01) as slack:
        slack.hub.workspace.team_id = team
        for member in slack.hub.workspace.members.values():
            member.team_id = team
        made = World(slack, clock, settings_for(slack, database_url))
        channel = made.incident()
        over: dict[str, Any] = {"hook_secret": SECRET, "hook_channels": (channel.id,), "announce_channel": channel.id}
        made.settings = settings_for(slack, database_url, **over)
        async with running(made):
            yield made


@pytest.fixture
async def both(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[tuple[World, World]]:
    del clean
    async with (
        _workspace("T0000000AA", database_url, clock) as one,
        _workspace("T0000000BB", database_url, clock) as two,
    ):
        yield one, two


def _channel(world: World) -> Channel:
    return Channel(world.slack.hub, world.settings.hook_channels[0])


async def _rows(database: Database, team: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table that belongs to a workspace."""
    found = {}
    async with database.engine.connect() as connection:
        for table in METADATA.sorted_tables:
            rows = await connection.execute(select(table).where(table.c.workspace == team))
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


async def _seen(world: World) -> dict[str, Any]:
    """Return what the people of a workspace see of everything, and what was asked of its Slack."""
    channel = _channel(world)
    await world.noor.slash("/postmortem list", channel)
    listed = world.noor.modal.lines if world.noor.modal else []
    shown = await world.ben.slash("/postmortem show PM-1", channel)
    missing = await world.ben.slash("/postmortem show PM-2", channel)
    await world.maya.open_home()
    await world.work()
    return {
        "messages": [one.lines for one in channel.messages],
        "replies": [[one.lines for one in channel.thread(card)] for card in roots(channel)],
        "list": listed,
        "show": [one.lines for one in (*shown.ephemerals[:1], *missing.ephemerals[:1])],
        "home": [one for one in world.maya.home.lines if not one.startswith("As of ")] if world.maya.home else [],
        "dms": [one.lines for one in world.maya.dms()],
        "bookmarks": [one["title"] for one in channel.bookmarks],
    }


async def _whole_story(world: World) -> None:
    """Do all that can be done: draft, take, answer, note, pin, webhook, put aside, bring back, create, reopen."""
    channel = _channel(world)
    card = await drafted(world, channel)
    await world.ben.click(card, ids.DRAFT_TAKE)
    questions = channel.thread(card)[1]
    await world.ben.click(questions, ids.QUESTION_ANSWER, block=questions.blocks[2]["block_id"])
    form = world.ben.modal
    assert form is not None
    label = next(one for one in form.fields if "answer" in one.lower())
    await form.fill({label: "The pool of the cache was too small."}).submit()
    await world.ben.slash("/postmortem note vendor called back", channel)
    await world.noor.pin(channel.messages[1])
    await world.work()
    body = {"event": "incident.resolved", "id": "d1", "incident": {"id": "77", "channel": channel.id}}
    assert (await hook(world, body))[0] == 202
    await (await more(world.noor, card)).click(ids.DRAFT_DISCARD)
    await world.work()
    await world.noor.click(card, ids.DRAFT_UNDO_DISCARD)
    await world.work()
    other = world.incident("inc-208-search")
    await world.noor.slash("/postmortem create", other)
    opened = world.noor.modal
    assert opened is not None
    await opened.fill({"What happened?": "Search was down"}).submit()
    await world.maya.react(channel.messages[2], "incident_reopened")
    await world.maya.rename(other, "inc-208-search-resolved")
    await world.noor.open_home()
    await world.work()
    await world.later(6)


def test_every_table_belongs_to_a_workspace() -> None:
    assert [table.name for table in METADATA.sorted_tables if "workspace" not in table.c] == []


async def test_the_whole_story_in_one_workspace_changes_no_byte_of_the_other(
    both: tuple[World, World], clean: Database
) -> None:
    quiet, loud = both
    await drafted(quiet, _channel(quiet))
    seen = await _seen(quiet)
    kept, calls = await _rows(clean, quiet.slack.team_id), len(quiet.slack.calls)
    sent = len(quiet.slack.sent)
    await _whole_story(loud)
    assert await _rows(clean, quiet.slack.team_id) == kept
    assert (len(quiet.slack.calls), len(quiet.slack.sent)) == (calls, sent)
    again = await _seen(quiet)
    assert again == seen
    await look_over(quiet)
    await look_over(loud)


async def test_both_begin_at_the_same_number_with_the_same_ids_and_each_draft_tells_of_its_own(
    both: tuple[World, World], clean: Database
) -> None:
    one, two = both
    for world, words in ((one, "the cache is cold"), (two, "the index is broken")):
        await world.ben.post(_channel(world), words)
        world.clock.advance(seconds=30)
    cards = [await drafted(world, _channel(world)) for world in both]
    assert [world.slack.team_id for world in both] == ["T0000000AA", "T0000000BB"]
    assert _channel(one).id == _channel(two).id
    assert (one.maya.id, one.ben.id) == (two.maya.id, two.ben.id)
    assert [card.lines[0].startswith("# PM-1 · ") for card in cards] == [True, True]
    texts = [repr(await _rows(clean, world.slack.team_id)) for world in both]
    assert [("is cold" in text, "is broken" in text) for text in texts] == [(True, False), (False, True)]


async def test_the_same_delivery_in_both_has_an_effect_in_each(both: tuple[World, World]) -> None:
    body = {"event": "incident.resolved", "id": "d1", "incident": {"id": "77", "title": "Down"}}
    for world in both:
        channel = _channel(world)
        await world.ben.post(channel, "all clear")
        body["incident"]["channel"] = channel.id  # type: ignore[index]
        assert (await hook(world, body))[0] == 202
        await world.work()
        await world.later(6)
    assert [len(roots(_channel(world))) for world in both] == [1, 1]
    assert [posts(world) for world in both] == [[_channel(one).id] * 3 for one in both]


async def test_a_worker_does_the_jobs_of_its_own_workspace_only(both: tuple[World, World]) -> None:
    one, two = both
    last = await one.ben.post(_channel(one), "all clear")
    await one.maya.react(last, "incident_resolved")
    await one.slack.settle()
    done = await two.bot.worker.work_off()
    counts = await two.bot.queue.counts()
    assert (done, counts["ready"], _channel(two).by_bot) == (0, 0, [])
    await one.work()
    assert len(roots(_channel(one))) == 1


async def test_a_button_of_one_workspace_means_nothing_in_the_other(both: tuple[World, World]) -> None:
    one, two = both
    first, second = [await drafted(world, _channel(world)) for world in both]
    await one.ben.click(first, ids.DRAFT_TAKE)
    await one.work()
    await one.later(6)
    assert ("author ben" in first.shown, "no author yet" in second.shown) == (True, True)
    await two.noor.click(second, ids.DRAFT_DISCARD)
    await two.work()
    await two.later(6)
    assert "*Draft*" in first.shown
