"""Reviews, change requests, overrides, and the reasons that were given for deeds."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.domain.reviews import ReviewState
from storage.tables.base import NEVER_AGAIN, Row, json_field, moment, numbered, of_postmortem, one_of


class ReviewRow(Row, table=True):
    """One person's review of one postmortem."""

    __tablename__ = "reviews"
    __table_args__ = (of_postmortem(), Index(None, "workspace", "reviewer"))

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    reviewer: str = Field(primary_key=True)
    state: ReviewState = one_of(ReviewState)
    revision: int | None = None
    covers: int | None = None
    at: datetime | None = moment(required=False)
    asked_at: datetime | None = moment(required=False)
    requested: bool = True
    note: str = ""


class ChangeRequestRow(Row, table=True):
    """What a reviewer asks to be changed, and the answer."""

    __tablename__ = "change_requests"
    __table_args__ = (Index(None, "workspace", "postmortem"), of_postmortem(), NEVER_AGAIN)

    id: int | None = numbered()
    workspace: str
    postmortem: int
    by: str
    reason: str
    sections: list[str] = json_field()
    at: datetime | None = moment(required=False)
    revision: int = 0
    answered_at: datetime | None = moment(required=False)
    answered_by: str | None = None
    answer: str | None = None
    dropped_at: datetime | None = moment(required=False)
    dropped_by: str | None = None


class OverrideRow(Row, table=True):
    """An org admin's word that one blocker does not count."""

    __tablename__ = "overrides"
    __table_args__ = (of_postmortem(),)

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(primary_key=True)
    by: str
    reason: str
    at: datetime | None = moment(required=False)


class ReasonRow(Row, table=True):
    """Why somebody did what a row of the audit log tells: apart from it, so that it can be erased."""

    __tablename__ = "reasons"
    __table_args__ = (of_postmortem(),)

    workspace: str = Field(primary_key=True)
    postmortem: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    reason: str
