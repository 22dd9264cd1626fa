"""Which events the app hears: those its manifest subscribes to, whose scope it has, from conversations its bot is in."""

from copy import deepcopy
from typing import Any

from sandbox.clock import ts_of
from sandbox.hub import Hub
from sandbox.outbox import Delivery
from sandbox.workspace import Body, Conversation

_MESSAGE = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
_HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}
_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_SCOPES = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "channel_archive": "channels:read",
    "channel_rename": "channels:read",
    "group_archive": "groups:read",
    "group_rename": "groups:read",
    "user_change": "users:read",
    "message_metadata_posted": "metadata.message:read",
}
_PUBLIC_TO_ALL = frozenset({"channel_archive", "channel_rename"})


def emit(hub: Hub, event: Body, channel: Conversation | None = None) -> None:
    """Queue an event for the app, if it is one that this app may hear."""
    kind = event["type"]
    event.setdefault("event_ts", ts_of(hub.clock.now()))
    if hub.installation.revoked and kind not in ("app_uninstalled", "tokens_revoked"):
        return
    if _subscribed(hub, event, channel) and _within_earshot(hub, kind, channel):
        hub.outbox.put(Delivery("event", kind, _envelope(hub, deepcopy(event), channel)))


def _subscribed(hub: Hub, event: Body, channel: Conversation | None) -> bool:
    manifest = hub.installation.manifest
    kind = event["type"]
    subscription = _MESSAGE[channel.kind] if kind == "message" and channel else kind
    if kind == "message_metadata_posted":
        pair = (event["app_id"], event["metadata"]["event_type"])
        wanted = manifest.metadata_subscriptions
        if not any(app in ("*", pair[0]) and name in ("*", pair[1]) for app, name in wanted):
            return False
    if subscription not in manifest.events:
        return False
    scope = _scope(kind, channel)
    return scope is None or scope in manifest.bot_scopes


def _scope(kind: str, channel: Conversation | None) -> str | None:
    if channel is not None and kind == "message":
        return _HISTORY[channel.kind]
    if channel is not None and kind in ("member_joined_channel", "member_left_channel"):
        return _READ[channel.kind]
    return _SCOPES.get(kind)


def _within_earshot(hub: Hub, kind: str, channel: Conversation | None) -> bool:
    if channel is None or hub.is_member(channel):
        return True
    return kind in _PUBLIC_TO_ALL and not channel.private


def _envelope(hub: Hub, event: Body, channel: Conversation | None) -> dict[str, Any]:
    installation = hub.installation
    team_id = hub.workspace.team_id
    return {
        "token": installation.verification_token,
        "team_id": team_id,
        "context_team_id": team_id,
        "context_enterprise_id": None,
        "api_app_id": installation.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": hub.ids.make("Ev"),
        "event_time": hub.seconds(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team_id,
                "user_id": installation.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.shared_teams),
        "event_context": f"4-{hub.ids.hexadecimal(40)}",
    }
