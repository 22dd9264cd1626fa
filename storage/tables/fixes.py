"""When it is to be asked whether a fix has held."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row, moment, of_postmortem


class FixRow(Row, table=True):
    """One question that is to come, so many days after a document was published."""

    __tablename__ = "fixes"
    __table_args__ = (Index(None, "workspace", "asks_at"), of_postmortem())

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    days: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    asks_at: datetime = moment()
