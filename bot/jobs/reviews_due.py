"""Help with a review: whoever was asked is told, once a round, and sees how it goes on."""

from blocks import reviews_morning as drawn
from blocks.reviews import lost
from bot.domain.people import Standing
from bot.jobs.surfaces_sending import show
from bot.ports import Deps, Job, Surface
from bot.services import members, reviews_snoozed
from bot.services.access import may_see
from bot.services.reviews_places import help_kind, helped_in, owner_of, round_of


async def tell_help(deps: Deps, job: Job) -> None:
    """Tell whoever was asked, once a round, that a reviewer wants help; what was told is edited as it is answered."""
    postmortem, asker = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    async with deps.store.read(job.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        known = {one.kind: one for one in await uow.surfaces.of(owner_of(postmortem)) if helped_in(one.kind) == asker}
    rounds = {round_of(kind) for kind in known} | ({found.round.number} if found is not None else set())
    for number in sorted(rounds):
        facts = await reviews_snoozed.help_facts(deps, job.workspace, postmortem, asker, number)
        if facts is None:
            continue
        helper = await members.refresh(deps, job.workspace, facts.to)
        sees = helper.standing is Standing.MEMBER and await may_see(deps, helper, facts.postmortem)
        surface = known.get(help_kind(asker, number))
        if surface is None and sees and facts.is_owed:
            channel = await deps.chat.direct(helper.id)
            surface = Surface(owner=owner_of(postmortem), kind=help_kind(asker, number), channel=channel)
        if surface is not None:
            await show(deps, job.workspace, surface, drawn.help_wanted(facts) if sees else lost())
