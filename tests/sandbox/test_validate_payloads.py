"""Whole calls: messages with text, attachments and metadata; modal and Home views."""

from typing import Any

import pytest

from sandbox import validate

PLAIN = {"type": "plain_text", "text": "x"}
SECTION = {"type": "section", "text": PLAIN}
INPUT = {"type": "input", "label": PLAIN, "element": {"type": "plain_text_input"}}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": PLAIN, "blocks": list(blocks) or [SECTION], **more}


def home(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks) or [SECTION], **more}


def pointers(findings: list[validate.Finding]) -> list[str]:
    return [found.pointer for found in findings]


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "hello", "channel": "C1", "thread_ts": "1.2", "unfurl_links": False},
        {"text": "x" * 40_000},
        {"blocks": [SECTION]},
        {"text": "x", "blocks": [], "attachments": []},
        {"attachments": [{"text": "x", "color": "#ff0000", "fields": [{"title": "a", "value": "b", "short": True}]}]},
        {"attachments": [{"color": "danger", "blocks": [SECTION]}]},
        {"markdown_text": "# x"},
        {"text": "x", "metadata": {"event_type": "incident_resolved", "event_payload": {"id": 7, "tags": ["a", "b"]}}},
        {"text": "x", "metadata": {"event_type": "e", "event_payload": {"who": {"id": "U1"}, "list": [{"a": 1}]}}},
        {"text": "x", "metadata": {}},
    ],
)
def test_a_right_message_is_taken(payload: dict[str, Any]) -> None:
    assert validate.message(payload) == []


@pytest.mark.parametrize(
    ("payload", "pointer", "error"),
    [
        ({}, "", "no_text"),
        ({"text": ""}, "", "no_text"),
        ({"text": " \n"}, "", "no_text"),
        ({"text": "", "blocks": []}, "", "no_text"),
        ({"text": 5}, "/text", "invalid_arguments"),
        ({"text": "x" * 40_001}, "/text", "msg_too_long"),
        ({"markdown_text": "x" * 12_001}, "/markdown_text", "msg_too_long"),
        ({"markdown_text": "x", "text": "x"}, "/markdown_text", "markdown_text_conflict"),
        ({"text": "x", "blocks": "[]"}, "/blocks", "invalid_blocks_format"),
        ({"text": "x", "blocks": {}}, "/blocks", "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "nope"}]}, "/blocks/0/type", "invalid_blocks"),
        ({"text": "x", "blocks": [SECTION] * 51}, "/blocks", "invalid_blocks"),
        ({"text": "x", "attachments": [{"text": "a"}] * 101}, "/attachments", "too_many_attachments"),
        ({"text": "x", "attachments": {}}, "/attachments", "invalid_attachments"),
        ({"text": "x", "attachments": [{"txet": "a"}]}, "/attachments/0/txet", "invalid_attachments"),
        ({"attachments": [{"blocks": [{"type": "x"}]}]}, "/attachments/0/blocks/0/type", "invalid_attachments"),
        ({"text": "x", "metadata": "{}"}, "/metadata", "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "e"}}, "/metadata", "invalid_metadata_schema"),
        (
            {"text": "x", "metadata": {"event_type": "a b", "event_payload": {}}},
            "/metadata/event_type",
            "invalid_metadata_schema",
        ),
        (
            {"text": "x", "metadata": {"event_type": "e", "event_payload": {"a": {"b": {"c": 1}}}}},
            "/metadata/event_payload/a",
            "invalid_metadata_schema",
        ),
        (
            {"text": "x", "metadata": {"event_type": "e", "event_payload": {"a": None}}},
            "/metadata/event_payload/a",
            "invalid_metadata_schema",
        ),
        (
            {"text": "x", "metadata": {"event_type": "e", "event_payload": {"a": "x" * 16_000}}},
            "/metadata",
            "metadata_too_large",
        ),
    ],
)
def test_a_wrong_message_is_refused_with_slacks_error(payload: dict[str, Any], pointer: str, error: str) -> None:
    findings = validate.message(payload)

    assert (pointers(findings), validate.error(findings)) == ([pointer], error)


@pytest.mark.parametrize(
    "view",
    [
        modal(),
        modal(INPUT, submit=PLAIN, close=PLAIN, callback_id="c", private_metadata="x" * 3000, notify_on_close=True),
        modal(*[{"type": "divider"}] * 100, external_id="x" * 255, clear_on_close=False),
        modal(callback_id="", private_metadata="", external_id=""),
        home(),
        home(SECTION, callback_id="home", private_metadata="x"),
    ],
)
def test_a_right_view_is_taken(view: dict[str, Any]) -> None:
    assert validate.view(view) == []


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        ({}, "/view"),
        ({"type": "workflow_step", "blocks": [SECTION]}, "/view/type"),
        (modal(title={"type": "plain_text", "text": "x" * 25}), "/view/title/text"),
        (modal(title={"type": "mrkdwn", "text": "x"}), "/view/title/type"),
        (modal(submit={"type": "plain_text", "text": "x" * 25}), "/view/submit/text"),
        (modal(close={"type": "plain_text", "text": "x" * 25}), "/view/close/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(private_metadata={"id": 1}), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(external_id="x" * 256), "/view/external_id"),
        (modal(INPUT), "/view"),
        (modal(hash="1.abc"), "/view/hash"),
        (modal(id="V1"), "/view/id"),
        (modal(state={}), "/view/state"),
        (modal(*[{"type": "divider"}] * 101), "/view/blocks"),
        ({"type": "modal", "title": PLAIN, "blocks": []}, "/view/blocks"),
        ({"type": "modal", "blocks": [SECTION]}, "/view"),
        (home(submit=PLAIN), "/view/submit"),
        (home(title=PLAIN), "/view/title"),
        (home({"type": "markdown", "text": "x"}), "/view/blocks/0/type"),
    ],
)
def test_a_wrong_view_is_refused_where_it_is_wrong(view: dict[str, Any], pointer: str) -> None:
    findings = validate.view(view)

    assert (pointers(findings), validate.error(findings)) == ([pointer], "invalid_arguments")


def test_the_missing_submit_is_told_beside_other_problems() -> None:
    findings = validate.view(modal(INPUT, callback_id="x" * 256))

    assert pointers(findings) == ["/view/callback_id", "/view"]


def test_only_one_element_of_a_view_has_the_focus() -> None:
    focused = {**INPUT, "element": {"type": "plain_text_input", "focus_on_load": True}}
    calm = {**INPUT, "element": {"type": "plain_text_input", "focus_on_load": False}}

    assert validate.view(modal(focused, calm, submit=PLAIN)) == []
    assert pointers(validate.view(modal(focused, focused, submit=PLAIN))) == ["/view/blocks/1/element/focus_on_load"]


def test_a_view_above_250000_bytes_is_too_large() -> None:
    wide = {"type": "section", "text": {"type": "plain_text", "text": "ж" * 3000}}

    assert validate.view(home(*[wide] * 40)) == []
    assert validate.error(validate.view(home(*[wide] * 42))) == "view_too_large"


@pytest.mark.parametrize("view", [None, [], "modal", 3])
def test_a_view_that_is_no_object_is_refused(view: Any) -> None:
    assert pointers(validate.view(view)) == ["/view"]
