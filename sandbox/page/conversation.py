"""A conversation: what stands above it, its messages of some stretch of time, and where one writes."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from htpy import Node, a, button, div, h1, h2, p, span, time

from sandbox.clock import when
from sandbox.hub import Ephemeral
from sandbox.page import composer, messages, sidebar
from sandbox.page.desk import Thread
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body, Conversation

STRETCH = 60
"""So many messages are drawn at first; who scrolls to the oldest gets as many again as there are, up to the most."""
LONGEST_STRETCH = 480


@dataclass(frozen=True)
class Said:
    """A message that is still to be drawn; `again` where it follows one of the same author so closely."""

    body: Body
    again: bool = False


Row = tuple[str, Node | Said]
"""A key that is unique in its list, and what stands there."""


def head(viewer: Viewer, channel: Conversation) -> Node:
    """Return what stands above the messages: name, topic, who is there."""
    private = channel.kind == "group"
    sign = {"channel": "# ", "group": "🔒 "}.get(channel.kind, "")
    inside = viewer.member.id in channel.members
    topic = str(channel.topic["value"])
    return [
        div(".head-names")[
            h1[f"{sign}{sidebar.title(viewer, channel)}"],
            span(".sr-only")["private channel"] if private else None,
            p(".topic")[topic] if topic else None,
        ],
        div(".head-tools")[
            _bookmarks(channel),
            button(".tool", type="button", data_do="people", data_channel=channel.id)[f"{len(channel.members)} members"]
            if channel.kind in ("channel", "group")
            else None,
            button(".tool", type="button", data_do="join", data_channel=channel.id)["Join"] if not inside else None,
        ],
    ]


def _bookmarks(channel: Conversation) -> Node:
    return [
        a(".tool", href=str(each["link"]), target="_blank", rel="noopener noreferrer")[str(each["title"])]
        for each in channel.bookmarks
        if str(each["link"]).startswith(("http://", "https://"))
    ]


def rows(viewer: Viewer, channel: Conversation, oldest: str, mark: str) -> Iterator[Row]:
    """Yield the messages since `oldest` (a ts; empty for the newest stretch), days and the line of what is new."""
    start = bisect_left(channel.roots, oldest) if oldest else max(0, len(channel.roots) - STRETCH)
    if start > 0:
        shown = len(channel.roots) - start
        earlier = channel.roots[max(0, start - min(max(shown, STRETCH), LONGEST_STRETCH))]
        yield f"more-{earlier}", _more(earlier, start)
    else:
        yield "beginning", _beginning(viewer, channel)
    said = [channel.messages[ts] for ts in channel.roots[start:] if ts in channel.messages]
    said = sorted([*said, *_whispered(viewer, channel, None)], key=lambda body: str(body["ts"]))
    yield from _with_lines(viewer, said, mark)


def thread_rows(viewer: Viewer, channel: Conversation, parent: str, mark: str) -> Iterator[Row]:
    """Yield a thread: its first message, and its replies."""
    body = channel.messages.get(parent)
    if body is None:
        yield "gone", p(".hint")["This thread is gone."]
        return
    yield parent, Said(body)
    replies = [*channel.replies(parent), *_whispered(viewer, channel, parent)]
    count = len(channel.replies(parent))
    if count:
        words = "1 reply" if count == 1 else f"{count} replies"
        yield "count", div(".line", role="separator")[span[words]]
    yield from _with_lines(viewer, sorted(replies, key=lambda each: str(each["ts"])), mark, days=False)


def _with_lines(viewer: Viewer, shown: list[Body], mark: str, *, days: bool = True) -> Iterator[Row]:
    day: date | None = None
    new = False
    before: Body | None = None
    for body in shown:
        ts = str(body["ts"])
        on = when(ts).astimezone(viewer.zone).date()
        if days and on != day:
            day = on
            before = None
            yield f"day-{on:%Y-%m-%d}", _day(on, viewer.now.date())
        others = body.get("user") != viewer.member.id
        if mark and not new and ts > mark and others and not body.get("is_ephemeral"):
            new, before = True, None
            yield "new", div(".line.line-new", role="separator")[span["New"]]
        yield _key(body), Said(body, again=messages.continues(body, before, viewer))
        before = body


def _key(body: Body) -> str:
    return f"only-{body['ts']}" if body.get("is_ephemeral") else str(body["ts"])


def _whispered(viewer: Viewer, channel: Conversation, thread: Thread) -> list[Body]:
    def here(each: Ephemeral) -> bool:
        return each.user == viewer.member.id and each.channel == channel.id and not each.gone

    found = (each.body for each in viewer.hub.ephemerals if here(each))
    return [body for body in found if body.get("thread_ts") == thread]


def _day(on: date, today: date) -> Node:
    words = f"{on:%A, %B} {on.day}" + ("" if on.year == today.year else f", {on.year}")
    if on == today:
        words = "Today"
    elif on == today - timedelta(days=1):
        words = "Yesterday"
    return div(".line", role="separator")[time(datetime=on.isoformat())[words]]


def _more(earlier: str, count: int) -> Node:
    return button(".tool.more", type="button", data_do="earlier", data_ts=earlier)[f"Show earlier messages ({count})"]


def _beginning(viewer: Viewer, channel: Conversation) -> Node:
    place = sidebar.title(viewer, channel)
    name = f"#{place}" if channel.kind in ("channel", "group") else place
    return p(".hint")[f"This is where {name} begins."]


def foot(viewer: Viewer, channel: Conversation, thread: Thread) -> Node:
    """Return where one writes; a sentence where one cannot."""
    key = f"{channel.id}-{thread or ''}"
    ident = "reply" if thread else "composer"
    if channel.archived:
        return p(".hint", id=ident, data_key=key)["This channel is archived. Nobody can write here."]
    if viewer.member.id not in channel.members:
        return p(".hint", id=ident, data_key=key)[
            "You are not in this channel. ",
            button(".tool", type="button", data_do="join", data_channel=channel.id)["Join it"],
            " to write here.",
        ]
    return composer.drawn(viewer, channel, thread, place=sidebar.title(viewer, channel))


def plain_head(words: str) -> Node:
    """Return what stands above a place that is no conversation."""
    return div(".head-names")[h1[words]]


def nothing() -> Node:
    """Return what stands where an address leads to nothing that this person may see."""
    return p(".hint")["There is no such channel, or you are not in it. Choose another place, or act as somebody else."]


def thread_head(viewer: Viewer, channel: Conversation) -> Node:
    """Return what stands above a thread."""
    return [
        div(".head-names")[h2["Thread"], p(".topic")[sidebar.title(viewer, channel)]],
        button(".tool", type="button", data_do="close-thread", aria_label="Close thread")["✕"],
    ]
