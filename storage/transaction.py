"""One transaction as the repositories see it: rows out, changes in, and database trouble as `Unavailable`.

It knows no table.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import Unavailable

SENTENCE = "I cannot reach my database, so nothing was done. Try again in a minute."

# PostgreSQL's classes and codes that pass by themselves or by an admin's hand: connection, resources, shutdown,
# input and output, deadlock, lost snapshot, lock or statement that took too long.
_PASSING_CLASSES = ("08", "53", "58")
_PASSING_CODES = {"57P01", "57P02", "57P03", "57014", "40001", "40P01", "55P03", "25P03", "25P04", "25006"}
_PERMANENT_ON_SQLITE = ("no such table", "no such column", "syntax error", "near ")

_log = logging.getLogger(__name__)


def is_trouble(error: BaseException) -> bool:
    """Whether an exception means that the database cannot be used now (not that a statement is wrong)."""
    if isinstance(error, IntegrityError):
        return False
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError | TimeoutError | PoolTimeout)
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_PASSING_CLASSES) or state in _PASSING_CODES
    if isinstance(error, OperationalError):
        return not str(error.orig).startswith(_PERMANENT_ON_SQLITE)
    return isinstance(error.orig, OSError)


@contextmanager
def trouble() -> Iterator[None]:
    """Raise `Unavailable` for whatever means that the database cannot be used now; the rest passes as it is."""
    try:
        yield
    except Exception as error:
        if not is_trouble(error):
            raise
        # The class only: a driver's message may quote the row that it could not write.
        _log.warning("database_unavailable", extra={"error": type(getattr(error, "orig", error)).__name__})
        raise Unavailable(SENTENCE) from error


class Transaction:
    """Statements of one transaction, in order. In one for reading a change is refused with RuntimeError."""

    def __init__(self, connection: AsyncConnection, *, writable: bool) -> None:
        self._connection = connection
        self._writable = writable

    @property
    def writable(self) -> bool:
        """Whether changes are allowed in it."""
        return self._writable

    async def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """Return all rows of a statement."""
        return (await self._execute(statement, values)).fetchall()  # type: ignore[no-any-return]

    async def first(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        """Return the first row, or None."""
        return (await self._execute(statement, values)).first()  # type: ignore[no-any-return]

    async def scalar(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """Return the first value of the first row, or None."""
        return (await self._execute(statement, values)).scalar()

    async def change(self, statement: Executable, values: Mapping[str, Any] | None = None) -> int:
        """Run a change; return how many rows it touched."""
        return int((await self._execute(statement, values)).rowcount)

    async def many(self, statement: Executable, values: Sequence[Mapping[str, Any]]) -> None:
        """Run a change once for each of `values`, in one go; nothing where there are none."""
        if values:
            await self._execute(statement, values)

    async def _execute(self, statement: Executable, values: Any) -> Any:
        if not self._writable and getattr(statement, "is_dml", False):
            raise RuntimeError("a unit of work for reading changes nothing")
        with trouble():
            return await self._connection.execute(statement, values)
