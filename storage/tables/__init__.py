"""The tables, one file a noun. Private to `storage`: what leaves it are the domain's frozen values."""

from storage.tables.action_items import ActionItemRow
from storage.tables.ai_runs import AiRunRow
from storage.tables.base import METADATA, table_of
from storage.tables.comments import CommentRow, DiscussionRow
from storage.tables.fixes import FixRow
from storage.tables.incidents import IncidentKeyRow, IncidentRow, SignalRow
from storage.tables.messages import MessageRow
from storage.tables.people import HomeViewRow, HoursRow, MemberRow, RoleChangeRow
from storage.tables.postmortems import (
    AuditAnchorRow,
    AuditPersonRow,
    AuditRow,
    CounterRow,
    PostmortemRow,
    SectionRow,
)
from storage.tables.reviews import ChangeRequestRow, OverrideRow, ReasonRow, ReviewRow
from storage.tables.revisions import RevisionPartRow, RevisionRow, UnsavedRow
from storage.tables.surfaces import NoteRow, SurfaceRow
from storage.tables.timeline import EntryRow, QuestionRow
from storage.tables.work import InboxRow, JobRow, PaceRow, StepRow

__all__ = [
    "METADATA",
    "ActionItemRow",
    "AiRunRow",
    "AuditAnchorRow",
    "AuditPersonRow",
    "AuditRow",
    "ChangeRequestRow",
    "CommentRow",
    "CounterRow",
    "DiscussionRow",
    "EntryRow",
    "FixRow",
    "HomeViewRow",
    "HoursRow",
    "InboxRow",
    "IncidentKeyRow",
    "IncidentRow",
    "JobRow",
    "MemberRow",
    "MessageRow",
    "NoteRow",
    "OverrideRow",
    "PaceRow",
    "PostmortemRow",
    "QuestionRow",
    "ReasonRow",
    "ReviewRow",
    "RevisionPartRow",
    "RevisionRow",
    "RoleChangeRow",
    "SectionRow",
    "SignalRow",
    "StepRow",
    "SurfaceRow",
    "UnsavedRow",
    "table_of",
]
