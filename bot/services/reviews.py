"""Sending a document for review, taking it back, and judging it: one use case a deed.

An approval is of the revision that its giver saw. The last one publishes by itself where nothing blocks.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date, timedelta

from bot.domain import events, lifecycle
from bot.domain.errors import Conflict, Invalid, NotReady, Offer, Problem
from bot.domain.facts import Facts
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Round, Status, Verb
from bot.domain.redaction import admit
from bot.domain.reviewing import LONGEST_NOTE, Halt, Wish
from bot.domain.reviews import Review, ReviewState
from bot.domain.reviews import approve as approved
from bot.domain.reviews import take_back as taken_back
from bot.domain.timeline import Origin
from bot.domain.times_zones import day_in
from bot.domain.words import clock_time, say, zone_label
from bot.ports import Deps
from bot.services import members
from bot.services.blame import with_wording
from bot.services.changes import Change, again_if_overtaken, change
from bot.services.facts import facts_of, people_of
from bot.services.reactions import jobs_for
from bot.services.transcripts import redaction

LATELY = timedelta(hours=1)
_FASTER = {
    Verb.APPROVE: "approved",
    Verb.PUBLISH: "approved",
    Verb.REQUEST_CHANGES: "asked",
    Verb.WITHDRAW: "withdrew",
    Verb.SUBMIT: "sent",
}


class _Halted(Exception):  # noqa: N818 - not an error: it ends the transaction without an effect
    def __init__(self, halt: Halt) -> None:
        self.halt = halt


async def submit(deps: Deps, actor: Actor, postmortem: int, wish: Wish) -> None:
    """Send a document for review: a new round begins, and approvals of the present text stay.

    Never blocked by what is open. Raises Invalid at the fields for reviewers who cannot be, and a day that is over.
    """
    await fresh(deps, actor.workspace, wish.reviewers)
    note = admit(wish.note, limit=LONGEST_NOTE, options=redaction(deps)).text.strip()
    async with in_time(deps, actor, postmortem), change(deps, actor, Verb.SUBMIT, postmortem) as it:
        facts = await facts_of(deps, it.uow, it.was, actor.member)
        people = await people_of(deps, it.uow, wish.reviewers)
        facts = facts.model_copy(update={"people": {**facts.people, **people}})
        _check(facts, wish, day_in(it.at, deps.settings.zone))
        if wish.keep_ai:
            _keep_all(it, actor)
        await open_round(it, actor, facts.reviews, wish.model_copy(update={"note": note}))


async def reword(deps: Deps, actor: Actor, postmortem: int, section: str, mark: str) -> None:
    """Put a wording in the place of a phrase that may read as blame, the rules' or with "ai." a model's.

    Raises Conflict where it is gone.
    """
    async with change(deps, actor, Verb.EDIT, postmortem) as it:
        people = await people_of(deps, it.uow, (*it.was.participants, *it.was.editors, it.was.author))
        found = it.was.section(section)
        names = [one.name for one in people.values()]
        now = await with_wording(it.uow, postmortem, found, found.text, names=names, mark=mark) if found else None
        if now is None:
            raise Conflict(say("review.phrase_gone"), postmortem=postmortem)
        written = {"text": now, "origin": Origin.PERSON, "by": actor.member, "at": it.at}
        it.update(
            sections=tuple(one.model_copy(update=written) if one.key == section else one for one in it.was.sections)
        )


def _check(facts: Facts, wish: Wish, today: date) -> None:
    lifecycle.check_reviewers(facts, wish.reviewers)
    if not wish.reviewers:
        raise Invalid(say("rev.nobody"), fields={"reviewers": say("rev.nobody")})
    if wish.due is not None and wish.due < today:
        raise Invalid(say("rev.past"), fields={"due": say("rev.past")})


def _keep_all(it: Change, actor: Actor) -> None:
    """Keep every machine's text: it is this person's now, and no machine touches it again."""
    kept = {"origin": Origin.PERSON, "by": actor.member, "at": it.at}
    sections = it.now.sections
    it.update(sections=tuple(one.model_copy(update=kept) if one.origin is Origin.AI else one for one in sections))


async def open_round(it: Change, actor: Actor, reviews: Iterable[Review], wish: Wish) -> None:
    """Begin another round: whose approval counts for the present text is not asked again, everybody else is."""
    known = {one.reviewer: one for one in reviews}
    chosen = [_asked(known.get(one, Review(reviewer=one)), it) for one in dict.fromkeys(wish.reviewers)]
    standing = [
        one.model_copy(update={"requested": False})
        for one in known.values()
        if one.reviewer not in wish.reviewers and one.counts_for(it.was.revision)
    ]
    await it.uow.reviews.put(it.was.id, [*chosen, *standing])
    number = it.was.round.number + 1
    it.update(
        reviewers=tuple(dict.fromkeys(wish.reviewers)),
        round=Round(number=number, asked_by=actor.member, asked_at=it.at, due=wish.due, note=wish.note),
    )


def _asked(review: Review, it: Change) -> Review:
    if review.counts_for(it.was.revision):
        return review.model_copy(update={"requested": True})
    state = ReviewState.STALE if review.has_approved else ReviewState.OWED
    return review.model_copy(update={"requested": True, "state": state, "asked_at": it.at})


async def withdraw(deps: Deps, actor: Actor, postmortem: int, reason: str = "") -> Postmortem:
    """Take a document back from review. Approvals stay as long as the text does."""
    why = admit(reason, one_line=True, limit=LONGEST_NOTE, options=redaction(deps)).text.strip()
    async with in_time(deps, actor, postmortem), change(deps, actor, Verb.WITHDRAW, postmortem) as it:
        it.reason = why or None
        taken = {"withdrawn_by": actor.member, "withdrawn_at": it.at}
        it.update(round=it.was.round.model_copy(update=taken))
    return it.now


async def undo_withdraw(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Send a document that was taken back to the same reviewers again, as if nothing had been: nobody is rung."""
    async with in_time(deps, actor, postmortem), change(deps, actor, Verb.SUBMIT, postmortem) as it:
        if it.was.round.withdrawn_at is None:
            raise Conflict(say("no.old_bare"), offers=(Offer.OPEN_CARD,), postmortem=postmortem)
        it.update(round=it.was.round.model_copy(update={"withdrawn_by": None, "withdrawn_at": None}))


