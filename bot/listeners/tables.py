"""The tables of listeners: an exact id and the one function behind it. Features fill them in their `register`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.listeners.deeds import Deed
from bot.listeners.subcommands import Subcommands

Handler = Callable[[Deed], Awaitable[None]]


@dataclass
class Tables:
    """Everything that can arrive from Slack, by exact name. What is in no table is from an older version."""

    subcommands: Subcommands = field(default_factory=Subcommands)
    commands: dict[str, Handler] = field(default_factory=dict)
    actions: dict[str, Handler] = field(default_factory=dict)
    forms: dict[str, Handler] = field(default_factory=dict)
    shortcuts: dict[str, Handler] = field(default_factory=dict)
    events: dict[str, Handler] = field(default_factory=dict)
