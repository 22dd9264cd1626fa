"""Slack's rich text and Markdown: whatever the composer sends is written, shown alike everywhere, and comes back."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import RichTextBlock

from blocks.documents import escaping, prose
from blocks.markdown import paragraphs, words
from blocks.mentions import with_names
from blocks.rich_text import from_rich_text, to_rich_text
from bot.domain.redaction import admit
from sandbox import validate
from tests.unit.rich_texts import (
    BLOCKS,
    NASTY,
    as_stored,
    only_letters,
    seen_in_block,
    seen_in_file,
    seen_in_html,
    seen_in_mrkdwn,
)

MARKDOWN = st.lists(
    st.sampled_from(
        [*NASTY, "\n- a", "\n  - b", "\n1. c", "\n   1. d", "\n> e", "\n```\nf\n```\n", "_g_", "**h**", "~~i~~"]
    ),
    max_size=12,
).map("".join)


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(words: str, *styles: str) -> dict[str, Any]:
    return {"type": "text", "text": words} | ({"style": dict.fromkeys(styles, True)} if styles else {})


def block(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(parts)}


def listed(style: str, indent: int, *items: str, **more: Any) -> dict[str, Any]:
    elements = [section(text(one)) for one in items]
    return {"type": "rich_text_list", "style": style, "indent": indent, "elements": elements, **more}


def user(member: str) -> dict[str, Any]:
    return {"type": "user", "user_id": member}


WRITTEN = [
    ([section(text("bold", "bold"), text(" and "), text("both", "bold", "italic"))], "**bold** and **_both_**"),
    ([section(text("gone", "strike"), text(" "), text("x = `1`", "code"))], "~~gone~~ `` x = `1` ``"),
    ([section(text("edge ", "bold"), text("of a mark"))], "**edge** of a mark"),
    ([section(text("in"), text("sid", "italic"), text("e"))], "i&#110;_sid_&#101;"),
    ([section(text("注意：", "bold"), text("请"))], "**注意：**&#35831;"),
    ([section(text("one\ntwo\n\nthree"))], "one\ntwo\n\nthree"),
    ([section(text("To do:\n")), listed("bullet", 0, "a", "b"), section(text("after"))], "To do:\n- a\n- b\n\nafter"),
    (
        [listed("ordered", 0, "a", "b"), listed("bullet", 1, "x"), listed("ordered", 0, "c", offset=2)],
        "1. a\n2. b\n   - x\n3. c",
    ),
    ([listed("ordered", 0, "a"), listed("ordered", 0, "b")], "1. a\n1) b"),
    ([section(text("from three\n")), listed("ordered", 0, "c", offset=2)], "from three\n\n3. c"),
    ([listed("bullet", 0, "two\nlines")], "- two\n  lines"),
    ([{"type": "rich_text_quote", "elements": [text("a\n\nb")]}, section(text("c"))], "> a\n>\n> b\n\nc"),
    ([listed("bullet", 0, "quoted", border=1)], "> - quoted"),
    (
        [{"type": "rich_text_preformatted", "elements": [text("a = ```\n\n  b")], "language": "python"}],
        "```python\na = ```\n\n  b\n```",
    ),
    ([{"type": "rich_text_preformatted", "elements": [text("```\nx")]}], "````\n```\nx\n````"),
    (
        [section({"type": "link", "url": "https://a.example/b_c"}, text(". Then "), user("U12AB"))],
        "https://a.example/b_c. Then @[U12AB]",
    ),
    ([section({"type": "link", "url": "https://a.example/(b)", "text": "a [b]"})], r"[a \[b\]](<https://a.example/(b)>)"),
    ([section({"type": "link", "url": "https://a.example", "text": "x", "style": {"code": True}})], "[`x`](https://a.example)"),
    ([section({"type": "emoji", "name": "tada", "unicode": "1f389"})], ":tada:"),
    ([section({"type": "emoji", "name": "wave", "skin_tone": 3})], ":wave::skin-tone-3:"),
    ([section({"type": "broadcast", "range": "here"})], "@here"),
    ([section({"type": "color", "value": "#aabbcc"})], "#aabbcc"),
    ([section({"type": "channel", "channel_id": "C12AB"})], "#[C12AB]"),
    ([section({"type": "usergroup", "usergroup_id": "S12AB"})], "@[S12AB]"),
    ([section(text("1. no list\n# no head"))], "1\\. no list\n\\# no head"),
    ([section(text("> no quote\n- no item"))], "\\> no quote\n\\- no item"),
    ([section(text("*a* _b_ `c` <b> [d](e) &amp;"))], r"\*a\* \_b\_ \`c\` \<b> [d\](e) \&amp;"),
    ([section(text("cache_pool 5 * 3 < 5% ~45 [x] #12 R&D C:\\dir"))], "cache_pool 5 * 3 < 5% ~45 [x] #12 R&D C:\\dir"),
    ([section(text("  two spaces\n\ttab \nend"))], "&#32; two spaces\n&#9;tab \nend"),
    ([section(text("at 14:02:33 it said :eyes: @[U12AB]"))], r"at 14:02:33 it said \:eyes: @\[U12AB]"),
    ([section(text("a\r\nb"))], "a\nb"),
    ([section()], ""),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "markdown"), WRITTEN)
def test_what_the_composer_sends_is_written_in_one_way_and_comes_back(parts: list[Any], markdown: str) -> None:
    assert from_rich_text(block(*parts)) == markdown
    again = to_rich_text(markdown)
    assert again is not None
    assert from_rich_text(again) == markdown


@pytest.mark.parametrize(
    "markdown",
    [
        "# A heading", "| a | b |\n| - | - |\n| 1 | 2 |", "![a](https://a.example/b.png)", "<b>x</b>", "* a", "1) a",
        "a\n===", "__bold__", "*it*", "    code", "```\nopen", "> > twice", "~~~\nx\n~~~", "- a\n    - b", "[a]: https://a.example",
        "- a\nlazy", "0. zero", "line\\\nbreak", "&copy;",
    ],
)  # fmt: skip
def test_what_rich_text_cannot_hold_to_the_letter_is_left_as_markdown(markdown: str) -> None:
    assert to_rich_text(markdown) is None


def test_a_mention_comes_back_as_the_person() -> None:
    assert to_rich_text("ask @[U12AB] in #[C12AB]") == block(
        section(
            text("ask "), user("U12AB"), text(" in "), {"type": "channel", "channel_id": "C12AB"}
        )
    )  # fmt: skip


def test_what_makes_no_sense_is_read_without_a_fall() -> None:
    odd = block(
        {"type": "rich_text_section", "elements": ["x", None, {"type": "text"}, {"type": "new", "text": "kept"}]}
    )
    assert from_rich_text(odd) == "kept"
    assert from_rich_text({"elements": 7}) == ""


@settings(deadline=None, max_examples=300)
@given(sent=BLOCKS)
def test_whatever_slack_sends_comes_back_with_the_same_words_and_styles(sent: dict[str, Any]) -> None:
    markdown = from_rich_text(sent)
    again = to_rich_text(markdown)
    assert again is not None, markdown
    assert from_rich_text(again) == markdown
    assert seen_in_block(again) == seen_in_block(as_stored(sent))


@settings(deadline=None, max_examples=300)
@given(sent=BLOCKS)
def test_markdown_readers_see_what_slack_showed(sent: dict[str, Any]) -> None:
    assert seen_in_html(from_rich_text(sent)) == seen_in_block(as_stored(sent))


@settings(deadline=None, max_examples=300)
@given(sent=BLOCKS)
def test_mrkdwn_shows_the_same_letters(sent: dict[str, Any]) -> None:
    markdown = from_rich_text(sent)
    seen = only_letters("".join(letter for letter, _ in seen_in_html(markdown)))
    assert seen_in_mrkdwn(paragraphs(markdown)) == seen


@settings(deadline=None, max_examples=150)
@given(sent=BLOCKS)
def test_files_show_the_same_letters(sent: dict[str, Any]) -> None:
    markdown = from_rich_text(sent)
    assume(":/" not in markdown and "mailto:" not in markdown)  # files tell the host of a link
    seen = only_letters("".join(letter for letter, _ in seen_in_html(markdown)))
    assert only_letters("".join(seen_in_file(prose.blocks(markdown)))) == seen
    assert only_letters("".join(letter for letter, _ in seen_in_html(escaping.section(markdown)))) == seen


@settings(deadline=None, max_examples=300)
@given(markdown=st.one_of(MARKDOWN, st.text(max_size=60)))
def test_any_markdown_comes_back_to_the_letter_or_stays_markdown(markdown: str) -> None:
    made = to_rich_text(markdown)
    if made is not None:
        assert from_rich_text(made) == markdown
        assert seen_in_block(made) == seen_in_html(markdown)


@settings(deadline=None, max_examples=100)
@given(sent=BLOCKS)
def test_the_block_that_is_made_is_one_that_slack_takes(sent: dict[str, Any]) -> None:
    made = to_rich_text(from_rich_text(sent))
    assert made is not None
    assert validate.blocks([made], "message") == []
    RichTextBlock(**made).validate_json()


@settings(deadline=None, max_examples=100)
@given(sent=BLOCKS)
def test_the_entrance_changes_nothing_of_what_was_written(sent: dict[str, Any]) -> None:
    markdown = from_rich_text(sent)
    assume("[secret" not in markdown)
    admitted = admit(markdown)
    assume(not admitted.findings)
    assert to_rich_text(admitted.text) is not None


def test_names_take_the_place_of_mentions_and_mean_nothing() -> None:
    names = {"U12AB": "Maya *Ito*", "C12AB": "general"}
    source = "@[U12AB] and @[U99ZZ] in #[C12AB], not #[C99ZZ], @[S12AB]"
    shown = with_names(source, names)
    assert shown == r"@Maya \*Ito\* and @somebody in #general, not #private channel, @group"


def test_a_name_is_no_link_and_no_mention() -> None:
    shown = with_names("@[U12AB](x)", {"U12AB": "y"}), with_names("@[U12AB]", {"U12AB": "<!here> https://a.example"})
    assert shown == ("@[U12AB](x)", r"@\<!here> https:\//a.example")


def test_the_beginning_of_a_text_is_told_without_its_marks() -> None:
    assert words("# A\n> - **b** [c](https://a.example)\n```\nd\n```\n1. _e_", 90) == "A b c d 1. e"
