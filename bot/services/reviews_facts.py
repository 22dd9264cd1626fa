"""Gathering what the reviewing surfaces show to one reader. Who may not see the document gets nothing of it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.domain import lifecycle
from bot.domain.deadlines import deadlines_for
from bot.domain.differences import people_in
from bot.domain.errors import NotReady
from bot.domain.facts import Facts
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.domain.reviewing import Blame, ComparisonFacts, Moved, ReviewFacts, SubmitFacts, blame_of
from bot.domain.timeline import Origin
from bot.domain.times_zones import day_in
from bot.ports import Deps, UnitOfWork
from bot.services.access import permitted, seen_by
from bot.services.blame import wordings_of
from bot.services.channels import members_of
from bot.services.drafts_consent import may_be_asked
from bot.services.facts import asked, facts_of, people_of
from bot.services.publishing_places import places_as_seen
from bot.services.revisions_facts import between
from bot.services.surfaces import document_facts

MOST_SUGGESTED = 4


async def review_facts(deps: Deps, reader: Actor, postmortem: int, *, since: int | None = None) -> ReviewFacts:
    """Return a review as this reader sees it, with what changed `since` a revision or the reader's own approval.

    Raises NotFound without sight.
    """
    card = await document_facts(deps, reader, postmortem)
    seen = card.postmortem or await seen_by(deps, reader, postmortem)
    async with deps.store.read(reader.workspace) as uow:
        gate = card.gate or await facts_of(deps, uow, seen, reader.member)
        mine = next((one for one in gate.reviews if one.reviewer == reader.member), None)
        since = since or (mine.revision if mine is not None and mine.has_approved else None)
        moved = await _moved(uow, seen, since) if since is not None else Moved()
        people = await people_of(deps, uow, moved.by)
    gate = gate.model_copy(update={"people": {**people, **gate.people}})
    publishes = lifecycle.would_publish(gate, reader.member or "")
    return ReviewFacts(
        now=deps.clock.now(),
        zone=deps.settings.zone,
        reader=reader,
        card=card,
        gate=gate,
        may=card.may,
        moved=moved,
        places=await places_as_seen(deps, reader, seen) if publishes else (),
    )


async def _moved(uow: UnitOfWork, postmortem: Postmortem, revision: int) -> Moved:
    """Return what became of the text since a revision."""
    later = [one for one in await uow.revisions.edits(postmortem.id) if one.number > revision]
    parts = dict.fromkeys(part for one in later for part in one.parts)
    by = dict.fromkeys(one.by for one in later)
    return Moved(at=max((one.at for one in later), default=None), by=tuple(by), parts=tuple(parts))


async def comparison_facts(deps: Deps, reader: Actor, postmortem: int, then: int, page: int = 0) -> ComparisonFacts:
    """Return what changed since a revision, as this reader sees it. Raises NotFound without sight."""
    review = await review_facts(deps, reader, postmortem)
    async with deps.store.read(reader.workspace) as uow:
        found = await between(deps, uow, review.postmortem, then, review.postmortem.revision)
        moved = await _moved(uow, review.postmortem, then)
        people = await people_of(deps, uow, (*moved.by, *people_in(found)))
    known = review.gate.model_copy(update={"people": {**people, **review.gate.people}})
    return ComparisonFacts(
        review=review.model_copy(update={"gate": known}), then=then, differences=found, by=moved.by, page=page
    )


async def submit_facts(
    deps: Deps,
    actor: Actor,
    postmortem: int,
    *,
    reviewers: tuple[str, ...] = (),
    due: date | None = None,
    kept: tuple[str, ...] = (),
) -> SubmitFacts:
    """Return what the window shows that sends a document for review; `reviewers` and `due` are what was typed.

    `kept` are the marks of phrases that are to stay as they are.

    Raises as the sending would where the person may not send it, or where it is in review already.
    """
    seen = await permitted(deps, actor, Verb.SUBMIT, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        gate = await facts_of(deps, uow, seen, actor.member)
        people = await people_of(deps, uow, (*seen.participants, *reviewers))
        facts = gate.model_copy(update={"people": {**gate.people, **people}})
        phrases = tuple(one for one in _blame_in(facts) if one.mark not in kept)
        wordings = await wordings_of(uow, actor, postmortem, "", phrases)
        may_ask = await may_be_asked(deps, uow, seen)
    if blocked := lifecycle.blockers(facts, Verb.SUBMIT):
        raise NotReady(blocked[0].sentence, postmortem=postmortem)
    after = deadlines_for(deps.settings.deadlines, seen.severity).reviewed
    within = await _in_its_channel(deps, seen)
    suggested = tuple(one for one in _suggested(facts) if within is None or one in within)
    return SubmitFacts(
        gate=facts,
        suggested=tuple(dict.fromkeys(reviewers)) or asked(gate.reviews) or suggested,
        due=due or _due(seen, day_in(deps.clock.now(), deps.settings.zone), deps.settings.zone, after),
        after=after,
        note=seen.round.note if seen.round.withdrawn_at is not None else "",
        open=lifecycle.gaps(facts),
        machine=sum(one.origin is Origin.AI and not one.is_empty for one in seen.sections),
        phrases=phrases,
        wordings=wordings.model_copy(update={"may_ask": may_ask}),
        kept=kept,
        admins=tuple(one.name for one in facts.people.values() if _may_judge(facts, one.id) and facts.is_admin(one.id)),
    )


def _blame_in(facts: Facts) -> list[Blame]:
    """Return what in the sections may read as blame, in reading order."""
    names = [one.name for one in facts.people.values()]
    sections = sorted(facts.postmortem.sections, key=lambda one: one.position)
    return [blame for one in sections for _, blame in blame_of(one, one.text, names)]


async def _in_its_channel(deps: Deps, postmortem: Postmortem) -> frozenset[str] | None:
    """Return who is in the channel of a private document; None where everybody may be suggested."""
    if postmortem.visibility is not Visibility.PRIVATE or postmortem.channel is None:
        return None
    return await members_of(deps, postmortem.channel)


def _suggested(facts: Facts) -> list[str]:
    """Return whom to ask: editors and people of the incident, and an incident admin among them."""
    postmortem = facts.postmortem
    found = [one for one in dict.fromkeys((*postmortem.editors, *postmortem.participants)) if _may_judge(facts, one)]
    admins = [one for one in found if facts.is_admin(one)] or sorted(
        one for one in facts.people if facts.is_admin(one) and _may_judge(facts, one)
    )
    others = [one for one in found if one not in admins]
    return [*others[: MOST_SUGGESTED - 1], *admins[:1]]


def _may_judge(facts: Facts, member: str) -> bool:
    is_own = member == facts.postmortem.author and not facts.settings.teams_of_one
    return facts.is_full_member(member) and not is_own


def _due(postmortem: Postmortem, today: date, zone: str, after: timedelta) -> date:
    """Return so long after it was resolved; tomorrow where that is over, the day asked for before where it is ahead."""
    before = postmortem.round.due
    if before is not None and before > today:
        return before
    resolved = postmortem.resolved_at
    by_rule = (resolved + after).astimezone(ZoneInfo(zone)).date() if resolved is not None else today
    return max(by_rule, today + timedelta(days=1))
