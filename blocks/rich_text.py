"""Slack's rich text as Markdown and back, exactly or not at all.

`from_rich_text` writes whatever Slack's composer sends in one canonical way; `to_rich_text` gives the block of a
Markdown that is written so, and None for every other. Nothing is decided here about what may be stored.

Lines are lines: a line break stays one. A list, a quote and a fence stand between lines as in Slack; the empty line
that Markdown needs behind a list or quote belongs to the markup, every other one to the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from blocks.lines import DEEPEST, Blank, Fence, Foreign, Item, Line, Node, Quote, Row, read_lines, write_lines
from blocks.spans import BOLD, CODE, EMOJI, EMOJI_NAME, ITALIC, LINK, MENTION, STRIKE, TEXT, Span, joined
from bot.domain.text import normalise

_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,50}")
_LARGEST_OFFSET = 100_000
_EMPTY = Blank()
_STYLES = (BOLD, ITALIC, STRIKE, CODE)
_ID = re.compile(r"[A-Z][A-Z0-9]{2,20}")
_MENTIONS = {"user": "user_id", "usergroup": "usergroup_id", "channel": "channel_id", "team": "team_id"}
_KINDS = {
    "U": "user",
    "W": "user",
    "S": "usergroup",
    "T": "team",
    "E": "team",
    "C": "channel",
    "G": "channel",
    "D": "channel",
}
_SPACE = re.compile(r"\s")
_TONE = re.compile(r"(.*)::skin-tone-([1-6])")


def from_rich_text(block: Mapping[str, Any]) -> str:
    """Return the Markdown of a rich text block, whatever is in it."""
    return "\n".join(write_lines(_nodes(block)))


def to_rich_text(markdown: str) -> dict[str, Any] | None:
    """Return the rich text block of a Markdown from which the very same Markdown comes back, or None."""
    try:
        block: dict[str, Any] = {"type": "rich_text", "elements": _elements(read_lines(markdown.split("\n")))}
    except Foreign:
        return None
    return block if from_rich_text(block) == markdown else None


def _nodes(block: Mapping[str, Any]) -> list[Node]:
    """Return the nodes of a block. What is quoted one after the other is one quote."""
    parts = _listed(block.get("elements"))
    found: list[Node] = []
    for place, part in enumerate(parts):
        is_last = place + 1 == len(parts)
        made = _part(part, is_last=is_last)
        if part.get("type") == "rich_text_quote" or part.get("border") == 1:
            if found and isinstance(last := found[-1], Quote):
                last.inside.extend(made)
                continue
            made = [Quote(made)]
        found += made
    return found


def _part(part: Mapping[str, Any], *, is_last: bool) -> list[Node]:
    match part.get("type"):
        case "rich_text_list":
            return list(_items(part))
        case "rich_text_preformatted":
            language = part.get("language")
            known = isinstance(language, str) and _LANGUAGE.fullmatch(language) is not None
            return [Fence(_code_of(part), str(language) if known else "")]
    rows = _rows(part)
    if part.get("type") != "rich_text_quote" and not is_last and len(rows) > 1 and not rows[-1]:
        rows = rows[:-1]  # its last line break only ends the line
    return [_line(row) for row in rows]


def _line(row: Row) -> Line | Blank:
    if not row:
        return _EMPTY
    space = "".join([one.text for one in row])
    is_blank = not space.strip(" \t") and all(one.kind == TEXT and CODE not in one.marks for one in row)
    return Blank(space) if is_blank else Line(row)


def _items(part: Mapping[str, Any]) -> Iterator[Item]:
    number = _whole(part.get("offset"), _LARGEST_OFFSET) + 1
    depth = _whole(part.get("indent"), DEEPEST)
    for place, one in enumerate(_listed(part.get("elements"))):
        yield Item(depth, number + place if part.get("style") == "ordered" else None, _rows(one))


def _whole(value: Any, most: int) -> int:
    return max(0, min(value, most)) if type(value) is int else 0


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text_in(element: Mapping[str, Any], *keys: str) -> str:
    found = (element.get(key) for key in keys)
    return normalise(next((one for one in found if isinstance(one, str) and one), ""))


def _code_of(part: Mapping[str, Any]) -> str:
    """Return the words of a code block: no mark and no link is alive in it."""
    return normalise("".join(_shown(one) for one in _listed(part.get("elements"))))


def _shown(element: Mapping[str, Any]) -> str:
    if element.get("type") == "link":
        url, label = _text_in(element, "url"), _text_in(element, "text")
        return f"{label} ({url})" if label and label != url else url
    return "".join(span.text for span in _spans(element))


def _rows(part: Mapping[str, Any]) -> list[list[Span]]:
    """Return the lines of a section, an item or a quote."""
    rows: list[list[Span]] = [[]]
    for element in _listed(part.get("elements")):
        for span in _spans(element):
            if span.kind != TEXT:
                rows[-1].append(span)
                continue
            first, *rest = span.text.split("\n")
            rows[-1].append(span._replace(text=first))
            rows += [[span._replace(text=one)] if one else [] for one in rest]
    return [joined(row) if row else row for row in rows]


def _spans(element: Mapping[str, Any]) -> list[Span]:
    """Return an element's words. Of mentions, those that name a person, group or channel stay mentions."""
    kind = element.get("type")
    style = element.get("style")
    marks = frozenset(one for one in _STYLES if isinstance(style, Mapping) and style.get(one) is True)
    if kind == "link" and (url := _SPACE.sub(_percent, _text_in(element, "url"))):
        label = _text_in(element, "text")
        return [Span(label if label.strip() else url, marks, LINK, url)]
    if kind in _MENTIONS:
        return [_mention(element, marks - {CODE})]
    if kind == "emoji":
        return [_emoji(element, marks - {CODE})]
    if kind == "broadcast":
        return [Span(f"@{_text_in(element, 'range')}", marks)]
    return [Span(_text_in(element, "text", "fallback", "value", "name"), marks)]


