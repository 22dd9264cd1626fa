"""One message as a row: who wrote it and when, what it says, what people answered, and what can be done with it."""

import re
import zlib
from dataclasses import dataclass

from htpy import Node, article, button, div, p, span

from sandbox.page import attachments, blocks, dates, emoji, files, mrkdwn, toolbar
from sandbox.page.drawings import icon
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body, Conversation

COLOURS = 12
_LINES_OF_SLACK = re.compile(r"(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive)")
_NAMED_FACES = 3
_LONGEST_QUOTE = 80
_CLOSE = 300  # seconds


@dataclass(frozen=True)
class Author:
    """Who a message is from: the id that gives the colour, the name that is read, and whether it is an app."""

    id: str
    name: str
    app: bool


def row(
    body: Body,
    channel: Conversation,
    viewer: Viewer,
    *,
    thread: bool = False,
    again: bool = False,
    unread: bool = False,
) -> Node:
    """Return a message of a channel, or of its thread.

    `again` leaves out the name, where a message `continues` the one above; `unread` marks new replies.
    """
    ts, subtype = str(body["ts"]), str(body.get("subtype", ""))
    parent = str(body.get("thread_ts") or ts)
    by, own = author(body, viewer), body.get("user") == viewer.member.id
    whispered = bool(body.get("is_ephemeral"))
    classes = {"again": again, "own": own, "ephemeral": whispered, "pinned": bool(body.get("pinned_to"))}
    gone, said_by_slack = subtype == "tombstone", _LINES_OF_SLACK.fullmatch(subtype) is not None
    return article(
        class_=["message", classes | {"gone": gone, "of-slack": said_by_slack}],
        data_surface="message",
        data_channel=channel.id,
        data_ts=ts,
        data_key=f"only-{ts}" if whispered else ts,
        data_thread=parent,
        data_user=body.get("user"),
        data_pinned=bool(body.get("pinned_to")),
        data_permalink=viewer.hub.workspace.permalink(channel.id, ts, parent),
        data_typed=body.get("text") if own else None,
        data_ephemeral=whispered,
        aria_label=f"{'Deleted message' if gone else by.name}, {dates.near(ts, viewer)}",
    )[
        _marks(body, viewer, thread=thread),
        div(".message-side")[_nobody() if gone else dates.beside(ts, viewer) if again else avatar(by)],
        div(".message-main")[
            None if again or gone else _head(by, ts, viewer),
            p(".gone-words")["This message was deleted."]
            if gone
            else _slack_line(body, viewer)
            if said_by_slack
            else _content(body, channel, viewer),
            _reactions(body, viewer),
            None if thread else _replies(body, viewer, unread=unread),
        ],
        None
        if whispered or gone
        else toolbar.html(channel, viewer, thread=thread, parent=None if parent == ts else parent),
    ]


def continues(body: Body, before: Body | None, viewer: Viewer) -> bool:
    """Say whether a message follows one of the same author so closely that the name need not be said again."""
    if before is None or author(body, viewer) != author(before, viewer):
        return False
    kinds = ("subtype", "is_ephemeral", "pinned_to")
    if any(each.get(kind) for each in (body, before) for kind in kinds) or before.get("reply_count"):
        return False
    first, second = dates.moment(str(before["ts"]), viewer), dates.moment(str(body["ts"]), viewer)
    return first is not None and second is not None and (second - first).total_seconds() < _CLOSE


def author(body: Body, viewer: Viewer) -> Author:
    """Return who a message is from; of another app only what the message says of itself is known."""
    key = str(body.get("user") or body.get("bot_id") or "")
    member = viewer.hub.workspace.members.get(key)
    profile = body.get("bot_profile") or {}
    name = str(body.get("username") or profile.get("name") or (member.real_name if member else "") or key or "Unknown")
    return Author(key, name, bool(body.get("bot_id")) or (member is not None and member.is_bot))


def avatar(by: Author, size: str = "") -> Node:
    """Return a picture made of initials, in a colour that stays with the id."""
    words = [word for word in re.split(r"[\W_]+", by.name) if word]
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
    colour = zlib.crc32(by.id.encode()) % COLOURS
    return span(class_=["avatar", f"colour-{colour}", size, {"app": by.app}], aria_hidden="true")[initials]


def _head(by: Author, ts: str, viewer: Viewer) -> Node:
    return div(".message-head")[
        span(".author")[by.name], span(".app-badge")["APP"] if by.app else None, " ", dates.beside(ts, viewer)
    ]


