"""Hearing of incidents: every signal is recorded once.

Each incident opens one draft, whatever says so, in any order.
"""

from datetime import timedelta

from bot.domain import events
from bot.domain.errors import Conflict, NotFound, NotReady, Offer
from bot.domain.incidents import Incident, Signal, SignalKind, SignalSource
from bot.domain.people import Actor, system
from bot.domain.postmortems import Postmortem, Stage, Status, Verb, Visibility
from bot.domain.redaction import admit
from bot.domain.templates import DEFAULT
from bot.domain.triage import Policy, Triage, TriageRules, facts_of, normalise_severity, triage
from bot.domain.values import Value
from bot.ports import Deps, UnitOfWork
from bot.services.changes import digest
from bot.services.drafts import LONGEST_TITLE, blank_sections
from bot.services.reactions import collect, jobs_for

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
    signal = _admitted(signal)
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        incident, is_new = await _find_or_add(uow, signal)
        if not await uow.incidents.heard(signal, incident.id):
            return Heard(incident=incident, postmortem=await uow.postmortems.of_incident(incident.id))
        happened: list[events.Event] = []
        if signal.kind is SignalKind.REOPENED:
            postmortem = await _hold(deps, uow, incident, signal, happened)
        else:
            incident, postmortem = await _resolve(deps, uow, actor, incident, signal, happened, wanted=wanted)
        for job in jobs_for(happened, deps.clock.now(), actor.cause):
            await uow.jobs.add(job, deps.clock.now())
    deps.nudge()
    opened = any(isinstance(one, events.DraftOpened) for one in happened)
    return Heard(incident=incident, postmortem=postmortem, is_new=is_new, opened=opened)


async def start(deps: Deps, actor: Actor, incident: int) -> Postmortem:
    """Open the postmortem that was offered, or start it after all. The first press wins."""
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        found = await _must_find(uow, incident)
        _must_be_member(actor)
        if (postmortem := await uow.postmortems.of_incident(incident)) is not None:
            raise Conflict("Somebody else was faster: it is started already.", postmortem=postmortem.id)
        happened: list[events.Event] = []
        found = found.model_copy(update={"skipped_by": None, "skipped_at": None, "skip_reason": None})
        await uow.incidents.save(found)
        postmortem = await _open(deps, uow, actor, found, author=actor.member, happened=happened)
        for job in jobs_for(happened, deps.clock.now(), actor.cause):
            await uow.jobs.add(job, deps.clock.now())
    deps.nudge()
    return postmortem


async def skip(deps: Deps, actor: Actor, incident: int) -> None:
    """Say that no postmortem is needed. It counts at once; the reason is asked for afterwards."""
    await _set_skip(deps, actor, incident, skipped_by=actor.member, skipped_at=deps.clock.now())


async def give_reason(deps: Deps, actor: Actor, incident: int, reason: str) -> None:
    """Remember why it was skipped."""
    await _set_skip(deps, actor, incident, skip_reason=reason)


async def undo_skip(deps: Deps, actor: Actor, incident: int) -> None:
    """Bring the offer back."""
    await _set_skip(deps, actor, incident, skipped_by=None, skipped_at=None, skip_reason=None)


async def _set_skip(deps: Deps, actor: Actor, incident: int, **changed: object) -> None:
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        found = await _must_find(uow, incident)
        _must_be_member(actor)
        if await uow.postmortems.of_incident(incident) is not None:
            raise Conflict("Somebody else was faster: its postmortem is started.")
        skipping = changed.get("skipped_by") is not None
        if skipping and found.skipped_by is not None:
            known = await uow.members.get(found.skipped_by)
            raise Conflict(f"{known.name if known else 'Somebody'} was faster: skipped already.")
        await uow.incidents.save(found.model_copy(update=changed))
        for job in jobs_for([events.OfferChanged(incident=incident)], deps.clock.now(), actor.cause):
            await uow.jobs.add(job, deps.clock.now())
    deps.nudge()


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
        return found[0], False
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
    return again, False


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
    incident = _with_facts(incident, signal)
    postmortem = await uow.postmortems.of_incident(incident.id)
    if postmortem is not None:
        await uow.incidents.save(incident)
        return incident, await _take_off_hold(uow, actor, incident, postmortem, happened, deps)
    decided = await _triage(deps, uow, incident, signal, wanted=wanted)
    if incident.skipped_by is not None and not wanted:
        await uow.incidents.save(incident)
        return incident, None
    incident = incident.model_copy(update={"policy": decided.policy.value, "policy_why": decided.why})
    await uow.incidents.save(incident)
    if decided.policy is Policy.REQUIRED:
        author = signal.by if wanted else None
        opened = await _open(deps, uow, actor, incident, author=author, happened=happened, required=not wanted)
        return incident, opened
    if decided.policy is Policy.RECOMMENDED:
        happened.append(events.OfferMade(incident=incident.id))
    return incident, None


