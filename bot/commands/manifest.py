"""The Slack app manifest, made from what the code answers and calls, so that the two cannot drift."""

from typing import Any

import yaml

from blocks import ids
from bot.listeners import tables

SCOPES: dict[str, str] = {
    "app_mentions:read": "words in threads, where slash commands do not work",
    "bookmarks:write": "the channel bookmark that leads to the card",
    "canvases:write": "the channel canvas with the published document",
    "channels:history": "reading public incident channels that it was invited to",
    "channels:join": "joining a public channel when a person presses Join",
    "channels:read": "names of public channels, who joined or left, renames and archives",
    "chat:write": "cards, answers and direct messages",
    "commands": "/postmortem and the shortcuts",
    "files:read": "whether a document was shown already, before it is shown again",
    "files:write": "the documents in the card's thread, and taking them back",
    "groups:history": "reading private incident channels that it was invited to",
    "groups:read": "names and members of private channels that it was invited to",
    "im:history": "whether a direct message was sent already, and replies to a card that stands in one",
    "im:write": "opening the direct conversation with a person",
    "metadata.message:read": "“resolved” as message metadata from other bots",
    "pins:read": "pins that put a message on the timeline",
    "reactions:read": "the emoji that says “resolved”, and :pushpin:",
    "reactions:write": "the check mark on a comment that is resolved",
    "usergroups:read": "names of user groups that a message mentions, and who is in a team",
    "users:read": "names, time zones, and who is a guest or an admin",
}
"""Every scope that is asked for, and what it is for. A house test compares it with the calls and the events."""

EVENT_NAMES = {"message": ("message.channels", "message.groups", "message.im")}
METADATA_TYPES = ("incident_resolved", "incident_reopened")


def manifest() -> dict[str, Any]:
    """Return the manifest as Slack's schema has it."""
    filled = tables()
    events = sorted(name for event in filled.events for name in EVENT_NAMES.get(event, (event,)))
    return {
        "display_information": {
            "name": "Postmortem",
            "description": "Carries an incident postmortem through its whole life in Slack",
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Postmortem", "always_online": True},
            "shortcuts": _shortcuts(),
            "slash_commands": [
                {
                    "command": "/postmortem",
                    "description": "Write, find and follow postmortems",
                    "usage_hint": f"[{'|'.join(one.word for one in filled.subcommands.all())}] …",
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {
                "bot_events": events,
                "metadata_subscriptions": [{"app_id": "*", "event_type": one} for one in METADATA_TYPES],
            },
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def rendered() -> str:
    """Return the manifest as YAML, as `manifest.yml` holds it."""
    return yaml.safe_dump(manifest(), sort_keys=False, allow_unicode=True, width=100)


def _shortcuts() -> list[dict[str, str]]:
    return [
        {
            "name": "Create postmortem",
            "type": "global",
            "callback_id": ids.CREATE_GLOBAL,
            "description": "Start a postmortem",
        },
        {
            "name": "Create postmortem",
            "type": "message",
            "callback_id": ids.CREATE_MESSAGE,
            "description": "Start the postmortem of this channel",
        },
        {
            "name": "Add to timeline",
            "type": "message",
            "callback_id": ids.TIMELINE_ADD,
            "description": "Put this message on the timeline",
        },
        {
            "name": "Add action item",
            "type": "message",
            "callback_id": ids.ITEM_SHORTCUT,
            "description": "Make this message an action item",
        },
    ]
