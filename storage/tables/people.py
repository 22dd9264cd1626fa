"""Members of a workspace, the roles they were given, and who looked at Home lately."""

from datetime import datetime, time

from sqlalchemy import Index
from sqlmodel import Field

from bot.domain.people import Role, Standing
from storage.tables.base import NEVER_AGAIN, Row, json_field, moment, numbered, one_of


class MemberRow(Row, table=True):
    """A person as Slack last described them (`role`, `seen_at`), and the role granted here, if any."""

    __tablename__ = "members"

    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    zone: str = "UTC"
    standing: Standing = one_of(Standing)
    role: Role = one_of(Role)
    granted: Role | None = one_of(Role, required=False)
    seen_at: datetime = moment()


class HomeViewRow(Row, table=True):
    """When a member last opened Home."""

    __tablename__ = "home_views"

    workspace: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
    opened_at: datetime = moment()


class HoursRow(Row, table=True):
    """When a member works, where they chose it: their country's calendar, from when to when, on which weekdays."""

    __tablename__ = "hours"

    workspace: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
    country: str = ""
    region: str = ""
    start: time
    end: time
    weekdays: list[int] | None = json_field(required=False)


class RoleChangeRow(Row, table=True):
    """Who gave which role to whom, and when. Rows are only added."""

    __tablename__ = "role_changes"
    __table_args__ = (Index(None, "workspace", "member"), NEVER_AGAIN)

    id: int | None = numbered()
    workspace: str
    member: str
    by: str
    at: datetime = moment()
    was: Role = one_of(Role)
    now: Role = one_of(Role)
