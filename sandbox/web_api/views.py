"""views.open, views.push, views.update, views.publish; beside them apps.connections.open and blocks.validate."""

from typing import Any

from sandbox import modals, validate
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Body

_VALIDATED = {"blocks": "invalid_blocks", "view": "invalid_view", "message": "invalid_message"}


def open_view(hub: Hub, arguments: Arguments) -> Body:
    """Open a modal for the person whose interaction gave the trigger."""
    view = _view(arguments, "modal")
    trigger = hub.triggers.exchange(arguments.text("trigger_id"))
    return {"view": modals.payload(modals.open_modal(hub, trigger.user, view, here=trigger.channel))}


def push(hub: Hub, arguments: Arguments) -> Body:
    """Put a modal on top of the one in which the trigger was made."""
    view = _view(arguments, "modal")
    trigger = hub.triggers.exchange(arguments.text("trigger_id"))
    if trigger.view_id is None:
        raise SlackError("invalid_trigger_id")
    return {"view": modals.payload(modals.push_modal(hub, trigger.user, view))}


def update(hub: Hub, arguments: Arguments) -> Body:
    """Change an open view, found by its id or external id."""
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not (view_id or external_id):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: view_id or external_id"])
    opened = modals.find(hub, view_id=view_id, external_id=external_id)
    if opened is None:
        raise SlackError("not_found")
    view = _view(arguments, str(opened.body["type"]))
    return {"view": modals.payload(modals.replace_view(hub, opened, view, _hash(arguments)))}


def publish(hub: Hub, arguments: Arguments) -> Body:
    """Show a person their Home tab."""
    if not hub.installation.manifest.home_tab:
        raise SlackError("not_enabled")
    user = arguments.text("user_id")
    member = hub.workspace.members.get(user)
    if member is None or member.is_bot:
        raise SlackError("invalid_arguments", messages=["[ERROR] user_id is not a person of this workspace"])
    view = _view(arguments, "home")
    return {"view": modals.payload(modals.publish_home(hub, user, view, _hash(arguments)))}


def connections_open(hub: Hub, _arguments: Arguments) -> Body:
    """Give a single-use WebSocket address."""
    return {"url": hub.sockets.open_url()}


def blocks_validate(_hub: Hub, arguments: Arguments) -> Body:
    """Check blocks, a view or a message without doing anything; needs no token."""
    given = [name for name in _VALIDATED if arguments.given(name)]
    if len(given) != 1:
        raise SlackError("invalid_arguments", messages=["[ERROR] exactly one of blocks, view, message"])
    try:
        value: Any = arguments.structure(given[0])
    except ValueError as error:
        raise SlackError(_VALIDATED[given[0]], messages=["[ERROR] not JSON"]) from error
    if given[0] == "blocks":
        findings = validate.blocks(value, "message")
    elif not isinstance(value, dict):
        raise SlackError(_VALIDATED[given[0]], messages=["[ERROR] must be an object"])
    else:
        findings = validate.view(value) if given[0] == "view" else validate.message(value)
    if findings:
        errors = [{"pointer": each.pointer, "code": each.code, "message": each.message} for each in findings]
        raise SlackError(_VALIDATED[given[0]], errors=errors)
    return {}


def _view(arguments: Arguments, kind: str) -> Body:
    try:
        view = arguments.structure("view")
    except ValueError as error:
        raise SlackError("invalid_arguments", messages=["[ERROR] view is not JSON"]) from error
    if not isinstance(view, dict) or view.get("type") != kind:
        raise SlackError("invalid_arguments", messages=[f"[ERROR] view must be of type {kind} [json-pointer:/view]"])
    findings = validate.view(view)
    if findings:
        raise SlackError(validate.error(findings), messages=validate.as_messages(findings))
    return view


def _hash(arguments: Arguments) -> str | None:
    return arguments.text("hash") or None
