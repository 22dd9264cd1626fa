"""APScheduler, and only to insert rows: at each tick a job keyed by name and slot, so that many replicas make one.

A late, double or missed tick is harmless: what is owed is computed from state by the job itself.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.domain.errors import Unavailable
from bot.ports import Deps, NewJob
from bot.services.mornings_gaps import JUMP, jumped

TICKS: dict[str, timedelta] = {
    "housekeeping.sweep": timedelta(minutes=10),
    "morning.sweep": timedelta(minutes=10),
    "card.sweep": timedelta(minutes=30),  # days end on whole and half hours, but for a few islands and Nepal
    "member.sweep": timedelta(hours=1),
    "escalation.sweep": timedelta(minutes=10),
    "digest.sweep": timedelta(minutes=10),
    "housekeeping.note_deeds": timedelta(days=1),
    "housekeeping.let_go": timedelta(hours=1),
}
WATCHED = timedelta(minutes=1)
"""So often it is looked whether the clock was moved."""


def slot(now: datetime, every: timedelta) -> int:
    """Return the number of the slot that a moment (UTC) lies in."""
    return int(now.timestamp() // every.total_seconds())


def tick(deps: Deps, workspace: str, kind: str, every: timedelta) -> Callable[[], Awaitable[None]]:
    """Return what a tick does: insert the job of this slot, once over all replicas."""

    async def insert() -> None:
        now = deps.clock.now()
        job = NewJob(kind=kind, lane=kind, once_key=f"{kind}:{slot(now, every)}")
        try:
            async with deps.store.write(workspace) as uow:
                await uow.jobs.add(job, now)
        except Unavailable:
            return
        deps.nudge()

    return insert


class Watch:
    """Notices when the clock of the wall goes otherwise than the one that nobody can set, which stands in a sleep."""

    def __init__(self, deps: Deps, workspace: str, *, steady: Callable[[], float] = time.monotonic) -> None:
        """`steady` returns seconds that only ever go on."""
        self._deps = deps
        self._workspace = workspace
        self._steady = steady
        self._last = (deps.clock.now(), steady())

    async def look(self) -> None:
        """Note a jump since the last look."""
        (wall, steady), now = self._last, (self._deps.clock.now(), self._steady())
        self._last = now
        by = now[0] - wall - timedelta(seconds=now[1] - steady)
        if abs(by) > JUMP:
            with contextlib.suppress(Unavailable):
                await jumped(self._deps, self._workspace, by)


class Ticker:
    """The scheduler with every tick of TICKS, in memory. Each fires once on start."""

    def __init__(self, deps: Deps, workspace: str) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._ticking: set[asyncio.Task[Any]] = set()
        for kind, every in TICKS.items():
            self._add(self._counted(tick(deps, workspace, kind, every)), every)
        self._add(self._counted(Watch(deps, workspace).look), WATCHED)

    def _add(self, run: Callable[[], Awaitable[None]], every: timedelta) -> None:
        """Have it run now and then regularly, by the scheduler's own clock: by another one it would catch up first."""
        trigger = IntervalTrigger(seconds=every.total_seconds(), timezone="UTC")
        self._scheduler.add_job(
            run,
            trigger,
            next_run_time=trigger.start_date - every,
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
        )

    def start(self) -> None:
        """Begin to tick, in the running event loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more. A tick that is under way ends first: APScheduler would cut it off and complain of that."""
        self._scheduler.pause()
        await asyncio.sleep(0)  # what was started in this very moment begins, and is counted
        if self._ticking:
            await asyncio.wait(self._ticking)
        self._scheduler.shutdown(wait=False)

    def _counted(self, insert: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def counted() -> None:
            task = asyncio.current_task()
            assert task is not None
            self._ticking.add(task)
            task.add_done_callback(self._ticking.discard)
            await insert()

        return counted
