"""Fixtures for everybody: a migrated database of each kind, emptied before every test, and what stands on it.

And how the tests run: in how many processes, and with what patience on a machine that has other work too.
"""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from storage import migrate
from storage.engine import Database
from storage.jobs import SqlJobQueue
from storage.unit_of_work import SqlStore
from tests.databases import emptied, fresh_postgres, migrated, postgres_server
from tests.fakes import FakeClock

MOST_PROCESSES = 8
# Examples are as slow as the machine is busy, and a change is not red by chance: everybody runs the same ones.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# `--hypothesis-profile=wide` looks for new ones.
settings.register_profile("wide", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are cores, because some tests wait; none beside this one for single files.

    Each of them collects every test and lives through every beginning once: more of them take longer.
    """
    if all(Path(named.partition("::")[0]).is_file() for named in config.args):
        return 0
    return min(1 + (os.cpu_count() or 1), MOST_PROCESSES)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays until the end: it would go over all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server's address, for as long as the tests run."""
    with postgres_server(careless=True) as address:
        yield address


@pytest.fixture(scope="session")
async def of_sqlite(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """An open SQLite database whose schema was made by migrating."""
    async with migrated(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('database')}/test.db") as database:
        yield database


@pytest.fixture(scope="session")
async def of_postgres(postgres: str) -> AsyncIterator[Database]:
    """An open PostgreSQL database whose schema was made by migrating."""
    async with fresh_postgres(postgres) as url, migrated(url) as database:
        yield database


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """The database of each kind. It outlives a change of kind: tests of both kinds come in any order."""
    kept: Database = request.getfixturevalue(f"of_{request.param}")
    return kept


@pytest.fixture(scope="session")
def database_url(database: Database) -> str:
    """The address of the same database."""
    return database.url


@pytest.fixture
async def clean(database: Database) -> Database:
    """The database without a row in it."""
    await emptied(database)
    return database


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def store(clean: Database, clock: FakeClock) -> SqlStore:
    """The store on a clean database; runs on SQLite and on PostgreSQL."""
    return SqlStore(clean, clock)


@pytest.fixture
def queue(clean: Database, clock: FakeClock) -> SqlJobQueue:
    """The worker's side of the job table on the same clean database."""
    return SqlJobQueue(clean, clock)


@pytest.fixture
async def sqlite_url(tmp_path: Path) -> str:
    """The address of a new, migrated SQLite file, for tests that need one of their own."""
    url = f"sqlite+aiosqlite:///{tmp_path}/own.db"
    await asyncio.to_thread(migrate.upgrade, url)
    return url
