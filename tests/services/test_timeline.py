"""The timeline in people's hands, below the windows: rights, reviews, corrections, two at once, and what it costs."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.domain.errors import Denied, Invalid, NotFound
from bot.domain.people import system
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from bot.domain.reviews import Review, ReviewState, approve
from bot.domain.timeline import Entry, EntryKind, Mark, Origin
from bot.domain.timeline_edits import Act, EntryWords, Filter, page_of, seen
from bot.ports import Deps, Repeated
from bot.services import notes, timeline, timeline_acts
from bot.services.changes import change
from bot.services.timeline_acts import Tap
from storage.engine import Database
from tests.factories import CHANNEL, WORKSPACE, a_message, an_actor, an_entry
from tests.fakes import START
from tests.services.conftest import BEN, MAYA, NOOR, PRIVATE, loaded, opened


@pytest.fixture
async def draft(deps: Deps) -> Postmortem:
    """Maya's draft, with three entries that rules made of three messages."""
    found = await opened(deps)
    async with deps.store.write(WORKSPACE) as uow:
        await uow.transcripts.add(found.incident or 0, [a_message(ts(n), text=f"said {n}") for n in range(3)])
    async with change(deps, system(WORKSPACE), Verb.EDIT, found.id) as it:
        for n in range(3):
            await it.add_entry(made(n))
    return await loaded(deps, found.id)


def ts(minute: int) -> str:
    return f"{int(START.timestamp()) + 60 * minute}.000100"


def made(minute: int, **over: Any) -> Entry:
    fields = {"at": START + timedelta(minutes=minute), "text": f"found at {minute}", "evidence": (ts(minute),)}
    return an_entry(**{**fields, **over})


async def entries(deps: Deps, draft: Postmortem) -> list[Entry]:
    async with deps.store.read(WORKSPACE) as uow:
        return await uow.entries.of(draft.id)


def words(entry: Entry, **over: Any) -> EntryWords:
    held = {"text": entry.text, "kind": entry.kind, "mark": entry.mark, "actor": entry.actor}
    return EntryWords(**{**held, **over})


async def save(deps: Deps, draft: Postmortem, entry: Entry, member: str = MAYA, **over: Any) -> timeline.Saved:
    reason = over.pop("reason", None)
    return await timeline.save_entry(
        deps, an_actor(member), draft.id, entry.id, words(entry, **over), as_seen=seen(entry), reason=reason
    )


async def tapped(deps: Deps, draft: Postmortem, act: Act, entry: Entry, member: str = MAYA, **over: Any) -> str:
    what = Tap(act=act, postmortem=draft.id, entry=entry.id, **over)
    return (await timeline_acts.tap(deps, an_actor(member), what)).sentence


async def put(deps: Deps, draft: Postmortem, **over: Any) -> None:
    async with deps.store.write(WORKSPACE) as uow:
        found = await uow.postmortems.get(draft.id)
        assert found is not None
        await uow.postmortems.save(found.model_copy(update=over))


# Who may


async def test_who_may_not_edit_is_told_who_can_and_who_may_not_see_learns_nothing(
    deps: Deps, draft: Postmortem
) -> None:
    first, *_ = before = await entries(deps, draft)
    for deed in (
        timeline.editor_facts(deps, an_actor(BEN), draft.id, lambda _: ()),
        tapped(deps, draft, Act.HIDE, first, BEN),
    ):
        with pytest.raises(Denied):
            await deed
    private = await opened(deps, channel=PRIVATE)
    for deed in (
        timeline.editor_facts(deps, an_actor(NOOR), private.id, lambda _: ()),
        timeline.editor_facts(deps, an_actor(NOOR), 999, lambda _: ()),
        tapped(deps, private, Act.HIDE, first, NOOR),
    ):
        with pytest.raises(NotFound, match="There is no such postmortem that you can see"):
            await deed
    assert await entries(deps, draft) == before


async def test_an_entry_is_reached_through_its_own_document_only(deps: Deps, draft: Postmortem) -> None:
    other = await opened(deps, channel=PRIVATE)
    first, *_ = before = await entries(deps, draft)
    saved = await save(deps, other, first, text="rewritten")
    assert (saved.entry, saved.is_clash) == (None, True)
    assert await tapped(deps, other, Act.HIDE, first) == "It is not there any more, so nothing was done."
    assert await entries(deps, draft) == before


async def test_a_removed_editor_keeps_the_words_and_is_refused(deps: Deps, draft: Postmortem) -> None:
    await put(deps, draft, editors=(BEN,))
    first, *_ = await entries(deps, draft)
    await put(deps, draft, editors=())
    with pytest.raises(Invalid, match=r"Only Maya \(author\) or an editor can edit PM-1"):
        await save(deps, draft, first, BEN, text="mine")


