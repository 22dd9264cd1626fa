"""Who is told of a comment: who is mentioned in it, and the author; once, and what they were told follows it."""

from tests.scenarios.steps import ready
from tests.scenarios.test_comments import say
from tests.scenarios.test_comments_window import commented, send, top, window
from tests.scenarios.world import World


async def test_whom_the_writer_names_gets_one_message_with_a_link(quiet: World) -> None:
    channel, _ = await ready(quiet)

    copy = await commented(quiet, quiet.noor, channel, "who was asked?", tell=[quiet.ben, quiet.noor])

    [told_ben] = quiet.ben.dms()
    assert told_ben.text == "noor mentions you in a comment on PM-1 Checkout errors."
    assert told_ben.labels == ["Comments", "Read"]
    assert quiet.noor.dms() == []
    assert copy.lines


async def test_a_mention_that_rang_in_the_thread_rings_no_second_time(quiet: World) -> None:
    channel, card = await ready(quiet)
    away = quiet.slack.person("ida")
    guest = quiet.slack.person("gil", guest="multi")

    await say(quiet, quiet.ben, card, f"<@{quiet.noor.id}> <@{away.id}> <@{guest.id}> was it tested?")

    assert (quiet.noor.dms(), guest.dms()) == ([], [])
    assert [one.text for one in away.dms()] == ["ben mentions you in a comment on PM-1 Checkout errors."]
    assert channel.id


async def test_somebody_named_by_an_edit_hears_of_it_and_nobody_twice(quiet: World) -> None:
    _, card = await ready(quiet)
    ida, eve = quiet.slack.person("ida"), quiet.slack.person("eve")
    reply = await say(quiet, quiet.ben, card, f"<@{ida.id}> was it tested?")

    for text in (f"<@{ida.id}> <@{eve.id}> was it tested?", f"<@{eve.id}> <@{ida.id}> was it tested at all?"):
        quiet.clock.advance(seconds=5)
        await quiet.ben.edit(reply, text)
        await quiet.work()

    assert (len(ida.dms()), len(eve.dms())) == (1, 1)


async def test_who_was_told_of_a_mention_is_told_without_a_ring_that_it_was_changed_and_then_deleted(
    quiet: World,
) -> None:
    channel, card = await ready(quiet)
    ida = quiet.slack.person("ida")
    reply = await say(quiet, quiet.ben, card, f"<@{ida.id}> was it tested?")
    [told_ida] = ida.dms()

    quiet.clock.advance(seconds=5)
    await quiet.ben.edit(reply, f"<@{ida.id}> was it tested at all?")
    await quiet.work()
    changed = told_ida.lines[0]
    await quiet.ben.delete(reply)
    await quiet.work()

    assert changed.startswith("ben mentions you in a comment on PM-1 Checkout errors. Changed since.")
    assert told_ida.lines == ["The comment on PM-1 that mentioned you was taken back. Nothing left to do."]
    assert len(ida.dms()) == 1
    assert channel.id


async def test_a_mention_in_a_windows_comment_follows_it_too(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await commented(quiet, quiet.noor, channel, "who was asked?", tell=[quiet.ben])
    [told_ben] = quiet.ben.dms()

    await window(quiet.noor, channel)
    await quiet.noor.choose(top(quiet.noor), "pm.comment.menu", "Edit my comment")
    await send(quiet, quiet.noor, comment="who was asked, and when?")
    changed = told_ben.lines[0]
    await quiet.noor.choose(top(quiet.noor), "pm.comment.menu", "Edit my comment")
    await top(quiet.noor).click("Take it back", confirm=True)
    await quiet.work()

    assert changed.startswith("noor mentions you in a comment on PM-1 Checkout errors. Changed since.")
    assert told_ben.lines == ["The comment on PM-1 that mentioned you was taken back. Nothing left to do."]


async def test_nobody_without_sight_hears_of_a_private_one(quiet: World) -> None:
    channel = quiet.slack.channel("inc-9-vault", members=[quiet.maya, quiet.ben], private=True)
    await quiet.ben.post(channel, "the vault was open")
    await quiet.maya.slash("/postmortem create The vault was open", channel)
    await top(quiet.maya).submit()
    await quiet.work()
    await quiet.later(6)

    await commented(quiet, quiet.ben, channel, "who was asked?", tell=[quiet.noor, quiet.maya])

    assert quiet.noor.dms() == []
    assert quiet.maya.dms()[-1].text == "ben mentions you in a comment on PM-1."


async def test_the_author_hears_once_of_several_half_an_hour_later(quiet: World) -> None:
    _, card = await ready(quiet)
    before = len(quiet.maya.dms())
    for text in ("was it tested?", "by whom?", "when?"):
        await say(quiet, quiet.ben, card, text)
    await quiet.later(1_500)
    early = len(quiet.maya.dms())

    await quiet.later(600)

    assert (early - before, len(quiet.maya.dms()) - before) == (0, 1)
    assert quiet.maya.dms()[-1].text == "3 new comments on PM-1 Checkout errors."


async def test_no_message_while_the_author_talks_there(quiet: World) -> None:
    _, card = await ready(quiet)
    before = len(quiet.maya.dms())
    await say(quiet, quiet.ben, card, "was it tested?")
    await say(quiet, quiet.maya, card, "not under load", after=1_200)
    await quiet.later(1_200)
    await quiet.later(3_600)

    assert len(quiet.maya.dms()) == before


async def test_three_messages_a_day_and_the_fourth_next_morning(quiet: World) -> None:
    _, card = await ready(quiet)
    before = len(quiet.maya.dms())
    for number in range(5):
        await say(quiet, quiet.ben, card, f"question {number}", after=3_600)
        await quiet.later(2_000)
    today = len(quiet.maya.dms()) - before
    await quiet.later(20 * 3_600)

    assert (today, len(quiet.maya.dms()) - before) == (3, 4)
    assert quiet.maya.dms()[-1].text.startswith("2 new comments on PM-1")
