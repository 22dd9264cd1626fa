"""Telling an author that an org admin broke the glass of their document: one message each time, and at once."""

import structlog

from blocks import glass as drawn
from bot.domain.windows import GlassFacts
from bot.jobs.surfaces_sending import show
from bot.ports import Deps, Job, Surface
from bot.services import glass

log = structlog.get_logger("jobs")


async def tell(deps: Deps, job: Job) -> None:
    """Send a message for each time that nobody was told of yet."""
    postmortem, member = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    for facts in await glass.broken_by(deps, job.workspace, postmortem, member):
        await _tell(deps, job, facts)


async def _tell(deps: Deps, job: Job, facts: GlassFacts) -> None:
    owner, kind = f"glass:{facts.postmortem.id}", f"dm.glass:{facts.member}:{facts.at.timestamp():.0f}"
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(owner, kind)
    if known is None:
        person = await glass.who_is_told(deps, facts)
        if person is None:
            log.warning("nobody is there who could be told that the glass was broken", postmortem=facts.postmortem.id)
            return
        known = Surface(owner=owner, kind=kind, channel=await deps.chat.direct(person.id))
    if known.ts is None:
        await show(deps, job.workspace, known, drawn.message(facts))
