"""What is older than it is kept goes: transcripts first, unsaved words after a week, and the oldest deeds."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain.postmortems import Publication
from bot.domain.timeline import Origin
from bot.ports import Deps, Unsaved
from bot.services.retention import let_go
from storage.audit import SqlAudit
from storage.engine import Database
from storage.tables import METADATA
from tests.factories import WORKSPACE, a_message, a_postmortem, a_section, an_actor, an_entry, an_incident
from tests.fakes import START, FakeClock

YEAR = timedelta(days=365)


def ts(at: datetime, number: int = 0) -> str:
    return f"{int(at.timestamp())}.{number:06}"


async def incident(deps: Deps, *, resolved: datetime | None = START, said: datetime = START, **over: Any) -> int:
    """Store an incident with three messages, and a document that rests on two of them."""
    async with deps.store.write(WORKSPACE) as uow:
        made = await uow.incidents.add(an_incident(resolved_at=resolved), ())
        assert made is not None
        messages = [a_message(ts=ts(said, n), text=f"word {n}", files=("a.png",), author="UBEN") for n in range(3)]
        await uow.transcripts.add(made.id, messages)
        sections = (a_section("summary", evidence=(ts(said, 1),)),)
        postmortem = await uow.postmortems.add(a_postmortem(incident=made.id, sections=sections, **over))
        await uow.entries.add(postmortem.id, [an_entry(evidence=(ts(said, 0),), origin=Origin.RULES)])
    return made.id


async def kept(deps: Deps, incident: int) -> list[tuple[str, str, str, tuple[str, ...]]]:
    async with deps.store.read(WORKSPACE) as uow:
        return [(one.ts, one.author, one.text, one.files) for one in await uow.transcripts.messages(incident)]


async def test_a_transcript_goes_after_a_year_and_what_a_document_cites_can_still_be_linked(
    deps: Deps, clock: FakeClock
) -> None:
    key = await incident(deps)
    clock.set(START + YEAR)
    await let_go(deps, WORKSPACE)
    whole = await kept(deps, key)
    clock.advance(days=1)
    await let_go(deps, WORKSPACE)
    await let_go(deps, WORKSPACE)

    assert [one[2] for one in whole] == ["word 0", "word 1", "word 2"]
    assert await kept(deps, key) == [(ts(START, 0), "", "", ()), (ts(START, 1), "", "", ())]


@pytest.mark.parametrize(
    "later",
    [
        {"resolved": START + timedelta(days=9)},
        {"said": START + timedelta(days=9)},
        {"publication": Publication(at=START + timedelta(days=9))},
        {"publication": Publication(at=START, corrected_at=START + timedelta(days=9))},
    ],
)
async def test_a_year_begins_when_the_last_of_it_is_done(deps: Deps, clock: FakeClock, later: dict[str, Any]) -> None:
    key = await incident(deps, **later)
    clock.set(START + YEAR + timedelta(days=8))
    await let_go(deps, WORKSPACE)
    before = await kept(deps, key)
    clock.advance(days=2)
    await let_go(deps, WORKSPACE)

    assert len([one for one in before if one[2]]) == 3
    assert [one[2] for one in await kept(deps, key)] == ["", ""]


async def test_what_was_never_resolved_goes_too(deps: Deps, clock: FakeClock) -> None:
    key = await incident(deps, resolved=None)
    clock.set(START + YEAR + timedelta(days=1))
    await let_go(deps, WORKSPACE)

    assert [one[2] for one in await kept(deps, key)] == ["", ""]


async def test_unsaved_words_go_after_a_week(deps: Deps, clock: FakeClock) -> None:
    await incident(deps)
    words = Unsaved(section="summary", member="UBEN", parts={"a": "half a thought"}, revision=1, at=START)
    async with deps.store.read(WORKSPACE) as uow:
        postmortem = await uow.postmortems.by_number(1)
    assert postmortem is not None
    async with deps.store.write(WORKSPACE) as uow:
        await uow.unsaved.put(postmortem.id, words)
    clock.set(START + timedelta(days=7))
    await let_go(deps, WORKSPACE)
    async with deps.store.read(WORKSPACE) as uow:
        before = await uow.unsaved.get(postmortem.id, "summary", "UBEN")
    clock.advance(seconds=1)
    await let_go(deps, WORKSPACE)

    async with deps.store.read(WORKSPACE) as uow:
        assert (before, await uow.unsaved.get(postmortem.id, "summary", "UBEN")) == (words, None)


# -- the record of deeds --------------------------------------------------------------------------------------------


async def deeds(deps: Deps) -> int:
    """Put four deeds on record, a year between them, each with a reason."""
    async with deps.store.write(WORKSPACE) as uow:
        postmortem = await uow.postmortems.add(a_postmortem(incident=None))
        for year in range(4):
            at = START + year * YEAR
            await uow.audit.add(
                an_actor(), "edit", postmortem=postmortem.id, before="", after="", at=at, reason=f"why {year}"
            )
    return postmortem.id


async def on_record(deps: Deps, postmortem: int) -> tuple[list[int], int | None]:
    async with deps.store.read(WORKSPACE) as uow:
        assert isinstance(uow.audit, SqlAudit)
        found, _ = await uow.audit.of(postmortem)
        return [one.seq for one in found], await uow.audit.first_broken(postmortem)


async def test_deeds_go_after_three_years_and_the_rest_of_the_chain_holds(
    deps: Deps, clock: FakeClock, clean: Database
) -> None:
    key = await deeds(deps)
    clock.set(START + 4 * YEAR + timedelta(days=1))
    await let_go(deps, WORKSPACE)
    once = await on_record(deps, key)
    clock.advance(YEAR)
    await let_go(deps, WORKSPACE)
    async with clean.read() as do:
        reasons = [row.reason for row in await do.rows(select(METADATA.tables["reasons"]))]

    assert once == ([4, 3], None)
    assert await on_record(deps, key) == ([4], None)
    assert reasons == ["why 3"]


async def test_a_record_that_went_whole_is_gone_on_with_where_it_ended(deps: Deps, clock: FakeClock) -> None:
    key = await deeds(deps)
    async with deps.store.read(WORKSPACE) as uow:
        before = await uow.audit.head()
    clock.set(START + 9 * YEAR)
    await let_go(deps, WORKSPACE)
    async with deps.store.write(WORKSPACE) as uow:
        ends = await uow.audit.head()
        await uow.audit.add(an_actor(), "edit", postmortem=key, before="", after="", at=clock.now())

    assert ends == before
    assert await on_record(deps, key) == ([5], None)


async def test_what_is_taken_off_beyond_the_anchor_shows(deps: Deps, clock: FakeClock, clean: Database) -> None:
    key = await deeds(deps)
    clock.set(START + 4 * YEAR + timedelta(days=1))
    await let_go(deps, WORKSPACE)
    audit = METADATA.tables["audit"]
    async with clean.write() as do:
        await do.change(audit.delete().where(audit.c.seq == 3))

    assert await on_record(deps, key) == ([4], 3)


async def test_a_chain_that_was_tampered_with_is_kept_as_it_is(deps: Deps, clock: FakeClock, clean: Database) -> None:
    key = await deeds(deps)
    audit = METADATA.tables["audit"]
    async with clean.write() as do:
        await do.change(update(audit).where(audit.c.seq == 1).values(verb="publish"))
    clock.set(START + 9 * YEAR)
    await let_go(deps, WORKSPACE)

    assert await on_record(deps, key) == ([4, 3, 2, 1], 1)
