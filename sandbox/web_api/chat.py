"""chat.postMessage, chat.update and chat.postEphemeral."""

from typing import Any

from sandbox import posting, validate
from sandbox.composing import MAX_TEXT
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.methods import METHODS
from sandbox.web_api.access import require_scope
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.conversations import direct_message
from sandbox.workspace import Body, Conversation

_CONTENT = ("text", "markdown_text", "blocks", "attachments", "metadata")


def post_message(hub: Hub, arguments: Arguments) -> Body:
    """Post a message as the bot."""
    if any(arguments.given(name) for name in ("username", "icon_emoji", "icon_url")):
        require_scope(hub, "chat:write.customize")
    channel = _writable(hub, arguments.text("channel"))
    content = _content(arguments, "chat.postMessage")
    thread_ts = arguments.text("thread_ts") or None
    if thread_ts is not None:
        _check_thread(channel, thread_ts)
    wait = hub.limits.check_post(channel.id)
    if wait is not None:
        raise SlackError("ratelimited", retry_after=wait)
    body = posting.post(
        hub,
        channel,
        hub.installation.bot,
        text=_text(content),
        blocks=_blocks(content),
        attachments=content.get("attachments") or None,
        metadata=content.get("metadata") or None,
        thread_ts=thread_ts,
        broadcast=arguments.flag("reply_broadcast") and thread_ts is not None,
    )
    answer: Body = {"channel": channel.id, "ts": body["ts"], "message": _shown(body)}
    if len(str(content.get("text", ""))) > MAX_TEXT:
        answer |= {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return answer


def update(hub: Hub, arguments: Arguments) -> Body:
    """Change one of the bot's own messages. What is left out stays, but text without blocks removes the blocks."""
    channel = hub.channel(arguments.text("channel"))
    if channel.archived:
        raise SlackError("is_inactive")
    if not hub.is_member(channel):
        raise SlackError("channel_not_found")
    ts = arguments.text("ts")
    body = channel.messages.get(ts)
    if body is None or body.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    if body.get("bot_id") != hub.installation.bot.bot_id or body.get("subtype") in _NOT_EDITABLE:
        raise SlackError("cant_update_message")
    content = _content(arguments, "chat.update", kept=body)
    changes: dict[str, Any] = {}
    if "text" in content or "markdown_text" in content:
        changes["text"] = _text(content)
        changes["blocks"] = None
    if "blocks" in content or "markdown_text" in content:
        changes["blocks"] = _blocks(content) or None
    for key in ("attachments", "metadata"):
        if key in content:
            changes[key] = content[key] or None
    if arguments.flag("reply_broadcast") and body.get("thread_ts") not in (None, ts):
        raise SlackError("cant_broadcast_message")
    changed = posting.edit(hub, channel, ts, hub.installation.bot, changes)
    return {"channel": channel.id, "ts": ts, "text": changed.get("text", ""), "message": _shown(changed)}


def post_ephemeral(hub: Hub, arguments: Arguments) -> Body:
    """Show a message to one member of a channel."""
    channel = _writable(hub, arguments.text("channel"))
    user = arguments.text("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    content = _content(arguments, "chat.postEphemeral")
    thread_ts = arguments.text("thread_ts") or None
    if thread_ts is not None:
        _check_thread(channel, thread_ts)
    shown: Body = {"text": _text(content), "blocks": _blocks(content), "attachments": content.get("attachments")}
    if thread_ts is not None:
        shown["thread_ts"] = thread_ts
    body = posting.whisper(hub, channel.id, user, {key: value for key, value in shown.items() if value})
    return {"message_ts": body["ts"]}


def _writable(hub: Hub, channel_id: str) -> Conversation:
    is_person = channel_id in hub.workspace.members
    channel = direct_message(hub, [channel_id]) if is_person else hub.channel(channel_id)
    if channel.archived:
        raise SlackError("is_archived")
    if not hub.is_member(channel):
        raise SlackError("not_in_channel")
    if channel.kind == "im" and not hub.installation.takes_messages:
        raise SlackError("messages_tab_disabled")
    return channel


def _content(arguments: Arguments, method: str, kept: Body | None = None) -> Body:
    content: Body = {name: arguments.values[name] for name in _CONTENT if arguments.given(name)}
    for name, error in (("blocks", "invalid_blocks_format"), ("attachments", ""), ("metadata", "")):
        if name in content:
            try:
                content[name] = arguments.structure(name)
            except ValueError as broken:
                code = error or ("invalid_metadata_format" if name == "metadata" else "invalid_arguments")
                raise _refusal(method, code) from broken
    checked = {**content}
    if kept is not None and "text" not in content and "markdown_text" not in content:
        checked["text"] = kept.get("text") or "kept"
    if method == "chat.postMessage" and isinstance(checked.get("text"), str):
        checked["text"] = checked["text"][:MAX_TEXT]
    findings = validate.message({name: value for name, value in checked.items() if value not in ({}, [])})
    if findings:
        raise _refusal(method, validate.error(findings), validate.as_messages(findings))
    return content


def _refusal(method: str, code: str, messages: list[str] | None = None) -> SlackError:
    known = METHODS[method].errors
    if code == "invalid_attachments" and code not in known:
        code = "invalid_blocks"
    extra: Body = {"errors": messages} if messages else {}
    return SlackError(code, messages=messages or (), **extra)


def _text(content: Body) -> str:
    return str(content.get("text", content.get("markdown_text", "")))


def _blocks(content: Body) -> list[Body] | None:
    if "markdown_text" in content:
        return [{"type": "markdown", "text": content["markdown_text"]}]
    return content.get("blocks") or None


def _check_thread(channel: Conversation, thread_ts: str) -> None:
    parent = channel.messages.get(thread_ts)
    if parent is None or parent.get("thread_ts", thread_ts) != thread_ts:
        raise SlackError("cannot_reply_to_message")


def _shown(body: Body) -> Body:
    return {key: value for key, value in body.items() if key != "root"}


_NOT_EDITABLE = frozenset({"channel_join", "channel_leave", "group_join", "group_leave"})
