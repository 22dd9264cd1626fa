"""Everything that was done with a document can be read, with who did it and why; nobody without sight learns of it."""

from tests.scenarios.published import complete, correct, publish
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
