"""Following a channel until publishing: a message that is changed or deleted there changes what was read of it.

What rests on it is looked at again: see `bot.domain.following`. Nobody is told: the card and the editor show it.
"""

from bot.domain import events, narration
from bot.domain.following import FOLLOWING, followed, gone, says_the_same, section_followed
from bot.domain.incidents import Incident, Message, Transcript
from bot.domain.people import Actor, system
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.timeline import Entry, Narrative, Origin
from bot.ports import Deps, NewJob
from bot.services.changes import Change, change
from bot.services.drafts import Draft, brief_of, compose, transcript_of
from bot.services.timeline import keep_times
from bot.services.transcripts import admit_all


async def is_told(deps: Deps, workspace: str, channel: str) -> bool:
    """Say whether a document that is not published tells of what is said in a channel."""
    return bool(await _telling(deps, workspace, channel))


async def follow(deps: Deps, actor: Actor, channel: str, ts: str) -> None:
    """Have it looked at what a message says now, in every document that tells of its channel.

    A job asks Slack, so that the order of changes does not matter and ten of them are one.
    """
    now = deps.clock.now()
    told = await _telling(deps, actor.workspace, channel)
    async with deps.store.write(actor.workspace) as uow:
        for one in told:
            job = NewJob(
                kind="timeline.follow",
                payload={"postmortem": one.id, "channel": channel, "ts": ts},
                lane=f"draft:{one.id}",
                coalesce_key=f"timeline.follow:{one.id}:{channel}:{ts}",
                cause=actor.cause,
            )
            await uow.jobs.add(job, now)
    deps.nudge()


async def store_change(deps: Deps, workspace: str, postmortem: int, channel: str, ts: str, now: Message | None) -> None:
    """Store what a message says now, None where it was deleted, and let what rests on it follow.

    One that was never read, or says the same as before, changes nothing.
    """
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        own = await uow.incidents.get(found.incident) if found is not None and found.incident is not None else None
        incidents = [*([own] if own else []), *await uow.incidents.of_postmortem(postmortem)]
        place = next((one for one in incidents if one.channel == channel), None)
        known = await uow.transcripts.some(place.id, [ts]) if place is not None else {}
    if found is None or own is None or place is None or ts not in known or not _is_open(found):
        return
    was = known[ts]
    read = gone(was) if now is None else admit_all([now], contacts=deps.settings.redact_contacts).messages[0]
    if says_the_same(was, read):
        return
    transcript = await transcript_of(deps, workspace, postmortem, own)
    messages = tuple(read if one.ts == ts else one for one in transcript.messages)
    transcript = transcript.model_copy(update={"messages": messages})
    remade = await _remade(deps, workspace, found, own, transcript, ts)
    async with change(deps, system(workspace), Verb.FOLLOW, postmortem) as it:
        await it.uow.transcripts.add(place.id, [read])
        await _follow(it, was, transcript, remade)
        if now is None:  # what a model gathered from it goes with it
            await it.uow.steps.forget(narration.work_of(postmortem))


async def _follow(it: Change, was: Message, transcript: Transcript, remade: Draft) -> None:
    before = await it.uow.entries.of(it.was.id)
    for entry in before:
        new = followed(entry, was, transcript, remade.entries, it.at)
        if new != entry:
            await it.save_entry(new)
    texts = {one.key: one for one in remade.narrative.sections}
    sections = (section_followed(one, was, transcript, texts.get(one.key), it.at) for one in it.was.sections)
    it.update(sections=tuple(sections))
    await keep_times(it, before)
    it.emit(events.PostmortemChanged(postmortem=it.was.id, incident=it.was.incident or 0, timeline=True))


async def _remade(
    deps: Deps, workspace: str, postmortem: Postmortem, own: Incident, transcript: Transcript, ts: str
) -> Draft:
    """Return what the rules make of the channel as it is now, where something of theirs rests on the message."""
    async with deps.store.read(workspace) as uow:
        entries = await uow.entries.of(postmortem.id)
    if not any(_rests(one, ts) for one in entries) and not any(
        one.origin is Origin.RULES and ts in one.evidence for one in postmortem.sections
    ):
        return Draft(narrative=Narrative())
    return await compose(deps.narrator, transcript, brief_of(deps, postmortem, own))


def _rests(entry: Entry, ts: str) -> bool:
    return entry.origin is Origin.RULES and entry.by is None and ts in entry.evidence


async def _telling(deps: Deps, workspace: str, channel: str) -> list[Postmortem]:
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.told_in(channel)
    return [one for one in found if _is_open(one)]


def _is_open(postmortem: Postmortem) -> bool:
    return postmortem.status in FOLLOWING and postmortem.discarded_at is None
