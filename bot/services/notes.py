"""Lines for the timeline by hand: notes that the bot posts for all, and messages that a person pins or picks."""

from collections.abc import Iterable, Sequence

from bot.domain import events
from bot.domain.errors import Conflict, Denied, Invalid
from bot.domain.following import own_words
from bot.domain.incidents import Incident, Message
from bot.domain.people import Actor, system
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.redaction import admit
from bot.domain.timeline import Entry, EntryKind, Origin, lead_of
from bot.domain.timeline_edits import MOST_ENTRIES, MOST_SHOWN, shown
from bot.domain.timeline_renewal import is_a_persons, renewed
from bot.domain.words import say
from bot.ports import Deps, NewJob, Note, UnitOfWork
from bot.services.access import can_see
from bot.services.changes import Change, change
from bot.services.channels import must_be_inside, must_be_open
from bot.services.reactions import jobs_for
from bot.services.transcripts import admit_all, redaction

LONGEST_NOTE = 1_000


async def write_note(deps: Deps, actor: Actor, channel: str, text: str) -> Note:
    """Write a line for the timeline of a channel; the bot posts it for all, also before there is a postmortem.

    Raises Invalid for one without words, Denied for who is not one of the channel's people, NotReady where we are not.
    """
    if not actor.is_full_member:
        raise Denied(say("no.actor"))
    admitted = admit(text, one_line=True, limit=LONGEST_NOTE, options=redaction(deps)).text.strip()
    if not admitted:
        raise Invalid("A note needs some words: `/postmortem note failover started`.")
    await must_be_open(deps, channel)
    await must_be_inside(deps, actor, channel)
    now = deps.clock.now()
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        note = await uow.notes.add(Note(channel=channel, author=actor.member or "", text=admitted, at=now))
        await _changed(uow, actor, note.id, deps)
    deps.nudge()
    return note


async def note_posted(deps: Deps, workspace: str, note: int, ts: str) -> None:
    """Remember the message that a note became, and put it on the timeline of the channel's draft."""
    async with deps.store.write(workspace) as uow:
        found = await uow.notes.get(note)
        if found is None or found.withdrawn:
            return
        found = found.model_copy(update={"ts": ts})
        await uow.notes.save(found)
        message = await _message(uow, found)
    await _put_on_timeline(deps, system(workspace), found.channel, message, by=found.author, origin=Origin.PERSON)


async def withdraw_note(deps: Deps, actor: Actor, note: int) -> None:
    """Take a note back: it leaves the timeline; its message says that it was withdrawn."""
    if not actor.is_full_member:
        raise Denied(say("no.actor"))
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        found = await uow.notes.get(note)
        if found is None or found.author != actor.member:
            raise Conflict("Only its writer can take a note back.")
        await uow.notes.save(found.model_copy(update={"withdrawn": True}))
        await _changed(uow, actor, note, deps)
    deps.nudge()


async def note_withdrawn(deps: Deps, workspace: str, note: Note) -> None:
    """Take a note that was taken back off the timeline."""
    if note.ts is not None:
        await _take_off(deps, system(workspace), note.channel, note.ts, Origin.PERSON, by=note.author)


async def notes_of(uow: UnitOfWork, incident: Incident) -> list[tuple[Message, str]]:
    """Return the notes of an incident's channel as messages, each with the Slack id of who wrote it."""
    found = await uow.notes.in_channel(incident.channel or "")
    return [(await _message(uow, one), one.author) for one in found]


def with_picks(entries: Iterable[Entry], messages: Sequence[Message]) -> tuple[Entry, ...]:
    """Return a draft's entries with every pinned message among them.

    An entry that a pinned message leads is the pin's, and goes with it; one that marks a moment is the draft's own.
    """
    pinned = {one.ts: one for one in messages if one.pinned and not one.deleted}
    made = [_of_pin(one, pinned.get(lead_of(one) or "")) for one in entries]
    leads = {lead_of(one) for one in made}
    made += [_entry(one, None, Origin.PIN) for ts, one in pinned.items() if ts not in leads]
    return tuple(sorted(made, key=lambda one: one.at))


def _of_pin(entry: Entry, message: Message | None) -> Entry:
    if message is None or entry.mark is not None:
        return entry
    own = _entry(message, None, Origin.PIN)
    if entry.evidence == own.evidence:  # what somebody pinned is said in its own words
        return own.model_copy(update={"kind": entry.kind, "at": entry.at, "said_at": entry.said_at})
    return entry.model_copy(update={"origin": Origin.PIN})


async def replace_made(uow: UnitOfWork, postmortem: int, incident: Incident, made: Iterable[Entry]) -> None:
    """Store a draft's entries anew: what people put on the timeline stays, and their notes join it."""
    standing = await uow.entries.of(postmortem)
    kept = [one for one in standing if is_a_persons(one)]
    leads = {lead_of(one) for one in kept}
    told = {one.channel: one for one in (*await uow.incidents.of_postmortem(postmortem), incident)}
    written = [note for one in told.values() for note in await notes_of(uow, one)]
    notes = [_entry(one, author, Origin.PERSON) for one, author in written if one.ts not in leads]
    await uow.entries.replace_made(postmortem, renewed(made, standing, [*kept, *notes]))
    await uow.entries.add(postmortem, notes)


