"""Incidents, the keys they are known by, and the signals that were heard."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.domain.incidents import SignalKind, SignalSource
from storage.tables.base import NEVER_AGAIN, Row, json_field, moment, numbered, of_incident, one_of


class IncidentRow(Row, table=True):
    """One incident of a workspace."""

    __tablename__ = "incidents"
    __table_args__ = (
        UniqueConstraint("workspace", "id"),
        Index(None, "workspace", "channel"),
        Index(None, "workspace", "resolved_at"),
        Index(None, "workspace", "merged_into"),
        NEVER_AGAIN,
    )

    id: int | None = numbered()
    workspace: str
    channel: str | None = None
    channel_name: str = ""
    is_private: bool = False
    external_id: str | None = None
    source: SignalSource = one_of(SignalSource)
    title: str
    severity: str | None = None
    services: list[str] = json_field()
    started_at: datetime | None = moment(required=False)
    resolved_at: datetime | None = moment(required=False)
    reopened_at: datetime | None = moment(required=False)
    resolved_by: str | None = None
    resolved_how: str = ""
    url: str | None = None
    policy: str = "required"
    policy_why: str = ""
    skipped_by: str | None = None
    skipped_at: datetime | None = moment(required=False)
    skip_reason: str | None = None
    merged_into: int | None = None


class IncidentKeyRow(Row, table=True):
    """A key such as channel:C1 that leads to one incident."""

    __tablename__ = "incident_keys"
    __table_args__ = (Index(None, "workspace", "incident"), of_incident())

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    incident: int


class SignalRow(Row, table=True):
    """A signal that was heard: which, when and of what, without the words that came with it."""

    __tablename__ = "signals"
    __table_args__ = (Index(None, "workspace", "incident"), of_incident())

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    incident: int
    kind: SignalKind = one_of(SignalKind)
    source: SignalSource = one_of(SignalSource)
    at: datetime = moment()
    by: str | None = None
