"""The one loop that does jobs: claim, run, renew the lease, retry with back-off, or bury with a code.

At least once by nature; the handlers make it once (recorded steps, keys in messages). It knows no kind of job.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import Conflict, Problem, Unavailable
from bot.jobs.outcomes import Later, Never
from bot.log import bind_correlation
from bot.ports import ChatError, Deps, Job, JobQueue

LEASE = timedelta(seconds=60)
POLL = 1.0
MOST_ATTEMPTS = 8
MOST_OUTSIDE = 60
"""Attempts where Slack or the database is away, and where the process was killed: with the delays, most of a day."""
FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(minutes=10)

Handler = Callable[[Deps, Job], Awaitable[None]]
log = structlog.get_logger("worker")


class Worker:
    """Does the jobs of `queue` with `handlers`, several at once, until stopped."""

    def __init__(
        self,
        deps: Deps,
        queue: JobQueue,
        handlers: Mapping[str, Handler],
        *,
        name: str,
        buried: Mapping[str, Handler] | None = None,
        awake: asyncio.Event | None = None,
        at_once: int = 4,
    ) -> None:
        """`name` is unique among running workers: leases carry it. `awake` is set by whoever committed a job.

        `buried` says by kind what is done when a job is given up: somebody has to hear of it.
        """
        self._deps = deps
        self._queue = queue
        self._handlers = handlers
        self._name = name
        self._buried = buried or {}
        self._at_once = at_once
        self._wake = awake or asyncio.Event()
        self._stopping = False
        self._random = random.Random()  # noqa: S311 - jitter, not a secret

    def stop(self) -> None:
        """End `run` after the jobs in hand."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Do jobs until stopped. Trouble with the database is waited out."""
        running: set[asyncio.Task[None]] = set()
        while not self._stopping:
            self._wake.clear()
            free = self._at_once - len(running)
            claimed = await self._claim(free) if free else []
            running |= {asyncio.create_task(self.do(job)) for job in claimed}
            if claimed and len(running) < self._at_once:
                continue
            waiting = asyncio.create_task(self._wake.wait())
            done, _ = await asyncio.wait({*running, waiting}, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            running -= done
        if running:
            await asyncio.wait(running)

    async def work_off(self) -> int:
        """Do what is ready now, one after another, until nothing is; return how many. For tests and the demo."""
        count = 0
        while jobs := await self._queue.claim(self._name, self._deps.clock.now(), lease=LEASE, limit=1):
            for job in jobs:
                await self.do(job)
                count += 1
        return count

    async def do(self, job: Job) -> None:
        """Run one claimed job to its end, whatever that is."""
        bind_correlation(job.cause or f"job-{job.id}")
        renewal = asyncio.create_task(self._keep(job))
        try:
            if job.attempts > MOST_OUTSIDE:
                raise Never("killed_too_often")  # noqa: TRY301 - it ends like any other job that cannot be done
            await self._handlers.get(job.kind, _unknown)(self._deps, job)
        except Later as later:
            await self._settle(self._queue.wait(job, later.at, later.code))
        except Never as never:
            await self._bury(job, never.code)
        except ChatError as error:
            await self._after_chat_error(job, error)
        except Unavailable:
            await self._again(job, "unavailable", MOST_OUTSIDE)
        except Conflict:
            await self._again(job, "conflict")  # somebody saved between our reading and our writing
        except Problem as problem:
            await self._bury(job, type(problem).__name__)
        except Exception as error:
            log.exception("job failed", kind=job.kind, job=job.id)
            await self._again(job, type(error).__name__)
        else:
            await self._settle(self._queue.finish(job))
        finally:
            renewal.cancel()

    async def _claim(self, limit: int) -> list[Job]:
        try:
            return await self._queue.claim(self._name, self._deps.clock.now(), lease=LEASE, limit=limit)
        except Unavailable:
            log.warning("database away, waiting")
        except Exception:
            log.exception("no job could be claimed")  # the loop must not end: nobody would notice
        await asyncio.sleep(POLL)
        return []

    async def _after_chat_error(self, job: Job, error: ChatError) -> None:
        if error.retry_after is not None:
            at = self._deps.clock.now() + timedelta(seconds=error.retry_after)
            await self._settle(self._queue.wait(job, at, error.code))
        elif error.passing:
            await self._again(job, error.code, MOST_OUTSIDE)
        else:
            await self._bury(job, error.code)

    async def _again(self, job: Job, code: str, most: int = MOST_ATTEMPTS) -> None:
        if job.attempts >= most:
            await self._bury(job, code)
        else:
            await self._settle(self._queue.retry(job, self._next_try(job), code))

    async def _bury(self, job: Job, code: str) -> None:
        log.error("job buried", kind=job.kind, job=job.id, code=code)
        if (tell := self._buried.get(job.kind)) is not None:  # before the end is written: a kill between leaves neither
            try:
                await tell(self._deps, job)
            except (Problem, ChatError):
                log.warning("nobody could be told", kind=job.kind, job=job.id)
        await self._settle(self._queue.bury(job, code))

    def _next_try(self, job: Job) -> datetime:
        delay = min(FIRST_DELAY * (1 << min(job.attempts - 1, 16)), LONGEST_DELAY)
        return self._deps.clock.now() + delay * self._random.uniform(0.5, 1.0)

    async def _settle(self, ending: Awaitable[bool]) -> None:
        """Write how a job ended. With the database away the lease runs out and somebody does it again."""
        try:
            if not await ending:
                log.warning("lease was lost")
        except Unavailable:
            log.warning("database away, the lease will run out")
        except Exception:
            log.exception("the end of a job could not be written")

    async def _keep(self, job: Job) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            with contextlib.suppress(Unavailable):
                await self._queue.renew(job, self._deps.clock.now() + LEASE)


async def _unknown(_: Deps, __: Job) -> None:
    """Refuse a kind that this version does not know: another version of the bot wrote it."""
    raise Never("unknown_kind")
