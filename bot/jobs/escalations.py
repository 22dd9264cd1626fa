"""Telling a channel of its items that have been late for weeks: one message, in which their owners are rung."""

from datetime import UTC, date, datetime

from blocks import escalations as drawn
from bot.domain.escalations import WEEK
from bot.domain.times_zones import day_in
from bot.jobs.outcomes import LOOK_AGAIN, Later
from bot.jobs.surfaces_places import facts_of, is_closed
from bot.jobs.surfaces_sending import recovered, show
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
    if not facts.items:
        return
    before, surface = await recovered(
        deps,
        job.workspace,
        await _message(deps, job, channel, day - WEEK, place.id),
        await _message(deps, job, channel, day, place.id),
    )
    last = surface.ts or before.ts
    told_on = _day_in(last, deps.settings.zone) if last is not None else date.min
    if day - WEEK < told_on < day:  # as only Slack remembers, or it was told later than planned
        await escalations.note_day(deps, job.workspace, channel, told_on)
    elif surface.ts is None:
        if not escalations.may_tell(deps, facts):
            raise Later(deps.clock.now() + LOOK_AGAIN, "out_of_hours")
        await escalations.note_told(deps, job.workspace, channel, facts)
        await show(deps, job.workspace, surface, drawn.late(facts))


async def _message(deps: Deps, job: Job, channel: str, day: date, place: str) -> Surface:
    owner, kind = _named(channel, day)
    async with deps.store.read(job.workspace) as uow:
        return await uow.surfaces.get(owner, kind) or Surface(owner=owner, kind=kind, channel=place)


def _day_in(ts: str, zone: str) -> date:
    return day_in(datetime.fromtimestamp(float(ts), UTC), zone)


async def redraw(deps: Deps, job: Job) -> None:
    """Have the channel's last message follow what was done with an item of this postmortem. It posts nothing."""
    async with deps.store.read(job.workspace) as uow:
        found = await uow.postmortems.get(int(job.payload["postmortem"] or 0))
    channel = found.channel if found is not None else None
    day = await escalations.day_of(deps, job.workspace, channel) if channel is not None else None
    if channel is None or day is None:
        return
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(*_named(channel, day))
    place = await facts_of(deps, known.channel) if known is not None and known.ts is not None else None
    if known is not None and place is not None and not is_closed(place):
        facts = await escalations.told_facts(deps, job.workspace, channel, place)
        if facts is not None:
            await show(deps, job.workspace, known, drawn.late(facts))


def _named(channel: str, day: date) -> tuple[str, str]:
    """Return owner and kind of a message: by its week, so that it is found in Slack after a restored backup."""
    year, week, _ = day.isocalendar()
    return f"escalation:{channel}", f"{year}-{week}"
