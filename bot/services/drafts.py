"""The making of a draft: reading progress, the narrator's work grounded and stored, and who takes the draft on."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.domain import events
from bot.domain.deadlines import deadlines_for
from bot.domain.durations import marked_moments
from bot.domain.errors import Conflict, Invalid, NotReady
from bot.domain.incidents import ImportReport, Incident, Message, Transcript
from bot.domain.lead import led_by
from bot.domain.links import with_cited_links
from bot.domain.narration import AiTrouble, Part
from bot.domain.people import Actor, Standing, system
from bot.domain.policy import can_see
from bot.domain.postmortems import Postmortem, Progress, Section, Stage, Status, Verb, Visibility
from bot.domain.prose import grounded_claims, grounded_narrative
from bot.domain.questions import still_open
from bot.domain.redaction import admit
from bot.domain.sections import SectionKind
from bot.domain.statements import with_text
from bot.domain.templates import Template
from bot.domain.timeline import Brief, Entry, EntryKind, Mark, Narrative, Origin
from bot.domain.timeline_edits import shown
from bot.domain.timeline_renewal import joined
from bot.domain.triage import worst_severity
from bot.domain.values import Value
from bot.domain.words import say
from bot.ports import ChannelFacts, Deps, Incidents, Narrator, NewJob, UnitOfWork
from bot.services import members
from bot.services.access import is_inside, not_found
from bot.services.action_items_proposed import propose
from bot.services.changes import Change, change
from bot.services.facts import template_of
from bot.services.notes import notes_of, replace_made, with_picks
from bot.services.reactions import collect
from bot.services.transcripts import Reading, record

LONGEST_TITLE = 120


class Draft(Value):
    """A narrator's work after grounding: what may be shown, and what waits for a person."""

    entries: tuple[Entry, ...] = ()
    narrative: Narrative = Narrative()


async def compose(narrator: Narrator, transcript: Transcript, brief: Brief) -> Draft:
    """Let a narrator read a transcript and ground what it says. No storage, no Slack."""
    return drafted(await narrator.narrate(transcript, brief), transcript)


def drafted(said: Narrative, transcript: Transcript) -> Draft:
    """Ground what somebody said of a transcript: whoever it was and whatever they call verified."""
    narrative = grounded_narrative(with_cited_links(said, transcript), transcript)
    made = grounded_claims(narrative.claims, transcript, said.origin)
    entries = with_picks(made, transcript.messages)
    return Draft(entries=entries, narrative=narrative)


def blank_sections(template: Template) -> tuple[Section, ...]:
    """Return a template's sections with nothing written in them but what they start with."""
    return tuple(
        Section(key=one.key, title=one.title, required=one.required, position=place, text=one.default)
        for place, one in enumerate(template.sections)
    )


async def describe_channel(deps: Deps, workspace: str, incident: int, facts: ChannelFacts) -> None:
    """Store what Slack says of an incident's channel. Until then its postmortem counts as private."""
    async with deps.store.read(workspace) as uow:
        postmortem = await uow.postmortems.of_incident(incident)
    if postmortem is None:
        async with deps.store.write(workspace) as uow:
            await _described(uow, incident, facts)
        return
    async with change(deps, system(workspace), Verb.NARRATE, postmortem.id) as it:
        known, described = await _described(it.uow, incident, facts)
        if it.was.incident != incident:
            return  # one that was added says nothing of who may see the document
        is_new, is_private = not known.channel_name, facts.is_private or facts.is_im
        if is_private and (is_new or not known.is_private):  # narrower at once, whoever had opened it
            it.update(visibility=Visibility.PRIVATE)
        elif is_new:  # later on, people say who may see it
            it.update(visibility=Visibility.ORGANISATION)
        it.update(title=it.was.title or described.title)
        it.emit(events.DraftProgressed(postmortem=postmortem.id, incident=incident))


async def _described(uow: UnitOfWork, incident: int, facts: ChannelFacts) -> tuple[Incident, Incident]:
    """Store what Slack says of an incident's channel; return the incident as it was and as it is."""
    found = await uow.incidents.get(incident)
    if found is None:
        raise not_found()
    name = admit(facts.name, one_line=True, limit=LONGEST_TITLE).text
    is_private = facts.is_private or facts.is_im
    told = {"channel_name": name, "is_private": is_private, "title": found.title or title_of(name)}
    described = found.model_copy(update=told)
    await uow.incidents.save(described)
    return found, described


