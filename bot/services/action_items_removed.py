"""Items that come back: one that was taken out, and one whose owner of then has left meanwhile.

Who took an item out can bring it back for a day, with all that was asked about it; nobody else can.
"""

from datetime import datetime
from typing import Any

from bot.domain.action_items import MOST_ITEMS, ActionItem
from bot.domain.action_items_deeds import Undone
from bot.domain.errors import Conflict, Invalid
from bot.domain.people import Actor, Member, Standing
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services import members
from bot.services.access import may_see, seen_by
from bot.services.action_items_moved import given, moved, work_of
from bot.services.action_items_shown import LATELY
from bot.services.changes import Change, change
from bot.services.members_left import heir

MOST_REMOVED = 5
"""So many items that somebody took out can be brought back."""


async def remember(it: Change, actor: Actor, item: ActionItem) -> None:
    """Keep an item that is taken out for whoever does it; what was kept for longer than a day is let go."""
    held = await _held(it.uow, actor, it.was.id)
    kept = [one for one in held if datetime.fromisoformat(one["at"]) > it.at - LATELY][1 - MOST_REMOVED :]
    for one in held:
        if one not in kept:
            await it.uow.steps.forget(work_of(_item(one).id))
    kept.append({"was": item.model_dump_json(), "at": it.at.isoformat()})
    await _keep(it.uow, actor, it.was.id, kept)


async def removed_lately(deps: Deps, uow: UnitOfWork, actor: Actor, postmortem: int) -> tuple[ActionItem, ...]:
    """Return the items that this actor has taken out of a document within a day, the last one first."""
    since = deps.clock.now() - LATELY
    held = await _held(uow, actor, postmortem)
    return tuple(_item(one) for one in reversed(held) if datetime.fromisoformat(one["at"]) > since)


async def removed_item(deps: Deps, actor: Actor, postmortem: int, item: int) -> ActionItem | None:
    """Return an item that this actor has taken out and can bring back; None for any other."""
    async with deps.store.read(actor.workspace) as uow:
        found = await removed_lately(deps, uow, actor, postmortem)
    return next((one for one in found if one.id == item), None)


async def put_back(deps: Deps, actor: Actor, postmortem: int, item: int) -> Undone:
    """Bring an item back that this actor has taken out. Raises Conflict where there is nothing to bring back."""
    known = await removed_item(deps, actor, postmortem, item)
    owner, told = await whose_again(deps, actor, postmortem, known.owner if known else None, must_see=False)
    async with change(deps, actor, Verb.MANAGE_ITEMS, postmortem) as it:
        lately = await removed_lately(deps, it.uow, actor, postmortem)
        was = next((one for one in lately if one.id == item), None)
        there = [one for one in await it.uow.action_items.of(postmortem) if not one.proposed]
        if was is None or known is None or item in {one.id for one in there}:
            raise Conflict(say("item.no_put_back"), postmortem=postmortem)
        if len(there) >= MOST_ITEMS:
            raise Invalid(say("item.full", n=MOST_ITEMS), postmortem=postmortem)
        it.detail = f"put_back:{item}"
        back = was.model_copy(update={"owner": owner})
        await it.put_back_item(back)
        it.update(no_items_reason=None)
        held = await _held(it.uow, actor, postmortem)
        await _keep(it.uow, actor, postmortem, [one for one in held if _item(one).id != item])
        moved(it, was, back)
        await given(actor, it, was, back)
    return Undone(item=back, told=told)


async def whose_again(
    deps: Deps, actor: Actor, postmortem: int, owner: str | None, *, must_see: bool = True
) -> tuple[str | None, str | None]:
    """Return whose an item is once it is as it was; where its owner of then has left, who has it now, and a sentence.

    Raises Conflict where nobody answers for the document, or where that person `must_see` it and may not any more.
    """
    if owner is None:
        return None, None
    seen = await seen_by(deps, actor, postmortem)
    person = await members.refresh(deps, actor.workspace, owner)
    if person.standing is not Standing.MEMBER:
        return await _inherited(deps, actor, seen, person)
    if must_see and not await may_see(deps, person, seen):
        raise Conflict(say("item.undo_outside", who=person.name, pm=seen.name), postmortem=postmortem)
    return owner, None


async def _inherited(deps: Deps, actor: Actor, seen: Postmortem, person: Member) -> tuple[str, str]:
    gone = say("left.guest" if person.standing is Standing.GUEST else "left.who", who=person.name)
    to = await heir(deps, seen, person.id)
    if to is None:
        raise Conflict(say("item.undo_nobody", gone=gone, pm=seen.name), postmortem=seen.id)
    known = await members.ensure_known(deps, actor.workspace, [to])
    who = say("left.you") if to == actor.member else known[to].name
    return to, say("item.with_now", gone=gone, who=who)


def _work(postmortem: int) -> str:
    return f"removed:{postmortem}"


async def _held(uow: UnitOfWork, actor: Actor, postmortem: int) -> list[dict[str, Any]]:
    step = await uow.steps.get(_work(postmortem), actor.member or "")
    return list((step or {}).get("items", ()))


async def _keep(uow: UnitOfWork, actor: Actor, postmortem: int, held: list[dict[str, Any]]) -> None:
    await uow.steps.put(_work(postmortem), actor.member or "", {"items": held})


def _item(held: dict[str, Any]) -> ActionItem:
    return ActionItem.model_validate_json(str(held["was"]))
