"""What a model wrote, statement by statement: what did not pass is added or dropped, and each shows its messages."""

from bot.domain.timeline import Decided, Origin
from sandbox.driver import Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import ready
from tests.scenarios.test_writing import field, make_editor, words, write
from tests.scenarios.world import World
from tests.scenarios.written import OTHER, TRUE, WRONG, write_by_model

ADD, DROP, RESTS = "pm.statement.add", "pm.statement.drop", "pm.section.rests"


async def summary(person: Person, card: Message) -> Modal:
    """Let somebody open the summary's window from the card."""
    await person.click(card, "Edit")
    return await write(person, "summary")


async def section_now(world: World) -> tuple[str, Origin | None, int]:
    """Return the summary's text, who made it, and how often the document's text was changed."""
    postmortem = await stored(world)
    found = postmortem.section("summary")
    assert found is not None
    return found.text, found.origin, postmortem.revision


async def test_what_is_borne_out_is_the_text_and_the_rest_waits_with_its_reason(quiet: World) -> None:
    channel, card = await ready(quiet)
    await write_by_model(quiet, WRONG, OTHER)
    assert "1 of 3 statements are borne out by their messages. 2 are shown as unverified." in channel.card().shown
    await quiet.maya.click(card, "Edit")
    assert quiet.maya.modal is not None
    assert "*1. Summary* · required · ◇ AI text · 2 unverified" in quiet.maya.modal.text
    modal = await write(quiet.maya, "summary")
    assert words(modal) == TRUE
    assert "AI text, from" in modal.text
    assert "2 statements did not pass the check against their messages." in modal.text
    assert f"{WRONG}" in modal.text
    assert "It did not pass the check: the number 99,123 is in none of its messages." in modal.text


async def test_an_added_statement_stands_in_the_text_once_on_record_with_its_messages(quiet: World) -> None:
    channel, card = await ready(quiet)
    await write_by_model(quiet, WRONG)
    modal = await summary(quiet.maya, card)
    before = (await section_now(quiet))[2]
    done = await modal.click(ADD)
    assert done.acked
    now = quiet.maya.modal
    assert now is not None
    assert words(now) == f"{TRUE} {WRONG}"
    assert "did not pass the check" not in now.text
    assert await section_now(quiet) == (f"{TRUE} {WRONG}", Origin.AI, before + 1)
    await now.click(RESTS)
    rests = quiet.maya.modal
    assert rests is not None
    assert "2 statements stand as they were written." in rests.text
    assert "A person added this. It did not pass the check: the number 99,123" in rests.text
    assert "open" in rests.text
    await quiet.work()
    assert "unverified" not in channel.card().shown.partition("statements")[2]
    await quiet.maya.slash("/postmortem history", channel)
    assert quiet.maya.modal is not None
    assert "added a statement that its messages do not bear out" in quiet.maya.modal.text


async def test_a_dropped_statement_is_gone_changes_no_text_and_no_second_draft_brings_it_back(quiet: World) -> None:
    _, card = await ready(quiet)
    await write_by_model(quiet, WRONG)
    modal = await summary(quiet.maya, card)
    before = await section_now(quiet)
    await modal.click(DROP)
    assert quiet.maya.modal is not None
    assert WRONG not in quiet.maya.modal.text
    assert await section_now(quiet) == before
    await write_by_model(quiet, WRONG)
    found = (await stored(quiet)).section("summary")
    assert found is not None
    assert [one.decided for one in found.sentences] == [None, Decided.DROPPED]
    assert WRONG not in (await summary(quiet.maya, card)).text


async def test_who_decides_second_is_told_that_somebody_was_faster(quiet: World) -> None:
    _, card = await ready(quiet)
    await make_editor(quiet, card, quiet.ben)
    await write_by_model(quiet, WRONG)
    mine, theirs = await summary(quiet.maya, card), await summary(quiet.ben, card)
    await theirs.click(DROP)
    done = await mine.click(ADD)
    assert "Somebody else has decided about this statement already" in str(done.modal.text if done.modal else done)
    assert (await section_now(quiet))[0] == TRUE


async def test_words_that_are_typed_stay_in_the_field_while_a_statement_is_decided_about(quiet: World) -> None:
    _, card = await ready(quiet)
    await write_by_model(quiet, WRONG)
    modal = await summary(quiet.maya, card)
    modal.fill({field(modal): "My own words."})
    await modal.click(ADD)
    assert quiet.maya.modal is not None
    assert words(quiet.maya.modal) == "My own words."


async def test_a_persons_text_stays_the_models_is_suggested_and_each_statement_keeps_its_messages(quiet: World) -> None:
    _, card = await ready(quiet)
    modal = await summary(quiet.maya, card)
    modal.fill({field(modal): "Nobody could pay."})
    await modal.submit()
    await write_by_model(quiet)
    modal = await summary(quiet.maya, card)
    assert words(modal) == "Nobody could pay."
    await modal.click("pm.suggestion.add")
    now = quiet.maya.modal
    assert now is not None
    await now.submit()
    modal = await summary(quiet.maya, card)
    assert words(modal) == f"Nobody could pay.\n\n{TRUE}"
    await modal.click(RESTS)
    assert quiet.maya.modal is not None
    assert "1 statement stands as it was written." in quiet.maya.modal.text
