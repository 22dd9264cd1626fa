"""Blocks of Markdown as Slack reads them; HTML in them is text, and a picture is a link."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from htpy import (
    Node,
    b,
    blockquote,
    br,
    code,
    div,
    h3,
    h4,
    h5,
    hr,
    i,
    li,
    ol,
    p,
    pre,
    s,
    table,
    tbody,
    td,
    th,
    thead,
    tr,
    ul,
)

from sandbox.page import links
from sandbox.page.mrkdwn import mentioned
from sandbox.page.viewer import Viewer

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_AROUND = {
    "paragraph": p,
    "blockquote": blockquote,
    "bullet_list": ul,
    "list_item": li,
    "thead": thead,
    "tbody": tbody,
    "tr": tr,
    "strong": b,
    "em": i,
    "s": s,
}
_HEADINGS = {"h1": h3, "h2": h4}
_ALIGNED = {"text-align:center": "to-center", "text-align:right": "to-right"}


def html(text: str, viewer: Viewer) -> Node:
    """Return a text in Markdown as it is read."""
    from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415 -- only messages with Markdown need it

    return div(".markdown")[_inside(SyntaxTreeNode(_parser().parse(text)), viewer)]


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- only messages with Markdown need it

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _inside(node: "SyntaxTreeNode", viewer: Viewer) -> Node:
    return [_node(each, viewer) for each in node.children]


def _node(node: "SyntaxTreeNode", viewer: Viewer) -> Node:
    if node.type in _AROUND:
        return _AROUND[node.type][_inside(node, viewer)]
    draw = _KINDS.get(node.type)
    return draw(node, viewer) if draw else mentioned(node.content, viewer)


def _link(node: "SyntaxTreeNode", viewer: Viewer) -> Node:
    return links.html(str(node.attrs.get("href", node.attrs.get("src", ""))), _inside(node, viewer), viewer)


def _cell(node: "SyntaxTreeNode", viewer: Viewer) -> Node:
    cell = th if node.type == "th" else td
    return cell(class_=_ALIGNED.get(str(node.attrs.get("style"))))[_inside(node, viewer)]


def _table(node: "SyntaxTreeNode", viewer: Viewer) -> Node:
    return div(".table-frame", role="group", aria_label="Table", tabindex="0")[table[_inside(node, viewer)]]


_KINDS: "Mapping[str, Callable[[SyntaxTreeNode, Viewer], Node]]" = {
    "code_block": lambda node, _: pre(".preformatted")[node.content.removesuffix("\n")],
    "code_inline": lambda node, _: code[node.content],
    "fence": lambda node, _: pre(".preformatted")[node.content.removesuffix("\n")],
    "hardbreak": lambda _node, _viewer: br,
    "heading": lambda node, viewer: _HEADINGS.get(node.tag, h5)[_inside(node, viewer)],
    "hr": lambda _node, _viewer: hr,
    "image": _link,
    "inline": _inside,
    "link": _link,
    "ordered_list": lambda node, viewer: ol(start=str(node.attrs.get("start", 1)))[_inside(node, viewer)],
    "softbreak": lambda _node, _viewer: br,
    "table": _table,
    "td": _cell,
    "th": _cell,
}
