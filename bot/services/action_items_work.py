"""What is done with an action item, one deed a function: each through the door, said in the history, and undone once.

None of them makes a revision: how far an item is, is no part of the document's text. A button says how the item read
when it was drawn; where it has moved on and the deed makes no sense any more, nothing is done and that is said.
"""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.action_items_deeds import ItemDeed, Undone, fits, stands
from bot.domain.errors import Conflict, Denied, Invalid
from bot.domain.nudges import nearest_working_day
from bot.domain.people import Actor
from bot.domain.policy import who_can
from bot.domain.postmortems import Verb
from bot.domain.redaction import admit
from bot.domain.text import LONGEST_REASON, utf16_length
from bot.domain.words import say
from bot.ports import Deps
from bot.services.action_items import check_owner, today_of
from bot.services.action_items_moved import given, moved, step_of, undoable
from bot.services.action_items_removed import whose_again
from bot.services.changes import Change, again_if_overtaken, change
from bot.services.facts import names_of, people_of
from bot.services.hours import hours_of
from bot.services.transcripts import redaction

LONGEST_EVIDENCE = 500
LONGEST_SNOOZE = timedelta(days=366)
_NOT_CLOSED: dict[str, Any] = {"evidence": None, "justification": None, "done_at": None, "closed_by": None}
_NOT_CONFIRMED: dict[str, Any] = {"confirmed_by": None, "confirmed_at": None}


async def start(deps: Deps, actor: Actor, postmortem: int, item: int) -> ActionItem:
    """Say that an item is being worked on."""

    async def deed(it: Change) -> ActionItem:
        await _must_fit(deps, actor, it, ItemDeed.START)
        return await _store(actor, it, ItemDeed.START, status=ItemStatus.IN_PROGRESS, started_at=it.at)

    return await _do(deps, actor, postmortem, item, deed)


async def complete(deps: Deps, actor: Actor, postmortem: int, item: int, evidence: str) -> ActionItem:
    """Say that an item is done, and how one can tell. Raises Invalid without that."""
    said = _words(deps, postmortem, evidence, "evidence", LONGEST_EVIDENCE)

    async def deed(it: Change) -> ActionItem:
        await _must_fit(deps, actor, it, ItemDeed.COMPLETE)
        it.reason = said
        closed = {"status": ItemStatus.COMPLETED, "done_at": it.at, "closed_by": actor.member, "snoozed_until": None}
        return await _store(actor, it, ItemDeed.COMPLETE, evidence=said, justification=None, **closed)

    return await _do(deps, actor, postmortem, item, deed)


async def decline(deps: Deps, actor: Actor, postmortem: int, item: int, why: str) -> ActionItem:
    """Close an item that will not be done. Raises Invalid without a reason."""
    said = _words(deps, postmortem, why, "why_not", LONGEST_REASON)

    async def deed(it: Change) -> ActionItem:
        await _must_fit(deps, actor, it, ItemDeed.DECLINE)
        it.reason = said
        closed = {"status": ItemStatus.WONT_DO, "done_at": it.at, "closed_by": actor.member, "snoozed_until": None}
        return await _store(actor, it, ItemDeed.DECLINE, evidence=None, justification=said, **closed)

    return await _do(deps, actor, postmortem, item, deed)


async def reopen(deps: Deps, actor: Actor, postmortem: int, item: int) -> ActionItem:
    """Open an item again that was closed: something is left to do after all."""

    async def deed(it: Change) -> ActionItem:
        await _must_fit(deps, actor, it, ItemDeed.REOPEN)
        fresh = {**_NOT_CLOSED, **_NOT_CONFIRMED, "status": ItemStatus.OPEN, "started_at": None}
        return await _store(actor, it, ItemDeed.REOPEN, **fresh)

    return await _do(deps, actor, postmortem, item, deed)


