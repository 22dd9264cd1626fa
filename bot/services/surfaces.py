"""Gathering what living messages, Home and answers show. Facts hold only what the reader of the place may see."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.domain import lifecycle, policy
from bot.domain.errors import NotFound, Offer
from bot.domain.facts import Facts
from bot.domain.grammar import Listing
from bot.domain.grammar_items import ItemsWanted
from bot.domain.incidents import Incident
from bot.domain.people import Actor, Audience, Member
from bot.domain.postmortems import Postmortem, Status, Visibility, mentioned_in
from bot.domain.surfaces import (
    AskedQuestion,
    Blocking,
    CardFacts,
    HereFacts,
    HomeFacts,
    Listed,
    ListFacts,
    Unheard,
    Waiting,
)
from bot.domain.templates import Template, proposed
from bot.domain.timeline import Entry, Question
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services.access import can_see, is_in_channel, not_found, seen_by_number, seen_with_rights
from bot.services.action_items_lists import items_list
from bot.services.channels import places_of
from bot.services.drafts_consent import may_be_written
from bot.services.drafts_ledger import how_far
from bot.services.facts import facts_of, names_of
from bot.services.home import setup_of
from bot.services.members import reader_of
from bot.services.publishing_facts import publishing_of, unheard_of
from bot.services.publishing_places import announced_kind, postmortem_of

NEWCOMER_UNTIL = 3
HOME_ROWS = 8
HOME_ITEMS = 12
MOST_ASKED = 50
HOME_NOTES = 5
PAGE = 15
OPEN = (Status.DRAFT, Status.IN_REVIEW)


def owner_of(incident: int) -> str:
    """Return the owner under which an incident's living messages are kept."""
    return f"incident:{incident}"


async def card_facts(
    deps: Deps,
    workspace: str,
    incident: int,
    audience: Audience,
    *,
    tables: bool = True,
    reposted: bool = False,
    of: int | None = None,
) -> CardFacts | None:
    """Return what the card and its replies show in one place; None where the incident is gone.

    `of` names the document: an incident has a second one where the first was discarded.
    A place that may not know of it gets None as well: what is not for everybody is drawn only in its own private
    channel and for its own people.
    """
    async with deps.store.read(workspace) as uow:
        found = await uow.incidents.get(incident)
        if found is None:
            return None
        postmortem = await (uow.postmortems.of_incident(incident) if of is None else uow.postmortems.get(of))
        if not may_be_drawn(found, postmortem, audience):
            return None
        postmortem = await how_far(uow, postmortem)
        gate = await _gate(deps, uow, postmortem)
        entries = gate.entries if gate is not None else ()
        asked = await uow.questions.of(postmortem.id) if postmortem else []
        links = await _links(deps, uow, found, postmortem, entries)
        publishing = await publishing_of(uow, postmortem)
        names = await _names(uow, found, postmortem, entries, [one for _, one in asked])
    return CardFacts(
        now=deps.clock.now(),
        zone=deps.settings.zone,
        audience=audience,
        incident=found,
        postmortem=postmortem,
        entries=tuple(entries),
        questions=tuple(AskedQuestion(id=key, question=one) for key, one in asked),
        blocking=_blocking(gate),
        names=names | (names_of(gate.people) if gate else {}),
        links=links,
        newcomer=postmortem is not None and postmortem.number <= NEWCOMER_UNTIL,
        tables=tables,
        reposted=reposted,
        gate=gate,
        better=_better(deps, found, postmortem),
        publishing=publishing,
        writer=deps.writer is not None and postmortem is not None and may_be_written(postmortem, found),
    )


def _better(deps: Deps, incident: Incident, postmortem: Postmortem | None) -> Template | None:
    """Return the template that would do better for a draft whose severity is another one by now."""
    if postmortem is None or postmortem.status is not Status.DRAFT or postmortem.severity == incident.severity:
        return None
    return proposed(deps.templates, postmortem.template, postmortem.severity, postmortem.services)


async def named_or_here(deps: Deps, actor: Actor, number: int | None, channel: str | None) -> Postmortem:
    """Return the postmortem of that number, or without one this channel's newest that the actor may see.

    Raises NotFound where there is none.
    """
    if number is not None:
        return await seen_by_number(deps, actor, number)
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.told_in(channel) if channel else []
    for one in found:
        if await can_see(deps, actor, one):
            return one
    raise NotFound(say("no.here"), offers=(Offer.FIND, Offer.HELP))


