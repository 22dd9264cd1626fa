"""Interactive elements as they are used: buttons, menus and pickers here, what is typed into in fields.py.

Every root says its `data-action` and `data-kind`; static/elements.js does the rest. An element of an unknown kind shows
its kind's name.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from htpy import Element, Node, a, button, div, form, input, label, li, span, ul  # noqa: A004 -- the tag is called so

from sandbox.driver.exact import LEAST_TYPED
from sandbox.page import fields, links
from sandbox.page.controls import Control
from sandbox.page.drawings import icon
from sandbox.page.mrkdwn import plain, said
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body


def control(element: Body, block: Body, state: Body | None, viewer: Viewer, wrong: str | None = None) -> Node:
    """Return an interactive element in its present state; nothing for those who are not to see it."""
    shown_to = element.get("visible_to_user_ids")
    if shown_to and viewer.member.id not in shown_to:
        return None
    drawn = Control(element, block, state or {}, viewer, wrong)
    draw = _KINDS.get(drawn.kind)
    return draw(drawn) if draw else span(".undrawn", drawn.root)[drawn.kind]


def _button(drawn: Control) -> Node:
    element = drawn.element
    style = element.get("style")
    kind = f"btn-{style}" if style in ("primary", "danger") else "btn-plain"
    words = said(element.get("text"), drawn.viewer)
    named = {"aria-label": element.get("accessibility_label")}
    address = str(element.get("url") or "")
    if address and links.is_safe(address):
        return a(f".btn.{kind}", drawn.root | named, href=address, target="_blank", rel="noopener noreferrer")[words]
    return button(f".btn.{kind}", drawn.root | named, type="button", title=address or None)[words]


def _icon_button(drawn: Control) -> Node:
    words = plain(drawn.element.get("text"))
    known = drawn.element.get("icon") == "trash"
    named = {"aria-label": drawn.element.get("accessibility_label")}
    return button(".btn.btn-icon", drawn.root | named, type="button", title=words)[
        [icon("trash"), span(".sr-only")[words]] if known else words
    ]


def _feedback(drawn: Control) -> Node:
    sides = (("positive_button", "👍"), ("negative_button", "👎"))
    return span(".control.feedback", drawn.root, role="group", aria_label="Was this helpful?")[
        [_thumb(drawn.element[side], sign) for side, sign in sides]
    ]


def _thumb(side: Body, sign: str) -> Node:
    words = plain(side.get("text"))
    name = side.get("accessibility_label") or words
    return button(".btn.btn-plain", type="button", data_value=side.get("value"), aria_label=name)[
        span(aria_hidden="true")[sign], " ", words
    ]


def _overflow(drawn: Control) -> Node:
    return span(".control.overflow", drawn.root)[
        button(
            ".btn.btn-icon",
            type="button",
            aria_haspopup="menu",
            aria_expanded="false",
            aria_label=drawn.element.get("accessibility_label") or "More actions",
        )["⋯"],
        _choices(drawn),
    ]


def _choices(drawn: Control) -> Node:
    """Return the options as they are copied into the list that opens; hidden where they stand."""
    element = drawn.element
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    return ul(".choices", hidden=True)[
        [
            [
                li(".choice-group")[said(group["label"], drawn.viewer)] if group.get("label") else None,
                [_choice(drawn, option) for option in group.get("options") or []],
            ]
            for group in groups
        ]
    ]


def _choice(drawn: Control, option: Body) -> Node:
    address = str(option.get("url") or "")
    return li(
        ".choice",
        data_value=option.get("value"),
        data_words=plain(option.get("text")),
        data_url=address if links.is_safe(address) else None,
    )[
        span(".choice-text")[drawn.option(option)],
        span(".choice-about")[drawn.option(option, "description")] if option.get("description") else None,
    ]


def _picker(drawn: Control) -> Node:
    held = drawn.held
    words = held[0][1] if held else ""
    return div(".control.picker", drawn.root | _asked(drawn), data_held=json.dumps([value for value, _ in held]))[
        _opener(drawn, words, drawn.placeholder or "Choose one"),
        _choices(drawn) if drawn.kind == "static_select" else None,
    ]


def _several(drawn: Control) -> Node:
    held = drawn.held
    words = drawn.placeholder or "Choose"
    return div(
        ".control.picker.several", drawn.root | _asked(drawn), data_held=json.dumps([value for value, _ in held])
    )[
        span(".chips")[[_chip(value, words) for value, words in held]] if held else None,
        _opener(drawn, "", words, ", ".join(words for _, words in held)),
        _choices(drawn) if drawn.kind == "multi_static_select" else None,
    ]


def _asked(drawn: Control) -> dict[str, Any]:
    """Return how a picker is asked for what it lists, and how much it takes."""
    element, external = drawn.element, "external" in drawn.kind
    return {
        "data-least": str(element.get("min_query_length", LEAST_TYPED)) if external else None,
        "data-most": element.get("max_selected_items"),
        "data-clear": drawn.optional and drawn.block.get("type") == "input",
    }


def _opener(drawn: Control, words: str, placeholder: str, held: str = "") -> Element:
    name = ": ".join(each for each in (drawn.name, held or words or "nothing chosen") if each)
    return button(
        ".picker-open",
        drawn.said | {"aria-label": name},
        type="button",
        aria_haspopup="listbox",
        aria_expanded="false",
    )[
        span(class_=["picker-words", {"empty": not words}])[words or placeholder],
        span(".picker-arrow", aria_hidden="true")["▾"],
    ]


def _chip(value: str, words: str) -> Node:
    return span(".chip")[words, button(".chip-off", type="button", data_off=value, aria_label=f"Remove {words}")["✕"]]


def _boxes(drawn: Control) -> Node:
    several = drawn.kind == "checkboxes"
    chosen = {value for value, _ in drawn.held}
    group = "group" if several else "radiogroup"
    kind = "checkbox" if several else "radio"
    # radio buttons of one name are one group within their form, and the same message can be on the page twice
    return form(".control.boxes", drawn.root)[
        div(drawn.said, role=group)[
            [_box(drawn, option, kind, chosen) for option in drawn.element.get("options") or []]
        ]
    ]


def _box(drawn: Control, option: Body, kind: str, chosen: Iterable[str]) -> Node:
    value = str(option.get("value"))
    return label(".box")[
        input(type=kind, name="option", value=value, checked=value in chosen, autocomplete="off"),
        span[
            span(".choice-text")[drawn.option(option)],
            span(".choice-about")[drawn.option(option, "description")] if option.get("description") else None,
        ],
    ]


_KINDS: Mapping[str, Callable[[Control], Node]] = {
    "button": _button,
    "workflow_button": _button,
    "icon_button": _icon_button,
    "feedback_buttons": _feedback,
    "overflow": _overflow,
    "checkboxes": _boxes,
    "radio_buttons": _boxes,
    **{f"{each}_select": _picker for each in ("static", "external", "users", "conversations", "channels")},
    **{f"multi_{each}_select": _several for each in ("static", "external", "users", "conversations", "channels")},
    **fields.KINDS,
}