async def snooze(deps: Deps, actor: Actor, postmortem: int, item: int, until: date) -> ActionItem:
    """Have nobody asked about an item before a day, or the first after it on which its owner works.

    Raises Invalid for one that is not to come, or too far away.
    """
    today = today_of(deps, actor)
    if not today < until <= today + LONGEST_SNOOZE:
        raise Invalid(say("item.snooze_past"), fields={"due": say("item.snooze_past")}, postmortem=postmortem)

    async def deed(it: Change) -> ActionItem:
        await _must_fit(deps, actor, it, ItemDeed.SNOOZE)
        owner = it.item.owner or actor.member or ""
        hours = (await hours_of(deps, it.uow, [owner]))(owner)
        return await _store(actor, it, ItemDeed.SNOOZE, snoozed_until=nearest_working_day(until, hours, 1))

    return await _do(deps, actor, postmortem, item, deed)


async def wake(deps: Deps, actor: Actor, postmortem: int, item: int) -> ActionItem:
    """Have an item asked about as it was planned."""

    async def deed(it: Change) -> ActionItem:
        await _must_fit(deps, actor, it, ItemDeed.WAKE)
        return await _store(actor, it, ItemDeed.WAKE, snoozed_until=None)

    return await _do(deps, actor, postmortem, item, deed)


async def redate(
    deps: Deps, actor: Actor, postmortem: int, item: int, due: date | None, why: str, *, as_seen: str | None
) -> ActionItem:
    """Give an item another day. Raises Invalid for a day that is over, and where one day becomes another without a why.

    Raises Conflict where the item reads otherwise than when it was seen: two people may have had two days in mind.
    """
    said = admit(why, one_line=True, limit=LONGEST_REASON, options=redaction(deps)).text.strip()
    if due is None or due < today_of(deps, actor):
        raise Invalid(say("item.past"), fields={"due": say("item.past")}, postmortem=postmortem)

    async def deed(it: Change) -> ActionItem:
        await _must_fit(deps, actor, it, ItemDeed.REDATE, as_seen)
        if due == it.item.due:
            raise Invalid(say("item.same_day"), fields={"due": say("item.same_day")}, postmortem=postmortem)
        if it.item.due is not None and not said:
            asked = say("item.redate_why")
            raise Invalid(asked, fields={"reason": asked}, postmortem=postmortem)
        it.reason = said or None
        return await _store(actor, it, ItemDeed.REDATE, due=due, snoozed_until=None)

    return await _do(deps, actor, postmortem, item, deed)


async def hand_over(
    deps: Deps, actor: Actor, postmortem: int, item: int, to: str | None, *, as_seen: str | None
) -> ActionItem:
    """Give an item to another full member who sees the postmortem. Raises Invalid at the field for anybody else.

    Raises Conflict where the item reads otherwise than when it was seen: somebody may have given it away already.
    """
    if to is None:
        raise Invalid(say("item.owner"), fields={"owner": say("item.owner")}, postmortem=postmortem)
    person = await check_owner(deps, actor, postmortem, to)

    async def deed(it: Change) -> ActionItem:
        await _must_fit(deps, actor, it, ItemDeed.HAND_OVER, as_seen)
        if to == it.item.owner:
            sentence = say("item.same_owner", who=person.name)
            raise Invalid(sentence, fields={"owner": sentence}, postmortem=postmortem)
        by = actor.member if to != actor.member else None
        return await _store(actor, it, ItemDeed.HAND_OVER, owner=to, handed_by=by, snoozed_until=None)

    return await _do(deps, actor, postmortem, item, deed)


async def confirm(deps: Deps, actor: Actor, postmortem: int, item: int, *, as_seen: str | None = None) -> ActionItem:
    """Say, as a second person, that an item is done. Raises Denied for whoever closed it.

    Raises Conflict where it reads otherwise than when it was seen: a confirmation counts for what its giver looked at.
    """

    async def deed(it: Change) -> ActionItem:
        confirms = it.facts.template.confirms_items
        if it.item.status is ItemStatus.COMPLETED and it.item.confirmed_by is None and not confirms:
            raise Conflict(say("item.no_confirmation", pm=it.was.name), postmortem=postmortem)
        await _must_fit(deps, actor, it, ItemDeed.CONFIRM, as_seen)
        if actor.member == it.item.closed_by:
            people = await people_of(deps, it.uow, (it.was.author, it.item.owner))
            names = names_of(people)
            who = who_can(actor, Verb.WORK_ON_ITEM, it.was, lambda one: names.get(one, say("who.somebody")))
            raise Denied(say("item.confirm_self", who=who), postmortem=postmortem)
        return await _store(actor, it, ItemDeed.CONFIRM, confirmed_by=actor.member, confirmed_at=it.at)

    return await _do(deps, actor, postmortem, item, deed)


