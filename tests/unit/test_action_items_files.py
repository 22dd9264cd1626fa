"""Items as files: a table that a spreadsheet takes for text, and JSON that fits its schema."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from blocks.action_items_files import CLOSING, FORMULA, ItemFile, ItemsFile, cell, item_file, objects, opening, table
from tests.unit.drawn import NOW
from tests.unit.test_blocks_items_lists import TODAY, listed

NAMES = {"U0123456789": "Ines \u00c5s"}


def rows(*pieces: bytes) -> list[dict[str, str]]:
    """Return what a reader of tables finds in a file."""
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "said",
    [
        '=HYPERLINK("http://evil.example","Click")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1,1)",
        "  =1+1",
        "\u00a0=1+1",
        "\uff1dSUM(1)",
    ],
)
def test_what_would_be_a_formula_is_text(said: str) -> None:
    assert cell(said) == f"'{said}"
    [row] = rows(table([item_file(listed(said, 0), NAMES)], begins=True))
    assert row["item"].startswith("'")


@pytest.mark.parametrize("separator", ["\t", "\r", "\n", "\r\n", "\x00", "\x0b", "\u2028"])
def test_a_cell_is_one_line_so_that_nothing_in_it_begins_another(separator: str) -> None:
    assert cell(f"{separator}=1+1") == "' =1+1"
    assert cell(f"a{separator}=1+1") == "a =1+1"


def test_what_a_semicolon_would_make_a_cell_of_its_own_is_text_too() -> None:
    assert cell("a;=cmd|' /C calc'!A0;-1;@x; fine; = fine") == "a;'=cmd|' /C calc'!A0;'-1;'@x; fine; = fine"


@given(st.text(max_size=60))
def test_no_cell_begins_a_formula_whatever_is_said(said: str) -> None:
    assert not cell(said).lstrip(" \u00a0").startswith(FORMULA)


@pytest.mark.parametrize("said", ["", "Alert on pool", "5% of = is fine", "'x", 'say "no", please', "a\u00e4\u4e2d"])
def test_other_words_stay_as_they_are(said: str) -> None:
    assert cell(said) == said


def test_the_table_has_a_mark_its_columns_and_a_row_an_item() -> None:
    late = listed("Alert, or not", 1, due=TODAY, ticket="PAY-311", done_when="").model_copy(update={"is_late": True})
    pieces = [table([item_file(late, NAMES)], begins=True), table([item_file(listed("B", 2), NAMES)], begins=False)]

    assert pieces[0].startswith(b"\xef\xbb\xbf")
    assert b"".join(pieces).count(b"\xef\xbb\xbf") == 1
    assert b"\r\n" in pieces[1]
    found = rows(*pieces)
    assert [one["item"] for one in found] == ["Alert, or not", "B"]
    first = found[0]
    assert (first["postmortem"], first["owner"], first["due"], first["late"]) == (
        "PM-12345",
        "Ines \u00c5s",
        TODAY.isoformat(),
        "yes",
    )
    assert (first["priority"], first["status"], first["ticket"], first["done when"]) == (
        "medium",
        "in_progress",
        "PAY-311",
        "",
    )


@pytest.mark.parametrize("sizes", [(), (1,), (2, 3, 1)])
def test_json_is_whole_however_many_pieces_it_is_made_of(sizes: tuple[int, ...]) -> None:
    made = [[item_file(listed(f'"{n}\u2028<{m}>', n), NAMES) for n in range(size)] for m, size in enumerate(sizes)]
    pieces = [objects(items, begins=place == 0) for place, items in enumerate(made)]

    found: dict[str, Any] = json.loads(b"".join((opening(NOW), *pieces, CLOSING)))

    assert (found["schema"], found["made"]) == ("action-items/1", "2026-11-17T15:02:00Z")
    read = TypeAdapter(tuple[ItemFile, ...]).validate_python(found["items"])
    assert read == tuple(one for items in made for one in items)


def test_nothing_is_in_the_schema_that_the_file_has_not() -> None:
    schema = ItemsFile.model_json_schema(mode="serialization")

    assert set(schema["required"]) >= {"made"}
    assert set(schema["$defs"]["ItemFile"]["required"]) == set(item_file(listed("x", 0), NAMES).model_dump())
