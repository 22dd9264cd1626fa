"""The living card: how a draft is made, what its card says and offers in each state, and that there is one of it."""

import asyncio

from sandbox.driver import Message
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import answers, drafted, more, play, ready, roots
from tests.scenarios.test_writing import field, summary
from tests.scenarios.world import World

NEWCOMER = "New here: everything happens on this card and in its thread."


# Being made


async def test_the_card_shows_how_far_the_making_is(quiet: World) -> None:
    channel = quiet.incident()
    last = await play(quiet, channel)
    quiet.slack.faults.on("conversations.replies", "ratelimited", retry_after=120)
    await quiet.maya.react(last, "incident_resolved")
    await quiet.work()
    await quiet.later(6)

    card = channel.card()
    assert card.lines[1].startswith("*Making the draft* · ")
    assert card.lines[2].startswith("◐ Reading the channel: 5 messages so far. Slack asked me to wait; I go on at ")
    assert card.lines[3:5] == ["○ Building the timeline", "○ Checking every line against its messages"]
    assert card.labels == ["I'll write it", "Not needed"]

    await quiet.later(121)
    assert card.lines[1].startswith("*Draft*")
    assert len(roots(channel)) == 1


async def test_somebody_who_takes_it_while_it_is_made_gets_it_first(quiet: World) -> None:
    channel = quiet.incident()
    last = await play(quiet, channel)
    quiet.slack.faults.on("conversations.replies", "ratelimited", retry_after=120)
    await quiet.maya.react(last, "incident_resolved")
    await quiet.work()

    await quiet.maya.click(channel.card(), "I'll write it")
    await quiet.work()
    assert "maya gets it first" in channel.card().shown
    await quiet.later(121)

    assert channel.card().lines[1].endswith("author maya")
    assert [one.labels for one in quiet.maya.dms()] == [["Edit", "Read", "Not mine"]]


# Ready


async def test_the_ready_card_says_what_comes_next_what_blocks_and_what_was_read(quiet: World) -> None:
    channel, card = await ready(quiet)

    assert card.lines[1].endswith("author maya")
    assert "*Next:* maya looks it through and sends it by Wed, Mar 4." in card.shown
    assert "*Before publishing:* ✕ " in card.shown
    assert "I read 6 messages and 1 thread" in card.shown
    assert card.labels == ["Edit", "Read", "Send for review", ""]
    assert card.text.startswith("PM-1 ")
    assert "Next: maya looks it through" in card.text
    assert len(channel.thread(card)) == 2


async def test_one_bookmark_leads_to_the_card(quiet: World) -> None:
    channel, card = await ready(quiet)

    await quiet.ben.react(channel.messages[1], "incident_reopened")
    await quiet.work()

    assert [(one["title"], one["link"]) for one in channel.bookmarks] == [("PM-1 postmortem", card.permalink)]


async def test_the_first_three_postmortems_say_what_is_new_here(quiet: World) -> None:
    cards = [await drafted(quiet, quiet.incident(f"inc-{number}-checkout")) for number in range(1, 5)]

    assert [NEWCOMER in one.shown for one in cards] == [True, True, True, False]


async def test_the_draft_is_told_to_its_author_once_and_to_nobody_else(quiet: World) -> None:
    _, card = await ready(quiet)
    await (await more(quiet.maya, card)).click("Not needed")
    await quiet.work()

    assert (quiet.ben.dms(), quiet.noor.dms()) == ([], [])


# Missing pieces


async def test_a_thread_that_was_refused_is_named_and_read_again_on_retry(quiet: World) -> None:
    channel = quiet.incident()
    last = await play(quiet, channel)
    quiet.slack.faults.refuse("conversations.replies", "thread_not_found")
    await quiet.resolve(channel, last)
    card = channel.card()
    assert "Missing: 1 thread (it was deleted)." in card.shown
    assert card.labels[0] == "Retry"
    await quiet.maya.click(card, "I'll write it")
    await quiet.work()
    before = len(quiet.slack.calls_of("conversations.history"))

    await quiet.maya.click(card, "Retry")
    await quiet.work()
    await quiet.later(6)

    assert "Missing" not in card.shown
    assert "I read 6 messages and 1 thread. Nothing is missing." in card.shown
    assert len(quiet.slack.calls_of("conversations.history")) == before
    assert card.labels == ["Edit", "Read", "Send for review", ""]


async def test_a_retry_that_is_refused_again_still_says_what_is_missing(quiet: World) -> None:
    channel = quiet.incident()
    last = await play(quiet, channel)
    quiet.slack.faults.refuse("conversations.replies", "thread_not_found", times=2)
    await quiet.resolve(channel, last)
    card = channel.card()
    await quiet.maya.click(card, "I'll write it")
    await quiet.work()

    await quiet.maya.click(card, "Retry")
    await quiet.work()
    await quiet.later(6)

    assert "Missing: 1 thread (it was deleted)." in card.shown


# Taking it on, putting it away


async def test_the_first_to_take_it_is_the_author_and_the_second_is_told(quiet: World) -> None:
    _, card = await ready(quiet, author=False)

    first, second = await asyncio.gather(
        quiet.ben.click(card, "I'll write it"), quiet.maya.click(card, "I'll write it")
    )
    await quiet.work()

    winner = "ben" if second.ephemerals else "maya"
    assert card.lines[1].endswith(f"author {winner}")
    [told] = [*first.ephemerals, *second.ephemerals]
    assert told.lines[0] == f"{winner} is the author already. Nothing left to do."


