"""The fields of a section as blocks: figures as pairs, lists with their titles, steps as a table.

A field that nobody has filled in leaves no trace.
"""

from collections.abc import Iterator

from blocks.documents.parts import Block, Bullets, Pairs, Paragraph, Table, Titled, plain
from bot.domain.documents import Document
from bot.domain.postmortems import Section
from bot.domain.sections import FieldDefinition, FieldKind, SectionDefinition
from bot.domain.text import normalise
from bot.domain.words import listing, number, say

_ARROW = "→"


def fields_of(document: Document, section: Section, definition: SectionDefinition | None) -> Iterator[Block]:
    """Return what a section's fields say, the short ones first. Values without a definition are shown by their key."""
    defined = definition.fields if definition else ()
    known = {one.key for one in defined}
    strange = tuple(FieldDefinition(key=key, title=key) for key in sorted(section.fields) if key not in known)
    filled = [(one, value) for one in (*defined, *strange) if (value := section.fields.get(one.key, "").strip())]
    short = [
        (normalise(one.title, one_line=True), plain(_short(document, one, value)))
        for one, value in filled
        if not _is_list(one)
    ]
    if short:
        yield Pairs(look="fields", title=section.title, rows=tuple(short))
    for one, value in filled:
        if one.kind is FieldKind.STEPS:
            yield _steps(one, _lines(value))
        elif one.kind is FieldKind.LINES:
            yield Titled(
                normalise(one.title, one_line=True), Bullets(tuple((Paragraph(plain(line)),) for line in _lines(value)))
            )


def _is_list(definition: FieldDefinition) -> bool:
    return definition.kind in {FieldKind.LINES, FieldKind.STEPS}


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.split("\n") if line.strip()]


def _short(document: Document, definition: FieldDefinition, value: str) -> str:
    if definition.kind is FieldKind.PEOPLE:
        names = [document.name(one) or say("file.somebody") for one in value.split()]
        return listing(names, len(names))
    if definition.kind is FieldKind.YES_NO and value in {"yes", "no"}:
        return say(f"file.{value}")
    if definition.kind is FieldKind.NUMBER and value.isascii() and value.isdigit() and len(value) < 16:  # noqa: PLR2004 - people's numbers
        return number(int(value))
    return value


def _steps(definition: FieldDefinition, lines: list[str]) -> Table:
    head = tuple(plain(say(key)) for key in ("file.step", "file.action", "file.result"))
    rows = []
    for place, line in enumerate(lines, 1):
        action, _, result = line.partition(_ARROW)
        rows.append((plain(str(place)), plain(action.strip()), plain(result.strip())))
    return Table(look="steps", title=definition.title, head=head, rows=tuple(rows))
