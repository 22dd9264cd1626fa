"""What can be done with a message, shown when it is pointed at or focused: react, reply, and a menu of the rest.

The menu itself is made when it is opened, from what the row and its button carry.
"""

import json
from functools import cache

from htpy import Node, button, div

from sandbox.page.drawings import icon
from sandbox.page.viewer import Viewer
from sandbox.workspace import Conversation


def html(channel: Conversation, viewer: Viewer, *, thread: bool, parent: str | None) -> Node:
    """Return the buttons at a message's corner; in a thread no other opens, and a reply opens that of its `parent`."""
    inside = viewer.member.id in channel.members and not channel.archived
    shortcuts = json.dumps(_shortcuts(channel, viewer) if inside else [], ensure_ascii=False)
    return _drawn(shortcuts, inside=inside, thread=thread, parent=parent)


@cache  # as finished HTML: nearly all rows have the same
def _drawn(shortcuts: str, *, inside: bool, thread: bool, parent: str | None) -> Node:
    return div(".toolbar", role="toolbar", aria_label="What to do with this message")[
        _tool("react", "Add reaction") if inside else None,
        None if thread else _tool("thread", "Reply in thread", data_thread=parent),
        _tool("more", "More actions", aria_haspopup="menu", data_shortcuts=shortcuts),
    ].__html__()


def _shortcuts(channel: Conversation, viewer: Viewer) -> list[dict[str, str]]:
    """Return what the app offers for messages; only where it is itself."""
    app = viewer.hub.installation.manifest
    if viewer.hub.installation.bot.id not in channel.members:
        return []
    found = (each for each in app.shortcuts if each.type == "message")
    return [{"id": each.callback_id, "name": each.name, "app": app.bot_name} for each in found]


def _tool(do: str, words: str, **more: str | None) -> Node:
    return button(".tool-button", type="button", data_do=do, aria_label=words, title=words, **more)[icon(do)]
