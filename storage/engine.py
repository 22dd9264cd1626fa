"""The database: its engine, how a transaction begins, and the one writer at a time that SQLite takes.

With `columns` and `sqlite` the only module that knows a dialect. It knows no table.
"""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

from pydantic_core import from_json, to_json
from sqlalchemy import URL, Connection, event, exc, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import Unavailable
from storage.single_process import single_process
from storage.sqlite import NearConnection, NearDriver
from storage.transaction import SENTENCE, Transaction, trouble

PATIENCE = 10.0  # seconds that anybody waits for a lock, a connection or a pool
_POOL = 10
_BEGIN = "begin"


def database_url(url: str) -> URL:
    """Return the address with the driver that is used for it. Raises ValueError for an unknown database."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+asyncpg")
        case other:
            raise ValueError(f"{other} is not a database that can be used: choose sqlite or postgresql")


def file_of(url: str) -> Path | None:
    """Return the path of an SQLite database's file; None for one in memory and for PostgreSQL."""
    parsed = database_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return None
    return Path(str(parsed.database)).absolute()


class Database:
    """An open database. `read` and `write` open transactions, `alone` single statements that need none.

    Made once a process; `close` it at the end.
    """

    def __init__(self, url: str, *, foreign_keys: bool = True) -> None:
        self.url = url
        self.file = file_of(url)
        parsed = database_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.engine = _sqlite(parsed, self.file, foreign_keys=foreign_keys) if self.is_sqlite else _postgresql(parsed)
        self._reads = self.engine.execution_options(**({_BEGIN: "BEGIN"} if self.is_sqlite else _AUTOCOMMIT))
        self._writes = self.engine.execution_options(**({_BEGIN: "BEGIN IMMEDIATE"} if self.is_sqlite else {}))
        self._singles = self.engine.execution_options(**({_BEGIN: None} if self.is_sqlite else _AUTOCOMMIT))
        self._writer = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Open a transaction for reading. On PostgreSQL each statement sees what is committed by then."""
        async with _connected(self._reads) as connection:
            yield Transaction(connection, writable=False)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Open a transaction; commit at the end, roll back on an exception. On SQLite after the writers before it."""
        async with self._turn(), _connected(self._writes) as connection:
            yield Transaction(connection, writable=True)
            with trouble():
                await connection.commit()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Transaction]:
        """Open a connection where each statement is its own transaction: one round trip each."""
        async with self._turn(), _connected(self._singles) as connection:
            yield Transaction(connection, writable=True)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *, exclusive: bool = True) -> AsyncIterator[Self]:
        """Open the database at `url` while the block lasts.

        With `exclusive` an SQLite file is this process's alone: Unavailable with a sentence when another one has it.
        """
        file = file_of(url)
        with single_process(file) if exclusive and file is not None else nullcontext():
            database = cls(url)
            try:
                yield database
            finally:
                await database.close()

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if not self.is_sqlite:
            yield
            return
        if self._writer.locked():
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._writer.acquire()
            except TimeoutError as error:
                raise Unavailable(SENTENCE) from error
        else:
            await self._writer.acquire()
        try:
            yield
        finally:
            self._writer.release()


_AUTOCOMMIT = {"isolation_level": "AUTOCOMMIT"}


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    connection = engine.connect()
    with trouble():
        await connection.start()
    try:
        yield connection
    finally:
        await asyncio.shield(connection.close())


def _json(value: Any) -> str:
    return to_json(value).decode()


def _postgresql(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=_POOL,
        max_overflow=_POOL,
        pool_timeout=PATIENCE,
        isolation_level="READ COMMITTED",
        json_serializer=_json,
        json_deserializer=from_json,
        hide_parameters=True,
        connect_args={
            "timeout": PATIENCE,
            "command_timeout": 30,
            "server_settings": {"application_name": "postmortem"},
        },
    )

    @event.listens_for(engine.sync_engine, "checkout")
    def _refuse_a_dead_one(connection: Any, _record: Any, _proxy: Any) -> None:
        # asyncpg hears at once when the server goes away: no ping, and no request that meets a dead connection
        if connection.driver_connection.is_closed():
            raise exc.DisconnectionError

    return engine


def _sqlite(url: URL, file: Path | None, *, foreign_keys: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        module=NearDriver(),
        pool_timeout=PATIENCE,
        json_serializer=_json,
        json_deserializer=from_json,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": 0, "check_same_thread": False, "cached_statements": 256},
    )
    if file is not None:

        @event.listens_for(engine.sync_engine, "do_connect")
        def _keep_private(*_: Any) -> None:
            keep_private(file)

    @event.listens_for(engine.sync_engine, "connect")
    def _set_up(connection: NearConnection, _record: Any) -> None:
        connection.patience = int(PATIENCE * 1000)  # nobody waits on the event loop: see storage.sqlite
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.begin = connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE")

    return engine


def keep_private(file: Path) -> None:
    """Make the file, or what is there, readable by its owner only: SQLite's other files take after it.

    A file that is there is never opened: closing it would drop the locks that SQLite holds on it in this process, and
    another process would then take the log away under it.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            file.chmod(0o600)
