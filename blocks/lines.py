"""Lines of Markdown as what they are: text, items of lists, quotes, fences, empty lines. And back, in one way only.

It reads only what it writes: for anything else (a heading, a table, a list that is indented in another way) it says
`Foreign`. What a line says is `blocks.spans`' matter.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from blocks.spans import Span, read
from blocks.writing import write

Row = Sequence[Span]
DEEPEST: Final = 8
_ITEM = re.compile(r"( *)(-|([0-9]{1,9})[.)])(?: (.*))?")
_FENCE = re.compile(r"(`{3,})([A-Za-z0-9_+#.-]{0,50})")
_TICKS_AT_START = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)
_BREAK: Final = "&#10;"
"""A line break at the edge of an item, where an empty line would end it."""


class Foreign(Exception):  # noqa: N818 - the text is fine, only not ours
    """A line is written in a way that is not ours, or says what rich text cannot."""


class Line(NamedTuple):
    """A line of text."""

    row: Row


class Blank(NamedTuple):
    """A line without a letter; the spaces in it are kept."""

    space: str = ""


class Item(NamedTuple):
    """An item of a list. `number` is what stands before it, None for a bullet."""

    depth: int
    number: int | None
    rows: Sequence[Row]


class Quote(NamedTuple):
    """What is quoted."""

    inside: list["Node"]


class Fence(NamedTuple):
    """Lines of code."""

    text: str
    language: str = ""


Node = Line | Blank | Item | Quote | Fence


@dataclass
class _Level:
    """A list that is open: where its items stand, where their text begins, and the number that is next."""

    depth: int
    at: int
    text_at: int = 0
    number: int | None = None
    sign: str = "."

    def marker(self, number: int | None) -> str:
        """Return what stands before the next item. A list that begins anew right after another has the other sign."""
        if number is None:
            self.number = None
            return "-"
        if self.number is None:
            self.sign = "."
        elif number != self.number:
            self.sign = ")" if self.sign == "." else "."
        self.number = number + 1
        return f"{number}{self.sign}"


def write_lines(found: Iterable[Node]) -> list[str]:
    """Return the lines of these nodes."""
    lines: list[str] = []
    levels: list[_Level] = []
    before: Node | None = None
    blanks: list[str] = []
    for node in found:
        if isinstance(node, Blank):
            blanks.append(node.space)
            continue
        if before is not None and _needs_blank(before, node):
            lines.append("")
        lines += blanks
        blanks = []
        if isinstance(node, Item):
            lines += _item_lines(node, levels)
        else:
            levels.clear()
            lines += _other_lines(node)
        before = node
    return lines + blanks


def _needs_blank(before: Node, node: Node) -> bool:
    """Whether markup needs an empty line between two nodes, since the one would go on in the other."""
    if isinstance(node, Line):
        return isinstance(before, Item | Quote)
    if isinstance(node, Item):
        begins = node.number in (None, 1) and _says_something(node)
        if isinstance(before, Item):
            return node.depth > before.depth and _says_something(before) and not begins
        return isinstance(before, Line) and not begins
    return False


def _says_something(item: Item) -> bool:
    return len(item.rows) > 1 or bool(item.rows[0])


def _other_lines(node: Node) -> list[str]:
    if isinstance(node, Line):
        return [write(node.row)]
    if isinstance(node, Quote):
        return [f"> {one}" if one else ">" for one in write_lines(node.inside)]
    assert isinstance(node, Fence)
    longest = max((len(found) for found in _TICKS_AT_START.findall(node.text)), default=2)
    fence = "`" * (longest + 1)
    return [f"{fence}{node.language}", *(node.text.split("\n") if node.text else ()), fence]


def _item_lines(item: Item, levels: list[_Level]) -> list[str]:
    level = _level_of(item, levels)
    marker = level.marker(item.number)
    level.text_at = level.at + len(marker) + 1
    first, *rest = _rows_as_lines(item.rows)
    indent = " " * level.text_at
    head = f"{' ' * level.at}{marker}"
    return [f"{head} {first}" if first else head, *(f"{indent}{one}" if one else "" for one in rest)]


def _level_of(item: Item, levels: list[_Level]) -> _Level:
    """Return the list that an item is in. One that Slack indents without a parent stands where its parent would."""
    closed: _Level | None = None
    while levels and levels[-1].depth > item.depth:
        closed = levels.pop()
    if levels and levels[-1].depth == item.depth:
        return levels[-1]
    at = levels[-1].text_at if levels else 0
    level = closed if closed is not None and closed.at == at else _Level(item.depth, at)
    level.depth = item.depth
    levels.append(level)
    return level


def _rows_as_lines(rows: Sequence[Row]) -> list[str]:
    """Return the rows of an item as lines, of which the first and the last one say something."""
    lines = [write(row) for row in rows]
    filled = [place for place, line in enumerate(lines) if line]
    if not filled:
        return [_BREAK * (len(lines) - 1)]
    head, tail = filled[0], len(lines) - 1 - filled[-1]
    kept = lines[head : len(lines) - tail]
    kept[0] = _BREAK * head + kept[0]
    kept[-1] += _BREAK * tail
    return kept


def read_lines(lines: Sequence[str]) -> list[Node]:
    """Return what lines say. Raises Foreign where one is not written as `write_lines` writes."""
    return _Reader(lines).nodes()


class _Reader:
    """Reads lines from the first to the last. Slack has no quote in a quote, so neither is one read."""

    def __init__(self, lines: Sequence[str], *, is_quoted: bool = False) -> None:
        self.lines = lines
        self.is_quoted = is_quoted
        self.place = 0
        self.levels: list[_Level] = []

    def nodes(self) -> list[Node]:
        """Return all nodes; of the empty lines before one, the first may be markup."""
        found: list[Node] = []
        before: Node | None = None
        while True:
            blanks = self._blanks()
            if self.place == len(self.lines):
                return found + blanks
            node = self._node()
            if before is not None and _needs_blank(before, node):
                if not blanks:
                    raise Foreign
                blanks = blanks[1:]
            found += blanks
            found.append(node)
            before = node

    def _blanks(self) -> list[Node]:
        found: list[Node] = []
        while self.place < len(self.lines) and not self.lines[self.place].strip(" \t"):
            found.append(Blank(self.lines[self.place]))
            self.place += 1
        return found

    def _node(self) -> Node:
        line = self.lines[self.place]
        if (item := _ITEM.fullmatch(line)) is not None:
            return self._item(item)
        self.levels.clear()
        if line.startswith(">"):
            return self._quote()
        if line.startswith("```"):
            return self._fence()
        if line.startswith((" ", "\t")):
            raise Foreign
        self.place += 1
        return Line(read(line))

    def _quote(self) -> Quote:
        if self.is_quoted:
            raise Foreign
        inside: list[str] = []
        while self.place < len(self.lines) and self.lines[self.place].startswith(">"):
            inside.append(self.lines[self.place][2:])
            self.place += 1
        return Quote(_Reader(inside, is_quoted=True).nodes())

    def _fence(self) -> Fence:
        opening = _FENCE.fullmatch(self.lines[self.place])
        if opening is None:
            raise Foreign
        start = self.place + 1
        end = next((at for at in range(start, len(self.lines)) if self.lines[at] == opening[1]), None)
        if end is None:
            raise Foreign
        self.place = end + 1
        return Fence("\n".join(self.lines[start:end]), opening[2])

    def _item(self, found: re.Match[str]) -> Item:
        at = len(found[1])
        while self.levels and self.levels[-1].at > at:
            self.levels.pop()
        if not self.levels or self.levels[-1].at < at:
            if at != (self.levels[-1].text_at if self.levels else 0) or len(self.levels) > DEEPEST:
                raise Foreign
            self.levels.append(_Level(len(self.levels), at))
        level = self.levels[-1]
        level.text_at = at + len(found[2]) + 1
        self.place += 1
        rows = [found[4] or "", *self._continued(level.text_at)]
        return Item(level.depth, int(found[3]) if found[3] else None, [row for one in rows for row in _broken(one)])

    def _continued(self, at: int) -> list[str]:
        """Return the further lines of an item: those that are indented as far as its text and are no item."""
        rows: list[str] = []
        ahead = self.place
        while ahead < len(self.lines):
            line = self.lines[ahead]
            if line:
                inside = line[at:]
                if line[:at].strip(" ") or not inside or inside[0] == " " or _ITEM.fullmatch(line):
                    break
                rows += [""] * (ahead - self.place)
                rows.append(inside)
                self.place = ahead + 1
            ahead += 1
        return rows


def _broken(line: str) -> list[Row]:
    """Return the rows that one line of an item holds: more than one where its edge has line breaks."""
    rows: list[list[Span]] = [[]]
    for span in read(line):
        if "\n" not in span.text or span.kind != "text":
            rows[-1].append(span)
            continue
        first, *rest = span.text.split("\n")
        rows[-1].append(span._replace(text=first))
        rows += [[span._replace(text=one)] for one in rest]
    return [[one for one in row if one.text or one.kind != "text"] for row in rows]
