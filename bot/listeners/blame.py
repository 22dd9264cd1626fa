"""*Make it blameless*: over a section's window, on the words that are typed there."""

from blocks import blame as ui
from blocks import ids, sections_editor, sections_text
from bot.listeners.deeds import Deed
from bot.listeners.sections import on_typed
from bot.listeners.tables import Tables
from bot.services import blame


def register(tables: Tables) -> None:
    """Register the window and its button."""
    tables.actions[ids.BLAME_OPEN] = on_open
    tables.actions[ids.WORDING_USE] = on_use


async def on_open(deed: Deed) -> None:
    """Show what may read as blame in the words of the window, which are kept."""
    ref = deed.window
    await on_typed(deed)
    facts = await blame.blame_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "")
    await deed.open(ui.blame_view(facts, ref))


async def on_use(deed: Deed) -> None:
    """Put a wording into the window below, in the place of its phrase; nothing is saved by it."""
    ref, mark = deed.window, (deed.ref.word or "").rpartition(":")[2]
    editor = await blame.reword(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "", mark)
    draft = sections_text.unsaved(editor, deed.moment)
    shown = editor.model_copy(update={"unsaved": None})
    await deed.redraw_below(sections_editor.editor_view(shown, draft, ref=ref))
    facts = await blame.blame_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "")
    await deed.redraw(ui.blame_view(facts, ref))
