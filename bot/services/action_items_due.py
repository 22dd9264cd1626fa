"""Action items that are due: who is to be asked about which, and how such a question stands."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from bot.domain.action_items import ActionItem
from bot.domain.action_items_deeds import ItemShown
from bot.domain.action_items_due import ItemDue, ItemLate
from bot.domain.mornings import Asked, Asks, Kept
from bot.domain.nudges import Duties, HoursOf, Planned
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem
from bot.domain.reminders import KIND_AUTHOR, KIND_ITEM, ItemDuty, horizon, item_plan, read_schedule, work_of
from bot.domain.times_zones import day_in
from bot.ports import Deps, Payload, UnitOfWork
from bot.services.access import is_in_channel
from bot.services.action_items_shown import shown_of
from bot.services.hours import hours_of

NUDGED = "nudged"
"""The step under which it is kept on which day somebody asked an item's owner."""


async def duties(deps: Deps, uow: UnitOfWork, now: datetime) -> Duties:
    """Return whom questions about items may go to, and their plan; only what may come up around now is read.

    Nothing is planned where nobody is ready to be asked: of a thousand items most are of people who sleep, or were
    asked today.
    """
    schedule = read_schedule(deps.settings.reminders)
    found = await uow.action_items.duties(now.date() + horizon(schedule))
    people = frozenset(one for duty in found for one in (duty.owner, duty.author) if one)

    def plan(when: HoursOf, at: datetime, is_ready: Callable[[str], bool]) -> Iterable[Planned]:
        mine = (duty for duty in found if any(one and is_ready(one) for one in (duty.owner, duty.author)))
        return (one for duty in mine for one in item_plan(duty, schedule, when, at))

    return Duties(people, plan)


async def items_due(deps: Deps, reader: Actor, asks: Asks) -> list[Asked]:
    """Return the questions to owners as they stand now; of an item that was taken out there is none any more."""
    shown = await _shown(deps, reader, asks)
    async with deps.store.read(reader.workspace) as uow:
        people = {one for _, each in asks if each is not None for one in (reader.member, each.author) if one}
        when = await hours_of(deps, uow, people)
        known = await uow.members.many(people)
    found: list[Asked] = []
    for ask, postmortem in asks:
        one = shown.get(ask.item or 0)
        if one is None or postmortem is None:
            continue
        again, author = _next(deps, reader, one.item, postmortem, when)
        name = known[author].name if author in known else ""
        found.append(ItemDue(shown=one, is_owed=_is_theirs(one, postmortem, ask), again=again, then=name))
    return found


async def items_late(deps: Deps, reader: Actor, asks: Asks) -> list[Asked]:
    """Return the questions to authors as they stand now."""
    shown = await _shown(deps, reader, asks)
    async with deps.store.read(reader.workspace) as uow:
        steps = await uow.steps.some(work_of(one) for one in shown)
    found: list[Asked] = []
    today = day_in(deps.clock.now(), deps.settings.zone)
    for ask, postmortem in asks:
        one = shown.get(ask.item or 0)
        if one is None or postmortem is None:
            continue
        item = one.item
        is_late = item.is_late(one.today) and item.due == ask.due and not one.is_snoozed
        days = (one.today - item.due).days if item.due is not None else 0
        nudged = _nudged_on(steps.get(work_of(item.id), {}).get(NUDGED))
        is_owed = is_late and item.owner != reader.member
        found.append(ItemLate(shown=one, is_owed=is_owed, days=days, was_asked=nudged == today))
    return found


async def _shown(deps: Deps, reader: Actor, asks: Asks) -> dict[int, ItemShown]:
    """Return the items of these questions as the reader is shown them, by id; none of what was put away since."""
    documents = {one.id: one for _, one in asks if one is not None and not one.is_put_away}
    inside = {key: await is_in_channel(deps, reader, one) for key, one in documents.items()}
    found: dict[int, ItemShown] = {}
    async with deps.store.read(reader.workspace) as uow:
        items = await uow.action_items.some(one.item for one, _ in asks if one.item is not None)
        for key, postmortem in documents.items():
            mine = [items[one.item] for one, of in asks if of is postmortem and one.item in items]
            shown = await shown_of(deps, uow, reader, postmortem, mine, inside=inside[key])
            found |= {one.item.id: one for one in shown}
    return found


def _is_theirs(shown: ItemShown, postmortem: Postmortem, ask: Kept) -> bool:
    """Whether the question is still to be answered: the item is open, has the same day, and is still this reader's."""
    item = shown.item
    is_mine = shown.reader == (item.owner or postmortem.author)
    return item.is_open and is_mine and item.due == ask.due and not shown.is_snoozed


def _next(
    deps: Deps, reader: Actor, item: ActionItem, postmortem: Postmortem, when: HoursOf
) -> tuple[date | None, str | None]:
    """Return when the owner is asked again, and the author where that one hears of it next, for the first time."""
    now = deps.clock.now()
    duty = ItemDuty(
        item=item.id,
        postmortem=postmortem.id,
        owner=item.owner,
        author=postmortem.author,
        due=item.due,
        priority=item.priority,
        snoozed_until=item.snoozed_until,
        created_at=item.created_at,
    )
    plan = list(item_plan(duty, read_schedule(deps.settings.reminders), when, now))
    today = when(reader.member or "").local(now).date()
    coming = sorted({one.day for one in plan if one.kind == KIND_ITEM and one.day > today})[:2]
    told = min((one.day for one in plan if one.kind == KIND_AUTHOR), default=today)
    is_next = bool(coming) and today < told <= coming[-1]
    return coming[0] if coming else None, postmortem.author if is_next else None


def _nudged_on(step: Payload | None) -> date | None:
    return date.fromisoformat(str(step["day"])) if step is not None else None
