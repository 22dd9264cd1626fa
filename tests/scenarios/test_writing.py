"""Writing in Slack: the hub, a section's window, two people in one section, and words that were not saved."""

from blocks.text_fields import read_text
from bot.domain.people import system
from bot.domain.postmortems import Verb
from bot.domain.timeline import Origin
from bot.services.changes import change
from sandbox.driver import Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import ready
from tests.scenarios.world import World

TEXT = "text."


def field(modal: Modal) -> str:
    """Return the block id of the text's field."""
    return next(str(one["block_id"]) for one in modal.blocks if str(one["block_id"]).startswith(TEXT))


def words(modal: Modal) -> str:
    """Return what stands in the text's field."""
    return read_text(modal.body)


async def write(person: Person, section: str) -> Modal:
    """Let somebody open a section from the hub."""
    assert person.modal is not None
    await person.modal.click("pm.section.edit", block=f"section.{section}")
    assert person.modal is not None
    return person.modal


async def test_a_section_is_written_in_a_window_and_the_hub_below_says_who_wrote_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    await quiet.maya.click(card, "Edit")
    modal = await write(quiet.maya, "impact")
    modal.fill({field(modal): "About 2,300 people could not pay.", "Users affected": "2300"})
    done = await modal.submit()
    assert done.acked
    below = quiet.maya.modal
    assert below is not None
    assert "*2. Impact* · required · ✓ maya" in below.text
    await quiet.work()
    assert "Impact is empty" not in channel.card().shown


async def summary(person: Person, card: Message) -> Modal:
    """Let somebody open the summary's window from the card."""
    await person.click(card, "Edit")
    return await write(person, "summary")


async def test_who_saves_second_is_shown_what_changed_and_nothing_is_lost(quiet: World) -> None:
    channel, card = await ready(quiet)
    await make_editor(quiet, card, quiet.ben)
    first = await summary(quiet.maya, card)
    first.fill({field(first): "The checkout failed.\n\nIt began at 14:00."})
    await first.submit()
    mine, theirs = await summary(quiet.maya, card), await summary(quiet.ben, card)
    theirs.fill({field(theirs): "The checkout failed.\n\nIt began at 14:00 UTC and took 13 minutes."})
    await theirs.submit()
    mine.fill({field(mine): "The checkout failed for every third order.\n\nIt began at 14:00."})
    await mine.submit()
    merge = quiet.maya.modal
    assert merge is not None
    assert (merge.title, "Your texts fit together" in merge.text) == ("Merge · PM-1", True)
    await merge.submit()
    await quiet.work()
    again = await summary(quiet.ben, card)
    assert words(again) == ("The checkout failed for every third order.\n\nIt began at 14:00 UTC and took 13 minutes.")
    del channel


async def test_a_passage_that_both_changed_stands_twice_and_the_writer_decides(quiet: World) -> None:
    _, card = await ready(quiet)
    await make_editor(quiet, card, quiet.ben)
    mine, theirs = await summary(quiet.maya, card), await summary(quiet.ben, card)
    theirs.fill({field(theirs): "Nobody could pay."})
    await theirs.submit()
    mine.fill({field(mine): "Paying was slow."})
    await mine.submit()
    merge = quiet.maya.modal
    assert merge is not None
    assert "changed the same passage" in merge.text
    assert {"Nobody could pay.", "Paying was slow."} <= set(str(words(merge)).split("\n"))
    merge.fill({"Instead": ["Keep the text of ben"]})
    await merge.submit()
    assert (await summary(quiet.maya, card)).fields.keys()
    again = quiet.maya.modal
    assert again is not None
    assert words(again) == "Nobody could pay."


async def test_words_that_were_not_saved_are_offered_to_their_writer_alone(quiet: World) -> None:
    _, card = await ready(quiet)
    await make_editor(quiet, card, quiet.ben)
    modal = await summary(quiet.maya, card)
    await modal.type(field(modal), "Half a sent")
    await modal.dismiss()
    assert "unsaved words" not in (await summary(quiet.ben, card)).text
    again = await summary(quiet.maya, card)
    assert "You have unsaved words from" in again.text
    await again.click("Use them")
    used = quiet.maya.modal
    assert used is not None
    assert words(used) == "Half a sent"
    await used.submit()
    assert "unsaved words" not in (await summary(quiet.maya, card)).text


