"""What the clock looks at where documents are late, as the use cases see it: in bulk."""

from datetime import datetime
from typing import Protocol

from bot.domain.deadlines import Draft
from bot.domain.incidents import Incident


class Deadlines(Protocol):
    """Documents that are not published, and offers that nobody has answered. One query each, however many there are."""

    async def drafts(self) -> list[Draft]:
        """Return the documents that are written or reviewed, by number; none that is on hold or put aside."""
        ...

    async def offers(self, since: datetime) -> list[Incident]:
        """Return the incidents resolved at or after `since` (UTC) whose offer of a postmortem nobody has answered."""
        ...
