"""Where messages about a review are remembered: under its document, by kind, person and round."""

from datetime import datetime

_ASKED, _OUTDATED, _NUDGED, _REQUEST, _ANSWERED = "asked", "outdated", "nudged", "request", "answered"
_HELP = "help"
_TO_A_PERSON = {_ASKED, _OUTDATED, _NUDGED}


def owner_of(postmortem: int) -> str:
    """Return the owner under which the messages of a document's review are kept."""
    return f"review:{postmortem}"


def asked_kind(member: str, number: int) -> str:
    """Return the kind of the message that asks a reviewer in a round."""
    return f"{_ASKED}:{member}:{number}"


def outdated_kind(member: str, number: int) -> str:
    """Return the kind of the message that says that an approval is out of date."""
    return f"{_OUTDATED}:{member}:{number}"


def nudged_kind(member: str, number: int, at: datetime) -> str:
    """Return the kind of the message that asks a reviewer again: one a day."""
    return f"{_NUDGED}:{member}:{number}:{at:%Y-%m-%d}"


def request_kind(request: int, member: str | None = None) -> str:
    """Return the kind of a change request's message: in the thread, or to a person."""
    return f"{_REQUEST}:{request}" if member is None else f"{_REQUEST}:{request}:{member}"


def answered_kind(request: int, member: str) -> str:
    """Return the kind of the message that brings the answer to who asked for changes."""
    return f"{_ANSWERED}:{request}:{member}"


def help_kind(member: str, number: int) -> str:
    """Return the kind of the message that says that a reviewer asks for help in a round."""
    return f"{_HELP}:{member}:{number}"


def helped_in(kind: str) -> str | None:
    """Return who asked for help in such a message; None for messages of other kinds."""
    parts = kind.split(":")
    return parts[1] if parts[0] == _HELP else None


def member_of(kind: str) -> str | None:
    """Return whom a reviewer's message is to; None for messages of other kinds."""
    parts = kind.split(":")
    return parts[1] if parts[0] in _TO_A_PERSON else None


def round_of(kind: str) -> int:
    """Return the round that a reviewer's message belongs to."""
    return int(kind.split(":")[2])


def is_of(kind: str, member: str) -> bool:
    """Whether this is a reviewer's message to that person."""
    return member_of(kind) == member
