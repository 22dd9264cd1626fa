"""The sweep of a morning: it reads what may come up and nothing else, in so many statements however much there is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.action_items import ActionItem, ItemStatus, Priority
from bot.domain.people import Standing
from bot.domain.postmortems import Status
from bot.ports import Deps
from bot.services.mornings import sweep
from storage.engine import Database
from storage.jobs import SqlJobQueue
from tests.factories import WORKSPACE, a_member, a_postmortem
from tests.fakes import START, FakeClock
from tests.services.conftest import with_settings

MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


async def fill(deps: Deps, items: int, **over: Any) -> int:
    """Store a document with so many items, each of another owner of a hundred."""
    async with deps.store.write(WORKSPACE) as uow:
        found = await uow.postmortems.add(a_postmortem(author="UAUTHOR", status=Status.PUBLISHED))
        for number in range(items):
            fields = {"text": f"Item {number}", "owner": f"U{number % 100:04}", "due": date(2026, 3, 6), **over}
            await uow.action_items.add(found.id, ActionItem(**fields))
    return found.id


async def told(deps: Deps, clean: Database) -> list[str]:
    """Return who is written to by the jobs that wait, and take these."""
    queue = SqlJobQueue(clean, deps.clock, WORKSPACE)
    jobs = await queue.claim("w", deps.clock.now(), lease=timedelta(minutes=1), limit=1_000)
    for one in jobs:
        await queue.finish(one)
    return sorted(str(one.payload["member"]) for one in jobs if one.kind == "morning.tell")


async def test_a_sweep_costs_as_many_statements_for_ten_items_as_for_a_thousand(
    deps: Deps, clean: Database, clock: FakeClock
) -> None:
    clock.set(datetime(2026, 3, 8, 9, 30, tzinfo=UTC))  # a Sunday: all is read and nobody is written to
    costs = []
    await sweep(deps, WORKSPACE)
    for more in (10, 990):
        await fill(deps, more)
        before = clean.statements_run
        await sweep(deps, WORKSPACE)
        costs.append(clean.statements_run - before)

    assert costs[0] == costs[1] < 25


async def test_what_is_neither_open_nor_due_nor_on_a_living_document_is_not_read(deps: Deps, clock: FakeClock) -> None:
    key = await fill(deps, 1)
    await fill(deps, 1, due=date(2026, 4, 6))
    await fill(deps, 1, status=ItemStatus.COMPLETED)
    await fill(deps, 1, status=ItemStatus.WONT_DO)
    await fill(deps, 1, proposed=True)
    await fill(deps, 1, due=None)
    snoozed = await fill(deps, 1, due=None, snoozed_until=date(2026, 3, 20))
    far = await fill(deps, 1, due=date(2026, 9, 1), snoozed_until=date(2026, 3, 20))
    await fill(deps, 1, due=date(2026, 9, 1), snoozed_until=date(2026, 4, 20))
    async with deps.store.write(WORKSPACE) as uow:
        for more in ({"discarded_at": START}, {"status": Status.ARCHIVED}):
            gone = await uow.postmortems.add(a_postmortem(**more))
            await uow.action_items.add(gone.id, ActionItem(text="x", owner="U1", due=date(2026, 3, 6)))
    clock.set(MONDAY)
    async with deps.store.read(WORKSPACE) as uow:
        found = await uow.action_items.duties(date(2026, 3, 26))

    assert sorted((one.postmortem, one.owner, one.author) for one in found) == [
        (key, "U0000", "UAUTHOR"),
        (snoozed, "U0000", "UAUTHOR"),
        (far, "U0000", "UAUTHOR"),
    ]


async def test_everybody_is_told_once_whoever_sweeps_and_however_often(
    deps: Deps, clean: Database, clock: FakeClock
) -> None:
    await fill(deps, 20)
    clock.set(MONDAY)
    for _ in range(3):
        await sweep(deps, WORKSPACE)
        clock.advance(minutes=10)

    assert await told(deps, clean) == [f"U{number:04}" for number in range(20)]
    clock.advance(days=4)
    await sweep(deps, WORKSPACE)
    assert len(await told(deps, clean)) == 21, "the author hears on the seventh day"


async def test_who_has_left_is_not_asked(deps: Deps, clean: Database, clock: FakeClock) -> None:
    await fill(deps, 3)
    async with deps.store.write(WORKSPACE) as uow:
        await uow.members.put(a_member("U0001", standing=Standing.DEACTIVATED), START)
    clock.set(MONDAY)
    await sweep(deps, WORKSPACE)

    assert await told(deps, clean) == ["U0000", "U0002"]


async def test_the_days_of_a_priority_are_the_workspace_s(deps: Deps, clean: Database, clock: FakeClock) -> None:
    await fill(deps, 1, due=date(2026, 3, 19), priority=Priority.LOW)
    clock.set(MONDAY)
    await sweep(deps, WORKSPACE)
    assert await told(deps, clean) == []
    await sweep(with_settings(deps, reminders="low=-10,0"), WORKSPACE)
    assert await told(deps, clean) == ["U0000"]
