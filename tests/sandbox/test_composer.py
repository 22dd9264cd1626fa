"""What people type with the composer's shortcuts becomes the rich text that Slack's client sends."""

from typing import Any

import pytest

from sandbox import validate
from sandbox.driver import Rich
from sandbox.driver.composer import composed, verbatim
from sandbox.server import Sandbox


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def listed(style: str, indent: int, *items: str, **more: int) -> dict[str, Any]:
    made = [section(text(item)) for item in items]
    return {"type": "rich_text_list", "style": style, "indent": indent, "border": 0, "elements": made} | more


def parts(slack: Sandbox, typed: str) -> list[dict[str, Any]]:
    block = composed(slack.hub, Rich(typed))
    assert validate.blocks([block], "message") == []
    return list(block["elements"])


async def test_styles_stand_alone_and_in_each_other(slack: Sandbox) -> None:
    typed = "a *bold* _it_ ~no~ `x = *1*` *_both_* 2*3*4 snake_case_name"
    assert parts(slack, typed) == [
        section(
            text("a "),
            text("bold", bold=True),
            text(" "),
            text("it", italic=True),
            text(" "),
            text("no", strike=True),
            text(" "),
            text("x = *1*", code=True),
            text(" "),
            text("both", bold=True, italic=True),
            text(" 2*3*4 snake_case_name"),
        )
    ]


async def test_links_emoji_and_mentions_are_elements(slack: Sandbox) -> None:
    ben, inc = slack.person("ben"), slack.channel("inc-1")
    group = slack.usergroup("oncall")
    typed = (
        "[run](https://x.example/a) https://x.example/b. :tada: 10:30:15 @ben #inc-1 @oncall @here @nobody a@b.example"
    )
    assert parts(slack, typed) == [
        section(
            {"type": "link", "url": "https://x.example/a", "text": "run"},
            text(" "),
            {"type": "link", "url": "https://x.example/b"},
            text(". "),
            {"type": "emoji", "name": "tada"},
            text(" 10:30:15 "),
            {"type": "user", "user_id": ben.id},
            text(" "),
            {"type": "channel", "channel_id": inc.id},
            text(" "),
            {"type": "usergroup", "usergroup_id": group},
            text(" "),
            {"type": "broadcast", "range": "here"},
            text(" "),
            text("@nobody"),
            text(" a@b.example"),
        )
    ]


async def test_lists_are_nested_and_numbers_go_on(slack: Sandbox) -> None:
    typed = "Steps:\n1. one\n2. two\n  - deep\n    - deeper\n3. three\n- other\n\nend"
    assert parts(slack, typed) == [
        section(text("Steps:\n")),
        listed("ordered", 0, "one", "two"),
        listed("bullet", 1, "deep"),
        listed("bullet", 2, "deeper"),
        listed("ordered", 0, "three", offset=2),
        listed("bullet", 0, "other"),
        section(text("\nend")),
    ]


async def test_quotes_and_code_keep_their_lines(slack: Sandbox) -> None:
    typed = "> said\n> *twice*\n```\nx = 1\n\n- no item\n```\nafter\nall"
    assert parts(slack, typed) == [
        {"type": "rich_text_quote", "elements": [text("said\n"), text("twice", bold=True)]},
        {"type": "rich_text_preformatted", "elements": [text("x = 1\n\n- no item")], "border": 0},
        section(text("after\nall")),
    ]


async def test_code_between_backticks_in_a_line_is_a_block_and_a_name_is_known_in_any_case(slack: Sandbox) -> None:
    ben = slack.person("Ben")
    assert parts(slack, "@ben ran ```a  *b*``` twice") == [
        section({"type": "user", "user_id": ben.id}, text(" ran\n")),
        {"type": "rich_text_preformatted", "elements": [text("a  *b*")], "border": 0},
        section(text("twice")),
    ]


@pytest.mark.parametrize("typed", ["", "```\n```", "- \n- ", "> ", "***", "1. ", "[](https://x.example)", "```\nopen"])
async def test_whatever_is_typed_is_rich_text(slack: Sandbox, typed: str) -> None:
    assert len(parts(slack, typed)) > 0


def test_words_typed_to_the_letter_have_no_style() -> None:
    assert verbatim("*a*\n- b")["elements"] == [section(text("*a*\n- b"))]
    assert verbatim("")["elements"] == [section()]
