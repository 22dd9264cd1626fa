"""What a document said at each revision, part by part; and the words that somebody typed and did not save."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, json_field, moment, of_postmortem


class RevisionRow(Row, table=True):
    """That the text changed, and which parts of it."""

    __tablename__ = "revisions"
    __table_args__ = (of_postmortem(),)

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
    by: str | None = None
    verb: str
    parts: list[str] = json_field()
    restores: int | None = None


class RevisionPartRow(Row, table=True):
    """A part's content from a revision on; without content it is not in the document any more."""

    __tablename__ = "revision_parts"
    __table_args__ = (of_postmortem(),)

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    part: str = Field(primary_key=True)
    revision: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: str | None = None


class UnsavedRow(Row, table=True):
    """Words that somebody typed into a section's window: their own, until saved, dropped or a week old."""

    __tablename__ = "unsaved"
    __table_args__ = (of_postmortem(),)

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    section: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
    parts: dict[str, str] = json_field()
    revision: int
    at: datetime = moment()
