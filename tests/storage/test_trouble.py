"""A database that is locked, full or gone: one sentence for people, nothing half done, and well again by itself."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import insert, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

import storage.engine
from bot.domain.errors import Unavailable
from bot.ports import NewJob
from storage.engine import Database, file_of
from storage.jobs import SqlJobQueue
from storage.tables import METADATA
from storage.transaction import SENTENCE, Clash, Refused, is_trouble
from storage.unit_of_work import SqlStore
from tests.databases import tell_server
from tests.factories import WORKSPACE, a_member, a_message, an_incident
from tests.fakes import START, FakeClock

REASON = "I cannot reach my database, so nothing was done. Try again in a minute."


@pytest.fixture
async def own(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A database of its own on SQLite that waits a fifth of a second instead of ten."""
    monkeypatch.setattr(storage.engine, "PATIENCE", 0.2)
    async with Database.open(sqlite_url) as database:
        yield database


async def put(store: SqlStore, member: str = "U0001") -> None:
    async with store.write(WORKSPACE, delivery=f"put:{member}") as uow:
        await uow.members.put(a_member(member), START)
        await uow.jobs.add(NewJob(kind="a"), START)


async def known(store: SqlStore) -> list[str]:
    async with store.read(WORKSPACE) as uow:
        return sorted(await uow.members.many([f"U{number:04}" for number in range(9)]))


def test_the_sentence_is_the_one_that_people_are_promised() -> None:
    assert SENTENCE == REASON