def _percent(found: re.Match[str]) -> str:
    return quote(found[0])


def _mention(element: Mapping[str, Any], marks: frozenset[str]) -> Span:
    member = _text_in(element, _MENTIONS[element["type"]])
    sign = "#" if element["type"] == "channel" else "@"
    if _ID.fullmatch(member) and _KINDS.get(member[0]) == element["type"]:
        return Span(f"{sign}[{member}]", marks, MENTION, member)
    return Span(f"{sign}{member}", marks)


def _emoji(element: Mapping[str, Any], marks: frozenset[str]) -> Span:
    name, tone = _text_in(element, "name"), element.get("skin_tone")
    if type(tone) is int and 0 < tone < 7 and "::" not in name:  # noqa: PLR2004 - six tones of skin
        name = f"{name}::skin-tone-{tone}"
    is_known = EMOJI_NAME.fullmatch(name) is not None
    return Span(f":{name}:", marks, EMOJI, name) if is_known else Span(f":{name}:", marks)


def _elements(found: Sequence[Node], *, is_quoted: bool = False) -> list[dict[str, Any]]:
    """Return the parts of a block: neighbours of one kind are one part."""
    parts: list[dict[str, Any]] = []
    groups = [(kind, list(group)) for kind, group in groupby(found, _kind_of)]
    for place, (kind, group) in enumerate(groups):
        if kind == "text":
            ends = "" if is_quoted or place + 1 == len(groups) else "\n"
            parts.append(_text_part(group, ends, "rich_text_quote" if is_quoted else "rich_text_section"))
        elif kind == "list":
            parts += _list_parts(group, is_quoted=is_quoted)
        else:
            parts += [part for one in group for part in _single(one, is_quoted=is_quoted)]
    return parts


def _kind_of(node: Node) -> str:
    return "text" if isinstance(node, Line | Blank) else "list" if isinstance(node, Item) else "single"


def _single(node: Node, *, is_quoted: bool) -> list[dict[str, Any]]:
    if isinstance(node, Quote):
        return _elements(node.inside, is_quoted=True)
    assert isinstance(node, Fence)
    part: dict[str, Any] = {"type": "rich_text_preformatted", "elements": _plain(node.text)}
    if node.language:
        part["language"] = node.language
    return [part | ({"border": 1} if is_quoted else {})]


def _plain(text: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text}] if text else []


def _text_part(group: Sequence[Node], ends: str, kind: str) -> dict[str, Any]:
    rows = [[Span(one.space)] if isinstance(one, Blank) else one.row for one in group if isinstance(one, Line | Blank)]
    return {"type": kind, "elements": _inline(rows, ends)}


def _list_parts(group: Sequence[Node], *, is_quoted: bool) -> Iterator[dict[str, Any]]:
    """Yield a list for each run of items of one depth and kind whose numbers follow each other."""
    part: dict[str, Any] = {}
    before: Item | None = None
    for item in group:
        assert isinstance(item, Item)
        if before is None or not _follows(before, item):
            if part:
                yield part
            part = _list_part(item, is_quoted=is_quoted)
        part["elements"].append({"type": "rich_text_section", "elements": _inline(item.rows, "")})
        before = item
    yield part


def _follows(before: Item, item: Item) -> bool:
    expected = None if before.number is None else before.number + 1
    return item.depth == before.depth and item.number == expected


def _list_part(item: Item, *, is_quoted: bool) -> dict[str, Any]:
    part: dict[str, Any] = {"type": "rich_text_list", "style": "bullet", "elements": [], "indent": item.depth}
    if item.number is not None:
        if not 0 < item.number <= _LARGEST_OFFSET:
            raise Foreign
        part |= {"style": "ordered"} | ({"offset": item.number - 1} if item.number > 1 else {})
    return part | {"border": int(is_quoted)}


def _inline(rows: Sequence[Row], ends: str) -> list[dict[str, Any]]:
    spans: list[Span] = []
    for place, row in enumerate(rows):
        spans += ([Span("\n")] if place else []) + list(row)
    return [_element(one) for one in joined([*spans, Span(ends)])]


def _element(span: Span) -> dict[str, Any]:
    style = {"style": {mark: True for mark in _STYLES if mark in span.marks}} if span.marks else {}
    match span.kind:
        case "link":
            label = {} if span.text == span.target else {"text": span.text}
            return {"type": "link", "url": span.target} | label | style
        case "mention":
            kind = _KINDS[span.target[0]]
            return {"type": kind, _MENTIONS[kind]: span.target} | style
        case "emoji":
            toned = _TONE.fullmatch(span.target)
            name = {"name": toned[1], "skin_tone": int(toned[2])} if toned else {"name": span.target}
            return {"type": "emoji"} | name | style
        case "image":
            raise Foreign
    return {"type": "text", "text": span.text} | style
