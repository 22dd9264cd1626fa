"""What repositories share: a workspace, a transaction, and the ways between values and rows. No noun of its own."""

from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Row, Table, and_, bindparam

from bot.domain.values import Value
from storage.transaction import Transaction

SomeValue = TypeVar("SomeValue", bound=Value)

WORKSPACE = "the_workspace"  # bound names differ from column names: an UPDATE sets those


class Repository:
    """One noun in one workspace, inside one transaction."""

    def __init__(self, workspace: str, transaction: Transaction) -> None:
        self._workspace = workspace
        self._do = transaction
        self._here: dict[str, Any] = {WORKSPACE: workspace}

    def _row(self, value: Value, **more: Any) -> dict[str, Any]:
        """Return a value's fields as a row of this workspace."""
        return {**value.model_dump(), "workspace": self._workspace, **more}


def inside(table: Table, *names: str) -> ColumnElement[bool]:
    """Return the condition "in this workspace, and each of these columns is `the_<name>`"."""
    here = table.c.workspace == bindparam(WORKSPACE)
    return and_(here, *(table.c[name] == bindparam(f"the_{name}") for name in names))


def columns(table: Table, *without: str) -> list[Column[Any]]:
    """Return a table's columns but these."""
    return [column for column in table.columns if column.name not in without]


def assigned(table: Table, *without: str) -> dict[str, Any]:
    """Return what an UPDATE sets: every column but these, bound by its own name."""
    return {column.name: bindparam(column.name) for column in columns(table, *without)}


def fields_of(row: Row[Any]) -> dict[str, Any]:
    """Return a row as a dict that may be changed."""
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public attribute, in spite of its name


def value_of(kind: type[SomeValue], row: Row[Any], **more: Any) -> SomeValue:
    """Return the domain's value of a row whose columns are the value's fields."""
    return kind(**fields_of(row), **more)
