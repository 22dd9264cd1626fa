"""SQLite's driver with one hop to its thread a statement, instead of four, and none for an empty transaction.

It changes how statements travel, never what they mean. Pinned together with aiosqlite and SQLAlchemy.
"""

import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Any

import aiosqlite
from sqlalchemy import util
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_

_Answer = tuple[list[Any], Any, int, int | None]


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that executes, fetches and closes in one go on the connection's thread."""

    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: "OneHopConnection") -> None:
        self._adapt_connection: OneHopConnection = adapt_connection
        self._connection = adapt_connection._connection  # noqa: SLF001 - as SQLAlchemy's own cursors do
        self._rows = deque()
        self._soft_closed_memoized = util.EMPTY_DICT
        self._description: Any = None
        self._rowcount = -1
        self._lastrowid: int | None = None

    @property
    def description(self) -> Any:
        return self._description

    @property
    def rowcount(self) -> int:
        return self._rowcount

    @property
    def lastrowid(self) -> int:
        return self._lastrowid or 0

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        return

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._run(operation, parameters or (), many=False)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._run(operation, seq_of_parameters, many=True)

    async def _run(self, sql: str, parameters: Any, *, many: bool) -> None:
        rows, self._description, self._rowcount, self._lastrowid = await self._adapt_connection.travel(
            sql, parameters, many=many
        )
        self._rows = deque(rows)


class OneHopConnection(AsyncAdapt_aiosqlite_connection):
    """A connection whose BEGIN travels with the first statement of its transaction."""

    __slots__ = ("begin", "is_open")

    _cursor_cls: type[AsyncAdapt_aiosqlite_cursor] = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.begin: str | None = None
        self.is_open = False

    async def travel(self, sql: str, parameters: Sequence[Any], *, many: bool) -> _Answer:
        """Run a statement on the thread, after the BEGIN that is due. Raises what sqlite3 raises."""
        async with self._execute_mutex:
            begin, self.begin = self.begin, None
            self.is_open = self.is_open or begin is not None
            driver: Any = self._connection
            answer: _Answer = await driver._execute(_run, driver._conn, begin, sql, parameters, many)  # noqa: SLF001 - aiosqlite offers no other way to do two things in one hop
            return answer

    def commit(self) -> None:
        """End the transaction, if one was begun."""
        self.begin = None
        if self.is_open:
            self._end("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction, if one was begun."""
        self.begin = None
        if self.is_open:
            self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        driver: Any = self._connection
        await_(driver._execute(_end, driver._conn, how))  # noqa: SLF001 - as in `travel`
        self.is_open = False


def _run(connection: sqlite3.Connection, begin: str | None, sql: str, parameters: Any, many: bool) -> _Answer:  # noqa: FBT001 - it is called by position, on another thread
    if begin is not None:
        connection.execute(begin)
    cursor = connection.executemany(sql, parameters) if many else connection.execute(sql, parameters)
    try:
        description = cursor.description
        return (cursor.fetchall() if description else []), description, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


def _end(connection: sqlite3.Connection, how: str) -> None:
    if connection.in_transaction:
        connection.execute(how)


class OneHopDriver(AsyncAdapt_aiosqlite_dbapi):
    """The module that SQLAlchemy takes for the driver."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *args: Any, **options: Any) -> AsyncAdapt_aiosqlite_connection:
        """Return an open connection."""
        plain = super().connect(*args, **options)
        return OneHopConnection(self, plain._connection)  # noqa: SLF001 - the adapter is ours to wrap
