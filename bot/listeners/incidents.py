"""The incidents of a document: the list, what is added to it, and what is taken out of it."""

from typing import Any

from blocks import ids
from blocks import incidents as ui
from blocks.ids import Ref
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import incidents_added as incidents


def register(tables: Tables) -> None:
    """Register everything about the incidents of one document."""
    tables.opens(ids.INCIDENTS_OPEN, on_incidents)
    tables.windows[ids.INCIDENTS_VIEW] = window
    tables.actions[ids.INCIDENT_ADD] = on_add
    tables.forms[ids.INCIDENT_FORM] = on_added
    tables.actions[ids.INCIDENT_REMOVE] = on_remove


async def window(deed: Deed, ref: Ref) -> dict[str, Any]:
    """Return the incidents of a document as they are now."""
    facts = await incidents.incidents_facts(deed.deps, deed.actor, ref.postmortem or 0)
    return ui.incidents_view(facts, ref=Ref(kind="incidents", postmortem=ref.postmortem, below=ids.MORE_VIEW))


async def on_incidents(deed: Deed) -> None:
    """Open the list."""
    await deed.open(await window(deed, deed.ref))


async def on_add(deed: Deed) -> None:
    """Ask for channels."""
    facts = await incidents.incidents_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(ui.add_view(facts, ref=deed.ref))


async def on_added(deed: Deed) -> None:
    """Add the incidents of the channels that were chosen."""
    await incidents.add(deed.deps, deed.actor, *ui.read_channels(deed.view))
    await deed.refresh_below()


async def on_remove(deed: Deed) -> None:
    """Take an incident out that was added."""
    await incidents.remove(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.incident or 0)
    await deed.redraw(await window(deed, deed.ref))
    await deed.refresh_below()
