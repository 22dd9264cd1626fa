"""Action items as one reader is shown them: what that person may do with each, and what they can take back."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.domain import policy
from bot.domain.action_items import ActionItem
from bot.domain.action_items_deeds import ItemDeed, ItemShown, fits, stands
from bot.domain.errors import Conflict
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.domain.times_zones import day_in
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services.access import permit, seen_from
from bot.services.action_items_moved import step_of, undoable, work_of
from bot.services.facts import names_of, people_of, template_of
from bot.services.hours import hours_of

LATELY = timedelta(days=1)
"""So long *Undo* is offered where an item is shown."""


async def shown_of(
    deps: Deps, uow: UnitOfWork, actor: Actor, postmortem: Postmortem, items: Iterable[ActionItem], *, inside: bool
) -> tuple[ItemShown, ...]:
    """Return items of one postmortem, which this actor sees, as they are shown; how many there are costs nothing more.

    `inside` says whether the actor is in its channel or team.
    """
    return await all_shown(deps, uow, actor, [(postmortem, one, inside) for one in items])


async def all_shown(
    deps: Deps, uow: UnitOfWork, actor: Actor, about: Sequence[tuple[Postmortem, ActionItem, bool]]
) -> tuple[ItemShown, ...]:
    """Return items of any postmortems that this actor sees as they are shown, for as many statements as one costs.

    With each stands its postmortem, and whether the actor is in the channel or team of that.
    """
    now = deps.clock.now()
    steps = await uow.steps.some(work_of(one.id) for _, one, _ in about)
    people = {member for _, one, _ in about for member in (one.owner, one.created_by, one.closed_by, one.confirmed_by)}
    names = names_of(await people_of(deps, uow, (*people, *(postmortem.author for postmortem, _, _ in about))))
    return tuple(
        ItemShown(
            item=one,
            postmortem=postmortem.id,
            name=postmortem.name,
            title=postmortem.title,
            is_private=postmortem.visibility is Visibility.PRIVATE,
            may=policy.allowed_on(actor, postmortem, one, in_channel=inside),
            reader=actor.member,
            confirms=template_of(deps, postmortem).confirms_items,
            was=undoable(one, steps.get(work_of(one.id), {}).get(step_of(actor, one.id)[1]), now - LATELY),
            names=names,
            today=day_in(now, actor.zone),
            zone=actor.zone,
        )
        for postmortem, one, inside in about
    )


async def item_shown(deps: Deps, actor: Actor, postmortem: int, item: int) -> ItemShown:
    """Return one item as this actor is shown it. Raises NotFound without sight, Conflict where it is gone."""
    return await _shown(deps, actor, postmortem, item, Verb.SEE)


async def item_for(deps: Deps, actor: Actor, postmortem: int, item: int, deed: ItemDeed) -> ItemShown:
    """Return one item for the window of a deed, so that nobody types for nothing.

    Raises Denied for whoever may not, Conflict where the item has moved on and the deed makes no sense any more.
    """
    shown = await _shown(deps, actor, postmortem, item, Verb.WORK_ON_ITEM)
    if not fits(shown.item, deed, confirms=shown.confirms):
        state = stands(shown.item, shown.names, shown.today)
        raise Conflict(say("item.moved", state=state), postmortem=postmortem)
    return shown


def link_of(deps: Deps, item: ActionItem) -> str | None:
    """Return the link to the message that an item was made from; None where it was made from none."""
    if item.from_channel is None or item.from_ts is None:
        return None
    return deps.chat.permalink(item.from_channel, item.from_ts)


async def _shown(deps: Deps, actor: Actor, postmortem: int, item: int, verb: Verb) -> ItemShown:
    found, inside = await seen_from(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        known = await uow.action_items.get(postmortem, item)
        if known is None or known.proposed:
            raise Conflict(say("item.gone"), postmortem=postmortem)
        await permit(uow, actor, verb, found, inside=inside, item=known)
        (shown,) = await shown_of(deps, uow, actor, found, (known,), inside=inside)
        owner = known.owner or actor.member or ""
        hours = (await hours_of(deps, uow, [owner]))(owner)
    return shown.model_copy(update={"owner_hours": hours})
