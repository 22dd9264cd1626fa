"""Words that people typed and did not save, a section and a person at a time."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.ports import Unsaved
from storage.columns import upsert
from storage.repository import Repository, columns, inside, value_of
from storage.tables import UnsavedRow, table_of

_T = table_of(UnsavedRow)

_GET = select(*columns(_T, "workspace", "postmortem")).where(inside(_T, "postmortem", "section", "member"))
_PUT = upsert(_T, ("workspace", "postmortem", "section", "member"))
_DROP = delete(_T).where(inside(_T, "postmortem", "section", "member"))
_DROP_OF = delete(_T).where(inside(_T, "postmortem", "member"))
_FORGET = delete(_T).where(inside(_T), _T.c.at < bindparam("moment"))


class SqlUnsavedWords(Repository):
    """Implements `bot.ports.UnsavedWords`."""

    async def get(self, postmortem: int, section: str, member: str) -> Unsaved | None:
        """Return a person's unsaved words of a section, or None."""
        where = {"the_postmortem": postmortem, "the_section": section, "the_member": member}
        row = await self._do.first(_GET, {**self._here, **where})
        return None if row is None else value_of(Unsaved, row)

    async def put(self, postmortem: int, words: Unsaved) -> None:
        """Insert or replace them."""
        await self._do.change(_PUT, self._row(words, postmortem=postmortem))

    async def drop(self, postmortem: int, section: str, member: str) -> None:
        """Forget them."""
        where = {"the_postmortem": postmortem, "the_section": section, "the_member": member}
        await self._do.change(_DROP, {**self._here, **where})

    async def drop_of(self, postmortem: int, member: str) -> None:
        """Forget all that a person typed into a document."""
        await self._do.change(_DROP_OF, {**self._here, "the_postmortem": postmortem, "the_member": member})

    async def forget_before(self, moment: datetime) -> int:
        """Drop what is older than `moment` (UTC); return how many."""
        return await self._do.change(_FORGET, {**self._here, "moment": moment})
