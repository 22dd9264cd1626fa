"""Messages that were changed or deleted in a channel, by whoever: Slack tells of that in an event of its own."""

from collections.abc import Mapping
from typing import Any, Final

from bot.intake.slack_messages import is_ts, one_line

_WORDS: Final = ("text", "blocks", "attachments", "files")


def changed_message(event: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return channel and ts of a message that says something else now, or nothing; None for every other event.

    A reply that is counted at its root, a pin or a reaction is no change of the words.
    """
    subtype, channel = event.get("subtype"), one_line(event.get("channel"), 30)
    now, before = event.get("message"), event.get("previous_message")
    if subtype == "message_deleted" and is_ts(event.get("deleted_ts")) and channel:
        return channel, str(event["deleted_ts"])
    if subtype != "message_changed" or not isinstance(now, Mapping) or not is_ts(now.get("ts")) or not channel:
        return None
    before = before if isinstance(before, Mapping) else {}
    is_gone = now.get("subtype") == "tombstone" != before.get("subtype")
    is_other = any(now.get(one) != before.get(one) for one in _WORDS)
    return (channel, str(now["ts"])) if is_gone or is_other else None


def posted_by(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the message that such an event is about, as it was last: who wrote it stands there."""
    found = event.get("message") if event.get("subtype") == "message_changed" else event.get("previous_message")
    return found if isinstance(found, Mapping) else {}
