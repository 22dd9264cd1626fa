"""The message of a working morning: the reviews that come due, once, redrawn as they are given; and help with one."""

from blocks import reviews_morning as drawn
from blocks.reviews import lost
from bot.domain.people import Standing
from bot.jobs.surfaces_sending import show
from bot.ports import Deps, Job, Surface
from bot.services import members, reviews_due, reviews_snoozed
from bot.services.access import may_see
from bot.services.reviews_places import help_kind, helped_in, owner_of, round_of


async def sweep(deps: Deps, job: Job) -> None:
    """Look who is to be asked this morning."""
    await reviews_due.sweep(deps, job.workspace)


async def tell(deps: Deps, job: Job) -> None:
    """Send a person what the clock asks of them, unless all of it is done by now. The last such message is over."""
    await _draw(deps, job, may_post=True)


async def redraw(deps: Deps, job: Job) -> None:
    """Draw a person's last such message anew. It posts nothing."""
    await _draw(deps, job, may_post=False)


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


async def _draw(deps: Deps, job: Job, *, may_post: bool) -> None:
    member = str(job.payload["member"])
    person = await members.refresh(deps, job.workspace, member)
    reader = members.reader_of(deps, person, cause=job.cause)
    facts = await reviews_due.morning_facts(deps, reader)
    if facts is None:
        return
    owner, kind = f"morning:{member}", facts.day.isoformat()
    async with deps.store.read(job.workspace) as uow:
        known = {one.kind: one for one in await uow.surfaces.of(owner)}
    if kind not in known:
        if not may_post or person.standing is not Standing.MEMBER or not any(one.is_owed for one in facts.dues):
            return
        known[kind] = Surface(owner=owner, kind=kind, channel=await deps.chat.direct(member))
    for one in sorted(known.values(), key=lambda surface: surface.kind)[-2:]:
        await show(deps, job.workspace, one, drawn.morning(facts) if one.kind == kind else drawn.over())
