"""The record of deeds holds keys instead of people, also the one that was begun without them, and may begin later."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from bot.domain.people import Actor
from storage import migrate
from storage.audit import SqlAudit, _hash, look_over
from storage.engine import Database
from storage.tables import METADATA
from storage.unit_of_work import SqlStore
from tests.databases import fresh_postgres
from tests.factories import WORKSPACE, a_postmortem, an_actor
from tests.fakes import START, FakeClock

AUDIT = METADATA.tables["audit"]
PEOPLE = METADATA.tables["audit_people"]
OLD = (
    "id, workspace, number, title, status, services, visibility, template, editors, commenters, reviewers, "
    "participants, progress, report, round, publication, is_required, created_at, updated_at, revision, version"
)
REST = (
    "'Old', 'draft', '[]', 'private', 'default', '[]', '[]', '[]', '[]', '{}', '{}', '{}', '{}', "
    "false, '2026-03-02', '2026-03-02', 1, 1"
)
"""A document as the schema had it then, whatever it has by now."""


async def test_a_deed_is_on_record_under_a_key_and_read_with_the_person(store: SqlStore, clean: Database) -> None:
    operator = Actor(workspace=WORKSPACE, member="UBEN", via="cli:dana")
    async with store.write(WORKSPACE) as uow:
        postmortem = await uow.postmortems.add(a_postmortem())
        for actor in (an_actor("UBEN"), operator, Actor(workspace=WORKSPACE, member=None, via="cli:dana")):
            await uow.audit.add(actor, "export", postmortem=postmortem.id, before="", after="", at=START)
        deeds, _ = await uow.audit.of(postmortem.id)
    async with clean.read() as do:
        rows = [dict(row._mapping) for row in await do.rows(select(AUDIT))]
        people = {row.member for row in await do.rows(select(PEOPLE))}

    assert [(one.actor, one.via) for one in deeds] == [(None, "cli:dana"), ("UBEN", "cli:dana"), ("UBEN", "slack")]
    assert [word for word in ("UBEN", "dana") if word in str(rows)] == []
    assert people == {"UBEN", "dana"}


async def test_whoever_is_taken_out_beside_the_record_leaves_it_whole(store: SqlStore, clean: Database) -> None:
    async with store.write(WORKSPACE) as uow:
        postmortem = await uow.postmortems.add(a_postmortem())
        await uow.audit.add(an_actor("UBEN"), "edit", postmortem=postmortem.id, before="", after="", at=START)
    async with clean.write() as do:
        await do.change(update(PEOPLE).values(member="UERASED1"))
    async with store.write(WORKSPACE) as uow:
        await uow.audit.add(an_actor("UBEN"), "edit", postmortem=postmortem.id, before="", after="", at=START)
        deeds, _ = await uow.audit.of(postmortem.id)
        assert isinstance(uow.audit, SqlAudit)
        assert await uow.audit.first_broken(postmortem.id) is None

    assert [one.actor for one in deeds] == ["UBEN", "UERASED1"]


# -- the step of the schema that brought the keys -------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgres"])
async def before(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database as it was before there were keys, with a chain that is whole and one where a row was changed."""
    if request.param == "sqlite":
        async with _filled(f"sqlite:///{tmp_path}/old.db") as database:
            yield database
        return
    async with fresh_postgres(request.getfixturevalue("postgres")) as url, _filled(url) as database:
        yield database


@asynccontextmanager
async def _filled(url: str) -> AsyncIterator[Database]:
    await asyncio.to_thread(migrate.upgrade, url, "0004")
    database = Database(url)
    async with database.write() as do:
        for key in (1, 2, 3):
            await do.change(text(f"INSERT INTO postmortems ({OLD}) VALUES ({key}, 'T1', {key}, {REST})"))
            for row in _chain(key):
                await do.change(insert(AUDIT), row)
        await do.change(update(AUDIT).where(AUDIT.c.postmortem == 2, AUDIT.c.seq == 2).values(verb="publish"))
        await do.change(delete(AUDIT).where(AUDIT.c.postmortem == 3, AUDIT.c.seq == 3))
    yield database
    await database.close()


def _chain(key: int) -> Iterator[dict[str, Any]]:
    previous = ""
    for seq, actor in enumerate(("UBEN", None, "UMAYA", "UBEN"), start=1):
        row: dict[str, Any] = {"workspace": "T1", "postmortem": key, "seq": seq, "actor": actor, "verb": "edit"}
        row |= {"via": "slack" if actor else "cli:dana", "cause": "", "before": "", "after": "ab"}
        row |= {"at": START + timedelta(seconds=seq), "previous": previous}
        row["hash"] = previous = _hash(row)
        yield row


async def test_what_was_whole_is_whole_after_the_step_and_what_was_changed_shows(before: Database) -> None:
    await asyncio.to_thread(migrate.upgrade, before.url)
    async with before.read() as do:
        looked = await look_over(do, 100)
        rows = [dict(row._mapping) for row in await do.rows(select(AUDIT))]
        people = sorted(row.member for row in await do.rows(select(PEOPLE)))
    async with SqlStore(before, FakeClock()).read("T1") as uow:
        deeds, _ = await uow.audit.of(1)

    assert looked == (11, {("T1", 2): 2, ("T1", 3): 3})
    assert [word for word in ("UBEN", "UMAYA", "dana") if word in str(rows)] == []
    assert people == ["UBEN", "UMAYA", "dana"]
    assert [(one.actor, one.via) for one in deeds] == [
        ("UBEN", "slack"),
        ("UMAYA", "slack"),
        (None, "cli:dana"),
        ("UBEN", "slack"),
    ]


async def test_the_step_can_be_taken_back(before: Database) -> None:
    async with before.read() as do:
        rows = sorted(tuple(row) for row in await do.rows(text("SELECT workspace, postmortem, seq, hash FROM audit")))
    await asyncio.to_thread(migrate.upgrade, before.url)
    await asyncio.to_thread(migrate.downgrade, before.url, "0004")
    async with before.read() as do:
        after = sorted(tuple(row) for row in await do.rows(text("SELECT workspace, postmortem, seq, hash FROM audit")))

    assert after == rows
