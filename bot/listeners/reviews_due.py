"""The buttons of a reminder about a review: later, after all now, and help."""

from blocks import ids
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import reviews_snoozed


def register(tables: Tables) -> None:
    """Register the buttons. What they did is shown by the message itself, which is drawn anew."""
    tables.actions[ids.REVIEW_SNOOZE] = on_snooze
    tables.actions[ids.REVIEW_WAKE] = on_wake
    tables.actions[ids.REVIEW_HELP] = on_help


async def on_snooze(deed: Deed) -> None:
    """Be asked again on the next working day, and not before."""
    await reviews_snoozed.snooze(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_wake(deed: Deed) -> None:
    """Be asked as it was planned."""
    await reviews_snoozed.wake(deed.deps, deed.actor, deed.ref.postmortem or 0)


async def on_help(deed: Deed) -> None:
    """Have whoever can help told of it, once."""
    await reviews_snoozed.ask_for_help(deed.deps, deed.actor, deed.ref.postmortem or 0)
