"""Fields to type into, and pickers of days and times, with what they hold.

A day and a time are the browser's own fields: they speak, and they fit a phone. A moment is in the viewer's zone.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from htpy import Node, button, div, input, p, span, textarea  # noqa: A004 -- the tag is called so

from sandbox.page import emoji
from sandbox.page.controls import Control, about_id
from sandbox.page.drawings import icon
from sandbox.workspace import Body

_KEYBOARDS = {"number_input": "decimal", "email_text_input": "email", "url_text_input": "url"}
_TOOLS = (
    ("bold", "B", "Bold (Ctrl+B)"),
    ("italic", "I", "Italic (Ctrl+I)"),
    ("strike", "S", "Strikethrough (Ctrl+Shift+X)"),
    ("code", "<>", "Code (Ctrl+Shift+C)"),
    ("link", "", "Link (Ctrl+Shift+U)"),
    ("ordered", "1.", "Numbered list (Ctrl+Shift+7)"),
    ("bullet", "•", "Bulleted list (Ctrl+Shift+8)"),
    ("quote", "❝", "Quote (Ctrl+Shift+9)"),
    ("block", "{ }", "Code block (Ctrl+Alt+Shift+C)"),
)
_LONGEST = 3000


def _text(drawn: Control) -> Node:
    element = drawn.element
    value = str(drawn.state.get("value") or "")
    given = drawn.said | {"placeholder": drawn.placeholder or None, "autocomplete": "off", "spellcheck": "true"}
    if element.get("multiline"):
        field: Node = textarea(".field-text", given, rows="4")["\n" + value if value.startswith("\n") else value]
    else:
        field = input(".field-text", given, type="text", inputmode=_KEYBOARDS.get(drawn.kind), value=value)
    return div(".control.typed", drawn.root | _told(drawn))[field, _limits(element)]


def _told(drawn: Control) -> dict[str, Any]:
    """Return when the app hears of what is typed: Enter, if it asked for that, and otherwise each change."""
    dispatches = drawn.block.get("dispatch_action") is True
    config = drawn.element.get("dispatch_action_config") or {}
    told = config.get("trigger_actions_on", ["on_enter_pressed"])
    return {"data-enter": dispatches and "on_enter_pressed" in told and not drawn.element.get("multiline")}


def _limits(element: Body) -> Node:
    least, most = element.get("min_length", 0), element.get("max_length", _LONGEST)
    if element.get("type") == "plain_text_input" and (least or most < _LONGEST):
        words = f"{least} to {most} characters" if least else f"At most {most} characters"
    else:
        low, high = element.get("min_value"), element.get("max_value")
        words = (
            f"From {low} to {high}" if low and high else f"At least {low}" if low else f"At most {high}" if high else ""
        )
    return p(".field-limits")[words] if words else None


def _day(drawn: Control) -> Node:
    return _when(drawn, "date", str(drawn.state.get("selected_date") or ""))


def _time(drawn: Control) -> Node:
    zone = str(drawn.element.get("timezone") or "")
    return _when(drawn, "time", str(drawn.state.get("selected_time") or ""), zone)


def _moment(drawn: Control) -> Node:
    held = drawn.state.get("selected_date_time")
    value = f"{datetime.fromtimestamp(int(held), drawn.viewer.zone):%Y-%m-%dT%H:%M}" if held else ""
    return _when(drawn, "datetime-local", value, drawn.viewer.member.tz)


def _when(drawn: Control, kind: str, value: str, zone: str = "") -> Node:
    return span(".control.when", drawn.root, data_zone=zone or None)[
        input(
            ".field-when",
            drawn.said,
            type=kind,
            value=value,
            title=drawn.placeholder or None,
            min={"date": "1900-01-01", "datetime-local": "2001-09-10T00:00"}.get(kind),
            max={"date": "9999-12-31", "datetime-local": "2286-11-20T00:00"}.get(kind),
        ),
        span(".field-zone")[zone.replace("_", " ")] if zone else None,
    ]


def _rich(drawn: Control) -> Node:
    """Return the frame of the editor; static/editor.js fills it from `data-value`, and nothing else touches that."""
    held = drawn.state.get("rich_text_value")
    return div(
        ".control.typed.rich",
        drawn.root | _told(drawn),
        data_value=json.dumps(held, ensure_ascii=False),
        data_names=json.dumps(dict(_names(held, drawn)), ensure_ascii=False),
        data_about=about_id(drawn.block) if drawn.wrong is not None else None,
    )[
        div(".rich-tools", role="toolbar", aria_label="Formatting", data_keep="tools")[
            [
                button(
                    ".rich-tool",
                    type="button",
                    data_style=name,
                    aria_label=words,
                    title=words,
                    aria_pressed="false",
                    tabindex="-1" if at else "0",
                )[span(aria_hidden="true")[sign] if sign else icon(name)]
                for at, (name, sign, words) in enumerate(_TOOLS)
            ]
        ],
        div(
            ".rich-words",
            drawn.said,
            role="textbox",
            aria_multiline="true",
            contenteditable="true",
            spellcheck="true",
            data_keep=f"{drawn.block.get('block_id')}/{drawn.element.get('action_id')}",
            data_placeholder=drawn.placeholder or None,
        ),
        # the list of people to mention is put here: whatever else is in a modal is drawn anew while one writes
        div(".rich-people", data_keep="list"),
    ]


def _names(value: Any, drawn: Control) -> Iterator[tuple[str, str]]:
    """Yield what people read for every id and emoji in a rich text."""
    if isinstance(value, list):
        for each in value:
            yield from _names(each, drawn)
    elif isinstance(value, Mapping):
        for key in ("user_id", "channel_id", "usergroup_id"):
            if key in value:
                yield str(value[key]), drawn.viewer.name(str(value[key]))
        if value.get("type") == "emoji":
            name = str(value.get("name"))
            yield f":{name}:", emoji.character(name) or f":{name}:"
        yield from _names(value.get("elements"), drawn)


def _file(drawn: Control) -> Node:
    return span(".control", drawn.root)[
        span(".undrawn")["file_input"], span(".field-limits")[" Files cannot be put into forms here."]
    ]


KINDS: Mapping[str, Callable[[Control], Node]] = {
    **dict.fromkeys(("plain_text_input", "number_input", "email_text_input", "url_text_input"), _text),
    "datepicker": _day,
    "timepicker": _time,
    "datetimepicker": _moment,
    "rich_text_input": _rich,
    "file_input": _file,
}
