"""APScheduler, and only to insert rows: at each tick a job keyed by name and slot, so that many replicas make one.

A late, double or missed tick is harmless: what is owed is computed from state by the job itself.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import Unavailable
from bot.ports import Deps, NewJob

TICKS: dict[str, timedelta] = {"housekeeping.sweep": timedelta(minutes=10)}


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


def build(deps: Deps, workspace: str) -> AsyncIOScheduler:
    """Return a scheduler with every tick of TICKS, in memory, not yet started. Each fires once on start."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for kind, every in TICKS.items():
        scheduler.add_job(
            tick(deps, workspace, kind, every),
            "interval",
            seconds=every.total_seconds(),
            next_run_time=deps.clock.now(),
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
        )
    return scheduler
