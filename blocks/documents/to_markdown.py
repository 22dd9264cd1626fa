"""A postmortem as a Markdown file that stands alone. Every text passes `escaping` on its way into it."""

from collections.abc import Iterator

from blocks.documents.escaping import field, link, section
from blocks.documents.outline import outline
from blocks.documents.parts import (
    Block,
    Bullets,
    Cell,
    Note,
    Outline,
    Pairs,
    Paragraph,
    Part,
    Prose,
    Span,
    Table,
    Titled,
    words,
)
from bot.domain.documents import Document


def to_markdown(document: Document) -> str:
    """Return the document as Markdown."""
    return written(outline(document))


def written(made: Outline) -> str:
    """Return an outline as Markdown."""
    lines = [f"# {made.name} · {field(made.title)}", "", *_pairs(made.facts)]
    for part in made.parts:
        lines += ["", *_part(part)]
    return "\n".join(lines) + "\n"


def _part(part: Part) -> Iterator[str]:
    yield f"## {field(part.title)}"
    for block in part.blocks:
        yield ""
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Prose():
            yield from section(block.source).split("\n")
        case Paragraph():
            yield _inline(block.spans)
        case Note():
            yield field(block.text)
        case Bullets():
            yield from _bullets(block)
        case Titled():
            yield f"**{field(block.title)}**"
            yield ""
            yield from _bullets(block.bullets)
        case Table():
            yield from _table(block)
        case Pairs():
            yield from _pairs(block)
        case _:
            raise TypeError("an outline has no blocks of parsed prose")


def _bullets(bullets: Bullets) -> Iterator[str]:
    for place, item in enumerate(bullets.items):
        mark = "- " if bullets.start is None else f"{bullets.start + place}. "
        for n, block in enumerate(item):
            if n:
                yield ""
            for m, line in enumerate(_block(block)):
                lead = mark if (n, m) == (0, 0) else " " * len(mark)
                yield f"{lead}{line}".rstrip() if line else ""


def _table(table: Table) -> Iterator[str]:
    yield _row(table.head)
    yield _row(tuple((Span("---"),) for _ in table.head), is_line=True)
    for row in table.rows:
        yield _row(row)


def _row(cells: tuple[Cell, ...], *, is_line: bool = False) -> str:
    return f"| {' | '.join(words(one) if is_line else _inline(one) for one in cells)} |"


def _pairs(pairs: Pairs) -> Iterator[str]:
    for label, cell in pairs.rows:
        yield f"- {field(label)}: {_inline(cell)}"


def _inline(cell: Cell) -> str:
    made = ""
    for span in cell:
        shown = link(span.url, span.text) if span.url else _text(span.text)
        if shown.startswith("[") and made.endswith("!"):
            made = f"{made[:-1]}\\!"  # or the link were an image
        made += f"**{shown}**" if span.bold and shown.strip() else shown
    return made.strip()


def _text(text: str) -> str:
    """Return a run of text escaped, with the space around it, which `field` takes away."""
    before, after = (" " if text[:1] == " " else ""), (" " if text[-1:] == " " and text.strip() else "")
    return f"{before}{field(text)}{after}"
