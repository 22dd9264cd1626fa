"""Telling an author that somebody asks to write with them: one message, decided anew at sending."""

from blocks import access as drawn
from bot.domain.people import Standing
from bot.jobs.surfaces_sending import message_to, show
from bot.ports import Deps, Job
from bot.services import access_asked, members
from bot.services.access import may_see


async def tell(deps: Deps, job: Job) -> None:
    """Send the message to whoever is the author now, once for each time that it was asked."""
    postmortem, asker = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    facts = await access_asked.access_facts(deps, job.workspace, postmortem, asker)
    if facts is None or facts.postmortem.author is None:
        return
    author = await members.refresh(deps, job.workspace, facts.postmortem.author)
    if author.standing is not Standing.MEMBER or not await may_see(deps, author, facts.postmortem):
        return
    owner, kind = f"access:{postmortem}", f"dm.access:{asker}:{int(facts.at.timestamp())}"
    surface = await message_to(deps, job.workspace, author.id, owner, kind)
    await show(deps, job.workspace, surface, drawn.message(facts))
