"""reactions.add and reactions.remove: the bot's own emoji on messages."""

import re

from sandbox import happenings
from sandbox.clock import ts_to_micros
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Body, Conversation

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
MOST_EMOJI = 50


def add(hub: Hub, arguments: Arguments) -> Body:
    """Put the bot's emoji on a message."""
    channel = hub.channel(arguments.text("channel"))
    if channel.archived:
        raise SlackError("is_archived")
    ts, name = _item(hub, channel, arguments)
    given = channel.messages[ts].get("reactions", [])
    if len(given) >= MOST_EMOJI and all(each["name"] != name for each in given):
        raise SlackError("too_many_emoji")
    if not happenings.react(hub, channel, ts, hub.installation.bot, name):
        raise SlackError("already_reacted")
    return {}


def remove(hub: Hub, arguments: Arguments) -> Body:
    """Take the bot's emoji off a message."""
    if not (arguments.given("channel") and arguments.given("timestamp")):
        raise SlackError("no_item_specified")
    channel = hub.channel(arguments.text("channel"))
    ts, name = _item(hub, channel, arguments)
    if not happenings.unreact(hub, channel, ts, hub.installation.bot, name):
        raise SlackError("no_reaction")
    return {}


def _item(hub: Hub, channel: Conversation, arguments: Arguments) -> tuple[str, str]:
    name, ts = arguments.text("name"), arguments.text("timestamp")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    try:
        ts_to_micros(ts)
    except ValueError as error:
        raise SlackError("bad_timestamp") from error
    if not hub.is_member(channel):
        raise SlackError("no_access")
    body = channel.messages.get(ts)
    if body is None or body.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    return ts, name
