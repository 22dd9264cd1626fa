"""The store: one transaction in one workspace, with all its repositories; commit or nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import ports
from bot.ports import Clock, Repeated
from storage.action_items import SqlActionItems
from storage.ai_runs import SqlAiRuns
from storage.audit import SqlAudit
from storage.comments import SqlComments
from storage.deadlines import SqlDeadlines
from storage.digests import SqlDigests
from storage.engine import Database
from storage.entries import SqlEntries
from storage.erasure import SqlErasure
from storage.fixes import SqlFixes
from storage.home_views import SqlHomeViews
from storage.hours import SqlHours
from storage.inbox import SqlInbox
from storage.incidents import SqlIncidents
from storage.jobs import SqlJobs
from storage.leavers import SqlLeavers
from storage.members import SqlMembers
from storage.notes import SqlNotes
from storage.postmortems import SqlPostmortems
from storage.questions import SqlQuestions
from storage.retention import SqlRetention
from storage.reviews import SqlReviews
from storage.revisions import SqlRevisions
from storage.steps import SqlSteps
from storage.surfaces import SqlSurfaces
from storage.transaction import Transaction
from storage.transcripts import SqlTranscripts
from storage.unsaved import SqlUnsavedWords


class SqlUnitOfWork:
    """Implements `bot.ports.UnitOfWork`: repositories that know one workspace and one transaction."""

    def __init__(self, workspace: str, transaction: Transaction) -> None:
        where = (workspace, transaction)
        self.workspace = workspace
        self.inbox: ports.Inbox = SqlInbox(*where)
        self.jobs: ports.Jobs = SqlJobs(*where)
        self.steps: ports.Steps = SqlSteps(*where)
        self.members: ports.Members = SqlMembers(*where)
        self.incidents: ports.Incidents = SqlIncidents(*where)
        self.postmortems: ports.Postmortems = SqlPostmortems(*where)
        self.entries: ports.Entries = SqlEntries(*where)
        self.questions: ports.Questions = SqlQuestions(*where)
        self.transcripts: ports.Transcripts = SqlTranscripts(*where)
        self.surfaces: ports.Surfaces = SqlSurfaces(*where)
        self.notes: ports.Notes = SqlNotes(*where)
        self.audit: ports.Audit = SqlAudit(*where)
        self.home_views: ports.HomeViews = SqlHomeViews(*where)
        self.hours: ports.HoursChosen = SqlHours(*where)
        self.revisions: ports.Revisions = SqlRevisions(*where)
        self.reviews: ports.Reviews = SqlReviews(*where)
        self.comments: ports.Comments = SqlComments(*where)
        self.action_items: ports.ActionItems = SqlActionItems(*where)
        self.unsaved: ports.UnsavedWords = SqlUnsavedWords(*where)
        self.retention: ports.Retention = SqlRetention(*where)
        self.ai_runs: ports.AiRuns = SqlAiRuns(*where)
        self.erasure: ports.Erasure = SqlErasure(*where)
        self.deadlines: ports.Deadlines = SqlDeadlines(*where)
        self.leavers: ports.Leavers = SqlLeavers(*where)
        self.fixes: ports.Fixes = SqlFixes(*where)
        self.digests: ports.Digests = SqlDigests(*where)


class SqlStore:
    """Implements `bot.ports.Store` on a database; the clock dates what the inbox records."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @asynccontextmanager
    async def read(self, workspace: str) -> AsyncIterator[ports.UnitOfWork]:
        """Open a read-only unit of work."""
        async with self._database.read() as transaction:
            yield SqlUnitOfWork(workspace, transaction)

    @asynccontextmanager
    async def write(self, workspace: str, *, delivery: str | None = None) -> AsyncIterator[ports.UnitOfWork]:
        """Open a transaction: commits at the end, rolls back on an exception.

        With `delivery` it first records that key in the inbox and raises `Repeated` when it was there already.
        """
        async with self._database.write() as transaction:
            unit = SqlUnitOfWork(workspace, transaction)
            if delivery is not None:
                kind = delivery.partition(":")[0][:40]
                if not await unit.inbox.first(delivery, kind, self._clock.now()):
                    raise Repeated(kind)
            yield unit
