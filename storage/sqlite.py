"""SQLite's driver without the four hops to a thread that every statement takes otherwise.

A short statement on a local file takes microseconds, a hop takes fifty: so short ones run on the event loop, and only
what may wait (for a lock, for the disk) or is long goes to the thread. What statements mean does not change.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiosqlite
from sqlalchemy import util
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_

_FEW = 50  # rows that one executemany writes on the loop
_CHECKPOINT_EVERY = 200  # commits, about as many pages as SQLite would let gather itself

_Answer = tuple[list[Any], Any, int, int | None]


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that executes, fetches and closes in one go on the connection's thread."""

    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: "NearConnection") -> None:
        self._adapt_connection: NearConnection = adapt_connection
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


class NearConnection(AsyncAdapt_aiosqlite_connection):
    """A connection that runs short statements where it is called, and sends what may take long to its thread.

    A statement that finds the database busy is run again on the thread, where it may wait for `patience` milliseconds.
    The write-ahead log is brought into the file on the thread too, since that waits for the disk.
    """

    __slots__ = ("_is_away", "_is_open", "_unsettled", "begin", "patience")

    _cursor_cls: type[AsyncAdapt_aiosqlite_cursor] = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.begin: str | None = None  # what opens the transaction when its first statement comes
        self.patience = 0
        self._is_open = False
        self._is_away = False  # the thread has not answered: a cancelled task left it at work
        self._unsettled = 0

    async def travel(self, sql: str, parameters: Sequence[Any], *, many: bool) -> _Answer:
        """Run a statement, after the BEGIN that is due. Raises what sqlite3 raises."""
        begin, self.begin = self.begin, None
        is_alone = begin is None and not self._is_open
        self._is_open = self._is_open or begin is not None
        self._unsettled += len(parameters) // 8 if many else 0
        answer = None
        if not self._is_away and not (many and len(parameters) > _FEW):
            with _unless_busy():
                answer = _run(self._driver(), begin, sql, parameters, many)
        if answer is None:
            answer = await self._away(_patiently, self.patience, begin, sql, parameters, many)
        if is_alone:
            await self._settle()
        return answer

    def commit(self) -> None:
        """Keep what was done in the transaction, if one was begun."""
        await_(self.end("COMMIT"))

    def rollback(self) -> None:
        """Undo the transaction, if one was begun."""
        if self._is_open:
            await_(self.end("ROLLBACK"))
        self.begin = None

    async def end(self, how: str) -> None:
        """End the transaction by COMMIT or ROLLBACK, if one was begun."""
        self.begin = None
        if not self._is_open:
            return
        if self._is_away:
            await self._away(_finish, how)
        else:
            _finish(self._driver(), how)
        self._is_open = False
        await self._settle()

    async def _settle(self) -> None:
        self._unsettled += 1
        if self._unsettled >= _CHECKPOINT_EVERY:
            self._unsettled = 0
            await self._away(_checkpoint)

    async def _away(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self._is_away = True
        try:
            answer = await self._connection._execute(work, self._driver(), *arguments)  # noqa: SLF001 - aiosqlite has no other way to do several things in one hop
        except sqlite3.Error:
            self._is_away = False
            raise
        self._is_away = False
        return answer

    def _driver(self) -> sqlite3.Connection:
        driver: sqlite3.Connection = self._connection._conn  # noqa: SLF001 - as above
        return driver


@contextmanager
def _unless_busy() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise


def _run(connection: sqlite3.Connection, begin: str | None, sql: str, parameters: Any, many: bool) -> _Answer:  # noqa: FBT001 - it is called by position, also on another thread
    if begin is not None and not connection.in_transaction:
        connection.execute(begin)
    cursor = connection.executemany(sql, parameters) if many else connection.execute(sql, parameters)
    description = cursor.description
    return (cursor.fetchall() if description else []), description, cursor.rowcount, cursor.lastrowid


def _patiently(connection: sqlite3.Connection, patience: int, *statement: Any) -> _Answer:
    connection.execute(f"PRAGMA busy_timeout = {patience}")
    try:
        return _run(connection, *statement)
    finally:
        connection.execute("PRAGMA busy_timeout = 0")


def _finish(connection: sqlite3.Connection, how: str) -> None:
    if connection.in_transaction:
        connection.execute(how)


def _checkpoint(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


class NearDriver(AsyncAdapt_aiosqlite_dbapi):
    """The module that SQLAlchemy takes for the driver."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *args: Any, **options: Any) -> AsyncAdapt_aiosqlite_connection:
        """Return an open connection."""
        plain = super().connect(*args, **options)
        return NearConnection(self, plain._connection)  # noqa: SLF001 - the adapter is ours to wrap
