"""The message to an item's owner whom somebody asked how it goes: posted once a day, drawn anew as it is answered."""

from blocks import action_items_due as drawn
from blocks import reviews
from bot.domain.people import Actor, Standing
from bot.jobs.surfaces_sending import message_to, show
from bot.ports import Deps, Job
from bot.services import members
from bot.services.action_items_asked import asked_facts

LATEST = 3
"""So many of somebody's messages are kept as they should be; older ones say where things stood."""


async def tell(deps: Deps, job: Job) -> None:
    """Tell the owner that somebody asks."""
    person = await members.refresh(deps, job.workspace, str(job.payload["member"]))
    reader = members.reader_of(deps, person, cause=job.cause)
    postmortem, item = int(job.payload["postmortem"] or 0), int(job.payload["item"] or 0)
    async with deps.store.read(job.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
    asked = await asked_facts(deps, reader, found, item) if found is not None else None
    if asked is None or not asked[1].is_owed or person.standing is not Standing.MEMBER:
        return
    owner, kind = owner_of(person.id), f"{asked[0]}:{postmortem}:{item}"
    surface = await message_to(deps, job.workspace, person.id, owner, kind)
    await show(deps, job.workspace, surface, drawn.asked(asked[1]))


async def redraw(deps: Deps, workspace: str, reader: Actor) -> None:
    """Draw the latest of these messages to somebody anew."""
    async with deps.store.read(workspace) as uow:
        known = sorted(await uow.surfaces.of(owner_of(reader.member or "")), key=lambda one: one.kind)[-LATEST:]
        about = [(one, *_about(one.kind)) for one in known if one.ts is not None]
        documents = await uow.postmortems.some(postmortem for _, postmortem, _ in about)
    for surface, postmortem, item in about:
        found = documents.get(postmortem)
        asked = await asked_facts(deps, reader, found, item) if found is not None else None
        await show(deps, workspace, surface, reviews.lost() if asked is None else drawn.asked(asked[1]))


def _about(kind: str) -> tuple[int, int]:
    _, postmortem, item = kind.split(":")
    return int(postmortem), int(item)


def owner_of(member: str) -> str:
    """Return the owner under which these messages to somebody are kept."""
    return f"item.asked:{member}"
