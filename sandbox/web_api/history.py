"""conversations.history and conversations.replies: pages of messages, in Slack's two orders."""

from bisect import bisect_left, bisect_right
from datetime import timedelta
from typing import Any

from sandbox.clock import ts_from_micros, ts_of, ts_to_micros
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.limits import SLOW_ROWS
from sandbox.web_api.access import require
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.conversations import DEFAULT_ROWS, MAX_ROWS, make_cursor, read_cursor
from sandbox.workspace import Body, Conversation

MAX_REPLIES = 1000
FREE_DAYS = timedelta(days=90)


def history(hub: Hub, arguments: Arguments) -> Body:
    """Show the top-level messages of a channel, newest first."""
    channel = _readable(hub, "conversations.history", arguments, "not_in_channel")
    first, end = _span(channel.roots, arguments)
    hidden = bisect_left(channel.roots, _horizon(hub))
    if cursor := arguments.text("cursor"):
        end = min(end, bisect_right(channel.roots, _cursor_ts(cursor)))
    limit = _limit(hub, arguments, DEFAULT_ROWS, MAX_ROWS)
    start = max(first, hidden, end - limit)
    rows = [_row(channel.messages[ts], arguments) for ts in reversed(channel.roots[start:end])]
    more = start > max(first, hidden)
    next_cursor = make_cursor("next_ts", channel.roots[start - 1].replace(".", "")) if more else ""
    answer: Body = {"messages": rows, "has_more": more, "pin_count": len(channel.pins)}
    if hidden > first and not more:
        answer["is_limited"] = True
    return answer | {"response_metadata": {"next_cursor": next_cursor}}


def replies(hub: Hub, arguments: Arguments) -> Body:
    """Show a thread: its parent, then the replies, oldest first."""
    channel = _readable(hub, "conversations.replies", arguments, "channel_not_found")
    ts = arguments.text("ts")
    parent = channel.messages.get(ts)
    if parent is None or ts < _horizon(hub):
        raise SlackError("thread_not_found")
    below = channel.threads.get(ts, []) if parent.get("thread_ts", ts) == ts else []
    start, last = _span(below, arguments)
    limit = _limit(hub, arguments, MAX_REPLIES, MAX_REPLIES)
    rows: list[Body] = []
    if cursor := arguments.text("cursor"):
        start = max(start, bisect_left(below, _cursor_ts(cursor)))
    else:
        rows = [_row(parent, arguments)]
    end = min(last, start + limit - len(rows))
    rows += [_row(channel.messages[each], arguments) for each in below[start:end]]
    more = end < last
    next_cursor = make_cursor("next_ts", below[end].replace(".", "")) if more else ""
    return {"messages": rows, "has_more": more, "response_metadata": {"next_cursor": next_cursor}}


def _readable(hub: Hub, method: str, arguments: Arguments, not_in: str) -> Conversation:
    channel = hub.channel(arguments.text("channel"))
    require(hub, method, channel.kind)
    if not hub.is_member(channel):
        raise SlackError(not_in)
    return channel


def _span(ordered: list[str], arguments: Arguments) -> tuple[int, int]:
    """Return the half-open range of positions between oldest and latest."""
    inclusive = arguments.flag("inclusive")
    oldest = _moment(arguments.text("oldest"), "invalid_ts_oldest")
    latest = _moment(arguments.text("latest"), "invalid_ts_latest")
    start, end = 0, len(ordered)
    if oldest:
        start = bisect_left(ordered, oldest) if inclusive else bisect_right(ordered, oldest)
    if latest:
        end = bisect_right(ordered, latest) if inclusive else bisect_left(ordered, latest)
    return start, max(start, end)


def _moment(given: str, error: str) -> str:
    if given in ("", "0", "now"):
        return ""
    try:
        return ts_from_micros(ts_to_micros(given))
    except ValueError as broken:
        raise SlackError(error) from broken


def _limit(hub: Hub, arguments: Arguments, default: int, most: int) -> int:
    if hub.limits.slow_history:
        default = most = SLOW_ROWS
    return min(arguments.number("limit", default), most)


def _horizon(hub: Hub) -> str:
    """Return the ts before which a free workspace hides messages; empty on a paid plan."""
    return ts_of(hub.clock.now() - FREE_DAYS) if hub.workspace.free_plan else ""


def _cursor_ts(cursor: str) -> str:
    digits = read_cursor(cursor, "next_ts")
    if not digits.isdecimal():
        raise SlackError("invalid_cursor")
    return f"{digits[:-6]}.{digits[-6:]}"


def _row(body: Body, arguments: Arguments) -> Body:
    metadata: Any = body.get("metadata")
    if metadata is None or arguments.flag("include_all_metadata"):
        return body
    return {**body, "metadata": {"event_type": metadata["event_type"]}}
