"""Nothing that slack_sdk's own models refuse is taken here: whole payloads are broken at random and shown to both."""

import copy
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox import validate
from sandbox.validate import Surface

PLAIN = {"type": "plain_text", "text": "x"}
MRKDWN = {"type": "mrkdwn", "text": "x"}
OPTION = {"text": PLAIN, "value": "1"}
CONFIRM = {"title": PLAIN, "text": MRKDWN, "confirm": PLAIN, "deny": PLAIN, "style": "danger"}
BUTTON = {"type": "button", "text": PLAIN, "action_id": "go", "value": "v", "style": "primary", "confirm": CONFIRM}
IMAGE = {"type": "image", "image_url": "https://x.test/a.png", "alt_text": "a"}
WORDS = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
RICH = {"type": "rich_text", "elements": [WORDS]}
GROUPS = [{"label": PLAIN, "options": [OPTION]}]
TASK = {"type": "task_card", "task_id": "t", "title": "x", "status": "pending", "details": RICH}
CARD = {"type": "card", "title": MRKDWN, "subtitle": MRKDWN, "body": MRKDWN, "actions": [BUTTON]}


def in_input(kind: str, **fields: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": "a", **fields}
    return {"type": "input", "block_id": kind, "label": PLAIN, "hint": PLAIN, "element": element}


GOOD: list[tuple[Surface, dict[str, Any]]] = [
    ("message", {"type": "section", "block_id": "b", "text": MRKDWN, "fields": [MRKDWN, PLAIN], "accessory": BUTTON}),
    ("message", {"type": "header", "text": PLAIN}),
    ("message", {"type": "divider"}),
    ("message", {"type": "context", "elements": [MRKDWN, IMAGE]}),
    ("message", {**IMAGE, "title": PLAIN}),
    ("message", {"type": "markdown", "text": "# x"}),
    ("message", RICH),
    (
        "message",
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]], "column_settings": [{"align": "left"}]},
    ),
    ("message", {"type": "plan", "title": "x", "tasks": [TASK]}),
    ("message", TASK),
    ("message", CARD),
    ("message", {"type": "carousel", "elements": [CARD]}),
    ("message", {"type": "container", "title": PLAIN, "subtitle": PLAIN, "width": "wide", "child_blocks": [RICH]}),
    (
        "message",
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "positive_button": {"text": PLAIN, "value": "up"},
                    "negative_button": {"text": PLAIN, "value": "down"},
                }
            ],
        },
    ),
    (
        "modal",
        {
            "type": "video",
            "title": PLAIN,
            "alt_text": "x",
            "video_url": "https://x.test/v",
            "thumbnail_url": "https://x.test/t.png",
            "author_name": "x",
        },
    ),
    ("modal", {"type": "alert", "text": MRKDWN, "level": "info"}),
    (
        "modal",
        {
            "type": "actions",
            "elements": [
                BUTTON,
                {"type": "overflow", "options": [OPTION], "confirm": CONFIRM},
                {"type": "static_select", "options": [OPTION], "initial_option": OPTION, "placeholder": PLAIN},
                {"type": "external_select", "min_query_length": 2, "placeholder": PLAIN},
                {"type": "datepicker", "initial_date": "2024-02-29"},
            ],
        },
    ),
    ("modal", in_input("static_select", option_groups=GROUPS)),
    ("modal", in_input("multi_static_select", options=[OPTION], initial_options=[OPTION], placeholder=PLAIN)),
    ("modal", in_input("multi_external_select", placeholder=PLAIN)),
    ("modal", in_input("users_select", initial_user="U012ABC", placeholder=PLAIN)),
    ("modal", in_input("multi_users_select", initial_users=["U012ABC"], max_selected_items=2)),
    ("modal", in_input("conversations_select", filter={"include": ["public"]})),
    ("modal", in_input("channels_select", initial_channel="C012ABC")),
    ("modal", in_input("timepicker", initial_time="09:30", timezone="UTC")),
    ("modal", in_input("datetimepicker", initial_date_time=1_700_000_000)),
    ("modal", in_input("checkboxes", options=[OPTION], initial_options=[OPTION])),
    ("modal", in_input("radio_buttons", options=[OPTION], initial_option=OPTION)),
    ("modal", in_input("plain_text_input", multiline=True, max_length=10, placeholder=PLAIN)),
    ("modal", in_input("rich_text_input", initial_value=RICH)),
    ("modal", in_input("number_input", is_decimal_allowed=False, min_value="1")),
    ("modal", in_input("email_text_input", placeholder=PLAIN)),
    ("modal", in_input("url_text_input", placeholder=PLAIN)),
    ("modal", in_input("file_input", max_files=2)),
]
VIEW = {
    "type": "modal",
    "title": PLAIN,
    "submit": PLAIN,
    "close": PLAIN,
    "callback_id": "c",
    "private_metadata": "m",
    "blocks": [{"type": "divider"}, in_input("plain_text_input")],
}
# Lengths just above each of Slack's limits, and some that are wrong for another reason.
SIZES = st.sampled_from([0, 25, 31, 50, 51, 76, 101, 151, 201, 256, 301, 2001, 3001, 4001, 12_001])
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 10_000_000_000),
    st.sampled_from(["x", "2024-13-01", "25:00", [], {}, "danger"]),
)


