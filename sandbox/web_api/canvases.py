"""conversations.canvases.create, canvases.edit and canvases.delete."""

from typing import Any

from sandbox import canvases
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.methods import METHODS
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Body, Canvas


def create(hub: Hub, arguments: Arguments) -> Body:
    """Give a channel its canvas."""
    _check_plan(hub, "conversations.canvases.create")
    channel = hub.channel(arguments.text("channel_id"))
    if not hub.is_member(channel) or channel.archived:
        raise SlackError("restricted_action")
    title = arguments.text("title")
    markdown = _markdown(arguments.structure("document_content"), "canvas_creation_failed")
    return {"canvas_id": canvases.make(hub, channel, hub.installation.bot, title, markdown).id}


def edit(hub: Hub, arguments: Arguments) -> Body:
    """Change a canvas: exactly one change a call."""
    _check_plan(hub, "canvases.edit")
    canvas = canvases.find(hub, arguments.text("canvas_id"))
    changes: Any = arguments.structure("changes")
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        raise SlackError("invalid_arguments", messages=["[ERROR] exactly 1 item allowed [json-pointer:/changes]"])
    _change(hub, canvas, changes[0])
    return {}


def delete(hub: Hub, arguments: Arguments) -> Body:
    """Delete a canvas; the app may delete its own."""
    canvas = canvases.find(hub, arguments.text("canvas_id"))
    if canvas.creator != hub.installation.bot.id:
        raise SlackError("restricted_action")
    canvases.delete(hub, canvas)
    return {}


def _change(hub: Hub, canvas: Canvas, change: Body) -> None:
    operation = change.get("operation")
    if change.get("section_id"):
        raise SlackError("canvas_editing_failed", detail="sections are not served here")
    if operation == "rename":
        canvas.title = _markdown(change.get("title_content"), "canvas_editing_failed")
        hub.workspace.files[canvas.id].body["title"] = canvas.title
        return
    written = _markdown(change.get("document_content"), "canvas_editing_failed")
    if operation == "replace":
        canvas.markdown = written
    elif operation == "insert_at_start":
        canvas.markdown = f"{written}\n\n{canvas.markdown}"
    elif operation == "insert_at_end":
        canvas.markdown = f"{canvas.markdown}\n\n{written}"
    else:
        raise SlackError("invalid_arguments", messages=["[ERROR] must be a valid enum value [json-pointer:/changes/0]"])


def _markdown(given: Any, refusal: str) -> str:
    if given is None:
        return ""
    if not isinstance(given, dict) or given.get("type") != "markdown" or not isinstance(given.get("markdown"), str):
        raise SlackError("invalid_arguments", messages=["[ERROR] must be an object of type markdown"])
    if wrong := canvases.wrong_with(given["markdown"]):
        raise SlackError(refusal, detail=wrong)
    return str(given["markdown"])


def _check_plan(hub: Hub, method: str) -> None:
    """Refuse what this workspace has no canvases for, where the method knows that refusal."""
    refusal = hub.workspace.no_canvases
    if refusal and refusal in METHODS[method].errors:
        raise SlackError(refusal)