async def undo(deps: Deps, actor: Actor, postmortem: int, item: int) -> Undone:
    """Take back what this person did last with an item. Raises Conflict where it was changed since.

    Where it goes back to somebody who has left, it goes to whoever has the items of those who leave.
    """
    async with deps.store.read(actor.workspace) as uow:
        now = await uow.action_items.get(postmortem, item)
        before = undoable(now, await uow.steps.get(*step_of(actor, item)))
    owner, told = before.owner if before is not None else None, None
    if now is not None and owner not in {None, now.owner}:
        owner, told = await whose_again(deps, actor, postmortem, owner)

    async def deed(it: Change) -> ActionItem:
        was = undoable(it.item, await it.uow.steps.get(*step_of(actor, item)))
        if was is None or before is None or was.owner != before.owner:
            state = await _state(deps, actor, it)
            raise Conflict(say("item.no_undo", state=state), postmortem=postmortem)
        it.detail = f"{ItemDeed.UNDO}:{item}"
        back = was.model_copy(update={"position": it.item.position, "owner": owner})
        await it.save_item(back)
        await it.uow.steps.put(*step_of(actor, item), {})
        moved(it, it.item, back)
        await given(actor, it, it.item, back)
        return back

    return Undone(item=await _do(deps, actor, postmortem, item, deed, Verb.UNDO_ITEM), told=told)


async def _do(
    deps: Deps,
    actor: Actor,
    postmortem: int,
    item: int,
    deed: Callable[[Change], Awaitable[ActionItem]],
    verb: Verb = Verb.WORK_ON_ITEM,
) -> ActionItem:
    """Open the door about one item; where somebody saved the document meanwhile, decide and do it anew."""

    async def through() -> ActionItem:
        async with change(deps, actor, verb, postmortem, item=item) as it:
            return await deed(it)

    return await again_if_overtaken(through)


async def _must_fit(deps: Deps, actor: Actor, it: Change, deed: ItemDeed, as_seen: str | None = None) -> None:
    """Return where a deed makes sense for the item as it stands, and reads as it was seen. Raises Conflict else."""
    if fits(it.item, deed, confirms=it.facts.template.confirms_items) and as_seen in {None, it.item.seen}:
        return
    raise Conflict(say("item.moved", state=await _state(deps, actor, it)), postmortem=it.was.id)


async def _state(deps: Deps, actor: Actor, it: Change) -> str:
    people = await people_of(deps, it.uow, (it.item.owner, it.item.closed_by))
    return stands(it.item, names_of(people), today_of(deps, actor))


async def _store(actor: Actor, it: Change, deed: ItemDeed, **changed: Any) -> ActionItem:
    """Store what a deed made of the item, keep how it was for whoever did it, and say that it moved."""
    was = it.item
    now = was.model_copy(update={"handed_by": None, **changed})
    it.detail = f"{deed}:{was.id}"
    await it.save_item(now)
    await it.uow.steps.put(
        *step_of(actor, was.id), {"was": was.model_dump_json(), "seen": now.seen, "at": it.at.isoformat()}
    )
    moved(it, was, now)
    await given(actor, it, was, now)
    return now


def _words(deps: Deps, postmortem: int, words: str, field: str, most: int) -> str:
    """Return what somebody typed as it may be stored. Raises Invalid at the field without words, or with too many."""
    said = admit(words, one_line=True, options=redaction(deps)).text.strip()
    if not said:
        raise Invalid(say(f"item.{field}"), fields={field: say(f"item.{field}")}, postmortem=postmortem)
    if (length := utf16_length(said)) > most:
        sentence = say("item.evidence_long", n=length, most=most)
        raise Invalid(sentence, fields={field: sentence}, postmortem=postmortem)
    return said
