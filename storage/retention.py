"""What goes because of its age. The only place that takes deeds off the record, and only from the beginning of it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, or_, select, update

from storage.audit import first_broken
from storage.columns import among, listed, upsert
from storage.repository import Repository, columns, inside
from storage.tables import (
    ActionItemRow,
    AuditAnchorRow,
    AuditRow,
    EntryRow,
    IncidentRow,
    MessageRow,
    PostmortemRow,
    QuestionRow,
    ReasonRow,
    RoleChangeRow,
    SectionRow,
    table_of,
)

_M = table_of(MessageRow)
_I = table_of(IncidentRow)
_P = table_of(PostmortemRow)
_D = table_of(AuditRow)
_A = table_of(AuditAnchorRow)
_R = table_of(ReasonRow)
_C = table_of(RoleChangeRow)
_E, _S, _Q, _T = (table_of(one) for one in (EntryRow, SectionRow, QuestionRow, ActionItemRow))
_MOST = 100  # documents a time: the rest comes with the next hour

_OLD = (
    select(_M.c.incident)
    .join(_I, (_I.c.workspace == _M.c.workspace) & (_I.c.id == _M.c.incident))
    .where(inside(_M), _M.c.author != "", or_(_I.c.resolved_at.is_(None), _I.c.resolved_at < bindparam("moment")))
    .group_by(_M.c.incident)
    .having(func.max(_M.c.ts) < bindparam("newest"))
    .order_by(_M.c.incident)
)
_MERGED = select(_I.c.merged_into).where(inside(_I, "id"))
_DOCUMENTS = select(_P.c.id).where(inside(_P), or_(_P.c.incident == bindparam("the_id"), _P.c.id.in_(_MERGED)))


def _cited(column: Any) -> Select[Any]:
    table = column.table
    return select(column).where(inside(table), among(table.c.postmortem, listed("documents")))


_CITED = tuple(_cited(column) for column in (_E.c.evidence, _S.c.evidence, _Q.c.cites, _T.c.source, _T.c.from_ts))
_DROP = delete(_M).where(inside(_M, "incident"))
_DROP_OTHERS = _DROP.where(~among(_M.c.ts, listed("cited")))
_NOTHING: dict[str, Any] = {"author": "", "author_name": "", "text": "", "subtype": None, "files": [], "reactions": []}
_EMPTY = update(_M).where(inside(_M, "incident")).values(**_NOTHING, pinned=False)

_OLD_CHAINS = select(_D.c.postmortem).distinct().where(inside(_D), _D.c.at < bindparam("moment")).order_by("postmortem")
_CHAIN = select(*columns(_D)).where(inside(_D, "postmortem")).order_by(_D.c.seq)
_ANCHOR = select(*columns(_A)).where(inside(_A, "postmortem"))
_SET_ANCHOR = upsert(_A, ("workspace", "postmortem"))
_DROP_DEEDS = delete(_D).where(inside(_D, "postmortem"), _D.c.seq <= bindparam("last"))
_DROP_REASONS = delete(_R).where(inside(_R, "postmortem"), _R.c.seq <= bindparam("last"))
_DROP_ROLES = delete(_C).where(inside(_C), _C.c.at < bindparam("moment"))


class SqlRetention(Repository):
    """Implements `bot.ports.Retention`."""

    async def old_transcripts(self, moment: datetime) -> list[int]:
        """Return the incidents of which messages are kept that were all said, and resolved, before `moment` (UTC)."""
        values = {**self._here, "moment": moment, "newest": f"{int(moment.timestamp())}.000000"}
        return [row.incident for row in await self._do.rows(_OLD, values)]

    async def let_go_transcript(self, incident: int) -> None:
        """Delete an incident's messages; of those that a document rests on, their ts stays and nothing else."""
        documents = [row.id for row in await self._do.rows(_DOCUMENTS, {**self._here, "the_id": incident})]
        cited: set[str] = set()
        for statement in _CITED if documents else ():
            rows = await self._do.rows(statement, {**self._here, "documents": documents})
            cited.update(ts for row in rows for ts in _all(row[0]))
        where = {**self._here, "the_incident": incident}
        await self._do.change(_DROP_OTHERS, {**where, "cited": sorted(cited)})
        await self._do.change(_EMPTY, where)

    async def let_go_deeds(self, moment: datetime) -> int:
        """Take the deeds before `moment` (UTC) off the beginning of every chain that is whole; return how many."""
        await self._do.change(_DROP_ROLES, {**self._here, "moment": moment})
        gone = 0
        for row in (await self._do.rows(_OLD_CHAINS, {**self._here, "moment": moment}))[:_MOST]:
            gone += await self._begin_later(row.postmortem, moment)
        return gone

    async def _begin_later(self, postmortem: int, moment: datetime) -> int:
        """Let a chain begin with its first deed at or after `moment`. One that was tampered with stays as evidence."""
        where = {**self._here, "the_postmortem": postmortem}
        chain: Iterable[Row[Any]] = await self._do.rows(_CHAIN, where)
        if first_broken(chain, await self._do.first(_ANCHOR, where)) is not None:
            return 0
        old = list(takewhile(lambda row: row.at < moment, chain))
        if not old:
            return 0
        last = old[-1]
        anchor = {"workspace": self._workspace, "postmortem": postmortem, "seq": last.seq, "hash": last.hash}
        await self._do.change(_SET_ANCHOR, {**anchor, "at": last.at})
        await self._do.change(_DROP_REASONS, {**where, "last": last.seq})
        return await self._do.change(_DROP_DEEDS, {**where, "last": last.seq})


def _all(cited: Any) -> Iterable[str]:
    """Return the ts in a column: a list of them, several in a row, or none."""
    return cited if isinstance(cited, list) else str(cited or "").split()
