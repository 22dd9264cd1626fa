"""Lines that people wrote for the timeline by hand."""

from sqlalchemy import insert, select, update

from bot.ports.storage import Note
from storage.repository import Repository, assigned, columns, inside, value_of
from storage.tables import NoteRow, table_of

_T = table_of(NoteRow)

_GET = select(*columns(_T, "workspace")).where(inside(_T, "id"))
_ADD = insert(_T).returning(_T.c.id)
_SAVE = update(_T).where(inside(_T, "id")).values(assigned(_T, "id", "workspace"))
_IN_CHANNEL = (
    select(*columns(_T, "workspace"))
    .where(inside(_T, "channel"), _T.c.ts.is_not(None), _T.c.withdrawn.is_(False))
    .order_by(_T.c.at, _T.c.id)
)


class SqlNotes(Repository):
    """Implements `bot.ports.Notes`."""

    async def add(self, note: Note) -> Note:
        """Insert a note; return it with its id."""
        values = self._row(note)
        del values["id"]
        return note.model_copy(update={"id": int(await self._do.scalar(_ADD, values))})

    async def get(self, note: int) -> Note | None:
        """Return a note, or None."""
        row = await self._do.first(_GET, {**self._here, "the_id": note})
        return None if row is None else value_of(Note, row)

    async def save(self, note: Note) -> None:
        """Store a changed note."""
        values = self._row(note, the_id=note.id, **self._here)
        del values["id"], values["workspace"]
        await self._do.change(_SAVE, values)

    async def in_channel(self, channel: str) -> list[Note]:
        """Return the notes of a channel that were posted and not withdrawn, by time."""
        rows = await self._do.rows(_IN_CHANNEL, {**self._here, "the_channel": channel})
        return [value_of(Note, row) for row in rows]
