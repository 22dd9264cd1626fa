"""What a reviewer answers to a reminder: later, and help. Both are kept as steps of the round that they are about.

It is no change of the document, so no door leads there: whoever owes the review may do it, and nobody else.
"""

from bot.domain.errors import Conflict, NotReady
from bot.domain.nudges import HELP, SNOOZE, next_working_day, work_of_review
from bot.domain.people import Actor, Member, Standing
from bot.domain.postmortems import Postmortem, Status
from bot.domain.reviewing import HelpFacts
from bot.domain.reviews import Review
from bot.domain.times_zones import day_in
from bot.domain.words import say
from bot.ports import Deps, NewJob, Payload, UnitOfWork
from bot.services.access import may_see, seen_by
from bot.services.facts import people_of
from bot.services.hours import hours_for
from bot.services.reviews_jobs import help_message, morning_message


async def snooze(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Ask this reviewer again on the morning of their next working day, and not before."""
    seen = await _owed_by(deps, actor, postmortem)
    until = next_working_day(await hours_for(deps, actor), deps.clock.now())
    await _put(deps, actor, seen, SNOOZE, {"until": until.isoformat(), "at": deps.clock.now().isoformat()})


async def wake(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Take a snooze back: the reviewer is asked as it was planned."""
    seen = await _owed_by(deps, actor, postmortem)
    await _put(deps, actor, seen, SNOOZE, {"until": None, "at": deps.clock.now().isoformat()})


async def ask_for_help(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Have the author told, or an incident admin where no author can hear it, that a reviewer wants help. Once a round.

    Raises Conflict where somebody was asked already, NotReady where there is nobody to ask.
    """
    seen = await _owed_by(deps, actor, postmortem)
    helper = await _helper(deps, actor, seen)
    if helper is None:
        raise NotReady(say("due.no_helper", pm=seen.name), postmortem=postmortem)
    asked: Payload = {"to": helper.id, "at": deps.clock.now().isoformat()}
    async with deps.store.read(actor.workspace) as uow:
        before = await uow.steps.get(work_of_review(postmortem, seen.round.number), f"{HELP}{actor.member}")
        known = await uow.members.get(str(before["to"])) if before is not None else None
    if before is not None:
        who = known.name if known is not None else say("who.somebody")
        raise Conflict(say("due.helped_already", who=who, pm=seen.name), postmortem=postmortem)
    await _put(deps, actor, seen, HELP, asked, help_message(postmortem, actor.member or ""))


async def help_facts(deps: Deps, workspace: str, postmortem: int, asker: str, number: int) -> HelpFacts | None:
    """Return that somebody asked for help in a round, as it stands now; None where nobody did."""
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        asked = await uow.steps.get(work_of_review(postmortem, number), f"{HELP}{asker}")
        if found is None or asked is None:
            return None
        who = await uow.members.get(asker)
        mine = await _review_of(uow, postmortem, asker)
    return HelpFacts(
        postmortem=found,
        to=str(asked["to"]),
        asker=who.name if who is not None else say("who.somebody"),
        due=found.round.due,
        today=day_in(deps.clock.now(), deps.settings.zone),
        is_owed=found.round.number == number and _is_owed(found, mine),
    )


async def _owed_by(deps: Deps, actor: Actor, postmortem: int) -> Postmortem:
    """Return a document whose review this person owes now. Raises NotFound without sight, Conflict for all others."""
    seen = await seen_by(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        mine = await _review_of(uow, postmortem, actor.member or "")
    if not _is_owed(seen, mine):
        state = say(f"card.status.{seen.status.value}").lower()
        raise Conflict(say("due.not_owed", pm=seen.name, state=state), postmortem=postmortem)
    return seen


async def _review_of(uow: UnitOfWork, postmortem: int, member: str) -> Review | None:
    return next((one for one in await uow.reviews.of(postmortem) if one.reviewer == member), None)


def _is_owed(postmortem: Postmortem, review: Review | None) -> bool:
    if review is None or not review.requested or postmortem.status is not Status.IN_REVIEW:
        return False
    return not review.counts_for(postmortem.revision)


async def _helper(deps: Deps, actor: Actor, postmortem: Postmortem) -> Member | None:
    """Return who can help: the author, else the first incident admin who sees it; never the reviewer."""
    async with deps.store.read(actor.workspace) as uow:
        admins = [one.id for one in await uow.members.admins()]
        wanted = dict.fromkeys((postmortem.author, *admins, *deps.settings.incident_admins))
        people = await people_of(deps, uow, wanted)
    for one in wanted:
        member = people.get(one or "")
        if member is None or member.id == actor.member or member.standing is not Standing.MEMBER:
            continue
        if await may_see(deps, member, postmortem):
            return member
    return None


async def _put(deps: Deps, actor: Actor, postmortem: Postmortem, step: str, what: Payload, *jobs: NewJob) -> None:
    """Record an answer of this reviewer; the reminder shows it, and what follows is scheduled with it."""
    now, member = deps.clock.now(), actor.member or ""
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.steps.put(work_of_review(postmortem.id, postmortem.round.number), f"{step}{member}", what)
        for job in (morning_message(member), *jobs):
            await uow.jobs.add(job.model_copy(update={"cause": actor.cause}), now)
    deps.nudge()
