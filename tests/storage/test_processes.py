"""Several processes on one job table, and processes that die in the middle."""

import asyncio
import json
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import NewJob
from storage.engine import Database, file_of
from storage.jobs import SqlJobQueue
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE
from tests.fakes import START, FakeClock

MANY = 240
LANES = 6

WORKER = """
import asyncio, json, sys
from datetime import timedelta
from storage.engine import Database
from storage.jobs import SqlJobQueue
from tests.fakes import START, FakeClock

async def main(url, name):
    async with Database.open(url, exclusive=False) as database:
        queue = SqlJobQueue(database, FakeClock())
        await queue.counts()
        print("ready", flush=True)
        sys.stdin.readline()
        done = []
        async def work(task):
            idle = 0
            while idle < 3:
                jobs = await queue.claim(f"{name}.{task}", START, lease=timedelta(seconds=60), limit=3)
                idle = 0 if jobs else idle + 1
                await asyncio.sleep(0.001 if jobs else 0.05)
                for job in jobs:
                    assert await queue.finish(job)
                    done.append(job.id)
        await asyncio.gather(work(1), work(2))
    print(json.dumps(done), flush=True)

asyncio.run(main(*sys.argv[1:]))
"""

DIES = """
import asyncio, os, sys
from datetime import timedelta
from bot.ports import NewJob
from storage.engine import Database
from storage.jobs import SqlJobQueue
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_member
from tests.fakes import START, FakeClock

async def main(url, how):
    database = Database(url)
    store, queue = SqlStore(database, FakeClock()), SqlJobQueue(database, FakeClock())
    if how == "claimed":
        assert await queue.claim("dead", START, lease=timedelta(seconds=30))
        os._exit(9)
    async with store.write(WORKSPACE, delivery="event:Ev1") as uow:
        await uow.members.put(a_member(), START)
        await uow.jobs.add(NewJob(kind="a"), START)
        if how == "before commit":
            os._exit(9)
    os._exit(9)

asyncio.run(main(*sys.argv[1:]))
"""


async def started(code: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


async def test_of_three_processes_each_job_is_done_by_one(
    store: SqlStore, queue: SqlJobQueue, database_url: str
) -> None:
    async with store.write(WORKSPACE) as uow:
        for number in range(MANY):
            lane = f"lane{number % LANES}" if number % 2 else None
            await uow.jobs.add(NewJob(kind="a", lane=lane), START)
    processes = [await started(WORKER, database_url, name) for name in ("one", "two", "three")]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"

    outputs = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))

    done = Counter(job for out, _ in outputs for job in json.loads(out))
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert (len(done), done.most_common(1)[0][1]) == (MANY, 1)
    assert await queue.counts() == {"ready": 0, "running": 0, "dead": 0}


@pytest.mark.parametrize(("how", "effects"), [("before commit", 0), ("after commit", 1)])
async def test_a_process_that_dies_leaves_all_of_a_change_or_nothing(
    store: SqlStore, queue: SqlJobQueue, database_url: str, how: str, effects: int
) -> None:
    process = await started(DIES, database_url, how)
    assert await process.wait() == 9

    async with store.write(WORKSPACE) as uow:
        members = len(await uow.members.many(["U0001"]))
        first = await uow.inbox.first("event:Ev1", "event", START)

    assert (members, (await queue.counts())["ready"], first) == (effects, effects, not effects)


async def test_the_job_of_a_process_that_died_is_taken_when_its_lease_ends(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock, database_url: str
) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.jobs.add(NewJob(kind="a", lane="a"), START)
    process = await started(DIES, database_url, "claimed")
    assert await process.wait() == 9

    early = await queue.claim("alive", clock.now(), lease=timedelta(seconds=30))
    clock.advance(seconds=30)
    late = await queue.claim("alive", clock.now(), lease=timedelta(seconds=30))

    assert (early, [(job.kind, job.attempts) for job in late]) == ([], [("a", 2)])


async def test_three_processes_in_one_file_of_sqlite_write_without_losing_anything(sqlite_url: str) -> None:
    code = """
import asyncio, sys
from storage.engine import Database
from storage.unit_of_work import SqlStore
from tests.fakes import FakeClock
async def main(url):
    async with Database.open(url, exclusive=False) as database:
        store = SqlStore(database, FakeClock())
        async def count():
            for _ in range(25):
                async with store.write("T1") as uow:
                    step = await uow.steps.get("count", "n") or {"value": 0}
                    await uow.steps.put("count", "n", {"value": step["value"] + 1})
        await asyncio.gather(count(), count())
asyncio.run(main(*sys.argv[1:]))
"""
    processes = [await started(code, sqlite_url) for _ in range(3)]

    assert [await process.wait() for process in processes] == [0, 0, 0]
    async with Database.open(sqlite_url) as database, SqlStore(database, FakeClock()).read("T1") as uow:
        assert await uow.steps.get("count", "n") == {"value": 150}


async def test_a_second_database_in_this_process_leaves_the_locks_of_the_first(sqlite_url: str) -> None:
    """Another process that closes the file takes the log away when it believes to be the last one."""
    code = """
import asyncio, sys
from storage.engine import Database
from storage.unit_of_work import SqlStore
from tests.fakes import FakeClock
async def main(url):
    async with Database.open(url, exclusive=False) as database:
        async with SqlStore(database, FakeClock()).write("T1") as uow:
            await uow.steps.put("work", "theirs", {})
asyncio.run(main(*sys.argv[1:]))
"""
    async with Database.open(sqlite_url) as first:
        store = SqlStore(first, FakeClock())
        async with store.write("T1") as uow:
            await uow.steps.put("work", "ours", {})
        async with Database.open(sqlite_url, exclusive=False) as second:
            async with SqlStore(second, FakeClock()).read("T1") as uow:
                await uow.steps.all("work")
            assert await (await started(code, sqlite_url)).wait() == 0

        async with store.read("T1") as uow:
            assert sorted(await uow.steps.all("work")) == ["ours", "theirs"]
        log = Path(f"{file_of(sqlite_url)}-wal")
        assert await asyncio.to_thread(log.exists)