def sdk_refuses(block: dict[str, Any]) -> bool:
    """Any exception counts: a model that cannot be built from a payload cannot send it."""
    try:
        parsed = Block.parse(block)
        if parsed is None:
            return True
        parsed.to_dict()
    except Exception:  # noqa: BLE001 - the models raise their own error, TypeError and AttributeError alike
        return True
    return False


def sdk_refuses_view(view: dict[str, Any]) -> bool:
    try:
        View(**view).to_dict()
    except Exception:  # noqa: BLE001 - as above
        return True
    return False


def paths(value: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    entries: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield (*here, key)
        yield from paths(entry, (*here, key))


def broken(data: st.DataObject, good: dict[str, Any]) -> dict[str, Any]:
    """Return a copy with one to three places lengthened, repeated, removed or replaced."""
    value = copy.deepcopy(good)
    for _ in range(data.draw(st.integers(1, 3))):
        places = list(paths(value))
        if not places:
            break
        *way, last = data.draw(st.sampled_from(places))
        parent: Any = value
        for key in way:
            parent = parent[key]
        deed = data.draw(st.sampled_from(["lengthen", "repeat", "remove", "replace"]))
        if deed == "lengthen" and isinstance(parent[last], str):
            parent[last] = "x" * data.draw(SIZES)
        elif deed == "repeat" and isinstance(parent[last], list):
            parent[last] = parent[last] * data.draw(st.sampled_from([0, 2, 6, 11, 26, 101]))
        elif deed == "remove":
            del parent[last]
        elif deed == "replace":
            parent[last] = data.draw(VALUES)
    return value


@pytest.fixture(autouse=True)
def _quiet_sdk(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="slack_sdk")


@pytest.mark.parametrize(("surface", "block"), GOOD)
def test_a_good_block_passes_both(surface: Surface, block: dict[str, Any]) -> None:
    assert (sdk_refuses(block), validate.blocks([block], surface)) == (False, [])


def test_a_good_view_passes_both() -> None:
    assert (sdk_refuses_view(VIEW), validate.view(VIEW)) == (False, [])


@pytest.mark.parametrize(("surface", "block"), GOOD)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_the_sdk_refuses_is_refused_here(surface: Surface, block: dict[str, Any], data: st.DataObject) -> None:
    payload = broken(data, block)

    if sdk_refuses(payload):
        assert validate.blocks([payload], surface) != []


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_view_that_the_sdk_refuses_is_refused_here(data: st.DataObject) -> None:
    payload = broken(data, VIEW)

    if sdk_refuses_view(payload):
        assert validate.view(payload) != []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "text", "blocks", "elements", "rows", "element", "options"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(payload=JSON)
def test_any_json_gets_an_answer(payload: Any) -> None:
    findings = [
        *validate.blocks(payload, "message"),
        *validate.blocks([payload], "home"),
        *validate.view(payload),
        *validate.message({"text": "x", "blocks": [payload], "attachments": payload, "metadata": payload}),
    ]

    assert [message[:8] for message in validate.as_messages(findings)] == ["[ERROR] "] * len(findings)
