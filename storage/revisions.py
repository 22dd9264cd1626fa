"""Revisions in parts: a part's content stands from the revision that set it until the next one that does."""

from collections.abc import Mapping

from sqlalchemy import and_, bindparam, func, insert, select

from bot.domain.revisions import Revision
from storage.columns import upsert
from storage.repository import Repository, columns, inside, value_of
from storage.tables import RevisionPartRow, RevisionRow, table_of

_T = table_of(RevisionRow)
_P = table_of(RevisionPartRow)

_VALUES = columns(_T, "workspace", "postmortem")
_ADD = insert(_T)
_PUT_PART = upsert(_P, ("workspace", "postmortem", "part", "revision"))
_COUNT = select(func.count()).select_from(_T).where(inside(_T, "postmortem"))
_PAGE = (
    select(*_VALUES)
    .where(inside(_T, "postmortem"))
    .order_by(_T.c.number.desc())
    .limit(bindparam("most"))
    .offset(bindparam("after"))
)
_ALL = select(*_VALUES).where(inside(_T, "postmortem")).order_by(_T.c.number)
_GET = select(*_VALUES).where(inside(_T, "postmortem", "number"))
_NEWEST = (
    select(_P.c.part, func.max(_P.c.revision).label("newest"))
    .where(inside(_P, "postmortem"), _P.c.revision <= bindparam("number"))
    .group_by(_P.c.part)
    .subquery()
)
_TEXT_AT = (
    select(_P.c.part, _P.c.content)
    .join(_NEWEST, and_(_NEWEST.c.part == _P.c.part, _NEWEST.c.newest == _P.c.revision))
    .where(inside(_P, "postmortem"), _P.c.content.is_not(None))
)


class SqlRevisions(Repository):
    """Implements `bot.ports.Revisions`."""

    async def add(self, postmortem: int, revision: Revision, parts: Mapping[str, str | None]) -> None:
        """Record a revision with the new content of the parts it touched; None for a part that went."""
        await self._do.change(_ADD, self._row(revision, postmortem=postmortem))
        here = {"workspace": self._workspace, "postmortem": postmortem, "revision": revision.number}
        rows = [{**here, "part": part, "content": content} for part, content in parts.items()]
        await self._do.many(_PUT_PART, rows)

    async def of(self, postmortem: int, *, limit: int = 15, offset: int = 0) -> tuple[list[Revision], int]:
        """Return a page of revisions, newest first, and how many there are."""
        where = {**self._here, "the_postmortem": postmortem}
        rows = await self._do.rows(_PAGE, {**where, "most": limit, "after": offset})
        return [value_of(Revision, row) for row in rows], int(await self._do.scalar(_COUNT, where))

    async def get(self, postmortem: int, number: int) -> Revision | None:
        """Return one revision, or None."""
        row = await self._do.first(_GET, {**self._here, "the_postmortem": postmortem, "the_number": number})
        return None if row is None else value_of(Revision, row)

    async def edits(self, postmortem: int) -> list[Revision]:
        """Return every revision, oldest first."""
        rows = await self._do.rows(_ALL, {**self._here, "the_postmortem": postmortem})
        return [value_of(Revision, row) for row in rows]

    async def text_at(self, postmortem: int, number: int) -> dict[str, str]:
        """Return the parts of the document as they were at a revision."""
        rows = await self._do.rows(_TEXT_AT, {**self._here, "the_postmortem": postmortem, "number": number})
        return {row.part: row.content for row in rows}

    async def exist(self, postmortem: int) -> bool:
        """Whether anything was recorded yet."""
        return bool(await self._do.scalar(_COUNT, {**self._here, "the_postmortem": postmortem}))
