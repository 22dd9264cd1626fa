"""Somebody is no member any more: their items go to others, and those are told, each in one message."""

from blocks import members_left as drawn
from blocks.reviews import lost
from bot.domain.people import Standing
from bot.jobs.outcomes import Later
from bot.jobs.surfaces_sending import message_to, show
from bot.ports import Deps, Job
from bot.services import members, members_left


async def sweep(deps: Deps, job: Job) -> None:
    """Look who has left with something to do."""
    await members_left.sweep(deps, job.workspace)


async def rehome(deps: Deps, job: Job) -> None:
    """Give what somebody was to do to others, if that person has left."""
    await members_left.rehome(deps, job)


async def tell(deps: Deps, job: Job) -> None:
    """Tell somebody, once and while they are at work, what they have of a person who left."""
    member, work = str(job.payload["member"]), str(job.payload["kind"])
    person = await members.refresh(deps, job.workspace, member)
    facts = await members_left.left_facts(deps, person, work) if person.standing is Standing.MEMBER else None
    if facts is None:
        return
    surface = await message_to(deps, job.workspace, member, work, member)
    at = await members_left.opens(deps, person)
    if surface.ts is None and surface.attempted_at is None and at is not None:
        raise Later(at, "out_of_hours")
    await show(deps, job.workspace, surface, drawn.left(facts))


async def redraw(deps: Deps, job: Job) -> None:
    """Draw anew what people were told who has something of this postmortem now. It posts nothing."""
    for surface in await members_left.told_about(deps, job.workspace, int(job.payload["postmortem"] or 0)):
        if surface.ts is not None:
            person = await members.refresh(deps, job.workspace, surface.kind)
            facts = await members_left.left_facts(deps, person, surface.owner)
            await show(deps, job.workspace, surface, drawn.left(facts) if facts is not None else lost())
