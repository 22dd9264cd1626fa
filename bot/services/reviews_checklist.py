"""What blocks, line by line, and what one may do about it: ask a reviewer again, change who reviews, override."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from bot.domain import events, lifecycle, policy
from bot.domain.errors import Conflict, Invalid, Offer
from bot.domain.facts import Blocker, Facts, Mend
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.redaction import admit
from bot.domain.reviewing import LONGEST_WHY, ChecklistFacts, Line, SubmitFacts, print_of
from bot.domain.reviews import Override, Review, ReviewState
from bot.domain.times_zones import day_in
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services.access import is_in_channel, seen_by, seen_with_rights
from bot.services.changes import Change, change
from bot.services.facts import asked, facts_of, people_of
from bot.services.reviews import fresh, in_time
from bot.services.transcripts import redaction

MENDED_BY = {
    Mend.WRITE: Verb.EDIT,
    Mend.TRAY: Verb.EDIT,
    Mend.KEEP: Verb.EDIT,
    Mend.ITEM: Verb.MANAGE_ITEMS,
    Mend.ADD_ITEM: Verb.MANAGE_ITEMS,
    Mend.ANSWER: Verb.ANSWER,
    Mend.DISCUSSIONS: Verb.COMMENT,
    Mend.NUDGE: Verb.ASK_REVIEWERS,
    Mend.ASK_AGAIN: Verb.ASK_REVIEWERS,
    Mend.ADD_ADMIN: Verb.ASK_REVIEWERS,
    Mend.ADD_REVIEWER: Verb.ASK_REVIEWERS,
    Mend.SUBMIT: Verb.SUBMIT,
}
"""Which verb mends a blocker, so that its button is drawn for who may do that."""


async def checklist_facts(deps: Deps, actor: Actor, postmortem: int) -> ChecklistFacts:
    """Return what blocks publishing, as this reader may mend it. Raises NotFound without sight."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        gate = await facts_of(deps, uow, seen, actor.member)
        again = {one.reviewer: await _nudged_at(uow, postmortem, one.reviewer) for one in gate.reviews}
    return ChecklistFacts(
        now=deps.clock.now(),
        reader=actor,
        gate=gate,
        lines=tuple(_line(gate, actor, may, one, again) for one in lifecycle.checklist(gate)),
        warnings=lifecycle.warnings(gate) if seen.status in {Status.DRAFT, Status.IN_REVIEW} else (),
        may=may,
    )


def _line(gate: Facts, actor: Actor, may: frozenset[Verb], blocker: Blocker, again: dict[str, datetime | None]) -> Line:
    verb = MENDED_BY.get(blocker.mend)
    who = policy.who_can(actor, verb, gate.postmortem, gate.name) if verb is not None and verb not in may else ""
    is_person = blocker.mend in {Mend.NUDGE, Mend.ASK_AGAIN}
    return Line(
        blocker=blocker,
        mark=mark_of(blocker),
        may_mend=verb is not None and verb in may,
        may_drop=blocker.mend is Mend.ANSWER and Verb.DROP_REQUEST in may,
        may_override=Verb.OVERRIDE in may,
        who=who,
        asked_at=again.get(blocker.targets[0]) if is_person and blocker.targets else None,
    )


def mark_of(blocker: Blocker) -> str:
    """Return a short name of exactly this blocker, for a button."""
    return f"{blocker.code}:{hashlib.sha256(blocker.key.encode()).hexdigest()[:16]}"


