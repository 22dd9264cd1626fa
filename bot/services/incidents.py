"""Hearing of incidents: every signal is recorded once.

Each incident opens one draft, whatever says so, in any order.
"""

from datetime import timedelta

from bot.domain import events
from bot.domain.errors import Conflict
from bot.domain.incidents import Incident, Signal, SignalKind, SignalSource
from bot.domain.people import Actor, system
from bot.domain.postmortems import Postmortem, Progress, Stage, Status, Verb, Visibility
from bot.domain.redaction import RedactionOptions, admit
from bot.domain.templates import choose
from bot.domain.triage import Policy, Triage, TriageRules, facts_of, normalise_severity, triage
from bot.domain.values import Value
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services.changes import digest
from bot.services.drafts import LONGEST_TITLE, blank_sections, completed_within
from bot.services.reactions import collect, jobs_for
from bot.services.transcripts import redaction

RECURRING_WITHIN = timedelta(days=30)
LONGEST_FIELD = 120
MOST_SERVICES = 10
STATE_OF_CHANNEL = {SignalSource.ARCHIVED, SignalSource.RENAMED, SignalSource.TOPIC}


class Heard(Value):
    """What came of a signal: the incident and its postmortem if there is one.

    `is_new`: nobody had spoken of the incident before. `opened`: this very signal opened the draft.
    """

    incident: Incident | None = None
    postmortem: Postmortem | None = None
    is_new: bool = False
    opened: bool = False


async def hear(deps: Deps, actor: Actor, signal: Signal, *, wanted: bool = False) -> Heard:
    """Take in one "resolved" or "reopened". `wanted`: a person asked for the postmortem, whatever the policy says.

    Raises Repeated when this delivery has had its effect before.
    """
    if signal.source.value not in deps.settings.signals:
        return Heard()
    signal = _admitted(signal, redaction(deps))
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        incident, is_new = await _find_or_add(uow, signal)
        if not await uow.incidents.heard(signal, incident.id):
            return Heard(incident=incident, postmortem=await uow.postmortems.of_incident(incident.id))
        happened: list[events.Event] = []
        if signal.kind is SignalKind.REOPENED:
            incident, postmortem = await _hold(deps, uow, incident, signal, happened)
        else:
            incident, postmortem = await _resolve(deps, uow, actor, incident, signal, happened, wanted=wanted)
        for job in jobs_for(happened, deps.clock.now(), actor.cause):
            await uow.jobs.add(job, deps.clock.now())
    deps.nudge()
    opened = any(isinstance(one, events.DraftOpened) for one in happened)
    return Heard(incident=incident, postmortem=postmortem, is_new=is_new, opened=opened)


def keys_of(signal: Signal) -> tuple[str, ...]:
    """Return the keys that an incident is known by: its id at its source, and its channel."""
    keys = []
    if signal.external_id:
        keys.append(f"external:{signal.source}:{signal.external_id}")
    if signal.channel:
        keys.append(f"channel:{signal.channel}")
    return tuple(keys)


async def _find_or_add(uow: UnitOfWork, signal: Signal) -> tuple[Incident, bool]:
    """Return the incident that a signal is about, made if nobody spoke of it before."""
    keys = keys_of(signal)
    found = [one for key in keys if (one := await uow.incidents.by_key(key)) is not None]
    if found and not _is_another(found[0], signal):
        await uow.incidents.add_keys(found[0].id, keys)
        return await _held(uow, found[0]), False
    free = keys[:1] if found else keys
    made = await uow.incidents.add(
        Incident(
            id=0,
            workspace=uow.workspace,
            channel=signal.channel,
            external_id=signal.external_id,
            source=signal.source,
            title=signal.title or "",
            severity=normalise_severity(signal.severity),
            services=signal.services,
            started_at=signal.started_at,
            url=signal.url,
        ),
        free,
    )
    if made is not None:
        return made, True
    again = await uow.incidents.by_key(free[0])
    if again is None:
        raise Conflict("Two people were at it at once. Try again.")
    return await _held(uow, again), False


async def _held(uow: UnitOfWork, incident: Incident) -> Incident:
    """Return the incident as it is now, held for changing, so that two who speak of it do not undo each other's words.

    Its postmortem is held first, in the order in which everybody holds them.
    """
    await uow.postmortems.of_incident(incident.id)
    return await uow.incidents.get(incident.id) or incident


