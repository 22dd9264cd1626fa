"""What a person picks or types, turned into the state Slack reports: option texts into options, handles into ids."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sandbox.elements import options, with_value
from sandbox.errors import CannotDo
from sandbox.hub import Hub
from sandbox.workspace import Body

_WITH_OPTIONS = frozenset(
    {
        "static_select",
        "multi_static_select",
        "external_select",
        "multi_external_select",
        "radio_buttons",
        "checkboxes",
        "overflow",
    }
)


def state_of(hub: Hub, element: Body, value: Any, offered: list[Body] | None = None) -> Body:
    """Return the state of an element that was set to `value`; None clears it. Raises CannotDo for what it lacks."""
    kind = str(element["type"])
    many = kind.startswith("multi_") or kind in ("checkboxes", "file_input")
    if value is None:
        return with_value(element, [] if many else None)
    chosen = [_single(hub, element, each, offered) for each in _listed(value, many=many)]
    most = element.get("max_selected_items")
    if most is not None and len(chosen) > most:
        raise CannotDo(f"No more than {most} can be chosen.")
    return with_value(element, chosen if many else chosen[0])


def option_named(element: Body, name: str, offered: list[Body] | None = None) -> Body:
    """Return the option with this text or value. Raises CannotDo when there is none."""
    found = offered if offered is not None else options(element)
    for option in found:
        if name in (option["text"]["text"], option.get("value")):
            return option
    raise CannotDo(f"There is no option {name!r}; there is: {', '.join(each['text']['text'] for each in found)}.")


def _listed(value: Any, *, many: bool) -> list[Any]:
    if many and isinstance(value, Iterable) and not isinstance(value, str | dict):
        return list(value)
    return [value]


def _single(hub: Hub, element: Body, value: Any, offered: list[Body] | None) -> Any:
    kind = str(element["type"])
    if kind in _WITH_OPTIONS:
        return option_named(element, str(value), offered)
    if "users_select" in kind or "conversations_select" in kind or "channels_select" in kind:
        return _id(hub, value)
    if isinstance(value, date | time):
        return _moment(kind, value)
    if kind == "rich_text_input" and isinstance(value, str):
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
        return {"type": "rich_text", "elements": [section]}
    return value if isinstance(value, dict) else str(value)


def _moment(kind: str, value: date | time) -> str | int:
    if kind == "datetimepicker":
        if not isinstance(value, datetime):
            raise CannotDo("A datetimepicker takes an aware datetime.")
        return int(value.timestamp())
    return value.strftime("%H:%M") if isinstance(value, time) else f"{value:%Y-%m-%d}"


def _id(hub: Hub, value: Any) -> str:
    key = str(getattr(value, "id", value))
    member = hub.workspace.by_handle(key)
    channel = hub.workspace.by_channel_name(key)
    found = member.id if member else channel.id if channel else key
    if found not in hub.workspace.members and found not in hub.workspace.conversations:
        raise CannotDo(f"Nobody and nothing here is called {key!r}.")
    return found
