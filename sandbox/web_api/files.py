"""files.getUploadURLExternal, files.completeUploadExternal, files.info and files.delete."""

from typing import Any

from sandbox import posting, uploads, validate
from sandbox.composing import MAX_TEXT
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.web_api.access import require_scope
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Body, Conversation


def get_upload_url(hub: Hub, arguments: Arguments) -> Body:
    """Give an address that takes a file's bytes, and the id that the file will have."""
    length = arguments.number("length", 0)
    bot = hub.installation.bot
    file_id, key = uploads.announce(hub, bot, arguments.text("filename"), length, arguments.text("alt_txt"))
    return {"upload_url": f"{hub.response_urls.base}/upload/v1/{key}", "file_id": file_id}


def complete_upload(hub: Hub, arguments: Arguments) -> Body:
    """Finish files, and show them in one message where a channel is given."""
    if any(arguments.given(name) for name in ("username", "icon_emoji", "icon_url")):
        require_scope(hub, "chat:write.customize")
    listed = _listed(arguments)
    channel = _place(hub, arguments)
    blocks = _blocks(arguments)
    thread_ts = arguments.text("thread_ts") or None
    if thread_ts is not None:
        parent = channel.messages.get(thread_ts) if channel else None
        if parent is None or parent.get("thread_ts", thread_ts) != thread_ts:
            raise SlackError("invalid_arguments", messages=["[ERROR] thread_ts is no message of the channel"])
    finished = uploads.complete(hub, listed)
    if channel is not None:
        posting.post(
            hub,
            channel,
            hub.installation.bot,
            text=arguments.text("initial_comment")[:MAX_TEXT],
            blocks=blocks,
            files=[each.body for each in finished],
            thread_ts=thread_ts,
            extra={"upload": True},
        )
    return {"files": [{"id": each.body["id"], "title": each.body["title"]} for each in finished]}


def info(hub: Hub, arguments: Arguments) -> Body:
    """Show a file, and where it stands."""
    file = uploads.find(hub, arguments.text("file"))
    return {"file": uploads.shown(hub, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(hub: Hub, arguments: Arguments) -> Body:
    """Delete one of the app's own files."""
    file = uploads.find(hub, arguments.text("file"))
    if file.body["user"] != hub.installation.bot.id:
        raise SlackError("cant_delete_file")
    uploads.delete(hub, file)
    return {}


def _listed(arguments: Arguments) -> list[tuple[str, str]]:
    try:
        given: Any = arguments.structure("files")
    except ValueError as error:
        raise SlackError("invalid_arguments", messages=["[ERROR] files is not JSON"]) from error
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", messages=["[ERROR] no fewer than 1 items allowed [json-pointer:/files]"])
    if not all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in given):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: id [json-pointer:/files]"])
    return [(each["id"], str(each.get("title") or "")) for each in given]


def _place(hub: Hub, arguments: Arguments) -> Conversation | None:
    """Return the one channel to show files in; the sandbox shows them in no more than one."""
    named = [arguments.text("channel_id"), *arguments.text("channels").split(",")]
    wanted = [each for each in named if each]
    if not wanted:
        return None
    if len(wanted) > 1:
        raise SlackError("channels_limit_exceeded")
    channel = hub.channel(wanted[0])
    if channel.archived:
        raise SlackError("posting_to_channel_denied")
    if not hub.is_member(channel):
        raise SlackError("not_in_channel")
    return channel


def _blocks(arguments: Arguments) -> list[Body] | None:
    """Return the blocks above the files; Slack leaves them out beside a comment."""
    if not arguments.given("blocks") or arguments.text("initial_comment"):
        return None
    try:
        given: Any = arguments.structure("blocks")
    except ValueError as error:
        raise SlackError("invalid_blocks") from error
    findings = validate.blocks(given, "message")
    if findings:
        raise SlackError("invalid_blocks", messages=validate.as_messages(findings))
    return list(given)
