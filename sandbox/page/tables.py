"""Tables as they are read: they scroll sideways inside their frame, which takes the focus so that keys scroll it."""

from collections.abc import Mapping
from typing import Any

from htpy import Node, caption, div, figcaption, figure, table, tbody, td, th, thead, tr

from sandbox.page import rich_text
from sandbox.page.viewer import Viewer
from sandbox.workspace import Body

_ALIGNMENTS = ("center", "right")


def html(block: Body, viewer: Viewer) -> Node:
    """Return a table or data table; the first row is its head."""
    rows = block.get("rows") or []
    settings = block.get("column_settings") or []
    columns = [_classes(settings[at] if at < len(settings) else None) for at in range(max(map(len, rows), default=0))]
    name = _words(block.get("caption")) or "Table"
    heads = _index(block.get("row_header_column_index"))
    return div(".table-frame", role="group", aria_label=name, tabindex="0")[
        table[
            caption[name] if block.get("caption") else None,
            thead[tr[[th(class_=columns[at], scope="col")[_cell(each, viewer)] for at, each in enumerate(row)]]]
            if (row := next(iter(rows), None))
            else None,
            tbody[[_row(row, columns, heads, viewer) for row in rows[1:]]],
        ]
    ]


def _row(row: list[Any], columns: list[Any], heads: int | None, viewer: Viewer) -> Node:
    cells = [
        th(class_=columns[at], scope="row")[_cell(each, viewer)]
        if at == heads
        else td(class_=[columns[at], {"number": each.get("type") == "raw_number"}])[_cell(each, viewer)]
        for at, each in enumerate(row)
    ]
    return tr[cells]


def _classes(settings: Any) -> dict[str, bool]:
    given = settings if isinstance(settings, Mapping) else {}
    aligned = {f"to-{each}": given.get("align") == each for each in _ALIGNMENTS}
    return aligned | {"wrapped": bool(given.get("is_wrapped")), "unwrapped": not given.get("is_wrapped")}


def _cell(cell: Body, viewer: Viewer) -> Node:
    if cell.get("type") == "rich_text":
        return rich_text.html(cell, viewer)
    return str(cell.get("text", cell.get("value", "")))


def _words(value: Any) -> str:
    return str(value.get("text", "")) if isinstance(value, Mapping) else str(value or "")


def _index(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def chart(block: Body) -> Node:
    """Return the numbers of a chart as a table; it is drawn by nobody here."""
    drawn = block.get("chart") or {}
    title = str(block.get("title", ""))
    series = drawn.get("series") or [{"name": "", "data": drawn.get("segments") or []}]
    points = [
        (one.get("name", ""), point.get("label", ""), point.get("value", "")) for one in series for point in one["data"]
    ]
    rows = [
        tr[td[str(name)] if name else None, th(scope="row")[str(label)], td(".number")[str(value)]]
        for name, label, value in points
    ]
    return figure(".chart")[
        figcaption[title, f" ({drawn.get('type', 'chart')} chart)"],
        div(".table-frame", role="group", aria_label=title or "Chart", tabindex="0")[table[tbody[rows]]],
    ]
