"""The redacted messages of an incident's channel."""

from typing import Any

from sqlmodel import Field

from storage.tables.base import Row, json_field, of_incident


class MessageRow(Row, table=True):
    """One message, by Slack's own ts."""

    __tablename__ = "messages"
    __table_args__ = (of_incident(),)

    workspace: str = Field(primary_key=True)
    incident: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    ts: str = Field(primary_key=True)
    author: str
    author_name: str = ""
    text: str = ""
    is_bot: bool = False
    thread_ts: str | None = None
    edited: bool = False
    deleted: bool = False
    pinned: bool = False
    files: list[str] = json_field()
    reactions: list[dict[str, Any]] = json_field()
    subtype: str | None = None
