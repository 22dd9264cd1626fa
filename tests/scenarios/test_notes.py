"""Lines put on the timeline by hand: notes, pins, :pushpin: and the message menu, before and after the draft."""

from bot.domain.timeline import Entry, Origin
from sandbox.driver import Channel, Message
from tests.scenarios.steps import answers, drafted, play, roots
from tests.scenarios.world import World


async def entries(world: World, channel: Channel) -> list[Entry]:
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        [postmortem] = await uow.postmortems.in_channel(channel.id)
        return await uow.entries.of(postmortem.id)


async def by_hand(world: World, channel: Channel) -> list[tuple[str, tuple[str, ...], str | None]]:
    """Return text, evidence and writer of what people put on the timeline."""
    found = await entries(world, channel)
    return [(one.text, one.evidence, one.by) for one in found if one.origin in {Origin.PIN, Origin.PERSON}]


async def resolved(world: World, channel: Channel) -> Message:
    """Resolve the incident with an emoji on its last message; return the card."""
    await world.resolve(channel, next(one for one in reversed(channel.messages) if not one.by_bot))
    return next(one for one in roots(channel) if "PM-1" in one.shown)


# Notes


async def test_a_note_is_posted_for_all_and_only_its_writer_can_take_it_back(quiet: World) -> None:
    channel = quiet.incident()

    done = await quiet.maya.slash("/postmortem note failover started", channel)
    await quiet.work()

    assert [one.lines for one in roots(channel)] == [["For the timeline, from maya: failover started"]]
    assert [one.labels for one in done.ephemerals] == [["Undo"]]


async def test_a_note_taken_back_where_the_channel_was_archived_ends_without_complaint(quiet: World) -> None:
    channel = quiet.incident()
    done = await quiet.maya.slash("/postmortem note failover started", channel)
    await quiet.work()
    await quiet.maya.archive(channel)
    await quiet.work()
    (undo,) = done.ephemerals
    await quiet.maya.click(undo, "Undo")
    await quiet.work()
    assert (await quiet.bot.queue.counts()).get("dead", 0) == 0


async def test_a_note_after_the_draft_stands_on_the_timeline_with_its_message_as_evidence(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)

    await quiet.ben.slash("/postmortem note the pager was silent", channel)
    await quiet.work()

    note = channel.card()
    assert await by_hand(quiet, channel) == [("the pager was silent", (note.ts,), quiet.ben.id)]
    assert "the pager was silent" in channel.thread(card)[0].shown


async def test_a_note_from_before_there_is_a_postmortem_is_on_the_timeline_of_its_draft(quiet: World) -> None:
    channel = quiet.incident()
    await play(quiet, channel)
    await quiet.ben.slash("/postmortem note the pager was silent", channel)
    await quiet.work()
    note = channel.card()
    quiet.clock.advance(seconds=60)

    card = await resolved(quiet, channel)

    assert await by_hand(quiet, channel) == [("the pager was silent", (note.ts,), quiet.ben.id)]
    assert "the pager was silent" in channel.thread(card)[0].shown
    assert [one.evidence for one in await entries(quiet, channel)].count((note.ts,)) == 1


async def test_a_note_that_was_taken_back_before_the_draft_is_not_on_it(quiet: World) -> None:
    channel = quiet.incident()
    await play(quiet, channel)
    done = await quiet.ben.slash("/postmortem note the pager was silent", channel)
    await quiet.work()

    await quiet.ben.click(done.ephemerals[0], "Undo")
    await quiet.work()
    await resolved(quiet, channel)

    assert channel.messages[-2].lines == ["For the timeline, from ben: taken back."]
    assert await by_hand(quiet, channel) == []


async def test_undo_takes_a_note_off_the_timeline(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)
    done = await quiet.ben.slash("/postmortem note the pager was silent", channel)
    await quiet.work()

    await quiet.ben.click(done.ephemerals[0], "Undo")
    await quiet.work()

    assert await by_hand(quiet, channel) == []
    assert "the pager was silent" not in channel.thread(card)[0].shown
    assert done.ephemerals[0].lines == ["Undone."]
    assert channel.card().lines == ["For the timeline, from ben: taken back."]


