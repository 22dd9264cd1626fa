"""The schema goes up, down and up again on both databases, and is what the tables say."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from bot.domain.errors import Unavailable
from bot.domain.fixes import Fix, FixAnswer
from bot.domain.postmortems import Publication, Status
from sandbox.clock import SystemClock
from storage import migrate
from storage.engine import Database
from storage.unit_of_work import SqlStore
from tests.databases import fresh_postgres
from tests.factories import WORKSPACE, a_postmortem


@pytest.fixture(params=["sqlite", "postgres"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new.db"
        return
    async with fresh_postgres(request.getfixturevalue("postgres")) as url:
        yield url


async def tables_of(url: str) -> set[str]:
    database = Database(url)
    async with database.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    await database.close()
    return names


async def test_the_schema_goes_up_down_and_up_again(empty: str) -> None:
    before = await asyncio.to_thread(migrate.current, empty)
    await asyncio.to_thread(migrate.upgrade, empty)
    up = await tables_of(empty)
    await asyncio.to_thread(migrate.downgrade, empty, "base")
    down = await tables_of(empty)
    await asyncio.to_thread(migrate.upgrade, empty)

    assert before is None
    assert len(up) == 35
    assert down == {"alembic_version"}
    assert await tables_of(empty) == up
    assert await asyncio.to_thread(migrate.is_current, empty)


async def test_nothing_has_drifted(empty: str) -> None:
    await asyncio.to_thread(migrate.upgrade, empty)

    assert await asyncio.to_thread(migrate.check, empty) == []


async def test_drift_is_noticed(empty: str) -> None:
    await asyncio.to_thread(migrate.upgrade, empty)
    database = Database(empty)
    async with database.engine.begin() as connection:
        await connection.execute(text("DROP INDEX uq_jobs_running_lane"))
        await connection.execute(text("ALTER TABLE notes DROP COLUMN withdrawn"))
    await database.close()

    assert len(await asyncio.to_thread(migrate.check, empty)) == 2


async def test_upgrading_twice_is_upgrading_once(empty: str) -> None:
    await asyncio.to_thread(migrate.upgrade, empty)
    await asyncio.to_thread(migrate.upgrade, empty)

    assert await asyncio.to_thread(migrate.current, empty) == migrate.HEAD


async def test_of_three_processes_that_start_together_one_migrates(empty: str) -> None:
    code = "import sys; from storage.migrate import upgrade; upgrade(sys.argv[1])"
    started = [await asyncio.create_subprocess_exec(sys.executable, "-c", code, empty) for _ in range(3)]

    assert [await process.wait() for process in started] == [0, 0, 0]
    assert await asyncio.to_thread(migrate.check, empty) == []


async def test_a_migration_waits_for_the_one_that_runs(postgres: str) -> None:
    async with fresh_postgres(postgres) as url:
        running = await asyncpg.connect(url.replace("+asyncpg", ""))
        await running.execute(f"SELECT pg_advisory_lock({migrate._LOCK})")
        waiting = asyncio.create_task(asyncio.to_thread(migrate.upgrade, url))
        done, _ = await asyncio.wait({waiting}, timeout=0.5)
        await running.close()
        await waiting

        assert done == set()
        assert await asyncio.to_thread(migrate.is_current, url)


async def test_a_database_that_cannot_be_reached_is_unavailable(tmp_path: Path) -> None:
    for url in (f"postgresql://nobody@/none?host={tmp_path}", f"sqlite:///{tmp_path}/no/such/folder/x.db"):
        with pytest.raises(Unavailable):
            await asyncio.to_thread(migrate.current, url)


def test_the_newest_step_is_the_one_that_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))

    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_alembic_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, storage.unit_of_work, storage.jobs, storage.migrate; print('alembic' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_a_new_step_is_written_from_what_the_tables_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = tmp_path / "migrations"
    shutil.copytree(Path(migrate.__file__).parent / "migrations", steps)
    monkeypatch.setattr(migrate, "STEPS", steps)

    code = migrate.main(["new", "Nothing changes"])

    *known, written = sorted((steps / "versions").glob("0*.py"))
    assert code == 0
    assert (known[-1].name[:4], written.name) == (migrate.HEAD, f"{int(migrate.HEAD) + 1:04}_nothing_changes.py")
    assert f'down_revision = "{migrate.HEAD}"' in written.read_text().replace("'", '"')


def test_a_step_without_a_name_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate.main(["new", " "]) == 2
    assert capsys.readouterr().err == 'Say: python -m storage.migrate new "what changes"\n'


async def test_what_was_published_before_anybody_was_asked_about_it_is_asked_from_its_own_day_on(empty: str) -> None:
    await asyncio.to_thread(migrate.upgrade, empty)
    database, now = Database(empty), SystemClock().now()
    held = Fix(days=30, answer=FixAnswer.FAILED, by="U1", at=now)
    published: list[tuple[Status, Publication]] = [
        (Status.PUBLISHED, Publication(at=now - timedelta(days=20))),
        (Status.PUBLISHED, Publication(at=now - timedelta(days=60))),
        (Status.PUBLISHED, Publication(at=now - timedelta(days=91))),
        (Status.PUBLISHED, Publication(at=now - timedelta(days=40), fixes=(held,))),
        (Status.DRAFT, Publication(at=now - timedelta(days=40), reopened_at=now)),
        (Status.PUBLISHED, Publication(at=now - timedelta(days=5))),  # has its questions, one of them dropped
    ]
    async with SqlStore(database, SystemClock()).write(WORKSPACE) as uow:
        made = [await uow.postmortems.add(a_postmortem(status=one, publication=said)) for one, said in published]
        await uow.fixes.put(made[-1].id, 90, now + timedelta(days=85))

    await asyncio.to_thread(migrate.downgrade, empty, "0014")
    await asyncio.to_thread(migrate.upgrade, empty)
    async with SqlStore(database, SystemClock()).read(WORKSPACE) as uow:
        due = await uow.fixes.due(now - timedelta(days=200), now + timedelta(days=200))
    await database.close()

    assert [(one.postmortem, one.days, round((one.asks_at - now) / timedelta(days=1))) for one in due] == [
        (made[0].id, 30, 10),
        (made[0].id, 90, 70),
        (made[1].id, 30, -30),
        (made[1].id, 90, 30),
        (made[5].id, 90, 85),
    ]
