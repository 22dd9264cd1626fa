"""Tables inside Markdown, for places that have none: as lines where they are small, in columns where they are wide."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_DELIMITER = re.compile(r"^ {0,3}\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*(?:\|\s*)?$")
_CELLS = re.compile(r"(?:[^|\\]|\\.|\\$)*")
_MOST_COLUMNS: Final = 3
_TOO_MANY_COLUMNS: Final = 50
_WIDEST_CELL: Final = 40
_WIDEST_ROW: Final = 80


@dataclass(frozen=True)
class Table:
    """Rows of cells, the head first. `end` is the line behind it."""

    rows: Sequence[Sequence[str]]
    end: int

    @property
    def is_wide(self) -> bool:
        """Whether its rows do not read as lines."""
        return len(self.rows[0]) > _MOST_COLUMNS or any(sum(map(len, row)) > _WIDEST_ROW for row in self.rows)

    def as_columns(self) -> list[str]:
        """Return its rows as lines of which the cells stand below each other."""
        widths = [min(max(map(len, column)), _WIDEST_CELL) for column in zip(*self.rows, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in self.rows]
        return [line.rstrip() for line in lines]


def table_at(lines: Sequence[str], place: int) -> Table | None:
    """Return the table that begins at this line, or None."""
    if "|" not in lines[place] or place + 1 == len(lines) or "-" not in lines[place + 1]:
        return None
    if "|" not in lines[place + 1] or not _DELIMITER.match(lines[place + 1]):
        return None
    head = _cells(lines[place])
    columns = len(head)
    if columns > _TOO_MANY_COLUMNS or columns != len(_cells(lines[place + 1])):
        return None
    rows = [head]
    end = place + 2
    while end < len(lines) and "|" in lines[end]:
        cells = _cells(lines[end])
        cells[columns - 1 :] = [" | ".join(cells[columns - 1 :])]
        rows.append(cells + [""] * (columns - len(cells)))
        end += 1
    return Table(rows, end)


def _cells(line: str) -> list[str]:
    line = line.strip()
    inside = line.removeprefix("|")
    if inside.endswith("|") and not inside.endswith("\\|"):
        inside = inside[:-1]
    cells: list[str] = []
    place = 0
    while place <= len(inside):
        found = _CELLS.match(inside, place)
        assert found is not None
        cells.append(found[0].strip())
        place = found.end() + 1
    return cells
