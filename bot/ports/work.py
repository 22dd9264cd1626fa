"""Durable work, as the use cases and the worker see it: jobs, recorded steps, and the inbox of deliveries."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from pydantic import Field

from bot.domain.failures import Failing
from bot.domain.values import Value

JsonValue = str | int | float | bool | None
Payload = dict[str, Any]


class NewJob(Value):
    """Work to be done later: ids and intentions, never text and never rendered blocks.

    `lane`: at most one running job a lane, in order. `once_key`: unique for ever. `coalesce_key`: unique while waiting.
    """

    kind: str
    payload: dict[str, JsonValue] = Field(default_factory=dict)
    lane: str | None = None
    once_key: str | None = None
    coalesce_key: str | None = None
    run_at: datetime | None = None
    cause: str = ""


class Job(NewJob):
    """A claimed job. `attempts` counts this attempt too; `locked_by` and `attempts` fence its finishing."""

    id: int
    workspace: str
    attempts: int
    locked_by: str
    lease_until: datetime


class Repeated(Exception):  # noqa: N818 - not an error: the same delivery came again and has had its effect
    """The same delivery was handled before."""


class Inbox(Protocol):
    """Deliveries that have had their effect. Keys only, never what was delivered."""

    async def first(self, key: str, kind: str, at: datetime) -> bool:
        """Record a delivery; False when it was recorded before."""
        ...

    async def forget_before(self, moment: datetime) -> int:
        """Drop the keys older than `moment`; return how many."""
        ...


class Jobs(Protocol):
    """Scheduling, inside a unit of work: the row lands with the change or not at all."""

    async def add(self, job: NewJob, now: datetime) -> bool:
        """Add a job, ready at `job.run_at` or `now`. False when its once or coalesce key is already there."""
        ...

    async def cancel(self, coalesce_key: str) -> int:
        """Drop the waiting jobs with that coalesce key; return how many."""
        ...

    async def lane_is_idle(self, lane: str) -> bool:
        """Whether no job of that lane waits or runs."""
        ...

    async def given_up(self, since: datetime, until: datetime) -> list[Failing]:
        """Return what was given up between two moments (UTC), by kind and code, the last one first."""
        ...


class Steps(Protocol):
    """Recorded steps: what a piece of work has done, so that a restart repeats nothing."""

    async def get(self, work: str, step: str) -> Payload | None:
        """Return what was recorded for a step, or None."""
        ...

    async def put(self, work: str, step: str, result: Payload) -> None:
        """Record or replace a step's result."""
        ...

    async def all(self, work: str, prefix: str = "") -> dict[str, Payload]:
        """Return every recorded step of that work whose name starts with `prefix`."""
        ...

    async def some(self, works: Iterable[str]) -> dict[str, dict[str, Payload]]:
        """Return every recorded step of these works, by work and step, in one query."""
        ...

    async def forget(self, work: str) -> None:
        """Drop all steps of that work."""
        ...


class Paces(Protocol):
    """The pace at which Slack takes calls that it said were too many, one for all processes of an app."""

    async def due(self, method: str) -> datetime | None:
        """Return when the next call is due; None where Slack never said that it is too much."""
        ...

    async def take(self, method: str, due: datetime, after: datetime) -> bool:
        """Take the turn that is due, so that the next one is `after`; False where somebody else has taken it."""
        ...

    async def put(self, method: str, due: datetime) -> None:
        """Note when the next call is due, as Slack said."""
        ...


class JobQueue(Protocol):
    """The worker's side of the jobs: of all workspaces, or of the one whose token the worker has."""

    async def claim(self, worker: str, now: datetime, *, lease: timedelta, limit: int = 1) -> list[Job]:
        """Take up to `limit` ready jobs, in order, none from a busy lane, also those whose lease ended."""
        ...

    async def finish(self, job: Job) -> bool:
        """Mark done; False when somebody else has taken it meanwhile."""
        ...

    async def retry(self, job: Job, at: datetime, error: str) -> bool:
        """Make it ready again at `at`; a newer twin with its coalesce key makes it give way."""
        ...

    async def wait(self, job: Job, at: datetime, error: str) -> bool:
        """Do the same where somebody asked us to wait: the attempt does not count."""
        ...

    async def bury(self, job: Job, error: str) -> bool:
        """Mark it dead with a code and a sentence for an admin (no text from people in it)."""
        ...

    async def renew(self, job: Job, until: datetime) -> bool:
        """Prolong the lease; False when it was lost."""
        ...

    async def take_back(self) -> int:
        """Make ready what a dead process left running; only where nobody else can be at work. Return how many."""
        ...

    async def next_ready_at(self, now: datetime) -> datetime | None:
        """Return when the next waiting job becomes ready, or None."""
        ...

    async def counts(self) -> dict[str, int]:
        """Return how many jobs are ready, running and dead."""
        ...

    async def purge(self, done_before: datetime) -> int:
        """Drop done jobs without a once key finished before that moment; return how many."""
        ...
