"""How many jobs a second are claimed and finished, and whether any is ever done twice.

`python -m tests.bench.jobs URL NAME` is one worker's process: it waits for a line, works everything off, and says what
it did.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

from sqlalchemy import insert, text

from bot.ports import NewJob
from sandbox.clock import SystemClock
from storage.engine import Database
from storage.jobs import SqlJobQueue
from storage.tables import JobRow, table_of
from storage.unit_of_work import SqlStore
from tests.bench.figures import Figure
from tests.bench.places import Places, Program

MANY = 1_000
ROUNDS = 3
PROCESSES = 3
AT_ONCE = 4
LEASE = timedelta(seconds=60)
DONE = 100_000
"""So many were done before, as in a year of 500 people: their keys are kept, so that nothing is done again."""
SLOWER = 2.0
TARGETS = {"sqlite": 500.0, "postgresql": 700.0}
WORKSPACE = "T0BENCH"


def measure(places: Places) -> Iterator[Figure]:
    """Yield the rates of both databases, and the doubles of several processes."""
    for kind in places.kinds():
        for at_once in (1, AT_ONCE):
            with places.database(kind) as url:
                rate = asyncio.run(_alone(url, at_once))
            name = f"jobs.{kind}.{'one_by_one' if at_once == 1 else f'{at_once}_at_once'}"
            yield Figure(name, rate, "jobs/s", TARGETS[kind], more_is_better=True)
        yield _after_many(places, kind)
    if "postgresql" in places.kinds():
        with places.database("postgresql") as url:
            rate, twice = _several(url)
        name = f"jobs.postgresql.{PROCESSES}_processes"
        yield Figure(name, rate, "jobs/s", TARGETS["postgresql"], more_is_better=True)
        yield Figure(f"{name}.done_twice", twice, "jobs", 0)


def _after_many(places: Places, kind: str) -> Figure:
    """Compare one by one with the same where many were done before."""
    with places.database(kind) as url:
        few = asyncio.run(_alone(url, 1))
        many = asyncio.run(_alone(url, 1, after=DONE))
    return Figure(f"jobs.{kind}.after_{DONE}", few / many, "× as long as after none", SLOWER, few)


async def _alone(url: str, at_once: int, *, after: int = 0) -> float:
    """Return the median rate of some rounds, after one that counts for nothing; `after` so many that were done."""
    database = Database(url)
    try:
        queue = SqlJobQueue(database, SystemClock(), WORKSPACE)
        if after:
            await _were_done(database, after)
        rates = []
        for _ in range(1 + ROUNDS):
            await _fill(database)
            started = time.perf_counter()
            done = await work_off(queue, "alone", at_once)
            rates.append(MANY / (time.perf_counter() - started))
            if len(done) != MANY:
                raise RuntimeError(f"{len(done)} jobs were done of {MANY}")
    finally:
        await database.close()
    return statistics.median(rates[1:])


def _several(url: str) -> tuple[float, int]:
    """Let several processes loose on one table; return the rate of all together and how many were done twice."""
    asyncio.run(_filled(url))
    with ExitStack() as stack:
        workers = [
            stack.enter_context(Program("tests.bench.jobs", url, f"worker-{number}")) for number in range(PROCESSES)
        ]
        for worker in workers:
            worker.hear()  # it is connected
        for worker in workers:
            worker.tell("go")
        answers = [worker.hear() for worker in workers]
    done = [job for answer in answers for job in answer["done"]]
    if len(set(done)) != MANY:
        raise RuntimeError(f"{len(set(done))} jobs were done of {MANY}")
    took = max(answer["ended"] for answer in answers) - min(answer["started"] for answer in answers)
    return MANY / took, len(done) - len(set(done))


async def work_off(queue: SqlJobQueue, name: str, at_once: int) -> list[int]:
    """Claim `at_once` in one go, finish them side by side, until nothing is left; return every job that was claimed.

    A job that is claimed is a job that is done: its id twice here is its work done twice.
    """
    done: list[int] = []
    while jobs := await queue.claim(name, SystemClock().now(), lease=LEASE, limit=at_once):
        done += [job.id for job in jobs]
        await asyncio.gather(*(queue.finish(job) for job in jobs))
    return done


async def _filled(url: str) -> None:
    database = Database(url)
    try:
        await _fill(database)
    finally:
        await database.close()


async def _fill(database: Database) -> None:
    """Schedule jobs as the house does: with a payload, each in a lane of its own and with a key while it waits."""
    clock = SystemClock()
    async with SqlStore(database, clock).write(WORKSPACE) as uow:
        for number in range(MANY):
            job = NewJob(
                kind="surface.refresh",
                payload={"incident": number, "kind": "card"},
                lane=f"surface:{number}:card",
                coalesce_key=f"surface.refresh:{number}:card",
                cause="bench",
            )
            await uow.jobs.add(job, clock.now())


async def _were_done(database: Database, many: int) -> None:
    now = SystemClock().now()
    every = {"workspace": WORKSPACE, "kind": "a", "payload": {}, "cause": "bench", "status": "done", "attempts": 1}
    every |= {"joined": 0, "run_at": now, "created_at": now, "finished_at": now}
    rows = [{**every, "once_key": f"done:{number}"} for number in range(many)]
    async with database.engine.begin() as connection:
        await connection.execute(insert(table_of(JobRow)), rows)
        if not database.is_sqlite:  # as a server does by itself; nobody does it in a file
            await connection.execute(text("ANALYZE jobs"))


async def _worker(url: str, name: str) -> None:
    database = Database(url)
    try:
        queue = SqlJobQueue(database, SystemClock(), WORKSPACE)
        await queue.counts()
        _say("ready")
        sys.stdin.readline()
        started = time.monotonic()
        done = await work_off(queue, name, AT_ONCE)
        _say({"done": done, "started": started, "ended": time.monotonic()})
    finally:
        await database.close()


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_worker(*sys.argv[1:3]))
