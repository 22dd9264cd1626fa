"""Blocks in a browser: every kind that Slack takes is drawn, and what is unknown shows its name."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import validate
from sandbox.page import blocks
from sandbox.page.viewer import Viewer
from sandbox.uploads import attach
from sandbox.validate import Surface, layout
from tests.sandbox.page.conftest import drawn, eyes, words


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(text: str = "Go") -> dict[str, Any]:
    return {"type": "button", "action_id": text, "text": plain(text)}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def raw(*cells: str) -> list[dict[str, Any]]:
    return [{"type": "raw_text", "text": cell} for cell in cells]


IMAGE = {"type": "image", "image_url": "https://x.org/a.png", "alt_text": "a graph"}
CARD = {
    "type": "card",
    "title": plain("A card"),
    "body": mrkdwn("*in* short"),
    "icon": IMAGE,
    "actions": [button("Open")],
}
TASK = {
    "type": "task_card",
    "task_id": "1",
    "title": "Read",
    "status": "in_progress",
    "details": rich({"type": "text", "text": "120 lines"}),
}
LINE = {
    "type": "line",
    "series": [{"name": "p95", "data": [{"label": "14:00", "value": 3.5}]}],
    "axis_config": {"categories": ["14:00"]},
}
SAMPLES: list[tuple[dict[str, Any], Surface, str]] = [
    (
        {"type": "section", "text": mrkdwn("*Slow*"), "fields": [mrkdwn("a"), plain("b")], "accessory": button()},
        "message",
        "Slow a b Go",
    ),
    ({"type": "actions", "elements": [button("One"), button("Two")]}, "message", "One Two"),
    ({"type": "context", "elements": [IMAGE, mrkdwn("by _Maya_")]}, "message", "a graph by Maya"),
    (
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Delete")}]},
        "message",
        "Delete",
    ),
    ({"type": "divider"}, "message", ""),
    ({"type": "header", "text": plain("PM-42 :tada:")}, "message", "PM-42 🎉"),
    ({**IMAGE, "title": plain("Load")}, "message", "Load a graph"),
    (
        {
            "type": "input",
            "label": plain("Title"),
            "hint": plain("Short."),
            "optional": True,
            "element": {"type": "plain_text_input", "action_id": "v"},
        },
        "modal",
        "Title (optional) Short.",
    ),
    (rich({"type": "text", "text": "loud", "style": {"bold": True}}), "message", "loud"),
    (
        {
            "type": "video",
            "alt_text": "the talk",
            "title": plain("Talk"),
            "video_url": "https://x.org/v",
            "thumbnail_url": "https://x.org/t.png",
            "author_name": "Maya",
        },
        "message",
        "Talk Maya ▶ the talk",
    ),
    ({"type": "markdown", "text": "**Sum** up"}, "message", "Sum up"),
    ({"type": "table", "rows": [raw("Time", "What"), raw("14:02", "down")]}, "message", "Time What 14:02 down"),
    (
        {
            "type": "data_table",
            "caption": "Steps",
            "rows": [raw("Time"), [{"type": "raw_number", "value": 7, "text": "7"}]],
        },
        "message",
        "Steps Time 7",
    ),
    ({"type": "data_visualization", "title": "Errors", "chart": LINE}, "message", "Errors (line chart) p95 14:00 3.5"),
    (CARD, "message", "a graph A card in short Open"),
    ({"type": "carousel", "elements": [CARD]}, "message", "a graph A card in short Open"),
    ({"type": "alert", "level": "warning", "text": plain("Careful")}, "modal", "! Careful"),
    (TASK, "message", "◐ Read 120 lines"),
    ({"type": "plan", "title": "Drafting", "tasks": [TASK]}, "message", "Drafting ◐ Read 120 lines"),
    (
        {
            "type": "container",
            "title": plain("Log"),
            "is_collapsible": True,
            "child_blocks": [{"type": "header", "text": plain("x")}],
        },
        "message",
        "Log x",
    ),
]


def read(node: str) -> str:
    return " ".join(words_of(node).split())


def words_of(node: str) -> str:
    return words(Html(node))


class Html(str):
    """Something that is HTML already."""

    __slots__ = ()

    def __html__(self) -> str:
        return self.replace("><", "> <").replace("</b>", "</b> ").replace("</span>", "</span> ")


@pytest.mark.parametrize(("block", "surface", "shown"), SAMPLES, ids=[sample[0]["type"] for sample in SAMPLES])
def test_every_kind_of_block_is_drawn(viewer: Viewer, block: dict[str, Any], surface: Surface, shown: str) -> None:
    assert validate.blocks([block], surface) == []

    made = drawn(blocks.drawn([{**block, "block_id": 'b"1'}], viewer))

    assert read(made) == shown
    assert made.startswith(f'<div class="block block-{block["type"].replace("_", "-")}" data-block="b&#34;1">')


def test_no_kind_that_slack_takes_is_missing_among_the_samples() -> None:
    assert {sample[0]["type"] for sample in SAMPLES} == {*layout.KINDS}


@pytest.mark.parametrize(
    ("block", "name"),
    [
        ({"type": "call", "call_id": "R1"}, "call"),
        ({"type": "<script>"}, "&lt;script&gt;"),
        ({"type": "header"}, "header"),
        ({"type": "table", "rows": [7]}, "table"),
        ({"type": "actions", "elements": None}, "actions"),
        ({}, "block"),
        ("text", "block"),
    ],
)
def test_what_cannot_be_drawn_shows_the_name_of_its_kind(viewer: Viewer, block: Any, name: str) -> None:
    assert f'<span class="undrawn">{name}</span>' in drawn(blocks.drawn([block], viewer))


def test_an_error_stands_below_its_field(viewer: Viewer) -> None:
    element = {"type": "plain_text_input", "action_id": "v"}
    field = {"type": "input", "block_id": "b", "label": plain("Title"), "element": element}

    made = drawn(blocks.drawn([field], viewer, errors={"b": "Too <short>."}))

    assert '<p class="error" role="alert" id="wrong-b">Too &lt;short&gt;.</p>' in made


def test_lists_keep_their_level_their_marks_and_where_they_begin(viewer: Viewer) -> None:
    def item(text: str) -> dict[str, Any]:
        return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}

    lists = [
        {"type": "rich_text_list", "style": "ordered", "elements": [item("a")]},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [item("b")]},
        {"type": "rich_text_list", "style": "ordered", "offset": 1, "border": 1, "elements": [item("c")]},
    ]

    assert drawn(blocks.drawn([{"type": "rich_text", "elements": lists}], viewer)) == (
        '<div class="block block-rich-text"><div class="rich-text">'
        '<ol class="rich-list depth-0 marks-0"><li>a</li></ol>'
        '<ul class="rich-list depth-1 marks-1"><li>b</li></ul>'
        '<ol class="rich-list depth-0 marks-0 bordered" start="2"><li>c</li></ol></div></div>'
    )


def test_every_word_of_rich_text_is_drawn_with_its_styles(viewer: Viewer) -> None:
    styles = {"bold": True, "italic": True, "strike": True, "code": True, "underline": True, "highlight": True}
    elements: list[dict[str, Any]] = [
        {"type": "text", "text": "<b>", "style": styles},
        {"type": "link", "url": "javascript:alert(1)", "text": "x"},
        {"type": "link", "url": "https://x.org", "style": {"unlink": True}},
        {"type": "emoji", "name": "wave", "skin_tone": 2},
        {"type": "user", "user_id": viewer.member.id},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "team", "team_id": "T1"},
        {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": 1_763_640_000, "format": "{date_num}", "fallback": "then"},
        {"type": "color", "value": "#FF0000"},
    ]
    block = rich(*elements)
    assert validate.blocks([block], "message") == []

    made = drawn(blocks.drawn([block], viewer))

    assert "<mark><u><s><i><b><code>&lt;b&gt;</code></b></i></s></u></mark>" in made
    assert words_of(made).replace(" ", "").startswith("&lt;b&gt;x(javascript:alert(1))https://x.org👋🏻@MayaIto@S1#C1@")
    assert made.count("<a ") == 0
    assert '<rect width="100%" height="100%" fill="#ff0000"></rect>' in made


def test_a_table_scrolls_takes_the_focus_and_keeps_its_columns(viewer: Viewer) -> None:
    settings = [{"align": "right"}, None, {"align": "center", "is_wrapped": True}]
    block = {"type": "table", "rows": [raw("a", "b", "c"), raw("1", "2", "3")], "column_settings": settings}

    made = drawn(blocks.drawn([block], viewer))

    assert '<div class="table-frame" role="group" aria-label="Table" tabindex="0">' in made
    assert (
        '<td class="to-right unwrapped">1</td><td class="unwrapped">2</td><td class="to-center wrapped">3</td>' in made
    )


def test_a_picture_of_the_workspace_is_shown_and_one_from_elsewhere_described(viewer: Viewer) -> None:
    file = attach(viewer.hub, {"name": "a b.png", "content": b"png"}, viewer.member)
    own = {"type": "image", "slack_file": {"id": file["id"]}, "alt_text": "load"}

    made = drawn(blocks.drawn([own, IMAGE], viewer))

    assert f'<img class="picture" src="/files/{file["id"]}/a%20b.png" alt="load" loading="lazy">' in made
    assert made.count("<img") == 1
    assert 'role="img" aria-label="a graph"' in made


def test_a_file_that_somebody_put_into_a_message_is_a_block_too(viewer: Viewer) -> None:
    file = attach(viewer.hub, "pool.log", viewer.member)

    made = drawn(blocks.drawn([{"type": "file", "file_id": file["id"]}, {"type": "file", "external_id": "x"}], viewer))

    assert read(made) == "pool.log LOG · 1 KB file"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["<b>", "mrkdwn", "button"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "rows", "style", "url", "title", "accessory", "fields"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
MAYA = eyes()


@given(
    st.sampled_from([sample[0]["type"] for sample in SAMPLES]),
    st.dictionaries(
        st.sampled_from(
            [
                "text",
                "elements",
                "element",
                "rows",
                "chart",
                "title",
                "label",
                "child_blocks",
                "tasks",
                "actions",
                "fields",
            ]
        ),
        JSON,
        max_size=4,
    ),
)
def test_no_shape_of_a_block_breaks_the_page(kind: str, block: dict[str, Any]) -> None:
    assert 'class="block' in drawn(blocks.drawn([{**block, "type": kind}], MAYA))
