"""Gathering what announcement and card show of a published document, and which channels heard nothing of it."""

from collections.abc import Sequence

from bot.domain.incidents import Incident
from bot.domain.people import Audience
from bot.domain.postmortems import Postmortem
from bot.domain.publishing import Publishing, Silence
from bot.domain.surfaces import CardFacts, Listed, Unheard
from bot.ports import Deps, Surface, UnitOfWork
from bot.services.facts import facts_of, names_of
from bot.services.publishing_places import CANVAS, FILES, REPLACED, announced_in, channel_step, owner_of, standing


async def publishing_of(uow: UnitOfWork, postmortem: Postmortem | None) -> Publishing | None:
    """Return what became of the places of a document that was published; None before."""
    if postmortem is None or postmortem.publication.at is None:
        return None
    surfaces = await uow.surfaces.of(owner_of(postmortem.id))
    return Publishing(
        silent=await _silent(uow, postmortem.id, surfaces),
        no_files=next((one.failed for one in surfaces if one.kind == FILES), None),
    )


async def unheard_of(
    uow: UnitOfWork, seen: Sequence[Listed], unposted: Sequence[Surface], most: int
) -> tuple[tuple[Unheard, ...], int]:
    """Return which channels heard nothing of these documents, cut after `most`, and how many there are in all."""
    stuck = [one for one in unposted if is_silent(one)]
    found: list[Unheard] = []
    for row in seen:
        of_it = [one for one in stuck if one.owner == owner_of(row.id)][: most - len(found)]
        found += [Unheard(row=row, silence=one) for one in await _silent(uow, row.id, of_it)]
    owners = {owner_of(row.id) for row in seen}
    return tuple(found), sum(one.owner in owners for one in stuck)


def is_silent(surface: Surface) -> bool:
    """Whether a channel heard nothing, and nothing was chosen instead of it."""
    return announced_in(surface.kind) is not None and surface.ts is None and surface.failed not in {None, REPLACED}


async def _silent(uow: UnitOfWork, postmortem: int, surfaces: Sequence[Surface]) -> tuple[Silence, ...]:
    silent = [one for one in surfaces if is_silent(one)]
    named = await uow.steps.all(owner_of(postmortem), channel_step("")) if silent else {}
    return tuple(_silence(one, named.get(channel_step(one.channel), {})) for one in silent)


def _silence(surface: Surface, known: dict[str, object]) -> Silence:
    return Silence(channel=surface.channel, name=str(known.get("name", "")), code=surface.failed or "")


async def announcement_facts(
    deps: Deps, uow: UnitOfWork, postmortem: Postmortem, incident: Incident, audience: Audience
) -> CardFacts:
    """Return what an announcement shows. How much of it a place gets is decided where it is drawn for that place.

    The canvas belongs to the incident's channel: who cannot look into that one gets no link to it.
    """
    gate = await facts_of(deps, uow, postmortem)
    publishing = await publishing_of(uow, postmortem)
    if publishing is not None and (incident.channel == audience.channel or not incident.is_private):
        canvas = standing(await uow.surfaces.get(owner_of(postmortem.id), CANVAS))
        publishing = publishing.model_copy(update={"canvas": deps.chat.canvas_link(canvas) if canvas else None})
    return CardFacts(
        now=deps.clock.now(),
        zone=deps.settings.zone,
        audience=audience,
        incident=incident,
        postmortem=postmortem,
        names=names_of(gate.people),
        gate=gate,
        publishing=publishing,
    )
