"""Fixtures for everybody: a migrated database of each kind, emptied before every test, and what stands on it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import migrate
from storage.engine import Database
from storage.jobs import SqlJobQueue
from storage.unit_of_work import SqlStore
from tests.databases import emptied, fresh_postgres, postgres_server
from tests.fakes import FakeClock


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server's address, for as long as the tests run."""
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
async def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of an empty database, once for each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('database')}/test.db"
        return
    server: str = request.getfixturevalue("postgres")
    async with fresh_postgres(server) as url:
        yield url


@pytest.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database whose schema was made by migrating, once for each kind."""
    await asyncio.to_thread(migrate.upgrade, database_url)
    database = Database(database_url)
    yield database
    await database.close()


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
