"""What was done with a document, read page by page."""

from blocks import history as ui
from blocks import ids
from bot.domain.grammar import Words
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import history, surfaces


def register(tables: Tables) -> None:
    """Register the word, the button and the turning of pages."""
    tables.opens(ids.HISTORY_OPEN, on_open)
    tables.actions.update(dict.fromkeys((ids.HISTORY_EARLIER, ids.HISTORY_LATER), on_turn))
    about = "who did what to it, and why"
    tables.subcommands.add("history", on_words, usage="history [PM]", about=about, group="find", opens=True)


async def on_open(deed: Deed) -> None:
    """Open the newest page."""
    await deed.open(ui.history_view(await history.history_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)))


async def on_words(deed: Deed, words: Words) -> None:
    """Open the newest page of the one that is named, or of this channel's."""
    found = await surfaces.named_or_here(deed.deps, deed.actor, words.number, deed.channel)
    await deed.open(ui.history_view(await history.history_facts(deed.deps, deed.actor, found.id)))


async def on_turn(deed: Deed) -> None:
    """Turn the page."""
    ref = deed.ref
    facts = await history.history_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.page or 0)
    await deed.redraw(ui.history_view(facts))
