"""Starting a postmortem by hand: without a channel, of several, and adding an incident to one that there is."""

import pytest

from bot.domain.people import Actor
from bot.domain.timeline import Origin
from bot.services.timeline import editor_facts
from sandbox.driver import Channel, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import answers, more, play, ready, roots
from tests.scenarios.world import World


def form(person: Person) -> Modal:
    """Return the window a person looks at."""
    assert person.modal is not None
    return person.modal


async def started(world: World, line: str, channel: Channel, **typed: object) -> None:
    """Let Maya start one with the command and the form."""
    await world.maya.slash(f"/postmortem {line}", channel)
    form(world.maya).fill(typed)
    done = await form(world.maya).submit()
    assert done.acked
    await world.work()
    await world.later(6)


async def test_one_without_an_incident_starts_empty_and_is_written_from_its_card_in_a_direct_message(
    quiet: World,
) -> None:
    elsewhere = quiet.incident("general")
    await started(quiet, "create Slow login", elsewhere, **{"Channels of the incident": None})
    assert roots(elsewhere) == []
    (card,) = quiet.maya.dms()
    assert ("# PM-1 · Slow login" in card.lines, "4 of" in card.shown, "Edit" in card.labels) == (True, False, True)
    await quiet.maya.click(card, "Edit")
    assert "*1. Summary* · required · ✕ empty" in form(quiet.maya).text


@pytest.mark.parametrize(
    ("sight", "seen"), [("Everybody in the organisation", True), ("Only its author, editors and reviewers", False)]
)
async def test_without_a_channel_its_author_says_who_can_see_it(
    quiet: World,
    sight: str,
    seen: bool,  # noqa: FBT001 - a case of the table
) -> None:
    elsewhere = quiet.incident("general")
    await started(quiet, "create Slow login", elsewhere, **{"Channels of the incident": None, "Who can see it": sight})
    done = await quiet.ben.slash("/postmortem show 1", elsewhere)
    assert ("Slow login" in str(answers(done))) is seen


async def test_without_a_channel_its_author_gets_its_file(quiet: World) -> None:
    elsewhere = quiet.incident("general")
    few = {"Channels of the incident": None, "Who can see it": "Only its author, editors and reviewers"}
    await started(quiet, "create Slow login", elsewhere, **few)
    await quiet.maya.slash("/postmortem export 1 md", elsewhere)
    await quiet.work()
    assert [[one.name for one in message.files] for message in quiet.maya.dms() if message.files] == [["PM-1.md"]]


async def test_several_channels_are_read_into_one_timeline_with_links_into_each(quiet: World) -> None:
    first, second = quiet.incident("inc-1-checkout"), quiet.incident("inc-2-search")
    await play(quiet, first)
    await play(quiet, second, last="search is back, all clear")
    await started(quiet, "create Two at once", first, **{"Channels of the incident": [first, second]})
    card = first.card()
    timeline = first.thread(card)[0]
    assert "I read 12 messages and 2 threads" in card.shown
    assert roots(second) == []
    links = str(timeline.blocks)
    assert (first.id in links, second.id in links) == (True, True)
    here = await quiet.ben.slash("/postmortem", second)
    assert "PM-1" in str(answers(here))


async def test_an_incident_is_added_to_a_postmortem_that_there_is(quiet: World) -> None:
    channel, _ = await ready(quiet)
    other = quiet.incident("inc-2-search")
    await play(quiet, other, last="search is back, all clear")
    done = await quiet.maya.slash("/postmortem create into 1", other)
    assert answers(done) == [["Added to PM-1. I am reading the channel now."]]
    await quiet.work()
    await quiet.later(6)
    assert "I read 12 messages" in channel.card().shown
    again = await quiet.maya.slash("/postmortem create into 1", other)
    assert answers(again)[0][0] == "#inc-2-search is part of PM-1 already."


async def test_notes_and_pins_of_an_added_channel_join_the_timeline_and_leave_it_like_those_of_its_own(
    quiet: World,
) -> None:
    await ready(quiet)
    other = quiet.incident("inc-2-search")
    await play(quiet, other, last="search is back, all clear")
    await quiet.maya.slash("/postmortem note the index was rebuilt", other)
    await quiet.maya.slash("/postmortem create into 1", other)
    await quiet.later(6)
    note = await quiet.maya.slash("/postmortem note the index is warm", other)
    await quiet.later(6)
    pinned = await quiet.ben.post(other, "Replica two took over")
    await quiet.ben.pin(pinned)
    picked = await quiet.ben.post(other, "Search answers in 80 ms again")
    await quiet.ben.shortcut("pm.timeline.add", message=picked)
    await quiet.later(6)
    wanted = [
        ("the index was rebuilt", other.id),
        ("the index is warm", other.id),
        ("Replica two took over", other.id),
        ("Search answers in 80 ms again", other.id),
    ]
    assert await by_hand(quiet) == wanted

    await quiet.ben.unpin(pinned)
    await quiet.maya.click(note.ephemerals[0], "Undo")
    await quiet.later(6)
    assert await by_hand(quiet) == [wanted[0], wanted[3]]


async def by_hand(world: World) -> list[tuple[str, str]]:
    """Return what people put on the timeline, each with the channel that its link leads into."""
    maya = Actor(workspace=world.bot.workspace, member=world.maya.id)
    facts = await editor_facts(world.bot.deps, maya, (await stored(world)).id, lambda entries: entries)
    return [
        (one.text, facts.links[one.evidence[0]].split("/")[-2])
        for one in facts.entries
        if one.origin in {Origin.PIN, Origin.PERSON}
    ]


async def test_an_incident_that_is_taken_out_again_before_it_was_read_is_left_alone(quiet: World) -> None:
    other = quiet.incident("inc-2-search")
    await play(quiet, other)
    await started(quiet, "create Search", other)
    await (await more(quiet.maya, other.card())).click("Not needed")
    await quiet.work()
    channel = quiet.incident("inc-1-checkout")
    await started(quiet, "create Checkout", channel)

    await quiet.maya.slash("/postmortem create into 2", other)
    window = await more(quiet.maya, channel.card())
    await window.click("Incidents")
    await form(quiet.maya).click("Remove")
    await quiet.later(6)

    assert (await quiet.bot.queue.counts()).get("dead", 0) == 0
    assert "1 incident" in (await more(quiet.maya, channel.card())).text


async def test_a_private_channel_is_not_told_where_others_read(quiet: World) -> None:
    await ready(quiet)
    vault = quiet.incident("inc-vault", private=True)
    done = await quiet.maya.slash("/postmortem create into 1", vault)
    assert answers(done)[0][0].startswith("#inc-vault is private, so it is told only to its own people.")


async def test_a_channel_with_a_postmortem_of_its_own_is_not_taken_in(quiet: World) -> None:
    await ready(quiet)
    other = quiet.incident("inc-2-search")
    await play(quiet, other)
    await started(quiet, "create Search", other)
    done = await quiet.maya.slash("/postmortem create into 1", other)
    assert answers(done)[0][0] == "#inc-2-search has a postmortem of its own. Put that one aside first."
