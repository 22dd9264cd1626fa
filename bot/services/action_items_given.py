"""What somebody was given: which items of a document, by whom, and in which message they were told of it.

A message gathers what was given for a while. What is somebody else's by then, or done, is not told.
"""

from bot.domain.action_items_deeds import GivenFacts
from bot.domain.people import Standing
from bot.ports import Deps
from bot.services import members
from bot.services.access import can_see, is_in_channel
from bot.services.action_items_moved import given_work
from bot.services.action_items_shown import shown_of
from bot.services.facts import names_of, people_of


async def gather(deps: Deps, workspace: str, postmortem: int, member: str, batch: str) -> bool:
    """Put what somebody was given and not told into one message, written down before it is sent; False: nothing.

    Asked again for the same message it is the same.
    """
    work = given_work(postmortem, member)
    async with deps.store.write(workspace) as uow:
        items = {str(one.id): one for one in await uow.action_items.of(postmortem)}
        known = await uow.steps.all(work)
        for key, held in known.items():
            item = items.get(key)
            if held["batch"] or item is None or item.owner != member or not item.is_open:
                continue
            known[key] = {**held, "batch": batch}
            await uow.steps.put(work, key, known[key])
    return any(held["batch"] == batch for held in known.values())


async def batches(deps: Deps, workspace: str, postmortem: int, member: str) -> list[str]:
    """Return the messages in which somebody was told of items of a document."""
    async with deps.store.read(workspace) as uow:
        held = await uow.steps.all(given_work(postmortem, member))
    return sorted({str(one["batch"]) for one in held.values() if one["batch"]})


async def given_facts(deps: Deps, workspace: str, postmortem: int, member: str, batch: str) -> GivenFacts | None:
    """Return what such a message shows now; None where that person may not see it any more, or is gone."""
    person = await members.refresh(deps, workspace, member)
    reader = members.reader_of(deps, person)
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
    if found is None or person.standing is not Standing.MEMBER or not await can_see(deps, reader, found):
        return None
    inside = await is_in_channel(deps, reader, found)
    async with deps.store.read(workspace) as uow:
        held = await uow.steps.all(given_work(postmortem, member))
        mine = {int(key): one for key, one in held.items() if one["batch"] == batch}
        items = [one for one in await uow.action_items.of(postmortem) if one.id in mine]
        shown = await shown_of(deps, uow, reader, found, items, inside=inside)
        givers = [str(mine[one.id]["by"]) for one in items]
        names = names_of(await people_of(deps, uow, givers))
    counts = {giver: givers.count(giver) for giver in dict.fromkeys(givers)}
    return GivenFacts(postmortem=found, items=shown, givers=counts, names=names)
