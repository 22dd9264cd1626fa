"""Telling a channel of its items that have been late for weeks: one message, in which their owners are rung."""

from blocks import escalations as drawn
from bot.jobs.surfaces_places import facts_of, is_closed
from bot.jobs.surfaces_sending import show
from bot.ports import Deps, Job, Surface
from bot.services import escalations


async def sweep(deps: Deps, job: Job) -> None:
    """Look which channels are to hear of their items."""
    await escalations.sweep(deps, job.workspace)


async def tell(deps: Deps, job: Job) -> None:
    """Post it where the channel's cards stand; nowhere where that is a direct message, whose reader is asked anyway."""
    channel = str(job.payload["channel"])
    day = await escalations.day_of(deps, job.workspace, channel)
    place = await facts_of(deps, channel)
    if place is None or is_closed(place):
        other = await escalations.goes_on_in(deps, job.workspace, channel)
        place = await facts_of(deps, other) if other is not None else None
    if day is None or place is None or is_closed(place):
        return
    facts = await escalations.escalation_facts(deps, job.workspace, channel, place)
    year, week, _ = day.isocalendar()  # its week: after a restored backup it is found in Slack by that
    owner, kind = f"escalation:{channel}", f"{year}-{week}"
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(owner, kind)
    if facts.items and (known is None or known.ts is None):
        surface = known or Surface(owner=owner, kind=kind, channel=place.id)
        await show(deps, job.workspace, surface, drawn.late(facts))