async def test_a_locked_database_is_unavailable_and_then_well_again(own: Database, sqlite_url: str) -> None:
    store = SqlStore(own, FakeClock())
    other = sqlite3.connect(str(file_of(sqlite_url)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match=REASON):
        await put(store)
    with pytest.raises(Unavailable, match=REASON):
        await SqlJobQueue(own, FakeClock()).purge(START)
    while_locked = await known(store)
    other.execute("ROLLBACK")
    other.close()
    await put(store)

    assert (while_locked, await known(store)) == ([], ["U0001"])


async def test_a_full_disk_is_unavailable_and_leaves_nothing_half_done(own: Database) -> None:
    store = SqlStore(own, FakeClock())
    await put(store)
    async with own.alone() as do:
        pages = int(await do.scalar(text("PRAGMA page_count")))
        await do.scalar(text(f"PRAGMA max_page_count = {pages}"))

    async def fill() -> None:
        async with store.write(WORKSPACE) as uow:
            await uow.members.put(a_member("U0002"), START)
            await uow.steps.put("work", "big", {"text": "x" * 1_000_000})

    with pytest.raises(Unavailable, match=REASON):
        await fill()
    full = await known(store)
    async with own.alone() as do:
        await do.scalar(text(f"PRAGMA max_page_count = {pages + 10_000}"))
    await fill()

    assert (full, await known(store)) == (["U0001"], ["U0001", "U0002"])


async def test_a_writer_that_hangs_makes_the_next_one_give_up(own: Database) -> None:
    store = SqlStore(own, FakeClock())
    async with store.write(WORKSPACE):
        with pytest.raises(Unavailable, match=REASON):
            await put(store)

    await put(store)

    assert await known(store) == ["U0001"]


async def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no/such/folder/x.db")
    with pytest.raises(Unavailable, match=REASON):
        await known(SqlStore(database, FakeClock()))
    await database.close()


async def test_a_statement_that_is_wrong_is_not_called_trouble(clean: Database) -> None:
    with pytest.raises(Refused, match="SELECT nothing FROM nowhere"):
        async with clean.read() as do:
            await do.rows(text("SELECT nothing FROM nowhere"))


@pytest.mark.parametrize("value", [1, None])
async def test_a_refusal_of_the_database_quotes_no_value(clean: Database, value: int | None) -> None:
    table = METADATA.tables["counters"]
    row = {"workspace": WORKSPACE, "name": "a secret"}

    async def write() -> None:
        async with clean.write() as do:
            await do.change(insert(table), {**row, "value": 1})
            await do.change(insert(table), {**row, "value": value})

    with pytest.raises(Clash) as refusal:
        await write()

    assert "secret" not in str(refusal.value)
    assert refusal.value.__suppress_context__


async def test_what_the_driver_says_never_reaches_the_log(
    own: Database, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", "storage.transaction")  # whatever a bot of an earlier test has set
    other = sqlite3.connect(str(file_of(sqlite_url)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await put(SqlStore(own, FakeClock()))
    other.close()

    said = [record for record in caplog.records if record.name == "storage.transaction"]
    assert [(one.getMessage(), vars(one)["error"]) for one in said] == [("database_unavailable", "OperationalError")]


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OperationalError("x", {}, sqlite3.OperationalError("database is locked")), True),
        (OperationalError("x", {}, sqlite3.OperationalError("database or disk is full")), True),
        (OperationalError("x", {}, sqlite3.OperationalError("disk I/O error")), True),
        (OperationalError("x", {}, sqlite3.OperationalError("no such table: jobs")), False),
        (DBAPIError("x", {}, asyncpg.DeadlockDetectedError("deadlock")), True),
        (DBAPIError("x", {}, asyncpg.DiskFullError("full")), True),
        (DBAPIError("x", {}, asyncpg.TooManyConnectionsError("too many")), True),
        (DBAPIError("x", {}, asyncpg.UndefinedTableError("no table")), False),
        (ConnectionRefusedError("refused"), True),
        (TimeoutError(), True),
        (ValueError("ours"), False),
        (RuntimeError("ours"), False),
    ],
)
def test_trouble_is_told_from_mistakes(error: Exception, trouble: bool) -> None:  # noqa: FBT001 - a row of a table
    assert is_trouble(error) is trouble


async def test_a_server_that_drops_every_connection_is_not_noticed_afterwards(clean: Database, postgres: str) -> None:
    if clean.is_sqlite:
        return
    store = SqlStore(clean, FakeClock())
    await put(store, "U0001")
    name = clean.engine.url.database
    await tell_server(
        postgres,
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()",
    )
    await asyncio.sleep(0.1)
    await put(store, "U0002")

    assert await known(store) == ["U0001", "U0002"]


async def test_a_server_that_goes_away_in_the_middle_undoes_what_was_begun(clean: Database, postgres: str) -> None:
    if clean.is_sqlite:
        return
    store = SqlStore(clean, FakeClock())
    name = clean.engine.url.database

    async def begin_and_lose() -> None:
        async with store.write(WORKSPACE) as uow:
            await uow.members.put(a_member(), START)
            await tell_server(
                postgres,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{name}' AND pid <> pg_backend_pid()",
            )
            await uow.members.put(a_member("U0002"), START)

    with pytest.raises(Unavailable, match=REASON):
        await begin_and_lose()

    assert await known(store) == []


class Wire:
    """A wire to a PostgreSQL server that can be cut, and joined again at the same address."""

    def __init__(self, target: str) -> None:
        self._target = make_url(target)
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def address(self) -> str:
        url = self._target.set(host="127.0.0.1", port=self.port, query={"ssl": "disable"})
        return url.render_as_string(hide_password=False)

    async def join(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for end in self._ends:
            end.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        folder = self._target.query.get("host")
        if isinstance(folder, str) and folder.startswith("/"):
            far = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{self._target.port or 5432}")
        else:
            far = await asyncio.open_connection(self._target.host, self._target.port or 5432)
        self._ends |= {writer, far[1]}
        for source, sink in ((reader, far[1]), (far[0], writer)):
            task = asyncio.create_task(_pump(source, sink))
            self._tasks.add(task)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.close()


async def test_a_database_that_is_gone_for_a_while_comes_back_by_itself(clean: Database) -> None:
    if clean.is_sqlite:
        return
    wire = Wire(clean.url)
    await wire.join()
    async with Database.open(wire.address) as database:
        store = SqlStore(database, FakeClock())
        await put(store, "U0001")
        await wire.cut()

        outcomes = await asyncio.gather(*(put(store, f"U000{number}") for number in (2, 3, 4)), return_exceptions=True)
        with pytest.raises(Unavailable, match=REASON):
            await SqlJobQueue(database, FakeClock()).claim("w", START, lease=timedelta(seconds=30))
        await wire.join()
        await put(store, "U0002")
        back = await known(store)
    await wire.cut()

    assert [type(one) for one in outcomes] == [Unavailable] * 3
    assert back == ["U0001", "U0002"]


async def test_a_database_that_is_cut_off_in_the_middle_of_a_change_has_none_of_it(clean: Database) -> None:
    if clean.is_sqlite:
        return
    wire = Wire(clean.url)
    await wire.join()
    async with Database.open(wire.address) as database:
        store = SqlStore(database, FakeClock())

        async def begin_and_lose() -> None:
            async with store.write(WORKSPACE) as uow:
                await uow.members.put(a_member(), START)
                await wire.cut()

        with pytest.raises(Unavailable, match=REASON):
            await begin_and_lose()

    assert await known(SqlStore(clean, FakeClock())) == []


async def test_nobody_waits_for_a_lock_on_the_event_loop(own: Database, sqlite_url: str) -> None:
    other = sqlite3.connect(str(file_of(sqlite_url)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(put(SqlStore(own, FakeClock())))
    ticks = 0
    while not waiting.done():
        await asyncio.sleep(0.001)
        ticks += 1
    other.close()

    assert isinstance(waiting.exception(), Unavailable)
    assert ticks > 20


async def test_a_writer_goes_on_when_the_lock_is_free_again(own: Database, sqlite_url: str) -> None:
    other = sqlite3.connect(str(file_of(sqlite_url)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = SqlStore(own, FakeClock())
    waiting = asyncio.create_task(put(store))
    await asyncio.sleep(0.05)
    other.execute("ROLLBACK")
    other.close()
    await waiting

    assert await known(store) == ["U0001"]


async def test_the_log_of_sqlite_does_not_grow_for_ever(own: Database, sqlite_url: str) -> None:
    store, queue = SqlStore(own, FakeClock()), SqlJobQueue(own, FakeClock())
    log = Path(f"{file_of(sqlite_url)}-wal")
    sizes = []
    for turn in range(3):
        for number in range(300):
            await put(store, f"U{turn}{number}")
            [job] = await queue.claim("w", START, lease=timedelta(seconds=30))
            await queue.finish(job)
        sizes.append((await asyncio.to_thread(log.stat)).st_size)

    assert sizes[2] < 16 * 1024 * 1024
    assert sizes[2] < 1.5 * sizes[0]


async def test_a_long_write_leaves_the_event_loop_alone(own: Database) -> None:
    store = SqlStore(own, FakeClock())
    messages = [a_message(f"{1767362400 + number}.000100", text="x" * 500) for number in range(5_000)]
    ticks = 0
    async with store.write(WORKSPACE) as uow:
        incident = await uow.incidents.add(an_incident(), ["k"])
        assert incident is not None
        writing = asyncio.create_task(uow.transcripts.add(incident.id, messages))
        while not writing.done():
            await asyncio.sleep(0)
            ticks += 1

    assert ticks > 5
