"""Comments in a card's thread: stored with a balloon, filed, changed, deleted, ticked; who has no right only chats."""

from typing import Any

from bot.domain.comments import MOST_COMMENTS, Comment, Discussion
from bot.domain.postmortems import Status
from bot.listeners import tables
from sandbox.driver import Message, Person
from tests.scenarios.lives import Reaper, mortal_edge
from tests.scenarios.steps import more, ready
from tests.scenarios.world import World
from tests.scenarios.world import _served as served

BALLOON = "speech_balloon"
CHECK = "white_check_mark"


async def stored(world: World) -> list[tuple[Discussion, list[Comment]]]:
    """Return every discussion of the only postmortem with what was said in it."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        postmortem = await uow.postmortems.by_number(1)
        assert postmortem is not None
        said = await uow.comments.of(postmortem.id)
        found = await uow.comments.discussions(postmortem.id)
    return [(one, [comment for comment in said if comment.discussion == one.id]) for one in found]


async def told(world: World) -> list[tuple[str | None, bool, list[str]]]:
    """Return of every discussion its section, whether it is open, and the words in it."""
    return [(one.section, one.is_open, [each.text for each in said]) for one, said in await stored(world)]


async def say(world: World, person: Person, card: Message, text: str, after: float = 60) -> Message:
    """Reply under the card, and wait for what follows."""
    world.clock.advance(seconds=after)
    message = await person.post(card.channel, text, thread=card)
    await world.work()
    return message


async def test_a_reply_is_stored_and_gets_a_balloon(quiet: World) -> None:
    _, card = await ready(quiet)

    reply = await say(quiet, quiet.ben, card, "was the pool limit ever tested?")

    assert await told(quiet) == [(None, True, ["was the pool limit ever tested?"])]
    assert reply.reactions == {BALLOON: 1}


async def test_the_card_counts_discussions_and_not_replies(quiet: World) -> None:
    _, card = await ready(quiet)

    await say(quiet, quiet.ben, card, "was the pool limit ever tested?")
    await say(quiet, quiet.noor, card, "not under load")
    await quiet.later(6)

    assert "1 open discussion" in card.shown


async def test_a_reply_that_begins_with_a_sections_name_is_filed_there(quiet: World) -> None:
    _, card = await ready(quiet)

    await say(quiet, quiet.ben, card, "*Root cause:* was the pool limit ever tested?")
    await say(quiet, quiet.noor, card, "not under load")
    await say(quiet, quiet.ben, card, "impact: how many people?")

    assert await told(quiet) == [
        ("root_cause", True, ["Was the pool limit ever tested?", "not under load"]),
        ("impact", True, ["How many people?"]),
    ]


async def test_after_an_hour_another_discussion_begins(quiet: World) -> None:
    _, card = await ready(quiet)

    await say(quiet, quiet.ben, card, "was it tested?")
    await say(quiet, quiet.noor, card, "not under load", after=3_600)
    await say(quiet, quiet.noor, card, "who knows more?", after=3_601)

    assert await told(quiet) == [(None, True, ["was it tested?", "not under load"]), (None, True, ["who knows more?"])]


async def test_a_check_mark_on_any_reply_closes_the_discussion_and_off_opens_it(quiet: World) -> None:
    _, card = await ready(quiet)
    await say(quiet, quiet.ben, card, "was it tested?")
    answer = await say(quiet, quiet.noor, card, "not under load")

    await quiet.ben.react(answer, CHECK)
    await quiet.work()
    closed = await stored(quiet)
    await quiet.later(6)
    shown = card.shown
    await quiet.ben.unreact(answer, CHECK)
    await quiet.work()

    assert [(one.resolved_by, one.is_open) for one, _ in closed] == [(quiet.ben.id, False)]
    assert "open discussion" not in shown
    assert [one.is_open for one, _ in await stored(quiet)] == [True]


async def test_a_check_mark_on_a_draft_that_was_discarded_changes_nothing(quiet: World) -> None:
    channel, card = await ready(quiet)
    reply = await say(quiet, quiet.ben, card, "was it tested?")
    await (await more(quiet.maya, channel.card())).click("Not needed")
    await quiet.work()
    await quiet.maya.react(reply, CHECK)
    await quiet.work()
    assert len(await told(quiet)) == 1


async def test_one_of_two_check_marks_taken_off_leaves_it_closed(quiet: World) -> None:
    _, card = await ready(quiet)
    reply = await say(quiet, quiet.ben, card, "was it tested?")

    for person in (quiet.ben, quiet.noor):
        await person.react(reply, CHECK)
        await quiet.work()
    await quiet.ben.unreact(reply, CHECK)
    await quiet.work()

    assert [one.is_open for one, _ in await stored(quiet)] == [False]


async def test_what_is_said_after_a_discussion_was_closed_waits_anew(quiet: World) -> None:
    _, card = await ready(quiet)
    reply = await say(quiet, quiet.ben, card, "was it tested?")
    await quiet.ben.react(reply, CHECK)
    await quiet.work()

    await say(quiet, quiet.noor, card, "and in the other region?")

    assert [one[1:] for one in await told(quiet)] == [
        (False, ["was it tested?"]),
        (True, ["and in the other region?"]),
    ]


async def test_an_edit_and_a_deletion_follow_silently(quiet: World) -> None:
    _, card = await ready(quiet)
    reply = await say(quiet, quiet.ben, card, "was it testet?")
    other = await say(quiet, quiet.noor, card, "nobody knows", after=7_200)
    posts = len(quiet.slack.calls_of("chat.postMessage"))

    quiet.clock.advance(seconds=5)
    await quiet.ben.edit(reply, "Impact: was it tested?")
    await quiet.noor.delete(other)
    await quiet.work()
    await quiet.later(6)

    assert await told(quiet) == [("impact", True, ["Was it tested?"]), (None, False, [])]
    assert len(quiet.slack.calls_of("chat.postMessage")) == posts
    assert "1 open discussion" in card.shown


async def test_an_edit_that_comes_before_its_message_is_the_message(quiet: World) -> None:
    _, card = await ready(quiet)
    quiet.slack.faults.deliveries("message", "late")

    reply = await quiet.ben.post(card.channel, "was it testet?", thread=card)
    quiet.clock.advance(seconds=5)
    await quiet.ben.edit(reply, "was it tested?")
    await quiet.work()

    assert await told(quiet) == [(None, True, ["was it tested?"])]
    assert reply.reactions == {BALLOON: 1}


async def test_a_deletion_that_comes_before_its_message_leaves_nothing(quiet: World) -> None:
    _, card = await ready(quiet)
    quiet.slack.faults.deliveries("message", "late")

    reply = await quiet.ben.post(card.channel, "forget that", thread=card)
    await quiet.ben.delete(reply)
    await quiet.work()

    assert await told(quiet) == []


async def test_the_same_events_again_change_nothing(quiet: World) -> None:
    _, card = await ready(quiet)
    for kind in ("message", "reaction_added", "reaction_removed"):
        quiet.slack.faults.deliveries(kind, "duplicate", times=4)

    reply = await say(quiet, quiet.ben, card, "was it tested?")
    await quiet.ben.react(reply, CHECK)
    await quiet.work()

    assert await told(quiet) == [(None, False, ["was it tested?"])]
    assert reply.reactions == {BALLOON: 1, CHECK: 1}


async def test_a_check_mark_that_comes_before_its_message_counts(quiet: World) -> None:
    _, card = await ready(quiet)
    quiet.slack.faults.deliveries("message", "late")

    reply = await quiet.ben.post(card.channel, "was it tested?", thread=card)
    await quiet.noor.react(reply, CHECK)
    quiet.clock.advance(seconds=60)  # the message came with Slack's second try
    await quiet.work()

    assert await told(quiet) == [(None, False, ["was it tested?"])]


async def test_guests_outsiders_bots_and_people_without_the_right_stay_chat(quiet: World) -> None:
    channel, card = await ready(quiet)
    guest = quiet.slack.person("gil", guest="multi")
    partner = quiet.slack.person("ota", team="Partner")
    stranger = quiet.slack.person("sam")
    lookout = quiet.slack.app("Lookout")
    for one in (guest, partner, stranger):
        await quiet.maya.invite(channel, one)
    await quiet.work()

    said = [await say(quiet, one, card, "this must not block") for one in (guest, partner, stranger)]
    await lookout.post(channel, "RESOLVED: nothing to see", thread=card)
    mine = await say(quiet, quiet.ben, card, "this may")
    for one in (guest, partner, stranger):
        await one.react(mine, CHECK)
    await quiet.work()

    assert await told(quiet) == [(None, True, ["this may"])]
    assert [one.reactions for one in said] == [{}, {}, {}]


async def test_replies_elsewhere_and_roots_are_no_comments(quiet: World) -> None:
    channel, _ = await ready(quiet)

    root = await quiet.ben.post(channel, "who has coffee?")
    await quiet.noor.post(channel, "in the kitchen", thread=root)
    await quiet.work()

    assert await told(quiet) == []


async def test_a_published_documents_thread_is_chat(quiet: World) -> None:
    _, card = await ready(quiet)
    async with quiet.bot.deps.store.write(quiet.bot.workspace) as uow:
        found = await uow.postmortems.by_number(1)
        assert found is not None
        await uow.postmortems.save(found.model_copy(update={"status": Status.PUBLISHED}))

    reply = await say(quiet, quiet.ben, card, "well written")

    assert (await told(quiet), reply.reactions) == ([], {})


async def test_a_full_document_says_so_once_and_the_talk_goes_on(quiet: World) -> None:
    channel, card = await ready(quiet)
    async with quiet.bot.deps.store.write(quiet.bot.workspace) as uow:
        found = await uow.postmortems.by_number(1)
        assert found is not None
        for number in range(MOST_COMMENTS):
            await uow.comments.add(found.id, Comment(by=quiet.ben.id, text=f"thought {number}", at=quiet.clock.now()))

    replies = [await say(quiet, quiet.ben, card, text) for text in ("one more", "and another")]

    assert [one.reactions for one in replies] == [{}, {}]
    assert [one.lines for one in quiet.ben.ephemerals(channel)] == [
        ["PM-1 has 100 comments, more do not fit. Your reply stays chat: nothing waits for it."]
    ]


async def test_secrets_are_covered_before_anything_is_stored_and_the_writer_hears_of_it(quiet: World) -> None:
    channel, card = await ready(quiet)

    await say(quiet, quiet.ben, card, "the key was AKIAIOSFODNN7EXAMPLE, was it not?")

    [(_, _, [text])] = await told(quiet)
    assert "AKIAIOSFODNN7EXAMPLE" not in text
    assert len(quiet.ben.ephemerals(channel)) == 1


async def test_words_of_the_command_in_the_thread_are_no_comment(quiet: World) -> None:
    _, card = await ready(quiet)

    await quiet.ben.mention_bot(card.channel, "help", thread=card)
    await quiet.work()

    assert await told(quiet) == []


def asked(event: dict[str, Any]) -> list[bool]:
    """Return which features would have a look in the database for an event."""
    return [ear.worth(event) for ear in tables().ears[str(event["type"])]]


def test_an_ordinary_message_or_emoji_costs_no_look_in_the_database() -> None:
    message = {"type": "message", "channel": "C0001", "user": "U0001", "ts": "1772460000.000200", "text": "hello"}
    item = {"type": "message", "channel": "C0001", "ts": "1772460000.000200"}
    ordinary: list[dict[str, Any]] = [
        message,
        {**message, "bot_id": "B0001", "thread_ts": "1772459000.000100"},
        {**message, "subtype": "channel_join"},
        {**message, "subtype": "message_changed", "message": message, "previous_message": message},
        {**message, "subtype": "message_deleted", "previous_message": message},
        {"type": "reaction_added", "user": "U0001", "reaction": "tada", "item": item},
        {"type": "reaction_removed", "user": "U0001", "reaction": "eyes", "item": item},
    ]

    assert [any(asked(one)) for one in ordinary] == [False] * len(ordinary)


async def test_talk_in_other_threads_and_ticks_on_other_messages_write_nothing(quiet: World) -> None:
    channel, card = await ready(quiet)
    sam = quiet.slack.person("sam")  # nobody has asked who this is
    await quiet.maya.invite(channel, sam)
    root = await quiet.ben.post(channel, "who has coffee?")
    await quiet.work()
    watched = Reaper()
    async with served(mortal_edge(quiet.bot, watched)) as address:
        quiet.slack.deliver_to(address)
        reply = await sam.post(channel, "in the kitchen", thread=root)
        await sam.react(reply, CHECK)
        await quiet.slack.settle()
        elsewhere = list(watched.steps)
        await quiet.ben.post(channel, "was it tested?", thread=card)
        await quiet.slack.settle()

    assert (elsewhere, "committed" in watched.steps) == ([], True)
