"""Blocks: what Slack takes, what it refuses, and with which words."""

from typing import Any

import pytest

from sandbox import validate
from sandbox.validate import Finding, Surface


def plain(text: str = "x") -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), **more}


def section(text: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def table(rows: list[list[str]], **more: Any) -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows], **more}


def refused(block: Any, surface: Surface = "message") -> list[tuple[str, str]]:
    return [(found.pointer, found.code) for found in validate.blocks([block], surface)]


def one(pointer: str, code: str = "failed_constraint") -> list[tuple[str, str]]:
    return [(f"/blocks/0{pointer}", code)]


def test_a_section_of_3000_characters_is_taken_and_one_more_is_refused_in_slacks_words() -> None:
    assert validate.blocks([section("x" * 3000)], "message") == []

    findings = validate.blocks([section("x" * 3001)], "message")

    assert findings == [Finding("/blocks/0/text/text", "failed_constraint", "must be less than 3001 characters")]
    assert validate.as_messages(findings) == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_lengths_are_utf_16_units_so_that_an_emoji_counts_twice() -> None:
    assert refused({"type": "header", "text": plain("🔥" * 75)}) == []
    assert refused({"type": "header", "text": plain("🔥" * 75 + "!")}) == one("/text/text")


def test_a_lone_surrogate_is_measured_and_not_choked_on() -> None:
    assert refused(section("\ud800" * 3001)) == one("/text/text")


def test_broken_entities_are_shown_as_they_are_and_never_refused() -> None:
    assert refused(section("<@U <!channel <https://a|b *bold _x ~ &amp & <")) == []


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (section(""), one("/text/text")),
        ({"type": "section"}, one("", "missing_field")),
        ({"type": "section", "fields": []}, one("/fields")),
        ({"type": "section", "fields": [mrkdwn()] * 11}, one("/fields")),
        ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, one("/fields/0/text")),
        (section(accessory=None), one("/accessory", "wrong_type")),
        (section(colour="red"), one("/colour", "unknown_field")),
        (section(block_id="x" * 256), one("/block_id")),
        (section(block_id=""), one("/block_id")),
        (section(expand="yes"), one("/expand", "wrong_type")),
        ({"type": "section", "text": "x"}, one("/text", "wrong_type")),
        ({"type": "section", "text": {"type": "html", "text": "x"}}, one("/text/type", "unsupported_type")),
        ({"type": "section", "text": {"text": "x"}}, one("/text", "missing_field")),
        ({"type": "section", "text": {**mrkdwn(), "emoji": True}}, one("/text/emoji", "unknown_field")),
        ({"type": "section", "text": {**plain(), "verbatim": True}}, one("/text/verbatim", "unknown_field")),
        ({"type": "header", "text": mrkdwn()}, one("/text/type")),
        ({"type": "header", "text": plain("x" * 151)}, one("/text/text")),
        ({"type": "header"}, one("", "missing_field")),
        ({"type": "header", "text": plain(), "level": 2}, one("/level", "unknown_field")),
        ({"type": "divider", "text": plain()}, one("/text", "unknown_field")),
        ({"type": "context", "elements": []}, one("/elements")),
        ({"type": "context", "elements": [mrkdwn()] * 11}, one("/elements")),
        ({"type": "context", "elements": [button()]}, one("/elements/0/type", "unsupported_type")),
        ({"type": "actions", "elements": [button()] * 26}, one("/elements")),
        ({"type": "actions", "elements": []}, one("/elements")),
        ({"type": "actions", "elements": [mrkdwn()]}, one("/elements/0/type", "unsupported_type")),
        ({"type": "image", "alt_text": "a graph"}, one("", "missing_field")),
        ({"type": "image", "image_url": "https://x.test/a.png"}, one("", "missing_field")),
        ({"type": "image", "image_url": "a.png", "alt_text": "a"}, one("/image_url")),
        ({"type": "image", "image_url": "https://x.test/a.png", "alt_text": "x" * 2001}, one("/alt_text")),
        ({"type": "markdown", "text": "x" * 12_001}, one("/text")),
        ({"type": "markdown", "text": ""}, one("/text")),
        ({"type": "file", "external_id": "a", "source": "remote"}, one("/type", "unsupported_type")),
        ({"type": "call", "call_id": "R1"}, one("/type", "unsupported_type")),
        ({"type": "sectoin", "text": mrkdwn()}, one("/type", "unsupported_type")),
        ({"type": ["section"]}, one("/type", "unsupported_type")),
        ({"text": mrkdwn()}, one("", "missing_field")),
        ("section", one("", "wrong_type")),
        (None, one("", "wrong_type")),
    ],
)
def test_a_wrong_block_is_refused_where_it_is_wrong(block: Any, expected: list[tuple[str, str]]) -> None:
    assert refused(block) == expected


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_a_surface_takes_so_many_blocks_and_not_one_more(surface: Surface, most: int) -> None:
    assert validate.blocks([{"type": "divider"}] * most, surface) == []
    assert validate.blocks([{"type": "divider"}] * (most + 1), surface) == [
        Finding("/blocks", "failed_constraint", f"no more than {most} items allowed")
    ]


