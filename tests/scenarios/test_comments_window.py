"""Comments from windows: their copies in the thread, the list of discussions, what is done there."""

import asyncio
from typing import Any

from sandbox.driver import Channel, Message, Modal, Person
from tests.scenarios.steps import answers, drafted, forged, ready
from tests.scenarios.test_comments import BALLOON, CHECK, say, stored, told
from tests.scenarios.world import World


async def window(person: Person, channel: Channel) -> Modal:
    """Open the list of discussions the way people come to it: through the hub."""
    await person.slash("/postmortem edit", channel)
    return await pressed(person, "Comments")


async def pressed(person: Person, label: str) -> Modal:
    """Press a button of the window on top; return what is on top then."""
    done = await top(person).click(label)
    assert done.acked
    return top(person)


def top(person: Person) -> Modal:
    assert person.modal is not None
    return person.modal


async def send(world: World, person: Person, **typed: Any) -> None:
    """Fill in the form on top and send it, and wait for what follows."""
    done = await top(person).fill(typed).submit()
    assert (done.failure, done.detail) == (None, [])
    await world.work()


async def commented(world: World, person: Person, channel: Channel, text: str, **typed: Any) -> Message:
    """Write a comment in the window; return its copy in the thread."""
    world.clock.advance(seconds=60)
    await window(person, channel)
    await pressed(person, "Add comment")
    await send(world, person, comment=text, **typed)
    await top(person).dismiss()
    return channel.thread(channel.card())[-1]


async def test_a_comment_from_the_window_appears_in_the_thread(quiet: World) -> None:
    channel, card = await ready(quiet)

    copy = await commented(quiet, quiet.noor, channel, "Who was asked before the rollback?", section="Timeline")

    assert copy.lines == ['*noor* on Timeline: "Who was asked before the rollback?"  [ Resolve ]']
    assert copy.thread_ts == card.ts
    assert await told(quiet) == [("timeline", True, ["Who was asked before the rollback?"])]


