"""Real processes that sweep at the same time, of which one is killed: of two hundred items each is asked about once."""

import contextlib
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.action_items import ActionItem
from bot.domain.hours import OwnHours
from bot.ports import NewJob
from sandbox.clock import SystemClock
from sandbox.driver import Person
from sandbox.server import Sandbox
from storage.engine import Database
from storage.unit_of_work import SqlStore
from tests.factories import a_member, a_postmortem
from tests.scenarios.lives import until
from tests.scenarios.processes import environment, started
from tests.scenarios.world import MANIFEST

PEOPLE, EACH, SWEEPS, NOON = 40, 5, 300, 12
KILLED_AFTER = 12


def _zone_at_noon() -> str:
    """Return a zone in which it is about noon now: the processes live on the machine's own time."""
    ahead = NOON - SystemClock().now().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


async def _due(database: Database, slack: Sandbox, people: list[Person]) -> None:
    """Give everybody items that are due today, with so many sweeps that both take some: no lane keeps them apart."""
    now, zone = SystemClock().now(), people[0].member.tz
    async with SqlStore(database, SystemClock()).write(slack.team_id) as uow:
        document = await uow.postmortems.add(a_postmortem(workspace=slack.team_id, channel=None, created_at=now))
        for person in people:
            member = a_member(person.id, workspace=slack.team_id, zone=zone)
            await uow.members.put(member, now)
            await uow.hours.put(OwnHours(member=person.id, weekdays=tuple(range(7))))
            for number in range(EACH):
                made = {"due": now.date(), "created_at": now - timedelta(days=9), "position": number}
                await uow.action_items.add(document.id, ActionItem(text=f"Item {number}", owner=person.id, **made))
        for _ in range(SWEEPS):
            await uow.jobs.add(NewJob(kind="morning.sweep"), now)


async def _let_leases_end(database: Database, pid: int) -> None:
    async with database.engine.begin() as connection:
        late = "locked_by LIKE :holder AND status = 'running'"
        await connection.execute(
            text(f"UPDATE jobs SET due_at = created_at, lease_until = created_at WHERE {late}"), {"holder": f"{pid}-%"}
        )


async def _left(database: Database) -> int:
    query = text("SELECT count(*) AS many FROM jobs WHERE kind LIKE 'morning.%' AND status IN ('ready', 'running')")
    async with database.read() as do:
        return int((await do.rows(query))[0].many)


async def _swept(database: Database) -> set[int]:
    query = text("SELECT DISTINCT split_part(locked_by, '-', 1) AS pid FROM jobs WHERE kind = 'morning.sweep'")
    async with database.read() as do:
        return {int(row.pid) for row in await do.rows(query)}


async def test_two_processes_sweep_at_once_and_one_is_killed_each_item_is_asked_about_once(
    clean: Database, database_url: str, tmp_path: Path
) -> None:
    if clean.is_sqlite:
        pytest.skip("an SQLite file takes one process")
    async with Sandbox(manifest=MANIFEST, time_scale=0.01) as slack:
        zone = _zone_at_noon()
        people = [slack.person(f"person{number}", tz=zone) for number in range(PEOPLE)]
        env = environment(slack, database_url, tmp_path)
        async with contextlib.AsyncExitStack() as stack:
            one = await stack.enter_async_context(started("worker", env=env, ready=b"Working."))
            two = await stack.enter_async_context(started("worker", env=env, ready=b"Working."))
            await _due(clean, slack, people)
            await until(lambda: sum(len(person.dms()) for person in people) >= KILLED_AFTER)
            await one.kill()
            sent_before = sum(len(person.dms()) for person in people)
            await _let_leases_end(clean, one.pid)
            await until(lambda: all(person.dms() for person in people))
            while await _left(clean):
                await until(lambda: True)
        asked = Counter(line for person in people for dm in person.dms() for line in dm.lines if "*Item" in line)

    assert sent_before < PEOPLE
    assert await _swept(clean) == {one.pid, two.pid}
    assert {len(person.dms()) for person in people} == {1}
    assert asked == {f"*Item {number}*": PEOPLE for number in range(EACH)}
