"""Slack's table, data table and chart blocks: rows, cells and how much text they may hold together."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.validate.checks import (
    At,
    Check,
    Finding,
    array,
    boolean,
    by_type,
    integer,
    length,
    number,
    obj,
    one_of,
    string,
)
from sandbox.validate.composition import ID
from sandbox.validate.rich_text import RICH_TEXT

CHARACTERS_IN_ALL_CELLS = 10_000

_RAW_TEXT = obj({"text": string()}, constant="raw_text")
_RAW_NUMBER = obj({"value": number, "text": string()}, constant="raw_number")
_CELL = by_type({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT})
_COLUMN = obj({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column_or_null(value: Any, at: At) -> Iterator[Finding]:
    if value is not None:  # null leaves a column as it is
        yield from _COLUMN(value, at)


def text_within(value: Any) -> int:
    """Return how many characters an object shows, counting everything under a key `text`."""
    if isinstance(value, Mapping):
        own = length(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(text_within(entry) for entry in value.values())
    if isinstance(value, list):
        return sum(text_within(entry) for entry in value)
    return 0


def _cells_hold_little_text(value: Any, at: At) -> Iterator[Finding]:
    if text_within(value["rows"]) > CHARACTERS_IN_ALL_CELLS:
        yield at.down("rows").broken(f"must be less than {CHARACTERS_IN_ALL_CELLS + 1} characters in all cells")


def _rows_are_equally_long(value: Any, at: At) -> Iterator[Finding]:
    for index, row in enumerate(value["rows"]):
        if len(row) != len(value["rows"][0]):
            yield at.down("rows", index).broken("must have as many cells as the first row")


def _columns_exist(value: Any, at: At) -> Iterator[Finding]:
    columns = len(value["rows"][0])
    if len(value.get("column_settings", ())) > columns:
        yield at.down("column_settings").broken(f"no more than {columns} items allowed")
    if value.get("row_header_column_index", 0) >= columns:
        yield at.down("row_header_column_index").broken("must be the index of a column")


def _header_without_rich_text(value: Any, at: At) -> Iterator[Finding]:
    for index, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            yield at.down("rows", 0, index).broken("the header row takes no rich_text")


def _rows(minimum: int, maximum: int) -> Check:
    return array(array(_CELL, 1, 20), minimum, maximum)


TABLE = obj(
    {"rows": _rows(1, 100)},
    {"block_id": ID, "column_settings": array(_column_or_null, 1, 20)},
    _rows_are_equally_long,
    _columns_exist,
    _cells_hold_little_text,
    constant="table",
)
DATA_TABLE = obj(
    {"rows": _rows(2, 101), "caption": string()},
    {"block_id": ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    _rows_are_equally_long,
    _columns_exist,
    _header_without_rich_text,
    _cells_hold_little_text,
    constant="data_table",
)

_LABEL = string(20)


def _above_zero(value: Any, at: At) -> Iterator[Finding]:
    found = list(number(value, at))
    if not found and value <= 0:
        found.append(at.broken("must be greater than 0"))
    yield from found


def _points_follow_categories(value: Any, at: At) -> Iterator[Finding]:
    categories = value["axis_config"]["categories"]
    names = [series["name"] for series in value["series"]]
    for index, series in enumerate(value["series"]):
        place = at.down("series", index)
        if [point["label"] for point in series["data"]] != categories:
            yield place.down("data").broken("must have one point for each category, in their order")
        if series["name"] in names[:index]:
            yield place.down("name").finding("duplicate", "must be unique among its siblings")


def _series_chart(kind: str) -> Check:
    series = obj({"name": _LABEL, "data": array(obj({"label": _LABEL, "value": number}), 1, 20)})
    axes = obj({"categories": array(_LABEL, 1, 20, unique=True)}, {"x_label": string(50), "y_label": string(50)})
    return obj({"series": array(series, 1, 6), "axis_config": axes}, {}, _points_follow_categories, constant=kind)


_CHART = by_type(
    {
        "pie": obj({"segments": array(obj({"label": _LABEL, "value": _above_zero}), 1, 6)}, constant="pie"),
        **{kind: _series_chart(kind) for kind in ("line", "bar", "area")},
    }
)
DATA_VISUALIZATION = obj({"title": string(50), "chart": _CHART}, {"block_id": ID}, constant="data_visualization")
