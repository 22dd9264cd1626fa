"""Having sections written anew: from a section's window, which waits and comes back, and all of them from the hub."""

from blocks import ids, sections_editor, sections_text
from blocks import rewriting as ui
from bot.domain.rewriting import WHOLE, Watch
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import rewriting, sections


def register(tables: Tables) -> None:
    """Register the buttons and the window."""
    tables.actions[ids.REWRITE_ASK] = on_ask
    tables.actions[ids.REWRITE_AGAIN] = on_again
    tables.actions[ids.REWRITE_LEAVE] = on_leave
    tables.opens(ids.REGENERATE_OPEN, on_regenerate_open)
    tables.forms[ids.REGENERATE_FORM] = on_regenerate


async def on_ask(deed: Deed) -> None:
    """Ask for another text of the section; its window waits, and what stands in it is kept."""
    typed = sections_editor.read_typed(deed.view)
    ref = deed.window
    facts = await rewriting.ask(
        deed.deps,
        deed.actor,
        deed.ref.postmortem or 0,
        deed.ref.word or "",
        wish=ui.read_wish(deed.view),
        watch=_watch(deed),
        typed=typed,
    )
    await deed.redraw(ui.waiting_view(facts, ref))


async def on_again(deed: Deed) -> None:
    """Ask again for what was asked."""
    ref = deed.window
    facts = await rewriting.ask(
        deed.deps, deed.actor, ref.postmortem or 0, ref.word or WHOLE, wish=None, watch=_watch(deed)
    )
    await deed.redraw(ui.waiting_view(facts, ref))


async def on_leave(deed: Deed) -> None:
    """Go back to writing, with the words that were typed."""
    ref = deed.window
    await rewriting.leave(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "", _watch(deed).view)
    facts = await sections.editor_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "")
    draft = sections_text.unsaved(facts, deed.moment)
    await deed.redraw(sections_editor.editor_view(facts.model_copy(update={"unsaved": None}), draft, ref=ref))


async def on_regenerate_open(deed: Deed) -> None:
    """Say what writing all anew would do, and ask once."""
    facts = await rewriting.regenerating_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(ui.regenerate_view(facts))


async def on_regenerate(deed: Deed) -> None:
    """Have all sections written anew; the window waits."""
    ref = deed.window
    wish, watch = ui.read_wish(deed.view), _watch(deed)
    facts = await rewriting.ask(deed.deps, deed.actor, ref.postmortem or 0, WHOLE, wish=wish, watch=watch)
    deed.instead(ui.waiting_view(facts, ref))


def _watch(deed: Deed) -> Watch:
    ref = deed.window
    hub = deed.view.get("previous_view_id") if ref.word == WHOLE else None
    view, member = str(deed.view.get("id", "")), deed.actor.member or ""
    return Watch(view=view, member=member, below=ref.below, hub=str(hub) if hub else None)