async def show_progress(deps: Deps, workspace: str, postmortem: int, progress: Progress) -> None:
    """Store how far the making is; the card follows within some seconds."""
    async with change(deps, system(workspace), Verb.NARRATE, postmortem) as it:
        if it.was.progress == progress or it.was.incident is None:
            return
        it.update(progress=progress)
        it.emit(events.DraftProgressed(postmortem=postmortem, incident=it.was.incident))


async def finish_reading(
    deps: Deps, workspace: str, postmortem: int, incident: int, report: ImportReport, topic: str, finished: Reading
) -> None:
    """Store the import report, who led and that the reading is finished, and let the draft be made of what was read.

    `incident` is the one whose channel was read: the postmortem's own, or one that was added to it. `report` is of all.
    """
    async with change(deps, system(workspace), Verb.NARRATE, postmortem) as it:
        if it.was.incident is None:
            return
        await record(it.uow, incident, finished)
        read = await it.uow.incidents.get(incident)
        if read is not None:
            await it.uow.transcripts.add(read.id, [one for one, _ in await notes_of(it.uow, read)])
        messages = await merged_messages(it.uow, postmortem, it.was.incident)
        known = await it.uow.members.many({one.author for one in messages if not one.is_bot})
        people = [one.author for one in messages if one.author in known and not one.is_bot]
        names = {one: known[one].name for one in people}
        lead = led_by(topic, messages, names)
        progress = Progress(stage=Stage.NARRATING, messages=report.messages, threads=report.threads, files=report.files)
        it.update(
            report=report,
            progress=progress,
            participants=tuple(dict.fromkeys(people)) or it.was.participants,
            author=it.was.author or (lead if lead and known[lead].standing is Standing.MEMBER else None),
        )
        it.emit(events.TranscriptRead(postmortem=postmortem, incident=it.was.incident))


async def merged_messages(uow: UnitOfWork, postmortem: int, incident: int) -> list[Message]:
    """Return the messages of all incidents of a postmortem, by time. `incident` is its own one."""
    messages = await uow.transcripts.messages(incident)
    for other in await uow.incidents.of_postmortem(postmortem):
        messages += await uow.transcripts.messages(other.id)
    return sorted(messages, key=lambda one: one.ts)


async def transcript_of(deps: Deps, workspace: str, postmortem: int, incident: Incident) -> Transcript:
    """Load the redacted transcript of a postmortem's incidents, merged by time, with the names and zones of everybody.

    `incident` is its own one.
    """
    async with deps.store.read(workspace) as uow:
        messages = await merged_messages(uow, postmortem, incident.id)
        people = await uow.members.many({one.author for one in messages})
    return Transcript(
        channel=incident.channel or "",
        channel_name=incident.channel_name,
        zone=deps.settings.zone,
        messages=tuple(messages),
        members={one.id: one.name for one in people.values()},
        zones={one.id: one.zone for one in people.values()},
    )


def brief_of(deps: Deps, postmortem: Postmortem, incident: Incident) -> Brief:
    """Return what is known of an incident before its channel is read."""
    keys = tuple(one.key for one in template_of(deps, postmortem).sections if one.kind is SectionKind.TEXT)
    return Brief(
        title=None if postmortem.title == title_of(incident.channel_name) else postmortem.title or None,
        severity=postmortem.severity,
        services=postmortem.services,
        sections=keys,
        resolved_at=incident.resolved_at,
    )


async def store_draft(
    deps: Deps, workspace: str, postmortem: int, draft: Draft, *, writer: bool = False, trouble: AiTrouble | None = None
) -> None:
    """Store the rules' draft. With a `writer` a model goes on from there; `trouble` says why one does not."""
    async with change(deps, system(workspace), Verb.NARRATE, postmortem) as it:
        incident = await put_draft(deps, it, draft)
        if incident is None:
            return
        stage, part = (Stage.NARRATING, Part.FACTS) if writer else (Stage.READY, None)
        made = {"stage": stage, "part": part, "resume_at": None, "trouble": None}
        it.update(
            progress=it.was.progress.model_copy(update=made), ai=it.was.ai.model_copy(update={"trouble": trouble})
        )
        if writer:
            it.emit(events.WriterWanted(postmortem=postmortem, incident=incident.id))
        else:
            it.emit(events.DraftReady(postmortem=postmortem, incident=incident.id, author=it.was.author))


