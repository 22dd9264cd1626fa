"""A second look at a draft: opened from the hub and from everything else, turned page by page."""

from typing import Any

from blocks import ids
from blocks import proofreading as ui
from blocks.ids import Ref
from blocks.rewriting import waiting_view
from bot.domain.rewriting import LOOK, Watch
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import proofreading, rewriting


def register(tables: Tables) -> None:
    """Register the window and its buttons."""
    tables.opens(ids.PROOF_OPEN, on_open)
    tables.actions.update(dict.fromkeys((ids.PROOF_AGAIN, ids.PROOF_EARLIER, ids.PROOF_LATER), on_again))
    tables.windows[ids.PROOF_VIEW] = window
    tables.actions[ids.PROOF_ASK] = on_ask


async def window(deed: Deed, ref: Ref) -> dict[str, Any]:
    """Return what a second look finds now."""
    facts = await proofreading.proof_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.page or 0)
    return ui.proof_view(facts)


async def on_open(deed: Deed) -> None:
    """Open the first page."""
    await deed.open(await window(deed, deed.ref))


async def on_ask(deed: Deed) -> None:
    """Have a model look too; the window waits and comes back with both."""
    ref = deed.window.model_copy(update={"word": LOOK, "page": None})
    watch = Watch(view=str(deed.view.get("id", "")), member=deed.actor.member or "")
    facts = await rewriting.ask(deed.deps, deed.actor, ref.postmortem or 0, LOOK, wish="", watch=watch)
    await deed.redraw(waiting_view(facts, ref))


async def on_again(deed: Deed) -> None:
    """Look again, or turn the page."""
    await deed.redraw(await window(deed, deed.ref))
