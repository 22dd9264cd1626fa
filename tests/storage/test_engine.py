"""SQLite's file, pragmas and single process; transactions that wait instead of failing; dead connections."""

import asyncio
import stat
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import Unavailable
from storage.engine import Database, database_url
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_member
from tests.fakes import START, FakeClock

FILES = ("pm.db", "pm.db-wal", "pm.db-shm", "pm.db.lock")


async def pragma(database: Database, name: str) -> object:
    async with database.engine.connect() as connection:
        return (await connection.execute(text(f"PRAGMA {name}"))).scalar()


async def test_the_pragmas_are_set_on_every_connection(sqlite_url: str) -> None:
    async with Database.open(sqlite_url) as database:
        found = {
            name: await pragma(database, name)
            for name in ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint")
        }

    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "wal_autocheckpoint": 0}


async def test_the_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "pm.db"
    file.touch(mode=0o644)
    async with Database.open(f"sqlite:///{file}") as database:
        async with database.write() as do:
            await do.change(text("CREATE TABLE t (a)"))
        modes = {name: stat.S_IMODE(tmp_path.joinpath(name).stat().st_mode) for name in FILES}

    assert modes == dict.fromkeys(FILES, 0o600)


HOLD = """
import asyncio, sys
from storage.engine import Database
async def main():
    async with Database.open(sys.argv[1]):
        print("held", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_second_process_on_the_same_file_is_refused_with_a_sentence(sqlite_url: str) -> None:
    first = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, sqlite_url, stdout=asyncio.subprocess.PIPE)
    assert first.stdout is not None
    await first.stdout.readline()
    try:
        with pytest.raises(Unavailable, match=r"Another process already works with own\.db\. Stop it first"):
            async with Database.open(sqlite_url):
                pass
        async with Database.open(sqlite_url, exclusive=False) as looked:
            assert await pragma(looked, "journal_mode") == "wal"
    finally:
        first.kill()
        await first.wait()

    async with Database.open(sqlite_url) as database:
        assert await pragma(database, "journal_mode") == "wal"


async def test_any_number_of_processes_may_open_postgresql(postgres: str) -> None:
    async with Database.open(postgres) as one, Database.open(postgres) as two:
        for database in (one, two):
            async with database.read() as do:
                assert await do.scalar(text("SELECT 1")) == 1


def test_only_two_databases_can_be_used() -> None:
    names = [database_url(url).drivername for url in ("sqlite:///x.db", "postgresql://h/d", "postgresql+asyncpg://h/d")]

    assert names == ["sqlite+aiosqlite", "postgresql+asyncpg", "postgresql+asyncpg"]
    with pytest.raises(ValueError, match="mysql is not a database that can be used"):
        database_url("mysql://h/d")


async def test_a_reader_sees_one_state_while_somebody_writes(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as writer:
        await writer.members.put(a_member(), START)
        async with store.read(WORKSPACE) as reader:
            assert await reader.members.get("U0001") is None


async def test_moments_come_back_as_they_went_in_from_any_zone(store: SqlStore) -> None:
    tokyo = datetime(2026, 3, 2, 23, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    async with store.write(WORKSPACE) as uow:
        await uow.home_views.opened("U1", tokyo)

        assert await uow.home_views.opened_since(datetime(2026, 3, 2, 14, 0, 0, 123456, tzinfo=UTC)) == ["U1"]
        assert await uow.home_views.opened_since(datetime(2026, 3, 2, 14, 0, 0, 123457, tzinfo=UTC)) == []


async def test_a_moment_without_a_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(Exception, match="without a time zone"):
        async with store.write(WORKSPACE) as uow:
            await uow.home_views.opened("U1", datetime(2026, 3, 2, 14, 0))  # noqa: DTZ001 - that is what is refused


async def test_a_task_cancelled_in_the_middle_of_statements_breaks_nothing(store: SqlStore, clock: FakeClock) -> None:
    async def write(number: int) -> None:
        async with store.write(WORKSPACE) as uow:
            for step in range(50):
                await uow.steps.put(f"work:{number}", str(step), {})
            assert await uow.inbox.first(f"never:{number}", "x", clock.now())
            await asyncio.sleep(60)

    for number in range(20):
        task = asyncio.create_task(write(number))
        await asyncio.sleep(0.0007 * number)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async with store.write(WORKSPACE) as uow:
        left = [await uow.steps.all(f"work:{number}") for number in range(20)]

    assert left == [{}] * 20
