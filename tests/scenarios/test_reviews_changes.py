"""A reviewer asks for changes: it reaches the author and the thread once, and answering asks the reviewer again."""

from bot.domain.postmortems import Status
from tests.scenarios.reviewing import ask_for_changes, late, press, reviewed, stored
from tests.scenarios.steps import answers
from tests.scenarios.world import World

ROOT_CAUSE = "4. Root cause"


async def test_changes_are_asked_for_once_in_the_thread_and_once_of_the_author(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await press(quiet, quiet.noor, "Approve")
    await ask_for_changes(quiet, quiet.ben, "Say why no alert fired", ROOT_CAUSE)
    await quiet.later(60)

    assert (await stored(quiet)).status is Status.DRAFT
    assert channel.card().lines[2] == "ben asked for changes in Root cause. *Next:* maya answers."
    assert "[ Edit ] [ Read ] [ Answer ] [ ... ]" in channel.card().lines
    [asked] = [one for one in channel.thread(channel.card()) if "asks for changes" in one.shown]
    assert asked.lines == ["ben asks for changes in *Root cause*: Say why no alert fired", "[ Answer ]"]
    assert quiet.maya.dms()[-1].lines == [
        "ben asks for changes in *Root cause*.",
        "*PM-1* Checkout errors",
        '"Say why no alert fired"',
        "*Next:* change it or answer, then send it again by Mon, Mar 9.",
        "[ Edit Root cause ] [ Answer ] [ Discuss in the thread ]",
    ]
    assert quiet.ben.dms()[-1].lines[1:] == [
        "You asked for changes in Root cause.",
        "*Next:* maya answers; then I bring it back to you.",
        "[ Read ]",
    ]
    assert quiet.noor.dms()[-1].lines[1] == (
        "Back with maya: ben asked for changes. Your approval stays as long as the text does."
    )
    assert [len(one.dms()) for one in (quiet.ben, quiet.noor, quiet.maya)] == [1, 1, 2]


async def test_a_reason_is_asked_for_at_its_field(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    done = await quiet.ben.click(quiet.ben.dms()[-1], "Request changes")
    assert done.modal is not None

    done.modal.fill({"What should change?": "  \n "})
    await done.modal.submit()

    assert done.modal.errors == {"What should change?": "Say what should change, one sentence is enough."}
    assert (await stored(quiet)).status is Status.IN_REVIEW


async def test_answering_sends_it_again_and_asks_who_asked(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await press(quiet, quiet.noor, "Approve")
    await ask_for_changes(quiet, quiet.ben, "Say why no alert fired", ROOT_CAUSE)

    done = await quiet.maya.click(quiet.maya.dms()[-1], "Answer")
    assert done.modal is not None
    assert done.modal.fields["After that"] == ["Send it for review again"]
    done.modal.fill({"What did you change, or why not?": "The alert was on another metric."})
    await done.modal.submit()
    await quiet.work()

    now = await stored(quiet)
    assert (now.status, now.round.number) == (Status.IN_REVIEW, 2)
    [asked] = [one for one in channel.thread(channel.card()) if "asks for changes" in one.shown]
    assert asked.lines[1:] == ["✓ Answered by maya: The alert was on another metric.", "[ What changed ]"]
    assert [one.lines[1] for one in quiet.ben.dms()] == [
        "Round 1, closed. Nothing left to do.",
        "*maya asks for your review by Mon, Mar 9.*",
    ]
    assert quiet.ben.dms()[-1].lines[2] == '*maya answered:* "The alert was on another metric."'
    assert [one.labels for one in quiet.noor.dms()] == [["Read", "Take back"]]
    assert "✓ Answered by maya: The alert was on another metric." in quiet.maya.dms()[-1].lines


async def test_an_answer_without_sending_it_again_is_told_to_who_asked(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await ask_for_changes(quiet, quiet.ben, "Say why no alert fired")

    done = await quiet.maya.click(quiet.maya.dms()[-1], "Answer")
    assert done.modal is not None
    done.modal.fill({"What did you change, or why not?": "It did fire.", "After that": []})
    await done.modal.submit()
    await quiet.work()

    assert (await stored(quiet)).status is Status.DRAFT
    assert quiet.ben.dms()[-1].lines == [
        "*PM-1* Checkout errors",
        "✓ Answered by maya: It did fire.",
        "*Next:* maya sends it again.",
        "[ Read ] [ What changed ]",
    ]


async def test_an_answered_request_is_not_answered_again(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await ask_for_changes(quiet, quiet.ben, "Say why no alert fired")
    [asked] = [one for one in channel.thread(channel.card()) if "asks for changes" in one.shown]
    press_it = late(quiet.maya, asked, "Answer")
    done = await quiet.maya.click(asked, "Answer")
    assert done.modal is not None
    done.modal.fill({"What did you change, or why not?": "It did fire."})
    await done.modal.submit()
    await quiet.work()

    assert answers(await press_it())[0][0] == "maya was faster: answered at 14:14 UTC. Nothing left to do."


async def test_only_writers_answer(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await ask_for_changes(quiet, quiet.ben, "Say why no alert fired")
    [asked] = [one for one in channel.thread(channel.card()) if "asks for changes" in one.shown]

    done = await quiet.ben.click(asked, "Answer")

    assert answers(done)[0][0] == "Only maya (author) or an editor can answer a change request of PM-1."


async def test_the_words_of_the_command_stand_in_the_window(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)

    done = await quiet.ben.slash("/postmortem changes PM-1 say why no alert fired", channel)

    assert done.modal is not None
    assert done.modal.fields["What should change?"] == "say why no alert fired"


async def test_who_comes_after_a_request_hears_of_it(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    press_it = late(quiet.noor, quiet.noor.dms()[-1], "Approve")
    await ask_for_changes(quiet, quiet.ben, "Say why no alert fired")

    assert answers(await press_it())[0][0] == "ben was faster: asked for changes at 14:14 UTC. Nothing left to do."
