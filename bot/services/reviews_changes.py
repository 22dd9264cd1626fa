"""Asking for changes, answering that, and dropping a request on record. A request stays open until one of the two."""

from datetime import timedelta

from bot.domain import events, lifecycle
from bot.domain.errors import Conflict, Invalid, Offer
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.redaction import admit
from bot.domain.reviewing import LONGEST_ANSWER, LONGEST_WHY, RequestFacts, ReviewFacts, Wish
from bot.domain.reviews import ChangeRequest, Review, ReviewState
from bot.domain.times_zones import day_in
from bot.domain.words import clock_time, say, zone_label
from bot.ports import Deps, UnitOfWork
from bot.services.access import permitted, seen_by
from bot.services.changes import Change, again_if_overtaken, change, digest
from bot.services.facts import asked, names_of, people_of
from bot.services.reviews import in_time, open_round
from bot.services.reviews_facts import review_facts
from bot.services.transcripts import redaction

ANSWERED_WITHIN = timedelta(days=2)


async def changes_facts(deps: Deps, actor: Actor, postmortem: int) -> ReviewFacts:
    """Return what the window shows that asks for changes. Raises as the asking would for who may not."""
    async with in_time(deps, actor, postmortem):
        await permitted(deps, actor, Verb.REQUEST_CHANGES, postmortem)
    return await review_facts(deps, actor, postmortem)


async def request_changes(deps: Deps, actor: Actor, postmortem: int, reason: str, sections: tuple[str, ...]) -> None:
    """Ask for changes: the document goes back to its author. A reason is required, sections may be named."""
    admitted = admit(reason, limit=LONGEST_WHY, options=redaction(deps)).text

    async def once() -> None:
        async with change(deps, actor, Verb.REQUEST_CHANGES, postmortem) as it:
            it.reason = lifecycle.check_reason(Verb.REQUEST_CHANGES, admitted, it.was)
            request = ChangeRequest(
                id=0,
                by=actor.member or "",
                reason=it.reason,
                sections=tuple(one for one in dict.fromkeys(sections) if it.was.section(one) is not None),
                at=it.at,
                revision=it.was.revision,
            )
            stored = await it.uow.reviews.add_request(postmortem, request)
            await _say_of(it, actor.member or "", state=ReviewState.ASKED_CHANGES)
            it.emit(events.RequestMoved(postmortem=postmortem, request=stored.id))
            it.touch()

    async with in_time(deps, actor, postmortem):
        await again_if_overtaken(once)


async def _say_of(it: Change, member: str, **word: object) -> list[Review]:
    """Replace what a reviewer has said so far; somebody who was not asked gets a row, so that it is on record."""
    reviews = await it.uow.reviews.of(it.was.id)
    if all(one.reviewer != member for one in reviews):
        reviews.append(Review(reviewer=member, requested=False))
    said = {"revision": None, "covers": None, "at": it.at} | word
    after = [one.model_copy(update=said) if one.reviewer == member else one for one in reviews]
    await it.uow.reviews.put(it.was.id, after)
    return after


