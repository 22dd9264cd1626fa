"""Discussions and comments. A thread message is one comment, however often Slack tells of it."""

from typing import Any

from sqlalchemy import insert, select, update

from bot.domain.comments import Comment, Discussion
from storage.repository import Repository, assigned, columns, fields_of, inside, value_of
from storage.tables import CommentRow, DiscussionRow, table_of

_T = table_of(CommentRow)
_D = table_of(DiscussionRow)

_VALUES = columns(_T, "workspace", "postmortem")
_OF = select(*_VALUES).where(inside(_T, "postmortem"), _T.c.deleted_at.is_(None)).order_by(_T.c.at, _T.c.id)
_GET = select(*_VALUES).where(inside(_T, "postmortem", "id"))
_AT = select(*columns(_T, "workspace")).where(inside(_T, "channel", "ts"))
_BY_TS = select(*_VALUES).where(inside(_T, "postmortem", "ts"))
_ADD = insert(_T).returning(_T.c.id)
_SAVE = update(_T).where(inside(_T, "postmortem", "id")).values(assigned(_T, "id", "workspace", "postmortem"))
_DISCUSSIONS = select(*columns(_D, "workspace", "postmortem")).where(inside(_D, "postmortem")).order_by(_D.c.id)
_OPEN = insert(_D).returning(_D.c.id)
_SAVE_DISCUSSION = (
    update(_D).where(inside(_D, "postmortem", "id")).values(assigned(_D, "id", "workspace", "postmortem"))
)


class SqlComments(Repository):
    """Implements `bot.ports.Comments`."""

    async def of(self, postmortem: int) -> list[Comment]:
        """Return all comments by time, without the ones that were taken away."""
        rows = await self._do.rows(_OF, {**self._here, "the_postmortem": postmortem})
        return [value_of(Comment, row) for row in rows]

    async def discussions(self, postmortem: int) -> list[Discussion]:
        """Return all discussions by id."""
        rows = await self._do.rows(_DISCUSSIONS, {**self._here, "the_postmortem": postmortem})
        return [value_of(Discussion, row) for row in rows]

    async def get(self, postmortem: int, comment: int) -> Comment | None:
        """Return a comment, or None."""
        return await self._comment(_GET, the_postmortem=postmortem, the_id=comment)

    async def by_ts(self, postmortem: int, ts: str) -> Comment | None:
        """Return the comment that a thread message mirrors, or None."""
        return await self._comment(_BY_TS, the_postmortem=postmortem, the_ts=ts)

    async def at(self, channel: str, ts: str) -> tuple[int, Comment] | None:
        """Return the comment that a message of Slack is, with its postmortem; taken away ones too. None for others."""
        row = await self._do.first(_AT, {**self._here, "the_channel": channel, "the_ts": ts})
        if row is None:
            return None
        fields = fields_of(row)
        return fields.pop("postmortem"), Comment(**fields)

    async def add(self, postmortem: int, comment: Comment) -> Comment | None:
        """Insert a comment; None where its thread message is one already."""
        if comment.ts is not None and await self.by_ts(postmortem, comment.ts) is not None:
            return None
        row = self._row(comment, postmortem=postmortem)
        del row["id"]
        return comment.model_copy(update={"id": int(await self._do.scalar(_ADD, row))})

    async def save(self, postmortem: int, comment: Comment) -> None:
        """Store a changed comment."""
        await self._change(_SAVE, postmortem, comment.id, comment)

    async def open_discussion(self, postmortem: int, discussion: Discussion) -> Discussion:
        """Insert a discussion; return it with its id."""
        row = self._row(discussion, postmortem=postmortem)
        del row["id"]
        return discussion.model_copy(update={"id": int(await self._do.scalar(_OPEN, row))})

    async def save_discussion(self, postmortem: int, discussion: Discussion) -> None:
        """Store a changed discussion."""
        await self._change(_SAVE_DISCUSSION, postmortem, discussion.id, discussion)

    async def _comment(self, statement: Any, **where: Any) -> Comment | None:
        row = await self._do.first(statement, {**self._here, **where})
        return None if row is None else value_of(Comment, row)

    async def _change(self, statement: Any, postmortem: int, key: int, value: Comment | Discussion) -> None:
        values = self._row(value, the_id=key, the_postmortem=postmortem, **self._here)
        del values["id"], values["workspace"]
        await self._do.change(statement, values)
