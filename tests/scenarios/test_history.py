"""Everything that was done with a document can be read, with who did it and why; nobody without sight learns of it."""

from blocks.documents.to_markdown import to_markdown
from bot.domain.postmortems import Verb
from bot.services.changes import change
from bot.services.publishing_files import document
from tests.scenarios.published import acting, complete, correct, first, publish
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import answers, ready
from tests.scenarios.test_comments import say
from tests.scenarios.test_comments_window import commented, pressed, window
from tests.scenarios.world import World


async def test_every_deed_stands_in_the_history_with_its_person_and_its_reason(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await correct(quiet, "Checkout failed for 2,400 people.", "wrong figure")
    await quiet.noor.slash("/postmortem archive old news", channel)
    await quiet.ben.slash("/postmortem history", channel)
    window = quiet.ben.modal
    assert window is not None
    said = [one.partition(" · ")[2] or one for one in window.lines[1:-2]]
    assert said[:5] == [
        "*noor* archived it",
        'Why: "old news"',
        "*noor* corrected it",
        'Why: "wrong figure"',
        "*noor* published it",
    ]
    assert said[-1] == "*maya* started it"


async def test_what_was_done_with_comments_stands_there_in_words_of_its_own(quiet: World) -> None:
    channel, card = await ready(quiet)
    copy = await commented(quiet, quiet.noor, channel, "who was asked?")
    for label in ("Resolve", "Reopen"):
        await quiet.ben.click(copy, label)
        await quiet.work()
    await say(quiet, quiet.ben, card, "another question", after=3_700)
    await window(quiet.maya, channel)
    await pressed(quiet.maya, "Resolve all shown")

    await quiet.ben.slash("/postmortem history", channel)

    shown = quiet.ben.modal
    assert shown is not None
    assert [one.partition(" · ")[2] for one in shown.lines[1:6]] == [
        "*maya* resolved several discussions",
        "*ben* commented",
        "*ben* opened a discussion again",
        "*ben* resolved a discussion",
        "*noor* commented",
    ]


async def test_it_is_paged_and_pages_turn(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    for _ in range(8):
        await quiet.noor.slash("/postmortem archive", channel)
        await quiet.noor.slash("/postmortem restore", channel)
    await quiet.ben.slash("/postmortem history 1", channel)
    window = quiet.ben.modal
    assert window is not None
    assert "Deeds 1–15 of" in window.text
    await window.click("Earlier")
    assert "Deeds 16–" in window.text
    assert "*maya* started it" in window.text
    await window.click("Later")
    assert "Deeds 1–15 of" in window.text


async def test_the_history_of_what_one_may_not_see_is_that_of_nothing(quiet: World) -> None:
    await complete(quiet, quiet.incident(private=True))
    stranger = quiet.slack.person("sam", name="Sam")
    elsewhere = quiet.slack.channel("elsewhere", members=[stranger])
    hidden = await stranger.slash("/postmortem history 1", elsewhere)
    absent = await stranger.slash("/postmortem history 9", elsewhere)
    assert answers(hidden)[0][0].replace("PM-1", "PM-9") == answers(absent)[0][0]


async def entry_corrected(world: World, why: str) -> None:
    """Let Noor correct an entry of the published timeline."""
    async with change(world.bot.deps, await acting(world, world.noor), Verb.CORRECT, await first(world)) as it:
        it.reason = why
        entry, *_ = await it.uow.entries.of(it.was.id)
        await it.save_entry(entry.model_copy(update={"text": f"{entry.text} indeed"}))
    await world.work()


async def test_each_correction_keeps_its_own_reason_in_the_revisions_and_the_files(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await correct(quiet, "Checkout failed for 2,400 people.", "wrong figure")
    await entry_corrected(quiet, "wrong node")

    await quiet.noor.slash("/postmortem edit 1", channel)
    assert quiet.noor.modal is not None
    await quiet.noor.select(quiet.noor.modal, "pm.card.menu", "Everything else")
    await quiet.noor.modal.click("Revisions")
    revisions = quiet.noor.modal
    told = await document(quiet.bot.deps, quiet.bot.workspace, await stored(quiet))

    assert [one.split("  [")[0] for one in revisions.lines if one.startswith("Why: ")] == [
        'Why: "wrong node"',
        'Why: "wrong figure"',
    ]
    assert "Corrected on Mar 2." in channel.card().shown
    assert told is not None
    assert [one.reason for one in told.corrections] == ["wrong figure", "wrong node"]
    written = to_markdown(told)
    assert "wrong figure" in written
    assert "wrong node" in written
