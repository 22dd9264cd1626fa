"""How a transaction travels to each database, on a connection of SQLAlchemy's pool. It knows no table."""

from collections.abc import Sequence
from typing import Any, Protocol

import asyncpg

from storage.sqlite import NearConnection
from storage.statements import Prepared

Answers = tuple[Sequence[Sequence[Any]], Sequence[str]]


class Line(Protocol):
    """An open connection. A transaction is begun, used, and then committed or rolled back, in this order."""

    async def begin(self, *, writable: bool) -> None:
        """Begin a transaction."""
        ...

    async def ask(self, prepared: Prepared, parameters: Sequence[Any]) -> Answers:
        """Return what a statement answers, and the names of its columns."""
        ...

    async def change(self, prepared: Prepared, parameters: Sequence[Any]) -> int:
        """Run a change that answers nothing; return how many rows it touched."""
        ...

    async def many(self, prepared: Prepared, parameters: Sequence[Sequence[Any]]) -> None:
        """Run a change once for each of these."""
        ...

    async def commit(self) -> None:
        """Keep what was done."""
        ...

    async def rollback(self) -> None:
        """Undo what was done."""
        ...


class SqliteLine:
    """SQLite: a writer takes the lock before it reads anything, so that nothing it read can change."""

    def __init__(self, connection: NearConnection) -> None:
        self._connection = connection

    async def begin(self, *, writable: bool) -> None:
        """Begin a transaction with its first statement."""
        self._connection.begin = "BEGIN IMMEDIATE" if writable else "BEGIN"

    async def ask(self, prepared: Prepared, parameters: Sequence[Any]) -> Answers:
        """Return what a statement answers, and the names of its columns."""
        rows, description, _, _ = await self._connection.travel(prepared.sql, parameters, many=False)
        return rows, [column[0] for column in description or ()]

    async def change(self, prepared: Prepared, parameters: Sequence[Any]) -> int:
        """Run a change that answers nothing; return how many rows it touched."""
        _, _, touched, _ = await self._connection.travel(prepared.sql, parameters, many=False)
        return touched

    async def many(self, prepared: Prepared, parameters: Sequence[Sequence[Any]]) -> None:
        """Run a change once for each of these."""
        await self._connection.travel(prepared.sql, parameters, many=True)

    async def commit(self) -> None:
        """Keep what was done."""
        await self._connection.end("COMMIT")

    async def rollback(self) -> None:
        """Undo what was done."""
        await self._connection.end("ROLLBACK")


class PostgresLine:
    """PostgreSQL: read committed. For reading each statement is its own transaction and sees what is committed."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection
        self._is_open = False

    async def begin(self, *, writable: bool) -> None:
        """Begin a transaction, if it is to change something."""
        if writable:
            await self._connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            self._is_open = True

    async def ask(self, prepared: Prepared, parameters: Sequence[Any]) -> Answers:
        """Return what a statement answers, and the names of its columns."""
        rows = await self._connection.fetch(prepared.sql, *parameters)
        return rows, list(rows[0].keys()) if rows and not prepared.is_shaped else ()

    async def change(self, prepared: Prepared, parameters: Sequence[Any]) -> int:
        """Run a change that answers nothing; return how many rows it touched."""
        status = await self._connection.execute(prepared.sql, *parameters)
        touched = status.rpartition(" ")[2]
        return int(touched) if touched.isdigit() else -1

    async def many(self, prepared: Prepared, parameters: Sequence[Sequence[Any]]) -> None:
        """Run a change once for each of these."""
        await self._connection.executemany(prepared.sql, parameters)

    async def commit(self) -> None:
        """Keep what was done."""
        await self._end("COMMIT")

    async def rollback(self) -> None:
        """Undo what was done."""
        await self._end("ROLLBACK")

    async def _end(self, how: str) -> None:
        if self._is_open:
            await self._connection.execute(how)
            self._is_open = False
