"""Messages, people and channels in the shape Slack sends them, made from what the workspace knows."""

import html
import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.clock import Clock
from sandbox.hub import Hub
from sandbox.ids import Ids
from sandbox.workspace import Body, Conversation, Member, Workspace

MAX_TEXT = 40_000

_TOKEN = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")


def typed_blocks(text: str, ids: Ids) -> list[Body]:
    """Return the rich_text block that the composer sends along with typed text."""
    elements: list[Body] = []
    end = 0
    for found in _TOKEN.finditer(text):
        if found.start() > end:
            elements.append({"type": "text", "text": html.unescape(text[end : found.start()])})
        elements.append(_entity(found))
        end = found.end()
    if end < len(text) or not elements:
        elements.append({"type": "text", "text": html.unescape(text[end:])})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": ids.short(), "elements": [section]}]


def _entity(found: re.Match[str]) -> Body:
    sign, target, label = found["sign"], found["target"], found["label"]
    if sign == "@":
        return {"type": "user", "user_id": target}
    if sign == "#":
        return {"type": "channel", "channel_id": target}
    if sign == "!":
        return {"type": "broadcast", "range": target.partition("^")[0]}
    link: Body = {"type": "link", "url": html.unescape(target)}
    return link | ({"text": html.unescape(label)} if label else {})


def with_ids(blocks: Any, ids: Ids) -> list[Body]:
    """Return a copy of blocks with generated block_id and action_id where the app gave none."""
    return [_with_id(block, ids) for block in blocks or []]


def _with_id(block: Body, ids: Ids) -> Body:
    made = {**block}
    made.setdefault("block_id", ids.short())
    if made["block_id"] in ("", None):
        made["block_id"] = ids.short()
    for key in ("accessory", "element"):
        if isinstance(made.get(key), dict):
            made[key] = _acting(made[key], ids)
    if isinstance(made.get("elements"), list) and made.get("type") in ("actions", "context_actions"):
        made["elements"] = [_acting(element, ids) for element in made["elements"]]
    if isinstance(made.get("actions"), list):
        made["actions"] = [_acting(element, ids) for element in made["actions"]]
    return made


def _acting(element: Body, ids: Ids) -> Body:
    if element.get("type") == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": ids.short()}


def from_member(hub: Hub, author: Member, ts: str) -> Body:
    """Return the fields by which a message says who wrote it."""
    body: Body = {"type": "message", "user": author.id, "ts": ts, "team": author.team_id}
    if not author.is_bot:
        if author.team_id != hub.workspace.team_id:
            body |= {"user_team": author.team_id, "source_team": author.team_id}
        return body | {"client_msg_id": hub.ids.uuid()}
    profile: Body = {
        "id": author.bot_id,
        "app_id": author.app_id,
        "user_id": author.id,
        "name": author.real_name,
        "icons": {},
        "deleted": False,
        "updated": author.updated,
        "team_id": author.team_id,
    }
    return body | {"bot_id": author.bot_id, "app_id": author.app_id, "bot_profile": profile}


def file_body(hub: Hub, given: str | Body, author: Member) -> Body:
    """Return a file as messages carry it; a plain string is its name."""
    facts: Body = {"name": given} if isinstance(given, str) else dict(given)
    name = str(facts.get("name", "file"))
    extension = name.rpartition(".")[2].lower() if "." in name else "binary"
    file_id = hub.ids.make("F")
    address = f"https://files.slack.com/files-pri/{hub.workspace.team_id}-{file_id}/{name}"
    return {
        "id": file_id,
        "created": hub.seconds(),
        "timestamp": hub.seconds(),
        "name": name,
        "title": name,
        "mimetype": "application/octet-stream",
        "filetype": extension,
        "pretty_type": extension.upper(),
        "user": author.id,
        "user_team": author.team_id,
        "editable": False,
        "size": 1024,
        "mode": "hosted",
        "is_external": False,
        "is_public": True,
        "url_private": address,
        "permalink": f"https://{hub.workspace.domain}.slack.com/files/{author.id}/{file_id}/{name}",
    } | facts


def user_body(workspace: Workspace, member: Member, clock: Clock, *, email: bool = False) -> Body:
    """Return a member as users.info and user_change show them."""
    profile: Body = {
        "real_name": member.real_name,
        "real_name_normalized": member.real_name,
        "display_name": "" if member.is_bot else member.name,
        "display_name_normalized": "" if member.is_bot else member.name,
        "status_text": "",
        "status_emoji": "",
        "team": member.team_id,
    }
    if email and not member.is_bot:
        profile["email"] = f"{member.name}@{workspace.domain}.example"
    if member.is_bot:
        profile |= {"api_app_id": member.app_id, "bot_id": member.bot_id}
    body: Body = {
        "id": member.id,
        "team_id": member.team_id,
        "name": member.name,
        "deleted": member.deleted,
        "profile": profile,
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": member.updated,
    }
    if member.deleted:
        return body
    offset = clock.now().astimezone(ZoneInfo(member.tz)).utcoffset() or timedelta()
    if member.team_id != workspace.team_id:
        body["is_stranger"] = True
    return body | {
        "color": "9f69e7",
        "real_name": member.real_name,
        "tz": member.tz,
        "tz_label": member.tz,
        "tz_offset": int(offset.total_seconds()),
        "is_admin": member.admin or member.owner,
        "is_owner": member.owner,
        "is_primary_owner": False,
        "is_restricted": member.guest is not None,
        "is_ultra_restricted": member.guest == "single",
        "is_email_confirmed": True,
    }


def channel_body(channel: Conversation, workspace: Workspace, *, is_member: bool, bot_id: str) -> Body:
    """Return a conversation as conversations.info shows it."""
    body: Body = {
        "id": channel.id,
        "created": channel.created,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_general": False,
        "is_shared": bool(channel.shared_teams),
        "is_org_shared": False,
        "is_ext_shared": bool(channel.shared_teams),
        "is_pending_ext_shared": False,
        "context_team_id": workspace.team_id,
        "updated": channel.created * 1000,
    }
    if channel.kind == "im":
        other = next((member for member in channel.members if member != bot_id), bot_id)
        return body | {"user": other, "is_open": True}
    if channel.canvas is not None:
        canvas = workspace.canvases[channel.canvas]
        body["properties"] = {"canvas": {"file_id": canvas.id, "is_empty": not canvas.markdown}}
    return body | {
        "name": channel.name,
        "name_normalized": channel.name,
        "creator": channel.creator,
        "is_member": is_member,
        "topic": dict(channel.topic),
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": list(channel.previous_names),
        "shared_team_ids": [workspace.team_id, *channel.shared_teams],
        "pending_shared": [],
        "unlinked": 0,
    }
