"""Action items of postmortems."""

from datetime import date, datetime

from sqlalchemy import Index

from bot.domain.action_items import ItemKind, ItemStatus, Priority
from storage.tables.base import NEVER_AGAIN, Row, moment, numbered, of_postmortem, one_of


class ActionItemRow(Row, table=True):
    """One task."""

    __tablename__ = "action_items"
    __table_args__ = (
        Index(None, "workspace", "postmortem"),
        Index(None, "workspace", "owner", "status"),
        Index(None, "workspace", "status", "due"),
        Index(None, "workspace", "snoozed_until"),
        of_postmortem(),
        NEVER_AGAIN,
    )

    id: int | None = numbered()
    workspace: str
    postmortem: int
    text: str
    owner: str | None = None
    due: date | None = None
    priority: Priority = one_of(Priority)
    status: ItemStatus = one_of(ItemStatus)
    kind: ItemKind | None = one_of(ItemKind, required=False)
    justification: str | None = None
    evidence: str | None = None
    ticket: str | None = None
    done_when: str = ""
    done_at: datetime | None = moment(required=False)
    proposed: bool = False
    source: str = ""
    doubt: str | None = None
    position: int = 0
    created_at: datetime | None = moment(required=False)
    created_by: str | None = None
    from_channel: str | None = None
    from_ts: str | None = None
    started_at: datetime | None = moment(required=False)
    closed_by: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = moment(required=False)
    snoozed_until: date | None = None
    handed_by: str | None = None
