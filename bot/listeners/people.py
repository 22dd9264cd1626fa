"""The people of a document: the window that shows and changes them, and the one that asks before it is opened."""

from typing import Any

from blocks import ids
from blocks import people_windows as ui
from blocks.ids import Ref
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import people


def register(tables: Tables) -> None:
    """Register everything about the people of one document."""
    tables.opens(ids.PEOPLE_OPEN, on_people)
    tables.forms[ids.PEOPLE_FORM] = on_save
    tables.forms[ids.PEOPLE_WIDEN_FORM] = on_open_up


async def window(deed: Deed, ref: Ref) -> dict[str, Any]:
    """Return the people of a document as they are now."""
    facts = await people.people_facts(deed.deps, deed.actor, ref.postmortem or 0)
    return ui.people_view(facts, ref=Ref(kind="people", postmortem=ref.postmortem, below=ref.below))


async def on_people(deed: Deed) -> None:
    """Open the window of people."""
    await deed.open(await window(deed, deed.ref))


async def on_save(deed: Deed) -> None:
    """Store what was changed; where a private channel would be told to others, ask why first."""
    widening = await people.save(deed.deps, deed.actor, ui.read_people(deed.view))
    if widening is not None:
        deed.instead(ui.widening_view(widening, ref=deed.window))
    await deed.refresh_below()


async def on_open_up(deed: Deed) -> None:
    """Open a document to more people."""
    await people.open_up(deed.deps, deed.actor, *ui.read_widening(deed.view))
    await deed.refresh_below()
