"""Many messages at once, as if they had been there before the app came: no events, no checks of membership."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sandbox.clock import when
from sandbox.composing import from_member
from sandbox.hub import Hub
from sandbox.workspace import Body, Conversation, Member

_READ_HERE = frozenset({"user", "at", "ts", "thread", "thread_ts"})


def seed(hub: Hub, channel: Conversation, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put rows into a channel, parents before their replies.

    A row has `user` (a handle, an id, or something with an id), `text`, `ts` or an aware `at`, and for a reply
    `thread` or `thread_ts`; every other key goes into the message as it is. A ts that is taken moves on by a
    microsecond. Unknown user ids are kept: such authors exist in real channels. Raises KeyError for a reply without its
    parent.
    """
    for row in rows:
        given = row.get("ts", row.get("at"))
        if not isinstance(given, str | datetime):
            raise TypeError("A row needs ts (text) or at (an aware moment).")
        ts = channel.free_ts(when(given) if isinstance(given, str) else given)
        body: Body = _author(hub, row.get("user"), ts) | {k: v for k, v in row.items() if k not in _READ_HERE}
        parent = row.get("thread", row.get("thread_ts"))
        if parent not in (None, ts):
            parent_ts = str(getattr(parent, "ts", parent))
            if parent_ts not in channel.messages:
                raise KeyError(parent_ts)
            body |= {"thread_ts": parent_ts, "parent_user_id": channel.messages[parent_ts].get("user", "")}
        channel.add(body)


def _author(hub: Hub, user: Any, ts: str) -> Body:
    if user is None:
        return {"type": "message", "ts": ts, "text": ""}
    key = str(getattr(user, "id", user))
    member: Member | None = hub.workspace.members.get(key) or hub.workspace.by_handle(key)
    if member is None:
        return {"type": "message", "user": key, "ts": ts, "text": ""}
    return from_member(hub, member, ts) | {"text": ""}
