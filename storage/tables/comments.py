"""Discussions and their comments."""

from datetime import datetime

from sqlalchemy import Index

from storage.tables.base import NEVER_AGAIN, Row, moment, numbered, of_postmortem


class DiscussionRow(Row, table=True):
    """Replies that belong together."""

    __tablename__ = "discussions"
    __table_args__ = (Index(None, "workspace", "postmortem"), of_postmortem(), NEVER_AGAIN)

    id: int | None = numbered()
    workspace: str
    postmortem: int
    section: str | None = None
    entry: int | None = None
    item: int | None = None
    resolved_at: datetime | None = moment(required=False)
    resolved_by: str | None = None
    blocks: bool = True
    last_at: datetime | None = moment(required=False)


class CommentRow(Row, table=True):
    """What somebody said; `ts` is the thread message that it mirrors."""

    __tablename__ = "comments"
    __table_args__ = (
        Index(None, "workspace", "postmortem", "discussion"),
        Index(None, "workspace", "ts"),
        of_postmortem(),
        NEVER_AGAIN,
    )

    id: int | None = numbered()
    workspace: str
    postmortem: int
    discussion: int
    by: str
    text: str
    at: datetime = moment()
    ts: str | None = None
    channel: str | None = None
    thread: str | None = None
    ours: bool = False
    blocks: bool = True
    edited_at: datetime | None = moment(required=False)
    deleted_at: datetime | None = moment(required=False)
