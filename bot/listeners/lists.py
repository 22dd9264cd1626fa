"""Lists and Home: what somebody may see of all postmortems, paged and filtered."""

from blocks import home as home_ui
from blocks import ids, lists
from bot.domain.grammar import Words, read_list
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import home, surfaces


def register(tables: Tables) -> None:
    """Register lists, Home and the words that open them."""
    tables.opens(ids.LIST_SHOW, on_list)
    tables.opens(ids.HOME_DRAFTS, on_list)
    tables.opens(ids.HOME_PUBLISHED, on_list)
    tables.opens(ids.AI_HOW, on_how)
    turns = (ids.LIST_FILTER, ids.LIST_EARLIER, ids.LIST_LATER)
    tables.actions.update(dict.fromkeys(turns, on_turn))
    tables.events["app_home_opened"] = on_home_opened
    tables.subcommands.add(
        "list",
        on_list_words,
        usage="list [draft|review|published|archived|mine] [@person] [since DATE]",
        about="the postmortems that you may see",
        group="find",
        opens=True,
    )


async def on_list(deed: Deed) -> None:
    """Open the list in a window."""
    await deed.open(await _page(deed, deed.ref.word or "", deed.ref.page or 0))


async def on_how(deed: Deed) -> None:
    """Tell how the AI is set up."""
    await deed.open(home_ui.how_view())


async def on_turn(deed: Deed) -> None:
    """Turn the page, or change the filter."""
    await deed.redraw(await _page(deed, deed.ref.word or "", deed.ref.page or 0))


async def on_list_words(deed: Deed, words: Words) -> None:
    """Open the list, filtered by the words."""
    await deed.open(await _page(deed, words.rest, 0))


async def on_home_opened(deed: Deed) -> None:
    """Have Home drawn for who opened it."""
    if deed.body["event"].get("tab") == "home" and deed.actor.member:
        await home.opened(deed.deps, deed.actor)


async def _page(deed: Deed, word: str, page: int) -> dict[str, object]:
    wanted = read_list(word, deed.deps.clock.now().date())
    return lists.view(await surfaces.list_facts(deed.deps, deed.actor, wanted, page))
