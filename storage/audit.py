"""Who did what to which postmortem: ids, verbs and digests, chained by hashes. Rows are only ever added.

Whoever owns the database can rewrite all of it; the chain shows a change that was made by halves.
"""

import hashlib
import re
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select

from bot.domain.errors import Overtaken
from bot.domain.people import Actor
from bot.ports import Deed
from storage.columns import insert_or_ignore
from storage.repository import Repository, columns, fields_of, inside, value_of
from storage.tables import AuditRow, ReasonRow, table_of
from storage.transaction import Transaction

_T = table_of(AuditRow)
_R = table_of(ReasonRow)
_TRIES = 5
_DIGEST = re.compile(r"[0-9a-f]{0,128}")
_HASHED = ("workspace", "postmortem", "seq", "at", "actor", "via", "cause", "verb", "before", "after", "previous")

_LAST = select(_T.c.seq, _T.c.hash).where(inside(_T, "postmortem")).order_by(_T.c.seq.desc()).limit(1)
_ADD = insert_or_ignore(_T).returning(_T.c.seq)
_ADD_REASON = insert(_R)
_COUNT = select(func.count()).select_from(_T).where(inside(_T, "postmortem"))
_PAGE = (
    select(_T.c.seq, _T.c.at, _T.c.actor, _T.c.via, _T.c.verb, _R.c.reason)
    .outerjoin(_R, and_(_R.c.workspace == _T.c.workspace, _R.c.postmortem == _T.c.postmortem, _R.c.seq == _T.c.seq))
    .where(inside(_T, "postmortem"))
    .order_by(_T.c.seq.desc())
    .limit(bindparam("most"))
    .offset(bindparam("after_them"))
)
_NEWEST = select(*columns(_T)).order_by(_T.c.workspace, _T.c.postmortem.desc(), _T.c.seq).limit(bindparam("most"))
_LENGTHS = (
    select(_T.c.postmortem, func.max(_T.c.seq).label("seq")).where(inside(_T)).group_by(_T.c.postmortem).subquery()
)
_HEADS = (
    select(_T.c.postmortem, _T.c.seq, _T.c.hash)
    .join(_LENGTHS, and_(_T.c.postmortem == _LENGTHS.c.postmortem, _T.c.seq == _LENGTHS.c.seq))
    .where(inside(_T))
    .order_by(_T.c.postmortem)
)
_ALL = select(*columns(_T)).where(inside(_T, "postmortem")).order_by(_T.c.seq)


class SqlAudit(Repository):
    """Implements `bot.ports.Audit`."""

    async def add(
        self,
        actor: Actor,
        verb: str,
        *,
        postmortem: int,
        before: str,
        after: str,
        at: datetime,
        reason: str | None = None,
    ) -> None:
        """Append a row that carries the hash of the one before it; `reason` is kept beside it, where it can be erased.

        `before` and `after` are hexadecimal digests or empty; ValueError otherwise, since a text here is kept for ever.
        """
        if not (_DIGEST.fullmatch(before) and _DIGEST.fullmatch(after)):
            raise ValueError("an audit row holds digests, not text")
        row: dict[str, Any] = {
            "workspace": self._workspace,
            "postmortem": postmortem,
            "at": at,
            "actor": actor.member,
            "via": actor.via,
            "cause": actor.cause,
            "verb": verb,
            "before": before,
            "after": after,
        }
        for _ in range(_TRIES):
            last = await self._do.first(_LAST, {**self._here, "the_postmortem": postmortem})
            row |= {"seq": last.seq + 1 if last else 1, "previous": last.hash if last else ""}
            row["hash"] = _hash(row)
            if await self._do.first(_ADD, row) is not None:
                if reason:
                    where = {"workspace": self._workspace, "postmortem": postmortem, "seq": row["seq"]}
                    await self._do.change(_ADD_REASON, {**where, "reason": reason})
                return
        raise Overtaken("Somebody else is changing this postmortem right now. Try again.")

    async def of(self, postmortem: int, *, limit: int = 15, offset: int = 0) -> tuple[list[Deed], int]:
        """Return a page of deeds, newest first, and how many there are."""
        where = {**self._here, "the_postmortem": postmortem}
        rows = await self._do.rows(_PAGE, {**where, "most": limit, "after_them": offset})
        return [value_of(Deed, row) for row in rows], int(await self._do.scalar(_COUNT, where))

    async def head(self) -> tuple[int, str]:
        """Return how many deeds there are in all, and a digest of where every chain ends now."""
        ends = await self._do.rows(_HEADS, self._here)
        told = "\n".join(f"{one.postmortem}:{one.seq}:{one.hash}" for one in ends)
        return sum(one.seq for one in ends), hashlib.sha256(told.encode()).hexdigest()

    async def first_broken(self, postmortem: int) -> int | None:
        """Return the place (from 1) of the first row that does not fit the chain, or None when all do."""
        previous = ""
        rows = await self._do.rows(_ALL, {**self._here, "the_postmortem": postmortem})
        for place, row in enumerate(rows, start=1):
            fields = fields_of(row)
            if row.seq != place or row.previous != previous or row.hash != _hash(fields):
                return place
            previous = row.hash
        return None


async def look_over(do: Transaction, most: int) -> tuple[int, dict[tuple[str, int], int]]:
    """Look at the chains of the newest documents, `most` deeds in all, whatever workspace they belong to.

    Returns how many deeds were looked at, and by workspace and document the place of the first that does not fit.
    """
    broken: dict[tuple[str, int], int] = {}
    at: tuple[str, int] | None = None
    place, previous, rows = 0, "", await do.rows(_NEWEST, {"most": most})
    for row in rows:
        if at != (row.workspace, row.postmortem):
            at, place, previous = (row.workspace, row.postmortem), 0, ""
        place += 1
        fits = row.seq == place and row.previous == previous and row.hash == _hash(fields_of(row))
        if not fits and at not in broken:
            broken[at] = place
        previous = row.hash
    return len(rows), broken


def _hash(row: dict[str, Any]) -> str:
    parts = (row[name].isoformat() if name == "at" else str(row[name] or "") for name in _HASHED)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
