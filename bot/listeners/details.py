"""The details of a document and its template: the windows, and what is sent from them."""

from typing import Any

from blocks import details as ui
from blocks import ids
from blocks.ids import Ref
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import details


def register(tables: Tables) -> None:
    """Register everything about the details of one document."""
    tables.opens(ids.DETAILS_OPEN, on_details)
    tables.forms[ids.DETAILS_FORM] = on_save
    tables.opens(ids.TEMPLATE_OPEN, on_template)
    tables.forms[ids.TEMPLATE_FORM] = on_choose
    tables.actions[ids.TEMPLATE_SWITCH] = on_switch


async def on_details(deed: Deed) -> None:
    """Open title, severity and services."""
    facts = await details.details_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(ui.details_view(facts, ref=deed.ref))


async def on_save(deed: Deed) -> None:
    """Store the details; where another template would do now, say so."""
    better = await details.save(deed.deps, deed.actor, ui.read_details(deed.view))
    if better is not None:
        deed.instead(ui.proposal_view(better, ref=deed.window))
    await deed.refresh_below()


async def on_template(deed: Deed) -> None:
    """Open the choice of a template."""
    await deed.open(await _template(deed, deed.ref))


async def on_choose(deed: Deed) -> None:
    """Give the document the template that was chosen."""
    await details.switch(deed.deps, deed.actor, *ui.read_template(deed.view))
    await deed.refresh_below()


async def on_switch(deed: Deed) -> None:
    """Give the document the template that would do better."""
    await details.switch(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.word or "")
    if deed.view:
        await deed.redraw(await _template(deed, deed.window))
        await deed.refresh_below()


async def _template(deed: Deed, ref: Ref) -> dict[str, Any]:
    return ui.template_view(await details.template_facts(deed.deps, deed.actor, ref.postmortem or 0), ref=ref)
