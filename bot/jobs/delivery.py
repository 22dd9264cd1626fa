"""Sending what people see: load, render from state, send, remember where it stands."""

from functools import partial

from blocks import drafts as drawn
from blocks import home, notes, surfaces, welcome
from bot.domain.people import Audience, Standing
from bot.domain.postmortems import Postmortem
from bot.domain.surfaces import CardFacts
from bot.jobs.outcomes import Never
from bot.jobs.surfaces_places import facts_of, place_of
from bot.jobs.surfaces_sending import remember, show
from bot.ports import ChatError, Deps, Job, Surface
from bot.services import members
from bot.services import surfaces as gathered
from bot.services.access import may_see
from bot.services.drafts import describe_channel
from bot.services.notes import note_posted, note_withdrawn
from bot.services.reactions import refresh

TABLE_SAMPLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "time"}]]}
BOOKMARK = "bookmark"
ASKED_TO_WAIT = "ratelimited"
READY_DM = "dm.draft_ready"


async def refresh_surface(deps: Deps, job: Job) -> None:
    """Draw one living message of an incident anew: post it the first time, edit it after that."""
    incident, kind = int(job.payload["incident"] or 0), str(job.payload["kind"])
    owner = gathered.owner_of(incident)
    async with deps.store.read(job.workspace) as uow:
        card, known = await uow.surfaces.get(owner, "card"), await uow.surfaces.get(owner, kind)
        found = await uow.incidents.get(incident)
        postmortem = await uow.postmortems.of_incident(incident)
    if found is None or (kind != "card" and postmortem is None):
        return
    about = await facts_of(deps, found.channel) if found.channel is not None else None
    if about is not None and not found.channel_name:
        await describe_channel(deps, job.workspace, incident, about)
    audience = await place_of(deps, card, about, found, postmortem)
    if audience is None:
        return
    thread = await _thread_of(deps, job, card)
    # a reply follows its card: under another card it is another message
    if known is None or (known.channel, known.thread_ts) != (audience.channel, thread):
        known = Surface(owner=owner, kind=kind, channel=audience.channel, thread_ts=thread)
    tables = await deps.chat.accepts(TABLE_SAMPLE)
    facts = await gathered.card_facts(deps, job.workspace, incident, audience, tables=tables, reposted=known.reposted)
    if facts is None:
        await _close(deps, job, known, postmortem)
        return
    again = facts.model_copy(update={"reposted": True})
    draw = partial(surfaces.draw, kind, code=job.cause or f"job-{job.id}")
    shown = await show(deps, job.workspace, known, draw(facts), again=draw(again))
    if kind == "card":
        if card is not None and card.ts is not None and shown.ts != card.ts:
            await _bring_replies(deps, job, incident)
        await _bookmark(deps, job.workspace, shown, facts)


async def _close(deps: Deps, job: Job, known: Surface, postmortem: Postmortem | None) -> None:
    """Take everything off a living message that stands where not everybody may see its postmortem any more."""
    if known.ts is not None and postmortem is not None:
        await show(deps, job.workspace, known, drawn.closed(known.kind, postmortem.id))


async def _thread_of(deps: Deps, job: Job, card: Surface | None) -> str | None:
    """Return the thread that a living message stands in: the card's for its replies, none for the card itself.

    The questions stand below the timeline: where its own job was asked to wait, they post it instead of overtaking it.
    """
    if job.payload["kind"] == "card":
        return None
    if card is None or card.ts is None:
        raise ChatError("card_not_posted_yet", passing=True)
    if job.payload["kind"] == "questions":
        async with deps.store.read(job.workspace) as uow:
            above = await uow.surfaces.get(card.owner, "timeline")
        if above is None or above.ts is None or above.thread_ts != card.ts:
            await _try(deps, job.model_copy(update={"payload": {**job.payload, "kind": "timeline"}}))
    return card.ts


async def _try(deps: Deps, job: Job) -> None:
    try:
        await refresh_surface(deps, job)
    except ChatError as error:
        if error.passing:
            raise


async def _bring_replies(deps: Deps, job: Job, incident: int) -> None:
    """Have the two living replies posted under a card that stands somewhere else than before."""
    now = deps.clock.now()
    async with deps.store.write(job.workspace) as uow:
        for kind in ("timeline", "questions"):
            await uow.jobs.add(refresh(incident, kind), now)


