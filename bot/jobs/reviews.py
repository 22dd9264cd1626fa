"""Reviewers' direct messages: one a round, drawn from state for its reader, who is looked at again at every sending.

A message rings once, when it is posted; whatever happens after that edits it.
"""

from zoneinfo import ZoneInfo

from blocks import reviews as drawn
from bot.domain.errors import NotFound
from bot.domain.people import Standing
from bot.domain.postmortems import Status
from bot.domain.reviewing import ReviewFacts
from bot.jobs.outcomes import Later
from bot.jobs.surfaces_sending import show
from bot.ports import Deps, Job, Surface
from bot.services import members
from bot.services.reactions import author_message
from bot.services.reviews_facts import review_facts
from bot.services.reviews_jobs import QUIET, help_message, morning_message, review_message
from bot.services.reviews_places import (
    asked_kind,
    helped_in,
    is_of,
    member_of,
    nudged_kind,
    outdated_kind,
    owner_of,
    round_of,
)

MOST_OUTDATED = 2
"""So many people's messages a day, over all documents, say that an approval is out of date."""


async def refresh(deps: Deps, job: Job) -> None:
    """Have every reviewer's messages of a document drawn anew, each by a job of its own, and the author's."""
    postmortem, now = int(job.payload["postmortem"] or 0), deps.clock.now()
    async with deps.store.write(job.workspace) as uow:
        reviewers = [one.reviewer for one in await uow.reviews.of(postmortem) if one.requested]
        known = await uow.surfaces.of(owner_of(postmortem))
        told = [member_of(one.kind) for one in known]
        for helped in dict.fromkeys(one for surface in known if (one := helped_in(surface.kind)) is not None):
            await uow.jobs.add(help_message(postmortem, helped), now)
        for member in dict.fromkeys(one for one in (*reviewers, *told) if one):
            await uow.jobs.add(review_message(postmortem, member), now)
        found = await uow.postmortems.get(postmortem)
        if found is not None and found.author is not None and found.incident is not None:
            await uow.jobs.add(author_message(found.incident, found.author), now)
        asked_this_way = [one for one in dict.fromkeys((*reviewers, found.author if found else None)) if one]
        for member in asked_this_way:
            if await uow.surfaces.of(f"morning:{member}"):
                await uow.jobs.add(morning_message(member), now)
    deps.nudge()


async def tell(deps: Deps, job: Job) -> None:
    """Draw one reviewer's messages of a document: the first of a round is posted, the others are edited."""
    postmortem, member = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    facts = await _facts(deps, job)
    known = await _known(deps, job)
    if facts is not None and _is_to_be_asked(facts, known):
        known.append(await _new(deps, postmortem, member, asked_kind(member, facts.postmortem.round.number)))
    await _draw(deps, job, facts, known)


async def tell_outdated(deps: Deps, job: Job) -> None:
    """Tell somebody, once a document and round, that the text moved on from what they approved."""
    postmortem, member = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    facts = await _facts(deps, job)
    if facts is None or not _is_outdated(facts):
        return
    quiet = (facts.moved.at or facts.now) + QUIET
    if quiet > facts.now:
        raise Later(quiet, "still_edited")
    known, number = await _known(deps, job), facts.postmortem.round.number
    kind = outdated_kind(member, number)
    if all(one.kind != kind for one in known):
        if not await _is_within_the_day(deps, job, facts):
            return
        known.append(await _new(deps, postmortem, member, kind))
    await _draw(deps, job, facts, known)


async def nudge(deps: Deps, job: Job) -> None:
    """Ask a reviewer again by a message of its own, where the review is still owed."""
    postmortem, member = int(job.payload["postmortem"] or 0), str(job.payload["member"])
    facts = await _facts(deps, job)
    if facts is None or not _is_owed(facts):
        return
    known = await _known(deps, job)
    kind = nudged_kind(member, facts.postmortem.round.number, facts.now)
    if all(one.kind != kind for one in known):
        known.append(await _new(deps, postmortem, member, kind))
    await _draw(deps, job, facts, known)


async def _facts(deps: Deps, job: Job) -> ReviewFacts | None:
    """Return the review as this person sees it; None for who does not see it now, or is no full member."""
    person = await members.refresh(deps, job.workspace, str(job.payload["member"]))
    if person.standing is not Standing.MEMBER:
        return None
    reader = members.reader_of(deps, person, cause=job.cause)
    try:
        return await review_facts(deps, reader, int(job.payload["postmortem"] or 0))
    except NotFound:
        return None


async def _known(deps: Deps, job: Job) -> list[Surface]:
    async with deps.store.read(job.workspace) as uow:
        found = await uow.surfaces.of(owner_of(int(job.payload["postmortem"] or 0)))
    return [one for one in found if is_of(one.kind, str(job.payload["member"]))]


async def _new(deps: Deps, postmortem: int, member: str, kind: str) -> Surface:
    return Surface(owner=owner_of(postmortem), kind=kind, channel=await deps.chat.direct(member))


async def _draw(deps: Deps, job: Job, facts: ReviewFacts | None, known: list[Surface]) -> None:
    """Draw all messages to one person about one document; only the newest one has what is to be done."""
    last = max((round_of(one.kind) for one in known), default=0)
    in_order = sorted(known, key=lambda one: (round_of(one.kind), one.attempted_at or deps.clock.now(), one.kind))
    for surface in in_order:
        if facts is None:
            message = drawn.lost()
        else:
            number = round_of(surface.kind)
            closed = number if number < last else None
            message = drawn.reviewer_dm(facts, closed=closed, continued=surface is not in_order[-1])
        if facts is not None or surface.ts is not None:
            await show(deps, job.workspace, surface, message)


def _is_owed(facts: ReviewFacts) -> bool:
    mine = facts.mine
    if facts.postmortem.status is not Status.IN_REVIEW or mine is None or not mine.requested:
        return False
    return not mine.counts_for(facts.postmortem.revision)


def _is_to_be_asked(facts: ReviewFacts, known: list[Surface]) -> bool:
    """Whether this round asked this person, and no message says so yet."""
    mine, round_ = facts.mine, facts.postmortem.round
    if not _is_owed(facts) or mine is None or mine.asked_at is None or round_.asked_at is None:
        return False
    return mine.asked_at >= round_.asked_at and all(round_of(one.kind) < round_.number for one in known)


def _is_outdated(facts: ReviewFacts) -> bool:
    mine = facts.mine
    return _is_owed(facts) and mine is not None and mine.has_approved and not drawn.is_asked_anew(facts)


async def _is_within_the_day(deps: Deps, job: Job, facts: ReviewFacts) -> bool:
    """Say whether this person may be rung once more today for such a thing, and count it."""
    today = facts.now.astimezone(ZoneInfo(facts.reader.zone)).date().isoformat()
    work, step = f"review.outdated:{facts.reader.member}", f"{today}:{facts.postmortem.id}"
    async with deps.store.write(job.workspace) as uow:
        told = await uow.steps.all(work, today)
        if step not in told and len(told) >= MOST_OUTDATED:
            return False
        await uow.steps.put(work, step, {})
    return True
