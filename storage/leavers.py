"""What people leave behind who are no members any more: open items, and drafts that nobody writes."""

from typing import Any

from sqlalchemy import and_, bindparam, select, union

from bot.domain.action_items import TO_DO
from bot.domain.people import Standing
from bot.domain.postmortems import Status
from storage.repository import Repository, inside
from storage.tables import ActionItemRow, MemberRow, PostmortemRow, table_of

_I = table_of(ActionItemRow)
_M = table_of(MemberRow)
_P = table_of(PostmortemRow)

_LIVES = and_(_P.c.discarded_at.is_(None), _P.c.status != Status.ARCHIVED)
_OPEN = and_(_I.c.proposed.is_(False), _I.c.status.in_(TO_DO))
_IN_IT = and_(_I.c.workspace == _P.c.workspace, _I.c.postmortem == _P.c.id)
_LEFT = and_(inside(_M), _M.c.standing != Standing.MEMBER)
_WRITTEN = and_(_P.c.status == Status.DRAFT, _P.c.discarded_at.is_(None))
_ALL = union(
    select(_M.c.id)
    .join(_I, and_(_I.c.workspace == _M.c.workspace, _I.c.owner == _M.c.id))
    .join(_P, _IN_IT)
    .where(_LEFT, _OPEN, _LIVES),
    select(_M.c.id).join(_P, and_(_P.c.workspace == _M.c.workspace, _P.c.author == _M.c.id)).where(_LEFT, _WRITTEN),
)
_ITEMS = (
    select(_P.c.id.label("postmortem"), _I.c.id.label("item"))
    .join(_I, _IN_IT)
    .where(inside(_P), _LIVES, _OPEN, _I.c.owner == bindparam("member"))
    .order_by(_P.c.number, _I.c.position, _I.c.id)
)
_DRAFTS = select(_P.c.id).where(inside(_P), _WRITTEN, _P.c.author == bindparam("member")).order_by(_P.c.number)


class SqlLeavers(Repository):
    """Implements `bot.ports.Leavers`."""

    async def all(self) -> list[str]:
        """Return who is no full member any more and owns an open item or writes a document, by id."""
        return sorted(str(row.id) for row in await self._do.rows(_ALL, self._here))

    async def items(self, member: str) -> list[tuple[int, int]]:
        """Return (postmortem, item) of each open item that somebody owns, in order; of documents that live."""
        rows = await self._do.rows(_ITEMS, self._about(member))
        return [(int(row.postmortem), int(row.item)) for row in rows]

    async def drafts(self, member: str) -> list[int]:
        """Return the drafts that somebody is the author of."""
        return [int(row.id) for row in await self._do.rows(_DRAFTS, self._about(member))]

    def _about(self, member: str) -> dict[str, Any]:
        return {**self._here, "member": member}
