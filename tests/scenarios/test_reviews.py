"""A document is sent for review, judged with buttons, and publishes by itself on the last approval."""

import asyncio

import pytest

from bot.domain.postmortems import Status
from sandbox.faults import Fault
from tests.scenarios.reviewing import edit, fill_all, late, press, reviewed, send, stored
from tests.scenarios.steps import Worlds, answers, play, ready
from tests.scenarios.world import World


async def test_sending_is_never_blocked_and_says_what_is_open(quiet: World) -> None:
    channel, card = await ready(quiet)

    done = await quiet.maya.click(card, "Send for review")

    assert done.modal is not None
    assert done.modal.lines[1].startswith("*Still open:* Root cause is empty")
    assert done.modal.lines[1].endswith("You can send it now and mend it meanwhile.  [ Checklist ]")
    assert done.modal.fields["Reviewers"] == [quiet.ben.id, quiet.noor.id]
    await done.modal.submit()
    await quiet.work()
    assert channel.card().lines[2] == "*Next:* ben and noor read it by Mon, Mar 9."


async def test_each_reviewer_is_asked_once_with_the_summary_and_what_blocks(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await quiet.later(60)

    assert [one.lines for one in quiet.ben.dms()] == [
        [
            "# PM-1 · Checkout errors",
            "*maya asks for your review by Mon, Mar 9.*",
            "The cache client opened too many connections.",
            "○ waits for you · ○ waits for noor",
            "[ Read ] [ Approve ] [ Request changes ] [ Comment ]",
            "Revision 3 · 1 page",
        ]
    ]


async def test_the_last_approval_publishes_and_asks_once_before_that(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)

    await press(quiet, quiet.ben, "Approve")
    assert quiet.ben.dms()[-1].lines[2:] == ["*Next:* noor is still owed.", "[ Read ] [ Take back ]"]
    assert quiet.noor.dms()[-1].labels == ["Read", "Approve and publish", "Request changes", "Comment"]
    refused = await press(quiet, quiet.noor, "Approve and publish", confirm=False)
    assert (refused.ephemerals, (await stored(quiet)).status) == ([], Status.IN_REVIEW)
    await press(quiet, quiet.noor, "Approve and publish", confirm=True)

    published = await stored(quiet)
    assert (published.status, published.publication.revision) == (Status.PUBLISHED, published.revision)
    assert channel.card().lines[1].startswith("*Published*")
    for person in (quiet.ben, quiet.noor):
        assert person.dms()[-1].lines[1] == "Published on Mar 2. Nothing left to do."


async def test_who_approves_on_the_card_and_would_publish_is_asked_first(quiet: World) -> None:
    channel, card = await reviewed(quiet, quiet.noor)

    done = await quiet.noor.click(card, "Approve")
    assert answers(done) == [["Yours is the last approval: it publishes PM-1.", "[ Read ] [ Approve and publish ]"]]
    assert (await stored(quiet)).status is Status.IN_REVIEW
    again = await quiet.noor.click(done.ephemerals[0], "Approve and publish", confirm=True)
    await quiet.work()

    assert again.acked
    assert channel.card().lines[1].startswith("*Published*")


async def test_an_approval_of_a_text_that_moved_is_not_recorded(quiet: World) -> None:
    channel, card = await reviewed(quiet, quiet.ben, quiet.noor)
    press_it = late(quiet.ben, card, "Approve")
    await edit(quiet, channel, "Nobody had tested the pool under load.")

    done = await press_it()

    assert answers(done) == [
        ["The text changed a minute ago (Root cause, by maya).", "[ What changed ] [ Approve this version ]"]
    ]
    shown = await quiet.ben.click(done.ephemerals[0], "What changed")
    assert shown.modal is not None
    assert shown.modal.lines[1:5] == [
        "Revision 3 to 4 · 1 part changed, by maya",
        "*Root cause*",
        "was: The cache client opened too many connections.",
        "now: Nobody had tested the pool under load.",
    ]
    await shown.modal.click("Approve this version")
    await quiet.work()
    assert "✓ ben approved" in channel.card().shown


async def test_an_edit_after_the_approval_rings_once_when_it_is_quiet(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await press(quiet, quiet.ben, "Approve")
    await edit(quiet, channel, "Nobody had tested the pool under load.")
    await quiet.later(14 * 60)
    await edit(quiet, channel, "Nobody had ever tested the pool under load.")

    await quiet.later(2 * 60)
    assert len(quiet.ben.dms()) == 1
    await quiet.later(14 * 60)

    assert [one.lines[1:] for one in quiet.ben.dms()] == [
        ["It goes on in the newer message below.", "[ Read ]"],
        ["↻ maya changed Root cause after you approved.", "[ What changed ] [ Approve again ] [ Request changes ]"],
    ]
    await press(quiet, quiet.ben, "Approve again")
    assert "✓ ben approved" in channel.card().shown


async def test_an_approval_is_taken_back(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await press(quiet, quiet.ben, "Approve")

    await press(quiet, quiet.ben, "Take back")

    assert "○ waits for ben · ○ waits for noor" in channel.card().shown
    assert quiet.ben.dms()[-1].labels == ["Read", "Approve", "Request changes", "Comment"]


async def test_two_reviewers_at_the_same_moment_both_count(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    ben, noor = quiet.ben.dms()[-1], quiet.noor.dms()[-1]

    done = await asyncio.gather(quiet.ben.click(ben, "Approve"), quiet.noor.click(noor, "Approve"))
    await quiet.work()

    assert [one.failure for one in done] == [None, None]
    asked = [one for one in done if one.ephemerals]
    assert [answers(one)[0][0] for one in asked] == ["Yours is the last approval: it publishes PM-1."]
    assert "✓" in channel.card().shown


async def test_pressed_twice_it_is_approved_once(quiet: World) -> None:
    _, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await quiet.ben.click(card, "Approve")

    done = await quiet.ben.click(card, "Approve")

    assert answers(done)[0][0] == "You approved revision 3 already. Nothing left to do."


async def test_a_command_never_approves_blindly(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)

    done = await quiet.ben.slash("/postmortem approve", channel)

    assert answers(done) == [
        [
            "*PM-1* Checkout errors",
            "The cache client opened too many connections.",
            "○ waits for you · ○ waits for noor",
            "[ Read ] [ Approve ] [ Request changes ]",
        ]
    ]
    await quiet.ben.click(done.ephemerals[0], "Approve")
    await quiet.work()
    assert "✓ ben approved" in channel.card().shown
    assert quiet.ben.ephemerals(channel)[-1].lines == ["You approved revision 3 of PM-1."]


async def test_it_is_taken_back_by_its_author_and_sent_again_without_a_ring(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await press(quiet, quiet.ben, "Approve")

    done = await quiet.maya.slash("/postmortem withdraw", channel)
    await quiet.work()
    assert answers(done) == [["PM-1 is back with you. Approvals stay as long as the text does.", "[ Undo ]"]]
    assert "Taken back by maya. Approvals stay as long as the text does." in channel.card().shown
    late = await quiet.noor.click(quiet.noor.dms()[-1], "Read")
    assert late.modal is not None
    await quiet.maya.click(done.ephemerals[0], "Undo")
    await quiet.work()

    assert "✓ ben approved · ○ waits for noor" in channel.card().shown
    assert [len(one.dms()) for one in (quiet.ben, quiet.noor)] == [1, 1]


async def test_who_comes_too_late_hears_who_was_faster(quiet: World) -> None:
    _, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await quiet.maya.slash("/postmortem withdraw 1", quiet.maya.dm)

    done = await quiet.ben.click(card, "Approve")

    assert answers(done)[0][0] == "maya was faster: took it back at 14:14 UTC. Nothing left to do."


async def test_an_author_cannot_be_asked_nor_one_who_left(quiet: World) -> None:
    channel, _ = await ready(quiet)
    gone = quiet.slack.person("gus", name="Gus")
    done = await quiet.maya.click(channel.card(), "Send for review")
    assert done.modal is not None
    done.modal.fill({"Reviewers": [quiet.maya.id, gone.id]})
    await gone.change(deleted=True)

    await done.modal.submit()

    assert done.modal.errors == {
        "Reviewers": "maya is the author and cannot review their own postmortem. gus's account is deactivated."
    }


async def test_the_words_of_the_command_fill_the_window(quiet: World) -> None:
    channel, _ = await ready(quiet)

    done = await quiet.maya.slash(f"/postmortem submit <@{quiet.noor.id}> by 2026-03-05", channel)

    assert done.modal is not None
    assert done.modal.fields["Reviewers"] == [quiet.noor.id]
    assert done.modal.fields["Due"] == "2026-03-05"
    await done.modal.close()
    done = await quiet.maya.slash(f"/postmortem submit <@{quiet.noor.id}> by 31 april", channel)
    assert done.modal is not None
    assert "I left out what I do not know: by 31 april." in done.modal.text


async def test_a_reviewer_who_is_deactivated_has_to_be_replaced_and_reads_nothing_any_more(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await quiet.ben.change(deleted=True)
    await quiet.work()

    assert quiet.ben.dms()[-1].lines == [
        "This was about a postmortem that you cannot see any more. Nothing left to do."
    ]
    await press(quiet, quiet.noor, "Approve")
    assert (await stored(quiet)).status is Status.IN_REVIEW
    assert channel.card().lines[2] == "*Next:* maya asks somebody else in the place of ben, who has left."


@pytest.mark.parametrize("fault", ["lost_reply", "server_error"])
async def test_a_message_lost_on_its_way_is_sent_once(world: World, fault: Fault) -> None:
    channel, _ = await ready(world)
    await fill_all(world)
    world.slack.faults.on("chat.postMessage", fault)

    await send(world, channel, world.ben)
    await world.later(60)

    assert [one.lines[1] for one in world.ben.dms()] == ["*maya asks for your review by Mon, Mar 9.*"]


async def test_what_reads_as_blame_is_pointed_out_and_reworded_with_one_press(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await edit(quiet, channel, "ben forgot to drain the node. The engineer was careless.")
    done = await quiet.maya.click(channel.card(), "Send for review")
    assert done.modal is not None
    done.modal.fill({"Note to the reviewers": "Look at the times."})
    pointed = [one for one in done.modal.lines if "May read as blame" in one]
    assert len(pointed) == 2
    rows = [one["block_id"] for one in done.modal.blocks if "Use this wording" in str(one)]

    await done.modal.click("Use this wording", block=rows[0])
    now = quiet.maya.modal
    assert now is not None
    assert len([one for one in now.lines if "May read as blame" in one]) == 1
    assert now.fields["Note to the reviewers"] == "Look at the times."
    await now.click("Keep mine")
    assert quiet.maya.modal is not None
    assert "May read as blame" not in quiet.maya.modal.text

    section = (await stored(quiet)).section("root_cause")
    assert section is not None
    assert "forgot" not in section.text
    assert "careless" in section.text


async def test_whoever_is_named_reads_a_private_one_until_not_named_any_more(quiet: World) -> None:
    channel = quiet.slack.channel("inc-9-vault", members=[quiet.maya, quiet.ben, quiet.noor], private=True)
    await play(quiet, channel)
    await quiet.noor.leave(channel)
    await quiet.maya.slash("/postmortem create The vault was open", channel)
    assert quiet.maya.modal is not None
    await quiet.maya.modal.submit()
    await quiet.later(6)
    done = await quiet.maya.click(channel.card(), "Send for review")
    assert done.modal is not None
    assert "It is private: whom you name can read it." in done.modal.text
    done.modal.fill({"Reviewers": [quiet.noor.id]})
    await done.modal.submit()
    await quiet.work()

    [told] = quiet.noor.dms()
    assert told.text == "PM-1 waits for your review."
    assert told.lines[0] == "# PM-1 · The vault was open"
    await quiet.maya.slash("/postmortem withdraw", channel)
    await quiet.work()
    await send(quiet, channel, quiet.ben)

    assert quiet.noor.dms()[0].lines == [
        "This was about a postmortem that you cannot see any more. Nothing left to do."
    ]
    assert "vault" not in quiet.noor.dms()[0].text


async def test_a_reviewer_approves_in_the_window_where_it_is_read(quiet: World) -> None:
    channel, card = await reviewed(quiet, quiet.ben, quiet.noor)
    done = await quiet.ben.click(card, "Read")
    assert done.modal is not None

    await done.modal.click("Approve")
    await quiet.work()

    assert quiet.ben.modal is not None
    assert quiet.ben.modal.lines[1] == "You approved revision 3 of PM-1."
    assert "✓ ben approved" in channel.card().shown
    read = await quiet.maya.click(card, "Read")
    assert read.modal is not None
    assert "Approve" not in read.modal.labels


async def test_the_last_approval_is_asked_with_all_the_places_that_hear_of_it(worlds: Worlds) -> None:
    def prepare(world: World) -> dict[str, object]:
        return {"announce_in": (world.slack.channel("incidents", members=[world.ben]).id,)}

    world = await worlds.with_settings(prepare=prepare)
    await reviewed(world, world.noor)

    [asked] = world.noor.dms()[-1].questions.values()

    assert "It goes to #inc-207-checkout and #incidents, with your name as the last approval." in asked


async def test_a_private_channel_is_named_before_publishing_to_those_alone_who_are_in_it(worlds: Worlds) -> None:
    def prepare(world: World) -> dict[str, object]:
        hidden = world.slack.channel("board", members=[world.ben], private=True)
        return {"announce_in": (hidden.id, world.slack.channel("incidents", members=[]).id)}

    world = await worlds.with_settings(prepare=prepare)
    await reviewed(world, world.noor)
    [asked] = world.noor.dms()[-1].questions.values()
    assert "It goes to #inc-207-checkout, #incidents and a private channel, with your name" in asked
    assert "board" not in str(world.noor.dms()[-1].body)


async def test_with_many_channels_the_dialog_still_ends_with_what_it_means(worlds: Worlds) -> None:
    def prepare(world: World) -> dict[str, object]:
        return {"announce_in": tuple(world.slack.channel(f"{n}-{'x' * 70}", members=[]).id for n in range(5))}

    world = await worlds.with_settings(prepare=prepare)
    await reviewed(world, world.noor)
    [asked] = world.noor.dms()[-1].questions.values()
    assert "… and 3 others, with your name as the last approval." in asked