@pytest.mark.parametrize(
    ("block", "drawn_on"),
    [
        ({"type": "markdown", "text": "x"}, {"message"}),
        (table([["a"]]), {"message"}),
        ({"type": "data_table", "caption": "c", "rows": [[{"type": "raw_text", "text": "a"}]] * 2}, {"message"}),
        ({"type": "alert", "text": mrkdwn(), "level": "warning"}, {"modal"}),
        ({"type": "card", "title": mrkdwn()}, {"message", "home"}),
        ({"type": "container", "title": plain(), "child_blocks": [{"type": "divider"}]}, {"message"}),
        ({"type": "plan", "title": "p"}, {"message"}),
        ({"type": "divider"}, {"message", "modal", "home"}),
    ],
)
def test_a_block_is_taken_only_on_surfaces_that_draw_it(block: Any, drawn_on: set[Surface]) -> None:
    surfaces: tuple[Surface, ...] = ("message", "modal", "home")

    assert {surface for surface in surfaces if refused(block, surface) == []} == drawn_on


def test_two_blocks_with_one_block_id_are_refused_at_the_second() -> None:
    findings = validate.blocks([section(block_id="a"), section(block_id="b"), section(block_id="a")], "message")

    assert [(found.pointer, found.code) for found in findings] == [("/blocks/2/block_id", "duplicate")]


def test_a_block_id_inside_a_container_counts_too() -> None:
    container = {"type": "container", "title": plain(), "child_blocks": [section(block_id="a")]}

    findings = validate.blocks([section(block_id="a"), container], "message")

    assert [found.pointer for found in findings] == ["/blocks/1/child_blocks/0/block_id"]


def test_an_action_id_is_unique_inside_its_block_and_free_in_the_next() -> None:
    twice = {"type": "actions", "elements": [button(action_id="a"), button(action_id="a")]}
    once = {"type": "actions", "elements": [button(action_id="a")]}

    assert refused(twice) == one("/elements/1/action_id", "duplicate")
    assert validate.blocks([once, once], "message") == []


def test_a_table_of_100_rows_and_20_columns_is_the_largest() -> None:
    assert refused(table([["x"] * 20] * 100)) == []
    assert refused(table([["x"] * 20] * 101)) == one("/rows")
    assert refused(table([["x"] * 21])) == one("/rows/0")
    assert refused(table([])) == one("/rows")


def test_an_empty_cell_is_refused() -> None:
    assert refused(table([["a", ""]])) == one("/rows/0/1/text")


def test_all_cells_of_a_table_hold_at_most_10000_characters() -> None:
    assert refused(table([["x" * 5000, "x" * 5000]])) == []
    assert refused(table([["x" * 5000, "x" * 5001]])) == one("/rows")


