"""The state of the workspace as plain values: people, conversations, messages, pins, bookmarks.

Messages are kept in the shape Slack sends them. Nothing here tells anybody that something happened; see happenings.py.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.clock import micros, ts_from_micros, ts_to_micros

Body = dict[str, Any]
Kind = Literal["channel", "group", "im", "mpim"]
Guest = Literal["multi", "single"]

SLACKBOT = "USLACKBOT"


@dataclass
class Member:
    """A person or a bot user. `name` is the handle, `real_name` what people read; `tz` an IANA name."""

    id: str
    name: str
    real_name: str
    team_id: str
    tz: str = "Etc/UTC"
    admin: bool = False
    owner: bool = False
    guest: Guest | None = None
    deleted: bool = False
    app_id: str | None = None
    bot_id: str | None = None
    updated: int = 0

    @property
    def is_bot(self) -> bool:
        """Say whether this is the user of an app."""
        return self.bot_id is not None


@dataclass
class Conversation:
    """A channel, private channel, direct or group message with everything in it."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: dict[str, None] = field(default_factory=dict)
    archived: bool = False
    topic: Body = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    shared_teams: tuple[str, ...] = ()
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Body] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    threads: dict[str, list[str]] = field(default_factory=dict)
    pins: list[Body] = field(default_factory=list)
    bookmarks: list[Body] = field(default_factory=list)
    canvas: str | None = None
    _used: set[str] = field(default_factory=set)
    _free_from: dict[int, int] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Say whether only members may know of it."""
        return self.kind != "channel"

    @property
    def shown_name(self) -> str:
        """Return the name that payloads carry: Slack hides the names of private conversations there."""
        return {"channel": self.name, "group": "privategroup", "im": "directmessage", "mpim": self.name}[self.kind]

    def free_ts(self, at: datetime) -> str:
        """Return the timestamp of a moment, moved on by microseconds until no message of this channel ever had it."""
        start = micros(at)
        value = self._free_from.get(start, start)
        while (ts := ts_from_micros(value)) in self._used:
            value += 1
        self._free_from[start] = value
        return ts

    def add(self, body: Body) -> None:
        """Store a message; a reply is counted in its parent. ValueError for a bad ts, KeyError for a used one."""
        ts = body["ts"]
        ts_to_micros(ts)
        if ts in self._used:
            raise KeyError(ts)
        self._used.add(ts)
        self.messages[ts] = body
        parent_ts = body.get("thread_ts")
        if parent_ts is None or parent_ts == ts:
            insort(self.roots, ts)
            return
        if body.get("subtype") == "thread_broadcast":
            insort(self.roots, ts)
        insort(self.threads.setdefault(parent_ts, []), ts)
        self._count_replies(parent_ts)

    def remove(self, ts: str) -> Body:
        """Take a message out and return it; a parent with replies becomes a tombstone, as in Slack."""
        body = self.messages[ts]
        if self.threads.get(ts):
            gone = {key: value for key, value in body.items() if key in _KEPT_BY_A_TOMBSTONE}
            tombstone = {**gone, "subtype": "tombstone", "text": "This message was deleted.", "user": SLACKBOT}
            self.messages[ts] = {**tombstone, "hidden": True}
            return body
        del self.messages[ts]
        for ordered in (self.roots, self.threads.get(body.get("thread_ts") or "", [])):
            spot = bisect_left(ordered, ts)
            if spot < len(ordered) and ordered[spot] == ts:
                del ordered[spot]
        parent_ts = body.get("thread_ts")
        if parent_ts and parent_ts != ts:
            self._count_replies(parent_ts)
        return body

    def replies(self, parent_ts: str) -> list[Body]:
        """Return the replies of a thread, oldest first."""
        return [self.messages[ts] for ts in self.threads.get(parent_ts, [])]

    def _count_replies(self, parent_ts: str) -> None:
        parent = self.messages.get(parent_ts)
        if parent is None:
            return
        replies = self.threads.get(parent_ts, [])
        if not replies:
            for key in _THREAD_FIELDS:
                parent.pop(key, None)
            self.threads.pop(parent_ts, None)
            if parent.get("subtype") == "tombstone":
                self.remove(parent_ts)
            return
        people = list(dict.fromkeys(self.messages[ts].get("user") or "" for ts in replies))
        parent.update(
            thread_ts=parent_ts,
            reply_count=len(replies),
            reply_users_count=len(people),
            latest_reply=replies[-1],
            reply_users=people[:5],
            is_locked=False,
            subscribed=False,
        )


_THREAD_FIELDS = (
    "thread_ts",
    "reply_count",
    "reply_users_count",
    "latest_reply",
    "reply_users",
    "is_locked",
    "subscribed",
)
_KEPT_BY_A_TOMBSTONE = {"type", "ts", *_THREAD_FIELDS}


@dataclass
class StoredFile:
    """A file: as messages carry it, its bytes, the messages that carry it (channel and ts), and how far it is."""

    body: Body
    content: bytes | None = None
    key: str = ""
    complete: bool = False
    deleted: bool = False
    places: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Canvas:
    """The document in a channel's tab, as Markdown."""

    id: str
    channel: str
    creator: str
    title: str
    markdown: str


@dataclass
class Workspace:
    """Everything in the workspace, by id."""

    team_id: str
    domain: str
    name: str
    members: dict[str, Member] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    usergroups: list[Body] = field(default_factory=list)
    files: dict[str, StoredFile] = field(default_factory=dict)
    canvases: dict[str, Canvas] = field(default_factory=dict)
    no_canvases: str = ""
    free_plan: bool = False

    def direct(self, *people: str) -> Conversation | None:
        """Return the direct or group message of exactly these people, if it was ever opened."""
        wanted = set(people)
        for conversation in self.conversations.values():
            if conversation.kind in ("im", "mpim") and set(conversation.members) == wanted:
                return conversation
        return None

    def by_handle(self, name: str) -> Member | None:
        """Return the member with this handle."""
        return next((member for member in self.members.values() if member.name == name), None)

    def by_channel_name(self, name: str) -> Conversation | None:
        """Return the channel or private channel with this name."""
        named = (each for each in self.conversations.values() if each.kind in ("channel", "group"))
        return next((each for each in named if each.name == name), None)

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """Return the address Slack would give a message."""
        link = f"https://{self.domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
        return link if thread_ts in (None, ts) else f"{link}?thread_ts={thread_ts}&cid={channel}"
