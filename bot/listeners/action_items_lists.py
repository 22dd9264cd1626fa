"""Action items of all postmortems: the word, the window with its filters, and the form with more of them."""

from blocks import action_items_lists as ui
from blocks import ids
from blocks.ids import Ref
from bot.domain.action_items_lists import today_in
from bot.domain.grammar import Words
from bot.domain.grammar_items import ItemsWanted, read_items, wanted_by
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import action_items_lists

SELECTS = {
    ids.ITEM_LIST_SHOWING: "showing",
    ids.ITEM_LIST_OWNER: "owner",
    ids.ITEM_LIST_PRIORITY: "priority",
    ids.ITEM_LIST_DUE: "due",
}


def register(tables: Tables) -> None:
    """Register the list and the word that opens it."""
    tables.opens(ids.ITEM_LIST_OPEN, on_open)
    tables.actions.update(dict.fromkeys(SELECTS, on_select))
    tables.actions.update(dict.fromkeys((ids.ITEM_LIST_EARLIER, ids.ITEM_LIST_LATER), on_turn))
    tables.opens(ids.ITEM_LIST_MORE, on_more)
    tables.forms[ids.ITEM_LIST_FORM] = on_narrowed
    tables.windows[ids.ITEM_LIST_VIEW] = item_list
    tables.subcommands.add(
        "actions",
        on_words,
        usage="actions [mine|open|overdue|all] [@owner] [high|medium|low] [due DATE]",
        about="the action items that you may see",
        group="items",
        opens=True,
    )


async def item_list(deed: Deed, ref: Ref) -> dict[str, object]:
    """Return a page of the list as it is now."""
    return await _page(deed, wanted_by(ref.word), ref.page or 0)


async def on_words(deed: Deed, words: Words) -> None:
    """Open the list, filtered by the words."""
    wanted = read_items(words.rest, today_in(deed.actor.zone, deed.deps.clock.now()))
    await deed.open(await _page(deed, wanted, 0))


async def on_open(deed: Deed) -> None:
    """Open the list on what the button says."""
    await deed.open(await item_list(deed, deed.ref))


async def on_select(deed: Deed) -> None:
    """Change one of the filters; the list begins anew."""
    which = SELECTS[str(deed.action.get("action_id"))]
    wanted = wanted_by(deed.window.word)
    chosen = action_items_lists.narrowed(deed.deps, deed.actor, wanted, which, deed.ref.word or "")
    await deed.redraw(await _page(deed, chosen, 0))


async def on_turn(deed: Deed) -> None:
    """Turn the page."""
    await deed.redraw(await _page(deed, wanted_by(deed.window.word), deed.ref.page or 0))


async def on_more(deed: Deed) -> None:
    """Open the form with more filters."""
    await deed.open(ui.more_view(wanted_by(deed.window.word), deed.window))


async def on_narrowed(deed: Deed) -> None:
    """Show what the form asks for in the list below it."""
    wanted = action_items_lists.narrowed_by_form(wanted_by(deed.window.word), **ui.read_more(deed.view))
    await deed.redraw_below(await _page(deed, wanted, 0))


async def _page(deed: Deed, wanted: ItemsWanted, page: int) -> dict[str, object]:
    return ui.view(await action_items_lists.items_list(deed.deps, deed.actor, wanted, page))
