"""Writing, editing and deleting messages, and the events that follow. Rights are checked by the callers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox.clock import ts_of, when
from sandbox.composing import MAX_TEXT, from_member, typed_blocks, with_ids
from sandbox.events import emit
from sandbox.hub import Ephemeral, Hub
from sandbox.workspace import Body, Conversation, Member

_NOT_IN_EVENTS = ("metadata",)


def post(
    hub: Hub,
    channel: Conversation,
    author: Member,
    *,
    text: str = "",
    blocks: Sequence[Body] | None = None,
    attachments: Sequence[Body] | None = None,
    metadata: Body | None = None,
    files: Sequence[Body] | None = None,
    thread_ts: str | None = None,
    broadcast: bool = False,
    at: datetime | str | None = None,
    extra: Body | None = None,
) -> Body:
    """Write a message, tell the app, and return it. `at` is an aware moment or a ts in the past; None is now."""
    moment = when(at) if isinstance(at, str) else at or hub.clock.now()
    body = from_member(hub, author, channel.free_ts(moment)) | {"text": text[:MAX_TEXT]}
    if blocks:
        body["blocks"] = with_ids(blocks, hub.ids)
    elif text and not author.is_bot:
        body["blocks"] = typed_blocks(text, hub.ids)
    if attachments:
        body["attachments"] = [{"id": number, **each} for number, each in enumerate(attachments, start=1)]
    if metadata:
        body["metadata"] = metadata
    if files:
        body |= {"files": [dict(each) for each in files], "upload": False}
    if thread_ts is not None and thread_ts != body["ts"]:
        body["thread_ts"] = thread_ts
        body["parent_user_id"] = channel.messages.get(thread_ts, {}).get("user", "")
        if broadcast:
            body |= {"subtype": "thread_broadcast", "root": dict(channel.messages[thread_ts])}
    body |= extra or {}
    if body.get("subtype") == "bot_message":
        del body["user"]
    channel.add(body)
    for each in files or ():
        hub.workspace.files[each["id"]].places.append((channel.id, body["ts"]))
    _announce(hub, channel, body)
    return body


def say(hub: Hub, channel: Conversation, author: Member, subtype: str, text: str, **extra: Any) -> Body:
    """Write one of the lines that Slack itself puts into a channel, such as channel_topic or channel_join."""
    moment = hub.clock.now()
    line = {"type": "message", "subtype": subtype, "user": author.id, "ts": channel.free_ts(moment), "text": text}
    body = line | extra
    channel.add(body)
    _announce(hub, channel, body)
    return body


def edit(hub: Hub, channel: Conversation, ts: str, author: Member, changes: Body) -> Body:
    """Change a message: keys of `changes` are set, or removed where the value is None. Returns the message."""
    body = channel.messages[ts]
    previous = dict(body)
    for key, value in changes.items():
        if value is None:
            body.pop(key, None)
        else:
            body[key] = with_ids(value, hub.ids) if key == "blocks" else value
    body["edited"] = {"user": author.id, "ts": ts_of(hub.clock.now())}
    _announce_change(hub, channel, "message_changed", {"message": _heard(body), "previous_message": _heard(previous)})
    return body


def replace_files(hub: Hub, channel: Conversation, ts: str, files: list[Body]) -> None:
    """Put other files into a message, such as the mark of a deleted one; nobody is said to have edited it."""
    body = channel.messages[ts]
    previous = dict(body)
    body["files"] = files
    _announce_change(hub, channel, "message_changed", {"message": _heard(body), "previous_message": _heard(previous)})


def delete(hub: Hub, channel: Conversation, ts: str) -> None:
    """Delete a message; a parent with replies stays as a tombstone and is announced as changed."""
    previous = channel.remove(ts)
    channel.pins = [pin for pin in channel.pins if pin["message"]["ts"] != ts]
    remains = channel.messages.get(ts)
    if remains is not None:
        change = {"message": _heard(remains), "previous_message": _heard(previous)}
        _announce_change(hub, channel, "message_changed", change)
        return
    _announce_change(hub, channel, "message_deleted", {"deleted_ts": ts, "previous_message": _heard(previous)})


def whisper(hub: Hub, channel_id: str, user: str, content: Body, *, by_app: bool = True) -> Body:
    """Show a message to one person only. It is kept in no history and no event is sent. Returns the message."""
    bot = hub.installation.bot
    last = hub.ephemerals[-1].body["ts"] if hub.ephemerals else ""
    ts = max(ts_of(hub.clock.now()), last)
    if ts == last:
        seconds, micros = ts.split(".")
        ts = f"{seconds}.{int(micros) + 1:06d}"
    author = from_member(hub, bot, ts) if by_app else {"type": "message", "user": "USLACKBOT", "ts": ts}
    body = author | numbered(hub, content) | {"is_ephemeral": True}
    hub.ephemerals.append(Ephemeral(user, channel_id, body, by_app))
    return body


def numbered(hub: Hub, content: Body) -> Body:
    """Return content whose blocks have their generated ids."""
    return {**content, "blocks": with_ids(content["blocks"], hub.ids)} if content.get("blocks") else content


def _announce(hub: Hub, channel: Conversation, body: Body) -> None:
    event = {**_heard(body), "channel": channel.id, "event_ts": body["ts"], "channel_type": channel.kind}
    if body.get("files") and "subtype" not in body:
        event["subtype"] = "file_share"
    emit(hub, event, channel)
    if f"<@{hub.installation.bot.id}>" in body.get("text", "") and "subtype" not in body:
        mention = {key: value for key, value in event.items() if key not in ("channel_type", "bot_profile")}
        emit(hub, {**mention, "type": "app_mention"}, channel)
    if body.get("metadata") and "app_id" in body:
        facts = {
            "type": "message_metadata_posted",
            "app_id": body["app_id"],
            "bot_id": body.get("bot_id"),
            "user_id": body["user"],
            "team_id": body["team"],
            "channel_id": channel.id,
            "message_ts": body["ts"],
            "metadata": body["metadata"],
        }
        emit(hub, facts, channel)


def _announce_change(hub: Hub, channel: Conversation, subtype: str, what: Body) -> None:
    now = ts_of(hub.clock.now())
    event = {"type": "message", "subtype": subtype, "hidden": True, **what}
    emit(hub, event | {"channel": channel.id, "ts": now, "event_ts": now, "channel_type": channel.kind}, channel)


def _heard(body: Body) -> Body:
    return {key: value for key, value in body.items() if key not in _NOT_IN_EVENTS}
