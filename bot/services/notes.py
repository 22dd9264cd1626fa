"""Lines for the timeline by hand: notes that the bot posts for all, and messages that a person pins or picks."""

from datetime import datetime

from bot.domain import events
from bot.domain.errors import Conflict, Invalid
from bot.domain.incidents import Message
from bot.domain.people import Actor, system
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.redaction import admit
from bot.domain.text import shorten
from bot.domain.timeline import Entry, EntryKind, Origin
from bot.ports import Deps, NewJob, Note, UnitOfWork
from bot.services.changes import change
from bot.services.reactions import jobs_for
from bot.services.transcripts import admit_all

LONGEST_NOTE = 1_000
LONGEST_ENTRY = 300


async def write_note(deps: Deps, actor: Actor, channel: str, text: str) -> Note:
    """Write a line for the timeline of a channel; the bot posts it for all, also before there is a postmortem."""
    admitted = admit(text, one_line=True, limit=LONGEST_NOTE).text.strip()
    if not admitted:
        raise Invalid("A note needs some words: `/postmortem note failover started`.")
    now = deps.clock.now()
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        note = await uow.notes.add(Note(channel=channel, author=actor.member or "", text=admitted, at=now))
        for job in jobs_for([events.NoteChanged(note=note.id)], now, actor.cause):
            await uow.jobs.add(job, now)
    deps.nudge()
    return note


async def note_posted(deps: Deps, workspace: str, note: int, ts: str) -> None:
    """Remember the message that a note became, and put it on the timeline of the channel's draft."""
    async with deps.store.write(workspace) as uow:
        found = await uow.notes.get(note)
        if found is None or found.ts is not None:
            return
        await uow.notes.save(found.model_copy(update={"ts": ts}))
        author = await uow.members.get(found.author)
    message = Message(ts=ts, author=found.author, author_name=author.name if author else "", text=found.text)
    await _put_on_timeline(deps, system(workspace), found.channel, message, by=found.author, origin=Origin.PERSON)


async def withdraw_note(deps: Deps, actor: Actor, note: int) -> None:
    """Take a note back: it leaves the timeline; its message says that it was withdrawn."""
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        found = await uow.notes.get(note)
        if found is None or found.author != actor.member:
            raise Conflict("Only its writer can take a note back.")
        await uow.notes.save(found.model_copy(update={"withdrawn": True}))
        for job in jobs_for([events.NoteChanged(note=note)], deps.clock.now(), actor.cause):
            await uow.jobs.add(job, deps.clock.now())
    deps.nudge()
    if found.ts is not None:
        await take_off_timeline(deps, system(actor.workspace), found.channel, found.ts)


async def pick(deps: Deps, actor: Actor, channel: str, ts: str) -> None:
    """Have a message put on the timeline, where its channel has a draft: Slack is asked for its text by a job."""
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


async def add_to_timeline(
    deps: Deps, actor: Actor, channel: str, message: Message, *, by: str | None = None
) -> Postmortem | None:
    """Put a message on the timeline because a person pinned or picked it; None where there is no draft yet.

    Without a draft nothing is lost: pins are read with the channel.
    """
    admitted = admit_all([message], contacts=deps.settings.redact_contacts).messages[0]
    return await _put_on_timeline(deps, actor, channel, admitted, by=by or actor.member, origin=Origin.PIN)


async def take_off_timeline(deps: Deps, actor: Actor, channel: str, ts: str) -> None:
    """Take the entry off that a pin, an emoji or a note put there. Entries that rest on more stay."""
    postmortem = await _open_postmortem(deps, actor.workspace, channel)
    if postmortem is None:
        return
    async with change(deps, _as_system(actor), Verb.EDIT, postmortem.id) as it:
        for entry in await it.uow.entries.of(postmortem.id):
            if entry.evidence == (ts,) and entry.origin in {Origin.PIN, Origin.PERSON}:
                await it.uow.entries.remove(postmortem.id, entry.id)
        it.emit(events.PostmortemChanged(postmortem=postmortem.id, incident=postmortem.incident or 0, timeline=True))


async def _put_on_timeline(
    deps: Deps, actor: Actor, channel: str, message: Message, *, by: str | None, origin: Origin
) -> Postmortem | None:
    postmortem = await _open_postmortem(deps, actor.workspace, channel)
    if postmortem is None or postmortem.incident is None:
        return None
    async with change(deps, _as_system(actor), Verb.EDIT, postmortem.id) as it:
        await it.uow.transcripts.add(postmortem.incident, [message])
        if not await _stands_already(it.uow, postmortem.id, message.ts):
            await it.uow.entries.add(postmortem.id, [_entry(message, by, origin, deps.clock.now())])
        it.emit(events.PostmortemChanged(postmortem=postmortem.id, incident=postmortem.incident, timeline=True))
    return postmortem


async def _open_postmortem(deps: Deps, workspace: str, channel: str) -> Postmortem | None:
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.in_channel(channel)
    return next((one for one in found if one.status is Status.DRAFT and one.discarded_at is None), None)


async def _stands_already(uow: UnitOfWork, postmortem: int, ts: str) -> bool:
    return any(entry.evidence == (ts,) for entry in await uow.entries.of(postmortem))


def _entry(message: Message, by: str | None, origin: Origin, _: datetime) -> Entry:
    text = shorten(message.text.strip() or ", ".join(message.files) or "a message without words", LONGEST_ENTRY)
    return Entry(
        at=message.at,
        kind=EntryKind.FINDING,
        text=text,
        actor=message.author,
        evidence=(message.ts,),
        origin=origin,
        by=by,
    )


def _as_system(actor: Actor) -> Actor:
    """Act as the bot: the emoji is a person's, the writing is ours. Who may pin may put a line on the timeline."""
    return system(actor.workspace).model_copy(update={"delivery": actor.delivery, "cause": actor.cause})
