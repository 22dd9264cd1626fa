"""The door and the text: what makes a revision, what does not, and what that does to approvals."""

from typing import Any

import pytest

from bot.domain.action_items import ActionItem
from bot.domain.incidents import Incident
from bot.domain.people import system
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.reviews import Review, ReviewState, approve
from bot.domain.revisions import entry_part, whole_text
from bot.ports import Deps
from bot.services.changes import change
from tests.factories import WORKSPACE, a_member, a_postmortem, an_actor, an_entry, an_incident
from tests.fakes import START

TEXT = "The new cache client opens one connection a request and the pool runs empty after four minutes of load."


@pytest.fixture
async def draft(deps: Deps) -> Postmortem:
    """A stored draft of Alice's, with a summary."""
    async with deps.store.write(WORKSPACE) as uow:
        await uow.members.put(a_member(), START)
        await uow.members.put(a_member("U0002", name="Ben"), START)
        incident = await uow.incidents.add(an_incident(), ["channel:C0001"])
        assert incident is not None
        found = a_postmortem(incident=incident.id, author="U0001", editors=("U0002",))
        sections = (found.sections[0].model_copy(update={"text": TEXT}), found.sections[1])
        return await uow.postmortems.add(found.model_copy(update={"sections": sections}))


async def edit(deps: Deps, draft: Postmortem, text: str, **over: Any) -> Postmortem:
    async with change(deps, an_actor(**over), Verb.EDIT, draft.id) as it:
        summary = it.was.sections[0].model_copy(update={"text": text})
        it.update(sections=(summary, *it.was.sections[1:]))
    return it.now


async def test_a_change_of_the_text_is_a_revision_and_what_was_there_before_is_one_too(
    deps: Deps, draft: Postmortem
) -> None:
    now = await edit(deps, draft, "Short.")
    async with deps.store.read(WORKSPACE) as uow:
        found = await uow.revisions.edits(draft.id)
        texts = [whole_text(await uow.revisions.text_at(draft.id, one.number)) for one in found]
    assert [(one.number, one.by, one.verb, one.parts) for one in found] == [
        (1, None, "create", ("details", "section:impact", "section:summary", "title")),
        (2, "U0001", "edit", ("section:summary",)),
    ]
    assert (now.revision, [TEXT in one for one in texts], "Short." in texts[1]) == (2, [True, False], True)


async def test_who_owns_an_item_and_what_is_hidden_makes_no_revision(deps: Deps, draft: Postmortem) -> None:
    async with change(deps, an_actor(), Verb.EDIT, draft.id) as it:
        item = await it.add_item(ActionItem(text="Alert on pool use"))
        entry = await it.add_entry(an_entry(verified=False))
    async with change(deps, an_actor(), Verb.EDIT, draft.id) as it:
        await it.save_item(item.model_copy(update={"owner": "U0002"}))
        await it.save_entry(entry.model_copy(update={"hidden": True}))
    async with deps.store.read(WORKSPACE) as uow:
        found = await uow.revisions.edits(draft.id)
    assert [one.parts for one in found[1:]] == [(f"item:{item.id}",)]
    assert entry_part(entry) is None


async def test_an_edit_makes_an_approval_stale_and_a_spelling_does_not(deps: Deps, draft: Postmortem) -> None:
    now = await edit(deps, draft, TEXT + " It was found late.")
    async with deps.store.write(WORKSPACE) as uow:
        await uow.postmortems.save(now.model_copy(update={"status": Status.IN_REVIEW, "reviewers": ("U0002",)}))
        await uow.reviews.put(draft.id, approve([Review(reviewer="U0002")], "U0002", now.revision, START))
    await edit(deps, draft, TEXT.replace("connection", "conection") + " It was found late.")
    assert await states(deps, draft) == [(ReviewState.APPROVED, 3)]
    await edit(deps, draft, TEXT + " It was not found late.")
    assert await states(deps, draft) == [(ReviewState.STALE, 3)]


async def states(deps: Deps, draft: Postmortem) -> list[tuple[ReviewState, int | None]]:
    async with deps.store.read(WORKSPACE) as uow:
        return [(one.state, one.covers) for one in await uow.reviews.of(draft.id)]


async def test_an_entry_that_ends_as_it_began_is_no_revision(deps: Deps, draft: Postmortem) -> None:
    async with change(deps, an_actor(), Verb.EDIT, draft.id) as it:
        entry = await it.add_entry(an_entry())
    async with change(deps, an_actor(), Verb.EDIT, draft.id) as it:
        await it.save_entry(entry.model_copy(update={"text": "?"}))
        await it.save_entry(entry)
    async with change(deps, system(WORKSPACE), Verb.NARRATE, draft.id) as it:
        await it.entries_replaced()
    assert it.now.revision == 2


async def test_an_incident_that_was_merged_leads_to_the_postmortem_that_tells_of_it(
    deps: Deps, draft: Postmortem
) -> None:
    async with deps.store.write(WORKSPACE) as uow:
        other = await uow.incidents.add(an_incident(channel="C0002"), ["channel:C0002"])
        assert isinstance(other, Incident)
        await uow.incidents.save(other.model_copy(update={"merged_into": draft.id}))
        found = await uow.postmortems.of_incident(other.id)
        merged = await uow.incidents.of_postmortem(draft.id)
    assert (found and found.id, [one.id for one in merged]) == (draft.id, [other.id])
