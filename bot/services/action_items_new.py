"""New items from anywhere: which postmortem they may go into, what is filled in, and one that is added in a line."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.domain import policy
from bot.domain.action_items import ActionItem, Priority
from bot.domain.action_items_new import AddedItem, ItemPlace, NewItemFacts, ProposedDay, first_sentence
from bot.domain.errors import Denied, Invalid, NotReady, Offer
from bot.domain.grammar_items import NewItem
from bot.domain.incidents import Message
from bot.domain.nudges import add_working_days
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.redaction import admit
from bot.domain.text import utf16_length
from bot.domain.words import say
from bot.ports import Deps
from bot.services.access import is_in_channel, permitted, seen_by_number
from bot.services.action_items import LONGEST_ITEM, ItemWords, add_item, is_wider, remove_item, today_of
from bot.services.channels import is_closed, places_of
from bot.services.hours import hours_of
from bot.services.transcripts import redaction

MOST_PLACES: Final = 30
_LIVE = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)


async def places(
    deps: Deps, actor: Actor, channel: str | None, number: int | None = None
) -> tuple[list[Postmortem], int]:
    """Return the postmortems whose items this actor may manage, those of the channel first, and how many are of that.

    With `number` it is that one alone. Raises Denied or NotReady where there is none, with who can.
    """
    if not actor.is_full_member:
        raise Denied(say("no.actor"))
    if number is not None:
        named = await seen_by_number(deps, actor, number)
        return [await permitted(deps, actor, Verb.MANAGE_ITEMS, named.id)], 1
    async with deps.store.read(actor.workspace) as uow:
        here = await uow.postmortems.told_in(channel) if channel else []
    mine = [one for one in here if await _may_manage(deps, actor, one)]
    if len(mine) == 1:
        return mine, 1
    others = [one for one in await _elsewhere(deps, actor) if one.id not in {each.id for each in mine}]
    found = [*mine, *others][:MOST_PLACES]
    if not found:
        for one in here:
            if policy.can_see(actor, one, in_channel=await is_in_channel(deps, actor, one)):
                await permitted(deps, actor, Verb.MANAGE_ITEMS, one.id)  # it says who can
        raise NotReady(say("item.nowhere"), offers=(Offer.FIND,))
    return found, len(mine)


async def new_item(deps: Deps, actor: Actor, channel: str | None, typed: NewItem | None = None) -> NewItemFacts:
    """Return the window of a new item, with what was typed filled in. Raises Denied or NotReady without a place.

    Raises Invalid where more was typed than its field holds: what is cut off would be missed by nobody.
    """
    typed = typed or NewItem()
    if (length := utf16_length(typed.text)) > LONGEST_ITEM:
        raise Invalid(say("item.long", n=length, most=LONGEST_ITEM))
    found, of_channel = await places(deps, actor, channel, typed.number)
    return await _facts(deps, actor, found, typed, chosen=_only(found, of_channel))


async def from_message(deps: Deps, actor: Actor, channel: str, ts: str, message: Message | None) -> NewItemFacts:
    """Return the window of a new item that is made from a message: its first sentence, and the link to it.

    Whose it is, nobody assumes. Where the message stands in a place that fewer people read, the window says so.
    """
    found, of_channel = await places(deps, actor, channel)
    said = first_sentence(admit(message.text if message else "", options=redaction(deps)).text, LONGEST_ITEM)
    facts = await _facts(deps, actor, found, NewItem(text=said), chosen=_only(found, of_channel))
    closed = await is_closed(deps, channel)
    tells = closed and any(is_wider(one, channel) for one in found)
    return facts.model_copy(update={"link": deps.chat.permalink(channel, ts), "tells": tells})


async def add_in_a_line(deps: Deps, actor: Actor, channel: str | None, typed: NewItem) -> AddedItem | NewItemFacts:
    """Add an item that was typed in one line; where a person has to say more, return the window with what was typed.

    What it needs are words, an owner who may have it, a day, and one postmortem that it can be meant for.
    """
    refused = ""
    try:
        added = await _add_in_a_line(deps, actor, channel, typed)
    except Invalid as problem:
        if "owner" not in problem.fields:
            raise
        added, refused, typed = None, problem.sentence, typed.model_copy(update={"owner": None})
    if added is not None:
        return added
    facts = await new_item(deps, actor, channel, typed)
    return facts.model_copy(update={"unread": typed.unread, "refused": refused})


async def _add_in_a_line(deps: Deps, actor: Actor, channel: str | None, typed: NewItem) -> AddedItem | None:
    if not typed.text or typed.owner is None or typed.due is None:
        return None
    found, of_channel = await places(deps, actor, channel, typed.number)
    if of_channel != 1:
        return None
    priority = typed.priority or Priority.MEDIUM
    words = ItemWords(postmortem=found[0].id, text=typed.text, owner=typed.owner, due=typed.due, priority=priority)
    added = await add_item(deps, actor, words)
    return AddedItem(item=added, postmortem=found[0].id, pm=found[0].name, today=today_of(deps, actor))


async def take_back(deps: Deps, actor: Actor, postmortem: int, item: int, as_seen: str | None) -> None:
    """Take an item out that was added just now. Raises Conflict where somebody has changed it since."""
    await remove_item(deps, actor, postmortem, item, as_seen=as_seen)


async def proposed_day(
    deps: Deps, actor: Actor, postmortem: int | None, owner: str | None, priority: Priority
) -> ProposedDay:
    """Return until when a new item is to be done: by the rules, in working days of who does it."""
    severity = None
    if postmortem is not None:
        severity = (await permitted(deps, actor, Verb.MANAGE_ITEMS, postmortem)).severity
    return await _proposed(deps, actor, severity, owner, priority)


async def _proposed(
    deps: Deps, actor: Actor, severity: str | None, owner: str | None, priority: Priority
) -> ProposedDay:
    days = deps.settings.due_rules.days(severity, priority)
    async with deps.store.read(actor.workspace) as uow:
        hours = (await hours_of(deps, uow, [owner] if owner else []))(owner or "")
    return ProposedDay(due=add_working_days(today_of(deps, actor), days, hours), days=days)


async def _facts(
    deps: Deps, actor: Actor, found: Sequence[Postmortem], typed: NewItem, *, chosen: int | None
) -> NewItemFacts:
    priority = typed.priority or Priority.MEDIUM
    severity = next((one.severity for one in found if one.id == chosen), None)
    proposed = None if typed.due else await _proposed(deps, actor, severity, typed.owner, priority)
    due: date | None = typed.due or (proposed.due if proposed else None)
    return NewItemFacts(
        start=ActionItem(text=typed.text, owner=typed.owner, due=due, priority=priority),
        places=tuple(ItemPlace(id=one.id, name=one.name, title=one.title) for one in found),
        chosen=chosen,
        days=proposed.days if proposed else None,
    )


def _only(found: Sequence[Postmortem], of_channel: int) -> int | None:
    """Return the postmortem that can be meant: the one of the channel, or the only one there is."""
    return found[0].id if of_channel == 1 or len(found) == 1 else None


async def _elsewhere(deps: Deps, actor: Actor) -> list[Postmortem]:
    """Return the newest postmortems whose items this actor may manage: their own, for an incident admin any."""
    inside = await places_of(deps, actor)
    member = None if actor.is_incident_admin else actor.member
    async with deps.store.read(actor.workspace) as uow:
        rows, _ = await uow.postmortems.listed(actor, inside, statuses=_LIVE, member=member, limit=MOST_PLACES)
        known = await uow.postmortems.some((one.id for one in rows), with_text=False)
    found = [known[one.id] for one in rows if one.id in known]
    return [one for one in found if _manages(actor, one, inside=not set(inside).isdisjoint(one.places))]


async def _may_manage(deps: Deps, actor: Actor, postmortem: Postmortem) -> bool:
    return _manages(actor, postmortem, inside=await is_in_channel(deps, actor, postmortem))


def _manages(actor: Actor, postmortem: Postmortem, *, inside: bool) -> bool:
    if postmortem.discarded_at is not None:
        return False
    return policy.decide(actor, Verb.MANAGE_ITEMS, postmortem, in_channel=inside).allowed
