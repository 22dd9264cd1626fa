"""Rich text as Slack's composer sends it, for property tests, and what a reader sees of it and of its Markdown."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from blocks.documents import parts
from bot.domain.text import normalise

Seen = list[tuple[str, frozenset[str]]]
"""What is seen, letter by letter with its marks; space is no letter."""

PARSER = MarkdownIt("commonmark").enable(["strikethrough", "table"])
PARSER.normalizeLinkText = str  # type: ignore[assignment, method-assign] # it would decode addresses before it shows them
NASTY = [
    *"\\`*_~[](){}<>&!#|+-=:;.,'\"@/^$%", "a", "b", "Z", "1", "23", " ", "  ", "\t", "\n", "\n\n", "\r\n",
    "é", "中文", "。", "e\u0301", "\u05d0\u05d1", "\u00a0", "🚀", "👩\u200d👩\u200d👧", "**", "__", "~~", "```", "~~~",
    "- ", "1. ", "12) ", "# ", "> ", "---", "===", "|", "| - | - |", "&amp;", "&#42;", "<b>", "</b>", "<!-- ",
    "<https://a.example>", "https://a.example", "https://a.example/x_y_z?q=1&r=2#f.", "http://", "://", "www.c.example",
    "(https://b.example/a(b)c*)", ":tada:", ":+1:", "14:02:33", "a:b:c", "@[U12AB]", "#[C12AB]", "@[", "@here",
    "<@U12AB>", "<!channel>", "[x]: y", "[ ] ", "![a](b)", "](", "a_b_c", "C:\\dir\\x", "    code", "5 * 3",
    "[secret:token #1]",
]  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"])
TEXTS = st.lists(st.one_of(st.sampled_from(NASTY), st.sampled_from(NASTY), LETTERS), min_size=1, max_size=8).map(
    "".join
)
STYLES = st.fixed_dictionaries({}, optional=dict.fromkeys(("bold", "italic", "strike", "code"), st.just(value=True)))
URLS = st.one_of(
    st.sampled_from(
        ["https://a.example", "https://a.example/x_y(z)?q=1&copy=2", "mailto:a@b.example", "https://a.example/a<b>c"]
    ),
    TEXTS.map(lambda text: f"https://a.example/{''.join(normalise(text).split())}"),
)


def _element(kind: str, **values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {"type": st.just(kind), **values}
    return st.builds(_styled, st.fixed_dictionaries(fields), STYLES)


def _styled(element: dict[str, Any], style: dict[str, bool]) -> dict[str, Any]:
    return element | ({"style": style} if style else {})


WORDS = _element("text", text=TEXTS)
LINKS = st.one_of(_element("link", url=URLS), _element("link", url=URLS, text=TEXTS))
INLINE = st.one_of(
    WORDS,
    WORDS,
    LINKS,
    _element("user", user_id=st.sampled_from(["U12AB", "W0123456789"])),
    _element("usergroup", usergroup_id=st.just("S12AB")),
    _element("channel", channel_id=st.just("C12AB")),
    _element("team", team_id=st.just("T12AB")),
    _element("emoji", name=st.sampled_from(["tada", "+1", "white_check_mark", "_odd_", "man-a-b", "100"])),
    _element("emoji", name=st.just("wave"), skin_tone=st.integers(1, 6), unicode=st.just("1f44b")),
    _element("broadcast", range=st.sampled_from(["here", "channel", "everyone"])),
    _element("color", value=st.just("#a1b2c3")),
    _element("date", timestamp=st.just(1794924120), format=st.just("{date}"), fallback=TEXTS),
)
ROWS = st.lists(INLINE, max_size=5)
SECTIONS = st.fixed_dictionaries({"type": st.just("rich_text_section"), "elements": ROWS})
BORDERS = st.sampled_from([{}, {}, {"border": 0}, {"border": 1}])
LISTS = st.builds(
    dict.__or__,
    st.fixed_dictionaries(
        {
            "type": st.just("rich_text_list"),
            "style": st.sampled_from(["bullet", "ordered"]),
            "elements": st.lists(SECTIONS, min_size=1, max_size=3),
        },
        optional={"indent": st.integers(0, 8), "offset": st.integers(0, 30)},
    ),
    BORDERS,
)
FENCES = st.builds(
    dict.__or__,
    st.fixed_dictionaries(
        {"type": st.just("rich_text_preformatted"), "elements": st.lists(st.one_of(WORDS, LINKS), max_size=2)},
        optional={"language": st.sampled_from(["python", "no such"])},
    ),
    BORDERS,
)
QUOTES = st.fixed_dictionaries({"type": st.just("rich_text_quote"), "elements": ROWS})
BLOCKS = st.lists(st.one_of(SECTIONS, SECTIONS, LISTS, LISTS, QUOTES, FENCES), min_size=1, max_size=5).map(
    lambda parts: {"type": "rich_text", "elements": parts}
)


def as_stored(block: Any) -> Any:
    """Return a block with its texts as the entrance would let them in."""
    if isinstance(block, Mapping):
        texts = ("text", "url", "fallback")
        return {key: normalise(one) if key in texts else as_stored(one) for key, one in block.items()}
    return [as_stored(one) for one in block] if isinstance(block, list) else block


def seen_in_block(block: Mapping[str, Any]) -> Seen:
    """Return what a reader sees of a block in Slack."""
    return [one for part in block["elements"] for one in _part(part)]


def _part(part: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    if part["type"] == "rich_text_list":
        for item in part["elements"]:
            yield from _part(item)
        return
    is_code = part["type"] == "rich_text_preformatted"
    for one in part["elements"]:
        marks = frozenset({"code"} if is_code else one.get("style", {}))
        yield from letters(*_words(one, marks, is_code=is_code))


def _words(one: Mapping[str, Any], marks: frozenset[str], *, is_code: bool) -> tuple[str, frozenset[str]]:
    if one["type"] == "link":
        label, url = one.get("text"), one["url"]
        if is_code:
            return (f"{label} ({url})" if label and label != url else url), marks
        shown = label if label and label.strip() else url
        return shown, marks - ({"code"} if "]:" in shown else set())
    mentioned = one.get("user_id") or one.get("usergroup_id") or one.get("team_id")
    tone = f"::skin-tone-{one['skin_tone']}" if "skin_tone" in one else ""
    forms = {
        "emoji": f":{one.get('name')}{tone}:",
        "channel": f"#[{one.get('channel_id')}]",
        "broadcast": f"@{one.get('range')}",
    }
    if mentioned or one["type"] in {"emoji", "channel"}:
        return forms.get(one["type"], f"@[{mentioned}]"), marks - {"code"}
    return forms.get(one["type"]) or one.get("text", one.get("fallback", one.get("value"))), marks


def letters(text: str, marks: frozenset[str]) -> Seen:
    """Return the letters of a text that can be seen."""
    return [(one, marks) for one in text if not one.isspace()]


def seen_in_html(markdown: str) -> Seen:
    """Return what a reader sees of Markdown. Raises AssertionError where it makes what rich text has not."""
    found: Seen = []
    for token in PARSER.parse(markdown):
        assert token.type.removesuffix("_open").removesuffix("_close") in {
            "paragraph", "bullet_list", "ordered_list", "list_item", "blockquote", "fence", "inline",
        }, token.type  # fmt: skip
        if token.type == "fence":
            found += letters(token.content, frozenset({"code"}))
        elif token.type == "inline":
            found += _inline(token.children or [])
    return found


_TAGS = {"strong": "bold", "em": "italic", "s": "strike"}


def _inline(tokens: list[Token]) -> Iterator[tuple[str, frozenset[str]]]:
    marks: frozenset[str] = frozenset()
    for token in tokens:
        if token.type in {"text", "code_inline", "text_special"}:
            yield from letters(token.content, marks | ({"code"} if token.type == "code_inline" else set()))
        elif token.type.endswith("_open") and token.tag in _TAGS:
            marks |= {_TAGS[token.tag]}
        elif token.type.endswith("_close") and token.tag in _TAGS:
            marks -= {_TAGS[token.tag]}
        else:
            assert token.type in {"softbreak", "hardbreak", "link_open", "link_close"}, token.type


_LOOKS = str.maketrans({"\u2217": "*", "\u02cd": "_", "\u223c": "~", "\u02cb": "`", "\u203a": ">", "\u2223": "|"})
_SIGNS = frozenset("*_~`>|•.-0123456789")
_NOT_SEEN = re.compile("[\u200b\u2060\u2068\u2069]")
_LINK = re.compile(r"<(?:https?://|mailto:)([^|/<>]*)[^|<>]*\|([^<>]*)>")


def _label(found: re.Match[str]) -> str:
    """Return what a link says, without the host that is told beside a label that hides it."""
    bare = found[2].removesuffix(f"({found[1]})").rstrip()
    return found[2] if found[1] in bare.lower() else bare


def seen_in_mrkdwn(pieces: list[list[str]]) -> str:
    """Return the letters that Slack shows of mrkdwn, without signs of marks, bullets and numbers of lists."""
    lines = [line for piece in pieces for one in piece for line in one.split("\n") if line != "```"]
    return only_letters(html.unescape(_LINK.sub(_label, _NOT_SEEN.sub("", "".join(lines)))))


def only_letters(text: str) -> str:
    """Return the letters of a text that are no sign of a mark, a quote or a list."""
    return "".join(one for one in _NOT_SEEN.sub("", text).translate(_LOOKS) if not one.isspace() and one not in _SIGNS)


def seen_in_file(found: Iterable[Any]) -> Iterator[str]:
    """Yield the texts of a document's blocks."""
    for one in found:
        match one:
            case parts.Paragraph():
                yield parts.words(one.spans)
            case parts.Code():
                yield one.text
            case parts.Quote():
                yield from seen_in_file(one.blocks)
            case parts.Bullets():
                for item in one.items:
                    yield from seen_in_file(item)
            case _:
                raise AssertionError(one)
