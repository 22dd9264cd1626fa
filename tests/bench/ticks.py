"""What a tick of the clock costs with 100,000 action items of which 200 are due, against 1,000 of which 200 are due.

A tick is every sweep that comes every ten minutes. A tick that asks writes down what it asks; most ask nothing.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import insert, text

from bot.ai.offline import OfflineNarrator
from bot.calendars import WorldCalendar
from bot.domain.action_items import ItemStatus, Priority
from bot.domain.people import Member
from bot.domain.postmortems import Postmortem, Publication, Status, Visibility
from bot.ports import Chat, Deps
from bot.services import action_items_late, digests, escalations, mornings
from bot.settings import Settings
from sandbox.clock import ManualClock
from storage.engine import Database
from storage.tables import ActionItemRow, table_of
from storage.unit_of_work import SqlStore
from tests.bench.figures import Figure
from tests.bench.places import Places

MANY, FEW, DUE = 100_000, 1_000, 200
PEOPLE = 100
ITEMS_EACH = 50
IDLE_TICKS = 15
WORKSPACE = "T0BENCH"
DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
AT = MONDAY - 30 * DAY
ASKED_ON = (0, 1, 3, 7)
"""On which days after its own an item is asked about; the first one warms up."""
TIMES = 3.0


@dataclass
class Ticks:
    """Milliseconds and statements of the ticks that asked, and of those that had nothing to ask."""

    asking: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)


def measure(places: Places) -> Iterator[Figure]:
    """Yield what a tick costs on each database, and how many times more than with few items."""
    for kind in places.kinds():
        few, many = (_ticks(places, kind, items) for items in (FEW, MANY))
        name = f"tick.{kind}.{MANY}_items"
        for what in ("asking", "idle"):
            cost, base = (statistics.median(getattr(one, what)) for one in (many, few))
            yield Figure(f"{name}.{what}", cost, "ms")
            yield Figure(f"{name}.{what}.of_{FEW}", cost / base, f"× {FEW} items (ms)", TIMES, base)
        more = max(many.statements) - min(few.statements)
        yield Figure(f"{name}.statements", max(many.statements), "when nothing is asked", None)
        yield Figure(f"{name}.statements.more", more, f"than with {FEW} items", 0)


def _ticks(places: Places, kind: str, items: int) -> Ticks:
    with places.database(kind) as url:
        return asyncio.run(_measured(url, items))


async def _measured(url: str, items: int) -> Ticks:
    database, clock = Database(url), ManualClock(MONDAY)
    try:
        deps = deps_on(database, clock)
        await fill(database, deps, items)
        return await _played(deps, database, clock)
    finally:
        await database.close()


async def _played(deps: Deps, database: Database, clock: ManualClock) -> Ticks:
    found = Ticks()
    for number, away in enumerate(ASKED_ON):
        clock.advance((MONDAY + away * DAY - clock.now()).total_seconds())
        asking, _ = await _tick(deps, database)
        await _all_sent(deps)
        if number:
            found.asking.append(asking)
        for _ in range(IDLE_TICKS):
            clock.advance(600)
            idle, statements = await _tick(deps, database)
            if number:
                found.idle.append(idle)
                found.statements.add(statements)
    return found


async def _tick(deps: Deps, database: Database) -> tuple[float, int]:
    """Return how many milliseconds and statements a tick took."""
    started, before = time.perf_counter(), database.statements_run
    await mornings.sweep(deps, WORKSPACE)
    await escalations.sweep(deps, WORKSPACE)
    await digests.sweep(deps, WORKSPACE)
    await action_items_late.sweep(deps, WORKSPACE)
    return (time.perf_counter() - started) * 1000, database.statements_run - before


async def _all_sent(deps: Deps) -> None:
    """Note that every morning was sent. Raises RuntimeError where not everybody was asked."""
    today = deps.clock.now().date()
    for number in range(PEOPLE):
        on_its_way = await mornings.unsent(deps, WORKSPACE, _person(number))
        if on_its_way is None or on_its_way[0] != today:
            raise RuntimeError(f"{_person(number)} was not asked on {today}")
        await mornings.settle(deps, WORKSPACE, _person(number))


def deps_on(database: Database, clock: ManualClock) -> Deps:
    """Return what a tick needs."""
    return Deps(
        clock=clock,
        store=SqlStore(database, clock),
        chat=cast("Chat", None),  # whoever would call Slack in a tick fails loudly
        narrator=OfflineNarrator(),
        calendar=WorldCalendar(),
        settings=Settings(_env_file=None),
        nudge=lambda: None,
    )


async def fill(database: Database, deps: Deps, items: int) -> None:
    """Store people and documents with so many items, of which the same number is due; of the others half are done."""
    async with deps.store.write(WORKSPACE) as uow:
        for number in range(PEOPLE):
            person = Member(workspace=WORKSPACE, id=_person(number), name=f"p{number}")
            await uow.members.put(person, deps.clock.now())
        documents = [(await uow.postmortems.add(document(WORKSPACE))).id for _ in range(items // ITEMS_EACH)]
    rows = [_row(number, documents[number % len(documents)]) for number in range(items)]
    async with database.engine.begin() as connection:
        for start in range(0, items, 1_000):
            await connection.execute(insert(table_of(ActionItemRow)), rows[start : start + 1_000])
        await connection.execute(text("ANALYZE"))  # as a server does by itself within a minute of so many rows


def _row(number: int, postmortem: int) -> dict[str, Any]:
    is_due = number < DUE
    is_open = is_due or number % 2 == 0
    due: date = MONDAY.date() if is_due else MONDAY.date() + (90 + number % 300) * DAY
    return {
        "workspace": WORKSPACE,
        "postmortem": postmortem,
        "text": f"Alert on pool use above {number} %",
        "owner": _person(number % PEOPLE),
        "due": due if is_open else due - 200 * DAY,
        "priority": Priority.MEDIUM,
        "status": ItemStatus.OPEN if is_open else ItemStatus.COMPLETED,
        "done_at": None if is_open else AT,
        "done_when": "",
        "proposed": False,
        "source": "",
        "position": number,
        "created_at": AT,
    }


def _person(number: int) -> str:
    return f"U0{number:04d}"


def document(workspace: str) -> Postmortem:
    """Return a document that was published a month ago."""
    return Postmortem(
        id=0,
        workspace=workspace,
        number=0,
        title="Checkout fails for some customers",
        status=Status.PUBLISHED,
        visibility=Visibility.ORGANISATION,
        channel="C0BENCH",
        publication=Publication(at=AT, by=_person(0), revision=1),
        created_at=AT,
        updated_at=AT,
    )
