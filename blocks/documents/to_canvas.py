"""A postmortem as the Markdown that a Slack canvas takes: no list inside a quote, and tables of at most 300 cells.

What does not fit is told in a sentence; the files hold all of it.
"""

import re
from dataclasses import replace
from typing import Final

from blocks.documents.outline import outline
from blocks.documents.parts import Block, Note, Part, Prose, Table
from blocks.documents.to_markdown import written
from bot.domain.documents import Document
from bot.domain.words import say

MOST_CELLS: Final = 300
_QUOTED_LIST = re.compile(r"^((?:[\s>]|[-*+]\s|\d{1,9}[.)]\s)*>\s*)(?:([-*+])|(\d{1,9})[.)])(?=\s)")
_DEAD = re.compile(r"\\<(?=[@#!])")
"""Whether Slack sees the backslash before it looks for mentions is nowhere said; an entity is none for sure."""
_ROW = re.compile(r"^\s*\|.*\|\s*$")


def to_canvas(document: Document) -> str:
    """Return the document as Markdown for a canvas."""
    made = outline(document)
    return _DEAD.sub("&lt;", written(replace(made, parts=tuple(_part(one) for one in made.parts))))


def _part(part: Part) -> Part:
    return replace(part, blocks=tuple(kept for one in part.blocks for kept in _fitting(one)))


def _fitting(block: Block) -> tuple[Block, ...]:
    if isinstance(block, Prose):
        return (Prose(_prose(block.source)),)
    if isinstance(block, Table):
        return _table(block)
    return (block,)


def _table(table: Table) -> tuple[Block, ...]:
    most = MOST_CELLS // max(len(table.head), 1) - 1
    if len(table.rows) <= most:
        return (table,)
    return replace(table, rows=table.rows[:most]), Note(say("canvas.cut", n=len(table.rows) - most))


def _prose(source: str) -> str:
    """Return somebody's Markdown without lists inside quotes, and with its own tables cut to what fits."""
    lines: list[str] = []
    cells = left_out = 0
    for line in source.split("\n"):
        if not _ROW.match(line):
            if left_out:
                lines += ["", say("canvas.cut", n=left_out), ""]
            cells = left_out = 0
            lines.append(_unlisted(line))
            continue
        cells += line.strip().strip("|").count("|") + 1
        if cells <= MOST_CELLS:
            lines.append(line)
        else:
            left_out += 1
    return "\n".join([*lines, "", say("canvas.cut", n=left_out)] if left_out else lines)


def _unlisted(line: str) -> str:
    """Return a quoted line whose list marker is a sign that starts no list; there may be several, one in another."""
    found = _QUOTED_LIST.match(line)
    while found is not None:
        line = f"{found[1]}{'•' if found[2] else f'({found[3]})'}{line[found.end() :]}"
        found = _QUOTED_LIST.match(line)
    return line
