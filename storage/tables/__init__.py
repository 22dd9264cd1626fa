"""The tables, one file a noun. Private to `storage`: what leaves it are the domain's frozen values."""

from storage.tables.base import METADATA, table_of
from storage.tables.incidents import IncidentKeyRow, IncidentRow, SignalRow
from storage.tables.messages import MessageRow
from storage.tables.people import HomeViewRow, MemberRow
from storage.tables.postmortems import AuditRow, CounterRow, PostmortemRow, SectionRow
from storage.tables.surfaces import NoteRow, SurfaceRow
from storage.tables.timeline import EntryRow, QuestionRow
from storage.tables.work import InboxRow, JobRow, StepRow

__all__ = [
    "METADATA",
    "AuditRow",
    "CounterRow",
    "EntryRow",
    "HomeViewRow",
    "InboxRow",
    "IncidentKeyRow",
    "IncidentRow",
    "JobRow",
    "MemberRow",
    "MessageRow",
    "NoteRow",
    "PostmortemRow",
    "QuestionRow",
    "SectionRow",
    "SignalRow",
    "StepRow",
    "SurfaceRow",
    "table_of",
]