def _marks(body: Body, viewer: Viewer, *, thread: bool) -> Node:
    """Return the small lines above a message: whom it is visible to, who pinned it, what it replies to."""
    marks: list[Node] = []
    if body.get("is_ephemeral"):
        marks.append(div(".mark")[icon("eye"), "Only visible to you"])
    if body.get("pinned_to"):
        who = str((body.get("pinned_info") or {}).get("pinned_by", ""))
        marks.append(div(".mark")[icon("pin"), f"Pinned by {viewer.name(who)}" if who else "Pinned"])
    if body.get("subtype") == "thread_broadcast":
        marks.append(div(".mark")[icon("reply"), "Also sent to the channel" if thread else _root(body)])
    return marks


def _root(body: Body) -> Node:
    text = " ".join(mrkdwn.bare(str((body.get("root") or {}).get("text", ""))).split())
    short = f"{text[:_LONGEST_QUOTE]}…" if len(text) > _LONGEST_QUOTE else text
    parent = str(body.get("thread_ts", ""))
    return [
        "Replied to a thread: ",
        button(".text-button", type="button", data_do="thread", data_thread=parent)[short or "message"],
    ]


def _nobody() -> Node:
    return span(".nobody")[icon("trash")]


def _slack_line(body: Body, viewer: Viewer) -> Node:
    """Return what Slack itself writes of somebody; their name stands above it already."""
    text = str(body.get("text", "")).removeprefix(f"<@{body.get('user')}> ")
    return div(".text")[mrkdwn.html(text, viewer)]


def _content(body: Body, channel: Conversation, viewer: Viewer) -> Node:
    ts, given = str(body["ts"]), body.get("blocks")
    values = viewer.hub.message_state.get((viewer.member.id, channel.id, ts))
    text = str(body.get("text", ""))
    if given and not _is_flat(body):
        words: Node = blocks.drawn(given, viewer, values=values)
    else:
        large = {"jumbo": emoji.is_only(text)}
        words = div(class_=["text", large])[mrkdwn.html(text, viewer)] if text else None
    return [
        div(class_=["message-body", {"of-me": body.get("subtype") == "me_message"}])[words, _edited(body, viewer)],
        [attachments.html(each, viewer) for each in body.get("attachments") or []],
        div(".files")[[files.html(each, viewer) for each in body["files"]]] if body.get("files") else None,
    ]


def _is_flat(body: Body) -> bool:
    """Say whether a person's message is mrkdwn that nobody's client has made rich text of: all of it is in its text."""
    match body.get("blocks"):
        case [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}]:
            return "bot_id" not in body and bool(body.get("text")) and not any("style" in each for each in words)
        case _:
            return False


def _edited(body: Body, viewer: Viewer) -> Node:
    """Return the mark of an edit; Slack does not set it for an app that draws its blocks anew."""
    edited = body.get("edited")
    if not edited or (body.get("bot_id") and body.get("blocks")):
        return None
    return span(".edited", title=f"Edited {dates.near(str(edited.get('ts', '')), viewer)}")["(edited)"]


def _reactions(body: Body, viewer: Viewer) -> Node:
    given = body.get("reactions") or []
    if not given:
        return None
    return div(".reactions", role="group", aria_label="Reactions")[[_reaction(each, viewer) for each in given]]


def _reaction(given: Body, viewer: Viewer) -> Node:
    name, people = str(given["name"]), [str(each) for each in given.get("users") or []]
    mine = viewer.member.id in people
    count = int(given.get("count") or len(people))
    who = ", ".join("you" if each == viewer.member.id else viewer.name(each) for each in people)
    words = f"{who} reacted with :{name}:"
    base, _, tone = name.partition("::skin-tone-")
    return button(
        ".reaction",
        type="button",
        data_do="react",
        data_emoji=name,
        aria_pressed="true" if mine else "false",
        aria_label=f"{words}, {count} in all",
        title=words,
    )[emoji.html(base, tone), span(".count")[str(count)]]


def _replies(body: Body, viewer: Viewer, *, unread: bool) -> Node:
    count = int(body.get("reply_count") or 0)
    if not count:
        return None
    words = "1 reply" if count == 1 else f"{count} replies"
    faces = [author({"user": each}, viewer) for each in (body.get("reply_users") or [])[:_NAMED_FACES]]
    return button(class_=["replies", {"unread": unread}], type="button", data_do="thread", data_thread=str(body["ts"]))[
        span(".faces")[[avatar(each, "small") for each in faces]],
        span(".replies-count")[words],
        span(".new-count")["new"] if unread else None,
        span(".about")[f"last {dates.near(str(body.get('latest_reply', '')), viewer)}"],
    ]
