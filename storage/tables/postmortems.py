"""Postmortems, their sections, the numbers they are given, and the record of who did what to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from bot.domain.postmortems import Status, Visibility
from bot.domain.timeline import Origin
from storage.tables.base import NEVER_AGAIN, Row, json_field, moment, numbered, of_incident, of_postmortem, one_of


class PostmortemRow(Row, table=True):
    """One document without its sections. An incident has at most one that was not discarded."""

    __tablename__ = "postmortems"
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        UniqueConstraint("workspace", "number"),
        Index(
            "uq_postmortems_incident",
            "workspace",
            "incident",
            unique=True,
            sqlite_where=text("discarded_at IS NULL"),
            postgresql_where=text("discarded_at IS NULL"),
        ),
        Index(None, "workspace", "channel"),
        of_incident(),
        NEVER_AGAIN,
    )

    id: int | None = numbered()
    workspace: str
    number: int
    title: str
    status: Status = one_of(Status)
    severity: str | None = None
    services: list[str] = json_field()
    visibility: Visibility = one_of(Visibility)
    team: str | None = None
    template: str = "default"
    incident: int | None = None
    channel: str | None = None
    author: str | None = None
    handed_by: str | None = None
    editors: list[str] = json_field()
    commenters: list[str] = json_field()
    reviewers: list[str] = json_field()
    participants: list[str] = json_field()
    progress: dict[str, Any] = json_field()
    report: dict[str, Any] = json_field()
    round: dict[str, Any] = json_field()
    publication: dict[str, Any] = json_field()
    ai: dict[str, Any] = json_field()
    no_items_reason: str | None = None
    is_required: bool = False
    held_at: datetime | None = moment(required=False)
    discarded_at: datetime | None = moment(required=False)
    started_at: datetime | None = moment(required=False)
    resolved_at: datetime | None = moment(required=False)
    due_at: datetime | None = moment(required=False)
    created_at: datetime = moment()
    updated_at: datetime = moment()
    revision: int = 1
    version: int = 1


class SectionRow(Row, table=True):
    """One part of a document."""

    __tablename__ = "sections"
    __table_args__ = (of_postmortem(),)

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(primary_key=True)
    title: str
    required: bool = False
    position: int = 0
    text: str = ""
    fields: dict[str, str] = json_field()
    origin: Origin | None = one_of(Origin, required=False)
    evidence: list[str] = json_field()
    by: str | None = None
    at: datetime | None = moment(required=False)
    suggestion: str | None = None
    sentences: list[dict[str, Any]] = json_field()
    changed_at: datetime | None = moment(required=False)
    is_gone: bool = False


class CounterRow(Row, table=True):
    """The last number given in a workspace, per thing that is counted."""

    __tablename__ = "counters"

    workspace: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: int


class AuditRow(Row, table=True):
    """One deed: who, which verb, digests of what was before and after, and the hash of the row before it.

    `actor` is the key of somebody in `audit_people`; so is what follows the colon in `via`.
    `detail` is a word for which kind of the verb it was.
    """

    __tablename__ = "audit"
    __table_args__ = (of_postmortem(),)

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
    actor: str | None = None
    via: str
    cause: str = ""
    verb: str
    before: str
    after: str
    previous: str
    hash: str
    detail: str | None = None


class AuditPersonRow(Row, table=True):
    """Whose key stands in the record of deeds. The record is never changed; who it speaks of can be erased here.

    `member` is a Slack id, or the login of an operator. Whoever comes back after an erasure gets another key.
    """

    __tablename__ = "audit_people"
    __table_args__ = (Index(None, "workspace", "member"),)

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    member: str


class AuditAnchorRow(Row, table=True):
    """Where the record of a document begins since its oldest deeds were let go: the last of those, and its hash."""

    __tablename__ = "audit_anchors"
    __table_args__ = (of_postmortem(),)

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    hash: str
    at: datetime = moment()
