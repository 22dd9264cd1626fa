"""Messages and views as lines for a terminal."""

from typing import Any

import pytest

from sandbox import render
from sandbox.composing import typed_blocks
from sandbox.ids import Ids

NAMES = {"U1": "Alice Ito", "C1": "inc-207"}


def name(key: str) -> str:
    return NAMES.get(key, key)


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U1> in <#C1> and <#C2|old>", "@Alice Ito in #inc-207 and #old"),
        ("<!channel> <!here|here> &lt;b&gt; &amp;", "@channel here <b> &"),
        ("<https://x.org|the log> <https://x.org>", "the log (https://x.org) https://x.org"),
        ("<!date^1763640000^{date_num} {time}|then>", "2025-11-20 12:00"),
        ("<!date^soon^{time}|then>", "then"),
    ],
)
def test_mrkdwn_is_shown_as_people_read_it(text: str, shown: str) -> None:
    assert render.mrkdwn(text, name) == shown


def test_a_card_is_shown_with_its_table_and_buttons() -> None:
    rows = [[{"type": "raw_text", "text": text} for text in row] for row in (("Time", "What"), ("14:02", "東京 down"))]
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": plain("PM-42")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "Slow\n*checkout*"}, "accessory": {"type": "overflow"}},
        {"type": "table", "rows": rows},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "by <@U1>"}]},
        {"type": "actions", "elements": [{"type": "button", "text": plain("Approve")}]},
    ]
    assert render.message({"text": "fallback", "blocks": blocks}, name) == [
        "# PM-42",
        "Slow",
        "*checkout*  [ ... ]",
        "Time   What",
        "14:02  東京 down",
        "------------------------",
        "by @Alice Ito",
        "[ Approve ]",
    ]


def test_columns_are_aligned_by_what_a_terminal_shows() -> None:
    assert render.table([["東京", "x"], ["abcd", "y"], ["e\u0301", "z"]]) == ["東京  x", "abcd  y", "e\u0301     z"]


def test_a_message_without_blocks_is_its_text_attachments_and_files() -> None:
    fields = [{"title": "on", "value": "a"}]
    attachment = {"title": "CPU", "text": "98 %", "fallback": "CPU 98 %", "fields": fields}
    body = {"text": "alert", "attachments": [attachment], "files": [{"name": "graph.png"}]}
    assert render.message(body) == ["alert", "| CPU", "| 98 %", "| on: a", "[file graph.png]"]


def test_a_form_is_shown_with_values_hints_and_errors() -> None:
    view = {
        "title": plain("Create"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": "a",
                "label": plain("Title"),
                "hint": plain("Short."),
                "element": {"type": "plain_text_input", "action_id": "v"},
            },
            {
                "type": "input",
                "block_id": "b",
                "optional": True,
                "label": plain("Owner"),
                "element": {"type": "users_select", "action_id": "v", "placeholder": plain("Who")},
            },
        ],
        "state": {"values": {"a": {"v": {"type": "plain_text_input", "value": "x"}}}},
    }
    assert render.view(view, name, {"a": "Too short."}) == [
        "== Create ==",
        "Title: [ x ]",
        "  Short.",
        "  ! Too short.",
        "Owner (optional): [ Who v]",
        "[ Cancel ] [ Save ]",
    ]


def test_what_people_type_becomes_rich_text_that_reads_the_same() -> None:
    text = "<@U1> see <https://x.org|the log> &amp; <#C1> <!here>"
    blocks = typed_blocks(text, Ids())
    assert [element["type"] for element in blocks[0]["elements"][0]["elements"]] == [
        "user",
        "text",
        "link",
        "text",
        "channel",
        "text",
        "broadcast",
    ]
    assert render.blocks(blocks, name) == ["@Alice Ito see the log & #inc-207 @here"]


def test_lists_quotes_and_code_keep_their_shape() -> None:
    def section(text: str, kind: str = "rich_text_section") -> dict[str, Any]:
        return {"type": kind, "elements": [{"type": "text", "text": text}]}

    listed = {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [section("a"), section("b")]}
    block = {
        "type": "rich_text",
        "elements": [section("x"), listed, section("q", "rich_text_quote"), section("c\nd", "rich_text_preformatted")],
    }
    assert render.blocks([block]) == ["x", "  1. a", "  2. b", "> q", "    c", "    d"]
