"""conversations.* but the reading of messages; pins, bookmarks and user groups of a channel."""

import base64
import binascii

from sandbox import happenings
from sandbox.composing import channel_body
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.web_api.access import require
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Body, Conversation

MAX_ROWS = 999
DEFAULT_ROWS = 100
MAX_GROUP = 8
_MAX_TITLE = 256
_MAX_LINK = 2048


def info(hub: Hub, arguments: Arguments) -> Body:
    """Show a conversation."""
    channel = hub.channel(arguments.text("channel"))
    require(hub, "conversations.info", channel.kind)
    body = _shown(hub, channel)
    if arguments.flag("include_num_members"):
        body["num_members"] = len(channel.members)
    return {"channel": body}


def join(hub: Hub, arguments: Arguments) -> Body:
    """Let the bot into a public channel."""
    channel = hub.channel(arguments.text("channel"))
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if not happenings.join(hub, channel, hub.installation.bot):
        already = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": _shown(hub, channel)} | already
    return {"channel": _shown(hub, channel)}


def members(hub: Hub, arguments: Arguments) -> Body:
    """List who is in a conversation."""
    channel = hub.channel(arguments.text("channel"))
    require(hub, "conversations.members", channel.kind)
    everyone = list(channel.members)
    limit = min(arguments.number("limit", DEFAULT_ROWS), MAX_ROWS)
    start = 0
    if cursor := arguments.text("cursor"):
        after = read_cursor(cursor, "user")
        if after not in channel.members:
            raise SlackError("invalid_cursor")
        start = everyone.index(after)
    more = everyone[start + limit : start + limit + 1]
    next_cursor = make_cursor("user", more[0]) if more else ""
    return {"members": everyone[start : start + limit], "response_metadata": {"next_cursor": next_cursor}}


def open_direct(hub: Hub, arguments: Arguments) -> Body:
    """Open a direct message with one to eight people, or one known by its id."""
    if arguments.given("channel"):
        channel = hub.channel(arguments.text("channel"))
        if channel.kind not in ("im", "mpim"):
            raise SlackError("method_not_supported_for_channel_type")
    else:
        users = [each.strip() for each in arguments.text("users").split(",") if each.strip()]
        if not users:
            raise SlackError("users_list_not_supplied")
        require(hub, "conversations.open", "im" if len(users) == 1 else "mpim")
        channel = direct_message(hub, users, create=not arguments.flag("prevent_creation"))
    body = _shown(hub, channel) if arguments.flag("return_im") else {"id": channel.id}
    return {"channel": body}


def direct_message(hub: Hub, users: list[str], *, create: bool = True) -> Conversation:
    """Return the bot's direct message with these people, opened if need be. Raises SlackError as Slack does."""
    if len(users) > MAX_GROUP:
        raise SlackError("too_many_users")
    for user in users:
        member = hub.workspace.members.get(user)
        if member is None:
            raise SlackError("user_not_found")
        if member.deleted:
            raise SlackError("user_disabled")
        if member.is_bot:
            raise SlackError("invalid_user_combination")
    people = [hub.installation.bot.id, *users]
    found = hub.workspace.direct(*people)
    if found is None and not create:
        raise SlackError("channel_not_found")
    return found or hub.start_direct(people)


def add_bookmark(hub: Hub, arguments: Arguments) -> Body:
    """Add a link to the bar above a channel."""
    channel = hub.channel(arguments.text("channel_id"))
    if not hub.is_member(channel):
        raise SlackError("channel_not_found")
    title, link = arguments.text("title"), arguments.text("link")
    if arguments.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    if not link.startswith(("http://", "https://")) or len(link) > _MAX_LINK:
        raise SlackError("invalid_link")
    if len(title) > _MAX_TITLE:
        raise SlackError("invalid_arguments", messages=["[ERROR] title is longer than 256 characters"])
    bookmark: Body = {
        "id": hub.ids.make("Bk"),
        "channel_id": channel.id,
        "title": title,
        "link": link,
        "emoji": arguments.text("emoji"),
        "type": "link",
        "date_created": hub.seconds(),
        "date_updated": 0,
        "last_updated_by_user_id": hub.installation.bot.id,
        "app_id": hub.installation.app_id,
    }
    channel.bookmarks.append(bookmark)
    return {"bookmark": bookmark}


def make_cursor(kind: str, value: str) -> str:
    """Return where a next page begins, in the opaque form clients must not read."""
    return base64.b64encode(f"{kind}:{value}".encode()).decode()


def read_cursor(cursor: str, kind: str) -> str:
    """Return what a cursor of this kind stands for. Raises invalid_cursor."""
    try:
        found, _, value = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise SlackError("invalid_cursor") from error
    if found != kind:
        raise SlackError("invalid_cursor")
    return value


def _shown(hub: Hub, channel: Conversation) -> Body:
    bot = hub.installation.bot
    return channel_body(channel, hub.workspace, is_member=bot.id in channel.members, bot_id=bot.id)
