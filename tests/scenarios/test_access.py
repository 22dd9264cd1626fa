"""Asking the author: one message, one tap, and a month of peace after *Not now*."""

from sandbox.driver import Channel, Message, Person
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import answers, forged, ready
from tests.scenarios.test_people import HIDDEN, private
from tests.scenarios.test_writing import summary
from tests.scenarios.world import World

DAY = 86_400


async def refused(world: World) -> tuple[Channel, Message, Person, Message]:
    """Return a card, somebody who pressed a button without the right, and the refusal that this person was shown."""
    channel, card = await ready(world)
    olga = world.slack.person("olga")
    done = await forged(olga, card, "Send for review")
    assert answers(done) == [["Only maya (author) or an editor can send PM-1 for review.", "[ Ask maya ] [ Read ]"]]
    return channel, card, olga, done.ephemerals[0]


async def test_the_author_is_asked_once_and_who_asked_sees_when(quiet: World) -> None:
    _, card, olga, refusal = await refused(quiet)
    before = len(quiet.maya.dms())

    await olga.click(refusal, "Ask maya")
    await quiet.work()
    again = await forged(olga, card, "Send for review")
    await olga.click(again.ephemerals[0], "Ask maya")
    await quiet.work()

    [asked] = quiet.maya.dms()[before:]
    assert asked.lines == ["olga asks to edit PM-1.", "[ Make editor ] [ Not now ]"]
    assert refusal.shown.startswith("Asked ")
    assert again.ephemerals[0].shown == refusal.shown


async def test_one_tap_makes_an_editor_and_the_message_says_so(quiet: World) -> None:
    _, card, olga, refusal = await refused(quiet)
    await olga.click(refusal, "Ask maya")
    await quiet.work()
    message = quiet.maya.dms()[-1]

    await quiet.maya.click(message, "Make editor")
    await quiet.work()

    assert (await stored(quiet)).editors == (olga.id,)
    assert message.lines == ["✓ olga is an editor of PM-1 now."]
    assert olga.dms() == []
    assert (await summary(olga, card)).body["submit"] is not None


async def test_not_now_holds_a_month_and_then_it_may_be_asked_again(quiet: World) -> None:
    _, card, olga, refusal = await refused(quiet)
    await olga.click(refusal, "Ask maya")
    await quiet.work()
    await quiet.maya.click(quiet.maya.dms()[-1], "Not now")
    await quiet.work()
    assert "olga is no editor of PM-1, and can ask again on " in quiet.maya.dms()[-1].shown

    waiting = []
    for days in (29, 2):
        await quiet.later(days * DAY)
        again = await forged(olga, card, "Send for review")
        await olga.click(again.ephemerals[0], "Ask maya")
        await quiet.work()
        waiting.append(sum("olga asks to edit PM-1." in one.shown for one in quiet.maya.dms()))

    assert waiting == [0, 1]
    assert (await stored(quiet)).editors == ()


async def test_a_window_that_one_only_reads_has_the_button_too(quiet: World) -> None:
    _, card = await ready(quiet)
    before = len(quiet.maya.dms())

    modal = await summary(quiet.ben, card)
    await modal.click("Ask maya")
    await quiet.work()

    assert quiet.ben.modal is not None
    assert quiet.ben.modal.text.startswith("== Asked ==")
    assert len(quiet.maya.dms()) == before + 1


async def test_a_refusal_that_an_editor_would_meet_too_does_not_offer_it(quiet: World) -> None:
    _, card = await ready(quiet, author=False)
    olga = quiet.slack.person("olga")
    await quiet.maya.click(card, "I'll write it")
    await quiet.work()

    done = await olga.slash("/postmortem publish 1", quiet.slack.channel("lobby", members=[olga]))

    assert "Ask maya" not in str([answers(done), olga.modal.labels if olga.modal else []])


async def test_without_sight_there_is_nobody_to_ask(quiet: World) -> None:
    _, card = await private(quiet)
    olga = quiet.slack.person("olga")
    before = len(quiet.maya.dms())

    done = await forged(olga, card, "Send for review")

    assert answers(done) == [[HIDDEN]]
    assert len(quiet.maya.dms()) == before


async def test_who_loses_sight_meanwhile_is_not_brought_to_the_author(quiet: World) -> None:
    channel, card = await private(quiet)
    olga = quiet.slack.person("olga")
    await quiet.maya.invite(channel, olga)
    await quiet.work()
    refusal = (await olga.click(card, "Send for review")).ephemerals[0]
    before = len(quiet.maya.dms())

    await olga.click(refusal, "Ask maya")
    await olga.leave(channel)
    await quiet.work()

    assert len(quiet.maya.dms()) == before
