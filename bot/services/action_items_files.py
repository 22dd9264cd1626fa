"""Action items as a file for who asks: what they may see of them now, in steps that leave room for others."""

from collections.abc import AsyncIterator
from typing import Final

from bot.domain.action_items_lists import ListedItem
from bot.domain.errors import Denied
from bot.domain.grammar_items import ItemsWanted, wanted_by
from bot.domain.people import Actor
from bot.domain.words import say
from bot.ports import Deps, NewJob
from bot.services.channels import places_of

AT_ONCE: Final = 250
"""So many items are read at a time: a long list holds nobody else up."""
MOST: Final = 50_000
_WANTED: Final = "items"


async def export_items(deps: Deps, actor: Actor, form: str, wanted: ItemsWanted) -> None:
    """Have the items that somebody may see sent to them as a file. Asked twice before it is made it comes once."""
    if not actor.is_full_member:
        raise Denied(say("no.actor"))
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.steps.put(_work(actor.member), f"{_WANTED}:{form}", {"wanted": wanted.code})
        await uow.jobs.add(
            NewJob(
                kind="items.export",
                payload={"member": actor.member, "kind": form},
                lane=f"export:{actor.member}",
                coalesce_key=f"items.export:{actor.member}:{form}",
                cause=actor.cause,
            ),
            deps.clock.now(),
        )
    deps.nudge()


async def wanted_as(deps: Deps, actor: Actor, form: str) -> ItemsWanted:
    """Return which items somebody asked for last in this form."""
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.steps.get(_work(actor.member), f"{_WANTED}:{form}")
    return wanted_by(str((found or {}).get("wanted", "")))


async def every_item(
    deps: Deps, actor: Actor, wanted: ItemsWanted
) -> AsyncIterator[tuple[list[ListedItem], dict[str, str]]]:
    """Yield the items that an actor may see, in steps, each with the names of their owners; at most `MOST`."""
    places, now = await places_of(deps, actor), deps.clock.now()
    last, left = (0, 0), MOST
    while left > 0:
        async with deps.store.read(actor.workspace) as uow:
            rows = await uow.action_items.listed_after(
                actor, places, wanted, now=now, after=last, limit=min(AT_ONCE, left)
            )
            known = await uow.members.many({row.item.owner for row in rows if row.item.owner})
        if not rows:
            return
        yield rows, {one.id: one.name for one in known.values()}
        last, left = (rows[-1].postmortem, rows[-1].item.id), left - len(rows)


def _work(member: str | None) -> str:
    return f"export:{member}"
