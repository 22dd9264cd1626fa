"""Action items of all postmortems: the word, the window with its filters, and the form with more of them."""

from blocks import action_items_files as files_ui
from blocks import action_items_lists as ui
from blocks import ids
from blocks.ids import Ref
from bot.domain.errors import Denied, Invalid
from bot.domain.grammar import Words
from bot.domain.grammar_items import ItemsWanted, Showing, added_by, read_form, read_items, wanted_by
from bot.domain.times_zones import day_in
from bot.domain.words import say
from bot.listeners.action_items import items
from bot.listeners.action_items_new import on_added_line
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import action_items_files, action_items_lists
from bot.services.access import seen_by_number

FORM = "csv"
LONGEST_TOLD = 80
USAGE = (
    "actions [PM], or [mine|open|overdue|closed|all] [@owner] [high|medium|low] "
    "[prevent|detect|mitigate|process] [service NAME] [due DATE], "
    "or add TEXT [@owner] [DATE] [high|medium|low]"
)
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
    tables.actions[ids.ITEM_LIST_EXPORT] = on_export
    tables.windows[ids.ITEM_LIST_VIEW] = item_list
    tables.subcommands.add(
        "actions",
        on_words,
        usage=USAGE,
        about="the action items that you may see, or a new one",
        group="items",
        opens=lambda rest: added_by(rest) is None,
    )


async def item_list(deed: Deed, ref: Ref) -> dict[str, object]:
    """Return a page of the list as it is now."""
    return await _page(deed, wanted_by(ref.word), ref.page or 0, just=ref.item)


async def on_words(deed: Deed, words: Words) -> None:
    """Open the list, filtered by the words; the items of one postmortem, by its number; or add an item."""
    if (line := added_by(words.rest)) is not None:
        await on_added_line(deed, line)
        return
    if words.number is not None and not words.tail:
        found = await seen_by_number(deed.deps, deed.actor, words.number)
        await deed.open(await items(deed, Ref(kind="items", postmortem=found.id)))
        return
    wanted = read_items(words.rest, day_in(deed.deps.clock.now(), deed.actor.zone))
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
    await deed.open(ui.more_view(wanted_by(deed.window.word), deed.window, deed.actor.member))


async def on_narrowed(deed: Deed) -> None:
    """Show what the form asks for in the list below it."""
    said = ui.read_more(deed.view)
    wanted = action_items_lists.narrowed_by_form(wanted_by(deed.window.word), deed.actor, **said)
    await deed.redraw_below(await _page(deed, wanted, 0))


async def on_export(deed: Deed) -> None:
    """Have what the list shows sent to who reads it, as a table."""
    await action_items_files.export_items(deed.deps, deed.actor, FORM, wanted_by(deed.window.word))
    await deed.open(files_ui.coming_view(FORM))


async def on_export_words(deed: Deed, rest: str) -> None:
    """Have items sent to who asks, as what was named or as a table; without a filter all of them."""
    form, rest = read_form(rest)
    today = day_in(deed.deps.clock.now(), deed.actor.zone)
    wanted = read_items(rest, today) if rest else ItemsWanted(showing=Showing.ALL)
    if wanted.unknown:
        raise Invalid(say("items.file_unknown", what=" ".join(wanted.unknown)[:LONGEST_TOLD]))
    await action_items_files.export_items(deed.deps, deed.actor, form or FORM, wanted)
    await deed.whisper(files_ui.coming(form or FORM))


async def _page(deed: Deed, wanted: ItemsWanted, page: int, *, just: int | None = None) -> dict[str, object]:
    if not deed.actor.is_full_member:
        raise Denied(say("no.actor"))  # an empty list would say that nothing is left to do
    return ui.view(await action_items_lists.items_list(deed.deps, deed.actor, wanted, page, just=just))
