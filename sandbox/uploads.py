"""Files: announced, sent, shown in messages, deleted. A file that was never shown is nobody's yet."""

import mimetypes
from collections.abc import Sequence

from sandbox import posting
from sandbox.composing import file_body
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.ids import secret
from sandbox.workspace import Body, Member, StoredFile

MOST_ALT = 1000


def announce(hub: Hub, author: Member, name: str, length: int, alt: str) -> tuple[str, str]:
    """Make room for a file; return its id and the last part of the address that takes its bytes."""
    if len(alt) > MOST_ALT:
        raise SlackError("alt_txt_too_large")
    facts: Body = {"name": name, "size": length, "mimetype": _kind(name)} | ({"alt_txt": alt} if alt else {})
    body = file_body(hub, facts, author)
    key = secret(24)
    hub.workspace.files[body["id"]] = StoredFile(body, key=key)
    return str(body["id"]), key


def receive(hub: Hub, key: str, content: bytes) -> tuple[int, str]:
    """Take the bytes of an announced file; return the status and text that the address answers with."""
    file = next((each for each in hub.workspace.files.values() if each.key == key), None)
    if file is None or file.complete:
        return 404, "not found"
    if len(content) != file.body["size"]:
        return 400, f"expected {file.body['size']} bytes"
    file.content = content
    return 200, f"OK - {len(content)}"


def complete(hub: Hub, listed: Sequence[tuple[str, str]]) -> list[StoredFile]:
    """Finish sent files, by id and title, all of them or none. Each can be finished once."""
    files = [hub.workspace.files.get(file_id) for file_id, _ in listed]
    ready = [each for each in files if each is not None and not each.complete and each.content is not None]
    if len(ready) != len(listed) or len({each.body["id"] for each in ready}) != len(listed):
        raise SlackError("file_not_found")
    for file, (_, title) in zip(ready, listed, strict=True):
        file.complete = True
        file.body["title"] = title or file.body["name"]
    return ready


def attach(hub: Hub, given: str | Body, author: Member) -> Body:
    """Return the file that somebody adds to a message, by name or by what is known of it; `content` is its bytes."""
    facts: Body = {"name": given} if isinstance(given, str) else dict(given)
    content = facts.pop("content", None)
    if content is not None:
        facts = {"size": len(content), "mimetype": _kind(str(facts.get("name", "")))} | facts
    body = file_body(hub, facts, author)
    hub.workspace.files[body["id"]] = StoredFile(body, content=content, complete=True)
    return body


def find(hub: Hub, file_id: str) -> StoredFile:
    """Return a file that the app may see: its own, or one in a conversation it is in."""
    file = hub.workspace.files.get(file_id)
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    canvas = hub.workspace.canvases.get(file_id)
    channels = [channel for channel, _ in file.places] + ([canvas.channel] if canvas else [])
    places = (hub.workspace.conversations[channel] for channel in channels)
    if file.body["user"] != hub.installation.bot.id and not any(hub.is_member(each) for each in places):
        raise SlackError("file_not_found")
    return file


def shown(hub: Hub, file: StoredFile) -> Body:
    """Return a file as files.info shows it, with the messages that carry it."""
    shares: Body = {}
    for channel_id, ts in file.places:
        channel = hub.workspace.conversations[channel_id]
        message = channel.messages.get(ts, {})
        share = {"ts": ts, "channel_name": channel.name, "team_id": hub.workspace.team_id}
        share |= {key: message[key] for key in ("thread_ts",) if key in message}
        shares.setdefault("private" if channel.private else "public", {}).setdefault(channel_id, []).append(share)
    return {**file.body, "shares": shares}


def delete(hub: Hub, file: StoredFile) -> None:
    """Delete a file: messages keep a mark in its place, and one that held nothing else goes with it."""
    file.deleted, file.content = True, None
    for channel_id, ts in file.places:
        channel = hub.workspace.conversations[channel_id]
        body = channel.messages.get(ts)
        if body is None or "files" not in body:
            continue
        mark = {"id": file.body["id"], "mode": "tombstone"}
        left = [mark if each.get("id") == file.body["id"] else each for each in body["files"]]
        if body.get("text") or body.get("blocks") or any(each.get("mode") != "tombstone" for each in left):
            posting.replace_files(hub, channel, ts, left)
        else:
            posting.delete(hub, channel, ts)


def _kind(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
