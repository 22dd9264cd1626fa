"""Column types and expressions that mean the same on both databases.

With `engine` and `sqlite` the only module that knows a dialect.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    Boolean,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    Insert,
    Integer,
    Table,
    bindparam,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

_LONGEST_KEY = 200


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware going in (ValueError otherwise), aware UTC coming out. SQLite keeps it as sortable text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what the driver takes: UTC, without the zone where the database knows none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone is refused")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as aware UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(kind: type[StrEnum]) -> Enum:
    """Return the column type of an enum: its values as plain strings, so that a new one needs no migration."""
    return Enum(
        kind,
        native_enum=False,
        length=40,
        validate_strings=True,
        values_callable=lambda members: [one.value for one in members],
    )


def document() -> JSON:
    """Return the column type of JSON: JSONB where there is one."""
    return JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


class holds(FunctionElement[bool]):  # noqa: N801 - it reads as an SQL function where it is used
    """`holds(column, text)`: whether a JSON list of strings has that string in it."""

    inherit_cache = True
    type = Boolean()


@compiles(holds, "sqlite")
def _holds_on_sqlite(element: holds, compiler: SQLCompiler, **kw: Any) -> str:
    column, text = (compiler.process(one, **kw) for one in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS each_one WHERE each_one.value = {text})"  # noqa: S608 - both parts are compiled SQL with bound values


@compiles(holds, "postgresql")
def _holds_on_postgresql(element: holds, compiler: SQLCompiler, **kw: Any) -> str:
    column, text = (compiler.process(one, **kw) for one in element.clauses)
    return f"({column} @> jsonb_build_array(CAST({text} AS TEXT)))"


class begins_one(FunctionElement[bool]):  # noqa: N801 - it reads as an SQL function where it is used
    """`begins_one(column, text)`: whether a string of a JSON list begins with that text, whatever its case."""

    inherit_cache = True
    type = Boolean()


@compiles(begins_one, "sqlite")
def _begins_on_sqlite(element: begins_one, compiler: SQLCompiler, **kw: Any) -> str:
    column, text = (compiler.process(one, **kw) for one in element.clauses)
    begins = f"substr(lower(each_one.value), 1, length({text})) = lower({text})"
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS each_one WHERE {begins})"  # noqa: S608 - as above


@compiles(begins_one, "postgresql")
def _begins_on_postgresql(element: begins_one, compiler: SQLCompiler, **kw: Any) -> str:
    column, text = (compiler.process(one, **kw) for one in element.clauses)
    begins = f"starts_with(lower(each_one), lower(CAST({text} AS TEXT)))"
    return f"EXISTS (SELECT 1 FROM jsonb_array_elements_text({column}) AS each_one WHERE {begins})"  # noqa: S608 - as above


class tokens_in(FunctionElement[int]):  # noqa: N801 - it reads as an SQL function where it is used
    """`tokens_in(column)`: how many tokens a usage by model has, as `Usage.tokens` counts them."""

    inherit_cache = True
    type = Integer()


_TOKENS = ("input", "output", "read", "written")


@compiles(tokens_in, "sqlite")
def _tokens_on_sqlite(element: tokens_in, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(next(iter(element.clauses)), **kw)
    added = " + ".join(f"json_extract(each_one.value, '$.{name}')" for name in _TOKENS)
    return f"(SELECT COALESCE(SUM({added}), 0) FROM json_each({column}) AS each_one)"  # noqa: S608 - as above


@compiles(tokens_in, "postgresql")
def _tokens_on_postgresql(element: tokens_in, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(next(iter(element.clauses)), **kw)
    added = " + ".join(f"CAST(each_one.value ->> '{name}' AS BIGINT)" for name in _TOKENS)
    return f"(SELECT COALESCE(SUM({added}), 0) FROM jsonb_each({column}) AS each_one)"  # noqa: S608 - as above


class among(FunctionElement[bool]):  # noqa: N801 - it reads as an SQL function where it is used
    """`among(column, list)`: whether a column is one of a list, which is bound as JSON: the SQL stays the same."""

    inherit_cache = True
    type = Boolean()


@compiles(among, "sqlite")
def _among_on_sqlite(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(one, **kw) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - as above


@compiles(among, "postgresql")
def _among_on_postgresql(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(one, **kw) for one in element.clauses)
    kind = "INTEGER" if isinstance(next(iter(element.clauses)).type, Integer) else "VARCHAR"
    return f"{column} IN (SELECT CAST(each_one AS {kind}) FROM jsonb_array_elements_text({values}) AS each_one)"  # noqa: S608 - as above


def listed(name: str) -> BindParameter[Any]:
    """Return a bound list for `among`."""
    return bindparam(name, type_=document())


class length_of(FunctionElement[int]):  # noqa: N801 - it reads as an SQL function where it is used
    """`length_of(column)`: how long a JSON list is."""

    inherit_cache = True
    type = Integer()


@compiles(length_of, "sqlite")
def _length_on_sqlite(element: length_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_array_length({compiler.process(element.clauses, **kw)})"


@compiles(length_of, "postgresql")
def _length_on_postgresql(element: length_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"jsonb_array_length({compiler.process(element.clauses, **kw)})"


def insert_or_ignore(table: Table) -> Insert:
    """Return an INSERT that does nothing where any unique key is taken already; add `.returning` to learn which.

    PostgreSQL's construct compiles on SQLite too: both read the same words.
    """
    return postgresql.insert(table).on_conflict_do_nothing()


def upsert(
    table: Table,
    key: Sequence[str],
    *,
    changes: Mapping[str, Any] | None = None,
    keep: Sequence[str] = (),
    where: ColumnElement[bool] | None = None,
) -> Insert:
    """Return an INSERT that changes the row that has the same `key` instead.

    Without `changes` every other column but those to `keep` takes the new value. `where` is the predicate of a partial
    unique index.
    """
    statement = postgresql.insert(table)
    new = changes or {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in {*key, *keep}
    }
    return statement.on_conflict_do_update(index_elements=list(key), index_where=where, set_=dict(new))


def bounded(key: str) -> str:
    """Return a key short enough for an index: itself, or its digest where somebody sent a very long one."""
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
