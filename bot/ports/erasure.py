"""Taking a person out of everything that is kept of a workspace."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from bot.domain.erasure import Erased, Eraser
from bot.domain.values import Value


class Trace(Value):
    """A row that names somebody: of which table, of what, and where in Slack it is a message.

    `own` says that the person wrote it, `to_them` that it is kept of something that was sent to the person alone.
    """

    table: str
    key: dict[str, int | str]
    postmortem: int | None = None
    incident: int | None = None
    channel: str | None = None
    ts: str | None = None
    thread: str | None = None
    own: bool = False
    to_them: bool = False


class Known(Value):
    """How a person is called in what is kept, and how others are called."""

    names: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


class Erasure(Protocol):
    """Every table of a workspace, without regard to what is in it."""

    async def known(self, member: str) -> Known:
        """Return the names that are kept of a person, and those of everybody else."""
        ...

    async def people(self) -> set[str]:
        """Return everything in any table that may be the Slack id of a person."""
        ...

    async def find(self, eraser: Eraser) -> list[Trace]:
        """Return every row that names the person, but those of the record of deeds: it names nobody."""
        ...

    async def stand_in(self, erased: Erased, at: datetime) -> None:
        """Let the pseudonym be known as somebody who is gone, so that it is drawn by its name everywhere."""
        ...

    async def replace(self, eraser: Eraser, traces: Iterable[Trace]) -> None:
        """Put the pseudonym into these rows; drop what would be of no use to anybody without the person.

        Whoever loaded a document of theirs before cannot save it over this any more.
        """
        ...
