"""Sections' Markdown as Slack's mrkdwn: small, linear, and with nothing alive in it but what is drawn here.

Bold, italics, strikethrough, code, lists, quotes, headings and safe links. Images become their description; raw HTML
and definitions stay text. Slack has no tables in windows: a small one becomes lines, a wide one code.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from blocks import text
from blocks.markdown_tables import Table, table_at
from blocks.spans import BOLD, CODE, IMAGE, ITALIC, LINK, STRIKE, Span, read
from bot.domain.text import shorten, utf16_length

_FENCE = re.compile(r"^ {0,3}(```+|~~~+)([^\n`]{0,100})$")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^(\s{0,40})(?:[-*+]|(\d{1,9})[.)])(?:\s+(.*))?$")
_QUOTE = re.compile(r"^ {0,3}((?:>\s?)+)(.*)$")
_RULE = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$")
_LEAD = re.compile(r"^(?:\s|>|[-*+]\s|#{1,6}\s)*")
_DEEPEST: Final = 3
_WIDEST_INDENT: Final = 8
_SIGNS: Final = ((BOLD, "*"), (ITALIC, "_"), (STRIKE, "~"))
_BETWEEN: Final = "\u200b"
"""Slack takes a sign inside a word for a letter; with this beside it, it does not."""


def inline(source: str, limit: int | None = None) -> str:
    """Return one paragraph of Markdown as mrkdwn. Whatever is not understood is escaped text.

    With `limit` (UTF-16 units) it is cut; where what is drawn is over twice as long, its formatting is left out.
    """
    if limit is not None:
        drawn = inline(shorten(source, limit))
        return drawn if utf16_length(drawn) <= limit * 2 else text.escape(source, limit)
    return "\n".join(_drawn(read(one)) for one in source.split("\n"))


def paragraphs(source: str, room: int = text.SECTION_ROOM) -> list[list[str]]:
    """Return Markdown as mrkdwn paragraphs, each a list of pieces of at most `room` escaped UTF-16 units.

    A paragraph has more than one piece only where it does not fit into one. Nothing is left out.
    """
    return [pieces for block in _blocks(source.split("\n")) if (pieces := block.pieces(room))]


def words(source: str, limit: int) -> str:
    """Return the beginning of Markdown as raw words in one line, without marks: enough for `limit` units of them."""
    lines = [_LEAD.sub("", line) for line in source[: limit * 4].split("\n") if not _FENCE.match(line)]
    return " ".join(said for line in lines if (said := "".join(one.text for one in read(line)).strip()))


@dataclass
class _Drawn:
    """A line that is still to be drawn: what stands before it, and what it says."""

    lead: str
    spans: list[Span]


@dataclass
class _Block:
    """A run of lines that belong together: a paragraph with its list, or a fence."""

    is_code: bool = False
    fence: str = ""
    lines: list[_Drawn] = field(default_factory=list)

    def pieces(self, room: int) -> list[str]:
        """Return the block as mrkdwn in pieces that fit."""
        inside = room - len("```\n\n```") if self.is_code else room
        fitted = _code_fitted if self.is_code else _fitted
        drawn = [piece for one in self.lines for piece in fitted(one, inside)]
        packed = [one for one in _packed(drawn, inside) if one.strip()]
        return [f"```\n{one}\n```" for one in packed] if self.is_code else packed


@dataclass
class _Lists:
    """How deep the lists are that lines stand in: the columns of the items above."""

    columns: list[int] = field(default_factory=list)

    def line(self, line: str) -> _Drawn:
        """Return a line of a paragraph, an item, or a line that goes on in one."""
        if (heading := _HEADING.match(line)) is not None:
            self.columns.clear()
            return _Drawn("", _as_bold(read(heading[1])))
        if _RULE.match(line):
            return _Drawn("—", [])
        if (item := _ITEM.match(line)) is not None:
            column = len(item[1].expandtabs(4))
            while self.columns and column < self.columns[-1] + 2:
                self.columns.pop()
            self.columns.append(column)
            mark = f"{item[2]}." if item[2] else "•"
            return _Drawn(f"{self._indent()}{mark} ", read(item[3] or ""))
        if self.columns and line[:1] in (" ", "\t"):
            return _Drawn(f"{self._indent()}  ", read(line.lstrip(" \t")))
        self.columns.clear()
        return _Drawn("", read(line))

    def _indent(self) -> str:
        return "    " * min(len(self.columns) - 1, _WIDEST_INDENT)


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """Yield what lines are made of. A fence that is not closed is closed at the end."""
    block = _Block()
    lists, quoted = _Lists(), _Quoted()
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        fence = _FENCE.match(line)
        if block.is_code:
            if fence and fence[1].startswith(block.fence) and not fence[2].strip():
                yield block
                block = _Block()
            else:
                block.lines.append(_Drawn("", [Span(line)]))
            continue
        if fence is not None:
            yield block
            block = _Block(is_code=True, fence=fence[1])
        elif (table := table_at(lines, place - 1)) is not None:
            yield block
            yield _table_block(table)
            block = _Block()
            place = table.end
        elif (quote := _QUOTE.match(line)) is not None:
            lists.columns.clear()
            block.lines.append(quoted.line(quote))
        elif line.strip():
            quoted = _Quoted()
            block.lines.append(lists.line(line))
        else:
            quoted = _Quoted()
            yield block
            block = _Block()
    yield block


@dataclass
class _Quoted:
    """A quote: lists may stand in it, and code, which Slack cannot show there but as inline code."""

    lists: _Lists = field(default_factory=_Lists)
    fence: str = ""

    def line(self, found: re.Match[str]) -> _Drawn:
        """Return a line of the quote."""
        depth, inside = found[1].count(">"), found[2]
        lead = f"&gt; {'› ' * min(depth - 1, _DEEPEST)}"  # noqa: RUF001 - Slack has one level of quotes
        fence = _FENCE.match(inside)
        if self.fence:
            if fence and fence[1].startswith(self.fence) and not fence[2].strip():
                self.fence = ""
                return _Drawn(lead, [])
            return _Drawn(lead, [Span(inside, frozenset({CODE}))] if inside.strip() else [])
        if fence is not None:
            self.fence = fence[1]
            return _Drawn(lead, [])
        drawn = self.lists.line(inside)
        return _Drawn(lead + drawn.lead, drawn.spans)


def _table_block(table: Table) -> _Block:
    if table.is_wide:
        return _Block(is_code=True, lines=[_Drawn("", [Span(one)]) for one in table.as_columns()])
    lines = []
    for place, row in enumerate(table.rows):
        spans = [span for cell in row for span in (Span(" · "), *read(cell))][1:]
        lines.append(_Drawn("", spans if place else _as_bold(spans)))
    return _Block(lines=lines)


def _as_bold(found: Sequence[Span]) -> list[Span]:
    """Return spans in bold, without marks of their own."""
    words = "".join(one.text for one in found)
    return [Span(words, frozenset({BOLD}))] if words.strip() else []


def _fitted(line: _Drawn, room: int) -> Iterator[str]:
    """Yield a line drawn; a line that does not fit is several that do, each of whole spans where they fit."""
    whole = line.lead + _drawn(line.spans)
    if utf16_length(whole) <= room:
        yield whole
        return
    begun = line.lead
    for span in line.spans:
        drawn = _drawn([span])
        for piece in [drawn] if utf16_length(drawn) <= room else _cut(span.text, room):
            if begun and utf16_length(begun) + utf16_length(piece) > room:
                yield begun
                begun = ""
            begun += piece
    yield begun


def _cut(rest: str, room: int) -> Iterator[str]:
    while rest:
        head = text.room_for(rest[:room], room * 3 // 4)
        yield text.escape(head)
        rest = rest[len(head) :]


def _code_fitted(line: _Drawn, room: int) -> Iterator[str]:
    rest = "".join(one.text for one in line.spans)
    drawn = text.code_line(rest)
    if utf16_length(drawn) <= room:
        yield drawn
        return
    while rest:
        head = text.room_for(rest[:room], room * 3 // 4)
        yield text.code_line(head)
        rest = rest[len(head) :]


def _packed(lines: list[str], room: int) -> list[str]:
    packed: list[list[str]] = []
    size = 0
    for line in lines:
        length = utf16_length(line)
        if packed and size + 1 + length <= room:
            packed[-1].append(line)
            size += 1 + length
        else:
            packed.append([line])
            size = length
    return ["\n".join(one) for one in packed]


def _drawn(spans: Sequence[Span]) -> str:
    """Return spans as mrkdwn: bold around italic around struck, with space between a sign and the word it touches."""
    if not any(one.marks for one in spans):
        return "".join([_body(one) for one in spans])
    pieces = list(_signed(spans, 0))
    out: list[str] = []
    for place, (piece, is_sign) in enumerate(pieces):
        before = out[-1][-1:] if out else ""
        if is_sign == "open" and _is_letter(before):
            out.append(_BETWEEN)
        out.append(piece)
        after = pieces[place + 1][0][:1] if place + 1 < len(pieces) else ""
        if is_sign == "close" and _is_letter(after):
            out.append(_BETWEEN)
    return "".join(out)


def _is_letter(character: str) -> bool:
    return character.isalnum()


def _signed(spans: Sequence[Span], depth: int) -> Iterator[tuple[str, str]]:
    if depth == len(_SIGNS):
        for span in spans:
            yield _body(span), ""
        return
    mark, sign = _SIGNS[depth]
    start = 0
    while start < len(spans):
        end = start + 1
        marked = mark in spans[start].marks
        while end < len(spans) and (mark in spans[end].marks) == marked:
            end += 1
        if marked:
            yield sign, "open"
        yield from _signed(spans[start:end], depth + 1)
        if marked:
            yield sign, "close"
        start = end


def _body(span: Span) -> str:
    if span.kind == LINK:
        own = span.text == span.target
        return text.own_link(span.target, span.target) if own else text.link(span.target, span.text)
    if CODE in span.marks and span.kind != IMAGE:
        return text.code(span.text, len(span.text) * 2) or text.escape(span.text)
    return text.escape(span.text)
