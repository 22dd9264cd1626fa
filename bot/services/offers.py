"""An offer that a postmortem be written: taken up, skipped with a reason, taken back. The first press wins."""

from bot.domain import events
from bot.domain.errors import Conflict, Denied, Offer
from bot.domain.incidents import Incident
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.words import clock_time, say
from bot.ports import Deps, UnitOfWork
from bot.services.access import is_in_channel, not_found, permit
from bot.services.channels import Reach, reach
from bot.services.incidents import open_draft
from bot.services.reactions import jobs_for


async def start(deps: Deps, actor: Actor, incident: int) -> Postmortem:
    """Open the postmortem that was offered, or start it after all; who asks becomes its author."""
    await _must_be_of_the_incident(deps, actor, incident)
    happened: list[events.Event] = []
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        found = await _must_find(uow, incident)
        if (postmortem := await uow.postmortems.of_incident(incident)) is not None:
            raise await _started(deps, uow, postmortem)
        found = found.model_copy(update={"skipped_by": None, "skipped_at": None, "skip_reason": None})
        await uow.incidents.save(found)
        postmortem = await open_draft(deps, uow, actor, found, author=actor.member, happened=happened)
        for job in jobs_for(happened, deps.clock.now(), actor.cause):
            await uow.jobs.add(job, deps.clock.now())
    deps.nudge()
    return postmortem


async def skip(deps: Deps, actor: Actor, incident: int) -> None:
    """Say that no postmortem is needed. It counts at once; the reason is asked for afterwards."""
    await _must_be_of_the_incident(deps, actor, incident)
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        found = await _must_be_open(deps, uow, incident)
        if found.skipped_by is not None and found.skipped_at is not None:
            if found.skipped_by == actor.member:
                return
            at = clock_time(found.skipped_at, deps.settings.zone)
            sentence = say("offer.race", who=await _name(uow, found.skipped_by), at=at)
            raise Conflict(sentence, offers=(Offer.START_AFTER_ALL,), incident=incident)
        await _store(deps, uow, actor, found, skipped_by=actor.member, skipped_at=deps.clock.now())
    deps.nudge()


async def give_reason(deps: Deps, actor: Actor, incident: int, reason: str) -> None:
    """Remember why it was skipped, or why a draft that was put away is not needed."""
    await _must_be_of_the_incident(deps, actor, incident)
    inside = await _is_inside(deps, actor, incident)
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        found = await _must_find(uow, incident)
        postmortem = await uow.postmortems.of_incident(incident)
        if postmortem is not None and postmortem.discarded_at is not None:
            await permit(uow, actor, Verb.REVIVE, postmortem, inside=inside)
        elif postmortem is not None:
            raise await _started(deps, uow, postmortem)
        if found.skipped_at is None or found.skip_reason is not None:
            raise _old()
        await _store(deps, uow, actor, found, skip_reason=reason)
    deps.nudge()


async def undo_skip(deps: Deps, actor: Actor, incident: int) -> None:
    """Bring the offer back."""
    await _must_be_of_the_incident(deps, actor, incident)
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        found = await _must_be_open(deps, uow, incident)
        if found.skipped_at is None:
            raise _old()
        await _store(deps, uow, actor, found, skipped_by=None, skipped_at=None, skip_reason=None)
    deps.nudge()


async def _must_be_of_the_incident(deps: Deps, actor: Actor, incident: int) -> None:
    """Return for people of the incident's channel and incident admins. To others absent and hidden are the same."""
    if not actor.is_full_member:
        raise Denied(say("no.actor"))
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.incidents.get(incident)
    if found is None or found.channel is None:
        raise not_found()
    reached = await reach(deps, actor, found.channel)
    if reached is Reach.HIDDEN:
        raise not_found()
    if reached is Reach.SEEN:
        raise Denied(say("no.create"))


async def _is_inside(deps: Deps, actor: Actor, incident: int) -> bool:
    async with deps.store.read(actor.workspace) as uow:
        postmortem = await uow.postmortems.of_incident(incident)
    return postmortem is not None and await is_in_channel(deps, actor, postmortem)


async def _must_find(uow: UnitOfWork, incident: int) -> Incident:
    found = await uow.incidents.get(incident)
    if found is None:
        raise not_found()
    return found


async def _must_be_open(deps: Deps, uow: UnitOfWork, incident: int) -> Incident:
    found = await _must_find(uow, incident)
    if (postmortem := await uow.postmortems.of_incident(incident)) is not None:
        raise await _started(deps, uow, postmortem)
    return found


async def _started(deps: Deps, uow: UnitOfWork, postmortem: Postmortem) -> Conflict:
    """Return what is said to whoever came second: who was faster, and when."""
    at = clock_time(postmortem.created_at, deps.settings.zone)
    who = await _name(uow, postmortem.author)
    sentence = say("offer.race_started", who=who, pm=postmortem.name, at=at)
    return Conflict(sentence, offers=(Offer.READ, Offer.OPEN_CARD), postmortem=postmortem.id)


async def _name(uow: UnitOfWork, member: str | None) -> str:
    known = await uow.members.get(member) if member else None
    return known.name if known is not None else say("who.somebody")


async def _store(deps: Deps, uow: UnitOfWork, actor: Actor, incident: Incident, **changed: object) -> None:
    await uow.incidents.save(incident.model_copy(update=changed))
    for job in jobs_for([events.OfferChanged(incident=incident.id)], deps.clock.now(), actor.cause):
        await uow.jobs.add(job, deps.clock.now())


def _old() -> Conflict:
    return Conflict(say("no.old_bare"), offers=(Offer.HELP,))
