"""What a person picks or types, turned into the state Slack reports: option texts into options, handles into ids."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sandbox import validate
from sandbox.driver.composer import Rich, composed, verbatim
from sandbox.elements import lists, options, with_value
from sandbox.errors import CannotDo
from sandbox.hub import Hub
from sandbox.workspace import Body, Member

WITH_OPTIONS = frozenset(
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
_FORMS = {"datepicker": re.compile(r"\d{4}-\d{2}-\d{2}"), "timepicker": re.compile(r"([01]\d|2[0-3]):[0-5]\d")}


def state_of(hub: Hub, element: Body, value: Any, offered: list[Body] | None = None, *, by: str = "") -> Body:
    """Return the state of an element that `by` set to `value`; None clears it. Raises CannotDo for what it lacks."""
    kind = str(element["type"])
    many = kind.startswith("multi_") or kind in ("checkboxes", "file_input")
    if value is None:
        if kind == "radio_buttons":
            raise CannotDo("A radio button stays chosen.")
        return with_value(element, [] if many else None)
    chosen = [_single(hub, element, each, offered, by) for each in _listed(value, many=many)]
    most = element.get("max_selected_items")
    if most is not None and len(chosen) > most:
        raise CannotDo(f"No more than {most} can be chosen.")
    if any(each in chosen[:place] for place, each in enumerate(chosen)):
        raise CannotDo("Nothing can be chosen twice.")
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


def _single(hub: Hub, element: Body, value: Any, offered: list[Body] | None, by: str) -> Any:
    kind = str(element["type"])
    if kind in WITH_OPTIONS:
        return value if isinstance(value, dict) else option_named(element, str(value), offered)
    if kind.endswith(("users_select", "conversations_select", "channels_select")):
        return _id(hub, element, value, by)
    if kind in ("datepicker", "timepicker", "datetimepicker"):
        return _moment(kind, value)
    if kind == "rich_text_input":
        return _rich(hub, value)
    return value if isinstance(value, dict) else str(value)


def _rich(hub: Hub, value: Any) -> Body:
    if isinstance(value, Rich):
        return composed(hub, value)
    if isinstance(value, str):
        return verbatim(value)
    findings = validate.blocks([value], "message")
    if findings or value["type"] != "rich_text":
        raise CannotDo(f"The composer makes no such rich text: {validate.as_messages(findings)}.")
    return dict(value)


def _moment(kind: str, value: Any) -> str | int:
    if kind == "datetimepicker":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise CannotDo("A datetimepicker takes an aware datetime.")
        return int(value.replace(second=0, microsecond=0).timestamp())
    text = value
    if isinstance(value, date):
        text = f"{value:%Y-%m-%d}"
    elif isinstance(value, time):
        text = f"{value:%H:%M}"
    if not isinstance(text, str) or not _FORMS[kind].fullmatch(text):
        raise CannotDo(f"A {kind} does not take {value!r}.")
    return text


def _id(hub: Hub, element: Body, value: Any, by: str) -> str:
    key = str(getattr(value, "id", value))
    kind = str(element["type"])
    member = hub.workspace.by_handle(key) or hub.workspace.members.get(key)
    channel = hub.workspace.by_channel_name(key) or hub.workspace.conversations.get(key)
    if member is None and channel is None:
        raise CannotDo(f"Nobody and nothing here is called {key!r}.")
    if "users" in kind:
        return _person(member, key)
    if channel is None or (channel.private and by and by not in channel.members) or not lists(element, channel):
        raise CannotDo(f"{key!r} is not among the conversations to choose from.")
    return channel.id


def _person(member: Member | None, key: str) -> str:
    if member is None or member.deleted:
        raise CannotDo(f"{key!r} is not among the people to choose from.")
    return member.id
