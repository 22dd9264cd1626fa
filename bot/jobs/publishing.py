"""Telling the channels that something is published: one message each, whatever fails, drawn for who reads there now.

Every place has a job of its own. What was told is brought up to date by editing it; nothing is said twice.
"""

from typing import Final

from blocks import publishing as drawn
from bot.domain.events import HomeTouched
from bot.domain.incidents import Incident
from bot.domain.postmortems import Postmortem
from bot.domain.publishing import READABLE, Showing, showing
from bot.domain.surfaces import Rendered
from bot.jobs.surfaces_places import facts_of, is_closed
from bot.jobs.surfaces_sending import remember, show
from bot.ports import ChannelFacts, ChatError, Deps, Job, Surface
from bot.services import surfaces as gathered
from bot.services.changes import LATELY
from bot.services.publishing_facts import announcement_facts
from bot.services.publishing_places import (
    REPLACED,
    announced_in,
    announced_kind,
    audience_of,
    channel_step,
    is_of_team,
    owner_of,
    places_of,
)
from bot.services.reactions import announce as announcing
from bot.services.reactions import attach, jobs_for, refresh, write_canvas

NO_THREAD: Final = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
HIDDEN: Final = "channel_not_found"
GAVE_UP: Final = "gave_up"


async def spread(deps: Deps, job: Job) -> None:
    """Have every place of a published document brought up to date, each by a job of its own."""
    now = deps.clock.now()
    async with deps.store.write(job.workspace) as uow:
        postmortem = await uow.postmortems.get(int(job.payload["postmortem"] or 0))
        if postmortem is None:
            return
        known = [announced_in(one.kind) for one in await uow.surfaces.of(owner_of(postmortem.id))]
        wanted = places_of(deps, postmortem) if postmortem.publication.at is not None else ()
        for channel in dict.fromkeys([*wanted, *(one for one in known if one)]):
            await uow.jobs.add(announcing(postmortem.id, channel), now)
        await uow.jobs.add(attach(postmortem.id), now)
        await uow.jobs.add(write_canvas(postmortem.id), now)
    deps.nudge()


async def announce(deps: Deps, job: Job) -> None:
    """Tell one channel, once; edit what it was told; or take that back where its readers may not know any more."""
    channel = str(job.payload["channel"])
    async with deps.store.read(job.workspace) as uow:
        postmortem = await uow.postmortems.get(int(job.payload["postmortem"] or 0))
        if postmortem is None:
            return
        incident = await uow.incidents.get(postmortem.incident or 0)
        known = await uow.surfaces.get(owner_of(postmortem.id), announced_kind(channel))
        card = await uow.surfaces.get(gathered.owner_of(postmortem.incident or 0), "card")
    if incident is None or (known is not None and known.failed == REPLACED):
        return
    place = await facts_of(deps, channel)
    surface = known or _new(postmortem, channel, card)
    if place is None:  # hidden from us: what stands there stays, since nobody can say who reads it
        if surface.ts is None and postmortem.status in READABLE:
            await _could_not(deps, job, postmortem, surface, place, HIDDEN)
        return
    message = await _message(deps, job, postmortem, incident, place, surface)
    if message is None:
        return
    if surface.ts is None and is_closed(place):
        await _could_not(deps, job, postmortem, surface, place, closed(place))
        return
    try:
        shown = await _show(deps, job, surface, message)
    except ChatError as error:
        if error.passing:
            raise
        await _could_not(deps, job, postmortem, surface, place, error.code)
        return
    if shown.failed is not None or surface.failed is not None:
        await _tell_card(deps, job, postmortem)


def _new(postmortem: Postmortem, channel: str, card: Surface | None) -> Surface:
    """Return the announcement that is to come: below the card where that stands in this channel, else by itself."""
    below = card.ts if card is not None and card.channel == channel else None
    return Surface(owner=owner_of(postmortem.id), kind=announced_kind(channel), channel=channel, thread_ts=below)


async def _message(
    deps: Deps, job: Job, postmortem: Postmortem, incident: Incident, place: ChannelFacts, surface: Surface
) -> Rendered | None:
    """Return what this place is to show; None where what it shows stays as it is, as while it is revised."""
    audience = audience_of(place)
    how = showing(postmortem, audience, is_of_team=await is_of_team(deps, postmortem, place))
    if how is Showing.NOTHING:
        return drawn.withdrawn() if surface.ts is not None else None
    if postmortem.status not in READABLE:
        return None
    async with deps.store.read(job.workspace) as uow:
        facts = await announcement_facts(deps, uow, postmortem, incident, audience)
    return drawn.announcement(facts, how)


async def _show(deps: Deps, job: Job, surface: Surface, message: Rendered) -> Surface:
    """Post or edit it; where the card that it was to stand below is gone, it stands by itself."""
    try:
        return await show(deps, job.workspace, surface, message, broadcast=surface.thread_ts is not None)
    except ChatError as error:
        if error.code not in NO_THREAD or surface.thread_ts is None or surface.ts is not None:
            raise
    return await show(deps, job.workspace, surface.model_copy(update={"thread_ts": None}), message)


def closed(place: ChannelFacts) -> str:
    """Return the code for why we can post nothing in a channel."""
    return "is_archived" if place.is_archived else "not_in_channel"


async def _could_not(
    deps: Deps, job: Job, postmortem: Postmortem, surface: Surface, place: ChannelFacts | None, code: str
) -> None:
    """Remember that this channel heard nothing, with its name where everybody may know it, and let the card say so."""
    await _name(deps, job, postmortem, place)
    await remember(deps, job.workspace, surface, failed=code, attempted_at=None)
    await _tell_card(deps, job, postmortem)


async def _name(deps: Deps, job: Job, postmortem: Postmortem, place: ChannelFacts | None) -> None:
    """Remember a channel's name where everybody may know it who sees the document."""
    if place is not None and (not place.is_private or place.id == postmortem.channel):
        async with deps.store.write(job.workspace) as uow:
            await uow.steps.put(owner_of(postmortem.id), channel_step(place.id), {"name": place.name})


async def give_up(deps: Deps, job: Job) -> None:
    """Remember that a channel heard nothing although it was tried again and again; card and admins' Home say so.

    Whether the last try went through is found out by whoever tries again.
    """
    channel = str(job.payload["channel"])
    async with deps.store.read(job.workspace) as uow:
        postmortem = await uow.postmortems.get(int(job.payload["postmortem"] or 0))
        known = (
            await uow.surfaces.get(owner_of(postmortem.id), announced_kind(channel)) if postmortem is not None else None
        )
    if postmortem is None or (known is not None and (known.ts is not None or known.failed == REPLACED)):
        return
    try:
        place = await facts_of(deps, channel)
    except ChatError:
        place = None  # Slack may be away for good: then it is a channel without a name
    await _name(deps, job, postmortem, place)
    await remember(deps, job.workspace, known or _new(postmortem, channel, None), failed=GAVE_UP)
    await _tell_card(deps, job, postmortem)


async def _tell_card(deps: Deps, job: Job, postmortem: Postmortem) -> None:
    """Have the card drawn anew, and Home for those admins who looked at it lately."""
    now = deps.clock.now()
    async with deps.store.write(job.workspace) as uow:
        await uow.jobs.add(refresh(postmortem.incident or 0, "card"), now)
        admins = {one.id for one in await uow.members.admins()} | set(deps.settings.incident_admins)
        lately = await uow.home_views.opened_since(now - LATELY)
        for one in jobs_for([HomeTouched(member=who) for who in lately if who in admins], now, job.cause):
            await uow.jobs.add(one, now)
    deps.nudge()
