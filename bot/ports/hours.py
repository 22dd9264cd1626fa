"""When people say that they work."""

from collections.abc import Iterable
from typing import Protocol

from bot.domain.hours import OwnHours


class HoursChosen(Protocol):
    """The hours that people chose for themselves; whoever chose none has no row."""

    async def get(self, member: str) -> OwnHours | None:
        """Return what somebody chose, or None."""
        ...

    async def many(self, members: Iterable[str]) -> dict[str, OwnHours]:
        """Return what these chose, by Slack id, in one query."""
        ...

    async def put(self, hours: OwnHours) -> None:
        """Insert or replace what somebody chose."""
        ...

    async def drop(self, member: str) -> None:
        """Forget what somebody chose."""
        ...

    async def drop_gone(self) -> None:
        """Forget what people chose who are members no more."""
        ...
