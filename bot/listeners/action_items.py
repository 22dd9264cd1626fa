"""Action items of a document: the list, the window of one, and the reason for none."""

from typing import Any

from blocks import action_items as ui
from blocks import ids
from blocks.ids import Ref
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import action_items
from bot.services.action_items import ItemWords
from bot.services.action_items_proposed import drop_proposal
from bot.services.transcripts import shown_again


def register(tables: Tables) -> None:
    """Register everything about the items of one document."""
    tables.opens(ids.ITEMS_OPEN, on_items)
    tables.actions.update(dict.fromkeys((ids.ITEMS_BACK, ids.ITEMS_NEXT), on_turn))
    tables.opens(ids.ITEM_ADD, on_item)
    tables.opens(ids.PROPOSAL_ADD, on_item)
    tables.actions[ids.PROPOSAL_DROP] = on_drop
    tables.opens(ids.ITEMS_NONE, on_none)
    tables.forms[ids.ITEM_FORM] = on_put
    tables.forms[ids.ITEMS_NONE_FORM] = on_why
    tables.windows[ids.ITEMS_VIEW] = items


async def items(deed: Deed, ref: Ref) -> dict[str, Any]:
    """Return a page of the items of a document as they are now."""
    return ui.items_view(await action_items.items_facts(deed.deps, deed.actor, ref.postmortem or 0), ref.page or 0)


async def on_items(deed: Deed) -> None:
    """Open the items of a document."""
    await deed.open(await items(deed, deed.ref))


async def on_turn(deed: Deed) -> None:
    """Turn the page."""
    await deed.redraw(await items(deed, deed.ref))


async def on_item(deed: Deed) -> None:
    """Open the window of one item, or of a new one."""
    facts = await action_items.items_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(ui.item_view(facts, deed.ref.item, ref=deed.ref))


async def on_drop(deed: Deed) -> None:
    """Drop a proposed item."""
    ref = deed.ref
    await drop_proposal(deed.deps, deed.actor, ref.postmortem or 0, ref.item or 0, as_seen=ref.seen)
    await deed.redraw(await items(deed, ref))


async def on_put(deed: Deed) -> None:
    """Add the item, or store what was edited; where somebody was faster, show both."""
    words = ItemWords(**ui.read_item(deed.view))
    now = await action_items.put_item(deed.deps, deed.actor, words)
    if now is not None:
        facts = await action_items.items_facts(deed.deps, deed.actor, words.postmortem)
        written = words.model_dump(exclude={"postmortem", "id", "as_seen"})
        written |= {key: shown_again(deed.deps, written[key]) for key in ("text", "ticket", "done_when")}
        typed = now.model_copy(update=written)
        deed.instead(ui.item_view(facts, now.id, ref=deed.window, typed=typed))
    await deed.refresh_below()


async def on_none(deed: Deed) -> None:
    """Ask why there are no items."""
    facts = await action_items.items_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(ui.none_view(facts, ref=deed.ref))


async def on_why(deed: Deed) -> None:
    """Store why there are none."""
    await action_items.say_why_none(deed.deps, deed.actor, *ui.read_none(deed.view))
    await deed.refresh_below()
