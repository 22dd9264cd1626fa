"""The audit log: deeds in one chain a document, ids and verbs and digests, never text."""

import asyncio

import pytest
from sqlalchemy import delete, update

from storage.audit import SqlAudit
from storage.engine import Database
from storage.tables import AuditRow, table_of
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_postmortem, an_actor
from tests.fakes import START

A = "a" * 64
B = "b" * 64


async def test_audit_rows_are_chained_and_a_changed_one_is_noticed(store: SqlStore, clean: Database) -> None:
    async with store.write(WORKSPACE) as uow:
        postmortem = await uow.postmortems.add(a_postmortem())
        for verb in ("create", "edit", "submit"):
            await uow.audit.add(an_actor(), verb, postmortem=postmortem.id, before=A, after=B, at=START)
        assert isinstance(uow.audit, SqlAudit)
        whole = await uow.audit.first_broken(postmortem.id)
    table = table_of(AuditRow)
    async with clean.write() as do:
        await do.change(update(table).where(table.c.seq == 2).values(verb="publish"))

    async with store.read(WORKSPACE) as uow:
        assert isinstance(uow.audit, SqlAudit)
        assert (whole, await uow.audit.first_broken(postmortem.id)) == (None, 2)


async def test_deeds_that_are_taken_off_the_end_change_the_digest_of_all_chains(
    store: SqlStore, clean: Database
) -> None:
    async with store.write(WORKSPACE) as uow:
        for number in (1, 2):
            postmortem = await uow.postmortems.add(a_postmortem(number=number, incident=None))
            for verb in ("create", "edit"):
                await uow.audit.add(an_actor(), verb, postmortem=postmortem.id, before=A, after=B, at=START)
        before = await uow.audit.head()
    table = table_of(AuditRow)
    async with clean.write() as do:
        await do.change(delete(table).where(table.c.seq == 2, table.c.postmortem == postmortem.id))

    async with store.read(WORKSPACE) as uow:
        after = await uow.audit.head()
    assert (before[0], after[0]) == (4, 3)
    assert before[1] != after[1]


async def test_which_kind_of_its_verb_a_deed_was_is_chained_with_it(store: SqlStore, clean: Database) -> None:
    async with store.write(WORKSPACE) as uow:
        postmortem = await uow.postmortems.add(a_postmortem())
        for detail in ("resolve", None):
            await uow.audit.add(
                an_actor(), "comment", postmortem=postmortem.id, before=A, after=B, at=START, detail=detail
            )
        with pytest.raises(ValueError, match="digests"):
            await uow.audit.add(
                an_actor(), "comment", postmortem=postmortem.id, before=A, after=B, at=START, detail="Dana said"
            )
        deeds, _ = await uow.audit.of(postmortem.id)
        assert isinstance(uow.audit, SqlAudit)
        whole = await uow.audit.first_broken(postmortem.id)
    table = table_of(AuditRow)
    async with clean.write() as do:
        await do.change(update(table).where(table.c.seq == 1).values(detail="reopen"))
    async with store.read(WORKSPACE) as uow:
        assert isinstance(uow.audit, SqlAudit)
        broken = await uow.audit.first_broken(postmortem.id)

    assert ([one.detail for one in deeds], whole, broken) == ([None, "resolve"], None, 1)


async def test_audit_rows_hold_no_text(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        postmortem = await uow.postmortems.add(a_postmortem())
        with pytest.raises(ValueError, match="digests"):
            await uow.audit.add(an_actor(), "edit", postmortem=postmortem.id, before="Dana said", after="", at=START)


async def test_many_who_write_the_audit_log_at_once_make_one_chain(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        postmortem = await uow.postmortems.add(a_postmortem())

    async def act() -> None:
        async with store.write(WORKSPACE) as uow:
            await uow.audit.add(an_actor(), "edit", postmortem=postmortem.id, before=A, after=B, at=START)

    await asyncio.gather(*(act() for _ in range(4)))

    async with store.read(WORKSPACE) as uow:
        assert isinstance(uow.audit, SqlAudit)
        assert await uow.audit.first_broken(postmortem.id) is None
