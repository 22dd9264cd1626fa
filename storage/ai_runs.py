"""The runs of models: added when one begins, saved as it goes on."""

from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from bot.domain.narration import AiRun, RunKind
from storage.columns import tokens_in
from storage.repository import Repository, assigned, columns, inside, value_of
from storage.tables import AiRunRow, table_of

_T = table_of(AiRunRow)

_COLUMNS = columns(_T, "workspace", "postmortem")
_OF = select(*_COLUMNS).where(inside(_T, "postmortem")).order_by(_T.c.id.desc())
_LAST = select(*_COLUMNS).where(inside(_T), _T.c.ended_at.is_not(None)).order_by(_T.c.id.desc()).limit(1)
_IS_SINCE = _T.c.started_at >= bindparam("since", type_=_T.c.started_at.type)
_SPENT = select(func.coalesce(func.sum(tokens_in(_T.c.usage)), 0)).where(inside(_T), _IS_SINCE)
_DRAFTS_BY = (
    select(func.count())
    .select_from(_T)
    .where(inside(_T), _IS_SINCE, _T.c.kind == RunKind.DRAFT, _T.c.by == bindparam("the_member"))
)
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

    async def last(self) -> AiRun | None:
        """Return the workspace's newest run that has ended, or None."""
        row = await self._do.first(_LAST, self._here)
        return None if row is None else value_of(AiRun, row)

    async def spent(self, since: datetime) -> int:
        """Return how many tokens the workspace's runs took that began at `since` (UTC) or later."""
        return int(await self._do.scalar(_SPENT, {**self._here, "since": since}))

    async def drafts_by(self, member: str, since: datetime) -> int:
        """Return how many drafts this person had written that began at `since` (UTC) or later."""
        return int(await self._do.scalar(_DRAFTS_BY, {**self._here, "since": since, "the_member": member}))
