"""The checklist: what blocks, and the buttons beside each line that are about the review itself."""

from typing import Any

from blocks import ids
from blocks import reviews_checklist as ui
from blocks.ids import Ref
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import reviews_changes
from bot.services import reviews_checklist as checklist


def register(tables: Tables) -> None:
    """Register the checklist, its buttons and its windows."""
    tables.windows[ids.CHECKLIST_VIEW] = window
    tables.opens(ids.CHECKLIST_OPEN, on_open)
    tables.actions[ids.CHECKLIST_AGAIN] = on_again
    tables.actions[ids.REVIEW_NUDGE] = on_nudge
    tables.actions[ids.REQUEST_DROP] = on_drop
    tables.opens(ids.OVERRIDE_OPEN, on_override_open)
    tables.forms[ids.OVERRIDE_FORM] = on_override
    tables.opens(ids.REVIEWERS_OPEN, on_reviewers_open)
    tables.forms[ids.REVIEWERS_FORM] = on_reviewers


async def window(deed: Deed, ref: Ref) -> dict[str, Any]:
    """Return the checklist as it is now."""
    return ui.checklist_view(await checklist.checklist_facts(deed.deps, deed.actor, ref.postmortem or 0))


async def on_open(deed: Deed) -> None:
    """Open the checklist."""
    await deed.open(await window(deed, deed.ref))


async def on_again(deed: Deed) -> None:
    """Look again what blocks."""
    await deed.redraw(await window(deed, deed.ref))


async def on_nudge(deed: Deed) -> None:
    """Have a reviewer asked again."""
    await checklist.nudge(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.word or "")
    await deed.redraw(await window(deed, deed.ref))


async def on_drop(deed: Deed) -> None:
    """Drop a change request, on record."""
    await reviews_changes.drop(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.request or 0)
    await deed.redraw(await window(deed, deed.ref))


async def on_override_open(deed: Deed) -> None:
    """Ask why a blocker is set aside."""
    ref = deed.ref
    found = await checklist.override_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "")
    await deed.open(ui.override_view(*found, ref))


async def on_override(deed: Deed) -> None:
    """Set a blocker aside."""
    form = ui.read_override(deed.view)
    await checklist.override(deed.deps, deed.actor, form.postmortem, form.mark, form.reason)
    await deed.refresh_below()


async def on_reviewers_open(deed: Deed) -> None:
    """Open the window that changes who reviews."""
    ref = deed.ref
    wanted = await checklist.reviewers_facts(deed.deps, deed.actor, ref.postmortem or 0, admin=ref.word == ui.ADMIN)
    await deed.open(ui.reviewers_view(wanted, ref))


async def on_reviewers(deed: Deed) -> None:
    """Change who reviews."""
    postmortem, reviewers, as_seen = ui.read_reviewers(deed.view)
    await checklist.change_reviewers(deed.deps, deed.actor, postmortem, reviewers, as_seen=as_seen)
    await deed.refresh_below()
