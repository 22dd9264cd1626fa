"""The buttons of a reminder about a late document, and those of whoever is asked to help with one."""

from blocks import ids
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import deadlines_answered as answered


def register(tables: Tables) -> None:
    """Register the buttons. What they did is shown by the message itself, which is drawn anew."""
    tables.actions[ids.DRAFT_SNOOZE] = on_snooze
    tables.actions[ids.DRAFT_WAKE] = on_wake
    tables.actions[ids.DRAFT_HELP] = on_help
    tables.actions[ids.HELP_TAKE] = on_take
    tables.actions[ids.HELP_JOIN] = on_join
    tables.actions[ids.HELP_DECLINE] = on_decline


async def on_snooze(deed: Deed) -> None:
    """Be asked again on the next working day, and not before."""
    await answered.snooze(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_wake(deed: Deed) -> None:
    """Be asked as it was planned."""
    await answered.wake(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_help(deed: Deed) -> None:
    """Have somebody asked to help."""
    await answered.ask_for_help(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_take(deed: Deed) -> None:
    """Write it in the place of who asked for help."""
    await answered.take(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_join(deed: Deed) -> None:
    """Write it together with who asked for help."""
    await answered.join(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_decline(deed: Deed) -> None:
    """Not help now; somebody else is asked."""
    await answered.decline(deed.deps, deed.actor, deed.ref.postmortem or 0)
