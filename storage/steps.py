"""Recorded steps: what a piece of work has done, so that a restart repeats nothing."""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, func, select

from bot.ports.work import Payload
from storage.columns import among, listed, upsert
from storage.repository import Repository, inside
from storage.tables import StepRow, table_of
from storage.transaction import Transaction

_T = table_of(StepRow)

_GET = select(_T.c.result).where(inside(_T, "work", "step"))
_PUT = upsert(_T, ("workspace", "work", "step"))
# not LIKE: it has wildcards, and on SQLite it takes capitals for small letters
_ALL = select(_T.c.step, _T.c.result).where(
    inside(_T, "work"), func.substr(_T.c.step, 1, bindparam("length")) == bindparam("prefix")
)
_SOME = select(_T.c.work, _T.c.step, _T.c.result).where(inside(_T), among(_T.c.work, listed("works")))
_FORGET = delete(_T).where(inside(_T, "work"))


_NAMED = select(_T.c.workspace, _T.c.result).where(
    _T.c.work == bindparam("the_work"), _T.c.step == bindparam("the_step")
)


async def steps_named(do: Transaction, work: str, step: str) -> list[Payload]:
    """Return a step of some work in every workspace."""
    return [dict(row.result) for row in await do.rows(_NAMED, {"the_work": work, "the_step": step})]


class SqlSteps(Repository):
    """Implements `bot.ports.Steps`."""

    async def get(self, work: str, step: str) -> Payload | None:
        """Return what was recorded for a step, or None."""
        row = await self._do.first(_GET, {**self._here, "the_work": work, "the_step": step})
        return None if row is None else dict(row.result)

    async def put(self, work: str, step: str, result: Payload) -> None:
        """Record or replace a step's result."""
        await self._do.change(_PUT, {"workspace": self._workspace, "work": work, "step": step, "result": result})

    async def all(self, work: str, prefix: str = "") -> dict[str, Payload]:
        """Return every recorded step of that work whose name starts with `prefix`, by name."""
        values = {**self._here, "the_work": work, "prefix": prefix, "length": len(prefix)}
        rows = await self._do.rows(_ALL, values)
        return {row.step: dict(row.result) for row in sorted(rows, key=lambda row: str(row.step))}

    async def some(self, works: Iterable[str]) -> dict[str, dict[str, Payload]]:
        """Return every recorded step of these works, by work and step, in one query."""
        found: dict[str, dict[str, Payload]] = {}
        for row in await self._do.rows(_SOME, {**self._here, "works": sorted(set(works))}):
            found.setdefault(row.work, {})[row.step] = dict(row.result)
        return found

    async def forget(self, work: str) -> None:
        """Drop all steps of that work."""
        await self._do.change(_FORGET, {**self._here, "the_work": work})
