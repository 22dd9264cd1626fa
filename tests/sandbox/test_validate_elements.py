"""Block elements: where they may stand and what they may hold."""

from typing import Any

import pytest

from sandbox import validate
from sandbox.validate import Surface

OPTION = {"text": {"type": "plain_text", "text": "One"}, "value": "1"}
OTHER = {"text": {"type": "plain_text", "text": "Two"}, "value": "2"}
FEEDBACK = {"text": {"type": "plain_text", "text": "Good"}, "value": "up"}
PLAIN = {"type": "plain_text", "text": "x"}
CONFIRM = {"title": PLAIN, "text": {"type": "mrkdwn", "text": "*really*"}, "confirm": PLAIN, "deny": PLAIN}

PICKERS: dict[str, dict[str, Any]] = {
    "static_select": {"options": [OPTION]},
    "external_select": {},
    "users_select": {},
    "conversations_select": {},
    "channels_select": {},
}
MULTI_PICKERS: dict[str, dict[str, Any]] = {f"multi_{kind}": fields for kind, fields in PICKERS.items()}
TIMES_AND_BOXES: dict[str, dict[str, Any]] = {
    "datepicker": {},
    "timepicker": {},
    "checkboxes": {"options": [OPTION]},
    "radio_buttons": {"options": [OPTION]},
}
INPUTS: dict[str, dict[str, Any]] = {
    "plain_text_input": {},
    "rich_text_input": {},
    "email_text_input": {},
    "url_text_input": {},
    "number_input": {"is_decimal_allowed": False},
    "file_input": {},
}
BUTTONS: dict[str, dict[str, Any]] = {
    "button": {"text": PLAIN},
    "overflow": {"options": [OPTION]},
    "workflow_button": {"text": PLAIN, "workflow": {"trigger": {"url": "https://x.test/t"}}},
}
REACTIONS: dict[str, dict[str, Any]] = {
    "feedback_buttons": {"positive_button": FEEDBACK, "negative_button": FEEDBACK},
    "icon_button": {"icon": "trash", "text": PLAIN},
}
IMAGE: dict[str, dict[str, Any]] = {"image": {"image_url": "https://x.test/a.png", "alt_text": "a"}}
DATETIME: dict[str, dict[str, Any]] = {"datetimepicker": {}}
ALL = PICKERS | MULTI_PICKERS | TIMES_AND_BOXES | INPUTS | BUTTONS | REACTIONS | IMAGE | DATETIME

ALLOWED = {
    "section": {*PICKERS, *MULTI_PICKERS, *TIMES_AND_BOXES, *BUTTONS, *IMAGE},
    "actions": {*PICKERS, *TIMES_AND_BOXES, *BUTTONS, *DATETIME},
    "input": {*PICKERS, *MULTI_PICKERS, *TIMES_AND_BOXES, *INPUTS, *DATETIME},
    "context": set(IMAGE),
    "context_actions": set(REACTIONS),
}
MESSAGE_ONLY = {"workflow_button", *REACTIONS}
MODAL_ONLY = {"email_text_input", "url_text_input", "number_input", "file_input"}


def inside(container: str, element: dict[str, Any]) -> dict[str, Any]:
    if container == "section":
        return {"type": "section", "text": PLAIN, "accessory": element}
    if container == "input":
        return {"type": "input", "label": PLAIN, "element": element}
    return {"type": container, "elements": [element]}


def refused(container: str, element: dict[str, Any], surface: Surface = "modal") -> list[str]:
    prefix = {"section": "/blocks/0/accessory", "input": "/blocks/0/element"}.get(container, "/blocks/0/elements/0")
    found = validate.blocks([inside(container, element)], surface)
    return [finding.pointer.removeprefix(prefix) for finding in found]


@pytest.mark.parametrize("container", ALLOWED)
def test_a_block_takes_the_elements_that_slack_lists_and_no_others(container: str) -> None:
    for kind, fields in ALL.items():
        surface: Surface = "message" if kind in MESSAGE_ONLY or container == "context_actions" else "modal"

        taken = refused(container, {"type": kind, **fields}, surface) == []

        assert taken == (kind in ALLOWED[container]), kind


@pytest.mark.parametrize("kind", sorted(ALL))
def test_an_element_is_taken_only_on_surfaces_that_draw_it(kind: str) -> None:
    container = next(name for name, kinds in ALLOWED.items() if kind in kinds)
    surfaces: tuple[Surface, ...] = ("message", "modal", "home")
    expected = {"message", "modal", "home"}
    if kind in MESSAGE_ONLY:
        expected = {"message"}
    elif kind in MODAL_ONLY:
        expected = {"modal"}
    elif kind == "datetimepicker":
        expected = {"message", "modal"}

    drawn = {surface for surface in surfaces if refused(container, {"type": kind, **ALL[kind]}, surface) == []}

    assert drawn == expected


