"""Asking the owner of an item how it goes: one message, at once, and for everybody together once a day."""

from datetime import date

from bot.domain.action_items_due import ItemAsked
from bot.domain.errors import Conflict
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.reminders import work_of
from bot.domain.times_zones import day_in
from bot.domain.words import say
from bot.ports import Deps, NewJob
from bot.services.access import can_see, is_in_channel, permitted
from bot.services.action_items_due import NUDGED
from bot.services.action_items_shown import item_shown, shown_of
from bot.services.reviews_jobs import morning_message


async def ask(deps: Deps, actor: Actor, postmortem: int, item: int) -> None:
    """Have an item's owner asked how it goes. Raises Denied, Conflict where it is closed or was asked about today."""
    shown = await item_shown(deps, actor, postmortem, item)
    if Verb.WORK_ON_ITEM not in shown.may:
        await permitted(deps, actor, Verb.WORK_ON_ITEM, postmortem)
    owner, now = shown.item.owner, deps.clock.now()
    if not shown.item.is_open or owner is None or owner == actor.member:
        raise Conflict(say("item.nobody_to_ask"), postmortem=postmortem)
    day = day_in(now, deps.settings.zone).isoformat()
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        before = await uow.steps.get(work_of(item), NUDGED)
        if before is not None and before["day"] == day:
            who = shown.names.get(owner) or say("who.somebody")
            raise Conflict(say("item.asked_already", who=who), postmortem=postmortem)
        await uow.steps.put(work_of(item), NUDGED, {"day": day, "by": actor.member, "to": owner})
        for job in (_tell(postmortem, item, owner), morning_message(actor.member or "")):
            await uow.jobs.add(job.model_copy(update={"cause": actor.cause}), now)
    deps.nudge()


def _tell(postmortem: int, item: int, owner: str) -> NewJob:
    return NewJob(
        kind="dm.item_asked",
        payload={"postmortem": postmortem, "item": item, "member": owner},
        lane=f"dm:{owner}",
        coalesce_key=f"dm.item_asked:{item}:{owner}",
    )


async def asked_facts(deps: Deps, reader: Actor, postmortem: Postmortem, item: int) -> tuple[date, ItemAsked] | None:
    """Return that this reader was asked about an item, and on which day; None where that was somebody else or never."""
    if not await can_see(deps, reader, postmortem):
        return None
    inside = await is_in_channel(deps, reader, postmortem)
    async with deps.store.read(reader.workspace) as uow:
        step = await uow.steps.get(work_of(item), NUDGED)
        found = await uow.action_items.get(postmortem.id, item)
        if step is None or found is None or step["to"] != reader.member:
            return None
        by = await uow.members.get(str(step["by"]))
        (shown,) = await shown_of(deps, uow, reader, postmortem, (found,), inside=inside)
    is_owed = found.is_open and found.owner == reader.member and not shown.is_snoozed
    name = by.name if by is not None else say("who.somebody")
    facts = ItemAsked(shown=shown, to=reader.member or "", by=name, is_owed=is_owed)
    return date.fromisoformat(str(step["day"])), facts
