"""The message to an item's owner whom somebody asked how it goes: posted once a day, drawn anew as it is answered.

Whoever cannot be written to directly is asked in the thread of the card, and it says why it is asked there.
"""

from blocks import action_items_due as drawn
from blocks import reviews
from bot.domain.action_items_due import ItemAsked
from bot.domain.people import Actor, Standing
from bot.domain.postmortems import Postmortem
from bot.jobs.surfaces_places import UNREACHABLE, facts_of
from bot.jobs.surfaces_sending import message_to, show
from bot.ports import ChatError, Deps, Job, Surface
from bot.services import members
from bot.services.action_items_asked import asked_facts
from bot.services.surfaces import owner_of as card_owner

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
    kind = f"{asked[0]}:{postmortem}:{item}"
    try:
        surface = await message_to(deps, job.workspace, person.id, owner_of(person.id), kind)
        surface = await show(deps, job.workspace, surface, drawn.asked(asked[1]))
    except ChatError as error:
        if error.code not in UNREACHABLE:
            raise
        surface = Surface(owner=owner_of(person.id), kind=kind, channel="")
    if surface.ts is None and found is not None:
        await _ask_aside(deps, job, found, asked[1], kind)


async def _ask_aside(deps: Deps, job: Job, postmortem: Postmortem, asked: ItemAsked, kind: str) -> None:
    """Ask in the card's thread whoever cannot be written to directly, once; where nobody else may read it, in words."""
    async with deps.store.read(job.workspace) as uow:
        card = await uow.surfaces.get(card_owner(postmortem.incident or 0), "card")
        known = await uow.surfaces.get(_aside(asked.to), kind)
    if card is None or card.ts is None:
        return
    aside = known or Surface(owner=_aside(asked.to), kind=kind, channel=card.channel, thread_ts=card.ts)
    message = drawn.asked_aside(asked, texts=await _is_open(deps, card.channel))
    await show(deps, job.workspace, aside, message)


def _aside(member: str) -> str:
    return f"item.asked.aside:{member}"


async def redraw(deps: Deps, workspace: str, reader: Actor) -> None:
    """Draw the latest of these messages to somebody anew, in threads as well."""
    member = reader.member or ""
    async with deps.store.read(workspace) as uow:
        known = [*await uow.surfaces.of(owner_of(member)), *await uow.surfaces.of(_aside(member))]
        latest = sorted((one for one in known if one.ts is not None), key=lambda one: one.kind)[-LATEST:]
        about = [(one, *_about(one.kind)) for one in latest]
        documents = await uow.postmortems.some(postmortem for _, postmortem, _ in about)
    for surface, postmortem, item in about:
        found = documents.get(postmortem)
        asked = await asked_facts(deps, reader, found, item) if found is not None else None
        if asked is None:
            await show(deps, workspace, surface, reviews.lost())
        elif surface.owner == _aside(member):
            is_open = await _is_open(deps, surface.channel)
            await show(deps, workspace, surface, drawn.asked_aside(asked[1], texts=is_open))
        else:
            await show(deps, workspace, surface, drawn.asked(asked[1]))


async def _is_open(deps: Deps, channel: str) -> bool:
    """Whether nobody of another organisation reads in a channel, as far as Slack tells."""
    about = await facts_of(deps, channel)
    return about is not None and not about.is_shared


def _about(kind: str) -> tuple[int, int]:
    _, postmortem, item = kind.split(":")
    return int(postmortem), int(item)


def owner_of(member: str) -> str:
    """Return the owner under which these messages to somebody are kept."""
    return f"item.asked:{member}"
