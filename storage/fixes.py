"""When it is to be asked whether a fix has held."""

from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select

from bot.domain.fixes import FixDuty
from bot.domain.postmortems import Status
from storage.columns import UtcDateTime, upsert
from storage.repository import Repository, inside, value_of
from storage.tables import FixRow, PostmortemRow, table_of

_T = table_of(FixRow)
_P = table_of(PostmortemRow)

_PUT = upsert(_T, ("workspace", "postmortem", "days"))
_DROP = delete(_T).where(inside(_T, "postmortem", "days"))
_DROP_ALL = delete(_T).where(inside(_T, "postmortem"))
_DUE = (
    select(_T.c.postmortem, _T.c.days, _T.c.asks_at, _P.c.author, _P.c.editors)
    .join(_P, and_(_P.c.workspace == _T.c.workspace, _P.c.id == _T.c.postmortem))
    .where(
        inside(_T),
        _T.c.asks_at >= bindparam("since", type_=UtcDateTime),
        _T.c.asks_at < bindparam("until", type_=UtcDateTime),
        _P.c.status == Status.PUBLISHED,
    )
    .order_by(_P.c.number, _T.c.days)
)


class SqlFixes(Repository):
    """Implements `bot.ports.Fixes`."""

    async def put(self, postmortem: int, days: int, asks_at: datetime) -> None:
        """Have it asked so many days after a document was published, from `asks_at` (UTC) on; once."""
        row = {"workspace": self._workspace, "postmortem": postmortem, "days": days, "asks_at": asks_at}
        await self._do.change(_PUT, row)

    async def drop(self, postmortem: int, days: int | None = None) -> None:
        """Let it not be asked: one of them, or none at all."""
        where = {**self._here, "the_postmortem": postmortem}
        if days is None:
            await self._do.change(_DROP_ALL, where)
        else:
            await self._do.change(_DROP, {**where, "the_days": days})

    async def due(self, since: datetime, until: datetime) -> list[FixDuty]:
        """Return what is to be asked between two moments (UTC) of documents that are published, in one query."""
        rows = await self._do.rows(_DUE, {**self._here, "since": since, "until": until})
        return [value_of(FixDuty, row) for row in rows]
