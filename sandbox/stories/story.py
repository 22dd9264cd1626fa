"""Stories as data: an incident row by row, and the moves by which people then use the app. It touches no workspace.

A story is a JSON file beside this one:

    {"title", "about": what happens, in a sentence or two,
     "channel": its name, "private": whether only its people see it, "purpose",
     "act_as": [{"who", "why"}]: whom it is worth to act as,
     "try": [three things to do by hand],
     "start": the moment of offset 0, ISO 8601 with a zone,
     "people": [{"key", "name", "title", "tz": IANA zone, "admin": bool, "outside": who never comes into the channel}],
     "bots":   [{"key", "name", "does": a word for it}],
     "rows":   [row, …] in the order of time,
     "chapters": [{"title", "moves": [move, …]}, …]}

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

A move has "kind", "caption" (what somebody who reads along is told) and, except for forward, "who". Its other fields:

    react     "on", "emoji"
    say       "text"; "thread" = where it replies; "id" = what later moves call it
    topic     "text"
    slash     "text" = the whole line; "on" = incidents where it is typed there instead of in the story's channel
    shortcut  "label"; "on" = the message in whose menu it is
    home      nothing more: the app's Home is opened
    press     "on", "label" (one or the other: Edit|Write); "confirm" = the answer where it asks first
    choose    "on", "option" of a menu or select; "label" = the one of several
    fill      "values" = what is typed or picked, by the label of the field
    submit, close, dismiss
              the window on top: its button, Cancel, or the X that closes all of them
    forward   "day" (0 is that of the start) and "at" = the time of it in UTC
    look      "on", "sees" = words that stand there

"on" is card, thread (the newest reply below the card), dm (the newest message of the app to this person that is about
this postmortem), offer (the newest message of the app in the channel), announcement, aside (the newest that only this
person sees), modal, home, or the id of a row or of what was said. "words" and "near" choose among several: a message
with these words, and the control beside or right below them; {pm} in "near" is the postmortem's number. "opens" is the
beginning of the title of the window that comes up.

A value is a text, a list of options, {"rich": words with the composer's shortcuts}, {"person": key}, {"people":
[key, …]} or {"day": number}. A text mentions somebody as `<@key>` (`@Name` in rich text) and a day as `{day 10}`.
Times that a text states are UTC and fit `start`; days are named by their weekday at most, because a story is moved by
whole weeks.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal, Self

Kind = Literal["message", "file", "edit", "delete", "reaction", "pin", "topic", "join"]
Deed = Literal[
    "react",
    "say",
    "topic",
    "slash",
    "shortcut",
    "home",
    "press",
    "choose",
    "fill",
    "submit",
    "close",
    "dismiss",
    "forward",
    "look",
]

INCIDENT = "The incident"
_MENTION = re.compile(r"<@([a-z]+)>")
_DAY = re.compile(r"\{day (\d+)\}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part, or who is `outside` and only looks on; `tz` is an IANA zone."""

    key: str
    name: str
    title: str
    tz: str
    admin: bool
    outside: bool = False

    @property
    def handle(self) -> str:
        """Return what this person is called in the workspace."""
        return self.name.split()[0]


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
        return addressed(self.text, ids)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that somebody does with the app, or that time does."""

    kind: Deed
    caption: str
    who: str = ""
    on: str = ""
    id: str = ""
    text: str = ""
    thread: str = ""
    emoji: str = ""
    label: str = ""
    option: str = ""
    near: str = ""
    words: str = ""
    opens: str = ""
    sees: str = ""
    confirm: bool | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    day: int = 0
    at: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Moves that belong together."""

    title: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody as whom it is worth to act, and why."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Story:
    """An incident from the first row to the last, and what people do with the app after it; `start` is in UTC."""

    name: str
    title: str
    about: str
    channel: str
    private: bool
    purpose: str
    act_as: tuple[Role, ...]
    by_hand: tuple[str, ...]
    start: datetime
    people: tuple[Person, ...]
    bots: tuple[Bot, ...]
    rows: tuple[Row, ...]
    chapters: tuple[Chapter, ...]

    @classmethod
    def load(cls, name: str) -> Self:
        """Read a bundled story. Raises FileNotFoundError when there is none of that name."""
        path = Path(__file__).with_name(f"{name}.json")
        return cls.parse(name, json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def bundled(cls) -> tuple[Self, ...]:
        """Return every bundled story, by name."""
        return tuple(cls.load(path.stem) for path in sorted(Path(__file__).parent.glob("*.json")))

    @classmethod
    def parse(cls, name: str, told: Mapping[str, Any]) -> Self:
        """Make a story of its JSON. Raises KeyError, TypeError or ValueError when that is not one."""
        return cls(
            name=name,
            title=told["title"],
            about=told["about"],
            channel=told["channel"],
            private=told.get("private", False),
            purpose=told["purpose"],
            act_as=tuple(Role(**role) for role in told["act_as"]),
            by_hand=tuple(told["try"]),
            start=datetime.fromisoformat(told["start"]).astimezone(UTC),
            people=tuple(Person(**person) for person in told["people"]),
            bots=tuple(Bot(**bot) for bot in told["bots"]),
            rows=tuple(map(_row, told["rows"])),
            chapters=tuple(
                Chapter(each["title"], tuple(Move(**move) for move in each["moves"])) for each in told["chapters"]
            ),
        )

    def when(self, row: Row) -> datetime:
        """Return the moment of a row, in UTC."""
        return self.start + timedelta(seconds=row.at)

    def day(self, number: int) -> date:
        """Return a day, counted from that of the start."""
        return self.start.date() + timedelta(days=number)

    def moment(self, move: Move) -> datetime:
        """Return when a move of time leads to, in UTC."""
        return datetime.combine(self.day(move.day), time.fromisoformat(move.at), tzinfo=UTC)

    def dated(self, text: str) -> str:
        """Return a text with its days as people type them, such as "mar 20"."""
        return _DAY.sub(lambda found: f"{self.day(int(found[1])):%b %d}".lower(), text)


def addressed(text: str, ids: Mapping[str, str]) -> str:
    """Return a text with a workspace's ids in its mentions. Raises KeyError for a person without an id."""
    return _MENTION.sub(lambda found: f"<@{ids[found[1]]}>", text)


def _row(told: Mapping[str, Any]) -> Row:
    fields = dict(told)
    if "file" in fields:
        fields["file"] = File(**fields["file"])
    for name in ("blocks", "attachments"):
        fields[name] = tuple(fields.get(name, ()))
    return Row(**fields)
