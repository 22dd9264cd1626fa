"""The words behind `/postmortem`: features fill the table; help, suggestions and the manifest read it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.grammar import ALSO, Words
from bot.listeners.deeds import Deed

Handler = Callable[[Deed, Words], Awaitable[None]]
Opens = bool | Callable[[str], bool]


@dataclass(frozen=True)
class Subcommand:
    """A word, how it is used, and the one line that help shows. `group` is the heading it stands under."""

    word: str
    usage: str
    about: str
    group: str
    handler: Handler
    opens: Opens = False
    """Whether it stores nothing and only shows a window; of some words that depends on what follows them."""

    @property
    def also(self) -> tuple[str, ...]:
        """Its other spellings."""
        return tuple(other for other, word in ALSO.items() if word.partition(" ")[0] == self.word)


class Subcommands:
    """The table of words. Every word is there once."""

    def __init__(self) -> None:
        """Start empty; features register their own words."""
        self.table: dict[str, Subcommand] = {}

    def add(
        self,
        word: str,
        handler: Handler,
        *,
        usage: str,
        about: str,
        group: str,
        opens: Opens = False,
    ) -> None:
        """Register a word. Raises ValueError when it is taken."""
        if word in self.table:
            raise ValueError(f"two subcommands are called {word}")
        self.table[word] = Subcommand(word=word, usage=usage, about=about, group=group, handler=handler, opens=opens)

    def opens(self, text: str) -> bool:
        """Whether the words of a command begin with one that only shows a window."""
        first, _, rest = text.strip().partition(" ")
        word = first.casefold()
        found = self.table.get(ALSO.get(word, word))
        if found is None or isinstance(found.opens, bool):
            return found is not None and found.opens is True
        return found.opens(rest)

    def all(self) -> list[Subcommand]:
        """Return every subcommand, in the order of registration."""
        return list(self.table.values())
