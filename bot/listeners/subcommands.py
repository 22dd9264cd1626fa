"""The words behind `/postmortem`: a decorator fills the table; help, suggestions and the manifest read it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.grammar import Words
from bot.listeners.deeds import Deed

Handler = Callable[[Deed, Words], Awaitable[None]]


@dataclass(frozen=True)
class Subcommand:
    """A word, its other spellings, and the one line that help shows."""

    word: str
    also: tuple[str, ...]
    usage: str
    help: str
    handler: Handler
    group: str = "here and now"


class Subcommands:
    """The table of words. Every word and spelling is there once."""

    def __init__(self) -> None:
        """Start empty; features register their own words."""
        self.table: dict[str, Subcommand] = {}

    def add(
        self,
        word: str,
        handler: Handler,
        *,
        usage: str,
        help: str,
        also: tuple[str, ...] = (),
        group: str,
    ) -> None:
        """Register a word. Raises ValueError when a spelling is taken."""
        entry = Subcommand(word=word, also=also, usage=usage, help=help, handler=handler, group=group)
        for spelling in (word, *also):
            if spelling in self.table:
                raise ValueError(f"two subcommands are called {spelling}")
            self.table[spelling] = entry

    def all(self) -> list[Subcommand]:
        """Return every subcommand once, in the order of registration."""
        return list(dict.fromkeys(self.table.values()))
