"""What a document is made of before it has a format: parts with blocks in them. Texts are raw, every writer escapes.

A part is the only thing that has a heading. Nothing in here can be more than its own kind says.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from bot.domain.text import normalise

Look: TypeAlias = Literal["facts", "fields", "timeline", "items", "steps", "approvals", "prose"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one look. `url` is an address that may be a link, or "". A line break inside it is one."""

    text: str
    url: str = ""
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False


Cell: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that people or models wrote. Writers other than the Markdown one parse it (`prose.blocks`)."""

    source: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    spans: Cell


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence by the product itself: that something is empty, made by AI, or unverified."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `start` is the first number of a numbered one."""

    items: tuple[tuple["Block", ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Titled:
    """A list with a title of its own inside a part: "What went well"."""

    title: str
    bullets: Bullets


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else said."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines that are shown as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head that is repeated on each page. Each row has as many cells as the head."""

    look: Look
    title: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with their values, one a line."""

    look: Look
    title: str
    rows: tuple[tuple[str, Cell], ...]


Block: TypeAlias = Prose | Paragraph | Note | Bullets | Titled | Quote | Code | Rule | Table | Pairs


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its heading."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole document. `mark` says what it is for the eye that only sees a page: "Published · Organisation"."""

    name: str
    title: str
    mark: str
    author: str
    severity: str
    status: str
    facts: Pairs
    parts: tuple[Part, ...] = field(default=())


def said(text: str, url: str = "", *, is_bold: bool = False) -> Span:
    """Return a run of text as one clean line; spaces around it stay, since it may stand between others."""
    line = normalise(text, one_line=True)
    before, after = (" " if line and text[:1] == " " else ""), (" " if line and text[-1:] == " " else "")
    return Span(f"{before}{line}{after}", url=url, bold=is_bold)


def plain(text: str) -> Cell:
    """Return a cell with a text."""
    return (said(text),) if text else ()


def words(cell: Cell) -> str:
    """Return what a cell says, without its looks."""
    return "".join(one.text for one in cell)


def bold(cell: Cell) -> Cell:
    """Return a cell in bold."""
    return tuple(replace(one, bold=True) for one in cell)


def direction(blocks: Iterable[Block]) -> Literal["ltr", "rtl"]:
    """Return the direction of blocks: that of their first letter that has one."""
    for one in _letters(blocks):
        kind = unicodedata.bidirectional(one)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def _letters(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from words(block.spans)
        elif isinstance(block, Bullets):
            for item in block.items:
                yield from _letters(item)
        elif isinstance(block, Quote):
            yield from _letters(block.blocks)
        elif isinstance(block, Prose):
            yield from block.source
