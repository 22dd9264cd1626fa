"""Canvases: at most one a channel, in Markdown, written by the app or by people; none where the plan has none."""

import re

from sandbox.composing import file_body
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.workspace import Body, Canvas, Conversation, Member, StoredFile

MOST_CELLS = 300
MOST_LEVEL = 3
_HEADING = re.compile(r" {0,3}(#{1,6}) ")
_QUOTED_LIST = re.compile(r" {0,3}>[ >]*(?:[-*+]|\d+[.)]) ")
_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"[\s|:-]+")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def make(hub: Hub, channel: Conversation, author: Member, title: str, markdown: str) -> Canvas:
    """Give a channel its canvas. Raises channel_canvas_already_exists."""
    if channel.canvas is not None:
        raise SlackError("channel_canvas_already_exists")
    facts: Body = {
        "name": title or "Untitled",
        "title": title,
        "mimetype": "application/vnd.slack-docs",
        "mode": "quip",
    }
    body = file_body(hub, facts | {"filetype": "quip", "pretty_type": "Canvas"}, author)
    body["permalink"] = f"https://{hub.workspace.domain}.slack.com/docs/{hub.workspace.team_id}/{body['id']}"
    hub.workspace.files[body["id"]] = StoredFile(body, complete=True)
    made = Canvas(str(body["id"]), channel.id, author.id, title, markdown)
    hub.workspace.canvases[made.id] = made
    channel.canvas = made.id
    return made


def find(hub: Hub, canvas_id: str) -> Canvas:
    """Return a canvas that the app may see: its channel's members can. Raises canvas_not_found."""
    canvas = hub.workspace.canvases.get(canvas_id)
    if canvas is None or not hub.is_member(hub.workspace.conversations[canvas.channel]):
        raise SlackError("canvas_not_found")
    return canvas


def delete(hub: Hub, canvas: Canvas) -> None:
    """Take a canvas away from its channel."""
    del hub.workspace.canvases[canvas.id]
    hub.workspace.conversations[canvas.channel].canvas = None
    hub.workspace.files[canvas.id].deleted = True


def wrong_with(markdown: str) -> str:
    """Return why Slack takes no such Markdown for a canvas; empty where it does."""
    code, cells = False, 0
    for line in markdown.split("\n"):
        if _FENCE.match(line):
            code = not code
        if code:
            continue
        heading = _HEADING.match(line)
        if heading and len(heading[1]) > MOST_LEVEL:
            return "headings have three levels"
        if _QUOTED_LIST.match(line):
            return "a list cannot stand in a block quote"
        if not _ROW.fullmatch(line):
            cells = 0
        elif not _RULE.fullmatch(line):
            cells += line.strip().strip("|").replace("\\|", "").count("|") + 1
        if cells > MOST_CELLS:
            return f"a table has at most {MOST_CELLS} cells"
    return ""