def test_words_in_rich_text_cells_count_as_characters_of_the_table() -> None:
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x" * 10_001}]}
    block = {"type": "table", "rows": [[{"type": "rich_text", "elements": [words]}]]}

    assert refused(block) == one("/rows")


def test_rows_of_unequal_length_are_refused() -> None:
    assert refused(table([["a", "b"], ["c"]])) == one("/rows/1")


def test_a_column_setting_may_be_null_and_otherwise_has_two_fields() -> None:
    good = table([["a", "b"]], column_settings=[None, {"align": "right", "is_wrapped": True}])

    assert refused(good) == []
    assert refused(table([["a"]], column_settings=[{"align": "top"}])) == one("/column_settings/0/align")
    assert refused(table([["a"]], column_settings=[{"width": 3}])) == one("/column_settings/0/width", "unknown_field")
    assert refused(table([["a"]], column_settings=[None, None])) == one("/column_settings")


def test_a_message_takes_one_table_of_either_kind() -> None:
    second = {"type": "data_table", "caption": "c", "rows": [[{"type": "raw_text", "text": "a"}]] * 2}

    findings = validate.blocks([table([["a"]]), second], "message")

    assert [(found.pointer, found.code) for found in findings] == [("/blocks/1", "only_one_table_allowed")]
    assert validate.error(findings) == "invalid_attachments"


def test_markdown_blocks_hold_12000_characters_together() -> None:
    half: dict[str, Any] = {"type": "markdown", "text": "x" * 6000}

    assert validate.blocks([half, half], "message") == []
    assert [found.pointer for found in validate.blocks([half, {**half, "text": "x" * 6001}], "message")] == ["/blocks"]


def test_the_text_of_all_blocks_together_has_an_end() -> None:
    assert validate.blocks([section("x" * 3000)] * 4, "message") == []
    assert validate.error(validate.blocks([section("x" * 3000)] * 5, "message")) == "msg_blocks_too_long"
    assert validate.blocks([section("x" * 3000)] * 5, "home") == []


def test_a_data_table_has_a_header_without_rich_text() -> None:
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}
    raw = {"type": "raw_number", "value": 3, "text": "3"}

    assert refused({"type": "data_table", "caption": "c", "rows": [[raw], [rich]]}) == []
    assert refused({"type": "data_table", "caption": "c", "rows": [[rich], [raw]]}) == one("/rows/0/0")
    assert refused({"type": "data_table", "caption": "c", "rows": [[raw]]}) == one("/rows")
    assert refused({"type": "data_table", "caption": "c", "rows": [[raw]] * 2, "row_header_column_index": 1}) == one(
        "/row_header_column_index"
    )


def chart(points: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    axes = {"categories": ["Mon", "Tue"], "x_label": "day"}
    body = {"type": "line", "series": [{"name": "errors", "data": points}], "axis_config": axes}
    return {"type": "data_visualization", "title": "t", "chart": body, **more}


def test_a_chart_has_one_point_for_each_category() -> None:
    points = [{"label": "Mon", "value": 1}, {"label": "Tue", "value": 2.5}]

    assert refused(chart(points)) == []
    assert refused(chart(points[:1])) == one("/chart/series/0/data")
    assert refused(chart(points, title="x" * 51)) == one("/title")
    assert [found.pointer for found in validate.blocks([chart(points)] * 3, "message")] == ["/blocks/2"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, []),
        (0, one("/chart/segments/0/value")),
        (-1, one("/chart/segments/0/value")),
        ("1", one("/chart/segments/0/value", "wrong_type")),
        (float("nan"), one("/chart/segments/0/value", "wrong_type")),
    ],
)
def test_a_slice_of_a_pie_is_a_number_larger_than_nothing(value: Any, expected: list[tuple[str, str]]) -> None:
    pie = {"type": "pie", "segments": [{"label": "a", "value": value}]}

    assert refused({"type": "data_visualization", "title": "t", "chart": pie}) == expected


