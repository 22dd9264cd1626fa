"""Channels and messages as somebody in a test holds them. They read the present state; they change nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox import render
from sandbox.elements import elements
from sandbox.errors import CannotDo
from sandbox.hub import Hub
from sandbox.workspace import Body, Canvas, Conversation, StoredFile


def names_of(hub: Hub) -> Callable[[str], str]:
    """Return a function from ids of people and channels to the names people read."""

    def name(key: str) -> str:
        member = hub.workspace.members.get(key)
        channel = hub.workspace.conversations.get(key)
        return member.real_name if member else channel.name if channel else key

    return name


def questions(blocks: list[Body]) -> dict[str, str]:
    """Return the dialogs before controls by the controls' labels: title, text, and the two answers."""
    dialogs = ((found.label, found.element.get("confirm")) for found in elements(blocks))
    parts = ("title", "text", "confirm", "deny")
    return {label: " | ".join(dialog[part]["text"] for part in parts) for label, dialog in dialogs if dialog}


@dataclass(frozen=True)
class File:
    """A file in a message, as people see and download it."""

    stored: StoredFile = field(repr=False)

    @property
    def id(self) -> str:
        """Return its id."""
        return str(self.stored.body["id"])

    @property
    def name(self) -> str:
        """Return its name."""
        return str(self.stored.body["name"])

    @property
    def title(self) -> str:
        """Return its title."""
        return str(self.stored.body["title"])

    @property
    def mimetype(self) -> str:
        """Return what kind of file it is."""
        return str(self.stored.body["mimetype"])

    @property
    def alt(self) -> str:
        """Return what a screen reader says of it."""
        return str(self.stored.body.get("alt_txt", ""))

    @property
    def user(self) -> str:
        """Return the id of whoever put it there."""
        return str(self.stored.body["user"])

    @property
    def content(self) -> bytes:
        """Download it; a file that was only named is empty."""
        return self.stored.content or b""


@dataclass(frozen=True)
class Message:
    """A message by channel and ts, as it is now. Ephemeral ones belong to the person who sees them."""

    hub: Hub = field(repr=False)
    channel: "Channel"
    ts: str
    ephemeral_for: str | None = None

    @property
    def body(self) -> Body:
        """Return the message in Slack's shape; empty once it is deleted."""
        if self.ephemeral_for is None:
            return self.channel.state.messages.get(self.ts, {})
        seen = (each for each in self.hub.ephemerals if each.user == self.ephemeral_for and not each.gone)
        return next((each.body for each in seen if each.body["ts"] == self.ts), {})

    @property
    def deleted(self) -> bool:
        """Say whether it is gone (or only a tombstone is left)."""
        return not self.body or self.body.get("subtype") == "tombstone"

    @property
    def text(self) -> str:
        """Return the top-level text as stored, in mrkdwn."""
        return str(self.body.get("text", ""))

    @property
    def blocks(self) -> list[Body]:
        """Return its blocks."""
        return list(self.body.get("blocks", []))

    @property
    def lines(self) -> list[str]:
        """Return what a person reads, line by line."""
        return render.message(self.body, names_of(self.hub))

    @property
    def shown(self) -> str:
        """Return what a person reads, as one text."""
        return "\n".join(self.lines)

    @property
    def labels(self) -> list[str]:
        """Return what stands on its buttons and other controls, from top to bottom."""
        return [found.label for found in elements(self.blocks)]

    @property
    def questions(self) -> dict[str, str]:
        """Return what is asked before a control does its work, by the control's label."""
        return questions(self.blocks)

    @property
    def user(self) -> str:
        """Return the id of its author."""
        return str(self.body.get("user", ""))

    @property
    def by_bot(self) -> bool:
        """Say whether our app wrote it."""
        return self.body.get("bot_id") == self.hub.installation.bot.bot_id

    @property
    def thread_ts(self) -> str | None:
        """Return the ts of the message it replies to; None for a top-level one, even with replies of its own."""
        parent = self.body.get("thread_ts")
        return None if parent == self.ts else parent

    @property
    def edited(self) -> bool:
        """Say whether it was changed after it was posted."""
        return "edited" in self.body

    @property
    def reactions(self) -> dict[str, int]:
        """Return how often each emoji was given."""
        return {each["name"]: each["count"] for each in self.body.get("reactions", [])}

    @property
    def files(self) -> list[File]:
        """Return its files that are not deleted."""
        stored = (self.hub.workspace.files.get(str(each.get("id"))) for each in self.body.get("files", []))
        return [File(each) for each in stored if each is not None and not each.deleted]

    @property
    def permalink(self) -> str:
        """Return its address."""
        return self.hub.workspace.permalink(self.channel.id, self.ts, self.thread_ts)


@dataclass(frozen=True)
class Channel:
    """A channel, private channel or direct message."""

    hub: Hub = field(repr=False)
    id: str

    @property
    def state(self) -> Conversation:
        """Return everything in it."""
        return self.hub.workspace.conversations[self.id]

    @property
    def name(self) -> str:
        """Return its present name."""
        return self.state.name

    @property
    def topic(self) -> str:
        """Return its present topic."""
        return str(self.state.topic["value"])

    @property
    def archived(self) -> bool:
        """Say whether it is archived."""
        return self.state.archived

    @property
    def bookmarks(self) -> list[Body]:
        """Return the links above it."""
        return list(self.state.bookmarks)

    @property
    def canvas(self) -> Canvas | None:
        """Return its canvas, if it has one."""
        return self.hub.workspace.canvases.get(self.state.canvas or "")

    @property
    def members(self) -> list[str]:
        """Return the ids of those who are in it."""
        return list(self.state.members)

    @property
    def messages(self) -> list[Message]:
        """Return the top-level messages that are not deleted, oldest first."""
        found = (Message(self.hub, self, ts) for ts in self.state.roots)
        return [each for each in found if not each.deleted]

    @property
    def by_bot(self) -> list[Message]:
        """Return the top-level messages of our app that are not deleted, oldest first."""
        return [each for each in self.messages if each.by_bot]

    def card(self) -> Message:
        """Return the newest top-level message of our app. Raises CannotDo when there is none."""
        cards = self.by_bot
        if not cards:
            raise CannotDo(f"There is no message of the app in #{self.name}.")
        return cards[-1]

    def thread(self, parent: Message | str) -> list[Message]:
        """Return the replies under a message, oldest first."""
        ts = parent.ts if isinstance(parent, Message) else parent
        return [Message(self.hub, self, reply["ts"]) for reply in self.state.replies(ts)]

    def message(self, ts: str) -> Message:
        """Return the message with this ts."""
        return Message(self.hub, self, ts)


def channel_id(value: Any) -> str:
    """Return the id of a channel handle, or the id that was given."""
    return value.id if isinstance(value, Channel) else str(value)