async def override_facts(deps: Deps, actor: Actor, postmortem: int, mark: str) -> tuple[Postmortem, Blocker]:
    """Return the blocker that is to be overridden. Raises Denied for who is no org admin, Conflict where it is gone."""
    seen = await seen_by(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        inside = await is_in_channel(deps, actor, seen)
        policy.require(actor, Verb.OVERRIDE, seen, in_channel=inside, names=str)
        return seen, _marked(await facts_of(deps, uow, seen, actor.member), mark)


def _marked(gate: Facts, mark: str) -> Blocker:
    found = next((one for one in lifecycle.checklist(gate) if mark_of(one) == mark), None)
    if found is None:
        raise Conflict(say("checklist.gone"), offers=(Offer.OPEN_CARD,), postmortem=gate.postmortem.id)
    return found


async def override(deps: Deps, actor: Actor, postmortem: int, mark: str, reason: str) -> None:
    """Set one blocker aside, for good and with a reason. It says nothing about one that comes later."""
    admitted = admit(reason, limit=LONGEST_WHY, options=redaction(deps)).text
    async with change(deps, actor, Verb.OVERRIDE, postmortem) as it:
        it.reason = lifecycle.check_reason(Verb.OVERRIDE, admitted, it.was)
        found = _marked(await facts_of(deps, it.uow, it.was, actor.member), mark)
        said = Override(key=found.key, by=actor.member or "", reason=it.reason, at=it.at)
        await it.uow.reviews.add_override(postmortem, said)
        it.touch()


async def nudge(deps: Deps, actor: Actor, postmortem: int, member: str) -> None:
    """Have a reviewer asked again by a message of its own: once a day, while the review is owed."""
    async with in_time(deps, actor, postmortem), change(deps, actor, Verb.ASK_REVIEWERS, postmortem) as it:
        reviews = {one.reviewer: one for one in await it.uow.reviews.of(postmortem)}
        review = reviews.get(member)
        if review is None or not review.requested or review.counts_for(it.was.revision):
            raise Conflict(say("checklist.not_owed"), offers=(Offer.OPEN_CARD,), postmortem=postmortem)
        last = await _nudged_at(it.uow, postmortem, member)
        zone = deps.settings.zone
        if last is not None and day_in(last, zone) == day_in(it.at, zone):
            raise Conflict(say("checklist.nudged_today"), postmortem=postmortem)
        await it.uow.steps.put(_work(postmortem), member, {"at": it.at.isoformat()})
        it.emit(events.ReviewNudged(postmortem=postmortem, member=member))
        it.touch()


async def _nudged_at(uow: UnitOfWork, postmortem: int, member: str) -> datetime | None:
    step = await uow.steps.get(_work(postmortem), member)
    return None if step is None else datetime.fromisoformat(str(step["at"]))


def _work(postmortem: int) -> str:
    return f"review.nudged:{postmortem}"


async def reviewers_facts(deps: Deps, actor: Actor, postmortem: int, *, admin: bool = False) -> SubmitFacts:
    """Return what the window shows that changes who reviews; with `admin` an incident admin is suggested."""
    seen = await seen_by(deps, actor, postmortem)
    inside = await is_in_channel(deps, actor, seen)
    async with deps.store.read(actor.workspace) as uow:
        gate = await facts_of(deps, uow, seen, actor.member)
    policy.require(actor, Verb.ASK_REVIEWERS, seen, in_channel=inside, names=gate.name)
    present = [one for one in asked(gate.reviews) if gate.is_full_member(one)]
    author = None if gate.settings.teams_of_one else seen.author
    admins = sorted(one for one in gate.people if gate.is_admin(one) and one != author and one not in present)
    suggested = (*present, *(admins[:1] if admin else ()))
    return SubmitFacts(gate=gate, suggested=suggested, admins=tuple(gate.name(one) for one in admins))


async def change_reviewers(
    deps: Deps, actor: Actor, postmortem: int, reviewers: tuple[str, ...], *, as_seen: str | None = None
) -> None:
    """Change who reviews, in the same round: whoever is new is asked, approvals that count stay on record.

    A change request stays open though its reviewer is gone. Raises Conflict where somebody else has changed them since
    they were seen.
    """
    await fresh(deps, actor.workspace, reviewers)
    async with in_time(deps, actor, postmortem), change(deps, actor, Verb.ASK_REVIEWERS, postmortem) as it:
        if as_seen not in {None, print_of(it.was.reviewers)}:
            raise Conflict(say("checklist.reviewers_moved"), offers=(Offer.OPEN_CARD,), postmortem=postmortem)
        gate = await facts_of(deps, it.uow, it.was, actor.member)
        people = await people_of(deps, it.uow, reviewers)
        lifecycle.check_reviewers(gate.model_copy(update={"people": {**gate.people, **people}}), reviewers)
        if not reviewers:
            raise Invalid(say("rev.nobody"), fields={"reviewers": say("rev.nobody")}, postmortem=postmortem)
        await it.uow.reviews.put(postmortem, _changed(it, gate.reviews, reviewers))
        it.update(reviewers=tuple(dict.fromkeys(reviewers)))
        it.touch()


def _changed(it: Change, reviews: Iterable[Review], reviewers: tuple[str, ...]) -> list[Review]:
    known = {one.reviewer: one for one in reviews}
    after = []
    for member in dict.fromkeys(reviewers):
        review = known.pop(member, Review(reviewer=member))
        if not review.requested or review.asked_at is None:
            owed = {"state": ReviewState.OWED} if not review.has_approved else {}
            review = review.model_copy(update={"requested": True, "asked_at": it.at} | owed)
        after.append(review)
    gone = (one.model_copy(update={"requested": False}) for one in known.values())
    return [*after, *(one for one in gone if one.counts_for(it.was.revision))]
