"""Asking to be made an editor, and the two answers to that."""

from blocks import access as ui
from blocks import ids
from bot.domain.windows import AccessFacts
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import access_asked


def register(tables: Tables) -> None:
    """Register the button of who asks and those of who answers."""
    tables.actions[ids.ACCESS_ASK] = on_ask
    tables.actions[ids.ACCESS_GRANT] = on_grant
    tables.actions[ids.ACCESS_LATER] = on_later


async def on_ask(deed: Deed) -> None:
    """Ask the author, and say when that was, where the button stood."""
    at = await access_asked.ask(deed.deps, deed.actor, deed.ref.postmortem or 0)
    if not deed.view:
        await deed.replace(ui.asked(at))
    elif deed.view.get("callback_id") == ids.PROBLEM_VIEW:
        await deed.redraw(ui.asked_view(at))
    else:
        await deed.open(ui.asked_view(at))


async def on_grant(deed: Deed) -> None:
    """Make who asked an editor."""
    await _show(deed, await access_asked.grant(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.word or ""))


async def on_later(deed: Deed) -> None:
    """Leave it for a month."""
    await _show(deed, await access_asked.put_off(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.word or ""))


async def _show(deed: Deed, facts: AccessFacts | None) -> None:
    if facts is not None:
        await deed.replace(ui.message(facts))
