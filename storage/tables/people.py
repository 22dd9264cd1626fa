"""Members of a workspace, and who looked at Home lately."""

from datetime import datetime

from sqlmodel import Field

from bot.domain.people import Role, Standing
from storage.tables.base import Row, moment, one_of


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