def _is_another(known: Incident, signal: Signal) -> bool:
    """Whether a signal with an id of its own is about another incident in the same channel."""
    return (
        signal.external_id is not None
        and known.external_id is not None
        and known.source is signal.source
        and known.external_id != signal.external_id
    )


async def _resolve(
    deps: Deps,
    uow: UnitOfWork,
    actor: Actor,
    incident: Incident,
    signal: Signal,
    happened: list[events.Event],
    *,
    wanted: bool,
) -> tuple[Incident, Postmortem | None]:
    was, incident = incident, await _dated(uow, _with_facts(incident, signal, wanted=wanted), signal)
    postmortem = await uow.postmortems.of_incident(incident.id)
    if postmortem is not None:
        await uow.incidents.save(incident)
        if signal.source is SignalSource.ARCHIVED:  # its card has to go on elsewhere
            happened.append(events.PostmortemChanged(postmortem=postmortem.id, incident=incident.id))
        return incident, await _take_off_hold(uow, actor, incident, postmortem, happened, deps)
    decided = await _triage(deps, uow, was, incident, signal, wanted=wanted)
    if incident.skipped_by is not None and not wanted:
        await uow.incidents.save(incident)
        return incident, None
    incident = incident.model_copy(update={"policy": decided.policy.value, "policy_why": decided.why})
    await uow.incidents.save(incident)
    if decided.policy is Policy.REQUIRED:
        author = signal.by if wanted else None
        opened = await open_draft(deps, uow, actor, incident, author=author, happened=happened, required=not wanted)
        return incident, opened
    if decided.policy is Policy.RECOMMENDED:
        happened.append(events.OfferMade(incident=incident.id))
    return incident, None


async def _triage(
    deps: Deps, uow: UnitOfWork, was: Incident, incident: Incident, signal: Signal, *, wanted: bool
) -> Triage:
    """Return the verdict. Who knows nothing new of an incident does not change the one that was made for it."""
    if wanted:
        return Triage(policy=Policy.REQUIRED, why=say("why.wanted"))
    knows_more = signal.labels or (incident.severity, incident.services, incident.started_at) != (
        was.severity,
        was.services,
        was.started_at,
    )
    if was.policy_why and not knows_more:
        return Triage(policy=Policy(was.policy), why=was.policy_why)
    recent = 0
    if incident.services:
        since = deps.clock.now() - RECURRING_WITHIN
        recent = await uow.incidents.resolved_since(since, incident.services, but=incident.id)
    known = {"severity": incident.severity, "services": incident.services, "started_at": incident.started_at}
    return triage(facts_of(signal.model_copy(update=known), seen_before=recent), TriageRules())


async def open_draft(
    deps: Deps,
    uow: UnitOfWork,
    actor: Actor,
    incident: Incident,
    *,
    author: str | None,
    happened: list[events.Event],
    required: bool = False,
) -> Postmortem:
    """Make the shell of a draft. With a channel it counts as private until Slack has said what that channel is.

    Without one there is nothing to read: it is ready to be written.
    """
    now = deps.clock.now()
    is_written = incident.channel is None and author is not None
    template = choose(deps.templates, incident.severity, incident.services)
    # what Slack said before there was a postmortem may have changed: it is asked anew
    await uow.incidents.save(incident.model_copy(update={"channel_name": ""}))
    postmortem = await uow.postmortems.add(
        Postmortem(
            id=0,
            workspace=uow.workspace,
            number=0,
            title=incident.title,
            severity=incident.severity,
            services=incident.services,
            visibility=Visibility.PRIVATE,
            progress=Progress(stage=Stage.READY if is_written else Stage.READING),
            due_at=now + completed_within(deps, incident.severity) if is_written else None,
            template=template.key,
            incident=incident.id,
            channel=incident.channel,
            author=author,
            is_required=required,
            participants=tuple(one for one in (author or incident.resolved_by,) if one),
            started_at=incident.started_at,
            resolved_at=incident.resolved_at,
            held_at=incident.reopened_at if _is_open_again(incident) else None,
            created_at=now,
            updated_at=now,
            sections=blank_sections(template),
        )
    )
    await uow.audit.add(actor, Verb.CREATE.value, postmortem=postmortem.id, before="", after=digest(postmortem), at=now)
    happened.append(events.DraftOpened(postmortem=postmortem.id, incident=incident.id))
    if author is not None:
        happened.append(events.HomeTouched(member=author))
    return postmortem


