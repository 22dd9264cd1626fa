"""Links that a page may follow: out of it by http, https and mailto, within it to messages, channels and files.

Anything else is no link; its text is shown.
"""

import re
from urllib.parse import parse_qs, quote, urlsplit

from htpy import Node, a, span

from sandbox.page.viewer import Viewer

_OUTWARD = re.compile(
    r"(?i:https?://[^\s\x00-\x1f\x7f<>\"'/\\][^\s\x00-\x1f\x7f<>\"']*|mailto:[^\s\x00-\x1f\x7f<>\"']+)"
)
_MESSAGE = re.compile(r"/archives/([CDG][A-Z0-9]+)(?:/p(\d{10})(\d{6}))?/?")
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


def html(url: str, label: Node, viewer: Viewer) -> Node:
    """Return a link; an address that must not be followed stands behind its label, as text."""
    within = _within(url, label, viewer)
    if within is not None:
        return within
    if not is_safe(url):
        return span(".no-link")[label, "" if label == url else f" ({url})"]
    return a(".link", href=url, target="_blank", rel="noopener noreferrer")[label]


def _within(url: str, label: Node, viewer: Viewer) -> Node:
    if not url.startswith(f"https://{viewer.hub.workspace.domain}.slack.com/"):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    message, file = _MESSAGE.fullmatch(parts.path), _FILE.fullmatch(parts.path)
    if file:
        stored = viewer.hub.workspace.files.get(file[1])
        name = str(stored.body.get("name", "file")) if stored else "file"
        return a(".link", href=to_file(file[1], name), target="_blank", rel="noopener noreferrer")[label]
    if message is None:
        return None
    channel = message[1]
    if message[2] is None:
        return a(".link", href=to_channel(channel), data_go=True, data_channel=channel)[label]
    ts = f"{message[2]}.{message[3]}"
    thread = parse_qs(parts.query).get("thread_ts", [None])[0]
    return a(".link", href=to_message(channel, ts), data_go=True, data_channel=channel, data_ts=ts, data_thread=thread)[
        label
    ]
