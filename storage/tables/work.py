"""Durable work: jobs, recorded steps, and the keys of deliveries. Ids and intentions only, nothing that Slack sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import NEVER_AGAIN, Row, json_field, moment, numbered


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class JobRow(Row, table=True):
    """Work to be done. `due_at` is `run_at` while it waits, the end of the lease while it runs, and then nothing."""

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("workspace", "once_key"),
        Index("uq_jobs_coalesce", "workspace", "coalesce_key", unique=True, **_where("status = 'ready'")),
        Index("uq_jobs_running_lane", "workspace", "lane", unique=True, **_where("status = 'running'")),
        Index("ix_jobs_lane", "workspace", "lane", "due_at", "id", **_where("status = 'ready' AND lane IS NOT NULL")),
        Index("ix_jobs_due", "due_at", "id", **_where("due_at IS NOT NULL")),
        Index("ix_jobs_due_here", "workspace", "due_at", "id", **_where("due_at IS NOT NULL")),
        Index("ix_jobs_done", "finished_at", **_where("status = 'done' AND once_key IS NULL")),
        Index("ix_jobs_dead", "workspace", "finished_at", **_where("status = 'dead'")),
        NEVER_AGAIN,
    )

    id: int | None = numbered()
    workspace: str
    kind: str
    payload: dict[str, Any] = json_field()
    lane: str | None = None
    once_key: str | None = None
    coalesce_key: str | None = None
    run_at: datetime = moment()
    due_at: datetime | None = moment(required=False)
    status: str
    attempts: int = 0
    joined: int = 0
    locked_by: str | None = None
    lease_until: datetime | None = moment(required=False)
    last_error: str | None = None
    created_at: datetime = moment()
    finished_at: datetime | None = moment(required=False)
    cause: str = ""


class StepRow(Row, table=True):
    """What a piece of work has done so far."""

    __tablename__ = "steps"

    workspace: str = Field(primary_key=True)
    work: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    result: dict[str, Any] = json_field()


class PaceRow(Row, table=True):
    """When Slack takes the next call of a method that it said was too much."""

    __tablename__ = "paces"

    workspace: str = Field(primary_key=True)
    method: str = Field(primary_key=True)
    due: datetime = moment()


class InboxRow(Row, table=True):
    """A delivery that has had its effect: its key, its kind and when."""

    __tablename__ = "inbox"
    __table_args__ = (Index(None, "at"),)

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    kind: str
    at: datetime = moment()
