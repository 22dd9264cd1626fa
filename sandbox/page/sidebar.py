"""The list of places: channels, direct messages and the app, with what is unread in them."""

from htpy import Node, a, h2, li, span, ul

from sandbox.page.desk import Desk
from sandbox.page.viewer import Viewer
from sandbox.workspace import Conversation


def drawn(desk: Desk, viewer: Viewer, here: str) -> Node:
    """Return the sidebar of a person who looks at the place with this id, or at "home"."""
    places = desk.places(viewer.member)
    joined = [each for each in places if each.kind in ("channel", "group") and viewer.member.id in each.members]
    others = [each for each in places if each.kind == "channel" and viewer.member.id not in each.members]
    directs = [each for each in places if each.kind in ("im", "mpim") and each.roots and not with_app(viewer, each)]
    return [
        _part("Channels", [_place(desk, viewer, each, here) for each in [*_by_name(joined), *_by_name(others)]]),
        _part("Direct messages", [_place(desk, viewer, each, here) for each in directs]),
        _part("Apps", _app(desk, viewer, here)),
    ]


def with_app(viewer: Viewer, channel: Conversation) -> bool:
    """Say whether this is a person's own direct message with the app."""
    return channel.kind == "im" and viewer.hub.installation.bot.id in channel.members


def title(viewer: Viewer, channel: Conversation) -> str:
    """Return what a conversation is called by somebody who is in it."""
    if channel.kind in ("channel", "group"):
        return channel.name
    others = [each for each in channel.members if each != viewer.member.id] or [viewer.member.id]
    return ", ".join(viewer.name(each) for each in others)


def _by_name(channels: list[Conversation]) -> list[Conversation]:
    return sorted(channels, key=lambda each: (each.archived, each.name))


def _part(name: str, rows: list[Node]) -> Node:
    return [h2(".sidebar-head")[name], ul(".places")[rows]] if rows else None


def _place(desk: Desk, viewer: Viewer, channel: Conversation, here: str) -> Node:
    sign = {"channel": "#", "group": "🔒", "im": "@", "mpim": "@"}[channel.kind]
    inside = viewer.member.id in channel.members
    return _row(
        channel.id,
        sign,
        title(viewer, channel),
        unread=desk.unread(viewer.member, channel) if inside else 0,
        here=here == channel.id,
        dim=not inside or channel.archived,
    )


def _app(desk: Desk, viewer: Viewer, here: str) -> list[Node]:
    bot = viewer.hub.installation.bot
    direct = viewer.hub.workspace.direct(bot.id, viewer.member.id)
    rows = [_row("home", "⌂", f"{bot.real_name} Home", unread=0, here=here == "home", dim=False)]
    if direct is None:
        return rows
    unread = desk.unread(viewer.member, direct)
    return [*rows, _row(direct.id, "◆", f"{bot.real_name} messages", unread=unread, here=here == direct.id, dim=False)]


def _row(key: str, sign: str, name: str, *, unread: int, here: bool, dim: bool) -> Node:
    words = f"{name}, {unread} unread" if unread else name
    classes = {"is-unread": unread > 0, "is-here": here, "is-dim": dim}
    return li(data_key=key)[
        a(class_=["place", classes], href=f"#/{key}", aria_current="page" if here else None, aria_label=words)[
            span(".place-sign", aria_hidden="true")[sign],
            span(".place-name")[name],
            span(".badge", aria_hidden="true")[str(unread)] if unread else None,
        ]
    ]
