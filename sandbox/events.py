"""Which events the app hears: subscribed in its manifest, allowed by a scope, from conversations its bot is in."""

from copy import deepcopy
from typing import Any

from sandbox.clock import ts_of
from sandbox.hub import Hub
from sandbox.methods import EVENTS
from sandbox.outbox import Delivery
from sandbox.workspace import Body, Conversation

_MESSAGE = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_MEMBERSHIP = frozenset({"member_joined_channel", "member_left_channel"})
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
    scopes = {_READ[channel.kind]} if channel and kind in _MEMBERSHIP else EVENTS[subscription]
    return not scopes or bool(scopes & manifest.bot_scopes)


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
