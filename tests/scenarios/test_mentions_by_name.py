"""Who is mentioned in a text is told by name wherever the text is shown, and never by an id."""

from bot.domain.people import system
from bot.domain.postmortems import Verb
from bot.services.changes import change
from sandbox.driver import Rich
from tests.scenarios.published import announcements, complete, publish
from tests.scenarios.reviewing import edit, press, reviewed, stored
from tests.scenarios.steps import ready
from tests.scenarios.test_revisions import choose, opened
from tests.scenarios.test_writing import field, make_editor, summary
from tests.scenarios.world import World


async def written(world: World, text: str, **more: str) -> None:
    """Put a text with mentions into the summary, as it is stored."""
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, (await stored(world)).id) as it:
        changed = {"text": text, **more}
        it.update(
            sections=tuple(one.model_copy(update=changed) if one.key == "summary" else one for one in it.was.sections)
        )
    await world.work()


async def test_a_comparison_names_who_was_mentioned_and_who_is_now(quiet: World) -> None:
    channel, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await edit(quiet, channel, Rich("@noor restarted the pool."))
    first = (await stored(quiet)).revision
    await press(quiet, quiet.ben, "Approve")
    await edit(quiet, channel, Rich("@ben restarted the pool."))

    await quiet.ben.click(card, "Approve")
    between = await choose(quiet.maya, await opened(quiet.maya, card), first, "Compare it with now")
    changed = await press(quiet, quiet.ben, "What changed")

    assert changed.modal is not None
    for window in (between, changed.modal):
        assert "was: @noor restarted the pool." in window.text
        assert "now: @ben restarted the pool." in window.text
        assert quiet.noor.id not in window.text + quiet.ben.dms()[-1].shown


async def test_a_merge_names_who_is_mentioned_in_what_the_other_wrote(quiet: World) -> None:
    _, card = await ready(quiet)
    await make_editor(quiet, card, quiet.ben)
    mine, theirs = await summary(quiet.maya, card), await summary(quiet.ben, card)
    await theirs.fill({field(theirs): Rich("@noor drained the pool.")}).submit()

    await mine.fill({field(mine): "The pool ran empty."}).submit()

    assert "now: @noor drained the pool." in "\n".join(mine.lines[:6])


async def test_a_suggestion_names_who_is_mentioned_in_it(quiet: World) -> None:
    _, card = await ready(quiet)
    await written(quiet, "It was down.", suggestion=f"@[{quiet.noor.id}] drained it.")

    window = await summary(quiet.maya, card)

    assert "@noor drained it." in window.text
    assert quiet.noor.id not in window.text


async def test_channels_read_the_summary_with_names(quiet: World) -> None:
    channel = await complete(quiet)
    await written(quiet, f"@[{quiet.ben.id}] drained it.")
    await publish(quiet, channel)

    [told] = announcements(channel)
    assert "@ben drained it." in told.shown
    assert quiet.ben.id not in told.shown


async def test_a_reviewer_reads_the_summary_with_names(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await written(quiet, f"@[{quiet.ben.id}] drained it.")
    done = await quiet.maya.click(channel.card(), "Send for review")
    assert done.modal is not None
    await done.modal.fill({"Reviewers": [quiet.noor]}).submit()
    await quiet.work()

    assert "@ben drained it." in quiet.noor.dms()[-1].shown
