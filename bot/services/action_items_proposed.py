"""Action items that a writer proposes: offered above the list until a person adds or drops them."""

from bot.domain.action_items import ItemStatus
from bot.domain.errors import Conflict
from bot.domain.people import Actor
from bot.domain.postmortems import Verb
from bot.domain.proposals import renewed
from bot.domain.timeline import Narrative, Origin
from bot.domain.words import say
from bot.ports import Deps
from bot.services.changes import Change, change


async def propose(it: Change, narrative: Narrative) -> None:
    """Offer what a model proposes; the rules propose nothing, and leave what is offered.

    What a person added or dropped is not offered again, and nothing is offered twice.
    """
    if narrative.origin is not Origin.AI:
        return
    gone, new = renewed(narrative.proposals, await it.uow.action_items.of(it.was.id))
    for item in gone:
        await it.remove_item(item)
    for one in new:
        await it.add_item(one)


async def drop_proposal(deps: Deps, actor: Actor, postmortem: int, item: int, *, as_seen: str | None) -> None:
    """Drop a proposal; it is remembered, so that no draft makes it again."""
    async with change(deps, actor, Verb.MANAGE_ITEMS, postmortem) as it:
        found = next((one for one in await it.uow.action_items.of(postmortem) if one.id == item), None)
        if found is None or not found.is_offered or as_seen not in {None, found.seen}:
            raise Conflict(say("item.not_offered"), postmortem=postmortem)
        it.detail = "proposal"
        await it.save_item(found.model_copy(update={"status": ItemStatus.WONT_DO}))
