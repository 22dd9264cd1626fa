"""Asking somebody to help with a late document: one message a person and document, edited as it is answered."""

from typing import Final

from blocks import deadlines as drawn
from blocks.reviews_changes import lost
from bot.domain.people import Standing
from bot.jobs.surfaces_sending import show
from bot.ports import Deps, Job, Surface
from bot.services import members
from bot.services.access import may_see
from bot.services.deadlines_answered import asked_for, help_facts

_ASKED: Final = "help:"


async def tell_help(deps: Deps, job: Job) -> None:
    """Ask whoever is to be asked for help now, and draw anew what others were asked for the same author."""
    postmortem, asker = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    owner = f"draft.help:{postmortem}:{asker}"
    async with deps.store.read(job.workspace) as uow:
        known = {one.kind.removeprefix(_ASKED): one for one in await uow.surfaces.of(owner)}
        to = await asked_for(uow, postmortem, asker)
    for member in dict.fromkeys((*known, *([to] if to else []))):
        facts = await help_facts(deps, job.workspace, postmortem, member, asker)
        if facts is None:
            continue
        person = await members.refresh(deps, job.workspace, member)
        sees = person.standing is Standing.MEMBER and await may_see(deps, person, facts.postmortem)
        surface = known.get(member)
        if surface is None and sees and facts.is_open:
            channel = await deps.chat.direct(member)
            surface = Surface(owner=owner, kind=f"{_ASKED}{member}", channel=channel)
        if surface is not None:
            await show(deps, job.workspace, surface, drawn.help_wanted(facts) if sees else lost())