async def test_a_message_of_another_document_is_never_taken_as_evidence(deps: Deps, draft: Postmortem) -> None:
    other = await opened(deps, channel=PRIVATE)
    async with deps.store.write(WORKSPACE) as uow:
        await uow.transcripts.add(other.incident or 0, [a_message("1767369999.000100", text="the vault")])
    first, *_ = await entries(deps, draft)
    said = await tapped(deps, draft, Act.RETURN, first, ts="1767369999.000100")
    assert said == "It was changed since, so that cannot be taken back."
    assert (await entries(deps, draft))[0] == first


# What it does to reviews, corrections and times


async def test_hiding_a_line_makes_an_approval_stale_and_dropping_an_unverified_one_does_not(
    deps: Deps, draft: Postmortem
) -> None:
    async with change(deps, system(WORKSPACE), Verb.EDIT, draft.id) as it:
        waiting = await it.add_entry(made(9, verified=False, reason="no number"))
    now = await loaded(deps, draft.id)
    await put(deps, draft, status=Status.IN_REVIEW, reviewers=(BEN,))
    async with deps.store.write(WORKSPACE) as uow:
        await uow.reviews.put(draft.id, approve([Review(reviewer=BEN)], BEN, now.revision, START))
    first, *_ = await entries(deps, draft)

    states = []
    for entry in (waiting, first):
        await tapped(deps, draft, Act.HIDE, entry)
        async with deps.store.read(WORKSPACE) as uow:
            states += [one.state for one in await uow.reviews.of(draft.id)]

    assert states == [ReviewState.APPROVED, ReviewState.STALE]


async def test_a_published_timeline_is_corrected_by_an_admin_with_a_reason_that_the_history_shows(
    deps: Deps, draft: Postmortem
) -> None:
    await put(deps, draft, status=Status.PUBLISHED)
    first, *_ = await entries(deps, draft)
    noor = (await deps.chat.person(NOOR)).role
    admin = an_actor(NOOR, role=noor)

    with pytest.raises(Invalid) as by_author:
        await save(deps, draft, first, text="corrected")
    with pytest.raises(Invalid) as without:
        await timeline.save_entry(
            deps, admin, draft.id, first.id, words(first, text="corrected"), as_seen=seen(first), reason=" "
        )
    assert by_author.value.sentence == "Only an incident admin can correct PM-1."
    assert without.value.fields == {"reason": "Say why it is corrected; the history shows it."}
    await timeline.save_entry(
        deps, admin, draft.id, first.id, words(first, text="corrected"), as_seen=seen(first), reason="wrong figure"
    )
    async with deps.store.read(WORKSPACE) as uow:
        deeds, _ = await uow.audit.of(draft.id)
    assert (deeds[0].verb, deeds[0].actor, deeds[0].reason) == ("correct", NOOR, "wrong figure")
    assert (await entries(deps, draft))[0].text == "corrected"


async def test_beginning_and_end_follow_the_marks_and_what_a_signal_said_stays(deps: Deps, draft: Postmortem) -> None:
    resolved = draft.resolved_at
    first, second, third = await entries(deps, draft)
    await save(deps, draft, second, mark=Mark.DETECTED)
    await save(deps, draft, third, mark=Mark.RESOLVED)
    marked = await loaded(deps, draft.id)
    await save(deps, draft, (await entries(deps, draft))[2], mark=None)
    unmarked = await loaded(deps, draft.id)

    assert resolved != third.at
    assert (marked.started_at, marked.resolved_at) == (second.at, third.at)
    assert (unmarked.started_at, unmarked.resolved_at) == (second.at, START)
    assert first.at != second.at


async def test_a_full_document_takes_nothing_back_in_before_something_leaves(deps: Deps, draft: Postmortem) -> None:
    async with deps.store.write(WORKSPACE) as uow:
        await uow.entries.add(draft.id, [made(n) for n in range(10, 207)])
        await uow.entries.add(draft.id, [made(300, hidden=True), made(301, verified=False)])
    *_, hidden, waiting = await entries(deps, draft)
    full = "A document shows 200 entries. Hide or merge some first; nothing is deleted."

    assert await tapped(deps, draft, Act.SHOW, hidden) == full
    assert await tapped(deps, draft, Act.ACCEPT, waiting) == full
    with pytest.raises(Invalid, match=full):
        await timeline.add_entry(deps, an_actor(MAYA), draft.id, EntryWords(text="one more", at=START))
    await notes.add_to_timeline(deps, an_actor(MAYA), CHANNEL, a_message(ts(400), text="pinned late"))
    assert [one.hidden for one in await entries(deps, draft) if one.text == "pinned late"] == [True]


