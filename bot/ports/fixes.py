"""When it is to be asked whether a fix has held, as the use cases see it."""

from datetime import datetime
from typing import Protocol

from bot.domain.fixes import FixDuty


class Fixes(Protocol):
    """The questions that are to come. What was answered stands with the document."""

    async def put(self, postmortem: int, days: int, asks_at: datetime) -> None:
        """Have it asked so many days after a document was published, from `asks_at` (UTC) on; once."""
        ...

    async def drop(self, postmortem: int, days: int | None = None) -> None:
        """Let it not be asked: one of them, or none at all."""
        ...

    async def due(self, since: datetime, until: datetime) -> list[FixDuty]:
        """Return what is to be asked between two moments (UTC) of documents that are published, in one query."""
        ...
