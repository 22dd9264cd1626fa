"""What follows from a deed on an item, as jobs: intentions with ids, which `reactions` names by event."""

from datetime import datetime

from bot.domain import events
from bot.ports import NewJob
from bot.services.reviews_jobs import morning_message


def item_moved(event: events.ItemMoved, _: datetime) -> list[NewJob]:
    """Return the jobs that draw anew what these people were told about the item."""
    return [morning_message(member) for member in event.people]
