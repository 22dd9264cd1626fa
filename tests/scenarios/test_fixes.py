"""Weeks after publishing its author is asked whether the fix held; the answer stands on the card."""

from datetime import UTC, datetime

import pytest

from bot.domain.fixes import FixAnswer
from bot.domain.postmortems import Postmortem, Visibility
from sandbox.driver import Channel, Person
from tests.scenarios.published import complete, first, publish, reopened
from tests.scenarios.reviewing import late, press
from tests.scenarios.steps import answers, ready, roots
from tests.scenarios.test_reviews_due import at
from tests.scenarios.world import World

APRIL, JUNE = (datetime(2026, month, day, 10, 0, tzinfo=UTC) for month, day in ((4, 1), (6, 1)))
"""It is published on Monday, March 2, in the afternoon: 30 days later, and the first working day 91 days later."""
QUESTION = "*PM-1* Checkout errors · it was published {n} days ago. Did the fix hold?"
CHOICES = "[ Yes ] [ No ] [ It happened again ]"
OVER = ["This was an earlier reminder. The newest one has what is left to do."]


def asked(person: Person) -> list[list[str]]:
    return [one.lines for one in person.dms() if one.lines == OVER or "fix" in one.lines[0]]


async def stored(world: World) -> Postmortem:
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        found = await uow.postmortems.get(await first(world))
    assert found is not None
    return found


def card(channel: Channel) -> list[str]:
    """Return what the card says: the first message of the bot in the channel."""
    return roots(channel)[0].lines


async def published(world: World) -> Channel:
    """Return the channel of a document that was published, with no item left."""
    channel = await complete(world)
    await publish(world, channel)
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        for one in await uow.action_items.of(await first(world)):
            await uow.action_items.remove(await first(world), one.id)
    return channel


async def test_the_author_is_asked_after_a_month_and_after_three_once_each(quiet: World) -> None:
    await published(quiet)
    await at(quiet, APRIL.replace(month=3, day=31))
    assert asked(quiet.maya) == []

    await at(quiet, APRIL)
    first_asked = ["*1 fix to look back at.*", QUESTION.format(n=30), CHOICES]
    assert asked(quiet.maya) == [first_asked]
    await at(quiet, APRIL.replace(day=2))
    await at(quiet, JUNE)
    await at(quiet, JUNE.replace(day=2))

    assert asked(quiet.maya) == [OVER, ["*1 fix to look back at.*", QUESTION.format(n=90), CHOICES]]
    assert asked(quiet.noor) == []


async def test_yes_is_noted_shown_on_the_card_and_taken_back(quiet: World) -> None:
    channel = await published(quiet)
    await at(quiet, APRIL)

    await press(quiet, quiet.maya, "Yes")
    await quiet.later(6)

    assert asked(quiet.maya) == [
        [
            "*What you said of the fix is noted.*",
            "*PM-1* Checkout errors",
            "✓ After 30 days the fix holds.  [ Undo ]",
        ]
    ]
    assert "✓ After 30 days the fix holds. maya says so." in card(channel)
    await press(quiet, quiet.maya, "Undo")
    await quiet.later(6)
    assert asked(quiet.maya)[0][2] == CHOICES
    assert not any("the fix holds" in one for one in card(channel))
    assert (await stored(quiet)).publication.fixes == ()


async def test_what_is_published_again_is_asked_about_by_its_last_publishing_and_never_by_the_first(
    quiet: World,
) -> None:
    channel = await published(quiet)
    await at(quiet, APRIL)
    old = late(quiet.maya, quiet.maya.dms()[-1], "Yes")
    await reopened(quiet, channel)
    assert quiet.maya.dms()[-1].lines == ["All answered. Nothing left to do."]

    quiet.clock.set(datetime(2026, 4, 7, 14, 0, tzinfo=UTC))
    await publish(quiet, channel)
    assert (await old()).acked
    await quiet.work()
    assert (await stored(quiet)).publication.fixes == ()
    days = [datetime(2026, month, day, 10, 0, tzinfo=UTC) for month, day in ((5, 6), (5, 7), (6, 1), (7, 6), (7, 7))]
    before, counts = len(quiet.maya.dms()), []
    for moment in days:  # 29 and 30 days after the last publishing, 91 after the first, 90 and 91 after the last
        await at(quiet, moment)
        counts.append(len(quiet.maya.dms()) - before)

    assert counts == [0, 1, 1, 2, 2]
    assert asked(quiet.maya)[-1][1] == QUESTION.format(n=90)


