"""A section's text in several fields of a window, and one text again, to the letter."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks import kit
from blocks.parts import LONGEST, ROOM, join, split
from blocks.rich_text import to_rich_text
from blocks.text_fields import editor_fields, read_text
from bot.domain.errors import Invalid
from bot.domain.text import normalise, utf16_length
from sandbox import validate
from tests.unit.drawn import WORST

SENTENCE = "The cache change went to all 12 nodes at once, and **nobody** saw it. "
PARAGRAPH = (SENTENCE * 9).strip()
LONG = "\n\n".join([PARAGRAPH] * 30)[:20_000].rstrip("* ")
PIECES = st.sampled_from(
    ["a", "word ", "word. ", "\n", "\n\n", "\n\n\n", " ", "\t", "🚀", "- x\n", "```\n", "é" * 40, "b" * 700]
)
TEXTS = st.lists(st.tuples(PIECES, st.integers(1, 90)), max_size=40).map(lambda all_: "".join(a * n for a, n in all_))


def window(blocks: list[Any]) -> dict[str, Any]:
    return kit.modal("Text", "pm.x.form", blocks, submit="Save")


def sent(view: dict[str, Any], changed: dict[int, str] | None = None, *, trim: bool = False) -> dict[str, Any]:
    """Return a window as Slack sends it: what stood in its fields, or what was typed instead, by place."""
    values: dict[str, Any] = {}
    fields = [one for one in view["blocks"] if one["type"] == "input"]
    for place, one in enumerate(fields):
        element = one["element"]
        value = (changed or {}).get(place, element.get("initial_value"))
        if element["type"] == "rich_text_input":
            rich = to_rich_text(value) if isinstance(value, str) else value
            state = {"type": "rich_text_input", "rich_text_value": rich}
        else:
            state = {"type": "plain_text_input", "value": value.strip() if trim and value else value}
        values[one["block_id"]] = {element["action_id"]: state}
    return {**view, "state": {"values": values}}


def fields_of(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in view["blocks"] if one["type"] == "input"]


def test_a_short_text_is_one_field_of_rich_text() -> None:
    view = window(editor_fields("Some **bold** words.", label="Summary"))
    assert [one["type"] for one in view["blocks"]] == ["input"]
    field = fields_of(view)[0]
    assert field["label"]["text"] == "Summary"
    assert field["element"]["type"] == "rich_text_input"
    assert field["element"]["focus_on_load"] is True
    assert read_text(sent(view)) == "Some **bold** words."


def test_a_long_text_is_cut_at_paragraphs_and_has_a_field_for_more() -> None:
    view = window(editor_fields(LONG, label="Root cause", action_id="pm.section.typed", nonce="a1"))
    fields = fields_of(view)
    labels = [one["label"]["text"] for one in fields]
    assert labels == [*(f"Part {n} of 8" for n in range(1, 9)), "More"]
    assert view["blocks"][0]["text"]["text"] == (
        f"{len(LONG):,} characters, shown in 8 parts. They become one text again when you save."
    )
    assert {one["element"]["type"] for one in fields} == {"rich_text_input"}
    assert {one["dispatch_action"] for one in fields} == {True}
    assert [part.text.startswith("The cache") for part in split(LONG)] == [True] * 8
    assert read_text(sent(view)) == LONG


def test_what_is_typed_in_a_part_and_in_more_becomes_one_text() -> None:
    view = window(editor_fields(LONG, label="Root cause"))
    parts = split(LONG)
    changed = read_text(sent(view, {0: "Another _beginning_.", 8: "- one more"}))
    assert changed == f"Another _beginning_.{LONG[len(parts[0].text) :]}\n\n- one more"


def test_a_part_that_is_emptied_leaves_no_gap() -> None:
    view = window(editor_fields(LONG, label="Root cause"))
    parts = split(LONG)
    assert read_text(sent(view, {1: ""})) == LONG.replace(parts[1].before + parts[1].text, "", 1)
    assert read_text(sent(view, {0: ""})) == LONG[len(parts[0].text) :].lstrip()


@pytest.mark.parametrize(
    ("markdown", "what"),
    [
        ("| a | b |\n| - | - |\n| 1 | 2 |", "a table"),
        ("text <b>x</b>", "HTML"),
        ("# Heading", "a heading"),
        ("![a](https://a.example/x.png)", "an image"),
        ("* one", "formatting that a field cannot show"),
        ("```\n" + "code | code\n" * 400 + "```", "formatting that a field cannot show"),
    ],
)
def test_what_rich_text_cannot_hold_opens_as_markdown_and_says_why(markdown: str, what: str) -> None:
    view = window(editor_fields(markdown, label="Summary"))
    said = [one["text"]["text"] for one in view["blocks"] if one["type"] == "section"]
    assert said[-1] == f"This section has {what}, so it opens as Markdown."
    assert {one["element"]["type"] for one in fields_of(view)} == {"plain_text_input"}
    assert read_text(sent(view, trim=True)) == markdown


def test_a_style_a_letter_is_measured_and_opens_as_markdown() -> None:
    swollen = "**a** _b_ " * 2_000
    view = window(editor_fields(swollen, label="Summary"))
    assert view["blocks"][1]["text"]["text"] == (
        "This section has more formatting than a field can hold, so it opens as Markdown."
    )
    assert read_text(sent(view)) == swollen


def test_as_markdown_shows_markdown_where_rich_text_would_do() -> None:
    view = window(editor_fields("Some **bold** words.", label="Summary", as_markdown=True))
    assert [one["type"] for one in view["blocks"]] == ["input"]
    assert fields_of(view)[0]["element"]["initial_value"] == "Some **bold** words."


def test_another_nonce_makes_other_fields() -> None:
    first, second = (window(editor_fields("x", label="X", nonce=nonce))["blocks"][0]["block_id"] for nonce in "ab")
    assert first != second
    with pytest.raises(ValueError, match="nonce"):
        editor_fields("x", label="X", nonce="a.b")


def test_a_text_that_is_too_long_is_refused_at_its_last_field() -> None:
    view = window(editor_fields("x" * 24_000, label="Summary"))
    last = fields_of(view)[-2]["block_id"]
    with pytest.raises(Invalid) as refused:
        read_text(sent(view, {9: "y" * 2_000}))
    assert set(refused.value.fields) == {last}
    assert refused.value.sentence == (
        "A section holds 24,000 characters, yours has 26,002. Put details into a file in the thread."
    )


def test_a_window_without_a_text_has_an_empty_one() -> None:
    assert read_text({"state": {"values": {"title": {"value": {"value": "x"}}}}}) == ""
    assert read_text({}) == ""


@settings(deadline=None, max_examples=200)
@given(markdown=TEXTS)
def test_the_parts_of_any_text_are_the_text(markdown: str) -> None:
    parts = split(markdown)
    assert join(parts) == markdown
    assert [one for one in parts if utf16_length(one.text) > ROOM] == []
    if utf16_length(markdown) <= LONGEST:
        assert len(parts) <= 18


@settings(deadline=None, max_examples=60)
@given(markdown=TEXTS.map(normalise))
def test_any_text_comes_back_from_its_window_though_slack_trims(markdown: str) -> None:
    markdown = markdown[:12_000]
    view = window(editor_fields(markdown, label="Summary"))
    assert validate.view(view) == []
    assert read_text(sent(view)) == markdown
    assert read_text(sent(view, trim=True)).split() == markdown.split()


@pytest.mark.parametrize("text", [*WORST, LONG, "**a** _b_ " * 2_400, "é" * 24_000, "\n- a" * 6_000, "> x\n" * 6_000])
def test_the_editor_of_any_section_fits_slack(text: str) -> None:
    stored = normalise(text)[:24_000]
    while utf16_length(stored) > LONGEST:
        stored = stored[:-1000]
    view = window(editor_fields(stored, label="Summary", action_id="pm.section.typed"))
    assert validate.view(view) == []
    assert len(view["blocks"]) <= 21
    assert len(json.dumps(view)) < 200_000
    assert read_text(sent(view)) == stored
