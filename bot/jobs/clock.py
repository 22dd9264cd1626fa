"""APScheduler, and only to insert rows: at each tick a job keyed by name and slot, so that many replicas make one.

A late, double or missed tick is harmless: what is owed is computed from state by the job itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import Unavailable
from bot.ports import Deps, NewJob

TICKS: dict[str, timedelta] = {
    "housekeeping.sweep": timedelta(minutes=10),
    "morning.sweep": timedelta(minutes=10),
    "digest.sweep": timedelta(minutes=10),
    "housekeeping.note_deeds": timedelta(days=1),
    "housekeeping.let_go": timedelta(hours=1),
}


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


class Ticker:
    """The scheduler with every tick of TICKS, in memory. Each fires once on start."""

    def __init__(self, deps: Deps, workspace: str) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._ticking: set[asyncio.Task[Any]] = set()
        for kind, every in TICKS.items():
            self._scheduler.add_job(
                self._counted(tick(deps, workspace, kind, every)),
                "interval",
                seconds=every.total_seconds(),
                next_run_time=deps.clock.now(),
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
