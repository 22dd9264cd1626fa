"""The incident channel's canvas shows what was published, where there are canvases; elsewhere nothing is said of it."""

from typing import get_args

import pytest

from bot.domain.people import system
from bot.domain.postmortems import Verb, Visibility
from bot.domain.timeline import Entry, EntryKind, Origin
from bot.services.changes import change
from sandbox.driver import Channel
from sandbox.server import NoCanvases
from tests.scenarios.published import TEXT, announcements, complete, correct, first, publish
from tests.scenarios.steps import Worlds, drafted, roots
from tests.scenarios.world import World


async def test_the_channel_has_the_document_as_its_canvas_and_a_correction_changes_it(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    assert channel.canvas is not None
    assert channel.canvas.title == "PM-1 postmortem"
    assert TEXT in channel.canvas.markdown
    made = channel.canvas.id
    await correct(quiet, "Checkout failed for 2,400 people.", "wrong figure")
    assert (channel.canvas.id, "2,400 people" in channel.canvas.markdown) == (made, True)


@pytest.mark.parametrize("refusal", get_args(NoCanvases))
async def test_where_the_workspace_has_no_canvases_nothing_is_said(quiet: World, refusal: NoCanvases) -> None:
    quiet.slack.set_no_canvases(refusal)
    channel = await complete(quiet)
    card = channel.card()
    await publish(quiet, channel)
    assert channel.canvas is None
    assert "anvas" not in card.shown
    assert [one.ts for one in roots(channel)] == [card.ts]


async def test_a_canvas_that_people_made_is_left_alone(quiet: World) -> None:
    channel = await complete(quiet)
    await quiet.ben.write_canvas(channel, "Ours", "# Runbook")
    await publish(quiet, channel)
    assert channel.canvas is not None
    assert (channel.canvas.title, channel.canvas.markdown) == ("Ours", "# Runbook")


async def test_the_setting_can_switch_it_off(worlds: Worlds) -> None:
    world = await worlds.with_settings(canvas="off")
    channel = await complete(world)
    await publish(world, channel)
    assert channel.canvas is None


async def test_with_a_guest_in_the_channel_there_is_none(quiet: World) -> None:
    channel = await complete(quiet)
    await quiet.noor.invite(channel, quiet.slack.person("gus", name="Gus", guest="multi"))
    await publish(quiet, channel)
    assert channel.canvas is None


async def test_it_goes_when_the_document_is_for_fewer_people_than_are_there(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    assert channel.canvas is not None
    await quiet.noor.slash("/postmortem reopen for fewer", channel)
    assert quiet.noor.modal is not None
    await quiet.noor.modal.submit()
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        it.update(visibility=Visibility.TEAM, team="S0NOBODY")
    await quiet.work()
    assert channel.canvas is None


async def test_a_long_timeline_is_cut_with_a_sentence_and_quoted_lists_are_no_lists(quiet: World) -> None:
    channel = await complete(quiet)
    text = "> - first\n> 1. second\n> > * third\n\n" + "| a | b |\n|---|---|\n" + "| c | d |\n" * 200
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        for n in range(150):
            await it.add_entry(Entry(at=it.at, kind=EntryKind.FINDING, text=f"shard {n}", origin=Origin.PERSON))
        sections = (one.model_copy(update={"text": text}) if one.key == "impact" else one for one in it.was.sections)
        it.update(sections=tuple(sections))
    await publish(quiet, channel)
    assert channel.canvas is not None
    assert "rows more, in the files." in channel.canvas.markdown
    assert "> • first" in channel.canvas.markdown


async def test_while_there_is_nothing_to_show_nobody_asks_who_is_in_the_channel(quiet: World) -> None:
    channel = await drafted(quiet, quiet.incident())
    assert channel.shown
    assert quiet.slack.calls_of("conversations.members") == []


async def announcing(worlds: Worlds) -> tuple[World, Channel]:
    """Start a world that announces in one more channel."""
    made: list[Channel] = []

    def prepare(world: World) -> dict[str, object]:
        made.append(world.slack.channel("incidents", members=[world.ben]))
        return {"announce_in": (made[0].id,)}

    return await worlds.with_settings(prepare=prepare), made[0]


def edits(world: World, channel: Channel) -> int:
    """Return how often an announcement in a channel was edited."""
    told = {(channel.id, one.ts) for one in announcements(channel)}
    return sum((one.args["channel"], one.args["ts"]) in told for one in world.slack.calls_of("chat.update"))


async def test_the_announcement_leads_to_a_canvas_that_came_after_it_by_one_edit(worlds: Worlds) -> None:
    world, elsewhere = await announcing(worlds)
    channel = await complete(world)
    world.slack.faults.on("conversations.canvases.create", "ratelimited")
    await publish(world, channel)
    await world.later(120)
    assert channel.canvas is not None
    for place in (channel, elsewhere):
        [told] = announcements(place)
        assert told.lines[-1].endswith(f"/{channel.canvas.id})")
        assert edits(world, place) == 1
    await correct(world, "Checkout failed for 2,400 people.", "wrong figure")
    assert [edits(world, place) for place in (channel, elsewhere)] == [2, 2]


async def test_without_a_canvas_the_announcement_leads_to_none(quiet: World) -> None:
    quiet.slack.set_no_canvases()
    channel = await complete(quiet)
    await publish(quiet, channel)
    [told] = announcements(channel)
    assert (told.lines[-1], edits(quiet, channel)) == ("Published by noor. Revision 3.", 0)


async def test_the_link_goes_with_a_canvas_that_somebody_deleted(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await quiet.noor.delete_canvas(channel)
    await correct(quiet, "Checkout failed for 2,400 people.", "wrong figure")
    [told] = announcements(channel)
    assert "Canvas" not in told.lines[-1]


async def test_a_canvas_in_a_private_channel_is_linked_in_no_other_channel(worlds: Worlds) -> None:
    world, elsewhere = await announcing(worlds)
    channel = await complete(world, world.incident(private=True), visibility=Visibility.ORGANISATION)
    await publish(world, channel)
    assert channel.canvas is not None
    assert "Canvas" in announcements(channel)[0].lines[-1]
    assert "Canvas" not in announcements(elsewhere)[0].lines[-1]
