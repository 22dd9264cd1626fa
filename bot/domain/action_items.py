"""Action items: one task, one owner, a due day. Reminders about them are elsewhere."""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.values import Value

MOST_ITEMS = 50


class Priority(StrEnum):
    """How much it matters."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ItemStatus(StrEnum):
    """How far it is. WONT_DO carries a justification."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    WONT_DO = "wont_do"


TO_DO: Final = (ItemStatus.OPEN, ItemStatus.IN_PROGRESS)
"""How far an item is on which somebody still has to work."""


class ItemKind(StrEnum):
    """What it is good for."""

    PREVENT = "prevent"
    DETECT = "detect"
    MITIGATE = "mitigate"
    PROCESS = "process"


class ActionItem(Value):
    """A task. `owner` is one person's Slack id; `due` is a day, not a moment; `done_at` is UTC.

    `done_when` says how one can tell that it is done. A `proposed` one was made by a machine and is nobody's task yet:
    its owner is who it may be, `doubt` is why its messages do not bear it out. `source` are the messages (ts) that it
    was proposed from, which it keeps. One that a person dropped is WONT_DO and stays, so that it does not come back.

    `closed_by` is who completed or declined it, `confirmed_by` the second person who looked. Nobody is asked before
    `snoozed_until`. `handed_by` gave it to its owner just now, and may take it back until somebody does something with
    it. One that was made from a message in Slack has its place in `from_channel` and `from_ts`.
    """

    id: int = 0
    text: str
    owner: str | None = None
    due: date | None = None
    priority: Priority = Priority.MEDIUM
    status: ItemStatus = ItemStatus.OPEN
    kind: ItemKind | None = None
    justification: str | None = None
    evidence: str | None = None
    ticket: str | None = None
    done_when: str = ""
    done_at: datetime | None = None
    proposed: bool = False
    source: str = ""
    doubt: str | None = None
    position: int = 0
    created_at: datetime | None = None
    created_by: str | None = None
    from_channel: str | None = None
    from_ts: str | None = None
    started_at: datetime | None = None
    closed_by: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    snoozed_until: date | None = None
    handed_by: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something. A proposal is nobody's task yet."""
        return not self.proposed and self.status in TO_DO

    @property
    def is_offered(self) -> bool:
        """Whether a person is to add or to drop it."""
        return self.proposed and self.status is ItemStatus.OPEN

    @property
    def seen(self) -> str:
        """A short print of what a person sees of it: another one means that it was changed meanwhile."""
        shown = self.model_dump_json(exclude={"id", "position"})
        return hashlib.sha256(shown.encode()).hexdigest()[:12]

    def is_snoozed(self, today: date) -> bool:
        """Whether nobody is asked about it yet, seen from the reader's `today`."""
        return self.is_open and self.snoozed_until is not None and self.snoozed_until > today

    def is_late(self, today: date) -> bool:
        """Whether its day is over, seen from the owner's `today`."""
        return self.is_open and self.due is not None and self.due < today