async def request_facts(deps: Deps, actor: Actor, postmortem: int, request: int) -> RequestFacts:
    """Return a change request as the window shows it that answers it. Raises as the answering would."""
    seen = await permitted(deps, actor, Verb.ANSWER, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        found = await _open(deps, uow, seen, request)
        others = [one for one in await uow.reviews.requests(postmortem) if one.is_open and one.id != request]
        people = await people_of(deps, uow, (found.by, seen.author))
    return told(seen, found, names_of(people), others=len(others))


def told(postmortem: Postmortem, request: ChangeRequest, names: dict[str, str], *, others: int = 0) -> RequestFacts:
    """Return a change request with the names that are shown beside it; `others` are still open."""
    titles = {one.key: one.title for one in postmortem.sections}
    return RequestFacts(postmortem=postmortem, request=request, titles=titles, names=names, others=others)


async def _open(deps: Deps, uow: UnitOfWork, postmortem: Postmortem, request: int) -> ChangeRequest:
    """Return an open request of a document. Raises Conflict where somebody was faster."""
    found = next((one for one in await uow.reviews.requests(postmortem.id) if one.id == request), None)
    if found is None:
        raise Conflict(say("no.old_bare"), offers=(Offer.OPEN_CARD,), postmortem=postmortem.id)
    if found.is_open:
        return found
    by, at = (found.answered_by, found.answered_at) if found.answered_at else (found.dropped_by, found.dropped_at)
    member = await uow.members.get(by or "")
    what = "race.answered" if found.answered_at else "race.dropped"
    zone = deps.settings.zone
    moment = f"{clock_time(at, zone)} {zone_label(at, zone)}" if at is not None else ""
    who = member.name if member is not None else say("who.somebody")
    sentence = say("no.race", who=who, what=say(what, at=moment))
    raise Conflict(sentence, offers=(Offer.READ,), postmortem=postmortem.id)


async def answer(deps: Deps, actor: Actor, postmortem: int, request: int, text: str, *, resend: bool) -> None:
    """Answer a change request; with `resend` the document goes to its reviewers again, who asked among them."""
    admitted = admit(text, limit=LONGEST_ANSWER, options=redaction(deps)).text.strip()
    if not admitted:
        raise Invalid(say("changes.no_answer"), fields={"answer": say("changes.no_answer")}, postmortem=postmortem)
    seen = await seen_by(deps, actor, postmortem)
    again = resend and seen.status is Status.DRAFT

    async def once() -> None:
        async with change(deps, actor, Verb.SUBMIT if again else Verb.ANSWER, postmortem) as it:
            found = await _open(deps, it.uow, it.was, request)
            said = {"answered_at": it.at, "answered_by": actor.member, "answer": admitted}
            await it.uow.reviews.save_request(postmortem, found.model_copy(update=said))
            await _ask_again(it, deps, actor, found, again=again)
            if again:  # the sending is what the door records; the answer is on record beside it
                same = digest(it.was)
                await it.uow.audit.add(
                    actor, Verb.ANSWER.value, postmortem=postmortem, before=same, after=same, at=it.at, reason=admitted
                )
            else:
                it.reason = admitted
            it.emit(events.RequestMoved(postmortem=postmortem, request=request))
            it.touch()

    async with in_time(deps, actor, postmortem):
        await again_if_overtaken(once)


async def _ask_again(it: Change, deps: Deps, actor: Actor, request: ChangeRequest, *, again: bool) -> None:
    reviews = await it.uow.reviews.of(it.was.id)
    if again:
        wanted = tuple(dict.fromkeys((*asked(reviews), *it.was.reviewers, request.by)))[: lifecycle.MOST_REVIEWERS]
        today = day_in(it.at, deps.settings.zone)
        due = it.was.round.due
        if due is not None and due <= today:
            due = today + ANSWERED_WITHIN
        await open_round(it, actor, reviews, Wish(reviewers=wanted, due=due))
        return
    if it.was.status is Status.IN_REVIEW and any(
        one.reviewer == request.by and one.state is ReviewState.ASKED_CHANGES for one in reviews
    ):
        await _say_of(it, request.by, state=ReviewState.OWED, asked_at=it.at)


async def drop(deps: Deps, actor: Actor, postmortem: int, request: int) -> None:
    """Drop a change request, on record: it blocks nothing any more."""

    async def once() -> None:
        async with change(deps, actor, Verb.DROP_REQUEST, postmortem) as it:
            found = await _open(deps, it.uow, it.was, request)
            said = {"dropped_at": it.at, "dropped_by": actor.member}
            await it.uow.reviews.save_request(postmortem, found.model_copy(update=said))
            reviews = await it.uow.reviews.of(postmortem)
            if any(one.reviewer == found.by and one.state is ReviewState.ASKED_CHANGES for one in reviews):
                await _say_of(it, found.by, state=ReviewState.OWED)
            it.emit(events.RequestMoved(postmortem=postmortem, request=request))
            it.touch()

    async with in_time(deps, actor, postmortem):
        await again_if_overtaken(once)