def test_two_series_of_a_chart_have_two_names() -> None:
    block = chart([{"label": "Mon", "value": 1}, {"label": "Tue", "value": 2}])
    block["chart"]["series"] *= 2

    assert refused(block) == one("/chart/series/1/name", "duplicate")


def test_a_message_takes_one_plan() -> None:
    findings = validate.blocks([{"type": "plan", "title": "p"}] * 2, "message")

    assert [found.pointer for found in findings] == ["/blocks/1"]


def test_a_card_shows_something() -> None:
    assert refused({"type": "card", "subtitle": mrkdwn()}) == one("", "missing_field")
    assert refused({"type": "card", "body": mrkdwn("x" * 201)}) == one("/body/text")
    assert refused({"type": "card", "actions": [button()] * 3}) == one("/actions")
    assert refused({"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}] * 11}) == one("/elements")


def test_a_container_takes_some_blocks_and_no_container() -> None:
    inner = {"type": "container", "title": plain(), "child_blocks": [{"type": "divider"}]}

    assert refused({**inner, "child_blocks": [inner]}) == one("/child_blocks/0/type", "unsupported_type")
    assert refused({**inner, "is_collapsible": True, "has_header_divider": True}) == one("/has_header_divider")


def rich(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(parts)}


def words(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def test_rich_text_as_the_composer_sends_it_is_taken() -> None:
    style = {"bold": True, "code": False}
    block = rich(
        words(
            {"type": "text", "text": "hi ", "style": style},
            {"type": "user", "user_id": "U012ABC"},
            {"type": "channel", "channel_id": "C012ABC"},
            {"type": "usergroup", "usergroup_id": "S012ABC"},
            {"type": "emoji", "name": "fire", "unicode": "1f525"},
            {"type": "link", "url": "https://x.test", "text": "graph"},
            {"type": "broadcast", "range": "here"},
            {"type": "date", "timestamp": 1_700_000_000, "format": "{date_num} {time}", "fallback": "then"},
        ),
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [words(), words()]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "so"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "$ ls"}], "border": 0},
    )

    assert refused(block) == []


@pytest.mark.parametrize(
    ("part", "pointer", "code"),
    [
        (words({"type": "text", "text": ""}), "/elements/0/elements/0/text", "failed_constraint"),
        (words({"type": "user", "user_id": "ben"}), "/elements/0/elements/0/user_id", "failed_constraint"),
        (words({"type": "sticker"}), "/elements/0/elements/0/type", "unsupported_type"),
        (words({"type": "broadcast", "range": "all"}), "/elements/0/elements/0/range", "failed_constraint"),
        ({"type": "rich_text_list", "elements": [words()]}, "/elements/0", "missing_field"),
        ({"type": "rich_text_list", "style": "dash", "elements": []}, "/elements/0/style", "failed_constraint"),
        (
            {"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "x"}]},
            "/elements/0/elements/0/type",
            "unsupported_type",
        ),
    ],
)
def test_wrong_rich_text_is_refused_where_it_is_wrong(part: dict[str, Any], pointer: str, code: str) -> None:
    assert refused(rich(part)) == one(pointer, code)


def test_every_problem_is_told_at_once() -> None:
    findings = validate.blocks([section(""), {"type": "nope"}, {"type": "header", "text": plain("x" * 151)}], "message")

    assert [found.pointer for found in findings] == ["/blocks/0/text/text", "/blocks/1/type", "/blocks/2/text/text"]


@pytest.mark.parametrize("value", [None, "[]", {}, 3])
def test_blocks_that_are_no_list_are_refused(value: Any) -> None:
    assert validate.blocks(value, "message") == [Finding("/blocks", "wrong_type", "must provide an array")]


def test_a_pointer_escapes_slashes_and_tildes() -> None:
    assert refused({"type": "section", "text": mrkdwn(), "a/b~c": 1}) == one("/a~1b~0c", "unknown_field")
