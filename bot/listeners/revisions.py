"""A document's revisions: the list and its pages, what differs between two, and bringing one back."""

from typing import Any

from blocks import ids
from blocks import revisions as ui
from blocks.ids import Ref
from bot.domain.windows import Restored
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import revisions_facts, revisions_restore


def register(tables: Tables) -> None:
    """Register what is pressed in the list of revisions and over it."""
    tables.opens(ids.REVISIONS_OPEN, on_revisions)
    tables.windows[ids.REVISIONS_VIEW] = window
    tables.actions.update(dict.fromkeys((ids.REVISIONS_EARLIER, ids.REVISIONS_LATER), on_turn))
    tables.opens(ids.REVISION_MENU, on_menu, lambda ref: ref.word != ui.RESTORE)
    tables.actions.update(dict.fromkeys((ids.REVISION_EARLIER, ids.REVISION_LATER), on_turn_difference))
    tables.actions[ids.REVISION_UNDO] = on_undo
    tables.forms[ids.REVISION_FORM] = on_restore


async def window(deed: Deed, ref: Ref, restored: Restored | None = None) -> dict[str, Any]:
    """Return a page of revisions as they are now."""
    facts = await revisions_facts.revisions_facts(
        deed.deps, deed.actor, ref.postmortem or 0, ref.page or 0, restored=restored
    )
    return ui.revisions_view(facts)


async def on_revisions(deed: Deed) -> None:
    """Open the newest page."""
    await deed.open(await window(deed, deed.ref))


async def on_turn(deed: Deed) -> None:
    """Turn the page."""
    await deed.redraw(await window(deed, deed.ref))


async def on_menu(deed: Deed) -> None:
    """Compare a revision with another one, or bring it back; a published document asks why first."""
    ref = deed.ref
    postmortem, number = ref.postmortem or 0, ref.revision or 0
    if ref.word != ui.RESTORE:
        facts = await revisions_facts.neighbours(deed.deps, deed.actor, postmortem, number, to_now=ref.word == ui.NOW)
        await deed.open(ui.revision_view(facts))
        return
    seen = await revisions_facts.revisions_facts(deed.deps, deed.actor, postmortem)
    if seen.needs_reason and seen.may_restore:
        await deed.open(ui.restore_view(seen.postmortem, number, ref=ref))
        return
    done = await revisions_restore.restore(deed.deps, deed.actor, postmortem, number)
    await deed.redraw(await window(deed, Ref(kind="revisions", postmortem=postmortem), done))


async def on_turn_difference(deed: Deed) -> None:
    """Turn the page of what differs."""
    ref = deed.ref
    two = (ref.revision or 0, ui.newer(ref))
    facts = await revisions_facts.revision_facts(deed.deps, deed.actor, ref.postmortem or 0, *two, ref.page or 0)
    await deed.redraw(ui.revision_view(facts))


async def on_restore(deed: Deed) -> None:
    """Bring a revision of a published document back."""
    postmortem, number, reason = ui.read_restore(deed.view)
    done = await revisions_restore.restore(deed.deps, deed.actor, postmortem, number, reason=reason)
    await deed.redraw_below(await window(deed, Ref(kind="revisions", postmortem=postmortem), done))


async def on_undo(deed: Deed) -> None:
    """Bring back what was there before a revision was brought back."""
    ref = deed.ref
    await revisions_restore.undo(deed.deps, deed.actor, ref.postmortem or 0, ref.revision or 0, ui.newer(ref))
    await deed.redraw(await window(deed, Ref(kind="revisions", postmortem=ref.postmortem)))
