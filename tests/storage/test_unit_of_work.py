"""A unit of work commits or leaves nothing, and the same delivery has one effect."""

import asyncio

import pytest

from bot.domain.errors import Conflict
from bot.ports import NewJob, Repeated
from storage.jobs import SqlJobQueue
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_member, a_note
from tests.fakes import FakeClock


async def test_what_was_written_is_there_afterwards(store: SqlStore, clock: FakeClock) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.members.put(a_member(), clock.now())

    async with store.read(WORKSPACE) as uow:
        assert await uow.members.get("U0001") == a_member()


async def test_an_exception_leaves_nothing_behind(store: SqlStore, clock: FakeClock) -> None:
    async def change_and_fail() -> None:
        async with store.write(WORKSPACE) as uow:
            await uow.members.put(a_member(), clock.now())
            raise Conflict("no")

    with pytest.raises(Conflict):
        await change_and_fail()

    async with store.read(WORKSPACE) as uow:
        assert await uow.members.get("U0001") is None


async def test_the_same_delivery_has_one_effect(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    async def deliver() -> None:
        async with store.write(WORKSPACE, delivery="event:Ev1") as uow:
            await uow.jobs.add(NewJob(kind="card.refresh"), clock.now())

    await deliver()
    with pytest.raises(Repeated):
        await deliver()

    assert (await queue.counts())["ready"] == 1


async def test_a_delivery_that_failed_may_come_again(store: SqlStore, clock: FakeClock) -> None:
    with pytest.raises(Conflict):
        async with store.write(WORKSPACE, delivery="event:Ev1"):
            raise Conflict("no")

    async with store.write(WORKSPACE, delivery="event:Ev1") as uow:
        assert await uow.inbox.first("event:Ev1", "event", clock.now()) is False


async def test_twenty_copies_of_a_delivery_at_once_have_one_effect(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    async def deliver() -> str:
        try:
            async with store.write(WORKSPACE, delivery="trigger:77") as uow:
                await uow.jobs.add(NewJob(kind="draft.open"), clock.now())
        except Repeated:
            return "repeated"
        return "done"

    outcomes = await asyncio.gather(*(deliver() for _ in range(20)))

    assert sorted(outcomes) == ["done", *["repeated"] * 19]
    assert (await queue.counts())["ready"] == 1


async def test_a_delivery_key_of_any_length_is_taken(store: SqlStore) -> None:
    key = "webhook:" + "x" * 10_000

    async with store.write(WORKSPACE, delivery=key):
        pass

    with pytest.raises(Repeated):
        async with store.write(WORKSPACE, delivery=key):
            pass


async def test_a_unit_of_work_for_reading_changes_nothing(store: SqlStore) -> None:
    with pytest.raises(RuntimeError, match="for reading"):
        async with store.read(WORKSPACE) as uow:
            await uow.notes.add(a_note())


async def test_the_same_delivery_in_two_workspaces_has_two_effects(store: SqlStore, clock: FakeClock) -> None:
    async with store.write("T0001", delivery="event:Ev1"):
        pass

    async with store.write("T0002", delivery="event:Ev1") as uow:
        assert await uow.inbox.first("event:Ev2", "event", clock.now()) is True


async def test_old_delivery_keys_are_forgotten(store: SqlStore, clock: FakeClock) -> None:
    async with store.write(WORKSPACE, delivery="event:old"):
        pass
    week_later = clock.advance(days=8)

    async with store.write(WORKSPACE, delivery="event:new") as uow:
        forgotten = await uow.inbox.forget_before(week_later)

    assert forgotten == 1


async def test_a_task_that_is_cancelled_leaves_no_transaction_open(store: SqlStore, clock: FakeClock) -> None:
    started = asyncio.Event()

    async def hang() -> None:
        async with store.write(WORKSPACE) as uow:
            await uow.members.put(a_member(), clock.now())
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hang())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with store.write(WORKSPACE) as uow:
        assert await uow.members.get("U0001") is None
