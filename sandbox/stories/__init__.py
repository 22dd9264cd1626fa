"""Scripted incidents: who says what in a channel, and when; data only, it must not touch a workspace.

A story is a JSON file beside this one:

    {"title", "channel": its name, "purpose",
     "start": the moment of offset 0, ISO 8601 with a zone,
     "people": [{"key", "name", "title", "tz": IANA zone, "admin": bool}],
     "bots":   [{"key", "name", "does": a word for it}],
     "rows":   [row, …] in the order of time}

A row always has "id" (unique in the story), "at" (seconds after start), "kind" and "who" (the key of a person or
bot). The other fields by kind:

    message   "text"; "thread" = the id of the row it replies to; from a bot "blocks" or "attachments", often with an
              empty text
    file      like message, with "file" = {"name", "title", "mimetype", "size"}
    edit      "ref" = the id of the message, "text" = what it says from now on
    delete    "ref"
    reaction  "ref", "emoji" without colons
    pin       "ref"
    topic     "text" = the channel's new topic
    join      nothing more

A text mentions somebody as `<@key>`; `addressed` puts a workspace's ids there. Times that a text states fit `start`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Self

Kind = Literal["message", "file", "edit", "delete", "reaction", "pin", "topic", "join"]

_MENTION = re.compile(r"<@([a-z]+)>")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part; `tz` is an IANA zone."""

    key: str
    name: str
    title: str
    tz: str
    admin: bool


@dataclass(frozen=True, slots=True)
class Bot:
    """An app that posts into the channel; `does` is one word for its trade."""

    key: str
    name: str
    does: str


@dataclass(frozen=True, slots=True)
class File:
    """A file by its name only: nothing of a story can be downloaded. `size` is in bytes."""

    name: str
    title: str
    mimetype: str
    size: int


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happens, `at` seconds after the story's start."""

    id: str
    at: float
    kind: Kind
    who: str
    text: str = ""
    thread: str | None = None
    ref: str | None = None
    emoji: str | None = None
    file: File | None = None
    blocks: tuple[Mapping[str, Any], ...] = field(default=())
    attachments: tuple[Mapping[str, Any], ...] = field(default=())

    def addressed(self, ids: Mapping[str, str]) -> str:
        """Return the text with a workspace's ids in its mentions. Raises KeyError for a person without an id."""
        return _MENTION.sub(lambda found: f"<@{ids[found[1]]}>", self.text)


@dataclass(frozen=True, slots=True)
class Story:
    """An incident from the first row to the last; `start` is in UTC."""

    name: str
    title: str
    channel: str
    purpose: str
    start: datetime
    people: tuple[Person, ...]
    bots: tuple[Bot, ...]
    rows: tuple[Row, ...]

    @classmethod
    def load(cls, name: str) -> Self:
        """Read a bundled story. Raises FileNotFoundError when there is none of that name."""
        path = Path(__file__).with_name(f"{name}.json")
        return cls.parse(name, json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def parse(cls, name: str, told: Mapping[str, Any]) -> Self:
        """Make a story of its JSON. Raises KeyError, TypeError or ValueError when that is not one."""
        return cls(
            name=name,
            title=told["title"],
            channel=told["channel"],
            purpose=told["purpose"],
            start=datetime.fromisoformat(told["start"]).astimezone(UTC),
            people=tuple(Person(**person) for person in told["people"]),
            bots=tuple(Bot(**bot) for bot in told["bots"]),
            rows=tuple(map(_row, told["rows"])),
        )

    def when(self, row: Row) -> datetime:
        """Return the moment of a row, in UTC."""
        return self.start + timedelta(seconds=row.at)


def _row(told: Mapping[str, Any]) -> Row:
    fields = dict(told)
    if "file" in fields:
        fields["file"] = File(**fields["file"])
    for name in ("blocks", "attachments"):
        fields[name] = tuple(fields.get(name, ()))
    return Row(**fields)
