"""Blocks of Markdown as Slack reads them; HTML in them is text, and a picture is a link."""

from functools import cache
from typing import TYPE_CHECKING

from htpy import (
    Node,
    b,
    blockquote,
    br,
    code,
    div,
    fragment,
    h4,
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
    "heading": h4,
    "blockquote": blockquote,
    "bullet_list": ul,
    "list_item": li,
    "table": table,
    "thead": thead,
    "tbody": tbody,
    "tr": tr,
    "strong": b,
    "em": i,
    "s": s,
}
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
    kind = node.type
    drawn: Node
    if kind in _AROUND:
        drawn = _AROUND[kind][_inside(node, viewer)]
        return div(".table-frame", role="region", aria_label="Table", tabindex="0")[drawn] if kind == "table" else drawn
    match kind:
        case "inline" | "root":
            drawn = fragment[_inside(node, viewer)]
        case "ordered_list":
            drawn = ol(start=str(node.attrs.get("start", 1)))[_inside(node, viewer)]
        case "th" | "td":
            cell = th if kind == "th" else td
            drawn = cell(class_=_ALIGNED.get(str(node.attrs.get("style"))))[_inside(node, viewer)]
        case "link" | "image":
            inner = _inside(node, viewer)
            drawn = links.html(str(node.attrs.get("href", node.attrs.get("src", ""))), inner, viewer)
        case "fence" | "code_block":
            drawn = pre(".preformatted")[node.content.removesuffix("\n")]
        case "code_inline":
            drawn = code[node.content]
        case "hr":
            drawn = hr
        case "softbreak" | "hardbreak":
            drawn = br
        case _:
            drawn = mentioned(node.content, viewer)
    return drawn
