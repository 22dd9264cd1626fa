"""The job table from both sides: scheduling inside a unit of work, and the worker's claims over all workspaces.

A job is claimed by one conditional statement, and finishing it is fenced by who claimed it and at which attempt.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    union_all,
    update,
)

from bot.domain.failures import Failing
from bot.ports import Clock
from bot.ports.work import Job, NewJob
from storage.columns import insert_or_ignore, upsert
from storage.engine import Database
from storage.repository import Repository, inside, value_of
from storage.tables import JobRow, table_of
from storage.transaction import Clash

_T = table_of(JobRow)
READY, RUNNING, DONE, DEAD = "ready", "running", "done", "dead"
_IS_READY: ColumnElement[bool] = literal_column("status = 'ready'")  # literal, as the predicate of the index is
_TRIES = 3
_LONGEST_ERROR = 500

_ADD = insert_or_ignore(_T).returning(_T.c.joined)
# Who is in more of a hurry sets the time, but for a twin that waits because somebody asked it to or because it failed.
_HURRY: ColumnElement[bool] = and_(_T.c.last_error.is_(None), literal_column("excluded.due_at") < _T.c.due_at)
_SOONER = {one: case((_HURRY, literal_column(f"excluded.{one}")), else_=_T.c[one]) for one in ("due_at", "run_at")}
# A waiting twin is locked by this until we commit, so that nobody runs it without seeing our change.
_JOIN = upsert(
    _T, ("workspace", "coalesce_key"), changes={"joined": _T.c.joined + 1, **_SOONER}, where=_IS_READY
).returning(_T.c.joined)
_ONCE = select(_T.c.id).where(inside(_T, "once_key"))
_CANCEL = delete(_T).where(inside(_T, "coalesce_key"), _T.c.status == READY)
_GIVEN_UP = (
    select(
        _T.c.kind,
        func.coalesce(_T.c.last_error, "").label("code"),
        func.count().label("many"),
        func.sum(_T.c.attempts).label("tries"),
        func.max(_T.c.finished_at).label("last"),
    )
    .where(
        inside(_T),
        literal_column("status = 'dead'"),
        _T.c.finished_at >= bindparam("since"),
        _T.c.finished_at < bindparam("until"),
    )
    .group_by(_T.c.kind, _T.c.last_error)
)
_LANE = select(_T.c.id).where(inside(_T, "lane"), _T.c.status.in_((READY, RUNNING))).limit(1)


class SqlJobs(Repository):
    """Implements `bot.ports.Jobs`."""

    async def add(self, job: NewJob, now: datetime) -> bool:
        """Add a job, ready at `job.run_at` or `now`. False when its once or coalesce key is already there."""
        run_at = job.run_at or now
        values = self._row(job, run_at=run_at, due_at=run_at, status=READY, attempts=0, joined=0, created_at=now)
        if job.coalesce_key is None:
            return await self._do.first(_ADD, values) is not None
        if job.once_key is not None and await self._do.first(_ONCE, {**self._here, "the_once_key": job.once_key}):
            return False
        return int(await self._do.scalar(_JOIN, values)) == 0

    async def cancel(self, coalesce_key: str) -> int:
        """Drop the waiting jobs with that coalesce key; return how many."""
        return await self._do.change(_CANCEL, {**self._here, "the_coalesce_key": coalesce_key})

    async def lane_is_idle(self, lane: str) -> bool:
        """Whether no job of that lane waits or runs."""
        return await self._do.first(_LANE, {**self._here, "the_lane": lane}) is None

    async def given_up(self, since: datetime, until: datetime) -> list[Failing]:
        """Return what was given up between two moments (UTC), by kind and code, the last one first."""
        rows = await self._do.rows(_GIVEN_UP, {**self._here, "since": since, "until": until})
        found = [value_of(Failing, row) for row in rows]
        return sorted(found, key=lambda one: (one.last, one.kind, one.code), reverse=True)


def _claim_statement(*within: ColumnElement[bool]) -> Any:
    """Take the first `n` jobs that are due, each the head of a lane that is not busy.

    A running job is due when its lease has ended. Claims that meet skip each other's rows; the unique index on running
    lanes has the last word.
    """
    other = _T.alias("other")
    same_lane = and_(other.c.workspace == _T.c.workspace, other.c.lane == _T.c.lane)
    busy = exists().where(same_lane, other.c.status == literal_column("'running'"), other.c.id != _T.c.id)
    earlier = exists().where(
        same_lane,
        other.c.status == literal_column("'ready'"),
        other.c.lane.is_not(None),
        tuple_(other.c.due_at, other.c.id) < tuple_(_T.c.due_at, _T.c.id),
    )
    is_head = or_(_T.c.status == literal_column("'running'"), and_(not_(busy), not_(earlier)))
    due = (
        select(_T.c.id)
        .where(_T.c.due_at.is_not(None), _T.c.due_at <= bindparam("now"), *within)
        .where(or_(_T.c.lane.is_(None), is_head))
        .order_by(_T.c.due_at, _T.c.id)
        .limit(bindparam("n"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(_T)
        .where(_T.c.id.in_(select(due.c.id)))
        .values(
            status=RUNNING,
            attempts=_T.c.attempts + 1,
            locked_by=bindparam("worker"),
            lease_until=bindparam("until"),
            due_at=bindparam("until"),
        )
        .returning(_T)
    )


def _take_back_statement(*within: ColumnElement[bool]) -> Any:
    running = update(_T).where(_T.c.status == literal_column("'running'"), *within)
    return running.values(lease_until=bindparam("at"), due_at=bindparam("at"))


def _next_statement(*within: ColumnElement[bool]) -> Any:
    return select(func.min(_T.c.due_at)).where(_T.c.due_at.is_not(None), *within)


def _counts_statement(*within: ColumnElement[bool]) -> Any:
    """Count without what was done: nobody asks, and those are the most by far."""
    found = select(_T.c.status, func.count().label("many")).where(*within).group_by(_T.c.status)
    return union_all(found.where(_T.c.due_at.is_not(None)), found.where(literal_column("status = 'dead'")))


def _everywhere_and_here(make: Callable[..., Any]) -> dict[bool, Any]:
    """Return a statement over all workspaces (False), and over one (True)."""
    return {False: make(), True: make(_T.c.workspace == bindparam("here"))}


_CLAIM = _everywhere_and_here(_claim_statement)
_TAKE_BACK = _everywhere_and_here(_take_back_statement)
_NEXT = _everywhere_and_here(_next_statement)
_COUNTS = _everywhere_and_here(_counts_statement)
_MINE: ColumnElement[bool] = and_(
    _T.c.id == bindparam("the_id"),
    _T.c.status == RUNNING,
    _T.c.locked_by == bindparam("worker"),
    _T.c.attempts == bindparam("attempt"),
)
_END: dict[str, Any] = {"due_at": None, "lease_until": None, "finished_at": bindparam("at")}
_FINISH = update(_T).where(_MINE).values(status=DONE, last_error=None, **_END)
_GIVE_WAY = update(_T).where(_MINE).values(status=DONE, last_error="gave way to a newer twin", **_END)
_BURY = update(_T).where(_MINE).values(status=DEAD, last_error=bindparam("error"), **_END)
_RENEW = update(_T).where(_MINE).values(lease_until=bindparam("until"), due_at=bindparam("until"))
_TWIN = _T.alias("twin")
_RETRY = (
    update(_T)
    .where(
        _MINE,
        not_(
            exists().where(
                _TWIN.c.workspace == _T.c.workspace,
                _TWIN.c.coalesce_key == _T.c.coalesce_key,
                _TWIN.c.status == READY,
            )
        ),
    )
    .values(
        status=READY,
        run_at=bindparam("at"),
        due_at=bindparam("at"),
        lease_until=None,
        locked_by=None,
        last_error=bindparam("error"),
    )
)
_WAIT = _RETRY.values(attempts=_T.c.attempts - 1)
_PURGE = delete(_T).where(
    _T.c.status == literal_column("'done'"), _T.c.once_key.is_(None), _T.c.finished_at < bindparam("before")
)


class SqlJobQueue:
    """Implements `bot.ports.JobQueue` over all workspaces of a database, or over one: whose token a worker has."""

    def __init__(self, database: Database, clock: Clock, workspace: str | None = None) -> None:
        self._database = database
        self._clock = clock
        self._is_one = workspace is not None
        self._here: dict[str, Any] = {"here": workspace} if workspace is not None else {}

    async def claim(self, worker: str, now: datetime, *, lease: timedelta, limit: int = 1) -> list[Job]:
        """Take up to `limit` ready jobs, in order, none from a busy lane, also those whose lease ended."""
        values = {"now": now, "until": now + lease, "worker": worker, "n": limit, **self._here}
        for _ in range(_TRIES):
            try:
                async with self._database.alone() as do:
                    rows = await do.rows(_CLAIM[self._is_one], values)
            except Clash:
                continue  # another worker took a job of one of these lanes in the same instant
            return _jobs(rows)
        return []

    async def finish(self, job: Job) -> bool:
        """Mark done; False when somebody else has taken it meanwhile."""
        return await self._mine(_FINISH, job, at=self._clock.now())

    async def retry(self, job: Job, at: datetime, error: str) -> bool:
        """Make it ready again at `at`; a newer twin with its coalesce key makes it give way."""
        return await self._again(_RETRY, job, at, error)

    async def wait(self, job: Job, at: datetime, error: str) -> bool:
        """Do the same where somebody asked us to wait: the attempt does not count."""
        return await self._again(_WAIT, job, at, error)

    async def bury(self, job: Job, error: str) -> bool:
        """Mark it dead with a code and a sentence for an admin (no text from people in it)."""
        return await self._mine(_BURY, job, at=self._clock.now(), error=error[:_LONGEST_ERROR])

    async def renew(self, job: Job, until: datetime) -> bool:
        """Prolong the lease; False when it was lost."""
        return await self._mine(_RENEW, job, until=until)

    async def take_back(self) -> int:
        """End every lease now; only where nobody else can be at work. Return how many."""
        async with self._database.alone() as do:
            return await do.change(_TAKE_BACK[self._is_one], {"at": self._clock.now(), **self._here})

    async def next_ready_at(self, now: datetime) -> datetime | None:
        """Return when the next waiting job becomes ready or the next lease ends (`now` if that is past), or None."""
        async with self._database.read() as do:
            moment: datetime | None = await do.scalar(_NEXT[self._is_one], self._here)
        return None if moment is None else max(moment, now)

    async def counts(self) -> dict[str, int]:
        """Return how many jobs are ready, running and dead."""
        async with self._database.read() as do:
            found = {row.status: int(row.many) for row in await do.rows(_COUNTS[self._is_one], self._here)}
        return {status: found.get(status, 0) for status in (READY, RUNNING, DEAD)}

    async def purge(self, done_before: datetime) -> int:
        """Drop done jobs without a once key finished before that moment; return how many."""
        async with self._database.alone() as do:
            return await do.change(_PURGE, {"before": done_before})

    async def _again(self, statement: Any, job: Job, at: datetime, error: str) -> bool:
        try:
            if await self._mine(statement, job, at=at, error=error[:_LONGEST_ERROR]):
                return True
        except Clash:
            pass  # the twin was added in the same instant
        return await self._mine(_GIVE_WAY, job, at=self._clock.now())

    async def _mine(self, statement: Any, job: Job, **values: Any) -> bool:
        fence: Mapping[str, Any] = {"the_id": job.id, "worker": job.locked_by, "attempt": job.attempts}
        async with self._database.alone() as do:
            return await do.change(statement, {**fence, **values}) == 1


def _jobs(rows: Sequence[Row[Any]]) -> list[Job]:
    jobs = [Job(**{name: getattr(row, name) for name in Job.model_fields}) for row in rows]
    return sorted(jobs, key=lambda job: (job.run_at, job.id))