async def document_facts(deps: Deps, actor: Actor, postmortem: int) -> CardFacts:
    """Return everything of a document for one reader. Raises NotFound where the reader may not see it."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    audience = Audience(channel="", member=actor.member, is_private=seen.visibility is Visibility.PRIVATE)
    facts = await card_facts(deps, actor.workspace, seen.incident or 0, audience, of=seen.id)
    if facts is None:
        raise not_found()
    return facts.model_copy(update={"may": may})


async def here_facts(deps: Deps, actor: Actor, channel: str) -> HereFacts:
    """Return what can be done in a channel here and now, for this actor."""
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.told_in(channel)
    for one in found:
        inside = await is_in_channel(deps, actor, one)
        if policy.can_see(actor, one, in_channel=inside):
            facts = await document_facts(deps, actor, one.id)
            may = policy.allowed(actor, one, in_channel=inside)
            link = await card_link(deps, actor.workspace, one)
            return HereFacts(postmortem=one, incident=facts.incident, may=may, names=facts.names, card_link=link)
    async with deps.store.read(actor.workspace) as uow:
        incidents = await uow.incidents.in_channel(channel)
    return HereFacts(incident=incidents[0] if incidents and not found else None)


async def card_link(deps: Deps, workspace: str, postmortem: Postmortem) -> str | None:
    """Return the link to a postmortem's card, or None while there is none."""
    if postmortem.incident is None:
        return None
    async with deps.store.read(workspace) as uow:
        card = await uow.surfaces.get(owner_of(postmortem.incident), "card")
    return deps.chat.permalink(card.channel, card.ts) if card and card.ts else None


async def list_facts(deps: Deps, actor: Actor, wanted: Listing, page: int = 0) -> ListFacts:
    """Return a page of what this actor may see. What may not be seen is not counted either."""
    status = Status(wanted.status) if wanted.status else None
    zone = ZoneInfo(deps.settings.zone)
    since = datetime.combine(wanted.since, time.min, zone).astimezone(UTC) if wanted.since else None
    rows, total = await _listed(
        deps,
        actor,
        statuses=(status,) if status else (),
        member=actor.member if wanted.mine else wanted.person,
        reviewing=True,
        since=since,
        page=page,
    )
    async with deps.store.read(actor.workspace) as uow:
        known = await uow.members.many({one for one in (wanted.person, *(row.author for row in rows)) if one})
    return ListFacts(
        rows=tuple(rows),
        total=total,
        page=page,
        size=PAGE,
        status=status,
        mine=wanted.mine,
        person=wanted.person,
        since=wanted.since,
        unknown=wanted.unknown,
        names={one.id: one.name for one in known.values()},
    )


async def home_facts(deps: Deps, member: Member) -> HomeFacts:
    """Return what a member's Home shows: what waits for them, their drafts, then what was published lately."""
    actor = reader_of(deps, member)
    waiting, all_waiting = await _waiting(deps, actor)
    mine, all_mine = await _listed(deps, actor, statuses=OPEN, member=member.id, size=HOME_ROWS + len(waiting))
    drafts = [one for one in mine if one.id not in {each.row.id for each in waiting}]
    hidden = len(mine) - len(drafts)
    published, all_published = await _listed(deps, actor, statuses=(Status.PUBLISHED,), size=HOME_ROWS)
    unheard, all_unheard = await _unheard(deps, actor)
    items = await items_list(deps, actor, ItemsWanted(mine=True), size=HOME_ITEMS)
    people = {one.author for one in (*drafts, *published)} | {one.who for one in waiting}
    async with deps.store.read(actor.workspace) as uow:
        known = await uow.members.many(one for one in people if one)
    return HomeFacts(
        now=deps.clock.now(),
        member=member,
        names={one.id: one.name for one in known.values()},
        waiting=waiting,
        more_waiting=all_waiting - len(waiting),
        items=items,
        drafts=tuple(drafts[:HOME_ROWS]),
        more_drafts=all_mine - hidden - len(drafts[:HOME_ROWS]),
        published=tuple(published),
        more_published=all_published - len(published),
        setup=await setup_of(deps, actor),
        unheard=unheard,
        more_unheard=all_unheard - len(unheard),
    )


async def _unheard(deps: Deps, actor: Actor) -> tuple[tuple[Unheard, ...], int]:
    """Return which channels heard nothing of published documents that this admin may see, and how many of all."""
    if not actor.is_incident_admin:
        return (), 0
    async with deps.store.read(actor.workspace) as uow:
        unposted = await uow.surfaces.unposted(announced_kind(""))
    if not unposted:
        return (), 0
    about = list({postmortem_of(one.owner) for one in unposted})
    seen, _ = await _listed(deps, actor, statuses=(Status.PUBLISHED,), only=about, size=MOST_ASKED)
    async with deps.store.read(actor.workspace) as uow:
        return await unheard_of(uow, seen, unposted, HOME_NOTES)