async def approve(deps: Deps, actor: Actor, postmortem: int, revision: int, *, confirmed: bool = False) -> Halt | None:
    """Approve the revision that was seen; where that publishes, only when it was `confirmed`.

    Returns why nothing was recorded, None where it was. The last approval publishes where nothing blocks.
    """
    if await _may_publish(deps, actor, postmortem):
        await _know_judges_anew(deps, actor, postmortem)

    async def once() -> Halt | None:
        try:
            async with change(deps, actor, Verb.APPROVE, postmortem) as it:
                await _approve(it, actor, revision, confirmed=confirmed)
        except _Halted as halted:
            return halted.halt
        return None

    async with in_time(deps, actor, postmortem):
        return await again_if_overtaken(once)


async def _approve(it: Change, actor: Actor, revision: int, *, confirmed: bool) -> None:
    member = actor.member or ""
    if revision != it.was.revision:
        raise _Halted(Halt.MOVED)
    publishes = lifecycle.would_publish(it.facts, member)
    if publishes and not confirmed:
        raise _Halted(Halt.PUBLISHES)
    await it.uow.reviews.put(it.was.id, approved(it.facts.reviews, member, revision, it.at))
    it.touch()
    it.emit(events.HomeTouched(member=member))
    if publishes:
        publication = it.was.publication.model_copy(update={"at": it.at, "by": None, "revision": revision})
        it.update(status=Status.PUBLISHED, publication=publication)
        it.emit(events.Published(postmortem=it.was.id, incident=it.was.incident or 0))


async def _may_publish(deps: Deps, actor: Actor, postmortem: int) -> bool:
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        if found is None or found.status is not Status.IN_REVIEW:
            return False
        return lifecycle.would_publish(await facts_of(deps, uow, found, actor.member), actor.member or "")


async def _know_judges_anew(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Ask Slack who the others are now whose approvals publish: a role counts as it is at the deed."""
    async with deps.store.read(actor.workspace) as uow:
        reviews = await uow.reviews.of(postmortem)
    await fresh(deps, actor.workspace, (one.reviewer for one in reviews if one.reviewer != actor.member))


async def take_back(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Take one's approval back, while it is in review."""

    async def once() -> None:
        async with change(deps, actor, Verb.TAKE_BACK, postmortem) as it:
            await it.uow.reviews.put(it.was.id, taken_back(it.facts.reviews, actor.member or "", it.at))
            it.touch()
            it.emit(events.HomeTouched(member=actor.member or ""))

    async with in_time(deps, actor, postmortem):
        await again_if_overtaken(once)


async def look_again(deps: Deps, actor: Actor, member: str) -> None:
    """Look anew at somebody of whom Slack says that something changed, wherever that person reviews.

    Who has left, or lost sight, is no reviewer any more, and reads nothing in the messages of before.
    """
    async with deps.store.read(actor.workspace) as uow:
        concerned = await uow.reviews.judged_by(member)
    if not concerned:
        return
    await members.refresh(deps, actor.workspace, member)
    now = deps.clock.now()
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        for key in concerned:
            found = await uow.postmortems.get(key)
            happened: list[events.Event] = [events.ReviewMoved(postmortem=key)]
            if found is not None and found.incident is not None:
                happened.append(events.PostmortemChanged(postmortem=key, incident=found.incident))
            for job in jobs_for(happened, now, actor.cause):
                await uow.jobs.add(job, now)
    deps.nudge()


async def fresh(deps: Deps, workspace: str, people: Iterable[str]) -> None:
    """Ask Slack who these people are now, and remember it. Raises ChatError."""
    wanted = list(dict.fromkeys(people))[: lifecycle.MOST_REVIEWERS + 1]
    await asyncio.gather(*(members.refresh(deps, workspace, one) for one in wanted))


@asynccontextmanager
async def in_time(deps: Deps, actor: Actor, postmortem: int) -> AsyncIterator[None]:
    """Do something; where the state does not know it any more because somebody was faster, say who that was."""
    try:
        yield
    except NotReady as late:
        raise await _faster(deps, actor, postmortem) or late from None


async def _faster(deps: Deps, actor: Actor, postmortem: int) -> Problem | None:
    async with deps.store.read(actor.workspace) as uow:
        last, _ = await uow.audit.of(postmortem, limit=1)
        deed = last[0] if last else None
        if deed is None or deed.actor in {None, actor.member} or deps.clock.now() - deed.at > LATELY:
            return None
        known = await uow.members.get(deed.actor or "")
    did = _FASTER.get(Verb(deed.verb)) if deed.verb in set(Verb) else None
    if did is None:
        return None
    at = f"{clock_time(deed.at, deps.settings.zone)} {zone_label(deed.at, deps.settings.zone)}"
    who = known.name if known is not None else say("who.somebody")
    sentence = say("no.race", who=who, what=say(f"race.{did}", at=at))
    return Conflict(sentence, offers=(Offer.READ, Offer.OPEN_CARD), postmortem=postmortem)
