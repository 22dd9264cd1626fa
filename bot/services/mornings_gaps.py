"""Times that the database may know nothing of, because a backup was restored, the machine slept, or its clock moved.

They cannot be told apart, so Slack decides: before somebody is asked again, what our own messages to them asked in such
a time is read from there. A heart beats in the database; when it has not for a while, a gap is noted.
"""

from datetime import datetime, timedelta

import structlog

from bot.domain.mornings import Gap
from bot.ports import Deps, Payload, UnitOfWork

BEAT = timedelta(minutes=10)
JUMP = timedelta(minutes=5)
"""Clocks drift and jobs are late; what is more than this is a jump."""
KEPT = 20
CLOCK, GAPS = "clock", "gaps"
_HEART, _LOOKED = "heart", "looked"
_EDGE = timedelta(minutes=1)
_FRESH = timedelta(hours=1)
log = structlog.get_logger("clock")


async def beat(deps: Deps, workspace: str) -> None:
    """Note that the clock goes on, and a gap where it has not or went back since the last beat."""
    now = deps.clock.now()
    async with deps.store.write(workspace) as uow:
        last = await uow.steps.get(CLOCK, _HEART)
        if last is not None:
            before = datetime.fromisoformat(str(last["at"]))
            if not -JUMP <= now - before <= BEAT + JUMP:
                await _note(uow, Gap(since=min(before, now), found=max(before, now)))
                log.warning("the clock jumped", seconds=int((now - before).total_seconds()))
        await uow.steps.put(CLOCK, _HEART, {"at": now.isoformat()})


async def jumped(deps: Deps, workspace: str, by: timedelta) -> None:
    """Note that the clock of this process was moved while it ran, by so much."""
    now = deps.clock.now()
    async with deps.store.write(workspace) as uow:
        await _note(uow, Gap(since=min(now, now - by), found=max(now, now - by)))
    log.warning("the clock jumped", seconds=int(by.total_seconds()))


async def _note(uow: UnitOfWork, gap: Gap) -> None:
    gaps = [*await _gaps(uow), gap][-KEPT:]
    await uow.steps.put(CLOCK, GAPS, {"gaps": [one.model_dump(mode="json") for one in gaps]})


async def _gaps(uow: UnitOfWork) -> list[Gap]:
    return gaps_in(await uow.steps.get(CLOCK, GAPS))


def gaps_in(step: Payload | None) -> list[Gap]:
    """Return the gaps that were noted, the last one last."""
    return [Gap(**one) for one in step["gaps"]] if step is not None else []


async def posted_unknown_since(deps: Deps, workspace: str) -> datetime | None:
    """Return since when messages may stand in Slack that we do not know of; None where no gap was found just now.

    What was to be sent at the time of a backup is sent again within minutes; later a look at every message costs more
    than it finds.
    """
    async with deps.store.read(workspace) as uow:
        gaps = await _gaps(uow)
    now = deps.clock.now()
    fresh = [one.since for one in gaps if abs(now - one.found) < _FRESH]
    return min(fresh) - _EDGE if fresh else None


async def unknown_since(deps: Deps, workspace: str, work: str) -> datetime | None:
    """Return since when Slack may know more than we do of what was sent under `work`; None where nothing is open."""
    async with deps.store.read(workspace) as uow:
        gaps, looked = await _gaps(uow), await uow.steps.get(work, _LOOKED)
    at = datetime.fromisoformat(str(looked["at"])) if looked is not None else None
    open_ = [one.since for one in gaps if at is None or one.found > at]
    return min(open_) - _EDGE if open_ else None


async def looked(deps: Deps, workspace: str, work: str) -> None:
    """Note that Slack was asked: what is known of `work` is whole again."""
    async with deps.store.write(workspace) as uow:
        gaps = await _gaps(uow)
        at = max([deps.clock.now(), *(one.found for one in gaps)])
        await uow.steps.put(work, _LOOKED, {"at": at.isoformat()})