async def test_notes_survive_a_second_reading_once(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)
    await quiet.ben.slash("/postmortem note the pager was silent", channel)
    await quiet.work()
    note = channel.card()

    quiet.clock.advance(minutes=5)
    await quiet.ben.react(channel.messages[1], "incident_reopened")
    await quiet.work()
    quiet.clock.advance(minutes=5)
    await quiet.resolve(channel, channel.messages[2], by=quiet.ben)

    assert card.lines[1].startswith("*Draft*")
    assert await by_hand(quiet, channel) == [("the pager was silent", (note.ts,), quiet.ben.id)]


async def test_a_note_without_words_says_how_it_is_written(quiet: World) -> None:
    channel = quiet.incident()

    done = await quiet.maya.slash("/postmortem note", channel)

    assert answers(done) == [["A note needs some words: `/postmortem note failover started`."]]
    assert roots(channel) == []


async def test_a_guest_writes_no_notes(quiet: World) -> None:
    channel = quiet.incident()
    guest = quiet.slack.person("gus", guest="multi")
    channel.state.members[guest.id] = None

    done = await guest.slash("/postmortem note I was here", channel)
    await quiet.work()

    assert answers(done) == [["Only members of this workspace can do that."]]
    assert roots(channel) == []


async def test_a_note_where_the_bot_is_not_says_how_to_invite_it(quiet: World) -> None:
    channel = quiet.slack.channel("random", members=[quiet.maya], bot=False)

    done = await quiet.maya.slash("/postmortem note hello", channel)

    assert answers(done)[0][0].startswith("I am not in #random. Type `/invite @Postmortem` there")


async def test_a_note_in_a_direct_message_is_refused(quiet: World) -> None:
    done = await quiet.maya.slash("/postmortem note hello", quiet.maya.dm)

    assert answers(done) == [["A direct message is no incident channel. Choose a channel."]]


# Pins and :pushpin:


async def test_what_was_pinned_or_marked_during_the_incident_is_on_the_timeline(quiet: World) -> None:
    channel = quiet.incident()
    await play(quiet, channel)
    pinned = await quiet.ben.post(channel, "the kettle is in the kitchen")
    quiet.clock.advance(seconds=30)
    marked = await quiet.noor.post(channel, "lunch is at noon")
    quiet.clock.advance(seconds=30)
    await quiet.maya.pin(pinned)
    await quiet.maya.react(marked, "pushpin")

    card = await resolved(quiet, channel)

    found = {one.evidence: one.text for one in await entries(quiet, channel)}
    assert (found[(pinned.ts,)], found[(marked.ts,)]) == ("the kettle is in the kitchen", "lunch is at noon")
    assert "kettle" in channel.thread(card)[0].shown


async def test_what_a_guest_pinned_or_marked_counts_for_nothing(quiet: World) -> None:
    channel = quiet.incident()
    guest = quiet.slack.person("gus", guest="multi")
    channel.state.members[guest.id] = None
    await play(quiet, channel)
    pinned = await quiet.ben.post(channel, "the kettle is in the kitchen")
    await guest.pin(pinned)
    await guest.react(pinned, "pushpin")
    quiet.clock.advance(seconds=30)

    await resolved(quiet, channel)
    await guest.unpin(pinned)
    await guest.pin(pinned)
    await quiet.work()

    assert [one for one in await entries(quiet, channel) if pinned.ts in one.evidence] == []


async def test_a_pin_taken_off_takes_its_line_off(quiet: World) -> None:
    channel = quiet.incident()
    await play(quiet, channel)
    pinned = await quiet.ben.post(channel, "the kettle is in the kitchen")
    quiet.clock.advance(seconds=30)
    await quiet.maya.pin(pinned)
    card = await resolved(quiet, channel)

    await quiet.maya.unpin(pinned)
    await quiet.work()

    assert [one for one in await entries(quiet, channel) if pinned.ts in one.evidence] == []
    assert "kettle" not in channel.thread(card)[0].shown


