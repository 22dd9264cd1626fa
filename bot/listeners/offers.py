"""The offer of a postmortem that is recommended: start, skip with a reason, undo."""

from blocks import ids
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import offers


def register(tables: Tables) -> None:
    """Register the buttons of an offer."""
    tables.actions[ids.OFFER_START] = on_start
    tables.actions[ids.OFFER_START_AFTER_ALL] = on_start
    tables.actions[ids.OFFER_SKIP] = on_skip
    tables.actions[ids.OFFER_UNDO] = on_undo
    tables.actions.update(dict.fromkeys(ids.OFFER_REASONS, on_reason))


async def on_start(deed: Deed) -> None:
    """Open the draft; who pressed becomes its author."""
    await offers.start(deed.deps, deed.actor, deed.ref.incident or 0)


async def on_skip(deed: Deed) -> None:
    """Skip it: it counts at once."""
    await offers.skip(deed.deps, deed.actor, deed.ref.incident or 0)


async def on_reason(deed: Deed) -> None:
    """Remember why it was skipped."""
    reason = str(deed.action["action_id"]).rpartition(".")[2]
    await offers.give_reason(deed.deps, deed.actor, deed.ref.incident or 0, reason)


async def on_undo(deed: Deed) -> None:
    """Bring the offer back."""
    await offers.undo_skip(deed.deps, deed.actor, deed.ref.incident or 0)
