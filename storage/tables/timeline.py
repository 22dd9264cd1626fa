"""Timeline entries and open questions of a postmortem."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from bot.domain.timeline import EntryKind, Mark, Origin
from storage.tables.base import NEVER_AGAIN, Row, json_field, moment, numbered, of_postmortem, one_of


class EntryRow(Row, table=True):
    """A moment on a timeline."""

    __tablename__ = "entries"
    __table_args__ = (Index(None, "workspace", "postmortem", "at"), of_postmortem(), NEVER_AGAIN)

    id: int | None = numbered()
    workspace: str
    postmortem: int
    at: datetime = moment()
    kind: EntryKind = one_of(EntryKind)
    text: str
    actor: str | None = None
    evidence: list[str] = json_field()
    verified: bool = True
    reason: str | None = None
    said_at: datetime | None = moment(required=False)
    mark: Mark | None = one_of(Mark, required=False)
    hidden: bool = False
    rank: int = 0
    origin: Origin = one_of(Origin)
    by: str | None = Field(default=None)
    source: str | None = None
    changed_at: datetime | None = moment(required=False)


class QuestionRow(Row, table=True):
    """Something that the channel leaves open."""

    __tablename__ = "questions"
    __table_args__ = (Index(None, "workspace", "postmortem"), of_postmortem(), NEVER_AGAIN)

    id: int | None = numbered()
    workspace: str
    postmortem: int
    text: str
    asks: list[str] = json_field()
    cites: list[str] = json_field()
    section: str | None = None
    asked: list[dict[str, Any]] = json_field()
    answer: str | None = None
    answered_by: str | None = None
