"""What happens in threads: a reply that is posted, edited or deleted, and the check mark that closes a discussion.

Slack tells of an edit or deletion in an event of its own, with the message inside. Bots' messages are none of these.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bot.domain.incidents import moment
from bot.domain.values import Value
from bot.intake.mrkdwn import is_person
from bot.intake.slack_messages import is_ts, mentioned_ids, one_line

CHECK: Final = "white_check_mark"
_SAID: Final = frozenset({None, "thread_broadcast", "file_share", "me_message"})
_NOTHING: Final[Mapping[str, Any]] = {}


class Happening(StrEnum):
    """What happened to a reply."""

    POSTED = "posted"
    EDITED = "edited"
    DELETED = "deleted"


class Reply(Value):
    """A person's message in a thread, and what happened to it. `raw` is the message as Slack sent it.

    `mentioned` are the people whom it newly mentions, `edited_at` (UTC) when it was edited last.
    """

    happened: Happening
    channel: str
    ts: str
    thread: str
    author: str
    raw: Mapping[str, Any]
    mentioned: frozenset[str] = frozenset()
    edited_at: datetime | None = None

    @property
    def people(self) -> frozenset[str]:
        """Everybody who is named in it, and who wrote it."""
        return frozenset({self.author, *mentioned_ids(self.raw)})

    def says_first(self, member: str) -> bool:
        """Say whether it begins by naming somebody."""
        text = self.raw.get("text")
        return bool(member) and isinstance(text, str) and text.lstrip().startswith(f"<@{member}>")


def read_reply(event: Mapping[str, Any]) -> Reply | None:
    """Return what an event tells of a reply; None for everything else. It costs next to nothing to ask."""
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _edited(event)
    if subtype == "message_deleted":
        return _reply(event, event.get("previous_message"), Happening.DELETED)
    return _reply(event, event, Happening.POSTED)


def checked(event: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the channel and ts of the message that a check mark was put on or taken off; None for other emoji."""
    item = event.get("item")
    if event.get("reaction") != CHECK or not isinstance(item, Mapping) or not is_ts(item.get("ts")):
        return None
    return one_line(item.get("channel"), 30), str(item["ts"])


def who_checked(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of the people whose check mark is on a raw message now."""
    reactions = raw.get("reactions")
    for one in reactions if isinstance(reactions, list) else ():
        if isinstance(one, Mapping) and one.get("name") == CHECK and isinstance(one.get("users"), list):
            return tuple(user for user in one["users"] if is_person(user))
    return ()


def _edited(event: Mapping[str, Any]) -> Reply | None:
    """Return an edit of the words; a preview that Slack adds, or a reply that is counted, is none."""
    now, before = event.get("message"), event.get("previous_message")
    found = _reply(event, now, Happening.EDITED)
    before = before if isinstance(before, Mapping) else _NOTHING
    if found is None or not isinstance(found.raw.get("edited"), Mapping) or found.raw.get("text") == before.get("text"):
        return None
    at = found.raw["edited"].get("ts")
    new = mentioned_ids(found.raw) - mentioned_ids(before)
    return found.model_copy(update={"mentioned": frozenset(new), "edited_at": moment(at) if is_ts(at) else None})


def _reply(event: Mapping[str, Any], raw: Any, happened: Happening) -> Reply | None:
    if not isinstance(raw, Mapping) or raw.get("bot_id") or raw.get("subtype") not in _SAID:
        return None
    ts, thread, author = raw.get("ts"), raw.get("thread_ts"), raw.get("user")
    channel = one_line(event.get("channel"), 30)
    if not (is_ts(ts) and is_ts(thread) and is_person(author)) or ts == thread or not channel:
        return None
    mentioned = frozenset(mentioned_ids(raw)) if happened is Happening.POSTED else frozenset[str]()
    return Reply(
        happened=happened,
        channel=channel,
        ts=str(ts),
        thread=str(thread),
        author=str(author),
        raw=raw,
        mentioned=mentioned,
    )
