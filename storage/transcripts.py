"""The redacted messages of an incident, thousands at a time."""

from collections.abc import Iterable

from sqlalchemy import case, func, select

from bot.domain.incidents import Message
from storage.columns import among, length_of, listed, upsert
from storage.repository import Repository, columns, inside, value_of
from storage.tables import MessageRow, table_of

_T = table_of(MessageRow)

_PUT = upsert(_T, ("workspace", "incident", "ts"))
_ALL = select(*columns(_T, "workspace", "incident")).where(inside(_T, "incident"))
_SOME = _ALL.where(among(_T.c.ts, listed("some")))
_COUNTS = select(
    func.count().label("messages"),
    func.count(case((_T.c.thread_ts != _T.c.ts, _T.c.thread_ts)).distinct()).label("threads"),
    func.coalesce(func.sum(length_of(_T.c.files)), 0).label("files"),
).where(inside(_T, "incident"))


class SqlTranscripts(Repository):
    """Implements `bot.ports.Transcripts`."""

    async def add(self, incident: int, messages: Iterable[Message]) -> int:
        """Insert or replace messages by ts; return how many."""
        latest = {message.ts: self._row(message, incident=incident) for message in messages}
        await self._do.many(_PUT, list(latest.values()))
        return len(latest)

    async def messages(self, incident: int) -> list[Message]:
        """Return all messages by ts."""
        rows = await self._do.rows(_ALL, {**self._here, "the_incident": incident})
        # sorted here: PostgreSQL's order of strings depends on the server's locale
        return sorted((value_of(Message, row) for row in rows), key=lambda message: message.ts)

    async def some(self, incident: int, ts: Iterable[str]) -> dict[str, Message]:
        """Return the messages with these ts, by ts."""
        values = {**self._here, "the_incident": incident, "some": sorted(set(ts))}
        return {row.ts: value_of(Message, row) for row in await self._do.rows(_SOME, values)}

    async def counts(self, incident: int) -> tuple[int, int, int]:
        """Return how many messages (roots and replies), threads with replies, and files are stored."""
        row = await self._do.first(_COUNTS, {**self._here, "the_incident": incident})
        assert row is not None
        return int(row.messages), int(row.threads), int(row.files)
