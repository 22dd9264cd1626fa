"""Sections' Markdown as Slack's mrkdwn: small, linear, and with nothing alive in it but what is drawn here.

Bold, italics, strikethrough, code, lists, quotes, headings and safe links. Images become their description; raw HTML
and definitions stay text. Slack has no tables in windows: their rows stay as they are typed.
"""

import re
from typing import Final

from blocks import text
from bot.domain.text import shorten, utf16_length

_INLINE = re.compile(
    r"(?P<code>`{1,2}(?P<inside>[^`\n]{1,400})`{1,2})"
    r"|(?P<image>!\[(?P<alt>[^\]\n]{0,300})\]\([^)\s]{1,2000}(?:\s\"[^\"\n]{0,200}\")?\))"
    r"|(?P<link>\[(?P<label>[^\]\[\n]{1,300})\]\((?P<url>[^)\s]{1,2000})(?:\s\"[^\"\n]{0,200}\")?\))"
    r"|(?P<auto><(?P<autourl>(?:https?://|mailto:)[^>\s]{1,2000})>)"
    r"|(?P<bare>\bhttps?://[^\s<>|\"`)\]]{1,1900}[^\s<>|\"`)\].,;:!?'])"
    r"|(?P<bold>(?<![\w*])\*\*(?=\S)(?P<strong>[^*\n]{1,600})(?<=\S)\*\*(?![\w*])"
    r"|(?<![\w_])__(?=\S)(?P<strong2>[^_\n]{1,600})(?<=\S)__(?![\w_]))"
    r"|(?P<italic>(?<![\w*])\*(?=\S)(?P<em>[^*\n]{1,600})(?<=\S)\*(?![\w*])"
    r"|(?<![\w_])_(?=\S)(?P<em2>[^_\n]{1,600})(?<=\S)_(?![\w_]))"
    r"|(?P<strike>(?<![\w~])~~(?=\S)(?P<gone>[^~\n]{1,600})(?<=\S)~~(?![\w~]))"
    r"|\\(?P<literal>[!-/:-@\[-`{-~])"
)
_FENCE = re.compile(r"^ {0,3}(?:```+|~~~+)[^\n`]{0,100}$")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^(\s{0,12})[-*+]\s+(.*)$")
_NUMBERED = re.compile(r"^(\s{0,12})(\d{1,9})[.)]\s+(.*)$")
_QUOTE = re.compile(r"^ {0,3}((?:>\s?)+)(.*)$")
_RULE = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$")
_DEEPEST: Final = 3
_WIDEST_INDENT: Final = 4


def inline(source: str, limit: int | None = None) -> str:
    """Return one paragraph of Markdown as mrkdwn. Whatever is not understood is escaped text.

    With `limit` (UTF-16 units) it is cut; where what is drawn is over twice as long, its formatting is left out.
    """
    if limit is not None:
        drawn = inline(shorten(source, limit))
        return drawn if utf16_length(drawn) <= limit * 2 else text.escape(source, limit)
    parts: list[str] = []
    done = 0
    for found in _INLINE.finditer(source):
        parts.append(text.escape(source[done : found.start()]))
        parts.append(_marked(found))
        done = found.end()
    parts.append(text.escape(source[done:]))
    return "".join(parts)


def paragraphs(source: str, room: int = text.SECTION_ROOM) -> list[list[str]]:
    """Return Markdown as mrkdwn paragraphs, each a list of pieces of at most `room` escaped UTF-16 units.

    A paragraph has more than one piece only where it does not fit into one. Nothing is left out.
    """
    return [pieces for block in _blocks(source) if (pieces := block.pieces(room))]


class _Block:
    """A run of lines that belong together: a paragraph with its list, or a fence."""

    def __init__(self, *, is_code: bool = False) -> None:
        self.is_code = is_code
        self.lines: list[str] = []

    def pieces(self, room: int) -> list[str]:
        """Return the block as mrkdwn in pieces that fit."""
        inside = room - len("```\n\n```") if self.is_code else room
        drawn: list[str] = []
        for one in self.lines:
            drawn.extend(_fitted(one, inside, is_code=self.is_code))
        packed = [one for one in _packed(drawn, inside) if one.strip()]
        return [f"```\n{one}\n```" for one in packed] if self.is_code else packed


def _blocks(source: str) -> list[_Block]:
    blocks = [_Block()]
    for line in source.split("\n"):
        if _FENCE.match(line):
            blocks.append(_Block(is_code=not blocks[-1].is_code))
        elif blocks[-1].is_code or line.strip():
            blocks[-1].lines.append(line)
        elif blocks[-1].lines:
            blocks.append(_Block())
    return blocks


def _fitted(line: str, room: int, *, is_code: bool) -> list[str]:
    """Return a line drawn; a line whose drawn form does not fit is cut into several that do."""
    drawn = _code(line) if is_code else _line(line)
    if utf16_length(drawn) <= room:
        return [drawn]
    rest, parts = line, []
    while rest:
        head = text.room_for(rest[:room], room * 3 // 4)
        parts.append(_code(head) if is_code else text.escape(head))
        rest = rest[len(head) :]
    return parts


def _packed(lines: list[str], room: int) -> list[str]:
    packed: list[str] = []
    size = 0
    for line in lines:
        length = utf16_length(line)
        if packed and size + 1 + length <= room:
            packed[-1] += f"\n{line}"
            size += 1 + length
        else:
            packed.append(line)
            size = length
    return packed


def _line(line: str) -> str:
    if found := _HEADING.match(line):
        return text.bold(_plainly(found[1]))
    if _RULE.match(line):
        return "—"
    if found := _QUOTE.match(line):
        depth = found[1].count(">")
        return f"&gt; {'› ' * min(depth - 1, _DEEPEST)}{inline(found[2])}"  # noqa: RUF001 - Slack has one level of quotes
    if found := _BULLET.match(line):
        return f"{_indent(found[1])}• {inline(found[2])}"
    if found := _NUMBERED.match(line):
        return f"{_indent(found[1])}{found[2]}. {inline(found[3])}"
    return inline(line)


def _indent(spaces: str) -> str:
    return "    " * min(len(spaces.expandtabs(4)) // 2, _WIDEST_INDENT)


def _marked(found: re.Match[str]) -> str:
    for group, sign in (("strong", "*"), ("strong2", "*"), ("em", "_"), ("em2", "_"), ("gone", "~")):
        if found[group]:
            return f"{sign}{text.escape(found[group])}{sign}"
    if found["code"]:
        return text.code(found["inside"], 400)
    if found["link"]:
        return text.link(found["url"], found["label"])
    if url := found["autourl"] or found["bare"]:
        return text.own_link(url, url)
    return text.escape(found["alt"] or found["literal"] or "")


def _plainly(heading: str) -> str:
    """Return a heading's text without marks of its own: it is bold as a whole."""
    return text.escape(re.sub(r"[*_`]{1,3}", "", heading))


def _code(line: str) -> str:
    return text.code_line(line)
