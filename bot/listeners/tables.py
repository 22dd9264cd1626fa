"""The tables of listeners: an exact id and the one function behind it. Features fill them in their `register`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from blocks.ids import Ref
from bot.listeners.deeds import Deed, Window
from bot.listeners.subcommands import Subcommands

Handler = Callable[[Deed], Awaitable[None]]


@dataclass(frozen=True)
class Ear:
    """One feature's share of a kind of event. `worth` costs nothing; `ours` may have a look in the database.

    Where both say yes the event is this feature's and nobody else's. Only then is it asked who it was.
    """

    handle: Handler
    worth: Callable[[Mapping[str, Any]], bool]
    ours: Callable[[Deed], Awaitable[bool]]


@dataclass
class Tables:
    """Everything that can arrive from Slack, by exact name. What is in no table is from an older version."""

    subcommands: Subcommands = field(default_factory=Subcommands)
    commands: dict[str, Handler] = field(default_factory=dict)
    actions: dict[str, Handler] = field(default_factory=dict)
    forms: dict[str, Handler] = field(default_factory=dict)
    shortcuts: dict[str, Handler] = field(default_factory=dict)
    openings: dict[str, Callable[[Ref], bool] | None] = field(default_factory=dict)
    """Which buttons and shortcuts store nothing and only show a window: Slack is answered before that is drawn."""
    windows: dict[str, Window] = field(default_factory=dict)
    """How a window that may stand under another one is drawn anew, by its callback id."""
    events: dict[str, Handler] = field(default_factory=dict)
    worth: dict[str, Callable[[Mapping[str, Any]], bool]] = field(default_factory=dict)
    """Which events of a kind matter at all. Most messages and emoji do not: for them nobody is asked who it was."""
    ears: dict[str, list[Ear]] = field(default_factory=dict)
    """Who is asked about an event before `events`, in order: kinds that several features share."""

    def opens(self, action: str, handler: Handler, when: Callable[[Ref], bool] | None = None) -> None:
        """Register a button or menu that only shows a window; of a menu, `when` names the choices that do no more."""
        self.actions[action] = handler
        self.openings[action] = when

    def hear(self, kind: str, ear: Ear) -> None:
        """Let a feature be asked about a kind of event that it shares with others."""
        self.ears.setdefault(kind, []).append(ear)
