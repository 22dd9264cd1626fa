"""Views: a stack of three modals and one Home tab a person; hashes, external ids, and what typing survives."""

from typing import Any

from sandbox.composing import with_ids
from sandbox.elements import elements, lists, retained, states, with_value
from sandbox.errors import SlackError
from sandbox.hub import Hub, OpenView
from sandbox.workspace import Body, Conversation

MAX_DEPTH = 3
_DEFAULTS: Body = {
    "private_metadata": "",
    "callback_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "close": None,
    "submit": None,
    "external_id": "",
    "title": None,
}


def open_modal(hub: Hub, user: str, view: Body, *, here: str | None = None) -> OpenView:
    """Open a modal over whatever the person had open from this app; `here` is the conversation they look at."""
    _check_external_id(hub, view, None)
    opened = OpenView(_filled(hub, view, view_id=hub.ids.make("V"), previous=None))
    if here is not None:
        _start_with(opened, hub.workspace.conversations[here])
    hub.modals[user] = [opened]
    return opened


def push_modal(hub: Hub, user: str, view: Body) -> OpenView:
    """Put a modal on top of the open one. Raises SlackError: none open, or three already."""
    stack = hub.modals.get(user, [])
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= MAX_DEPTH:
        raise SlackError("push_limit_reached")
    _check_external_id(hub, view, None)
    opened = OpenView(_filled(hub, view, view_id=hub.ids.make("V"), previous=stack[-1]))
    opened.body["root_view_id"] = stack[0].body["id"]
    stack.append(opened)
    return opened


def replace_view(hub: Hub, opened: OpenView, view: Body, expected_hash: str | None = None) -> OpenView:
    """Update an open view in place. Values stay where ids stay. Raises hash_conflict for an old hash."""
    if expected_hash is not None and expected_hash != opened.body["hash"]:
        raise SlackError("hash_conflict")
    _check_external_id(hub, view, opened)
    old = opened.body
    kept = {key: old[key] for key in ("id", "root_view_id", "previous_view_id")}
    held = states(old["blocks"], opened.typed)
    opened.body = _filled(hub, view, view_id=old["id"], previous=None) | kept
    opened.typed = retained(opened.body["blocks"], held)
    opened.errors = {}
    return opened


def publish_home(hub: Hub, user: str, view: Body, expected_hash: str | None = None) -> OpenView:
    """Show a Home tab to a person. Raises hash_conflict for an old hash."""
    shown = hub.homes.get(user)
    if shown is not None:
        return replace_view(hub, shown, view, expected_hash)
    if expected_hash:
        raise SlackError("hash_conflict")
    hub.homes[user] = OpenView(_filled(hub, view, view_id=hub.ids.make("V"), previous=None))
    return hub.homes[user]


def find(hub: Hub, *, view_id: str = "", external_id: str = "") -> OpenView | None:
    """Return an open view by its id or external id."""
    everyone = [view for stack in hub.modals.values() for view in stack] + list(hub.homes.values())
    for opened in everyone:
        if view_id and opened.body["id"] == view_id:
            return opened
        if external_id and opened.body["external_id"] == external_id:
            return opened
    return None


def close_top(hub: Hub, user: str) -> None:
    """Close the view on top; with clear_on_close all of them."""
    stack = hub.modals.get(user, [])
    if stack and stack.pop().body["clear_on_close"]:
        stack.clear()


def close_all(hub: Hub, user: str) -> None:
    """Close every modal of a person."""
    hub.modals.get(user, []).clear()


def payload(opened: OpenView, *, with_state: bool = True) -> Body:
    """Return a view as interactions carry it, with what was typed in `state.values`."""
    values = states(opened.body["blocks"], opened.typed) if with_state else {}
    return {**opened.body, "state": {"values": values}}


def _filled(hub: Hub, view: Body, *, view_id: str, previous: OpenView | None) -> Body:
    made: Any = hub.seconds()
    return (
        _DEFAULTS
        | {key: value for key, value in view.items() if value is not None}
        | {
            "id": view_id,
            "team_id": hub.workspace.team_id,
            "blocks": with_ids(view.get("blocks"), hub.ids),
            "state": {"values": {}},
            "hash": f"{made}.{hub.ids.hexadecimal(8)}",
            "previous_view_id": previous.body["id"] if previous else None,
            "root_view_id": view_id,
            "app_id": hub.installation.app_id,
            "app_installed_team_id": hub.workspace.team_id,
            "bot_id": hub.installation.bot.bot_id,
        }
    )


def _start_with(opened: OpenView, here: Conversation) -> None:
    """Choose the present conversation where a picker asks for that and would offer it."""
    for found in elements(opened.body["blocks"]):
        element = found.element
        several = element["type"] == "multi_conversations_select"
        if not element.get("default_to_current_conversation") or any(key.startswith("initial_") for key in element):
            continue
        if lists(element, here):
            block_id, action_id = found.key
            chosen: Any = [here.id] if several else here.id
            opened.typed.setdefault(block_id, {})[action_id] = with_value(element, chosen)


def _check_external_id(hub: Hub, view: Body, mine: OpenView | None) -> None:
    external_id = view.get("external_id")
    if external_id:
        other = find(hub, external_id=external_id)
        if other is not None and other is not mine:
            raise SlackError("duplicate_external_id")