# Two at once


async def test_who_saves_second_is_told_who_was_first_and_nothing_is_stored(deps: Deps, draft: Postmortem) -> None:
    await put(deps, draft, editors=(BEN,))
    first, *_ = await entries(deps, draft)
    await save(deps, draft, first, BEN, text="Ben's words")
    before = await loaded(deps, draft.id)

    saved = await save(deps, draft, first, text="Maya's words")

    assert (saved.is_clash, saved.changed_by, saved.entry and saved.entry.text) == (True, BEN, "Ben's words")
    assert await loaded(deps, draft.id) == before
    assert await tapped(deps, draft, Act.HIDE, first, as_seen=seen(first)) == (
        "It was changed meanwhile, so nothing was done. This is how it stands now."
    )


async def test_of_two_who_save_at_the_same_moment_one_is_stored_and_the_other_keeps_the_words(
    deps: Deps, draft: Postmortem
) -> None:
    await put(deps, draft, editors=(BEN,))
    first, *_ = await entries(deps, draft)

    done = await asyncio.gather(
        save(deps, draft, first, text="Maya's words"),
        save(deps, draft, first, BEN, text="Ben's words"),
        return_exceptions=True,
    )

    stored = [one for one in done if isinstance(one, timeline.Saved) and not one.is_clash]
    kept = [one for one in done if isinstance(one, Invalid) or (isinstance(one, timeline.Saved) and one.is_clash)]
    assert (len(stored), len(kept)) == (1, 1)
    assert stored[0].entry is not None
    assert (await entries(deps, draft))[0].text == stored[0].entry.text


async def test_the_same_press_delivered_twice_has_one_effect(deps: Deps, draft: Postmortem) -> None:
    first, *_ = await entries(deps, draft)
    what = Tap(act=Act.HIDE, postmortem=draft.id, entry=first.id)
    await timeline_acts.tap(deps, an_actor(MAYA, delivery="action:1"), what)
    with pytest.raises(Repeated):
        await timeline_acts.tap(deps, an_actor(MAYA, delivery="action:1"), what)


# One tap and the way back


async def test_every_tap_that_says_undo_comes_back_to_what_was(deps: Deps, draft: Postmortem) -> None:
    async with change(deps, system(WORKSPACE), Verb.EDIT, draft.id) as it:
        waiting = await it.add_entry(made(9, verified=False, reason="no number", evidence=(ts(0), ts(1))))
    before = await entries(deps, draft)
    undone = {}
    for act, entry, over in (
        (Act.HIDE, before[0], {}),
        (Act.HIDE, waiting, {}),
        (Act.ACCEPT, waiting, {}),
        (Act.MERGE, before[0], {}),
        (Act.REMOVE, waiting, {"ts": ts(1)}),
    ):
        told = await timeline_acts.tap(
            deps, an_actor(MAYA), Tap(act=act, postmortem=draft.id, entry=entry.id, as_seen=seen(entry), **over)
        )
        assert told.undo is not None
        assert await entries(deps, draft) != before
        back = Tap(act=Act(told.undo), postmortem=draft.id, entry=entry.id, ts=told.ts, revision=told.revision)
        await timeline_acts.tap(deps, an_actor(MAYA), back)
        undone[act, entry.id] = [seen(one) for one in await entries(deps, draft)] == [seen(one) for one in before]
    assert undone == dict.fromkeys(undone, True)
    assert len(undone) == 5


async def test_a_merge_is_not_taken_back_over_what_was_changed_since(deps: Deps, draft: Postmortem) -> None:
    first, *_ = await entries(deps, draft)
    told = await timeline_acts.tap(
        deps, an_actor(MAYA), Tap(act=Act.MERGE, postmortem=draft.id, entry=first.id, as_seen=seen(first))
    )
    merged, *_ = await entries(deps, draft)
    await save(deps, draft, merged, text="both")
    said = await tapped(deps, draft, Act.PART, merged, revision=told.revision)
    assert said == "It was changed since, so that cannot be taken back."
    assert (await entries(deps, draft))[0].text == "both"
    assert await tapped(deps, draft, Act.PART, merged, revision=999) == said


