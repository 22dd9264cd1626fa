"""Who did what to which postmortem: keys, verbs and digests, chained by hashes. Rows are only ever added.

A row names a person by a key, and whose key it is stands in a table beside, where it can be erased: the chain stays
as it is. Whoever owns the database can rewrite all of it; the chain shows a change that was made by halves.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, insert, literal, select

from bot.domain.errors import Overtaken
from bot.domain.people import Actor
from bot.ports import Deed
from storage.columns import insert_or_ignore
from storage.repository import Repository, columns, fields_of, inside
from storage.tables import AuditAnchorRow, AuditPersonRow, AuditRow, ReasonRow, table_of
from storage.transaction import Transaction

_T = table_of(AuditRow)
_R = table_of(ReasonRow)
_P = table_of(AuditPersonRow)
_A = table_of(AuditAnchorRow)
_O = _P.alias("operators")
_TRIES = 5
_COLON = ":"
_OPERATOR = literal("cli:")
_DIGEST = re.compile(r"[0-9a-f]{0,128}")
_WORD = re.compile(r"[a-z_]{1,40}(?::\d{1,18})?")
_HASHED = ("workspace", "postmortem", "seq", "at", "actor", "via", "cause", "verb", "before", "after", "previous")

_LAST = select(_T.c.seq, _T.c.hash).where(inside(_T, "postmortem")).order_by(_T.c.seq.desc()).limit(1)
_ANCHOR = select(_A.c.seq, _A.c.hash).where(inside(_A, "postmortem"))
_ANCHORS = select(_A.c.workspace, _A.c.postmortem, _A.c.seq, _A.c.hash)
_ANCHORS_HERE = _ANCHORS.where(inside(_A))
_ADD = insert_or_ignore(_T).returning(_T.c.seq)
_ADD_REASON = insert(_R)
_KEY = select(_P.c.key).where(inside(_P, "member")).order_by(_P.c.key).limit(1)
_ADD_KEY = insert(_P)
_COUNT = select(func.count()).select_from(_T).where(inside(_T, "postmortem"))
_DEEDS = (
    select(
        *(_T.c.seq, _T.c.at, _T.c.actor, _P.c.member, _T.c.via, _O.c.member.label("operator")),
        *(_T.c.verb, _T.c.detail, _R.c.reason),
    )
    .outerjoin(_R, and_(_R.c.workspace == _T.c.workspace, _R.c.postmortem == _T.c.postmortem, _R.c.seq == _T.c.seq))
    .outerjoin(_P, and_(_P.c.workspace == _T.c.workspace, _P.c.key == _T.c.actor))
    .outerjoin(_O, and_(_O.c.workspace == _T.c.workspace, _T.c.via == _OPERATOR + _O.c.key))
    .where(inside(_T, "postmortem"))
)
_PAGE = _DEEDS.order_by(_T.c.seq.desc()).limit(bindparam("most")).offset(bindparam("after_them"))
_OF_VERB = _DEEDS.where(_T.c.verb == bindparam("the_verb")).order_by(_T.c.seq)
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
        detail: str | None = None,
    ) -> None:
        """Append a row that carries the hash of the one before it; `reason` is kept beside it, where it can be erased.

        `before` and `after` are hexadecimal digests or empty, `detail` is one of our own words, with the number of what
        it is about where there is one; ValueError otherwise, since a text here is kept for ever.
        """
        if not (_DIGEST.fullmatch(before) and _DIGEST.fullmatch(after) and _WORD.fullmatch(detail or "none")):
            raise ValueError("an audit row holds digests, not text")
        how, _, operator = actor.via.partition(_COLON)
        row: dict[str, Any] = {
            "workspace": self._workspace,
            "postmortem": postmortem,
            "at": at,
            "actor": await self._key(actor.member) if actor.member else actor.member,
            "via": f"{how}{_COLON}{await self._key(operator)}" if operator else how,
            "cause": actor.cause,
            "verb": verb,
            "before": before,
            "after": after,
            "detail": detail,
        }
        for _ in range(_TRIES):
            last = await self._last(postmortem)
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
        return [_deed(row) for row in rows], int(await self._do.scalar(_COUNT, where))

    async def of_verb(self, postmortem: int, verb: str) -> list[Deed]:
        """Return every deed of a verb, oldest first."""
        rows = await self._do.rows(_OF_VERB, {**self._here, "the_postmortem": postmortem, "the_verb": verb})
        return [_deed(row) for row in rows]

    async def head(self) -> tuple[int, str]:
        """Return how many deeds there were in all, and a digest of where every chain ends now."""
        anchors = await self._do.rows(_ANCHORS_HERE, self._here)
        ends = {one.postmortem: one for one in (*anchors, *await self._do.rows(_HEADS, self._here))}
        told = "\n".join(f"{key}:{one.seq}:{one.hash}" for key, one in sorted(ends.items()))
        return sum(one.seq for one in ends.values()), hashlib.sha256(told.encode()).hexdigest()

    async def first_broken(self, postmortem: int) -> int | None:
        """Return the place (from 1) of the first row that does not fit the chain, or None when all do."""
        where = {**self._here, "the_postmortem": postmortem}
        return first_broken(await self._do.rows(_ALL, where), await self._do.first(_ANCHOR, where))

    async def _last(self, postmortem: int) -> Row[Any] | None:
        """Return the last deed of a document, or where its record was cut off after that one."""
        where = {**self._here, "the_postmortem": postmortem}
        return await self._do.first(_LAST, where) or await self._do.first(_ANCHOR, where)

    async def _key(self, member: str) -> str:
        """Return the key of somebody in the record. Two at once may make two of them, and both mean the same person."""
        known = await self._do.scalar(_KEY, {**self._here, "the_member": member})
        if known is not None:
            return str(known)
        key = secrets.token_hex(8)  # made up, so that nobody can try which id it was made of
        await self._do.change(_ADD_KEY, {"workspace": self._workspace, "key": key, "member": member})
        return key


async def look_over(do: Transaction, most: int) -> tuple[int, dict[tuple[str, int], int]]:
    """Look at the chains of the newest documents, `most` deeds in all, whatever workspace they belong to.

    Returns how many deeds were looked at, and by workspace and document the place of the first that does not fit.
    """
    anchors = {(row.workspace, row.postmortem): row for row in await do.rows(_ANCHORS)}
    chains: dict[tuple[str, int], list[Row[Any]]] = {}
    rows = await do.rows(_NEWEST, {"most": most})
    for row in rows:
        chains.setdefault((row.workspace, row.postmortem), []).append(row)
    places = {key: first_broken(chain, anchors.get(key)) for key, chain in chains.items()}
    return len(rows), {key: place for key, place in places.items() if place is not None}


def first_broken(rows: Iterable[Row[Any]], anchor: Row[Any] | None) -> int | None:
    """Return the place of the first row that does not fit its chain, which begins after the anchor, or None."""
    place, previous = (anchor.seq, anchor.hash) if anchor else (0, "")
    for row in rows:
        place += 1
        if row.seq != place or row.previous != previous or row.hash != _hash(fields_of(row)):
            return place
        previous = row.hash
    return None


def _deed(row: Row[Any]) -> Deed:
    """Return a deed with who did it; somebody whose key leads nowhere is called by the key."""
    via = f"cli:{row.operator}" if row.operator else row.via
    said = {"verb": row.verb, "detail": row.detail, "reason": row.reason}
    return Deed(seq=row.seq, at=row.at, actor=row.member or row.actor, via=via, **said)


def _hash(row: dict[str, Any]) -> str:
    parts = [row[name].isoformat() if name == "at" else str(row[name] or "") for name in _HASHED]
    if row.get("detail"):  # rows of before there were any keep their hashes
        parts.append(row["detail"])
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
