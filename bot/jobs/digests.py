"""Telling a channel of its week, once: drawn for who reads there at that moment, and left as it was then."""

from blocks import digests as drawn
from bot.jobs.delivery import TABLE_SAMPLE
from bot.jobs.outcomes import LOOK_AGAIN, Later
from bot.jobs.surfaces_places import facts_of, is_closed
from bot.jobs.surfaces_sending import recovered, show
from bot.ports import Deps, Job, Surface
from bot.services import digests


async def sweep(deps: Deps, job: Job) -> None:
    """Look which channels are owed their digest."""
    await digests.sweep(deps, job.workspace)


async def tell(deps: Deps, job: Job) -> None:
    """Post a channel's digest. One that others can read who are no part of the organisation hears nothing."""
    place = await facts_of(deps, str(job.payload["channel"]))
    if place is None or is_closed(place) or place.is_shared:
        return
    facts = await digests.digest_facts(deps, job.workspace, place)
    if facts is None or facts.is_empty:
        return
    facts = facts.model_copy(update={"tables": await deps.chat.accepts(TABLE_SAMPLE)})
    owner, kind = f"digest:{place.id}", facts.week.isoformat()
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(owner, kind)
    [surface] = await recovered(deps, job.workspace, known or Surface(owner=owner, kind=kind, channel=place.id))
    if surface.ts is None:
        if not digests.may_tell(deps, facts):
            raise Later(deps.clock.now() + LOOK_AGAIN, "out_of_hours")
        await digests.note_told(deps, job.workspace, facts)
        await show(deps, job.workspace, surface, drawn.digest(facts))
