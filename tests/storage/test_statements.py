"""A statement that is put together anew each time is compiled once for all that differ in values only."""

from sqlalchemy import Integer, bindparam, column, select, table

from storage.engine import Database
from storage.statements import MOST_SHAPES, Statements

_T = table("incidents", column("id", Integer))


def test_statements_that_differ_in_values_share_their_words_and_keep_their_values(database: Database) -> None:
    statements = Statements(database.engine.dialect)
    first, second = (
        statements.prepare(select(_T.c.id).where(_T.c.id == number, _T.c.id == bindparam("asked")), {"asked": 3})
        for number in (1, 2)
    )
    assert first.sql == second.sql
    assert [one.parameters({"asked": 3}) for one in (first, second)] == [[1, 3], [2, 3]]


def test_lists_of_other_lengths_are_written_out_each_for_itself(database: Database) -> None:
    statements = Statements(database.engine.dialect)
    found = [statements.prepare(select(_T.c.id).where(_T.c.id.in_(these)), {}) for these in ([4], [5, 6], [7, 8])]
    assert [one.parameters({}) for one in found] == [[4], [5, 6], [7, 8]]
    assert (found[0].sql == found[1].sql, found[1].sql == found[2].sql) == (False, True)


def test_no_more_than_so_many_shapes_are_remembered(database: Database) -> None:
    statements = Statements(database.engine.dialect)
    for length in range(MOST_SHAPES + 3):
        statements.prepare(select(_T.c.id.label(f"a{length}")), {})
    assert len(statements._shapes) == MOST_SHAPES