async def tell_draft_ready(deps: Deps, job: Job) -> None:
    """Tell the author, once, by direct message, that the draft is ready."""
    member = str(job.payload["member"])
    person = await members.refresh(deps, job.workspace, member)
    if person.standing is not Standing.MEMBER:
        raise Never("recipient_is_no_member")
    channel = await deps.chat.direct(member)
    await _show_dm(deps, job, Surface(owner=_owner(job), kind=f"{READY_DM}:{member}", channel=channel), member)


async def redraw_dm(deps: Deps, job: Job) -> None:
    """Redraw what an author was told: somebody else has the draft now, or it is not for this person any more."""
    member = str(job.payload["member"])
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(_owner(job), f"{READY_DM}:{member}")
        postmortem = await uow.postmortems.of_incident(int(job.payload["incident"] or 0))
    if known is None or known.ts is None or postmortem is None:
        return
    if await may_see(deps, await members.refresh(deps, job.workspace, member), postmortem):
        await _show_dm(deps, job, known, member)
    else:
        await _close(deps, job, known, postmortem)


async def refresh_home(deps: Deps, job: Job) -> None:
    """Publish a member's Home from state."""
    member = await members.refresh(deps, job.workspace, str(job.payload["member"]))
    if member.standing is not Standing.MEMBER:
        await deps.chat.publish_home(member.id, home.closed())
        return
    facts = await gathered.home_facts(deps, member)
    await deps.chat.publish_home(member.id, home.view(facts))


async def refresh_note(deps: Deps, job: Job) -> None:
    """Post a line that somebody wrote for the timeline, or say that it was taken back; its ts is its evidence."""
    async with deps.store.read(job.workspace) as uow:
        note = await uow.notes.get(int(job.payload["note"] or 0))
        author = await uow.members.get(note.author) if note else None
        known = await uow.surfaces.get(f"note:{note.id}", "note") if note else None
    if note is None or (note.withdrawn and known is None):
        return
    name = author.name if author else ""
    surface = known or Surface(owner=f"note:{note.id}", kind="note", channel=note.channel)
    message = notes.withdrawn(name) if note.withdrawn else notes.note(note.author, name, note.text)
    surface = await show(deps, job.workspace, surface, message)
    if note.withdrawn:
        await note_withdrawn(deps, job.workspace, note)
    elif surface.ts is not None:
        await note_posted(deps, job.workspace, note.id, surface.ts)


async def welcome_inviter(deps: Deps, job: Job) -> None:
    """Tell the person who invited us into a channel, and nobody else, what we do there."""
    channel, member = str(job.payload["channel"]), str(job.payload["member"])
    try:
        await deps.chat.whisper(channel, member, welcome.invited(deps.settings.resolved_emoji))
    except ChatError as error:  # that person or we are out again: nobody is there to be welcomed
        if error.passing:
            raise


async def _show_dm(deps: Deps, job: Job, surface: Surface, member: str) -> None:
    audience = Audience(channel=surface.channel, member=member, is_private=True)
    facts = await gathered.card_facts(deps, job.workspace, int(job.payload["incident"] or 0), audience)
    if facts is None or facts.postmortem is None:
        return
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(surface.owner, surface.kind)
    mine = facts.postmortem.author == member
    await show(deps, job.workspace, known or surface, drawn.ready_dm(facts) if mine else drawn.handed_dm(facts))


def _owner(job: Job) -> str:
    return gathered.owner_of(int(job.payload["incident"] or 0))


async def _bookmark(deps: Deps, workspace: str, card: Surface, facts: CardFacts) -> None:
    """Add the channel bookmark that leads to the card, at most once: a second one would annoy, none is no loss.

    Looked at with every drawing: the first may have been an offer, or have ended with the process.
    """
    if card.ts is None or facts.postmortem is None or card.channel != facts.incident.channel:
        return
    async with deps.store.read(workspace) as uow:
        known = await uow.surfaces.get(card.owner, BOOKMARK)
    if known is not None and known.failed != ASKED_TO_WAIT:
        return
    tried = Surface(owner=card.owner, kind=BOOKMARK, channel=card.channel)
    await remember(deps, workspace, tried)
    link = deps.chat.permalink(card.channel, card.ts)
    try:
        await deps.chat.bookmark(card.channel, f"{facts.postmortem.name} postmortem", link)
    except ChatError as error:
        await remember(deps, workspace, tried, failed=error.code)
        if error.code == ASKED_TO_WAIT:
            raise