async def put_draft(deps: Deps, it: Change, draft: Draft) -> Incident | None:
    """Put a grounded draft into a document; return its incident, None where that is gone.

    What a person wrote stays; the machine's text becomes a suggestion beside it.
    """
    incident = await it.uow.incidents.get(it.was.incident or 0)
    if incident is None:
        return None
    now = deps.clock.now()
    is_models = draft.narrative.origin is Origin.AI
    if is_models:
        standing = await it.uow.entries.of(it.was.id)
        entries = joined(draft.entries, standing, whole=draft.narrative.trouble is None)
        draft = draft.model_copy(update={"entries": tuple(entries)})
    declaring = await it.uow.transcripts.some(incident.id, _declaring(draft.entries))
    it.now = filled(it.was, incident, draft, declaring, now)
    it.update(due_at=it.was.due_at or now + completed_within(deps, it.now.severity))
    await replace_made(it.uow, it.was.id, incident, draft.entries)
    await it.entries_replaced()
    await propose(it, draft.narrative)
    asked = list(draft.narrative.questions)
    if is_models:
        open_before = [one for _, one in await it.uow.questions.of(it.was.id)]
        asked = still_open(open_before, asked, it.now.sections)
    await it.uow.questions.replace_open(it.was.id, asked)
    return incident


def completed_within(deps: Deps, severity: str | None) -> timedelta:
    """Return within what a draft is to be completed, by the workspace's rules."""
    return deadlines_for(deps.settings.deadlines, severity).completed


def filled(
    postmortem: Postmortem, incident: Incident, draft: Draft, messages: Mapping[str, Message], now: datetime
) -> Postmortem:
    """Return a postmortem with a draft's texts, times, severity and title; what people or signals said stays.

    `messages` holds at least those that declare a severity, by ts. `now` is UTC.
    """
    said = draft.narrative
    texts = {one.key: one for one in said.sections}
    started, resolved = span_of(draft.entries)
    declared = (messages[ts].text for ts in _declaring(draft.entries) if ts in messages)
    return postmortem.model_copy(
        update={
            "sections": tuple(with_text(one, texts.get(one.key), said.origin, now) for one in postmortem.sections),
            "title": _title(postmortem, incident, said.title),
            "severity": postmortem.severity or worst_severity(declared),
            "started_at": incident.started_at or started,
            "resolved_at": resolved or incident.resolved_at,
        }
    )


async def report_trouble(deps: Deps, workspace: str, postmortem: int, sentence: str) -> None:
    """Say on the card why the making stopped. Nothing that was stored is lost."""
    async with change(deps, system(workspace), Verb.NARRATE, postmortem) as it:
        it.update(progress=it.was.progress.model_copy(update={"stage": Stage.FAILED, "trouble": sentence}))
        if it.was.incident is not None:
            it.emit(events.PostmortemChanged(postmortem=postmortem, incident=it.was.incident))


