"""Deliveries that have had their effect: keys only, never what was delivered."""

from datetime import datetime

from sqlalchemy import bindparam, delete

from storage.columns import bounded, insert_or_ignore
from storage.repository import Repository, inside
from storage.tables import InboxRow, table_of

_T = table_of(InboxRow)

_FIRST = insert_or_ignore(_T).returning(_T.c.key)
_FORGET = delete(_T).where(inside(_T), _T.c.at < bindparam("before"))


class SqlInbox(Repository):
    """Implements `bot.ports.Inbox`."""

    async def first(self, key: str, kind: str, at: datetime) -> bool:
        """Record a delivery; False when it was recorded before."""
        values = {"workspace": self._workspace, "key": bounded(key), "kind": kind, "at": at}
        return await self._do.first(_FIRST, values) is not None

    async def forget_before(self, moment: datetime) -> int:
        """Drop the keys older than `moment`; return how many."""
        return await self._do.change(_FORGET, {**self._here, "before": moment})
