"""Who has looked at Home lately."""

from datetime import datetime

from sqlalchemy import bindparam, select

from storage.columns import upsert
from storage.repository import Repository, inside
from storage.tables import HomeViewRow, table_of

_T = table_of(HomeViewRow)

_OPENED = upsert(_T, ("workspace", "member"))
_SINCE = select(_T.c.member).where(inside(_T), _T.c.opened_at >= bindparam("since")).order_by(_T.c.opened_at.desc())


class SqlHomeViews(Repository):
    """Implements `bot.ports.HomeViews`."""

    async def opened(self, member: str, at: datetime) -> None:
        """Record that a member opened Home."""
        await self._do.change(_OPENED, {"workspace": self._workspace, "member": member, "opened_at": at})

    async def opened_since(self, moment: datetime) -> list[str]:
        """Return the members who opened Home since `moment` (UTC), latest first."""
        return [row.member for row in await self._do.rows(_SINCE, {**self._here, "since": moment})]