async def _waiting(deps: Deps, actor: Actor) -> tuple[tuple[Waiting, ...], int]:
    """Return the reviews that somebody owes and the change requests that wait for their answer, and how many of all."""
    async with deps.store.read(actor.workspace) as uow:
        owed = await uow.reviews.owed_by(actor.member or "")
    reviews, all_reviews = await _listed(deps, actor, only=owed, size=HOME_ROWS) if owed else ([], 0)
    mine, _ = await _listed(deps, actor, statuses=(Status.DRAFT,), member=actor.member, size=MOST_ASKED)
    async with deps.store.read(actor.workspace) as uow:
        asked = await uow.reviews.open_requests([one.id for one in mine])
    waiting = [Waiting(row=one, due=one.round.due) for one in reviews]
    waiting += [Waiting(row=one, request=asked[one.id].id, who=asked[one.id].by) for one in mine if one.id in asked]
    return tuple(waiting[:HOME_ROWS]), all_reviews + len(asked)


async def _listed(
    deps: Deps,
    actor: Actor,
    *,
    statuses: Sequence[Status] = (),
    member: str | None = None,
    reviewing: bool = False,
    since: datetime | None = None,
    only: Sequence[int] | None = None,
    page: int = 0,
    size: int = PAGE,
) -> tuple[list[Listed], int]:
    """Return a page of postmortems. Membership of closed places is asked of Slack, place by place."""
    inside = await places_of(deps, actor)
    async with deps.store.read(actor.workspace) as uow:
        return await uow.postmortems.listed(
            actor,
            inside,
            statuses=statuses,
            member=member,
            reviewing=reviewing,
            since=since,
            only=only,
            limit=size,
            offset=page * size,
        )


def may_be_drawn(incident: Incident, postmortem: Postmortem | None, audience: Audience) -> bool:
    """Say whether a place may see anything of an incident's postmortem.

    What is not for everybody stands in its own channel only where that is private: anybody can read a public one.
    """
    if audience.member is not None:
        return True
    is_its_own = audience.channel == incident.channel
    if postmortem is None or postmortem.visibility is Visibility.ORGANISATION:
        return is_its_own or (postmortem is not None and not audience.is_shared)
    return is_its_own and audience.is_private


async def _names(
    uow: UnitOfWork,
    incident: Incident,
    postmortem: Postmortem | None,
    entries: Sequence[Entry],
    questions: Sequence[Question],
    others: Iterable[str | None] = (),
) -> dict[str, str]:
    people = {
        *others,
        incident.resolved_by,
        incident.skipped_by,
        *(one.actor for one in entries),
        *(one.by for one in entries),
    }
    for question in questions:
        people.update((*question.asks, question.answered_by))
        people.update(one for each in question.asked for one in (each.member, each.by))
    if postmortem is not None:
        people.update((postmortem.author, *postmortem.editors, *postmortem.reviewers, *postmortem.participants))
        people.update(*(mentioned_in(one) for one in postmortem.sections))
    known = await uow.members.many(one for one in people if one)
    return {one.id: one.name for one in known.values()}


async def _gate(deps: Deps, uow: UnitOfWork, postmortem: Postmortem | None) -> Facts | None:
    """Return what publishing looks at: reviews, items, discussions and what else belongs to the document."""
    return await facts_of(deps, uow, postmortem) if postmortem is not None else None


def _blocking(gate: Facts | None) -> tuple[Blocking, ...]:
    """Return what the document lacks, while it is still to be published."""
    if gate is None or gate.postmortem.status not in OPEN:
        return ()
    return tuple(Blocking(code=one.code, sentence=one.short) for one in lifecycle.gaps(gate))


async def _links(
    deps: Deps, uow: UnitOfWork, incident: Incident, postmortem: Postmortem | None, entries: Sequence[Entry]
) -> dict[str, str]:
    """Return the links to the messages that entries rest on, each into the channel that it was read in."""
    cited = {ts for one in entries for ts in one.evidence}
    places: dict[str, str | None] = dict.fromkeys(cited, incident.channel)
    others = await uow.incidents.of_postmortem(postmortem.id) if postmortem is not None else []
    for other in others:
        places.update(dict.fromkeys(await uow.transcripts.some(other.id, cited), other.channel))
    return {ts: deps.chat.permalink(channel, ts) for ts, channel in places.items() if channel is not None}
