"""The button that asks the owner of an item how it goes."""

from blocks import ids
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import action_items_asked


def register(tables: Tables) -> None:
    """Register the button. What it did is shown by the message itself, which is drawn anew."""
    tables.actions[ids.ITEM_ASK] = on_ask


async def on_ask(deed: Deed) -> None:
    """Have the owner asked, once a day."""
    ref = deed.ref
    await action_items_asked.ask(deed.deps, deed.actor, ref.postmortem or 0, ref.item or 0)
