"""Did the fix hold? The three answers, the window of one of them, and taking an answer back."""

from blocks import fixes as ui
from blocks import ids
from bot.domain.fixes import ASKED_AFTER, FixAnswer
from bot.domain.postmortems import Verb
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import access, fixes


def register(tables: Tables) -> None:
    """Register the buttons and the form. What they did is shown by the message itself, which is drawn anew."""
    tables.actions[ids.FIX_HELD] = on_held
    tables.actions[ids.FIX_FAILED] = on_failed
    tables.actions[ids.FIX_UNDO] = on_undo
    tables.opens(ids.FIX_AGAIN, on_again)
    tables.forms[ids.FIX_FORM] = on_happened_again


async def on_held(deed: Deed) -> None:
    """Say that it held."""
    await fixes.answer(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.page or ASKED_AFTER[0], FixAnswer.HELD)


async def on_failed(deed: Deed) -> None:
    """Say that it did not hold."""
    await fixes.answer(
        deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.page or ASKED_AFTER[0], FixAnswer.FAILED
    )


async def on_undo(deed: Deed) -> None:
    """Take the answer back."""
    await fixes.undo(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.page or ASKED_AFTER[0])


async def on_again(deed: Deed) -> None:
    """Ask what happened again."""
    seen = await access.permitted(deed.deps, deed.actor, Verb.FOLLOW_UP, deed.ref.postmortem or 0)
    await deed.open(ui.again_view(deed.ref, seen.name))


async def on_happened_again(deed: Deed) -> None:
    """Say that it happened again."""
    await fixes.answer_again(deed.deps, deed.actor, ui.read_again(deed.view))
