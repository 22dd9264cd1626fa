"""Living messages and where they stand, and the lines that people wrote for the timeline."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import NEVER_AGAIN, Row, moment, numbered


class SurfaceRow(Row, table=True):
    """A living message of an owner such as incident:7."""

    __tablename__ = "surfaces"
    __table_args__ = (Index(None, "workspace", "channel", "ts"),)

    workspace: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    channel: str
    thread_ts: str | None = None
    ts: str | None = None
    attempted_at: datetime | None = moment(required=False)
    digest: str = ""
    failed: str | None = None
    reposted: bool = False


class NoteRow(Row, table=True):
    """A line for the timeline by a person."""

    __tablename__ = "notes"
    __table_args__ = (Index(None, "workspace", "channel"), NEVER_AGAIN)

    id: int | None = numbered()
    workspace: str
    channel: str
    author: str
    text: str
    at: datetime = moment()
    ts: str | None = None
    withdrawn: bool = False
