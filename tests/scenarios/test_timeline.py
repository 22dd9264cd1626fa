"""The timeline editor's list and tray as three people use it, and who may open it at all."""

from datetime import timedelta

from bot.domain.people import system
from bot.domain.postmortems import Status, Verb
from bot.domain.timeline import Entry, EntryKind, Mark, Origin
from bot.services.changes import change
from tests.scenarios.steps import answers, ready
from tests.scenarios.test_notes import entries
from tests.scenarios.timelines import chosen, doubtful, edited_by, id_of, many, opened, reply_of
from tests.scenarios.world import World


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


async def test_two_hundred_entries_are_paged_filtered_and_gone_to(quiet: World) -> None:
    channel, card = await ready(quiet)
    await many(quiet, channel, 194)
    list_ = await opened(quiet.maya, channel, card)
    assert "200 entries, Mar 2 to Mar 5, times in UTC." in list_.text
    assert "Entries 1–20 of 200." in list_.text

    await list_.click("Later")
    assert "Entries 21–40 of 200." in list_.text
    pages = next(one for one in list_.blocks if one["type"] == "actions")["elements"][1]["options"]
    assert len(pages) == 10
    await list_.select("Go to", pages[9]["text"]["text"])
    assert "Entries 181–200 of 200." in list_.text
    assert "entry number 193" in list_.text
    await chosen(list_, 19, "Hide this entry")
    assert "Entries 181–199 of 199." in list_.text
    await list_.select("Show", "Show: decisions, changes")
    assert "entry number 4" in list_.text
    assert "· finding" not in list_.text
    await list_.select("Show", "Show: hidden")
    assert "Entries 1–1 of 1." in list_.text
    await chosen(list_, 0, "Show this entry again")
    assert "No entry is like that. Choose another filter to see more." in list_.text


async def test_a_full_timeline_says_so_at_the_field_and_keeps_the_words(quiet: World) -> None:
    channel, card = await ready(quiet)
    await many(quiet, channel, 200)
    list_ = await opened(quiet.maya, channel, card)
    window = (await list_.click("Add entry")).modal
    assert window is not None

    await window.fill({"What happened": "One more"}).submit()

    full = "A document shows 200 entries. Hide or merge some first; nothing is deleted."
    assert window.errors == {"What happened": full}
    assert window.fields["What happened"] == "One more"


async def test_from_the_hub_each_window_below_shows_what_was_just_saved(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await doubtful(quiet, channel)
    hub = (await quiet.maya.slash("/postmortem edit", channel)).modal
    assert hub is not None
    before = hub.text

    list_ = (await hub.click("Edit", block="section.timeline")).modal
    assert list_ is not None
    await list_.click("Check 1 unverified")
    window = (await list_.click("Edit")).modal
    assert window is not None
    assert "Save takes it into the document." in window.text
    await window.fill({"What happened": "Ben rolls back the first four nodes"}).submit()

    assert ("1 unverified" in before, "1 unverified" in hub.text) == (True, False)
    assert "Every line has passed the check" in list_.text
    await list_.select("Show", "Show: by hand")
    await chosen(list_, 0, "Hide this entry")
    assert "Hidden: " in list_.text


async def test_the_command_opens_the_editor_and_a_reader_is_told_who_can(quiet: World) -> None:
    channel, _ = await ready(quiet)

    mayas = (await quiet.maya.slash("/postmortem edit timeline", channel)).modal
    bens = await quiet.ben.slash("/postmortem edit timeline", channel)

    assert mayas is not None
    assert mayas.title == "Timeline · PM-1"
    assert answers(bens)[0][0].startswith("Only maya (author) or an editor can edit PM-1.")


async def test_entries_of_one_minute_are_put_in_order_and_messages_taken_off(quiet: World) -> None:
    channel, card = await ready(quiet)
    first, second, *_ = await entries(quiet, channel)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await id_of(quiet, channel)) as it:
        twin = await it.add_entry(
            Entry(
                at=second.at + timedelta(seconds=5),
                kind=EntryKind.FINDING,
                text="He looks at the pool",
                evidence=(*first.evidence, *second.evidence),
            )
        )
    list_ = await opened(quiet.maya, channel, card)
    window = (await chosen(list_, 2, "Edit this entry")).modal
    assert window is not None

    await window.click("Move up")
    assert [one.id for one in (await entries(quiet, channel))[:3]] == [first.id, twin.id, second.id]
    assert window.labels[-3:] == ["Hide", "Merge", "Move down"]
    quoted = next(one for one in window.blocks if (one.get("accessory") or {}).get("action_id") == "pm.entry.remove")
    await window.click("Remove", block=quoted["block_id"])
    assert "It no longer rests on: " in window.text
    assert "Remove" not in window.labels
    await window.click("Undo")

    [now] = [one for one in await entries(quiet, channel) if one.id == twin.id]
    assert set(now.evidence) == set(twin.evidence)


async def test_what_was_published_is_corrected_in_the_window_with_a_reason(quiet: World) -> None:
    channel, card = await ready(quiet)
    key = await id_of(quiet, channel)
    async with quiet.bot.deps.store.write(quiet.bot.workspace) as uow:
        found = await uow.postmortems.get(key)
        assert found is not None
        await uow.postmortems.save(found.model_copy(update={"status": Status.PUBLISHED}))
    reply = reply_of(channel, card)

    list_ = (await quiet.noor.click(reply, "Edit timeline")).modal
    assert list_ is not None
    window = (await chosen(list_, 0, "Edit this entry")).modal
    assert window is not None
    before = await entries(quiet, channel)
    await window.click("Hide")
    unsaid = window.text
    await window.fill({"What happened": "Corrected", "Why is it corrected?": "wrong figure"}).submit()

    assert "Say why it is corrected; the history shows it." in unsaid
    assert [one.text for one in await entries(quiet, channel)] == ["Corrected", *(one.text for one in before[1:])]


async def test_a_window_of_another_person_or_version_does_nothing(quiet: World) -> None:
    channel, card = await edited_by(quiet, quiet.ben)
    list_ = await opened(quiet.ben, channel, card)
    window = (await chosen(list_, 0, "Edit this entry")).modal
    assert window is not None
    before = await entries(quiet, channel)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await id_of(quiet, channel)) as it:
        it.update(editors=())

    await window.fill({"What happened": "I was an editor"}).submit()

    assert window.errors == {"What happened": "Only maya (author) or an editor can edit PM-1."}
    assert await entries(quiet, channel) == before
