"""Small drawings that need a colour from outside or a shape: no style can be inline, but an SVG's fill can."""

import re
from collections.abc import Mapping
from functools import cache

from htpy import Element, Node, path, rect, span, svg

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_NAMED = {"good": "2eb67d", "warning": "ecb22e", "danger": "e01e5a"}
_ICONS: Mapping[str, str] = {
    "react": "M12 3a9 9 0 1 0 9 9M8.5 10h.01M14 10h.01M8 14.5a4.5 4.5 0 0 0 7 0M19 2v6M16 5h6",
    "thread": "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5",
    "more": "M5 12h.01M12 12h.01M19 12h.01",
    "pin": "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
    "eye": "M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
    "link": "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4",
    "trash": "M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5M14 11v5",
    "reply": "M9 7l-5 5 5 5M4 12h9a6 6 0 0 1 6 6v1",
}


@cache  # as finished HTML: each row of a channel has several
def icon(name: str) -> Node:
    """Return one of the page's icons; what it means stands beside it or in a label."""
    return svg(".icon", viewBox="0 0 24 24", aria_hidden="true", focusable="false")[path(d=_ICONS[name])].__html__()


def hex_of(colour: str) -> str | None:
    """Return a colour as `#rrggbb` or `#rgb`, also Slack's three words for colours; None where it is none."""
    found = _HEX.fullmatch(_NAMED.get(colour, colour))
    return f"#{found[1].lower()}" if found else None


def swatch(colour: str) -> Node:
    """Return a small square of a colour."""
    return _filled(colour, "swatch")


def bar(colour: str) -> Node:
    """Return the bar at the side of an attachment, grey where it has no colour."""
    return _filled(colour, "attachment-bar") or span(".attachment-bar")


def _filled(colour: str, kind: str) -> Element | None:
    fill = hex_of(colour)
    if fill is None:
        return None
    return svg(class_=kind, aria_hidden="true", focusable="false")[rect(width="100%", height="100%", fill=fill)]