async def test_what_the_machine_wrote_is_kept_with_one_press(quiet: World) -> None:
    _, card = await ready(quiet)
    modal = await summary(quiet.maya, card)
    was = words(modal)
    await modal.click("Keep as it is")
    after = quiet.maya.modal
    assert after is not None
    assert ("Keep as it is" in after.labels, words(after)) == (False, was)
    await after.close()
    below = quiet.maya.modal
    assert below is not None
    assert "*1. Summary* · required · ✓ maya" in below.text


async def test_the_five_whys_go_under_the_words_that_are_typed(quiet: World) -> None:
    _, card = await ready(quiet)
    await quiet.maya.click(card, "Edit")
    editor = await write(quiet.maya, "root_cause")
    editor.fill({field(editor): "The pool ran empty."})
    await editor.click("Five whys")
    whys = quiet.maya.modal
    assert whys is not None
    whys.fill({"What happened?": "Checkout failed", "1. Why?": "No connections", "2. And why was that?": "Pool of 20"})
    await whys.submit()
    after = quiet.maya.modal
    assert after is not None
    assert words(after) == ("The pool ran empty.\n\nCheckout failed\n1. Why? No connections\n2. Why? Pool of 20")


async def test_who_may_not_write_reads_and_is_told_who_can(quiet: World) -> None:
    _, card = await ready(quiet)
    modal = await summary(quiet.ben, card)
    assert ("Save" in modal.text, "maya or an editor can change it" in modal.text) == (False, True)


async def test_a_secret_that_was_typed_is_covered_and_its_writer_told(quiet: World) -> None:
    _, card = await ready(quiet)
    modal = await summary(quiet.maya, card)
    modal.fill({field(modal): "The token xoxb-123456789012-123456789012-abcdefghijklmnopqrstuvwx leaked."})
    await modal.submit()
    below = quiet.maya.modal
    assert below is not None
    assert ("I covered 1 thing" in below.text, "abcdefghijkl" in below.text) == (True, False)


async def make_editor(world: World, card: Message, person: Person) -> None:
    """Make somebody an editor, as the window of people would."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        (found,) = await uow.postmortems.in_channel(card.channel.id)
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, found.id) as it:
        it.update(editors=(*it.was.editors, person.id))


async def test_a_section_is_as_long_as_its_text_and_its_lists_together(quiet: World) -> None:
    _, card = await ready(quiet)
    long = "word " * 4_600  # of 24,000
    await rewrite(quiet, "lessons_learned", long.strip())
    await quiet.maya.click(card, "Edit")
    modal = await write(quiet.maya, "lessons_learned")
    modal.fill({"field.well": "y" * 1_002})
    await modal.submit()
    assert "A section holds 24,000 characters, yours has 24,001." in " ".join(modal.errors.values())
    modal.fill({"field.well": "y" * 1_001})
    assert (await modal.submit()).acked
    assert quiet.maya.modal is not modal


async def rewrite(world: World, section: str, text: str) -> None:
    """Put a text into a section, as its window would."""
    found = await stored(world)
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, found.id) as it:
        it.update(
            sections=tuple(
                one.model_copy(update={"text": text, "origin": Origin.PERSON}) if one.key == section else one
                for one in it.was.sections
            )
        )


async def test_a_required_text_is_asked_for_and_not_sent_empty_and_another_one_may_be_emptied(quiet: World) -> None:
    _, card = await ready(quiet)
    required = await summary(quiet.maya, card)
    [asked] = [one for one in required.blocks if one["block_id"] == field(required)]
    await required.dismiss()
    await quiet.maya.click(card, "Edit")

    impact = await write(quiet.maya, "impact")
    [in_words] = [one for one in impact.blocks if one["block_id"] == field(impact)]
    await impact.dismiss()
    await quiet.maya.click(card, "Edit")
    detection = await write(quiet.maya, "detection")
    [free] = [one for one in detection.blocks if one["block_id"] == field(detection)]

    assert (asked["optional"], in_words["optional"], free["optional"]) == (False, False, True)
    assert in_words["label"]["text"] == "Impact in words (required)"
