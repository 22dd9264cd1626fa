"""Slack's block elements: what each may hold, in which block it may stand, and on which surface.

It must refuse an element in a place where Slack would not draw it, even where the element itself is right.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sandbox.validate.checks import (
    At,
    Check,
    Finding,
    Surface,
    array,
    boolean,
    by_type,
    exactly_one_of,
    integer,
    length,
    obj,
    one_of,
    string,
    url,
)
from sandbox.validate.composition import (
    CHANNEL_ID,
    CONFIRM,
    CONVERSATION_FILTER,
    CONVERSATION_ID,
    DISPATCH,
    ID,
    IMAGE,
    MARKED_OPTION,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    USER_ID,
    initial_among_options,
    not_more_than_selectable,
    plain,
)
from sandbox.validate.rich_text import RICH_TEXT

_ANY_URL = url(3000, "[a-z][a-z0-9+.-]*")
_STYLE = one_of("primary", "danger")
_VISIBLE = array(USER_ID, 1, 10, unique=True)
_PLACEHOLDER: Mapping[str, Check] = {"placeholder": plain(150)}
_ACTION: Mapping[str, Check] = {"action_id": ID}
_PICK: Mapping[str, Check] = {**_ACTION, "confirm": CONFIRM, "focus_on_load": boolean}
_TYPED: Mapping[str, Check] = {
    **_ACTION,
    **_PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}
_MENU: Mapping[str, Check] = {**_PICK, **_PLACEHOLDER}
_SEVERAL: Mapping[str, Check] = {**_MENU, "max_selected_items": integer(1, 100)}
_CHOICES: Mapping[str, Check] = {"options": array(OPTION, 1, 100), "option_groups": array(OPTION_GROUP, 1, 100)}
_CONVERSATIONS: Mapping[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}


def _calendar_date(value: Any, at: At) -> Iterator[Finding]:
    found = list(string(10, pattern=r"\d{4}-\d{2}-\d{2}", described="must be a date: YYYY-MM-DD")(value, at))
    if not found:
        try:
            date.fromisoformat(value)
        except ValueError:
            found.append(at.broken("must be a date that exists"))
    yield from found


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # read from files once, and only when somebody sets a zone


def _zone(value: Any, at: At) -> Iterator[Finding]:
    if not isinstance(value, str) or value not in _zones():
        yield at.broken("must be an IANA time zone")


def _response_url_only_in_modal_input(value: Any, at: At) -> Iterator[Finding]:
    if "response_url_enabled" in value and not (at.surface == "modal" and at.container == "input"):
        yield at.down("response_url_enabled").broken("only works in an input block of a modal")


def _shortest_not_above_longest(value: Any, at: At) -> Iterator[Finding]:
    shortest, longest = value.get("min_length", 0), value.get("max_length", 3000)
    if shortest > longest:
        yield at.down("min_length").broken("must not be greater than max_length")
    elif "initial_value" in value and length(value["initial_value"]) > longest:
        yield at.down("initial_value").broken(f"must be less than {longest + 1} characters")


def _lines_in_order(value: Any, at: At) -> Iterator[Finding]:
    if value.get("min_lines", 0) > value.get("max_lines", value.get("min_lines", 0)):
        yield at.down("min_lines").broken("must not be greater than max_lines")


def _numbers_in_order(value: Any, at: At) -> Iterator[Finding]:
    names = [name for name in ("initial_value", "min_value", "max_value") if name in value]
    numbers = {name: Decimal(value[name]) for name in names}
    for name, given in numbers.items():
        if not value["is_decimal_allowed"] and given != given.to_integral_value():
            yield at.down(name).broken("must be a whole number")
    for low, high in (("min_value", "max_value"), ("min_value", "initial_value"), ("initial_value", "max_value")):
        if low in numbers and high in numbers and numbers[low] > numbers[high]:
            yield at.down(low).broken(f"must not be greater than {high}")


def _select(kind: str, optional: Mapping[str, Check], *rules: Check) -> Check:
    return obj({}, {**_MENU, **optional}, *rules, constant=kind)


def _multi_select(kind: str, optional: Mapping[str, Check], *rules: Check) -> Check:
    return obj({}, {**_SEVERAL, **optional}, *rules, not_more_than_selectable, constant=kind)


_DECIMAL = string(50, pattern=r"-?\d+(\.\d+)?", described="must be a number")
_FEEDBACK = obj({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
_WORKFLOW = obj(
    {
        "trigger": obj(
            {"url": url()},
            {"customizable_input_parameters": array(obj({"name": string(), "value": string()}))},
        )
    }
)
_ONE_CHOICE = exactly_one_of("options", "option_groups")
_TEN_OPTIONS = {"options": array(MARKED_OPTION, 1, 10)}

_CHECKS: Mapping[str, Check] = {
    "button": obj(
        {"text": plain(75)},
        {
            **_ACTION,
            "url": _ANY_URL,
            "value": string(2000),
            "style": _STYLE,
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "agent_prompt": string(4000),
            "agent_prompt_display": string(75),
            "visible_to_user_ids": _VISIBLE,
        },
        constant="button",
    ),
    "overflow": obj({"options": array(OVERFLOW_OPTION, 1, 5)}, {**_ACTION, "confirm": CONFIRM}, constant="overflow"),
    "static_select": _select(
        "static_select", {**_CHOICES, "initial_option": OPTION}, _ONE_CHOICE, initial_among_options
    ),
    "external_select": _select("external_select", {"min_query_length": integer(0, 3000), "initial_option": OPTION}),
    "users_select": _select("users_select", {"initial_user": USER_ID}),
    "conversations_select": _select(
        "conversations_select",
        {"initial_conversation": CONVERSATION_ID, "response_url_enabled": boolean, **_CONVERSATIONS},
        _response_url_only_in_modal_input,
    ),
    "channels_select": _select(
        "channels_select",
        {"initial_channel": CHANNEL_ID, "response_url_enabled": boolean},
        _response_url_only_in_modal_input,
    ),
    "multi_static_select": _multi_select(
        "multi_static_select",
        {**_CHOICES, "initial_options": array(OPTION, 1, 100, unique=True)},
        _ONE_CHOICE,
        initial_among_options,
    ),
    "multi_external_select": _multi_select(
        "multi_external_select",
        {"min_query_length": integer(0, 3000), "initial_options": array(OPTION, 1, 100, unique=True)},
    ),
    "multi_users_select": _multi_select("multi_users_select", {"initial_users": array(USER_ID, 1, 100, unique=True)}),
    "multi_conversations_select": _multi_select(
        "multi_conversations_select",
        {"initial_conversations": array(CONVERSATION_ID, 1, 100, unique=True), **_CONVERSATIONS},
    ),
    "multi_channels_select": _multi_select(
        "multi_channels_select", {"initial_channels": array(CHANNEL_ID, 1, 100, unique=True)}
    ),
    "datepicker": obj({}, {**_MENU, "initial_date": _calendar_date}, constant="datepicker"),
    "timepicker": obj(
        {},
        {
            **_MENU,
            "initial_time": string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d", described="must be a time: HH:mm"),
            "timezone": _zone,
        },
        constant="timepicker",
    ),
    "datetimepicker": obj(
        {}, {**_PICK, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}, constant="datetimepicker"
    ),
    "checkboxes": obj(
        _TEN_OPTIONS,
        {**_PICK, "initial_options": array(MARKED_OPTION, 1, 10, unique=True)},
        initial_among_options,
        constant="checkboxes",
    ),
    "radio_buttons": obj(
        _TEN_OPTIONS, {**_PICK, "initial_option": MARKED_OPTION}, initial_among_options, constant="radio_buttons"
    ),
    "plain_text_input": obj(
        {},
        {
            **_TYPED,
            "initial_value": string(3000, minimum=0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _shortest_not_above_longest,
        constant="plain_text_input",
    ),
    "rich_text_input": obj(
        {},
        {**_TYPED, "initial_value": RICH_TEXT, "min_lines": integer(1, 100), "max_lines": integer(1, 100)},
        _lines_in_order,
        constant="rich_text_input",
    ),
    "email_text_input": obj(
        {},
        {**_TYPED, "initial_value": string(pattern=r"[^@\s]+@[^@\s]+", described="must be an email address")},
        constant="email_text_input",
    ),
    "url_text_input": obj({}, {**_TYPED, "initial_value": _ANY_URL}, constant="url_text_input"),
    "number_input": obj(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": _DECIMAL, "min_value": _DECIMAL, "max_value": _DECIMAL},
        _numbers_in_order,
        constant="number_input",
    ),
    "file_input": obj(
        {}, {**_ACTION, "filetypes": array(string(50)), "max_files": integer(1, 10)}, constant="file_input"
    ),
    "workflow_button": obj(
        {"text": plain(75), "workflow": _WORKFLOW},
        {**_ACTION, "style": _STYLE, "accessibility_label": string(75)},
        constant="workflow_button",
    ),
    "feedback_buttons": obj(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION, constant="feedback_buttons"
    ),
    "icon_button": obj(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            **_ACTION,
            "accessibility_label": string(75),
            "value": string(2000),
            "visible_to_user_ids": _VISIBLE,
            "confirm": CONFIRM,
        },
        constant="icon_button",
    ),
    "image": IMAGE,
}

_PICKERS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MULTI_PICKERS = tuple(f"multi_{kind}" for kind in _PICKERS)
_TIMES_AND_BOXES = ("datepicker", "timepicker", "checkboxes", "radio_buttons")
_INPUTS = ("plain_text_input", "rich_text_input", "email_text_input", "url_text_input", "number_input", "file_input")

# Which elements a block takes. Where Slack's pages disagree, the shorter list.
_CONTAINERS: Mapping[str, frozenset[str]] = {
    "section": frozenset(
        ("button", "overflow", "image", "workflow_button", *_PICKERS, *_MULTI_PICKERS, *_TIMES_AND_BOXES)
    ),
    "actions": frozenset(("button", "overflow", "workflow_button", "datetimepicker", *_PICKERS, *_TIMES_AND_BOXES)),
    "input": frozenset(("datetimepicker", *_PICKERS, *_MULTI_PICKERS, *_TIMES_AND_BOXES, *_INPUTS)),
    "context": frozenset(("image",)),
    "context_actions": frozenset(("feedback_buttons", "icon_button")),
    "card": frozenset(("button",)),
}
# Elements that are not drawn everywhere; all others are.
_SURFACES: Mapping[str, tuple[Surface, ...]] = {
    "datetimepicker": ("message", "modal"),
    "email_text_input": ("modal",),
    "url_text_input": ("modal",),
    "number_input": ("modal",),
    "file_input": ("modal",),
    "workflow_button": ("message",),
    "feedback_buttons": ("message",),
    "icon_button": ("message",),
}
_ANY_ELEMENT = by_type(_CHECKS)


def element(value: Any, at: At) -> Iterator[Finding]:
    """Check an element where it stands: `at.container` is the type of the block around it."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    if isinstance(kind, str) and kind in _CHECKS:
        if kind not in _CONTAINERS[at.container]:
            yield at.down("type").finding(
                "unsupported_type", f"unsupported type: {kind} in a block of type {at.container}"
            )
            return
        if at.surface not in _SURFACES.get(kind, (at.surface,)):
            yield at.down("type").finding("unsupported_type", f"unsupported type: {kind} on the surface {at.surface}")
            return
    yield from _ANY_ELEMENT(value, at)