async def read_again(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Read what was missing of the channel again; nothing is read twice."""
    async with change(deps, actor, Verb.EDIT, postmortem) as it:
        _must_be_a_draft(it.was)
        await it.uow.jobs.add(_again(it.was), deps.clock.now())
        it.update(progress=it.was.progress.model_copy(update={"stage": Stage.READING, "trouble": None}))
        it.emit(events.PostmortemChanged(postmortem=postmortem, incident=it.was.incident or 0))


async def take_over(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Become the author of a draft that has none."""
    async with change(deps, actor, Verb.TAKE_OVER, postmortem) as it:
        if it.was.author is not None:
            raise Conflict("Somebody else was faster: it has an author now.", postmortem=postmortem)
        it.update(author=actor.member, handed_by=None)
        _tell(it.was, it.events, home=actor.member)


async def hand_over(deps: Deps, actor: Actor, postmortem: int, to: str) -> None:
    """Make another full member the author. Of a private one it has to be somebody of its channel.

    It is the author's to give, and an incident admin's; who gave it may take it back until the new author begins.
    """
    person = await members.refresh(deps, actor.workspace, to)
    reader = members.reader_of(deps, person, cause=actor.cause)
    inside = await is_inside(deps, reader, postmortem)
    async with change(deps, actor, Verb.HAND_OVER, postmortem) as it:
        if person.standing is not Standing.MEMBER:
            raise Invalid(say("author.no_member"), fields={"author": say("author.no_member")})
        if not can_see(reader, it.was, in_channel=inside):
            raise Invalid(say("author.outside"), fields={"author": say("author.outside")})
        if it.was.author != to:
            give(it, actor, to)


def give(it: Change, actor: Actor, to: str) -> None:
    """Make somebody the author; who was before stays an editor, and may take back what was given by that person."""
    was = it.was.author
    it.update(
        author=to,
        handed_by=was if was is not None and was == actor.member else None,
        editors=tuple(dict.fromkeys((*it.now.editors, was or to))),
    )
    it.detail = "take" if to == actor.member else it.detail
    _tell(it.was, it.events, home=to)
    if it.was.author is not None and it.was.incident is not None:
        it.emit(events.AuthorChanged(incident=it.was.incident, was=it.was.author, now=to))
    is_open = it.was.status in {Status.DRAFT, Status.IN_REVIEW}
    if is_open and it.was.progress.stage is Stage.READY and it.was.incident is not None:
        it.emit(events.DraftReady(postmortem=it.was.id, incident=it.was.incident, author=to))


async def discard(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Say that a draft is not needed. Nothing is deleted; undoing brings it back."""
    async with change(deps, actor, Verb.DISCARD, postmortem) as it:
        if it.was.discarded_at is not None:
            raise Conflict("Somebody else was faster: it is put away already.", postmortem=postmortem)
        it.update(discarded_at=deps.clock.now())
        if it.was.incident is not None and (incident := await it.uow.incidents.get(it.was.incident)):
            skipped = {"skipped_by": actor.member, "skipped_at": deps.clock.now(), "skip_reason": None}
            await it.uow.incidents.save(incident.model_copy(update=skipped))
        _tell(it.was, it.events, home=it.was.author)


async def bring_back(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Undo a discard, and go on where the making stopped."""
    async with change(deps, actor, Verb.REVIVE, postmortem) as it:
        it.update(discarded_at=None)
        await _clear_skip(it.uow.incidents, it.was.incident)
        if it.was.progress.stage is not Stage.READY:
            await it.uow.jobs.add(_again(it.was), deps.clock.now())
        _tell(it.was, it.events, home=it.was.author)


async def go_on_anyway(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Take a held draft off hold although its incident was reopened."""
    async with change(deps, actor, Verb.EDIT, postmortem) as it:
        if it.was.held_at is None:
            raise Conflict("It is not on hold any more.", postmortem=postmortem)
        it.update(held_at=None)
        await it.uow.jobs.add(_again(it.was), deps.clock.now())
        _tell(it.was, it.events, home=it.was.author)


def _again(postmortem: Postmortem) -> NewJob:
    return collect(postmortem.id, postmortem.incident or 0, again=True)


def _must_be_a_draft(postmortem: Postmortem) -> None:
    if postmortem.status is not Status.DRAFT:
        raise NotReady(f"{postmortem.name} is not a draft any more.", postmortem=postmortem.id)


def span_of(entries: Iterable[Entry]) -> tuple[datetime | None, datetime | None]:
    """Return when an incident began and ended by its timeline: its marks, or else its first entry (UTC)."""
    there = shown(entries)
    moments = marked_moments(there)
    return moments.get(Mark.DETECTED, min((one.at for one in there), default=None)), moments.get(Mark.RESOLVED)


def _declaring(entries: Iterable[Entry]) -> list[str]:
    return [ts for one in entries if one.kind is EntryKind.DECLARED and one.verified for ts in one.evidence]


def _title(postmortem: Postmortem, incident: Incident, suggested: str | None) -> str:
    """Return the title: what a person or a signal said, else what the messages suggest, else the channel's name."""
    if postmortem.title and postmortem.title != title_of(incident.channel_name):
        return postmortem.title
    return (suggested or postmortem.title)[:LONGEST_TITLE]


def _tell(postmortem: Postmortem, told: list[events.Event], *, home: str | None) -> None:
    if postmortem.incident is not None:
        told.append(events.PostmortemChanged(postmortem=postmortem.id, incident=postmortem.incident))
    told.extend(events.HomeTouched(member=str(member)) for member in {home, postmortem.author} - {None})


async def _clear_skip(incidents: Incidents, incident: int | None) -> None:
    found = await incidents.get(incident) if incident is not None else None
    if found is not None:
        cleared = {"skipped_by": None, "skipped_at": None, "skip_reason": None}
        await incidents.save(found.model_copy(update=cleared))


def title_of(channel_name: str) -> str:
    """Return what a channel's name says of its incident: inc-207-checkout-errors is "Checkout errors"."""
    words = channel_name.replace("_", "-").split("-")
    while len(words) > 1 and (words[0] in {"inc", "incident", "sev"} or words[0].isdigit()):
        words = words[1:]
    return " ".join(word for word in words if word).capitalize()[:LONGEST_TITLE]
