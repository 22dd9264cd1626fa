"""When Slack will take the next call of a method that it said was too much, the same for every process of an app."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.columns import upsert
from storage.engine import Database
from storage.repository import WORKSPACE, inside
from storage.tables import PaceRow, table_of

_T = table_of(PaceRow)

_DUE = select(_T.c.due).where(inside(_T, "method"))
_MOVE = update(_T).where(inside(_T, "method"), _T.c.due == bindparam("the_due")).values(due=bindparam("to"))
_PUT = upsert(_T, ("workspace", "method"))


class SqlPaces:
    """Implements `bot.ports.Paces` for one workspace."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def due(self, method: str) -> datetime | None:
        """Return when the next call is due; None where Slack never said that it is too much."""
        async with self._database.read() as do:
            found: datetime | None = await do.scalar(_DUE, {WORKSPACE: self._workspace, "the_method": method})
        return found

    async def take(self, method: str, due: datetime, after: datetime) -> bool:
        """Take the turn that is due, so that the next one is `after`; False where somebody else has taken it."""
        values = {WORKSPACE: self._workspace, "the_method": method, "the_due": due, "to": after}
        async with self._database.alone() as do:
            return await do.change(_MOVE, values) == 1

    async def put(self, method: str, due: datetime) -> None:
        """Note when the next call is due, as Slack said."""
        async with self._database.alone() as do:
            await do.change(_PUT, {"workspace": self._workspace, "method": method, "due": due})
