"""Links that a page may follow: out of it by http, https and mailto, within it to messages, channels and files.

Anything else is no link; its text is shown.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlsplit

from htpy import Node, a, span

from sandbox.page.viewer import Viewer

_OUTWARD = re.compile(
    r"(?i:https?://[^\s\x00-\x1f\x7f<>\"'/\\][^\s\x00-\x1f\x7f<>\"']*|mailto:[^\s\x00-\x1f\x7f<>\"']+)"
)
_MESSAGE = re.compile(r"/archives/([CDG][A-Z0-9]+)(?:/p(\d{10})(\d{6}))?/?")
_CANVAS = re.compile(r"/docs/[TE][A-Z0-9]+/(F[A-Z0-9]+)/?")
_FILE = re.compile(r"/files/[UW][A-Z0-9]+/(F[A-Z0-9]+)(?:/.*)?")


def is_safe(url: str) -> bool:
    """Say whether a browser may be led to this address."""
    return _OUTWARD.fullmatch(url) is not None


def to_channel(channel: str) -> str:
    """Return the page's own address of a channel."""
    return f"/#/{quote(channel, safe='')}"


def to_message(channel: str, ts: str) -> str:
    """Return the page's own address of a message."""
    return f"{to_channel(channel)}/p{ts.replace('.', '')}"


def to_file(file_id: str, name: str) -> str:
    """Return the page's own address of a file."""
    return f"/files/{quote(file_id, safe='')}/{quote(name, safe='')}"


def to_canvas(canvas_id: str, viewer: Viewer) -> str:
    """Return the page's own address of a canvas, as this viewer sees it."""
    return f"/canvas/{quote(canvas_id, safe='')}?as={quote(viewer.member.id, safe='')}"


def html(url: str, label: Node, viewer: Viewer) -> Node:
    """Return a link; an address that must not be followed stands behind its label, as text."""
    within = _within(url, label, viewer)
    if within is not None:
        return within
    if not is_safe(url):
        return span(".no-link")[label, "" if label == url else f" ({url})"]
    return _aside(url, label)


def _within(url: str, label: Node, viewer: Viewer) -> Node:
    if not url.startswith(f"https://{viewer.hub.workspace.domain}.slack.com/"):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    message, file, canvas = (form.fullmatch(parts.path) for form in (_MESSAGE, _FILE, _CANVAS))
    if canvas:
        return _aside(to_canvas(canvas[1], viewer), label)
    if file:
        stored = viewer.hub.workspace.files.get(file[1])
        name = str(stored.body.get("name", "file")) if stored else "file"
        return _aside(to_file(file[1], name), label)
    return _place(message, parse_qs(parts.query), label) if message else None


def _place(message: re.Match[str], query: Mapping[str, list[str]], label: Node) -> Node:
    """Return a link to a channel or to one of its messages, which stay in this window."""
    channel = message[1]
    if message[2] is None:
        return a(".link", href=to_channel(channel), data_go=True, data_channel=channel)[label]
    ts, thread = f"{message[2]}.{message[3]}", query.get("thread_ts", [None])[0]
    address = to_message(channel, ts)
    return a(".link", href=address, data_go=True, data_channel=channel, data_ts=ts, data_thread=thread)[label]


def _aside(address: str, label: Node) -> Node:
    """Return a link into another window."""
    return a(".link", href=address, target="_blank", rel="noopener noreferrer")[label]
