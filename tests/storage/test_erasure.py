"""Nobody is left in any column of any table, whatever the table is for; whoever has a similar name stays."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Enum, Float, Integer, Table, Time, insert, select, update

from bot.domain.erasure import Erased, Eraser
from storage.columns import UtcDateTime
from storage.engine import Database
from storage.tables import METADATA
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_member, a_postmortem, an_actor, an_incident
from tests.fakes import START

DANA, NAME, MAIL = "U0DANA12", "Dana Ferreira", "dana.ferreira@example.com"
ERASED = Erased(number=1, id="UERASED1XABCDEFGH")
TEXT = f"<@{DANA}|dana> and @[{DANA}]: {NAME}, {MAIL}; not Dana Okoro or U0DANA123"
LEFT = "@Erased person 1 and @Erased person 1: Erased person 1, Erased person 1; not Dana Okoro or U0DANA123"
NUMBERS = (UtcDateTime, Date, Time, Boolean, Integer, Float, Enum)
TABLES = [
    one
    for one in METADATA.sorted_tables
    if one.name != "audit"
    and any(each.name != "workspace" and not isinstance(each.type, NUMBERS) for each in one.columns)
]
"""Every table that can hold a text; that of the deeds is tested by itself."""


def eraser(**over: Any) -> Eraser:
    return Eraser(DANA, over.pop("words", [NAME, MAIL]), ERASED, **over)


async def everything(database: Database) -> str:
    """Return all that the tables hold, as text."""
    async with database.read() as do:
        rows = [row for table in METADATA.sorted_tables for row in await do.rows(select(table))]
    return "\n".join(str(tuple(row)) for row in rows)


async def parents(store: SqlStore) -> dict[str, int]:
    async with store.write(WORKSPACE) as uow:
        incident = await uow.incidents.add(an_incident(), ())
        assert incident is not None
        return {"postmortem": (await uow.postmortems.add(a_postmortem())).id, "incident": incident.id}


def planted(column: Column[Any], row: int) -> Any:
    """Return something for a column that names the person, wherever a text can be."""
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class or ()))
    text = DANA if column.name in {"id", "member", "author", "actor"} else f"{TEXT} {row}"
    of_kind: dict[type, Any] = {
        UtcDateTime: datetime(2026, 3, 2, row, tzinfo=UTC),
        Date: date(2026, 3, 2),
        Time: time(9),
        Boolean: False,
        Integer: 1000 + row,
        Float: 0.5,
        JSON: {f"at:{DANA}": [TEXT, {"by": DANA}]},
    }
    return WORKSPACE if column.name == "workspace" else of_kind.get(type(column.type), text)


@pytest.mark.parametrize("table", TABLES, ids=lambda one: str(one.name))
async def test_no_column_of_any_table_names_an_erased_person(store: SqlStore, clean: Database, table: Table) -> None:
    known = await parents(store)
    row = {one.name: known.get(one.name, planted(one, 1)) for one in table.columns}
    async with clean.write() as do:
        await do.change(insert(table), row)
    assert NAME in await everything(clean) or DANA in await everything(clean)
    async with store.read(WORKSPACE) as uow:
        traces = await uow.erasure.find(eraser())
    async with store.write(WORKSPACE) as uow:
        await uow.erasure.stand_in(ERASED, START)
        await uow.erasure.replace(eraser(), traces)
        left = await uow.erasure.find(eraser())

    held = await everything(clean)
    assert [one.table for one in traces] == [table.name]
    assert left == []
    assert [word for word in (NAME, MAIL, f"{DANA}'", f"{DANA}|", f"{DANA}]", f"{DANA}:") if word in held] == []


async def test_what_was_there_stays_but_for_the_person(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        made = await uow.postmortems.add(a_postmortem(title=TEXT, author=DANA, editors=(DANA, "U0DANA123")))
        traces = await uow.erasure.find(eraser(others=["Dana Okoro"]))
        await uow.erasure.replace(eraser(), traces)
        found = await uow.postmortems.get(made.id)

    assert found is not None
    assert (found.title, found.author, found.editors) == (LEFT, ERASED.id, (ERASED.id, "U0DANA123"))
    assert found.version == made.version + 1, "who loaded it before cannot save the name over this"


async def test_somebody_else_of_the_same_name_stays_who_they_are(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        for member in (DANA, "U0OTHER1"):
            await uow.members.put(a_member(member, name="dana"), START)
        await uow.erasure.stand_in(ERASED, START)
        known = await uow.erasure.known(DANA)
        by_name = eraser(words=known.names, others=known.others)
        await uow.erasure.replace(by_name, await uow.erasure.find(by_name))
        people = await uow.members.many([DANA, "U0OTHER1", ERASED.id])

    assert {key: one.name for key, one in people.items()} == {"U0OTHER1": "dana", ERASED.id: "Erased person 1"}


async def test_who_came_back_and_is_erased_again_is_the_same_erased_person(store: SqlStore, clean: Database) -> None:
    for _ in range(2):
        async with store.write(WORKSPACE) as uow:
            await uow.members.put(a_member(DANA, name=NAME), START)
            await uow.home_views.opened(DANA, START)
            await uow.steps.put("morning", DANA, {"day": "2026-03-02"})
            await uow.erasure.stand_in(ERASED, START)
            await uow.erasure.replace(eraser(), await uow.erasure.find(eraser()))

    held = await everything(clean)
    assert DANA not in held
    assert held.count(ERASED.id) == 2


async def test_the_record_of_deeds_is_not_touched(store: SqlStore, clean: Database) -> None:
    audit = select(METADATA.tables["audit"])
    async with store.write(WORKSPACE) as uow:
        made = await uow.postmortems.add(a_postmortem())
        await uow.audit.add(
            an_actor(DANA, via=f"cli:{NAME}"), "edit", postmortem=made.id, before="", after="", at=START
        )
    async with clean.read() as do:
        before = list(await do.rows(audit))
    async with store.write(WORKSPACE) as uow:
        await uow.erasure.replace(eraser(), await uow.erasure.find(eraser()))
        deeds, _ = await uow.audit.of(made.id)
    async with clean.read() as do:
        assert list(await do.rows(audit)) == before
    assert [(one.actor, one.via) for one in deeds] == [(ERASED.id, "cli:Erased person 1")]


async def test_another_workspace_is_not_touched(store: SqlStore) -> None:
    async with store.write("T2") as uow:
        await uow.members.put(a_member(DANA, workspace="T2", name=NAME), START)
    async with store.write(WORKSPACE) as uow:
        assert await uow.erasure.find(eraser()) == []


async def test_work_that_waits_for_the_person_is_dropped(store: SqlStore, clean: Database) -> None:
    jobs = METADATA.tables["jobs"]
    made = {one.name: planted(one, 1) for one in jobs.columns} | {"status": "ready", "payload": {"member": DANA}}
    async with clean.write() as do:
        await do.change(insert(jobs), made)
        await do.change(update(jobs).values(kind="dm.comments"))
    async with store.write(WORKSPACE) as uow:
        await uow.erasure.replace(eraser(), await uow.erasure.find(eraser()))
    async with clean.read() as do:
        assert list(await do.rows(select(jobs))) == []
