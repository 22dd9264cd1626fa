"""Action items that a writer proposes: offered above the list until a person adds or drops them."""

from bot.domain.proposals import renewed
from bot.domain.timeline import Narrative, Origin
from bot.services.changes import Change


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
