"""Incidents, the signals that open and close them, and the redacted snapshot of their channel."""

from datetime import UTC, datetime
from enum import StrEnum

from pydantic import Field

from bot.domain.values import Value


class SignalSource(StrEnum):
    """Where a signal came from. Each can be switched off in the settings."""

    METADATA = "metadata"
    EMOJI = "emoji"
    VENDOR = "vendor"
    RENAMED = "renamed"
    TOPIC = "topic"
    ARCHIVED = "archived"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    WEBHOOK = "webhook"
    EXPORT = "export"


class SignalKind(StrEnum):
    """What a signal says about its incident."""

    RESOLVED = "resolved"
    REOPENED = "reopened"


class Signal(Value):
    """One "resolved" or "reopened", from whatever source. All times UTC.

    `key` is the same however often it is delivered.
    """

    kind: SignalKind
    source: SignalSource
    key: str
    at: datetime
    channel: str | None = None
    external_id: str | None = None
    title: str | None = None
    severity: str | None = None
    services: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    started_at: datetime | None = None
    by: str | None = None
    how: str = ""
    url: str | None = None


class Incident(Value):
    """Something that broke, known by its channel and/or an external id. All times UTC.

    `merged_into` is the id of the postmortem of another incident that tells of this one too.
    """

    id: int
    workspace: str
    channel: str | None
    channel_name: str = ""
    is_private: bool = False
    external_id: str | None = None
    source: SignalSource
    title: str
    severity: str | None = None
    services: tuple[str, ...] = ()
    started_at: datetime | None = None
    resolved_at: datetime | None = None
    reopened_at: datetime | None = None
    resolved_by: str | None = None
    resolved_how: str = ""
    url: str | None = None
    policy: str = "required"
    policy_why: str = ""
    skipped_by: str | None = None
    skipped_at: datetime | None = None
    skip_reason: str | None = None
    merged_into: int | None = None


class Reaction(Value):
    """An emoji on a message and how many people put it there."""

    name: str
    count: int


class Message(Value):
    """One message of a transcript: plain text with names in it, normalised and redacted. `ts` is Slack's own string."""

    ts: str
    author: str
    author_name: str = ""
    text: str = ""
    is_bot: bool = False
    thread_ts: str | None = None
    edited: bool = False
    deleted: bool = False
    pinned: bool = False
    files: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    subtype: str | None = None

    @property
    def at(self) -> datetime:
        """The moment of the message, aware UTC, from its ts."""
        return moment(self.ts)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below its root."""
        return self.thread_ts is not None and self.thread_ts != self.ts


def moment(ts: str) -> datetime:
    """Return the aware UTC time of a Slack `ts` ("1700000000.000100"). Raises ValueError when it is not one."""
    seconds, _, micros = ts.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) == 10):  # noqa: PLR2004 - Slack's own shape
        raise ValueError("not a Slack ts")
    fraction = int((micros or "0").ljust(6, "0")[:6])
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=fraction)


class Gap(Value):
    """Something that could not be read: what, how many (0: nobody knows), and why in a person's words."""

    what: str
    count: int
    reason: str
    refs: tuple[str, ...] = ()


class ImportReport(Value):
    """What was read of a channel, what is missing, and how many things were covered as secrets."""

    messages: int = 0
    threads: int = 0
    files: int = 0
    secrets: int = 0
    gaps: tuple[Gap, ...] = ()


class Transcript(Value):
    """The redacted snapshot of a channel, ordered by ts. `zone` is the zone the document speaks (IANA name)."""

    channel: str
    channel_name: str = ""
    zone: str = "UTC"
    messages: tuple[Message, ...] = ()
    members: dict[str, str] = Field(default_factory=dict)
    zones: dict[str, str] = Field(default_factory=dict)
    report: ImportReport = ImportReport()
