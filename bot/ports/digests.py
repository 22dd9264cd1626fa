"""What digests and escalations count over all documents, as the use cases see it."""

from datetime import date, datetime
from typing import Protocol

from bot.domain.digests import Figures


class Digests(Protocol):
    """Counting for a channel's digest, private documents never among it. The number of queries is always the same."""

    async def teams(self) -> dict[str, tuple[str, ...]]:
        """Return the channels that documents are for as a team's, each with the authors of those."""
        ...

    async def figures(self, channel: str, *, for_all: bool, since: datetime, until: datetime, today: date) -> Figures:
        """Return what is told in a channel: of documents that are for its team, `for_all` of those for everybody too.

        `since` and `until` (UTC) bound what was done, `today` is the day that decides what is late.
        """
        ...
