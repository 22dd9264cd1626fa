"""A review goes on whatever happens to its places: channel archived, the bot removed, the card deleted by a person.

What was shown there comes back where it can, and says so where it cannot.
"""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain.postmortems import Status
from sandbox.driver import Channel, Message
from tests.scenarios.reviewing import edit, press, reviewed, stored
from tests.scenarios.steps import roots
from tests.scenarios.world import World

ELSEWHERE = "I cannot post in #inc-207-checkout any more, it is archived or I was removed, so its card goes on here."


async def archived(world: World, channel: Channel, card: Message) -> None:
    del card
    await world.maya.archive(channel)


async def removed(world: World, channel: Channel, card: Message) -> None:
    del card
    await world.maya.kick(channel, world.slack.bot)


Closed = Callable[[World, Channel, Message], Awaitable[None]]


@pytest.mark.parametrize("closed", [archived, removed])
async def test_where_the_channel_is_closed_the_card_goes_on_with_its_author_and_says_why(
    quiet: World, closed: Closed
) -> None:
    channel, card = await reviewed(quiet, quiet.ben, quiet.noor)
    before = card.shown

    await closed(quiet, channel, card)
    await quiet.work()
    await press(quiet, quiet.ben, "Approve")
    await quiet.later(6)

    moved = quiet.maya.dms()[-1]
    assert (card.shown, len(roots(channel))) == (before, 1)
    assert "1 of 2 have approved" in moved.shown
    assert ELSEWHERE in moved.shown
    assert "private" not in moved.shown


@pytest.mark.parametrize("closed", [archived, removed])
async def test_a_closed_channel_holds_up_no_approval_and_what_was_not_announced_is_said(
    quiet: World, closed: Closed
) -> None:
    channel, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await closed(quiet, channel, card)
    await quiet.work()

    await press(quiet, quiet.ben, "Approve")
    await press(quiet, quiet.noor, "Approve and publish", confirm=True)
    await quiet.later(6)

    assert (await stored(quiet)).status is Status.PUBLISHED
    assert "*Published on Mar 2*" in quiet.maya.dms()[-1].shown
    assert "Not announced in" in quiet.maya.dms()[-1].shown
    assert (await quiet.bot.queue.counts()).get("dead", 0) == 0


async def test_a_card_that_a_person_deleted_during_the_review_comes_back_once_and_says_so(quiet: World) -> None:
    channel, card = await reviewed(quiet, quiet.ben, quiet.noor)

    await quiet.noor.delete(card)
    await quiet.work()
    await press(quiet, quiet.ben, "Approve")
    await quiet.later(6)
    await press(quiet, quiet.noor, "Request changes")
    assert quiet.noor.modal is not None
    await quiet.noor.modal.fill({"What should change?": "Say why."}).submit()
    await quiet.work()
    await quiet.later(6)

    [again] = roots(channel)
    assert "Posted again; the first card was deleted." in again.shown
    assert "Say why." in "\n".join(one.shown for one in channel.thread(again))
    assert len([one for one in channel.thread(again) if one.shown.startswith("*Timeline*")]) == 1


async def test_what_is_asked_for_while_the_channel_is_closed_reaches_the_author(quiet: World) -> None:
    channel, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await archived(quiet, channel, card)
    await quiet.work()

    await press(quiet, quiet.ben, "Request changes")
    assert quiet.ben.modal is not None
    await quiet.ben.modal.fill({"What should change?": "Say why it was not caught."}).submit()
    await quiet.work()
    await quiet.later(6)

    assert (await stored(quiet)).status is Status.DRAFT
    assert any("Say why it was not caught." in one.shown for one in quiet.maya.dms())


async def test_a_channel_that_takes_us_in_again_has_its_card_brought_up_to_date(quiet: World) -> None:
    channel, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await removed(quiet, channel, card)
    await quiet.work()
    await quiet.maya.invite(channel, quiet.slack.bot)
    await quiet.work()

    await press(quiet, quiet.ben, "Approve")
    await quiet.later(6)

    assert "1 of 2 have approved" in card.shown
    assert len(roots(channel)) == 1


async def test_a_window_that_was_open_while_the_text_changed_asks_before_it_counts(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    asked = await quiet.ben.slash("/postmortem approve", channel)
    [message] = asked.ephemerals
    await edit(quiet, channel, "It was the connection pool, which nobody watched.")

    done = await quiet.ben.click(message, "Approve")
    await quiet.work()

    assert "The text changed" in "\n".join([*message.lines, *(line for one in done.ephemerals for line in one.lines)])
    assert (await stored(quiet)).status is Status.IN_REVIEW
    async with quiet.bot.deps.store.read(quiet.bot.workspace) as uow:
        reviews = await uow.reviews.of((await stored(quiet)).id)
    assert [one.reviewer for one in reviews if one.has_approved] == []


async def test_a_reviewer_who_is_deactivated_while_the_window_is_open_approves_nothing(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    [asked] = (await quiet.ben.slash("/postmortem approve", channel)).ephemerals
    await quiet.ben.change(deleted=True)
    await quiet.work()

    done = await quiet.ben.click(asked, "Approve")

    assert [one.lines[0] for one in done.ephemerals] == ["There is no such postmortem that you can see."]
