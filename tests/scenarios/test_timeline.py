"""The timeline editor as three people use it: list, tray, entry, two at once, and what everybody else sees of it."""

from datetime import UTC, datetime, timedelta

from bot.domain.people import system
from bot.domain.postmortems import Verb
from bot.domain.timeline import Entry, EntryKind, Mark, Origin
from bot.services.changes import change
from sandbox.driver import Channel, Interaction, Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.steps import answers, forged, ready
from tests.scenarios.test_notes import entries
from tests.scenarios.world import World


async def id_of(world: World, channel: Channel) -> int:
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        [found] = await uow.postmortems.in_channel(channel.id)
        return found.id


async def edited_by(world: World, *people: Person) -> tuple[Channel, Message]:
    """Return the channel and card of Maya's draft that these may edit as well."""
    channel, card = await ready(world)
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, await id_of(world, channel)) as it:
        it.update(editors=tuple(one.id for one in people))
    await world.work()
    return channel, card


def reply_of(channel: Channel, card: Message) -> Message:
    return next(one for one in channel.thread(card) if one.shown.startswith("*Timeline*"))


async def opened(person: Person, channel: Channel, card: Message) -> Modal:
    done = await person.click(reply_of(channel, card), "Edit timeline")
    assert done.modal is not None
    return done.modal


async def chosen(modal: Modal, row: int, what: str) -> Interaction:
    """Choose something in the menu of a row, counted from the top."""
    menus = [one for one in modal.blocks if (one.get("accessory") or {}).get("type") == "overflow"]
    return await modal.select("pm.timeline.row", what, block=menus[row]["block_id"])


async def test_an_entry_is_found_in_the_list_rewritten_and_shown_to_all(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    before = await entries(quiet, channel)

    window = (await chosen(list_, 0, "Edit this entry")).modal
    assert window is not None
    assert window.title == "Entry · PM-1"
    window.fill({"What happened": "The alert fires: 18.4 % of checkouts fail", "Mark": "detected"})
    await window.submit()
    await quiet.work()

    [now] = [one for one in await entries(quiet, channel) if one.id == before[0].id]
    assert (now.text, now.mark, now.origin, now.by, now.at) == (
        "The alert fires: 18.4 % of checkouts fail",
        Mark.DETECTED,
        Origin.PERSON,
        quiet.maya.id,
        before[0].at,
    )
    assert quiet.maya.modal is not None
    assert "18.4 % of checkouts fail" in quiet.maya.modal.text
    assert "by maya" in quiet.maya.modal.text
    assert "18.4 % of checkouts fail" in reply_of(channel, card).shown


async def test_a_line_by_hand_stands_at_its_time_and_says_who_wrote_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)

    window = (await list_.click("Add entry")).modal
    assert window is not None
    at = quiet.clock.now().replace(second=0, microsecond=0) - timedelta(hours=2)
    window.fill({"What happened": "The cache change goes out", "Time (yours)": at, "Kind": "change", "Who": ["ben"]})
    await window.submit()
    await quiet.work()

    [first, *_] = await entries(quiet, channel)
    assert (first.text, first.at, first.kind, first.actor, first.evidence) == (
        "The cache change goes out",
        at,
        EntryKind.CHANGE,
        quiet.ben.id,
        (),
    )
    assert quiet.maya.modal is not None
    assert "The cache change goes out · by maya" in quiet.maya.modal.text