async def _triage(deps: Deps, uow: UnitOfWork, incident: Incident, signal: Signal, *, wanted: bool) -> Triage:
    if wanted:
        return Triage(policy=Policy.REQUIRED, why="somebody asked for it")
    now = deps.clock.now()
    recent = await uow.incidents.resolved_since(now - RECURRING_WITHIN, incident.services)
    facts = facts_of(signal, seen_before=recent)
    if facts.severity is None:
        facts = facts.model_copy(update={"severity": incident.severity})
    return triage(facts, TriageRules())


async def _open(
    deps: Deps,
    uow: UnitOfWork,
    actor: Actor,
    incident: Incident,
    *,
    author: str | None,
    happened: list[events.Event],
    required: bool = False,
) -> Postmortem:
    """Make the shell of a draft. It counts as private until Slack has said what its channel is."""
    now = deps.clock.now()
    postmortem = await uow.postmortems.add(
        Postmortem(
            id=0,
            workspace=uow.workspace,
            number=0,
            title=incident.title,
            severity=incident.severity,
            services=incident.services,
            visibility=Visibility.PRIVATE,
            template=DEFAULT.key,
            incident=incident.id,
            channel=incident.channel,
            author=author,
            is_required=required,
            participants=(author,) if author else (),
            started_at=incident.started_at,
            resolved_at=incident.resolved_at,
            held_at=incident.reopened_at if _is_open_again(incident) else None,
            created_at=now,
            updated_at=now,
            sections=blank_sections(DEFAULT),
        )
    )
    await uow.audit.add(actor, Verb.CREATE.value, postmortem=postmortem.id, before="", after=digest(postmortem), at=now)
    happened.append(events.DraftOpened(postmortem=postmortem.id, incident=incident.id))
    if author is not None:
        happened.append(events.HomeTouched(member=author))
    return postmortem


async def _hold(
    deps: Deps, uow: UnitOfWork, incident: Incident, signal: Signal, happened: list[events.Event]
) -> Postmortem | None:
    """Put the draft on hold because the incident was reopened after it was resolved."""
    reopened = max(filter(None, (incident.reopened_at, signal.at)))
    incident = incident.model_copy(update={"reopened_at": reopened})
    await uow.incidents.save(incident)
    postmortem = await uow.postmortems.of_incident(incident.id)
    if postmortem is None or postmortem.status is not Status.DRAFT or not _is_open_again(incident):
        return postmortem
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
    return held


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


def _with_facts(incident: Incident, signal: Signal) -> Incident:
    """Return the incident with what a signal adds; the first to resolve it stays the one who did, until it reopens."""
    first = incident.resolved_at is None or _is_open_again(incident)
    changed: dict[str, object] = {
        "title": incident.title or signal.title or "",
        "severity": normalise_severity(signal.severity) or incident.severity,
        "services": incident.services or signal.services,
        "started_at": incident.started_at or signal.started_at,
        "url": incident.url or signal.url,
        "channel": incident.channel or signal.channel,
    }
    if first:
        changed |= {"resolved_at": signal.at, "resolved_by": signal.by, "resolved_how": signal.how}
    return incident.model_copy(update=changed)


def _admitted(signal: Signal) -> Signal:
    """Pass every text of a signal through the one entrance."""
    title = admit(signal.title, one_line=True, limit=LONGEST_TITLE).text if signal.title else None
    services = tuple(admit(one, one_line=True, limit=LONGEST_FIELD).text for one in signal.services[:MOST_SERVICES])
    return signal.model_copy(update={"title": title, "services": services})


async def _must_find(uow: UnitOfWork, incident: int) -> Incident:
    found = await uow.incidents.get(incident)
    if found is None:
        raise NotFound("This incident is gone.")
    return found


def _must_be_member(actor: Actor) -> None:
    if not actor.is_full_member:
        raise NotFound("There is no such postmortem that you can see.")


class Request(Value):
    """What a person asks for with *Create postmortem*: of which channel, and what is known of the incident."""

    channel: str
    title: str = ""
    severity: str | None = None
    services: tuple[str, ...] = ()
    source: SignalSource = SignalSource.COMMAND


async def create(deps: Deps, actor: Actor, request: Request) -> Postmortem:
    """Start a postmortem because a person asked; where there is one already, the answer says so.

    Raises Conflict when the channel has one.
    """
    now = deps.clock.now()
    signal = Signal(
        kind=SignalKind.RESOLVED,
        source=request.source,
        key=f"{request.source}:{request.channel}:{actor.delivery or now.isoformat()}",
        at=now,
        channel=request.channel,
        title=request.title or None,
        severity=request.severity,
        services=request.services,
        by=actor.member,
        how="by hand",
    )
    heard = await hear(deps, actor, signal, wanted=True)
    if heard.postmortem is None:
        raise NotReady("Starting by hand is switched off here. An admin can switch it on: POSTMORTEM_SIGNALS.")
    if not heard.opened:
        raise Conflict(
            f"{heard.postmortem.name} is this channel's postmortem already.",
            offers=(Offer.READ, Offer.OPEN_CARD),
            postmortem=heard.postmortem.id,
        )
    return heard.postmortem
