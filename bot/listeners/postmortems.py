"""What leads around a document: the menu of its card, and everything that can be done with it beside writing."""

from typing import Any

from blocks import ids
from blocks import postmortems as ui
from blocks.ids import Ref
from bot.listeners.deeds import Deed
from bot.listeners.people import window as people
from bot.listeners.tables import Tables
from bot.listeners.timeline import open_editor
from bot.services import postmortems

WINDOWS = {
    "items": ids.ITEMS_VIEW,
    "comments": ids.COMMENTS_VIEW,
    "more": ids.MORE_VIEW,
}
"""Which window a choice of the menu opens, by its word."""


def register(tables: Tables) -> None:
    """Register the menu and the window that holds the rest."""
    tables.opens(ids.CARD_MENU, on_menu)
    tables.windows[ids.MORE_VIEW] = more


async def more(deed: Deed, ref: Ref) -> dict[str, Any]:
    """Return everything else as it is now."""
    facts = await postmortems.more_facts(deed.deps, deed.actor, ref.postmortem or 0)
    return ui.more_view(facts, ref=Ref(kind="more", postmortem=ref.postmortem))


async def on_menu(deed: Deed) -> None:
    """Open what was chosen."""
    ref = Ref(kind="menu", postmortem=deed.ref.postmortem)
    window = WINDOWS.get(deed.ref.word or "")
    if window is not None:
        await deed.open(await deed.windows[window](deed, ref))
    elif deed.ref.word == "people":
        await deed.open(await people(deed, ref))
    else:
        await open_editor(deed, ref.postmortem or 0)
