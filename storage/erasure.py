"""Taking a person out of every table, whatever it holds: a table that is added is searched like the others.

The record of deeds is not touched: it names people by keys, and whose they are stands in a table like any other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Index,
    Row,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    select,
    update,
)

from bot.domain.erasure import SOMEBODY, Erased, Eraser, erased_of
from bot.domain.people import Member, Standing
from bot.ports import Known, Trace
from storage.columns import among, listed, upsert
from storage.repository import Repository, fields_of, inside
from storage.tables import (
    METADATA,
    HomeViewRow,
    HoursRow,
    JobRow,
    MemberRow,
    MessageRow,
    PostmortemRow,
    UnsavedRow,
    table_of,
)
from storage.transaction import Transaction

_M = table_of(MemberRow)
_W = table_of(MessageRow)
_P = table_of(PostmortemRow)
_DEEDS: Final = "audit"
_CALLED: Final = {_M.name: ("id", "name"), _W.name: ("author", "author_name")}
"""Where a name stands beside the id of whom it belongs to: somebody else's stays, though it be the same."""
_WRITTEN_BY: Final = ("author", "by")
_THEIRS_ALONE: Final = {table_of(one).name: "member" for one in (HomeViewRow, HoursRow, UnsavedRow)}
_JOBS: Final = table_of(JobRow).name
_SURFACES: Final = "surfaces"
_TABLES: Final = [one for one in METADATA.sorted_tables if one.name != _DEEDS]
_ALL: Final = {one.name: select(one).where(inside(one)) for one in _TABLES}

_NAMES = select(_M.c.id, _M.c.name).where(inside(_M))
_WRITERS = select(_W.c.author_name).distinct().where(inside(_W, "author"), _W.c.author_name != "")
_RENEW = update(_P).where(inside(_P), among(_P.c.id, listed("some"))).values(version=_P.c.version + 1)
_PUT = upsert(_M, ("workspace", "id"))


class SqlErasure(Repository):
    """Implements `bot.ports.Erasure`."""

    async def known(self, member: str) -> Known:
        """Return the names that are kept of a person, and those of everybody else."""
        rows = await self._do.rows(_NAMES, self._here)
        written = await self._do.rows(_WRITERS, {**self._here, "the_author": member})
        own = {row.name for row in rows if row.id == member} | {row.author_name for row in written}
        return Known(names=own - {member}, others={row.name for row in rows if row.id != member})

    async def people(self) -> set[str]:
        """Return everything in any table that may be the Slack id of a person."""
        found: set[str] = set()
        for table in _TABLES:
            for row in await self._do.rows(_ALL[table.name], self._here):
                for value in fields_of(row).values():
                    found.update(SOMEBODY.findall(value if isinstance(value, str) else str(value)))
        return {one for one in found if erased_of(one) is None}

    async def find(self, eraser: Eraser) -> list[Trace]:
        """Return every row that names the person, but those of the record of deeds: it names nobody."""
        names = {row.id for row in await self._do.rows(_NAMES, self._here)}
        return [
            _trace(table, row, eraser)
            for table in _TABLES
            for row in await self._do.rows(_ALL[table.name], self._here)
            if _without(table, row, eraser, names)
        ]

    async def replace(self, eraser: Eraser, traces: Iterable[Trace]) -> None:
        """Put the pseudonym into these rows; drop what would be of no use to anybody without the person."""
        names = {row.id for row in await self._do.rows(_NAMES, self._here)}
        documents = set()
        for trace in traces:
            table = METADATA.tables[trace.table]
            row = await self._do.first(_one(table), {**self._here, **_old(trace.key)})
            new = _without(table, row, eraser, names) if row is not None else {}
            if row is None or not new:
                continue
            documents.add(trace.postmortem)
            if _is_theirs_alone(table, row, trace, eraser) or await self._is_there(table, row, new):
                await self._do.change(delete(table).where(_is(table)), {**self._here, **_old(trace.key)})
            else:
                change = update(table).where(_is(table)).values({name: bindparam(f"new_{name}") for name in new})
                values = {f"new_{name}": value for name, value in new.items()}
                await self._do.change(change, {**self._here, **_old(trace.key), **values})
        await self._do.change(_RENEW, {**self._here, "some": sorted(one for one in documents if one is not None)})

    async def stand_in(self, erased: Erased, at: datetime) -> None:
        """Let the pseudonym be known as somebody who is gone, so that it is drawn by its name everywhere."""
        gone = Member(workspace=self._workspace, id=erased.id, name=erased.name, standing=Standing.DEACTIVATED)
        await self._do.change(_PUT, self._row(gone, granted=None, seen_at=at))

    async def _is_there(self, table: Table, row: Row[Any], new: Mapping[str, Any]) -> bool:
        """Whether the pseudonym has such a row already: the person had come back and is erased again."""
        changed = {**fields_of(row), **new}
        for key in _keys(table):
            if not new.keys() & key or any(changed[name] is None for name in key):
                continue
            same = select(table.c.workspace).where(and_(*(table.c[name] == bindparam(f"old_{name}") for name in key)))
            if await self._do.first(same, {f"old_{name}": changed[name] for name in key}) is not None:
                return True
        return False


