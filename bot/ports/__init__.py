"""What the use cases need from outside, as protocols: time, storage, Slack, a narrator.

Concrete ones are named in runtime.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.incidents import Transcript
from bot.domain.templates import BUILT_IN, Template
from bot.domain.timeline import Brief, Narrative
from bot.ports.audit import Audit, Deed
from bot.ports.calendar import Calendar
from bot.ports.chat import ChannelFacts, Chat, ChatError, Page, Upload
from bot.ports.deadlines import Deadlines
from bot.ports.digests import Digests
from bot.ports.documents import ActionItems, Comments, Reviews, Revisions, Unsaved, UnsavedWords
from bot.ports.erasure import Erasure, Known, Trace
from bot.ports.fixes import Fixes
from bot.ports.hours import HoursChosen
from bot.ports.leavers import Leavers
from bot.ports.model import (
    AiRuns,
    Ledger,
    Model,
    ModelAnswer,
    ModelError,
    ModelLimits,
    ModelRequest,
    Remark,
    Wish,
    Writer,
)
from bot.ports.retention import Retention
from bot.ports.storage import (
    Entries,
    HomeViews,
    Incidents,
    Members,
    Note,
    Notes,
    Postmortems,
    Questions,
    Store,
    Surface,
    Surfaces,
    Transcripts,
    UnitOfWork,
)
from bot.ports.work import Inbox, Job, JobQueue, Jobs, JsonValue, NewJob, Paces, Payload, Repeated, Steps
from bot.settings import Settings

__all__ = [
    "ActionItems",
    "AiRuns",
    "Audit",
    "Calendar",
    "ChannelFacts",
    "Chat",
    "ChatError",
    "Clock",
    "Comments",
    "Deadlines",
    "Deed",
    "Deps",
    "Digests",
    "Entries",
    "Erasure",
    "Fixes",
    "HomeViews",
    "HoursChosen",
    "Inbox",
    "Incidents",
    "Job",
    "JobQueue",
    "Jobs",
    "JsonValue",
    "Known",
    "Leavers",
    "Ledger",
    "Members",
    "Model",
    "ModelAnswer",
    "ModelError",
    "ModelLimits",
    "ModelRequest",
    "Narrator",
    "NewJob",
    "Note",
    "Notes",
    "Paces",
    "Page",
    "Payload",
    "Postmortems",
    "Questions",
    "Remark",
    "Repeated",
    "Retention",
    "Reviews",
    "Revisions",
    "Steps",
    "Store",
    "Surface",
    "Surfaces",
    "Trace",
    "Transcripts",
    "UnitOfWork",
    "Unsaved",
    "UnsavedWords",
    "Upload",
    "Wish",
    "Writer",
]


class Clock(Protocol):
    """The time, so that tests can own it."""

    def now(self) -> datetime:
        """Return the present moment, aware UTC."""
        ...


class Narrator(Protocol):
    """Whoever makes a draft of a transcript: rules, or a model."""

    async def narrate(self, transcript: Transcript, brief: Brief) -> Narrative:
        """Return claims, section texts and open questions. Nothing in them is believed before it was grounded."""
        ...


@dataclass(frozen=True)
class Deps:
    """Everything a use case may need. Built once, in runtime.

    `covered` are the placeholders that the entrance of the deed under way has made, or found in its window.
    """

    clock: Clock
    store: Store
    chat: Chat
    narrator: Narrator
    calendar: Calendar
    settings: Settings
    nudge: Callable[[], None]
    templates: Mapping[str, Template] = field(default_factory=lambda: BUILT_IN)
    checkpoint: Callable[[str], None] = lambda _: None
    writer: Writer | None = None
    covered: frozenset[str] = frozenset()
