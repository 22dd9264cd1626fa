"""What the answer to a submission does to a person's modals, and what is wrong with it."""

from typing import Any

from sandbox import modals, validate
from sandbox.errors import SlackError
from sandbox.hub import Hub, OpenView
from sandbox.workspace import Body


def respond(hub: Hub, user: str, opened: OpenView, body: Any) -> list[str]:
    """Do what the ack of a submission says; returns what is wrong with it."""
    if not body:
        if opened in hub.modals.get(user, []):
            modals.close_top(hub, user)
        return []
    action = body.get("response_action") if isinstance(body, dict) else None
    if action == "clear":
        modals.close_all(hub, user)
    elif action == "errors":
        return _set_errors(opened, body.get("errors"))
    elif action in ("update", "push"):
        return _show(hub, user, opened, body)
    else:
        return [f"response_action is {action!r}"]
    return []


def _show(hub: Hub, user: str, opened: OpenView, body: Body) -> list[str]:
    view = body.get("view")
    if not isinstance(view, dict):
        return ["view is missing"]
    findings = validate.view(view)
    if findings:
        return validate.as_messages(findings)
    try:
        if body["response_action"] == "update":
            modals.replace_view(hub, opened, view)
        else:
            modals.push_modal(hub, user, view)
    except SlackError as refused:
        return [refused.code]
    return []


def _set_errors(opened: OpenView, errors: Any) -> list[str]:
    inputs = {block["block_id"] for block in opened.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        return ["errors must map block_id to a sentence"]
    strange = [f"{block_id} is not an input block" for block_id in errors if block_id not in inputs]
    if not strange:
        opened.errors = {str(block_id): str(text) for block_id, text in errors.items()}
    return strange
