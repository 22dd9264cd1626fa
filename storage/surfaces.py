"""Living messages and where they stand."""

from sqlalchemy import bindparam, func, select

from bot.ports.storage import Surface
from storage.columns import upsert
from storage.repository import Repository, columns, inside, value_of
from storage.tables import SurfaceRow, table_of

_T = table_of(SurfaceRow)

_OF = select(*columns(_T, "workspace")).where(inside(_T, "owner")).order_by(_T.c.kind)
_GET = select(*columns(_T, "workspace")).where(inside(_T, "owner", "kind"))
_AT = select(*columns(_T, "workspace")).where(inside(_T, "channel", "ts"))
_UNPOSTED = (
    select(*columns(_T, "workspace"))
    .where(
        inside(_T),
        _T.c.ts.is_(None),
        _T.c.failed.is_not(None),
        func.substr(_T.c.kind, 1, bindparam("length")) == bindparam("beginning"),
    )
    .order_by(_T.c.owner, _T.c.kind)
)
_PUT = upsert(_T, ("workspace", "owner", "kind"))


class SqlSurfaces(Repository):
    """Implements `bot.ports.Surfaces`."""

    async def get(self, owner: str, kind: str) -> Surface | None:
        """Return a surface, or None."""
        row = await self._do.first(_GET, {**self._here, "the_owner": owner, "the_kind": kind})
        return None if row is None else value_of(Surface, row)

    async def of(self, owner: str) -> list[Surface]:
        """Return all surfaces of an owner."""
        return [value_of(Surface, row) for row in await self._do.rows(_OF, {**self._here, "the_owner": owner})]

    async def at(self, channel: str, ts: str) -> Surface | None:
        """Return the living message that a message of Slack is, or None."""
        row = await self._do.first(_AT, {**self._here, "the_channel": channel, "the_ts": ts})
        return None if row is None else value_of(Surface, row)

    async def unposted(self, beginning: str) -> list[Surface]:
        """Return the surfaces that could not be posted, of all kinds that begin so, by owner and kind."""
        values = {**self._here, "beginning": beginning, "length": len(beginning)}
        return [value_of(Surface, row) for row in await self._do.rows(_UNPOSTED, values)]

    async def put(self, surface: Surface) -> None:
        """Insert or replace a surface."""
        await self._do.change(_PUT, self._row(surface))
