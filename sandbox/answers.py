"""What an app answers to an interaction outside the Web API: a command's ack body, and posts to a response_url."""

from sandbox import posting, validate
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.triggers import ResponseUrl
from sandbox.workspace import Body

_CONTENT = ("text", "blocks", "attachments", "thread_ts", "metadata")


def answer(hub: Hub, to: ResponseUrl, body: Body) -> None:
    """Post, replace or delete as the body says. Raises SlackError where Slack refuses it."""
    if body.get("delete_original"):
        _delete(hub, to)
        return
    content = {key: body[key] for key in _CONTENT if body.get(key)}
    findings = validate.message({key: value for key, value in content.items() if key != "thread_ts"})
    if findings:
        raise SlackError(validate.error(findings), messages=validate.as_messages(findings))
    if body.get("replace_original") and to.message_ts:
        _replace(hub, to, content)
    elif body.get("response_type") == "in_channel":
        channel = hub.workspace.conversations[to.channel]
        posting.post(
            hub,
            channel,
            hub.installation.bot,
            text=str(content.get("text", "")),
            blocks=content.get("blocks"),
            attachments=content.get("attachments"),
            metadata=content.get("metadata"),
            thread_ts=content.get("thread_ts"),
        )
    else:
        posting.whisper(hub, to.channel, to.user, content)


def _replace(hub: Hub, to: ResponseUrl, content: Body) -> None:
    if to.ephemeral:
        original = _original(hub, to)
        kept = {key: value for key, value in original.items() if key not in _CONTENT}
        original.clear()
        original.update(kept | posting.numbered(hub, content))
        return
    channel = hub.workspace.conversations[to.channel]
    if to.message_ts not in channel.messages:
        raise SlackError("message_not_found")
    changes = {"text": "", "blocks": None, "attachments": None} | content
    posting.edit(hub, channel, str(to.message_ts), hub.installation.bot, changes)


def _delete(hub: Hub, to: ResponseUrl) -> None:
    if to.ephemeral:
        for each in hub.ephemerals:
            if each.body is _original(hub, to):
                each.gone = True
        return
    channel = hub.workspace.conversations[to.channel]
    if to.message_ts not in channel.messages:
        raise SlackError("message_not_found")
    posting.delete(hub, channel, str(to.message_ts))


def _original(hub: Hub, to: ResponseUrl) -> Body:
    for each in hub.ephemerals:
        if each.user == to.user and each.body["ts"] == to.message_ts and not each.gone:
            return each.body
    raise SlackError("message_not_found")
