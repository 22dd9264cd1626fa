"""Home: who looks at it, so that it is redrawn for them, and what it tells admins of the set-up."""

from bot.domain import events
from bot.domain.narration import OPERATORS
from bot.domain.people import Actor
from bot.domain.surfaces import SetUp
from bot.ports import Deps
from bot.services.changes import LATELY
from bot.services.reactions import jobs_for


async def opened(deps: Deps, actor: Actor) -> None:
    """Remember that somebody opened Home, and have it drawn."""
    if not actor.member:
        return
    now = deps.clock.now()
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.home_views.opened(actor.member, now)
        for job in jobs_for([events.HomeTouched(member=actor.member)], now, actor.cause):
            await uow.jobs.add(job, now)
    deps.nudge()


async def look_again(deps: Deps, actor: Actor, member: str) -> None:
    """Have Home drawn anew for somebody who came into a place or left it, if they looked at it lately.

    What they may see has changed by that, though no document has.
    """
    now = deps.clock.now()
    async with deps.store.read(actor.workspace) as uow:
        if member not in await uow.home_views.opened_since(now - LATELY):
            return
    async with deps.store.write(actor.workspace) as uow:
        for job in jobs_for([events.HomeTouched(member=member)], now, actor.cause):
            await uow.jobs.add(job, now)
    deps.nudge()


async def setup_of(deps: Deps, actor: Actor) -> SetUp | None:
    """Return what is set up, for those who can do something about it; None for everybody else.

    Whether the provider takes the key is known from the newest work of a model: nothing is asked for it.
    """
    if not actor.is_org_admin:
        return None
    has_ai = deps.writer is not None
    async with deps.store.read(actor.workspace) as uow:
        last = await uow.ai_runs.last() if has_ai else None
    settings = deps.settings
    return SetUp(
        steps={"running": True, "channel": bool(settings.announce_channel), "admin": bool(settings.incident_admins)},
        ai=has_ai,
        trouble=last.trouble if last is not None and last.trouble in OPERATORS else None,
    )
