"""The runs of models: added when one begins, saved as it goes on."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bot.domain.narration import AiRun
from storage.repository import Repository, assigned, columns, inside, value_of
from storage.tables import AiRunRow, table_of

_T = table_of(AiRunRow)

_COLUMNS = columns(_T, "workspace", "postmortem")
_OF = select(*_COLUMNS).where(inside(_T, "postmortem")).order_by(_T.c.id.desc())
_SINCE = select(*_COLUMNS).where(inside(_T), _T.c.started_at >= bindparam("moment", type_=_T.c.started_at.type))
_ADD = insert(_T).returning(_T.c.id)
_SAVE = update(_T).where(inside(_T, "postmortem", "id")).values(assigned(_T, "id", "workspace", "postmortem"))


class SqlAiRuns(Repository):
    """Implements `bot.ports.AiRuns`."""

    async def add(self, postmortem: int, run: AiRun) -> int:
        """Record a run that begins; return its number."""
        row = self._row(run, postmortem=postmortem)
        del row["id"]
        return int(await self._do.scalar(_ADD, row))

    async def save(self, postmortem: int, run: AiRun) -> None:
        """Store how a run stands now."""
        values = self._row(run, the_id=run.id, the_postmortem=postmortem, **self._here)
        del values["id"], values["workspace"]
        await self._do.change(_SAVE, values)

    async def of(self, postmortem: int) -> list[AiRun]:
        """Return a document's runs, newest first."""
        rows = await self._do.rows(_OF, {**self._here, "the_postmortem": postmortem})
        return [value_of(AiRun, row) for row in rows]

    async def since(self, moment: datetime) -> list[AiRun]:
        """Return the workspace's runs that began at `moment` (UTC) or later."""
        rows = await self._do.rows(_SINCE, {**self._here, "moment": moment})
        return [value_of(AiRun, row) for row in rows]
