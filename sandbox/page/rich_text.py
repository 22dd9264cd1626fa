"""Slack's rich text block as it is read: sections, lists, quotes, code, and every kind of word in them."""

from collections.abc import Callable, Mapping
from typing import Any

from htpy import Node, b, blockquote, code, div, i, li, mark, ol, pre, s, span, u, ul

from sandbox.page import dates, emoji, links, mentions
from sandbox.page.drawings import swatch
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body

_STYLES = {"code": code, "bold": b, "italic": i, "strike": s, "underline": u, "highlight": mark}
_DEEPEST = 8


def html(block: Body, viewer: Viewer) -> Node:
    """Return a rich text block."""
    return div(".rich-text")[[_part(part, viewer) for part in block.get("elements") or []]]


def _part(part: Body, viewer: Viewer) -> Node:
    kind = part.get("type")
    if kind == "rich_text_list":
        return _list(part, viewer)
    inside = [_inline(each, viewer) for each in part.get("elements") or []]
    bordered = {"bordered": bool(part.get("border"))}
    if kind == "rich_text_quote":
        return blockquote(class_=bordered)[inside]
    if kind == "rich_text_preformatted":
        return pre(class_=["preformatted", bordered], data_language=part.get("language"))[inside]
    if kind == "rich_text_section":
        return div(".rich-section")[inside]
    return span(".undrawn")[str(kind)]


def _list(part: Body, viewer: Viewer) -> Node:
    depth = min(int(part.get("indent") or 0), _DEEPEST)
    classes = ["rich-list", f"depth-{depth}", f"marks-{depth % 3}", "bordered" if part.get("border") else None]
    items = [li[[_inline(each, viewer) for each in item.get("elements") or []]] for item in part.get("elements") or []]
    if part.get("style") == "ordered":
        offset = int(part.get("offset") or 0)
        return ol(class_=classes, start=str(offset + 1) if offset else None)[items]
    return ul(class_=classes)[items]


def _inline(element: Body, viewer: Viewer) -> Node:
    draw = _KINDS.get(str(element.get("type")))
    if draw is None:
        return span(".undrawn")[str(element.get("type"))]
    drawn = draw(element, viewer)
    styles = element.get("style")
    for name, tag in _STYLES.items():
        if isinstance(styles, Mapping) and styles.get(name):
            drawn = tag[drawn]
    return drawn


def _link(element: Body, viewer: Viewer) -> Node:
    url = str(element.get("url", ""))
    label = str(element.get("text") or url)
    styles: Any = element.get("style") or {}
    return label if styles.get("unlink") else links.html(url, label, viewer)


def _emoji(element: Body, _viewer: Viewer) -> Node:
    name, _, tone = str(element.get("name", "")).partition("::skin-tone-")
    return emoji.html(name, str(element.get("skin_tone") or tone))


def _date(element: Body, viewer: Viewer) -> Node:
    fallback, link = str(element.get("fallback", "")), str(element.get("url") or "")
    return dates.html(str(element.get("timestamp", "")), str(element.get("format", "")), fallback, viewer, link)


def _colour(element: Body, _viewer: Viewer) -> Node:
    value = str(element.get("value", ""))
    return span(".colour")[swatch(value), value]


_KINDS: Mapping[str, Callable[[Body, Viewer], Node]] = {
    "text": lambda element, _: str(element.get("text", "")),
    "link": _link,
    "emoji": _emoji,
    "date": _date,
    "color": _colour,
    "user": lambda element, viewer: mentions.user(str(element.get("user_id")), viewer),
    "channel": lambda element, viewer: mentions.channel(str(element.get("channel_id")), viewer),
    "usergroup": lambda element, viewer: mentions.group(str(element.get("usergroup_id")), viewer),
    "team": lambda _, viewer: span(".mention")[f"@{viewer.hub.workspace.name}"],
    "broadcast": lambda element, _: mentions.everyone(str(element.get("range"))),
}