async def test_the_window_below_shows_what_was_added(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await window(quiet.ben, channel)
    await pressed(quiet.ben, "Add comment")

    await send(quiet, quiet.ben, comment="was it tested?")

    shown = top(quiet.ben)
    assert shown.title == "Comments · PM-1"
    assert "was it tested?" in shown.text
    assert "Comments 1–1 of 1." in shown.text


async def test_a_reply_in_the_thread_goes_on_with_a_windows_comment(quiet: World) -> None:
    channel, card = await ready(quiet)
    await commented(quiet, quiet.noor, channel, "who was asked?", section="Timeline")

    await say(quiet, quiet.ben, card, "I was")

    assert await told(quiet) == [("timeline", True, ["who was asked?", "I was"])]


async def test_resolve_and_reopen_under_the_copy(quiet: World) -> None:
    channel, card = await ready(quiet)
    copy = await commented(quiet, quiet.noor, channel, "who was asked?")
    reply = await say(quiet, quiet.ben, card, "I was")

    await quiet.ben.click(copy, "Resolve")
    await quiet.work()
    closed = (copy.lines[-1], copy.labels, await told(quiet))
    await quiet.maya.click(copy, "Reopen")
    await quiet.work()

    assert closed == ("✓ Resolved by ben.", ["Reopen"], [(None, False, ["who was asked?", "I was"])])
    assert (copy.labels, reply.reactions) == (["Resolve"], {BALLOON: 1})


async def test_what_is_resolved_by_button_gets_our_check_mark_in_the_thread(quiet: World) -> None:
    channel, card = await ready(quiet)
    reply = await say(quiet, quiet.ben, card, "was it tested?")
    await window(quiet.noor, channel)

    await quiet.noor.choose(top(quiet.noor), "pm.comment.menu", "Resolve")
    await quiet.work()
    ticked, shown = reply.reactions, top(quiet.noor).text
    await pressed(quiet.noor, "Undo")
    await quiet.work()

    assert (ticked, "✓ Resolved 1 discussion." in shown, "was it tested?" in shown) == (
        {BALLOON: 1, CHECK: 1},
        True,
        False,
    )
    assert (reply.reactions, await told(quiet)) == ({BALLOON: 1}, [(None, True, ["was it tested?"])])


async def test_a_check_mark_on_the_copy_closes_it(quiet: World) -> None:
    channel, _ = await ready(quiet)
    copy = await commented(quiet, quiet.noor, channel, "who was asked?")

    await quiet.ben.react(copy, CHECK)
    await quiet.work()

    assert copy.labels == ["Reopen"]


async def test_two_people_resolve_at_once_and_the_second_hears_who_was_faster(quiet: World) -> None:
    channel, _ = await ready(quiet)
    copy = await commented(quiet, quiet.noor, channel, "who was asked?")

    both = await asyncio.gather(*(forged(one, copy, "Resolve") for one in (quiet.ben, quiet.maya)))

    said = [line for done in both for one in answers(done) for line in one]
    [(discussion, _)] = await stored(quiet)
    winner = {quiet.ben.id: "ben", quiet.maya.id: "maya"}[discussion.resolved_by or ""]
    assert said == [f"{winner} was faster: resolved at {quiet.clock.now():%H:%M}. Nothing left to do."]


async def test_resolve_all_shown_closes_the_page_and_can_be_undone(quiet: World) -> None:
    channel, card = await ready(quiet)
    for number in range(3):
        await say(quiet, quiet.ben, card, f"question {number}", after=3_700)
    await window(quiet.maya, channel)

    await pressed(quiet.maya, "Resolve all shown")
    closed = [one.is_open for one, _ in await stored(quiet)]
    await pressed(quiet.maya, "Undo")

    assert closed == [False, False, False]
    assert [one.is_open for one, _ in await stored(quiet)] == [True, True, True]


async def test_filters_and_pages(quiet: World) -> None:
    channel, card = await ready(quiet)
    for number in range(16):
        await say(
            quiet, quiet.ben, card, f"impact: question {number}" if number % 2 else f"question {number}", after=3_700
        )
    await window(quiet.maya, channel)

    first = top(quiet.maya).text
    second = (await pressed(quiet.maya, "Later")).text
    await top(quiet.maya).select("pm.comments.section", "Section: Impact")
    impact = top(quiet.maya).text

    assert ("Comments 1–15 of 16." in first, "Comments 16–16 of 16." in second) == (True, True)
    assert ("Comments 1–8 of 8." in impact, "Question 15" in impact, "question 0" in impact) == (True, True, False)


async def test_ones_own_comment_is_changed_and_taken_back_and_its_copy_with_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    copy = await commented(quiet, quiet.noor, channel, "who was askt?")
    await window(quiet.noor, channel)
    await quiet.noor.choose(top(quiet.noor), "pm.comment.menu", "Edit my comment")

    await send(quiet, quiet.noor, comment="who was asked?")
    changed = copy.lines[0]
    await quiet.noor.choose(top(quiet.noor), "pm.comment.menu", "Edit my comment")
    await top(quiet.noor).click("Take it back", confirm=True)
    await quiet.work()
    await quiet.later(6)

    assert changed == '*noor*: "who was asked?"  [ Resolve ]'
    assert copy.lines == ["*noor*: taken back."]
    assert await told(quiet) == [(None, False, [])]
    assert "open discussion" not in card.shown


async def test_a_reply_from_the_window_opens_what_was_resolved(quiet: World) -> None:
    channel, card = await ready(quiet)
    reply = await say(quiet, quiet.ben, card, "was it tested?")
    await quiet.ben.react(reply, CHECK)
    await quiet.work()
    await window(quiet.maya, channel)
    await top(quiet.maya).select("pm.comments.filter", "Show: all")
    await quiet.maya.choose(top(quiet.maya), "pm.comment.menu", "Reply")

    await send(quiet, quiet.maya, comment="and in the other region?")

    assert await told(quiet) == [(None, True, ["was it tested?", "and in the other region?"])]


async def test_a_discussion_is_moved_to_a_section(quiet: World) -> None:
    channel, _ = await ready(quiet)
    copy = await commented(quiet, quiet.noor, channel, "how many people?")
    await window(quiet.maya, channel)
    await quiet.maya.choose(top(quiet.maya), "pm.comment.menu", "Move to a section")

    await send(quiet, quiet.maya, section="Impact")

    assert (await told(quiet))[0][0] == "impact"
    assert copy.lines[0] == '*noor* on Impact: "how many people?"  [ Resolve ]'


async def test_read_has_a_comment_button_for_each_section(quiet: World) -> None:
    channel, card = await ready(quiet)
    await quiet.ben.click(card, "Read")

    await top(quiet.ben).click("Comment", block="part.1")
    await send(quiet, quiet.ben, comment="how many people?")

    assert await told(quiet) == [("impact", True, ["how many people?"])]
    assert top(quiet.ben).title == "PM-1"
    assert channel.thread(card)[-1].lines[0] == '*ben* on Impact: "how many people?"  [ Resolve ]'


async def test_who_may_not_comment_reads_them_and_is_refused_at_the_deed(quiet: World) -> None:
    channel, card = await ready(quiet)
    copy = await commented(quiet, quiet.noor, channel, "who was asked?")
    sam = quiet.slack.person("sam")
    gil = quiet.slack.person("gil", guest="multi")
    for one in (sam, gil):
        await quiet.maya.invite(channel, one)
    await quiet.work()

    shown = await window(sam, channel)
    refused = [answers(await forged(one, copy, "Resolve"))[0][0] for one in (sam, gil)]

    assert "who was asked?" in shown.text
    assert [one for one in shown.labels if one in ("Add comment", "Resolve all shown")] == []
    assert refused[0].startswith("Only maya (author)")
    assert refused[1] == "There is no such postmortem that you can see."
    assert [one.is_open for one, _ in await stored(quiet)] == [True]
    assert card.ts


async def test_hostile_words_wake_nobody_in_the_copy(quiet: World) -> None:
    channel, _ = await ready(quiet)

    copy = await commented(quiet, quiet.noor, channel, f"<!channel> <@{quiet.ben.id}> <https://evil.example|here> *x*")

    assert "<!channel>" not in str(copy.blocks)
    assert f"<@{quiet.ben.id}>" not in str(copy.blocks)


async def test_a_secret_in_the_form_is_covered_and_said(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await window(quiet.ben, channel)
    await pressed(quiet.ben, "Add comment")

    await send(quiet, quiet.ben, comment="the key was AKIAIOSFODNN7EXAMPLE")

    assert "I covered 1 thing that looks like a secret before anything was stored." in top(quiet.ben).text
    assert "AKIAIOSFODNN7EXAMPLE" not in str([one.args for one in quiet.slack.calls])


async def test_in_a_shared_channel_the_words_stay_in_the_window(quiet: World) -> None:
    channel = quiet.incident("inc-9", shared_with="Customer")
    await drafted(quiet, channel)

    copy = await commented(quiet, quiet.noor, channel, "who was asked?")

    assert "who was asked?" not in copy.shown + copy.text
    assert copy.labels == ["Resolve"]


async def test_a_windows_comment_follows_the_card_where_the_channel_is_archived(quiet: World) -> None:
    channel, _ = await ready(quiet)
    home = quiet.slack.channel("somewhere", members=[quiet.maya])
    await quiet.maya.archive(channel)
    await quiet.work()
    await quiet.later(6)
    await quiet.maya.slash("/postmortem edit 1", home)
    await pressed(quiet.maya, "Comments")
    await pressed(quiet.maya, "Add comment")

    await send(quiet, quiet.maya, comment="how many people?")
    await quiet.later(6)

    assert await told(quiet) == [(None, True, ["how many people?"])]
    card = next(one for one in quiet.maya.dms() if "PM-1" in one.shown and "Draft" in one.shown)
    assert [one.lines[0] for one in quiet.maya.dm.thread(card)][-1] == '*maya*: "how many people?"  [ Resolve ]'


async def test_a_reply_to_a_card_in_a_direct_message_is_a_comment(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await quiet.maya.archive(channel)
    await quiet.work()
    await quiet.later(6)
    card = next(one for one in quiet.maya.dms() if "PM-1" in one.shown and "Draft" in one.shown)

    reply = await say(quiet, quiet.maya, card, "how many people?")

    assert (await told(quiet), reply.reactions) == ([(None, True, ["how many people?"])], {BALLOON: 1})
