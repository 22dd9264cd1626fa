"""Payloads of interactions in Slack's shape: actions, submissions, closings, shortcuts, commands, suggestions."""

import re
from typing import Any

from sandbox import modals
from sandbox.clock import ts_of
from sandbox.elements import Found, states
from sandbox.hub import Hub, OpenView
from sandbox.outbox import Delivery
from sandbox.workspace import Body, Conversation, Member

_MENTION = re.compile(r"(?<![\w<])([@#])([\w.-]*\w)")
_URL = re.compile(r"(?<![<|])\bhttps?://[^\s<>|]+")


def command(hub: Hub, user: Member, channel: Conversation, name: str, text: str) -> Delivery:
    """Return a slash command; names in its text become ids where the manifest asks for it."""
    declared = hub.installation.manifest.commands[name]
    payload = {
        "token": hub.installation.verification_token,
        "team_id": hub.workspace.team_id,
        "team_domain": hub.workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.shown_name,
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": _escaped(hub, text) if declared.should_escape else text,
        "api_app_id": hub.installation.app_id,
        "is_enterprise_install": "false",
        "response_url": hub.response_urls.issue(user=user.id, channel=channel.id),
        "trigger_id": hub.triggers.issue(user.id, channel=channel.id),
    }
    return Delivery("command", name, payload)


def global_shortcut(hub: Hub, user: Member, callback_id: str) -> Delivery:
    """Return a shortcut of the workspace-wide menu: it knows no channel."""
    payload = _base(hub, "shortcut", user) | {"callback_id": callback_id, "action_ts": ts_of(hub.clock.now())}
    return Delivery("interactive", "shortcut", payload | {"trigger_id": hub.triggers.issue(user.id)})


def message_shortcut(hub: Hub, user: Member, callback_id: str, channel: Conversation, body: Body) -> Delivery:
    """Return a shortcut of a message's menu."""
    payload = _base(hub, "message_action", user) | {
        "callback_id": callback_id,
        "action_ts": ts_of(hub.clock.now()),
        "trigger_id": hub.triggers.issue(user.id, channel=channel.id),
        "channel": {"id": channel.id, "name": channel.shown_name},
        "message_ts": body["ts"],
        "message": body,
        "response_url": hub.response_urls.issue(user=user.id, channel=channel.id, message_ts=body["ts"]),
    }
    return Delivery("interactive", "message_action", payload)


def message_action(hub: Hub, user: Member, channel: Conversation, body: Body, action: Body) -> Delivery:
    """Return an action on an element of a message; of an ephemeral one the app gets no copy."""
    ephemeral = bool(body.get("is_ephemeral"))
    container: Body = {
        "type": "message",
        "message_ts": body["ts"],
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if body.get("thread_ts"):
        container["thread_ts"] = body["thread_ts"]
    typed = hub.message_state.get((user.id, channel.id, body["ts"]), {})
    url = hub.response_urls.issue(user=user.id, channel=channel.id, message_ts=body["ts"], ephemeral=ephemeral)
    payload = _base(hub, "block_actions", user) | {
        "container": container,
        "trigger_id": hub.triggers.issue(user.id, channel=channel.id),
        "channel": {"id": channel.id, "name": channel.shown_name},
        "state": {"values": states(body.get("blocks", []), typed)},
        "response_url": url,
        "actions": [action],
    }
    if not ephemeral:
        payload["message"] = body
    return Delivery("interactive", "block_actions", payload)


def view_action(hub: Hub, user: Member, opened: OpenView, action: Body) -> Delivery:
    """Return an action on an element of a modal or Home tab."""
    view = modals.payload(opened)
    in_modal = opened.body["type"] == "modal"
    payload = _base(hub, "block_actions", user) | {
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": hub.triggers.issue(user.id, view["id"] if in_modal else None),
        "view": view,
        "actions": [action],
    }
    return Delivery("interactive", "block_actions", payload)


def submission(hub: Hub, user: Member, opened: OpenView) -> Delivery:
    """Return the submission of a modal with everything typed into it."""
    view = modals.payload(opened)
    payload = _base(hub, "view_submission", user) | {
        "trigger_id": hub.triggers.issue(user.id, view["id"]),
        "view": view,
        "response_urls": _asked_urls(hub, user, opened),
    }
    return Delivery("interactive", "view_submission", payload)


def closing(hub: Hub, user: Member, opened: OpenView, *, cleared: bool) -> Delivery:
    """Return the news that a modal was closed; it carries no values."""
    payload = _base(hub, "view_closed", user)
    view = modals.payload(opened, with_state=False)
    return Delivery("interactive", "view_closed", payload | {"view": view, "is_cleared": cleared})


def suggestion(hub: Hub, user: Member, found: Found, typed: str, where: Body) -> Delivery:
    """Return the question for options of an external select; `where` has container and view or message."""
    payload = _base(hub, "block_suggestion", user)
    block_id, action_id = found.key
    asked = {"block_id": block_id, "action_id": action_id, "value": typed}
    return Delivery("interactive", "block_suggestion", payload | asked | where)


def action_of(hub: Hub, found: Found, state: Body | None) -> Body:
    """Return the entry of `actions` for an element that was used; `state` is what was chosen, if it has state."""
    element = found.element
    block_id, action_id = found.key
    action: Body = {"type": element["type"], "action_id": action_id, "block_id": block_id}
    for key in ("text", "value", "style", "url", "placeholder", "confirm"):
        if key in element:
            action[key] = element[key]
    return action | (state or {}) | {"type": element["type"], "action_ts": ts_of(hub.clock.now())}


def _base(hub: Hub, kind: str, user: Member) -> dict[str, Any]:
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": hub.installation.app_id,
        "token": hub.installation.verification_token,
        "team": {"id": hub.workspace.team_id, "domain": hub.workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _asked_urls(hub: Hub, user: Member, opened: OpenView) -> list[Body]:
    urls: list[Body] = []
    for block in opened.body["blocks"]:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        values = states([block], opened.typed)[block["block_id"]][element["action_id"]]
        channel = values.get("selected_conversation") or values.get("selected_channel")
        if channel:
            url = hub.response_urls.issue(user=user.id, channel=channel)
            ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
            urls.append(ids | {"channel_id": channel, "response_url": url})
    return urls


def _escaped(hub: Hub, text: str) -> str:
    def name(found: re.Match[str]) -> str:
        if found[1] == "@":
            member = hub.workspace.by_handle(found[2])
            return f"<@{member.id}|{member.name}>" if member else found[0]
        channel = hub.workspace.by_channel_name(found[2])
        return f"<#{channel.id}|{channel.name}>" if channel else found[0]

    text = text.replace("&", "&amp;")
    text = _URL.sub(lambda found: f"<{found[0]}>", text)
    return _MENTION.sub(name, text)
