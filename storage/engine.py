"""The database: its engine, how a transaction begins, and the one writer at a time that SQLite takes.

With `columns` and `sqlite` the only module that knows a dialect. It knows no table.
"""

import asyncio
import logging
import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Self, cast

from pydantic_core import from_json, to_json
from sqlalchemy import URL, Connection, event, exc, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util.concurrency import greenlet_spawn

from bot.domain.errors import Unavailable
from storage.lines import Line, PostgresLine, SqliteLine
from storage.single_process import single_process
from storage.sqlite import NearConnection, NearDriver
from storage.statements import Statements
from storage.transaction import SENTENCE, Transaction, is_trouble, trouble, unavailable

PATIENCE = 2.0  # seconds that anybody waits for a lock, a connection or a pool: a listener has three in all
_POOL = 10
_log = logging.getLogger(__name__)


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
        if self.is_sqlite:
            self.engine = self._alone = _sqlite(parsed, self.file, foreign_keys=foreign_keys)
        else:
            self.engine = _postgresql(parsed)
            # A job that is claimed or finished is at worst done again when the server itself crashes; what a job does
            # is committed after its claim and takes it to the disk. So nobody waits for the disk here.
            self._alone = _postgresql(parsed, synchronous_commit="off")
        self._statements = Statements(self.engine.dialect)
        self._writer = asyncio.Lock()

    @property
    def statements_run(self) -> int:
        """How many statements were run since it was opened, by whoever it was."""
        return self._statements.run

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Open a transaction for reading. On PostgreSQL each statement sees what is committed by then."""
        async with self._line(self.engine) as line:
            with trouble():
                await line.begin(writable=False)
            yield Transaction(line, self._statements, writable=False)
            with trouble():
                await line.rollback()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Open a transaction; commit at the end, roll back on an exception. On SQLite after the writers before it."""
        async with self._turn(), self._line(self.engine) as line:
            with trouble():
                await line.begin(writable=True)
            yield Transaction(line, self._statements, writable=True)
            with trouble():
                await line.commit()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Transaction]:
        """Open a connection where each statement is its own transaction: one round trip each, no wait for the disk."""
        async with self._turn(), self._line(self._alone) as line:
            yield Transaction(line, self._statements, writable=True)

    async def compact(self) -> bool:
        """Give back the space of what was deleted, and what was written in it; False while another process reads it.

        PostgreSQL lets go of old rows; what its log and its backups hold is its operator's.
        """
        async with self.alone() as do:
            await do.rows(text("VACUUM"))
            if not self.is_sqlite:
                return True
            found = await do.first(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return found is not None and found[0] == 0

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
        await self._alone.dispose()

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

    @asynccontextmanager
    async def _line(self, engine: AsyncEngine) -> AsyncIterator[Line]:
        driver: Any = engine.dialect.loaded_dbapi
        try:
            with trouble():
                held = await engine.raw_connection()
        except (exc.DBAPIError, driver.Error) as error:  # a refusal here is no mistake of a statement
            raise unavailable(error) from error
        line: Line
        if self.is_sqlite:
            line = SqliteLine(cast("NearConnection", held.dbapi_connection))
        else:
            line = PostgresLine(cast("Any", held.driver_connection))
        try:
            yield line
        except BaseException as error:
            await self._give_up(held, line, error)
            raise
        held.close()

    async def _give_up(self, held: PoolProxiedConnection, line: Line, error: BaseException) -> None:
        """Leave a connection without a transaction, or leave the connection: nobody knows what a lost one holds."""
        try:
            if isinstance(error, Exception) and not is_trouble(error.__cause__):
                await line.rollback()
                held.close()
                return
        except Exception as another:  # noqa: BLE001 - the first error is the one that is told
            _log.info("rollback_failed", extra={"error": type(another).__name__})
        await asyncio.shield(greenlet_spawn(held.invalidate, None))


def _json(value: Any) -> str:
    return to_json(value).decode()


def _postgresql(url: URL, **server_settings: str) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=_POOL,
        max_overflow=0,
        pool_timeout=PATIENCE,
        isolation_level="READ COMMITTED",
        json_serializer=_json,
        json_deserializer=from_json,
        hide_parameters=True,
        connect_args={
            "timeout": PATIENCE,
            "command_timeout": 30,
            "server_settings": {"application_name": "postmortem", **server_settings},
        },
    )

    @event.listens_for(engine.sync_engine, "checkout")
    def _refuse_a_dead_one(connection: Any, _record: Any, _proxy: Any) -> None:
        # asyncpg hears at once when the server goes away: no ping, and no request that meets a dead connection
        if connection.driver_connection.is_closed():
            raise exc.DisconnectionError

    return engine


def _lower(text: object) -> object:
    """Return a text in small letters: SQLite's own way of it knows no letters but those of ASCII."""
    return text.lower() if isinstance(text, str) else text


def _sqlite(url: URL, file: Path | None, *, foreign_keys: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        module=NearDriver(),
        pool_size=_POOL,
        max_overflow=0,
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
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.begin = "BEGIN IMMEDIATE"

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
