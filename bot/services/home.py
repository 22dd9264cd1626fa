"""Home: who looks at it, so that it is redrawn for them."""

from bot.domain import events
from bot.domain.people import Actor
from bot.ports import Deps
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
