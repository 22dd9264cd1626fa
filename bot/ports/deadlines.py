"""What the clock looks at where documents are late, as the use cases see it: in bulk."""

from datetime import date, datetime
from typing import Protocol

from bot.domain.deadlines import Draft
from bot.domain.incidents import Incident


class Deadlines(Protocol):
    """Documents that are not published, and offers that nobody has answered. One query each, however many there are."""

    async def drafts(self) -> list[Draft]:
        """Return the documents that are written or reviewed, by number; none that is on hold or put aside."""
        ...

    async def on_cards(self, since: datetime, until: datetime) -> list[tuple[int, datetime | None, date | None]]:
        """Return what stands on a card with a day that may have passed between two moments (UTC).

        Each is its incident with the moment until which a draft is to be sent, or the day until which a review is due.
        """
        ...

    async def offers(self, since: datetime) -> list[Incident]:
        """Return the incidents resolved at or after `since` (UTC) whose offer of a postmortem nobody has answered."""
        ...