async def workspaces(do: Transaction) -> list[str]:
    """Return every workspace that anything is kept of."""
    found: set[str] = set()
    for table in METADATA.sorted_tables:
        found.update(row.workspace for row in await do.rows(select(table.c.workspace).distinct()))
    return sorted(found)


async def pseudonyms(do: Transaction) -> list[Erased]:
    """Return every pseudonym that stands for somebody in any workspace."""
    rows = await do.rows(select(_M.c.id).where(_M.c.id.startswith("UERASED", autoescape=True)))
    return [erased for row in rows if (erased := erased_of(row.id)) is not None]


def _trace(table: Table, row: Row[Any], eraser: Eraser) -> Trace:
    held = fields_of(row)
    key = {column.name: held[column.name] for column in table.primary_key if column.name != "workspace"}
    to_them = table.name == _SURFACES and eraser.member in f"{held['owner']}:{held['kind']}".split(":")
    return Trace(
        table=table.name,
        key=key,
        postmortem=held["id"] if table is _P else held.get("postmortem"),
        incident=held["id"] if table.name == "incidents" else held.get("incident"),
        channel=held.get("channel"),
        ts=held.get("ts"),
        thread=held.get("thread_ts") or held.get("thread"),
        own=any(held.get(name) == eraser.member for name in _WRITTEN_BY),
        to_them=to_them,
    )


def _without(table: Table, row: Row[Any], eraser: Eraser, people: set[str]) -> dict[str, Any]:
    """Return the columns of a row that change, with what stands in them then."""
    held = fields_of(row)
    whose, called = _CALLED.get(table.name, ("", ""))
    new: dict[str, Any] = {}
    for name, value in held.items():
        # a text or JSON, which every other kind of column reads as something else; the workspace is nobody
        if type(value) not in {str, dict, list} or name == "workspace":
            continue
        if name == called and held[whose] != eraser.member and held[whose] in people:
            continue
        if name == called and held[whose] == eraser.member:
            new[name] = eraser.erased.name
        elif (without := eraser.value(value)) is not value and without != value:
            new[name] = without
    return new


def _is_theirs_alone(table: Table, row: Row[Any], trace: Trace, eraser: Eraser) -> bool:
    """Whether a row is of no use to anybody else: what was typed and not saved, a message to them, work for them."""
    held = fields_of(row)
    if table.name == _JOBS:
        return bool(held["status"] == "ready" and held["payload"].get("member") == eraser.member)
    whose = _THEIRS_ALONE.get(table.name)
    return trace.to_them or (whose is not None and held[whose] == eraser.member)


def _one(table: Table) -> Any:
    return select(table).where(_is(table))


def _is(table: Table) -> Any:
    others = [column for column in table.primary_key if column.name != "workspace"]
    return and_(inside(table), *(column == bindparam(f"old_{column.name}") for column in others))


def _old(key: Mapping[str, Any]) -> dict[str, Any]:
    return {f"old_{name}": value for name, value in key.items()}


def _keys(table: Table) -> Iterator[Sequence[str]]:
    """Return the columns of every key that two rows cannot share."""
    yield tuple(column.name for column in table.primary_key)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)
    for index in table.indexes:
        if isinstance(index, Index) and index.unique:
            yield tuple(column.name for column in index.columns)
