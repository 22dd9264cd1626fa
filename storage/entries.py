"""Timeline entries. What a person has touched is never replaced by what a machine made."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select, update

from bot.domain.timeline import Entry, Origin, in_order
from storage.repository import Repository, assigned, columns, inside, value_of
from storage.tables import EntryRow, table_of

_T = table_of(EntryRow)

_OF = select(*columns(_T, "workspace", "postmortem")).where(inside(_T, "postmortem")).order_by(_T.c.at, _T.c.id)
_ADD = insert(_T)
_ADD_ONE = insert(_T).returning(_T.c.id)
_DROP_MADE = delete(_T).where(inside(_T, "postmortem"), _T.c.origin.in_((Origin.RULES, Origin.AI)), _T.c.by.is_(None))
_SAVE = update(_T).where(inside(_T, "postmortem", "id")).values(assigned(_T, "id", "workspace", "postmortem"))
_REMOVE = delete(_T).where(inside(_T, "postmortem", "id"))


class SqlEntries(Repository):
    """Implements `bot.ports.Entries`."""

    async def of(self, postmortem: int) -> list[Entry]:
        """Return all entries by time, hidden and unverified ones too."""
        rows = await self._do.rows(_OF, {**self._here, "the_postmortem": postmortem})
        return in_order(value_of(Entry, row) for row in rows)

    async def add(self, postmortem: int, entries: Iterable[Entry]) -> None:
        """Insert entries; their ids are given here."""
        rows = [self._row(entry, postmortem=postmortem) for entry in entries]
        for row in rows:
            del row["id"]
        await self._do.many(_ADD, rows)

    async def add_one(self, postmortem: int, entry: Entry) -> Entry:
        """Insert an entry; return it with its id."""
        row = self._row(entry, postmortem=postmortem)
        del row["id"]
        return entry.model_copy(update={"id": int(await self._do.scalar(_ADD_ONE, row))})

    async def put_back(self, postmortem: int, entry: Entry) -> None:
        """Insert an entry that was deleted under the id that it had: comments on it find it again."""
        await self._do.change(_ADD, self._row(entry, postmortem=postmortem))

    async def replace_made(self, postmortem: int, entries: Iterable[Entry]) -> None:
        """Replace the entries made by rules or AI that no person has touched; keep people's and pins."""
        await self._do.change(_DROP_MADE, {**self._here, "the_postmortem": postmortem})
        await self.add(postmortem, entries)

    async def save(self, postmortem: int, entry: Entry) -> None:
        """Store a changed entry."""
        values = self._row(entry, the_id=entry.id, the_postmortem=postmortem, **self._here)
        del values["id"], values["workspace"]
        await self._do.change(_SAVE, values)

    async def remove(self, postmortem: int, entry: int) -> None:
        """Delete an entry."""
        await self._do.change(_REMOVE, {**self._here, "the_postmortem": postmortem, "the_id": entry})