async def test_not_needed_puts_it_away_asks_why_and_undo_brings_it_back(quiet: World) -> None:
    channel, card = await ready(quiet)
    before = card.shown

    window = await more(quiet.maya, card)
    await window.click("Not needed")
    await quiet.work()
    assert window.labels == ["Undo"]
    assert card.lines[1].startswith("Not needed, says maya. Why? One tap helps next time.")
    assert card.labels == ["False alarm", "Fixed itself", "Known cause", "Nothing new", "Undo"]
    await quiet.maya.click(card, "Known cause")
    await quiet.work()
    assert card.lines[1].startswith("Not needed, says maya: known cause.")
    assert card.labels == ["Undo"]

    await quiet.maya.click(card, "Undo")
    await quiet.work()

    assert card.shown == before
    assert len(roots(channel)) == 1


async def test_while_it_is_put_away_it_is_in_no_list(quiet: World) -> None:
    channel, card = await ready(quiet)
    await (await more(quiet.maya, card)).click("Not needed")
    await quiet.work()

    done = await quiet.maya.slash("/postmortem list", channel)

    assert done.modal is not None
    assert "PM-1" not in done.modal.text


async def test_what_the_rules_require_is_put_away_by_incident_admins_only(quiet: World) -> None:
    channel = quiet.incident()
    await quiet.maya.post(channel, "SEV1: checkout is down for all customers")
    card = await drafted(quiet, channel)
    before = card.shown

    refused = await quiet.maya.click(card, "Not needed")
    await quiet.work()
    assert answers(refused)[0][0] == "Only an incident admin can put PM-1 aside."
    assert card.shown == before

    await quiet.noor.click(card, "Not needed")
    await quiet.work()
    assert card.lines[1].startswith("Not needed, says noor.")


# Not mine


async def handed(world: World) -> tuple[Message, Message, Message]:
    """Return the card, Maya's message and Ben's, after Maya has handed the draft to Ben."""
    _, card = await ready(world)
    [mine] = world.maya.dms()
    done = await world.maya.click(mine, "Not mine")
    assert done.modal is not None
    assert (await done.modal.fill({"Who writes it?": world.ben}).submit()).acked
    await world.work()
    [theirs] = world.ben.dms()
    return card, mine, theirs


async def test_handing_it_over_tells_the_new_author_and_offers_undo(quiet: World) -> None:
    card, mine, theirs = await handed(quiet)

    assert card.lines[1].endswith("author ben")
    assert mine.lines == ["Handed to ben.", "[ Undo ]"]
    assert theirs.labels == ["Edit", "Read", "Not mine"]


async def test_undo_takes_it_back_and_both_messages_say_so(quiet: World) -> None:
    card, mine, theirs = await handed(quiet)

    await quiet.maya.click(mine, "Undo")
    await quiet.work()

    assert card.lines[1].endswith("author maya")
    assert mine.labels == ["Edit", "Read", "Not mine"]
    assert theirs.lines[0] == "Handed to maya."
    assert (len(quiet.maya.dms()), len(quiet.ben.dms())) == (1, 1)


async def test_it_is_not_taken_back_once_its_new_author_has_begun_not_even_with_a_button_that_was_still_there(
    quiet: World,
) -> None:
    card, mine, _ = await handed(quiet)
    writing = await summary(quiet.ben, card)
    await writing.fill({field(writing): "Written by Ben."}).submit()

    late = await quiet.maya.click(mine, "Undo")
    await quiet.work()

    assert answers(late) == [
        ["Only ben (author) or an incident admin can hand PM-1 over to another author.", "[ Read ]"]
    ]
    assert mine.lines == ["Handed to ben."]
    assert (await stored(quiet)).author == quiet.ben.id


async def test_it_cannot_be_handed_to_a_guest_or_a_bot(quiet: World) -> None:
    _, card = await ready(quiet)
    guest = quiet.slack.person("gus", guest="multi")
    app = quiet.slack.app("Chatter")
    done = await quiet.maya.click(quiet.maya.dms()[0], "Not mine")
    assert done.modal is not None

    for nobody in (guest, app):
        await done.modal.fill({"Who writes it?": nobody.id}).submit()
        assert done.modal.errors == {"Who writes it?": "Choose a person of this workspace."}
    await quiet.work()

    assert card.lines[1].endswith("author maya")


# Deleted by a person


async def test_a_deleted_card_comes_back_once_with_its_replies_and_says_so(quiet: World) -> None:
    channel, card = await ready(quiet)
    card_bot = quiet.slack.bot
    await card_bot.delete(card)

    await quiet.ben.react(channel.messages[1], "incident_reopened")
    await quiet.work()
    again = channel.card()
    assert again.ts != card.ts
    assert "Posted again; the first card was deleted." in again.shown
    assert len(channel.thread(again)) == 2

    await card_bot.delete(again)
    quiet.clock.advance(minutes=1)
    await quiet.resolve(channel, channel.messages[2], by=quiet.ben)
    assert roots(channel) == []
