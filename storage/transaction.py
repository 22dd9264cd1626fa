"""One transaction as the repositories see it: rows out, changes in, and database trouble as `Unavailable`.

It knows no table.
"""

import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import asyncpg
from sqlalchemy import Executable, Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import Unavailable
from storage.lines import Line
from storage.statements import Statements

SENTENCE = "I cannot reach my database, so nothing was done. Try again in a minute."

_CLASHES = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)

# PostgreSQL's classes and codes that pass by themselves or by an admin's hand: connection, resources, shutdown,
# input and output, deadlock, lost snapshot, lock or statement that took too long.
_PASSING_CLASSES = ("08", "53", "58")
_PASSING_CODES = {"57P01", "57P02", "57P03", "57014", "40001", "40P01", "55P03", "25P03", "25P04", "25006"}
# a connection that is lost, cannot be had, or was lost in the middle of an exchange
_LOST = (OSError, TimeoutError, PoolTimeout, asyncpg.InterfaceError, asyncpg.InternalClientError)
_PERMANENT_ON_SQLITE = ("no such table", "no such column", "near ", "unrecognized token", "incomplete input")
_NOTHING: Mapping[str, Any] = {}

_log = logging.getLogger(__name__)


class Refused(Exception):  # noqa: N818 - what the database did, not what went wrong
    """The database refused a statement: a mistake of ours. It tells the statement and never a value."""


class Clash(Refused):
    """A unique key or another constraint stood against it."""


def is_trouble(error: BaseException | None) -> bool:
    """Whether an exception means that the database cannot be used now (not that a statement is wrong)."""
    match error:
        case asyncpg.PostgresError():
            state = str(error.sqlstate)
            return state.startswith(_PASSING_CLASSES) or state in _PASSING_CODES
        case sqlite3.OperationalError():
            return not str(error).startswith(_PERMANENT_ON_SQLITE)
        case DBAPIError():
            return (
                error.connection_invalidated
                or is_trouble(error.orig)
                or is_trouble(getattr(error.orig, "__cause__", None))
            )
        case _:
            return isinstance(error, _LOST)


@contextmanager
def trouble(statement: str = "") -> Iterator[None]:
    """Raise `Unavailable` where the database cannot be used now, and `Refused` for other errors of a driver.

    A driver's message may quote the row that it could not write, so it goes no further.
    """
    try:
        yield
    except Exception as error:
        if is_trouble(error):
            raise unavailable(error) from error
        if isinstance(error, _CLASHES):
            raise Clash(f"{type(error).__name__}: {statement}") from None
        if isinstance(error, sqlite3.Error | asyncpg.PostgresError):
            raise Refused(f"{type(error).__name__}: {statement}") from None
        raise


def unavailable(error: BaseException) -> Unavailable:
    """Return the one sentence for database trouble, and log its class."""
    # The class only: a driver's message may quote the row that it could not write.
    _log.warning("database_unavailable", extra={"error": type(getattr(error, "orig", None) or error).__name__})
    return Unavailable(SENTENCE)


class Transaction:
    """Statements of one transaction, in order. In one for reading a change is refused with RuntimeError."""

    def __init__(self, line: Line, statements: Statements, *, writable: bool) -> None:
        self._line = line
        self._statements = statements
        self._writable = writable

    @property
    def writable(self) -> bool:
        """Whether changes are allowed in it."""
        return self._writable

    async def rows(self, statement: Executable, values: Mapping[str, Any] = _NOTHING) -> Sequence[Row[Any]]:
        """Return all rows of a statement."""
        prepared = self._statements.prepare(statement, values)
        self._check(prepared.changes)
        with trouble(prepared.sql):
            answers, names = await self._line.ask(prepared, prepared.parameters(values))
        return prepared.rows(answers, names)

    async def first(self, statement: Executable, values: Mapping[str, Any] = _NOTHING) -> Row[Any] | None:
        """Return the first row, or None."""
        rows = await self.rows(statement, values)
        return rows[0] if rows else None

    async def scalar(self, statement: Executable, values: Mapping[str, Any] = _NOTHING) -> Any:
        """Return the first value of the first row, or None."""
        rows = await self.rows(statement, values)
        return rows[0][0] if rows else None

    async def change(self, statement: Executable, values: Mapping[str, Any] = _NOTHING) -> int:
        """Run a change that returns nothing; return how many rows it touched."""
        prepared = self._statements.prepare(statement, values)
        self._check(changes=True)
        with trouble(prepared.sql):
            return await self._line.change(prepared, prepared.parameters(values))

    async def many(self, statement: Executable, values: Sequence[Mapping[str, Any]]) -> None:
        """Run a change once for each of `values`, which have the same names; nothing where there are none."""
        if not values:
            return
        prepared = self._statements.prepare(statement, values[0], many=True)
        self._check(changes=True)
        with trouble(prepared.sql):
            await self._line.many(prepared, [prepared.parameters(one) for one in values])

    def _check(self, changes: bool) -> None:  # noqa: FBT001 - a private question
        if changes and not self._writable:
            raise RuntimeError("a unit of work for reading changes nothing")