async def test_what_was_hidden_is_said_in_its_place_and_comes_back_by_undo(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    first, *_ = await entries(quiet, channel)

    await chosen(list_, 0, "Hide this entry")
    hidden = [one.id for one in await entries(quiet, channel) if one.hidden]
    said = list_.text
    await list_.click("Undo")
    await quiet.work()

    assert (hidden, f'"{first.text}"' in said, "1 more is hidden." in said) == ([first.id], True, True)
    assert await entries(quiet, channel) == [first, *_]
    assert "Undo" not in list_.labels


async def test_two_entries_become_one_and_two_again(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    before = [one for one in await entries(quiet, channel) if one.verified and not one.hidden]

    await chosen(list_, 0, "Merge with the next")
    refused = list_.text
    await chosen(list_, 2, "Merge with the next")
    [one] = [one for one in await entries(quiet, channel) if one.id == before[2].id]
    await list_.click("Undo")

    assert "One is marked detected, the other acknowledged. Take one mark off first." in refused
    assert (one.text, one.at, set(one.evidence)) == (
        f"{before[2].text.rstrip('.')}. {before[3].text}",
        before[2].at,
        {*before[2].evidence, *before[3].evidence},
    )
    now = [one for one in await entries(quiet, channel) if one.verified and not one.hidden]
    assert [(one.id, one.text, one.evidence) for one in now] == [(one.id, one.text, one.evidence) for one in before]


async def doubtful(world: World, channel: Channel) -> Entry:
    """Put an entry on the timeline that did not pass the check."""
    message = next(one for one in channel.messages if not one.by_bot and "rolling back" in one.text)
    made = Entry(
        at=datetime.fromtimestamp(float(message.ts), UTC),
        kind=EntryKind.CHANGE,
        text="Ben rolls back all 12 nodes",
        evidence=(message.ts,),
        verified=False,
        reason="the number 12 is in none of its messages",
    )
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, await id_of(world, channel)) as it:
        added = await it.add_entry(made)
    await world.work()
    return added


async def test_the_tray_shows_why_and_what_its_message_says_and_accepting_takes_it_in(quiet: World) -> None:
    channel, card = await ready(quiet)
    added = await doubtful(quiet, channel)
    list_ = await opened(quiet.maya, channel, card)

    await list_.click("Check 1 unverified")
    said = list_.text
    await list_.click("Accept")
    await quiet.work()

    assert "1 line did not pass the check against its messages." in said
    assert "Why: the number 12 is in none of its messages." in said
    assert '"rolling back cache-client 4.2 to 4.1"' in said
    [now] = [one for one in await entries(quiet, channel) if one.id == added.id]
    assert (now.verified, now.by, now.reason) == (True, quiet.maya.id, added.reason)
    assert "Every line has passed the check" in list_.text
    assert "Ben rolls back all 12 nodes" in reply_of(channel, card).shown
    await list_.click("Undo")
    assert [one for one in await entries(quiet, channel) if one.id == added.id] == [added]


async def test_what_was_dropped_stays_dropped_when_the_draft_is_made_again(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    first, second, *_ = await entries(quiet, channel)
    await chosen(list_, 0, "Hide this entry")
    window = (await chosen(list_, 0, "Edit this entry")).modal
    assert window is not None
    await window.fill({"What happened": "Ben takes it on"}).submit()

    quiet.clock.advance(minutes=5)
    await quiet.ben.react(channel.messages[1], "incident_reopened")
    await quiet.work()
    quiet.clock.advance(minutes=5)
    await quiet.resolve(channel, channel.messages[2], by=quiet.ben)

    now = await entries(quiet, channel)
    assert [(one.id, one.hidden) for one in now if one.evidence == first.evidence] == [(first.id, True)]
    assert [one.text for one in now if one.evidence == second.evidence] == ["Ben takes it on"]


async def test_who_saves_over_somebody_elses_change_is_shown_both_and_nothing_is_lost(quiet: World) -> None:
    channel, card = await edited_by(quiet, quiet.ben)
    mayas = await opened(quiet.maya, channel, card)
    bens = await opened(quiet.ben, channel, card)
    mine, his = (await chosen(mayas, 0, "Edit this entry")).modal, (await chosen(bens, 0, "Edit this entry")).modal
    assert mine is not None
    assert his is not None

    await his.fill({"What happened": "The alert fires for checkout"}).submit()
    await mine.fill({"What happened": "Checkout fails for one in five"}).submit()

    assert "ben changed this entry while you wrote." in mine.text.lower()
    assert "It now reads: " in mine.text
    assert "The alert fires for checkout" in mine.text
    assert mine.fields["What happened"] == "Checkout fails for one in five"
    await mine.submit()
    assert quiet.maya.modal is not None
    assert quiet.maya.modal.title == "Timeline · PM-1"
    assert (await entries(quiet, channel))[0].text == "Checkout fails for one in five"


async def test_an_entry_that_went_while_somebody_wrote_is_added_anew_with_the_words(quiet: World) -> None:
    channel, card = await ready(quiet)
    done = await quiet.maya.slash("/postmortem note the pager was silent", channel)
    await quiet.work()
    list_ = await opened(quiet.maya, channel, card)
    last = len(await entries(quiet, channel)) - 1
    window = (await chosen(list_, last, "Edit this entry")).modal
    assert window is not None
    await quiet.maya.click(done.ephemerals[0], "Undo")
    await quiet.work()

    await window.fill({"What happened": "The pager was silent for nine minutes"}).submit()
    assert "This entry went while you wrote." in window.text
    await window.submit()

    assert [one.text for one in await entries(quiet, channel)][last] == "The pager was silent for nine minutes"


async def test_what_is_pressed_in_the_window_keeps_what_is_typed_in_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    window = (await chosen(list_, 0, "Edit this entry")).modal
    assert window is not None

    await window.fill({"What happened": "The alert fires"}).click("Hide")
    assert window.fields["What happened"] == "The alert fires"
    assert "Hidden: " in window.text
    await window.click("Undo")
    await window.submit()

    first, *_ = await entries(quiet, channel)
    assert (first.text, first.hidden) == ("The alert fires", False)


async def test_merging_in_the_window_takes_what_is_typed_with_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    following = (await entries(quiet, channel))[3]
    window = (await chosen(list_, 2, "Edit this entry")).modal
    assert window is not None

    await window.fill({"What happened": "Ben rolls back"}).click("Merge")

    assert window.fields["What happened"] == f"Ben rolls back. {following.text}"
    assert (await entries(quiet, channel))[2].text == f"Ben rolls back. {following.text}"
    assert f"Ben rolls back. {following.text}" in list_.text


async def test_a_secret_that_was_typed_is_covered_and_who_typed_it_is_told_at_once(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    window = (await list_.click("Add entry")).modal
    assert window is not None

    await window.fill({"What happened": "password is hunter2hunter2 on cache-1"}).submit()

    assert "I covered 1 thing that looks like a secret in what you typed." in window.text
    assert "hunter2" not in window.text
    assert "[secret:" in window.fields["What happened"]
    assert all("hunter2" not in one.text for one in await entries(quiet, channel))


async def test_a_time_that_cannot_be_is_refused_at_its_field_and_the_words_stay(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    window = (await list_.click("Add entry")).modal
    assert window is not None
    long_ago = datetime(2012, 5, 1, tzinfo=UTC)

    await window.fill({"What happened": "It began", "Time (yours)": long_ago}).submit()

    assert window.errors == {"Time (yours)": "Choose a time between 2013 and tomorrow."}
    assert window.fields["What happened"] == "It began"


async def test_the_other_place_of_a_mark_loses_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    marked = [one for one in await entries(quiet, channel) if one.mark is Mark.RESOLVED]
    window = (await chosen(list_, 0, "Edit this entry")).modal
    assert window is not None
    assert len(marked) == 1

    await window.fill({"Mark": "resolved"}).submit()

    first, *others = await entries(quiet, channel)
    assert (first.mark, [one.mark for one in others if one.mark is Mark.RESOLVED]) == (Mark.RESOLVED, [])


async def test_who_may_only_read_gets_no_editor_whatever_is_pressed(quiet: World) -> None:
    channel, card = await ready(quiet)
    reply = reply_of(channel, card)

    by_button = await quiet.ben.click(reply, "Edit timeline")

    assert answers(by_button)[0][0].startswith("Only maya (author) or an editor can edit PM-1.")
    assert quiet.ben.modal is None


async def test_a_stranger_to_a_private_one_learns_nothing_from_a_forged_press(quiet: World) -> None:
    channel, card = await ready(quiet)
    reply = reply_of(channel, card)
    gus = quiet.slack.person("gus", guest="multi")

    done = await forged(gus, reply, "Edit timeline")

    assert answers(done) == [["There is no such postmortem that you can see."]]
