"""Telling people of action items that they were given, in one message for all of a while; and cards that turn late."""

from blocks import action_items_given as drawn
from blocks.reviews import lost
from bot.jobs.surfaces_sending import show
from bot.ports import Deps, Job, Surface
from bot.services import action_items_given, action_items_late


async def sweep_cards(deps: Deps, job: Job) -> None:
    """Look on which cards something is late now."""
    await action_items_late.sweep(deps, job.workspace)


async def tell_given(deps: Deps, job: Job) -> None:
    """Tell somebody of all that they were given since the last time; nothing where it is somebody else's by now."""
    postmortem, member = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    batch = str(job.id)
    if await action_items_given.gather(deps, job.workspace, postmortem, member, batch):
        await _draw(deps, job, batch, may_post=True)


async def redraw_given(deps: Deps, job: Job) -> None:
    """Draw anew what somebody was told of items of a document. It posts nothing."""
    postmortem, member = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    for batch in await action_items_given.batches(deps, job.workspace, postmortem, member):
        await _draw(deps, job, batch, may_post=False)


async def _draw(deps: Deps, job: Job, batch: str, *, may_post: bool) -> None:
    postmortem, member = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    owner, kind = f"given:{member}", f"dm.items_given:{postmortem}:{batch}"
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(owner, kind)
    facts = await action_items_given.given_facts(deps, job.workspace, postmortem, member, batch)
    if known is None and (facts is None or not may_post):
        return
    if known is None:
        known = Surface(owner=owner, kind=kind, channel=await deps.chat.direct(member))
    await show(deps, job.workspace, known, drawn.given(facts) if facts is not None else lost())