GOOD = [
    ("actions", {"type": "button", "text": PLAIN, "value": "x" * 2000, "style": "danger", "confirm": CONFIRM}),
    ("actions", {"type": "button", "text": PLAIN, "url": "slack://open", "accessibility_label": "x" * 75}),
    ("section", {"type": "overflow", "options": [{**OPTION, "url": "https://x.test"}] * 5, "confirm": CONFIRM}),
    ("input", {"type": "static_select", "options": [OPTION, OTHER], "initial_option": OTHER}),
    (
        "input",
        {
            "type": "multi_static_select",
            "option_groups": [{"label": PLAIN, "options": [OPTION]}, {"label": PLAIN, "options": [OTHER]}],
            "initial_options": [OTHER],
            "max_selected_items": 1,
        },
    ),
    ("input", {"type": "datepicker", "initial_date": "2024-02-29", "placeholder": PLAIN, "focus_on_load": True}),
    ("input", {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Berlin"}),
    ("input", {"type": "datetimepicker", "initial_date_time": 1_700_000_000}),
    (
        "input",
        {
            "type": "plain_text_input",
            "multiline": True,
            "min_length": 0,
            "max_length": 3000,
            "initial_value": "",
            "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        },
    ),
    ("input", {"type": "number_input", "is_decimal_allowed": True, "min_value": "-1.5", "initial_value": "0"}),
    ("input", {"type": "conversations_select", "response_url_enabled": True, "filter": {"include": ["public"]}}),
    ("input", {"type": "file_input", "filetypes": ["csv"], "max_files": 10}),
    ("input", {"type": "multi_users_select", "initial_users": ["U012ABC", "W012ABC"]}),
    (
        "input",
        {
            "type": "checkboxes",
            "options": [{"text": {"type": "mrkdwn", "text": "*b*"}, "value": "b", "description": PLAIN}],
        },
    ),
]


@pytest.mark.parametrize(("container", "element"), GOOD)
def test_a_right_element_is_taken(container: str, element: dict[str, Any]) -> None:
    assert refused(container, element) == []


def long(size: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * size}


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("actions", {"type": "button"}, ""),
    ("actions", {"type": "button", "text": long(76)}, "/text/text"),
    ("actions", {"type": "button", "text": {"type": "mrkdwn", "text": "x"}}, "/text/type"),
    ("actions", {"type": "button", "text": PLAIN, "value": "x" * 2001}, "/value"),
    ("actions", {"type": "button", "text": PLAIN, "url": "https://" + "x" * 2993}, "/url"),
    ("actions", {"type": "button", "text": PLAIN, "url": "no address"}, "/url"),
    ("actions", {"type": "button", "text": PLAIN, "style": "default"}, "/style"),
    ("actions", {"type": "button", "text": PLAIN, "action_id": "x" * 256}, "/action_id"),
    ("actions", {"type": "button", "text": PLAIN, "tooltip": "x"}, "/tooltip"),
    ("actions", {"type": "button", "text": PLAIN, "accessibility_label": "x" * 76}, "/accessibility_label"),
    ("actions", {"type": "button", "text": PLAIN, "confirm": {**CONFIRM, "title": long(101)}}, "/confirm/title/text"),
    ("actions", {"type": "button", "text": PLAIN, "confirm": {**CONFIRM, "text": long(301)}}, "/confirm/text/text"),
    ("actions", {"type": "button", "text": PLAIN, "confirm": {**CONFIRM, "deny": long(31)}}, "/confirm/deny/text"),
    (
        "actions",
        {"type": "button", "text": PLAIN, "confirm": {key: CONFIRM[key] for key in ("title", "text", "confirm")}},
        "/confirm",
    ),
    ("actions", {"type": "overflow", "options": []}, "/options"),
    ("actions", {"type": "overflow", "options": [OPTION] * 6}, "/options"),
    ("actions", {"type": "static_select"}, ""),
    ("actions", {"type": "static_select", "options": [OPTION] * 101}, "/options"),
    ("actions", {"type": "static_select", "options": [{**OPTION, "text": long(76)}]}, "/options/0/text/text"),
    ("actions", {"type": "static_select", "options": [{**OPTION, "value": "x" * 151}]}, "/options/0/value"),
    ("actions", {"type": "static_select", "options": [{**OPTION, "url": "https://x.test"}]}, "/options/0/url"),
    ("actions", {"type": "static_select", "options": [OPTION], "initial_option": OTHER}, "/initial_option"),
    ("actions", {"type": "static_select", "options": [OPTION], "option_groups": []}, "/option_groups"),
    (
        "actions",
        {"type": "static_select", "options": [OPTION], "option_groups": [{"label": PLAIN, "options": [OPTION]}]},
        "",
    ),
    ("actions", {"type": "static_select", "options": [OPTION], "placeholder": long(151)}, "/placeholder/text"),
    ("actions", {"type": "users_select", "initial_user": "ben"}, "/initial_user"),
    ("actions", {"type": "conversations_select", "filter": {}}, "/filter"),
    ("actions", {"type": "channels_select", "response_url_enabled": True}, "/response_url_enabled"),
    ("input", {"type": "multi_users_select", "initial_users": ["U1", "U2"], "max_selected_items": 1}, "/initial_users"),
    ("input", {"type": "multi_users_select", "max_selected_items": 0}, "/max_selected_items"),
    ("input", {"type": "multi_static_select", "options": [OPTION], "initial_options": [OTHER]}, "/initial_options/0"),
    ("input", {"type": "datepicker", "initial_date": "2023-02-29"}, "/initial_date"),
    ("input", {"type": "datepicker", "initial_date": "29.02.2024"}, "/initial_date"),
    ("input", {"type": "timepicker", "initial_time": "24:00"}, "/initial_time"),
    ("input", {"type": "timepicker", "initial_time": "9:05"}, "/initial_time"),
    ("input", {"type": "timepicker", "timezone": "Mars/Olympus"}, "/timezone"),
    ("input", {"type": "timepicker", "timezone": ["UTC"]}, "/timezone"),
    ("input", {"type": "datetimepicker", "initial_date_time": 999_999_999}, "/initial_date_time"),
    ("input", {"type": "datetimepicker", "initial_date_time": "1700000000"}, "/initial_date_time"),
    ("input", {"type": "datetimepicker", "initial_date_time": True}, "/initial_date_time"),
    ("input", {"type": "checkboxes", "options": [OPTION] * 11}, "/options"),
    ("input", {"type": "checkboxes", "options": []}, "/options"),
    ("input", {"type": "radio_buttons", "options": [OPTION], "initial_option": OTHER}, "/initial_option"),
    ("input", {"type": "plain_text_input", "max_length": 3001}, "/max_length"),
    ("input", {"type": "plain_text_input", "min_length": 5, "max_length": 4}, "/min_length"),
    ("input", {"type": "plain_text_input", "max_length": 4, "initial_value": "12345"}, "/initial_value"),
    ("input", {"type": "plain_text_input", "multiline": "true"}, "/multiline"),
    (
        "input",
        {"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_blur"]}},
        "/dispatch_action_config/trigger_actions_on/0",
    ),
    ("input", {"type": "number_input"}, ""),
    ("input", {"type": "number_input", "is_decimal_allowed": False, "initial_value": "1.5"}, "/initial_value"),
    ("input", {"type": "number_input", "is_decimal_allowed": True, "min_value": "2", "max_value": "1"}, "/min_value"),
    ("input", {"type": "number_input", "is_decimal_allowed": True, "max_value": 1}, "/max_value"),
    ("input", {"type": "number_input", "is_decimal_allowed": True, "initial_value": "many"}, "/initial_value"),
    ("input", {"type": "file_input", "max_files": 11}, "/max_files"),
    ("input", {"type": "rich_text_input", "min_lines": 4, "max_lines": 3}, "/min_lines"),
    ("input", {"type": "plain_text_input", "min_length": True}, "/min_length"),
    ("input", {"type": "rich_text_input", "initial_value": "text"}, "/initial_value"),
    ("input", {"type": "email_text_input", "initial_value": "nobody"}, "/initial_value"),
]


@pytest.mark.parametrize(("container", "element", "pointer"), BAD)
def test_a_wrong_element_is_refused_where_it_is_wrong(container: str, element: dict[str, Any], pointer: str) -> None:
    assert refused(container, element) == [pointer]


def test_a_menu_with_more_than_a_hundred_options_needs_groups() -> None:
    groups = [{"label": PLAIN, "options": [OPTION] * 100}] * 2

    assert refused("actions", {"type": "static_select", "option_groups": groups}) == []
    assert refused("actions", {"type": "static_select", "option_groups": groups * 51}) == ["/option_groups"]
