"""The record of who did what: rows are only added."""

from datetime import datetime
from typing import Protocol

from bot.domain.people import Actor
from bot.domain.values import Value


class Deed(Value):
    """A row of the audit log as people read it: who did what and when (UTC), and the reason where one was given."""

    seq: int
    at: datetime
    actor: str | None
    via: str
    verb: str
    detail: str | None = None
    reason: str | None = None


class Audit(Protocol):
    """Who did what to which postmortem: ids, verbs and digests, never text. Rows are only added."""

    async def add(
        self,
        actor: Actor,
        verb: str,
        *,
        postmortem: int,
        before: str,
        after: str,
        at: datetime,
        reason: str | None = None,
        detail: str | None = None,
    ) -> None:
        """Append a row with the hash of the one before it; `reason` is kept beside it, where it can be erased.

        `detail` is one of our own words for which kind of the verb it was.
        """
        ...

    async def of(self, postmortem: int, *, limit: int = 15, offset: int = 0) -> tuple[list[Deed], int]:
        """Return a page of deeds, newest first, and how many there are."""
        ...

    async def of_verb(self, postmortem: int, verb: str) -> list[Deed]:
        """Return every deed of a verb, oldest first."""
        ...

    async def head(self) -> tuple[int, str]:
        """Return how many deeds there are in all, and a digest of where every chain ends now."""
        ...