async def _hold(
    deps: Deps, uow: UnitOfWork, incident: Incident, signal: Signal, happened: list[events.Event]
) -> tuple[Incident, Postmortem | None]:
    """Put the draft on hold because the incident was reopened after it was resolved."""
    reopened = max(filter(None, (incident.reopened_at, signal.at)))
    incident = await _dated(uow, incident.model_copy(update={"reopened_at": reopened}), signal)
    postmortem = await uow.postmortems.of_incident(incident.id)
    await uow.incidents.save(incident)
    if postmortem is None or postmortem.status is not Status.DRAFT or not _is_open_again(incident):
        return incident, postmortem
    held = await uow.postmortems.save(postmortem.model_copy(update={"held_at": reopened}))
    await uow.audit.add(
        system(uow.workspace),
        "hold",
        postmortem=held.id,
        before=digest(postmortem),
        after=digest(held),
        at=deps.clock.now(),
    )
    happened.append(events.PostmortemChanged(postmortem=held.id, incident=incident.id))
    return incident, held


async def _take_off_hold(
    uow: UnitOfWork, actor: Actor, incident: Incident, postmortem: Postmortem, happened: list[events.Event], deps: Deps
) -> Postmortem:
    if postmortem.held_at is None or _is_open_again(incident):
        return postmortem
    progress = postmortem.progress.model_copy(update={"stage": Stage.READING})
    going = postmortem.model_copy(update={"held_at": None, "resolved_at": incident.resolved_at, "progress": progress})
    going = await uow.postmortems.save(going)
    now = deps.clock.now()
    await uow.audit.add(actor, "unhold", postmortem=going.id, before=digest(postmortem), after=digest(going), at=now)
    await uow.jobs.add(collect(going.id, incident.id, again=True), now)
    happened.append(events.PostmortemChanged(postmortem=going.id, incident=incident.id))
    return going


def _is_open_again(incident: Incident) -> bool:
    if incident.reopened_at is None:
        return False
    return incident.resolved_at is None or incident.reopened_at > incident.resolved_at


async def _dated(uow: UnitOfWork, incident: Incident, signal: Signal) -> Incident:
    """Return the incident with when and by whom it was resolved: the first to say so since it was last reopened.

    Worked out from all that was heard, so that the order in which it arrives does not matter.
    """
    found = await uow.incidents.first_resolved(incident.id, incident.reopened_at)
    found = found or await uow.incidents.first_resolved(incident.id)
    if found is None or found == (incident.resolved_at, incident.resolved_by):
        return incident
    at, by = found
    is_this = (at, by, SignalKind.RESOLVED) == (signal.at, signal.by, signal.kind)
    how = signal.how if is_this else ""
    return incident.model_copy(update={"resolved_at": at, "resolved_by": by, "resolved_how": how})


def _with_facts(incident: Incident, signal: Signal, *, wanted: bool) -> Incident:
    """Return the incident with what a signal adds to what is known of it. What a person typed counts before it."""
    title = signal.title or incident.title if wanted else incident.title or signal.title
    changed: dict[str, object] = {
        "title": title or "",
        "severity": normalise_severity(signal.severity) or incident.severity,
        "services": incident.services or signal.services,
        "started_at": incident.started_at or signal.started_at,
        "url": incident.url or signal.url,
        "channel": incident.channel or signal.channel,
    }
    return incident.model_copy(update=changed)


def _admitted(signal: Signal, options: RedactionOptions) -> Signal:
    """Pass every text of a signal through the one entrance. An address that holds a secret is left out."""

    def line(text: str, limit: int) -> str:
        return admit(text, one_line=True, limit=limit, options=options).text

    title = line(signal.title, LONGEST_TITLE) if signal.title else None
    services = tuple(line(one, LONGEST_FIELD) for one in signal.services[:MOST_SERVICES])
    url = signal.url if signal.url and admit(signal.url).text == signal.url else None
    return signal.model_copy(update={"title": title, "services": services, "url": url})