async def pick(deps: Deps, actor: Actor, channel: str, ts: str) -> None:
    """Have a message put on the timeline or taken off, where its channel has a draft.

    A job asks Slack whether it is pinned now, so that the order of pins and unpins does not matter.
    """
    if await _open_postmortem(deps, actor.workspace, channel) is None:
        return
    now = deps.clock.now()
    job = NewJob(
        kind="timeline.pick",
        payload={"channel": channel, "ts": ts, "member": actor.member},
        lane=f"timeline:{channel}",
        coalesce_key=f"timeline.pick:{channel}:{ts}",
        cause=actor.cause,
    )
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.jobs.add(job, now)
    deps.nudge()


async def add_to_timeline(deps: Deps, actor: Actor, channel: str, message: Message) -> Postmortem | None:
    """Put a message on the timeline because a person chose it from the menu; None where there is no draft yet.

    Without a draft nothing is lost: pins are read with the channel. One that this person cannot see, because it tells
    of this channel beside a private one, is none.
    """
    postmortem = await _open_postmortem(deps, actor.workspace, channel)
    if postmortem is None or not await can_see(deps, actor, postmortem):
        return None
    admitted = admit_all([message], contacts=deps.settings.redact_contacts).messages[0]
    return await _put_on_timeline(deps, actor, channel, admitted, by=actor.member, origin=Origin.PERSON)


async def pinned(deps: Deps, workspace: str, channel: str, message: Message, by: str) -> None:
    """Put a message that is pinned on the timeline, or take one off that is not."""
    if message.pinned:
        admitted = admit_all([message], contacts=deps.settings.redact_contacts).messages[0]
        await _put_on_timeline(deps, system(workspace), channel, admitted, by=by, origin=Origin.PIN)
    else:
        await _take_off(deps, system(workspace), channel, message.ts, Origin.PIN)


async def _take_off(deps: Deps, actor: Actor, channel: str, ts: str, origin: Origin, *, by: str | None = None) -> None:
    """Take the entry off that a pin, an emoji or a note put there, unless another person than `by` has written it."""
    postmortem = await _open_postmortem(deps, actor.workspace, channel)
    if postmortem is None:
        return
    async with change(deps, _as_system(actor), Verb.EDIT, postmortem.id) as it:
        for entry in await it.uow.entries.of(postmortem.id):
            if lead_of(entry) == ts and entry.origin is origin and by in {None, entry.by}:
                await it.remove_entry(entry.id)
        it.emit(events.PostmortemChanged(postmortem=postmortem.id, incident=postmortem.incident or 0, timeline=True))


async def _put_on_timeline(
    deps: Deps, actor: Actor, channel: str, message: Message, *, by: str | None, origin: Origin
) -> Postmortem | None:
    postmortem = await _open_postmortem(deps, actor.workspace, channel)
    if postmortem is None or postmortem.incident is None:
        return None
    async with change(deps, _as_system(actor), Verb.EDIT, postmortem.id) as it:
        await it.uow.transcripts.add(await _incident_of(it.uow, postmortem, channel), [message])
        await _put(it, _entry(message, by, origin))
        it.emit(events.PostmortemChanged(postmortem=postmortem.id, incident=postmortem.incident, timeline=True))
    return postmortem


async def _put(it: Change, entry: Entry) -> None:
    """Put an entry on the timeline, or back where it was hidden; on a full one it waits among the hidden ones."""
    entries = await it.uow.entries.of(it.was.id)
    there = [one for one in entries if lead_of(one) == lead_of(entry)]
    if any(not one.hidden for one in there) or (not there and len(entries) >= MOST_ENTRIES):
        return
    entry = entry.model_copy(update={"hidden": len(shown(entries)) >= MOST_SHOWN})
    if not there:
        await it.add_entry(entry)
    elif there[0].verified:
        await it.save_entry(there[0].model_copy(update={"hidden": entry.hidden}))
    else:  # dropped because it said more than its message: now it says what the message says
        await it.save_entry(entry.model_copy(update={"id": there[0].id}))


async def _open_postmortem(deps: Deps, workspace: str, channel: str) -> Postmortem | None:
    """Return the draft that tells of what is said in a channel: its own, or the one that its incident was added to."""
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.told_in(channel)
    drafts = [one for one in found if one.status is Status.DRAFT and one.discarded_at is None]
    return next(iter(sorted(drafts, key=lambda one: one.channel != channel)), None)


async def _incident_of(uow: UnitOfWork, postmortem: Postmortem, channel: str) -> int:
    """Return the incident of a channel that a postmortem tells of: among its messages is one that is said there."""
    if channel == postmortem.channel:
        return postmortem.incident or 0
    added = await uow.incidents.of_postmortem(postmortem.id)
    return next((one.id for one in added if one.channel == channel), postmortem.incident or 0)


async def _message(uow: UnitOfWork, note: Note) -> Message:
    author = await uow.members.get(note.author)
    return Message(ts=note.ts or "", author=note.author, author_name=author.name if author else "", text=note.text)


async def _changed(uow: UnitOfWork, actor: Actor, note: int, deps: Deps) -> None:
    for job in jobs_for([events.NoteChanged(note=note)], deps.clock.now(), actor.cause):
        await uow.jobs.add(job, deps.clock.now())


def _entry(message: Message, by: str | None, origin: Origin) -> Entry:
    return Entry(
        at=message.at,
        kind=EntryKind.FINDING,
        text=own_words(message),
        actor=message.author,
        evidence=(message.ts,),
        origin=origin,
        by=by,
    )


def _as_system(actor: Actor) -> Actor:
    """Act as the bot: the emoji is a person's, the writing is ours. Who may pin may put a line on the timeline."""
    return system(actor.workspace).model_copy(update={"delivery": actor.delivery, "cause": actor.cause})