async def test_an_entry_moves_among_those_of_its_minute(deps: Deps, draft: Postmortem) -> None:
    async with change(deps, system(WORKSPACE), Verb.EDIT, draft.id) as it:
        twin = await it.add_entry(made(1, text="the same minute"))
    first, second, *_ = await entries(deps, draft)
    assert await tapped(deps, draft, Act.UP, first) == (
        "It cannot move further: order follows time, and the others of its minute stand there."
    )
    await tapped(deps, draft, Act.UP, twin)
    assert [one.id for one in (await entries(deps, draft))[:3]] == [first.id, twin.id, second.id]


async def test_letting_go_gives_nothing_back_that_a_person_wrote(deps: Deps, draft: Postmortem) -> None:
    first, second, _ = await entries(deps, draft)
    await save(deps, draft, first, text="mine")
    mine, *_ = await entries(deps, draft)
    await tapped(deps, draft, Act.HIDE, mine)
    await tapped(deps, draft, Act.LET_GO, mine)
    await tapped(deps, draft, Act.DOUBT, mine)
    await put(deps, draft, editors=(BEN,))
    await tapped(deps, draft, Act.HIDE, second, BEN)
    await tapped(deps, draft, Act.LET_GO, second)
    now = await entries(deps, draft)
    assert [(one.text, one.by, one.hidden, one.origin) for one in now[:2]] == [
        ("mine", MAYA, False, Origin.PERSON),
        ("found at 1", BEN, False, Origin.RULES),
    ]


async def test_a_dropped_line_whose_message_somebody_pins_says_what_the_message_says(
    deps: Deps, draft: Postmortem
) -> None:
    async with change(deps, system(WORKSPACE), Verb.EDIT, draft.id) as it:
        waiting = await it.add_entry(made(9, text="all 12 nodes", verified=False, reason="no 12"))
    first, *_ = await entries(deps, draft)
    await tapped(deps, draft, Act.HIDE, waiting)
    await tapped(deps, draft, Act.HIDE, first)
    for minute in (0, 9):
        await notes.add_to_timeline(deps, an_actor(MAYA), CHANNEL, a_message(ts(minute), text=f"said {minute}"))
    now = {one.id: one for one in await entries(deps, draft)}
    assert (now[first.id].text, now[first.id].hidden) == ("found at 0", False)
    assert (now[waiting.id].text, now[waiting.id].hidden, now[waiting.id].verified) == ("said 9", False, True)
    assert len(now) == 4


async def test_a_note_that_somebody_else_rewrote_stays_when_its_writer_takes_it_back(
    deps: Deps, draft: Postmortem
) -> None:
    note = await notes.write_note(deps, an_actor(BEN), CHANNEL, "failover started")
    await notes.note_posted(deps, WORKSPACE, note.id, ts(50))
    *_, entry = await entries(deps, draft)
    await save(deps, draft, entry, text="the failover started by itself")
    await notes.withdraw_note(deps, an_actor(BEN), note.id)
    await notes.note_withdrawn(deps, WORKSPACE, note.model_copy(update={"ts": ts(50)}))
    assert (await entries(deps, draft))[-1].text == "the failover started by itself"


# What it costs


async def test_what_an_interaction_asks_does_not_grow_with_the_timeline(
    deps: Deps, draft: Postmortem, clean: Database
) -> None:
    found = []
    for many in (0, 190):
        async with deps.store.write(WORKSPACE) as uow:
            await uow.entries.add(draft.id, [made(n, kind=EntryKind.DECISION) for n in range(10, 10 + many)])
        first, *_ = await entries(deps, draft)
        asked = [clean.statements_run]
        await timeline.editor_facts(deps, an_actor(MAYA), draft.id, lambda all_: page_of(all_, Filter.ALL, 0).rows)
        asked.append(clean.statements_run)
        for act in (Act.HIDE, Act.SHOW):
            await tapped(deps, draft, act, first)
            asked.append(clean.statements_run)
        await save(deps, draft, (await entries(deps, draft))[0], text=f"with {many}")
        asked.append(clean.statements_run)
        found.append([now - before for before, now in pairwise(asked)])
    assert found[0] == found[1]
    assert found[0][0] <= 9


async def test_the_editor_names_people_and_links_into_every_channel_that_is_told_of(
    deps: Deps, draft: Postmortem
) -> None:
    facts = await timeline.editor_facts(deps, an_actor(MAYA), draft.id, lambda all_: all_)
    assert (sorted(facts.messages), facts.names) == ([ts(0), ts(1), ts(2)], {MAYA: "Maya"})
    assert facts.links[ts(1)] == f"https://x.slack.com/archives/{CHANNEL}/p{ts(1)}"
    assert facts.postmortem.visibility is Visibility.ORGANISATION
