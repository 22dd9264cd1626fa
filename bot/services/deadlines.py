"""Documents that are late, those without an author, and offers without an answer: who is asked, and how that stands.

What is asked when is `domain.deadlines`'. What people answer to it is next door.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from bot.domain.deadlines import (
    GIVEN_UP_AFTER,
    LateDraft,
    NoAuthor,
    Step,
    Unanswered,
    author_plan,
    begin_chain,
    deadlines_for,
    draft_plan,
    offer_plan,
    work_of,
)
from bot.domain.events import DeadlineMoved
from bot.domain.mornings import Asks, Kept
from bot.domain.nudges import HELP, SNOOZE, Duties, HoursOf, Planned, snoozed_in, until_in
from bot.domain.people import Actor, Role, is_member_id
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.times_zones import day_in
from bot.ports import Deps, UnitOfWork
from bot.services.access import seen_with_rights
from bot.services.channels import Reach, reach

ANSWER = "answer:"
"""What somebody said who was asked to help, as a step with their id behind it."""
JOIN = "join"
_BEGUN = "begun"
_ANSWERING = ("status", "author", "round", "discarded_at", "held_at", "due_at")
"""What of a document answers a question about its deadline."""


async def drafts(deps: Deps, uow: UnitOfWork, _: datetime) -> Duties:
    """Return who is to be asked about documents that are late, and about those that nobody writes."""
    found, admins = await uow.deadlines.drafts(), await admins_of(deps, uow)
    said = await uow.steps.some(work_of(one.postmortem) for one in found)
    found = [one.model_copy(update={"snoozed": snoozed_in(said.get(work_of(one.postmortem), {}))}) for one in found]
    rules = {one.severity: deadlines_for(deps.settings.deadlines, one.severity) for one in found}
    nobodys = [one for one in found if one.author is None]

    def plan(hours_of: HoursOf, now: datetime, _: Callable[[str], bool]) -> Iterable[Planned]:
        for one in found:
            yield from draft_plan(one, rules[one.severity], admins, hours_of, now)
        for one in nobodys:
            yield from author_plan(one, admins, hours_of, now)

    people = (*(one.author for one in found), *(one.resolved_by for one in nobodys))
    return Duties(frozenset((*admins, *filter(None, people))), plan)


async def turned_late(deps: Deps, uow: UnitOfWork, since: datetime, now: datetime) -> set[int]:
    """Return the incidents on whose cards a draft or a review is late now and was not at `since` (UTC)."""
    days = day_in(since, deps.settings.zone), day_in(now, deps.settings.zone)
    found = await uow.deadlines.on_cards(since, now)
    return {
        incident
        for incident, sent, read in found
        if (sent is not None and since <= sent < now) or (read is not None and days[0] <= read < days[1])
    }


async def offers(deps: Deps, uow: UnitOfWork, now: datetime) -> Duties:
    """Return who is to be asked about offers that nobody has answered."""
    found = await uow.deadlines.offers(now - GIVEN_UP_AFTER)
    admins = await admins_of(deps, uow) if found else ()

    def plan(hours_of: HoursOf, now: datetime, _: Callable[[str], bool]) -> Iterable[Planned]:
        return (ask for one in found for ask in offer_plan(one, admins, hours_of, now))

    return Duties(frozenset((*admins, *(one.resolved_by for one in found if one.resolved_by))), plan)


async def admins_of(deps: Deps, uow: UnitOfWork) -> tuple[str, ...]:
    """Return the incident admins; the org admins where a workspace has named none."""
    admins = await uow.members.admins()
    named = [one.id for one in admins if one.role is Role.INCIDENT_ADMIN]
    return tuple(dict.fromkeys((*named, *deps.settings.incident_admins))) or tuple(one.id for one in admins)


async def lateness(deps: Deps, reader: Actor, asks: Asks) -> list[LateDraft]:
    """Return the late documents that somebody was asked about as they stand now."""
    return [await _late(deps, reader, ask, postmortem) for ask, postmortem in asks if postmortem is not None]


async def _late(deps: Deps, reader: Actor, ask: Kept, postmortem: Postmortem) -> LateDraft:
    async with deps.store.read(reader.workspace) as uow:
        said = await uow.steps.all(work_of(postmortem.id))
        is_begun = ask.step == Step.BEGIN and any(one.by for one in await uow.revisions.edits(postmortem.id))
        asked = said.get(f"{HELP}{reader.member}")
        to = str(asked["to"] or "") if asked is not None else ""
        known = await uow.members.many({to, postmortem.author or ""})
    today = day_in(deps.clock.now(), reader.zone)
    until = until_in(said.get(f"{SNOOZE}{reader.member}"))
    answer = said.get(f"{ANSWER}{to}")
    helper, author = known.get(to), known.get(postmortem.author or "")
    return LateDraft(
        postmortem=postmortem,
        step=ask.step,
        day=ask.due or today,
        until=until if until is not None and until > today else None,
        helper=helper.name if helper is not None else "",
        helps=answer is not None and answer["answer"] == JOIN,
        is_alone=asked is not None and not to,
        author=author.name if author is not None else "",
        is_owed=not is_begun and _is_owed(reader, ask, postmortem, day_in(deps.clock.now(), deps.settings.zone)),
    )


def _is_owed(reader: Actor, ask: Kept, postmortem: Postmortem, today: date) -> bool:
    if not is_open(postmortem):
        return False
    if ask.step == Step.ADMIN:
        return postmortem.status is Status.DRAFT and postmortem.round.number == 0
    if postmortem.author != reader.member:
        return False
    is_put_off = (
        postmortem.due_at is not None and ask.due is not None and postmortem.due_at.date() > max(today, ask.due)
    )
    return ask.step == Step.PUBLISH or (postmortem.round.number == 0 and (ask.step == Step.BEGIN or not is_put_off))


def is_open(postmortem: Postmortem) -> bool:
    """Whether a document is still to be written or reviewed: neither published, nor put aside, nor on hold."""
    is_put_aside = postmortem.discarded_at is not None or postmortem.held_at is not None
    return postmortem.status in {Status.DRAFT, Status.IN_REVIEW} and not is_put_aside


async def nobodys(deps: Deps, reader: Actor, asks: Asks) -> list[NoAuthor]:
    """Return the documents without an author that somebody was asked about as they stand now."""
    found = []
    for _, postmortem in asks:
        if postmortem is not None:
            _, may = await seen_with_rights(deps, reader, postmortem.id)
            is_owed = is_open(postmortem) and postmortem.author is None
            found.append(NoAuthor(postmortem=postmortem, may_take=Verb.TAKE_OVER in may, is_owed=is_owed))
    return found


async def unanswered(deps: Deps, reader: Actor, asks: Asks) -> list[Unanswered]:
    """Return the offers that somebody was asked about as they stand now; none that is hidden from them."""
    found = []
    for ask, _ in asks:
        async with deps.store.read(reader.workspace) as uow:
            incident = await uow.incidents.get(ask.incident or 0)
            postmortem = await uow.postmortems.of_incident(ask.incident or 0)
        if incident is None or incident.channel is None:
            continue
        if await reach(deps, reader, incident.channel) is not Reach.INSIDE:
            continue
        reopened, resolved = incident.reopened_at, incident.resolved_at
        is_over = resolved is not None and (reopened is None or reopened <= resolved)
        is_owed = postmortem is None and incident.skipped_at is None and is_over
        found.append(Unanswered(incident=incident, is_owed=is_owed))
    return found


async def moved(uow: UnitOfWork, was: Postmortem, now: Postmortem, *, by_person: bool) -> list[DeadlineMoved]:
    """Return that whoever was asked about a late document is to be shown that something of it is another now.

    `by_person`: somebody changed its text. The first time that answers whether anybody has begun.
    """
    if not by_person and all(getattr(was, one) == getattr(now, one) for one in _ANSWERING):
        return []
    said = await uow.steps.all(work_of(was.id))
    is_begun = by_person and begin_chain(was.id) in said and _BEGUN not in said
    if is_begun:
        await uow.steps.put(work_of(was.id), _BEGUN, {})
    if not said or (by_person and not is_begun):
        return []
    asked = [name.rpartition(":")[2] for name, step in said.items() if "place" in step]
    people = dict.fromkeys((*filter(None, (was.author, now.author)), *(one for one in asked if is_member_id(one))))
    askers = [name.removeprefix(HELP) for name in said if name.startswith(HELP)]
    return [DeadlineMoved(postmortem=was.id, people=tuple(people), askers=tuple(askers))]
