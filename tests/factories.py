"""Builders with defaults: a test names only what it is about."""

from typing import Any

from bot.domain.incidents import Incident, Message, Signal, SignalKind, SignalSource
from bot.domain.people import Actor, Member
from bot.domain.postmortems import Postmortem, Section, Visibility
from bot.domain.timeline import Entry, EntryKind, Question
from bot.ports.storage import Note, Surface
from tests.fakes import START

WORKSPACE = "T0001"
CHANNEL = "C0001"


def an_incident(**over: Any) -> Incident:
    """Return an incident that was resolved in a public channel, not stored yet."""
    fields: dict[str, Any] = {
        "id": 0,
        "workspace": WORKSPACE,
        "channel": CHANNEL,
        "channel_name": "inc-checkout",
        "source": SignalSource.EMOJI,
        "title": "Checkout is slow",
        "resolved_at": START,
    }
    return Incident(**{**fields, **over})


def a_signal(**over: Any) -> Signal:
    """Return a "resolved" by emoji."""
    fields: dict[str, Any] = {
        "kind": SignalKind.RESOLVED,
        "source": SignalSource.EMOJI,
        "key": "emoji:C0001:1767362400.000100",
        "at": START,
        "channel": CHANNEL,
    }
    return Signal(**{**fields, **over})


def a_section(key: str = "summary", **over: Any) -> Section:
    """Return an empty section."""
    return Section(**{"key": key, "title": key.title(), **over})


def a_postmortem(**over: Any) -> Postmortem:
    """Return a draft with two empty sections that everybody may see, of no incident, not stored yet."""
    fields: dict[str, Any] = {
        "id": 0,
        "workspace": WORKSPACE,
        "number": 0,
        "title": "Checkout is slow",
        "visibility": Visibility.ORGANISATION,
        "channel": CHANNEL,
        "created_at": START,
        "updated_at": START,
        "sections": (a_section("summary", position=0), a_section("impact", position=1)),
    }
    return Postmortem(**{**fields, **over})


def an_entry(**over: Any) -> Entry:
    """Return a verified entry made by rules."""
    fields: dict[str, Any] = {
        "at": START,
        "kind": EntryKind.FINDING,
        "text": "The pool is empty",
        "evidence": ("1767362400.000100",),
    }
    return Entry(**{**fields, **over})


def a_question(text: str = "Who noticed first?", **over: Any) -> Question:
    """Return an open question."""
    return Question(**{"text": text, **over})


def a_message(ts: str = "1767362400.000100", **over: Any) -> Message:
    """Return a message of a channel."""
    return Message(**{"ts": ts, "author": "U0001", "author_name": "Alice", "text": "It is slow", **over})


def a_member(member: str = "U0001", **over: Any) -> Member:
    """Return a full member of the workspace."""
    return Member(**{"workspace": WORKSPACE, "id": member, "name": "Alice", **over})


def an_actor(member: str | None = "U0001", **over: Any) -> Actor:
    """Return a full member who does something now."""
    return Actor(**{"workspace": WORKSPACE, "member": member, "name": "Alice", **over})


def a_surface(**over: Any) -> Surface:
    """Return a card that is not posted yet."""
    return Surface(**{"owner": "incident:1", "kind": "card", "channel": CHANNEL, **over})


def a_note(**over: Any) -> Note:
    """Return a note that is not posted yet."""
    return Note(**{"channel": CHANNEL, "author": "U0001", "text": "We called the vendor", "at": START, **over})