async def test_a_pin_after_the_draft_puts_a_line_there_and_unpinning_takes_it_off(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)
    late = await quiet.ben.post(channel, "the kettle is in the kitchen")

    await quiet.maya.pin(late)
    await quiet.work()
    assert await by_hand(quiet, channel) == [("the kettle is in the kitchen", (late.ts,), quiet.maya.id)]
    assert "kettle" in channel.thread(card)[0].shown

    await quiet.maya.unpin(late)
    await quiet.work()
    assert await by_hand(quiet, channel) == []


async def test_a_line_stays_as_long_as_anybody_has_it_marked(quiet: World) -> None:
    channel = quiet.incident()
    await drafted(quiet, channel)
    late = await quiet.ben.post(channel, "the kettle is in the kitchen")
    await quiet.maya.react(late, "pushpin")
    await quiet.ben.react(late, "pushpin")
    await quiet.noor.pin(late)
    await quiet.work()

    await quiet.maya.unreact(late, "pushpin")
    await quiet.noor.unpin(late)
    await quiet.work()
    assert [one[1] for one in await by_hand(quiet, channel)] == [(late.ts,)]

    await quiet.ben.unreact(late, "pushpin")
    await quiet.work()
    assert await by_hand(quiet, channel) == []


async def test_a_reply_that_is_marked_in_a_thread_is_on_the_timeline(quiet: World) -> None:
    channel = quiet.incident()
    await drafted(quiet, channel)
    reply = await quiet.ben.post(channel, "the kettle is in the kitchen", thread=channel.messages[1])

    await quiet.maya.react(reply, "pushpin")
    await quiet.work()

    assert [one[1] for one in await by_hand(quiet, channel)] == [(reply.ts,)]


async def test_pins_that_come_twice_or_in_the_wrong_order_end_as_the_channel_is(quiet: World) -> None:
    channel = quiet.incident()
    await drafted(quiet, channel)
    late = await quiet.ben.post(channel, "the kettle is in the kitchen")
    quiet.slack.faults.deliveries("pin_added", "late")
    quiet.slack.faults.deliveries("pin_removed", "duplicate")

    await quiet.maya.pin(late)
    await quiet.maya.unpin(late)
    await quiet.work()

    assert await by_hand(quiet, channel) == []


async def test_pinning_the_card_puts_nothing_on_the_timeline(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)
    before = len(await entries(quiet, channel))

    await quiet.maya.pin(card)
    await quiet.work()

    assert len(await entries(quiet, channel)) == before


# The message menu


async def test_the_menu_puts_a_message_on_the_timeline_and_says_so(quiet: World) -> None:
    channel = quiet.incident()
    await drafted(quiet, channel)
    late = await quiet.ben.post(channel, "the kettle is in the kitchen")

    done = await quiet.maya.shortcut("Add to timeline", message=late)
    await quiet.work()

    assert answers(done) == [["It is on the timeline of PM-1."]]
    assert await by_hand(quiet, channel) == [("the kettle is in the kitchen", (late.ts,), quiet.maya.id)]


async def test_the_menu_before_there_is_a_draft_says_what_to_do(quiet: World) -> None:
    channel = quiet.incident()
    early = await quiet.ben.post(channel, "the kettle is in the kitchen")

    done = await quiet.maya.shortcut("Add to timeline", message=early)

    assert answers(done) == [["There is no draft here yet. When it is made, pinned messages are on its timeline."]]


async def test_the_menu_takes_nothing_from_a_direct_message(quiet: World) -> None:
    direct = quiet.slack.direct(quiet.maya, quiet.ben)
    secret = await quiet.ben.post(direct, "between us: the kettle")

    done = await quiet.maya.shortcut("Add to timeline", message=secret)
    await quiet.work()

    assert answers(done) == [["A direct message is no incident channel. Choose a channel."]]


async def test_the_menu_does_not_take_the_bots_own_messages(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)

    done = await quiet.maya.shortcut("Add to timeline", message=card)

    assert answers(done)[0][0].startswith("I wrote this message myself.")
