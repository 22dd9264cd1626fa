"""A postmortem as PDF: tagged, one column of A4, the same bytes for the same document on every machine.

Text goes to typst as data, never as source, in letters that the bundled fonts have. It takes a tenth of a second:
callers with an event loop use a thread.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from blocks.documents.outline import outline, stamp
from blocks.documents.parts import (
    Block,
    Bullets,
    Cell,
    Code,
    Note,
    Outline,
    Pairs,
    Paragraph,
    Part,
    Prose,
    Quote,
    Span,
    Table,
    Titled,
    direction,
    plain,
    words,
)
from blocks.documents.prose import blocks
from blocks.documents.scripts import font_folders, language, readable
from blocks.documents.to_html import tone
from blocks.text import is_safe_url
from bot.domain.documents import Document
from bot.domain.text import shorten
from bot.domain.words import number, say

if TYPE_CHECKING:
    import typst

_LATIN: Final = ("Noto Sans",)
_OTHERS: Final = (
    "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Gujarati",
    "Noto Sans Gurmukhi", "Noto Sans Kannada", "Noto Sans Malayalam", "Noto Sans Oriya", "Noto Sans Sinhala",
    "Noto Sans Tamil", "Noto Sans Telugu", "Noto Sans Thai", "Noto Sans Lao", "Noto Sans Khmer", "Noto Sans Myanmar",
    "Noto Sans Ethiopic", "Noto Sans Georgian", "Noto Sans Armenian",
)  # fmt: skip
_SIGNS: Final = ("Noto Emoji", "Noto Sans Symbols", "DejaVu Sans Mono")
_EASTERN: Final = {"en": "SC", "zh": "SC", "ja": "JP", "ko": "KR"}
_LONG_WORD = re.compile(r"[!-~]{25,}")
_AFTER = re.compile(r"(?<=[/?&=._,;:)-])(?=[^/?&=._,;:)\s-])|(?<=[!-~]{24})")
_RUNNING_TITLE: Final = 80
_TIME: Final = len("14:02")


def to_pdf(document: Document) -> bytes:
    """Return the document as PDF, as PDF/UA where its text can be (an odd mixture of scripts may be too much)."""
    import typst  # noqa: PLC0415 - 80 MB, and only for this

    made = outline(document)
    compiler = typst.Compiler(
        _source(), font_paths=_fonts(), sys_inputs={"document": json.dumps(_data(document, made))}
    )
    at = document.changed_at.astimezone(UTC)
    try:
        return _compiled(compiler, at, ["ua-1"])
    except typst.TypstError:
        return _compiled(compiler, at, [])


def _compiled(compiler: "typst.Compiler", at: datetime, standards: Any) -> bytes:
    made = compiler.compile(_source(), format="pdf", pdf_standards=standards, timestamp=int(at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("typst makes one PDF of one document")
    return made


@cache
def _source() -> bytes:
    return resources.files("blocks.documents").joinpath("templates", "postmortem.typ").read_bytes()


@cache
def _fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415 - see above

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=font_folders())


def _data(document: Document, made: Outline) -> dict[str, Any]:
    at = document.changed_at.astimezone(UTC)
    title = readable(made.title)
    revision = number(document.postmortem.revision)
    return {
        "name": made.name,
        "title": title,
        "heading": _speaking(title),
        "running": f"{made.name} · {shorten(title, _RUNNING_TITLE)}",
        "mark": made.mark,
        "status": made.status,
        "author": readable(made.author),
        "severity": readable(shorten(made.severity, _RUNNING_TITLE)),
        "tone": tone(made.severity),
        "date": {"year": at.year, "month": at.month, "day": at.day, "hour": at.hour, "minute": at.minute, "second": 0},
        "page_words": say("file.page_of", page="{page}", pages="{pages}"),
        "foot": say("file.made", pm=made.name, revision=revision, at=stamp(document, document.changed_at)),
        "fonts": {name: [*_LATIN, *_OTHERS, f"Noto Sans CJK {face}", *_SIGNS] for name, face in _EASTERN.items()},
        "facts": _block(made.facts)[0],
        "parts": [_part(one) for one in made.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    return {"title": readable(part.title), **_speaking(part.title), "blocks": _blocks(part.blocks)}


def _blocks(found: Iterable[Block]) -> list[dict[str, Any]]:
    return [made for one in found for made in _block(one)]


def _block(block: Block) -> list[dict[str, Any]]:
    """Return a block as data for the template; prose becomes several."""
    if isinstance(block, Prose):
        return _blocks(blocks(block.source))
    return [{"kind": type(block).__name__, **_inside(block)}]


def _inside(block: Block) -> dict[str, Any]:
    made: dict[str, Any] = {}
    match block:
        case Paragraph():
            made = _spoken(block.spans)
        case Note():
            made = {"text": readable(block.text)}
        case Bullets():
            made = {"items": [_blocks(item) for item in block.items], "start": block.start, **_leaning(block)}
        case Titled():
            made = {"title": readable(block.title), **_speaking(block.title), "bullets": _block(block.bullets)[0]}
        case Quote():
            made = {"blocks": _blocks(block.blocks), **_leaning(block)}
        case Code():
            made = {"text": _breakable(readable(block.text))}
        case Table():
            rows = [[_cell(one) for one in row] for row in block.rows]
            is_dated = block.look == "timeline" and any(len(words(row[0])) > _TIME for row in block.rows)
            made = {
                "look": "dated" if is_dated else block.look,
                "head": [_cell(one) for one in block.head],
                "rows": rows,
            }
        case Pairs():
            made = {"rows": [[_cell(plain(label)), _cell(cell)] for label, cell in block.rows]}
        case _:
            pass  # a rule is only a rule
    return made


def _leaning(block: Block) -> dict[str, Any]:
    return {"lang": "en", "rtl": direction((block,)) == "rtl"}


def _cell(cell: Cell) -> dict[str, Any] | str:
    """Return a cell; as a string where that says it all, since typst takes those ten times as fast."""
    text = words(cell)
    if text.isascii() and cell in {(), (Span(text),)}:
        return _breakable(text)
    return _spoken(cell)


def _spoken(cell: Cell) -> dict[str, Any]:
    return {**_speaking(words(cell)), "spans": [made for one in cell for made in _span(one)]}


def _speaking(text: str) -> dict[str, Any]:
    if text.isascii():
        return {"lang": "en", "rtl": False}
    return {"lang": language(text), "rtl": direction((Paragraph((Span(text),)),)) == "rtl"}


def _span(span: Span) -> Iterable[dict[str, Any]]:
    looks = {"bold": span.bold, "italic": span.italic, "struck": span.struck, "code": span.code}
    url = span.url if is_safe_url(span.url) else ""
    for place, line in enumerate(span.text.split("\n")):
        if place:
            yield {"line": True}
        if line:
            yield {"text": _breakable(readable(line)), "url": url, **looks}


def _breakable(text: str) -> str:
    """Let a word without an end (an address, a hash) break, or it would run over the margin."""
    return _LONG_WORD.sub(lambda found: _AFTER.sub("\u200b", found[0]), text)
