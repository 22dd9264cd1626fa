"""*Make it blameless*: over a section's window, on the words that are typed there."""

from blocks import blame as ui
from blocks import ids, sections_editor, sections_text
from bot.domain.rewriting import WORDING, Watch
from bot.listeners.deeds import Deed
from bot.listeners.sections import on_typed
from bot.listeners.tables import Tables
from bot.services import blame, rewriting


def register(tables: Tables) -> None:
    """Register the window and its button."""
    tables.actions[ids.BLAME_OPEN] = on_open
    tables.actions[ids.WORDING_USE] = on_use
    tables.actions[ids.WORDING_ASK] = on_ask


async def on_open(deed: Deed) -> None:
    """Show what may read as blame in the words of the window, which are kept."""
    ref = deed.window
    await on_typed(deed)
    facts = await blame.blame_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "")
    await deed.open(ui.blame_view(facts, ref))


async def on_ask(deed: Deed) -> None:
    """Have a model look for other wordings; they come into this window, and nothing that is typed changes."""
    ref = deed.window
    watch = Watch(view=str(deed.view.get("id", "")), member=deed.actor.member or "", below=ref.below)
    await rewriting.ask(deed.deps, deed.actor, ref.postmortem or 0, f"{WORDING}{ref.word or ''}", wish="", watch=watch)
    facts = await blame.blame_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "")
    await deed.redraw(ui.blame_view(facts, ref))


async def on_use(deed: Deed) -> None:
    """Put a wording into the window below, in the place of its phrase; nothing is saved by it."""
    ref, mark = deed.window, (deed.ref.word or "").rpartition(":")[2]
    editor = await blame.reword(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "", mark)
    draft = sections_text.unsaved(editor, deed.moment)
    shown = editor.model_copy(update={"unsaved": None})
    await deed.redraw_below(sections_editor.editor_view(shown, draft, ref=ref))
    facts = await blame.blame_facts(deed.deps, deed.actor, ref.postmortem or 0, ref.word or "")
    await deed.redraw(ui.blame_view(facts, ref))
