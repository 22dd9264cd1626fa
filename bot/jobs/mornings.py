"""The message of a working morning: all that the clock asks of a person, once, redrawn as it is answered."""

from blocks import mornings as drawn
from bot.domain.people import Standing
from bot.jobs.surfaces_sending import show
from bot.ports import Deps, Job, Surface
from bot.services import members, mornings


async def sweep(deps: Deps, job: Job) -> None:
    """Look who is to be asked this morning."""
    await mornings.sweep(deps, job.workspace)


async def tell(deps: Deps, job: Job) -> None:
    """Send a person what the clock asks of them, unless all of it is done by now. The last such message is over."""
    await _draw(deps, job, may_post=True)


async def redraw(deps: Deps, job: Job) -> None:
    """Draw a person's last such message anew. It posts nothing."""
    await _draw(deps, job, may_post=False)


async def _draw(deps: Deps, job: Job, *, may_post: bool) -> None:
    member = str(job.payload["member"])
    person = await members.refresh(deps, job.workspace, member)
    reader = members.reader_of(deps, person, cause=job.cause)
    facts = await mornings.morning_facts(deps, reader)
    if facts is None:
        return
    owner, kind = mornings.work_of(member), facts.day.isoformat()
    async with deps.store.read(job.workspace) as uow:
        known = {one.kind: one for one in await uow.surfaces.of(owner)}
    if kind not in known:
        if not may_post or person.standing is not Standing.MEMBER or not any(one.is_owed for one in facts.asks):
            return
        known[kind] = Surface(owner=owner, kind=kind, channel=await deps.chat.direct(member))
    for one in sorted(known.values(), key=lambda surface: surface.kind)[-2:]:
        await show(deps, job.workspace, one, drawn.morning(facts) if one.kind == kind else drawn.over())