@pytest.mark.parametrize("label", ["Yes", "No"])
async def test_whoever_said_that_it_did_not_hold_is_not_asked_again(quiet: World, label: str) -> None:
    await published(quiet)
    await at(quiet, APRIL)
    await press(quiet, quiet.maya, label)

    await at(quiet, JUNE)

    assert len(asked(quiet.maya)) == (2 if label == "Yes" else 1)


async def test_what_happened_again_is_named_by_its_postmortem(quiet: World) -> None:
    channel = await published(quiet)
    quiet.clock.advance(hours=1)
    await quiet.ben.slash("/postmortem create Checkout again", quiet.slack.channel("inc-208", members=[quiet.ben]))
    assert quiet.ben.modal is not None
    await quiet.ben.modal.submit()
    await quiet.work()
    await at(quiet, APRIL)

    done = await quiet.maya.click(quiet.maya.dms()[-1], "It happened again")
    assert done.modal is not None
    refused = await done.modal.fill({"Which postmortem tells of it?": "77"}).submit()
    assert "PM-77" in str(refused.detail or refused.ack.body)
    await done.modal.fill({"Which postmortem tells of it?": "2"}).submit()
    await quiet.work()
    await quiet.later(6)

    [fix] = (await stored(quiet)).publication.fixes
    assert (fix.answer, fix.number, fix.by) == (FixAnswer.AGAIN, 2, quiet.maya.id)
    assert "✕ Within 30 days it happened again: PM-2. maya says so." in card(channel)


async def test_a_private_postmortem_is_not_named_in_one_that_others_read(quiet: World) -> None:
    await published(quiet)
    hidden = quiet.slack.channel("inc-208", members=[quiet.maya], private=True)
    await quiet.maya.slash("/postmortem create Checkout again", hidden)
    assert quiet.maya.modal is not None
    await quiet.maya.modal.submit()
    await quiet.work()
    await at(quiet, APRIL)

    done = await quiet.maya.click(quiet.maya.dms()[-1], "It happened again")
    assert done.modal is not None
    await done.modal.fill({"Which postmortem tells of it?": "2"}).submit()
    await quiet.work()

    assert (await stored(quiet)).publication.fixes == ()


async def test_where_the_author_has_left_an_editor_is_asked_and_without_one_an_admin(quiet: World) -> None:
    await published(quiet)
    await quiet.maya.change(deleted=True)
    await quiet.work()

    await at(quiet, APRIL.replace(hour=15))

    assert asked(quiet.noor) == [["*1 fix to look back at.*", QUESTION.format(n=30), CHOICES]]


async def test_two_who_answer_at_once_are_one_answer(quiet: World) -> None:
    await published(quiet)
    await at(quiet, APRIL)
    again = late(quiet.maya, quiet.maya.dms()[-1], "No")

    await press(quiet, quiet.maya, "Yes")
    done = await again()
    await quiet.work()

    assert answers(done)[0][0] == "Whether the fix of PM-1 held is answered already."
    assert [one.answer for one in (await stored(quiet)).publication.fixes] == [FixAnswer.HELD]


async def test_a_document_that_was_never_published_is_not_asked_about(quiet: World) -> None:
    await ready(quiet)

    await at(quiet, APRIL)

    assert asked(quiet.maya) == []


async def test_a_private_one_asks_its_author_without_its_title_in_the_notification(quiet: World) -> None:
    channel = quiet.slack.channel("inc-9", members=[quiet.maya, quiet.ben, quiet.noor], private=True)
    await complete(quiet, channel)
    await publish(quiet, channel)
    assert (await stored(quiet)).visibility is Visibility.PRIVATE

    await at(quiet, APRIL)

    assert asked(quiet.maya)[-1][1] == QUESTION.format(n=30)
    assert "Checkout" not in quiet.maya.dms()[-1].text
