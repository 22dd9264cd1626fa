"""What every part of the sandbox shares: the workspace, the installed app, and the ways in and out of it."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.clock import Clock, Pace
from sandbox.errors import SlackError
from sandbox.faults import Faults
from sandbox.ids import Ids
from sandbox.installation import Installation
from sandbox.limits import Limits
from sandbox.outbox import Outbox
from sandbox.record import Recorder
from sandbox.triggers import ResponseUrls, Triggers
from sandbox.workspace import Body, Conversation, Workspace


class Sockets(Protocol):
    """Where a Socket Mode address comes from."""

    def open_url(self) -> str:
        """Return a new single-use address."""


@dataclass(frozen=True)
class Call:
    """One Web API call of the app, with its arguments as sent and Slack's answer."""

    method: str
    args: dict[str, Any]
    response: dict[str, Any]


@dataclass
class OpenView:
    """A view that somebody has open: what the app sent (with ids filled in), and what was typed into it."""

    body: Body
    typed: dict[str, dict[str, Body]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass
class Ephemeral:
    """A message that only one person sees, until they reload."""

    user: str
    channel: str
    body: Body
    by_app: bool
    gone: bool = False


@dataclass
class Hub:
    """The shared parts. Modals are one stack a person, Home tabs one view a person."""

    workspace: Workspace
    installation: Installation
    clock: Clock
    pace: Pace
    ids: Ids
    outbox: Outbox
    limits: Limits
    faults: Faults
    recorder: Recorder
    triggers: Triggers
    response_urls: ResponseUrls
    sockets: Sockets
    calls: list[Call] = field(default_factory=list)
    modals: dict[str, list[OpenView]] = field(default_factory=dict)
    homes: dict[str, OpenView] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    message_state: dict[tuple[str, str, str], dict[str, dict[str, Body]]] = field(default_factory=dict)
    suggested: dict[tuple[str, str, str, str], dict[str, Body]] = field(default_factory=dict)

    def channel(self, channel_id: str) -> Conversation:
        """Return a conversation the bot may know of: public, or one it is in. Raises channel_not_found."""
        found = self.workspace.conversations.get(channel_id)
        if found is None or (found.private and not self.is_member(found)):
            raise SlackError("channel_not_found")
        return found

    def is_member(self, channel: Conversation) -> bool:
        """Say whether our bot is in a conversation."""
        return self.installation.bot.id in channel.members

    def start_direct(self, people: list[str]) -> Conversation:
        """Begin the direct or group message of these people."""
        alone = len(people) <= 2  # noqa: PLR2004 -- two people are a direct message
        names = "--".join(self.workspace.members[each].name for each in people)
        made = Conversation(
            id=self.ids.make("D" if alone else "C"),
            name="" if alone else f"mpdm-{names}-1",
            kind="im" if alone else "mpim",
            creator=people[0],
            created=self.seconds(),
            members=dict.fromkeys(people),
        )
        self.workspace.conversations[made.id] = made
        return made

    def seconds(self) -> int:
        """Return the workspace's time in whole seconds since 1970."""
        return int(self.clock.now().timestamp())
