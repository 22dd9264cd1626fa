"""Scheduling, claiming, leases and fencing of jobs, the same on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.errors import Conflict
from bot.ports import Job, NewJob
from storage.jobs import SqlJobQueue
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE
from tests.fakes import START, FakeClock

LEASE = timedelta(seconds=30)


async def added(store: SqlStore, *jobs: NewJob, workspace: str = WORKSPACE) -> list[bool]:
    async with store.write(workspace) as uow:
        return [await uow.jobs.add(job, START) for job in jobs]


async def claimed(queue: SqlJobQueue, clock: FakeClock, worker: str = "w1", limit: int = 1) -> list[Job]:
    return await queue.claim(worker, clock.now(), lease=LEASE, limit=limit)


async def test_a_job_comes_out_as_it_went_in(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    job = NewJob(kind="card.refresh", payload={"incident": 7}, lane="incident:7", once_key="a", cause="req-1")
    await added(store, job)

    [taken] = await claimed(queue, clock)

    assert taken == Job(
        **{**job.model_dump(), "run_at": START},
        id=taken.id,
        workspace=WORKSPACE,
        attempts=1,
        locked_by="w1",
        lease_until=START + LEASE,
    )


async def test_a_job_is_claimed_once_and_done(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    await added(store, NewJob(kind="a"))
    [job] = await claimed(queue, clock)

    assert await claimed(queue, clock, "w2") == []
    assert await queue.finish(job) is True
    assert await queue.counts() == {"ready": 0, "running": 0, "dead": 0}


async def test_a_job_of_a_change_that_failed_never_was(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    async def change_and_fail() -> None:
        async with store.write(WORKSPACE) as uow:
            await uow.jobs.add(NewJob(kind="a"), START)
            raise Conflict("no")

    with pytest.raises(Conflict):
        await change_and_fail()

    assert await claimed(queue, clock) == []


async def test_a_job_waits_for_its_time(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    await added(store, NewJob(kind="a", run_at=START + timedelta(minutes=5)))

    assert await claimed(queue, clock) == []
    assert await queue.next_ready_at(START) == START + timedelta(minutes=5)
    clock.advance(minutes=5)
    assert [job.kind for job in await claimed(queue, clock)] == ["a"]


async def test_jobs_come_by_time_and_then_in_the_order_they_were_added(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(
        store, NewJob(kind="second"), NewJob(kind="third"), NewJob(kind="first", run_at=START - timedelta(seconds=1))
    )

    assert [job.kind for job in await claimed(queue, clock, limit=5)] == ["first", "second", "third"]


async def test_a_batch_takes_at_most_one_job_a_lane(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    await added(
        store,
        NewJob(kind="a1", lane="a"),
        NewJob(kind="a2", lane="a"),
        NewJob(kind="b1", lane="b"),
        NewJob(kind="free"),
    )

    assert [job.kind for job in await claimed(queue, clock, limit=10)] == ["a1", "b1", "free"]


async def test_a_lane_goes_on_when_its_job_is_done(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    await added(store, NewJob(kind="a1", lane="a"), NewJob(kind="a2", lane="a"))
    [first] = await claimed(queue, clock)

    assert await claimed(queue, clock) == []
    await queue.finish(first)
    assert [job.kind for job in await claimed(queue, clock)] == ["a2"]


async def test_a_job_that_is_retried_later_lets_the_next_of_its_lane_pass(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, NewJob(kind="a1", lane="a"), NewJob(kind="a2", lane="a"))
    [first] = await claimed(queue, clock)
    await queue.retry(first, START + timedelta(seconds=60), "slack_unavailable")

    assert [job.kind for job in await claimed(queue, clock, limit=5)] == ["a2"]


async def test_the_same_lane_name_in_two_workspaces_is_two_lanes(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, NewJob(kind="one", lane="a"))
    await added(store, NewJob(kind="two", lane="a"), workspace="T0002")

    assert [job.kind for job in await claimed(queue, clock, limit=5)] == ["one", "two"]


async def test_a_lane_is_idle_when_nothing_of_it_waits_or_runs(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    async def idle() -> bool:
        async with store.read(WORKSPACE) as uow:
            return await uow.jobs.lane_is_idle("a")

    before = await idle()
    await added(store, NewJob(kind="a1", lane="a"))
    waiting = await idle()
    [job] = await claimed(queue, clock)
    running = await idle()
    await queue.finish(job)

    assert [before, waiting, running, await idle()] == [True, False, False, True]


async def test_a_once_key_counts_for_ever(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    first = await added(store, NewJob(kind="a", once_key="remind:7"))
    [job] = await claimed(queue, clock)
    await queue.finish(job)
    await queue.purge(START + timedelta(days=30))

    assert [*first, *await added(store, NewJob(kind="a", once_key="remind:7"))] == [True, False]


async def test_a_once_key_in_another_workspace_is_another_key(store: SqlStore) -> None:
    here = await added(store, NewJob(kind="a", once_key="tick"))
    there = await added(store, NewJob(kind="a", once_key="tick"), workspace="T0002")

    assert [*here, *there] == [True, True]


async def test_ten_changes_make_one_refresh(store: SqlStore, queue: SqlJobQueue) -> None:
    refresh = NewJob(kind="card.refresh", coalesce_key="card:7")

    outcomes = [(await added(store, refresh))[0] for _ in range(10)]

    assert outcomes == [True, *[False] * 9]
    assert (await queue.counts())["ready"] == 1


@pytest.mark.parametrize(("first", "then"), [(5, 0), (0, 5)], ids=["hurried", "patient"])
async def test_of_two_changes_the_more_urgent_one_says_when_their_refresh_is_made(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock, first: int, then: int
) -> None:
    for wait in (first, then):
        at = clock.now() + timedelta(seconds=wait)
        await added(store, NewJob(kind="card.refresh", coalesce_key="card:7", run_at=at))

    assert [job.run_at for job in await claimed(queue, clock, limit=9)] == [clock.now()]


async def test_a_change_does_not_hurry_a_refresh_that_was_asked_to_wait(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    refresh = NewJob(kind="card.refresh", coalesce_key="card:7")
    await added(store, refresh)
    [job] = await claimed(queue, clock)
    await queue.retry(job, clock.now() + timedelta(seconds=30), "ratelimited")

    assert await added(store, refresh) == [False]
    assert await claimed(queue, clock) == []


async def test_a_change_during_a_running_refresh_gets_its_own(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    refresh = NewJob(kind="card.refresh", coalesce_key="card:7")
    await added(store, refresh)
    await claimed(queue, clock)

    assert await added(store, refresh) == [True]
    assert await queue.counts() == {"ready": 1, "running": 1, "dead": 0}


async def test_a_job_with_both_keys_is_kept_back_by_either(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    both = NewJob(kind="a", once_key="once", coalesce_key="card:7")
    other_once = both.model_copy(update={"once_key": "another"})
    outcomes = await added(store, both, other_once)
    [job] = await claimed(queue, clock)
    await queue.finish(job)

    assert [*outcomes, *await added(store, both, other_once)] == [True, False, False, True]


async def test_cancelling_drops_what_waits_and_leaves_what_runs(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, NewJob(kind="a", coalesce_key="k"))
    await claimed(queue, clock)
    await added(store, NewJob(kind="a", coalesce_key="k"))

    async with store.write(WORKSPACE) as uow:
        dropped = await uow.jobs.cancel("k")

    assert dropped == 1
    assert await queue.counts() == {"ready": 0, "running": 1, "dead": 0}


async def test_a_dead_workers_job_is_taken_again_when_the_lease_ends(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, NewJob(kind="a", lane="a"))
    await claimed(queue, clock, "w1")
    clock.advance(LEASE)

    [again] = await claimed(queue, clock, "w2")

    assert (again.attempts, again.locked_by) == (2, "w2")


async def test_a_zombie_cannot_finish_retry_bury_or_renew(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, NewJob(kind="a"))
    [zombie] = await claimed(queue, clock, "w1")
    clock.advance(LEASE)
    await claimed(queue, clock, "w2")

    outcomes = [
        await queue.finish(zombie),
        await queue.retry(zombie, clock.now(), "x"),
        await queue.bury(zombie, "x"),
        await queue.renew(zombie, clock.now() + LEASE),
    ]

    assert outcomes == [False, False, False, False]
    assert (await queue.counts())["running"] == 1


async def test_the_same_worker_at_a_later_attempt_is_fenced_too(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, NewJob(kind="a"))
    [first] = await claimed(queue, clock, "w1")
    clock.advance(LEASE)
    [second] = await claimed(queue, clock, "w1")

    assert [await queue.finish(first), await queue.finish(second)] == [False, True]


async def test_a_renewed_lease_keeps_others_away(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    await added(store, NewJob(kind="a"))
    [job] = await claimed(queue, clock, "w1")
    renewed = await queue.renew(job, START + 2 * LEASE)
    clock.advance(LEASE)

    assert renewed is True
    assert await claimed(queue, clock, "w2") == []


async def test_an_ended_lease_in_a_lane_is_taken_before_the_next_of_the_lane(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, NewJob(kind="a1", lane="a"), NewJob(kind="a2", lane="a"))
    await claimed(queue, clock, "w1")
    clock.advance(LEASE)

    assert [job.kind for job in await claimed(queue, clock, "w2", limit=5)] == ["a1"]


async def test_a_retried_job_comes_back_at_its_time_with_its_attempts(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, NewJob(kind="a"))
    [job] = await claimed(queue, clock)
    retried = await queue.retry(job, START + timedelta(seconds=10), "ratelimited")

    assert retried is True
    assert await claimed(queue, clock) == []
    clock.advance(seconds=10)
    assert [again.attempts for again in await claimed(queue, clock)] == [2]


async def test_a_retry_gives_way_to_a_newer_twin(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    refresh = NewJob(kind="card.refresh", coalesce_key="card:7")
    await added(store, refresh)
    [job] = await claimed(queue, clock)
    await added(store, refresh)

    gave_way = await queue.retry(job, START, "ratelimited")

    assert gave_way is True
    assert await queue.counts() == {"ready": 1, "running": 0, "dead": 0}


async def test_a_buried_job_is_dead_and_leaves_its_lane(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    await added(store, NewJob(kind="a1", lane="a"), NewJob(kind="a2", lane="a"))
    [job] = await claimed(queue, clock)
    buried = await queue.bury(job, "channel_not_found: the channel is gone")

    assert buried is True
    assert await queue.counts() == {"ready": 1, "running": 0, "dead": 1}
    assert [one.kind for one in await claimed(queue, clock)] == ["a2"]


async def test_purging_drops_old_done_jobs_only(store: SqlStore, queue: SqlJobQueue, clock: FakeClock) -> None:
    await added(store, NewJob(kind="old"), NewJob(kind="once", once_key="k"), NewJob(kind="dead"), NewJob(kind="young"))
    old, once, dead, young = await claimed(queue, clock, limit=4)
    await queue.finish(old)
    await queue.finish(once)
    await queue.bury(dead, "x")
    clock.advance(hours=2)
    await queue.finish(young)

    purged = await queue.purge(START + timedelta(hours=1))

    assert (purged, (await queue.counts())["dead"]) == (1, 1)
    assert (await added(store, NewJob(kind="once", once_key="k")), await queue.purge(clock.now())) == ([False], 0)


async def test_the_next_moment_is_when_a_lease_ends_and_never_in_the_past(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    nothing = await queue.next_ready_at(START)
    await added(store, NewJob(kind="a"))
    waiting = await queue.next_ready_at(START + timedelta(hours=1))
    await claimed(queue, clock)

    assert [nothing, waiting, await queue.next_ready_at(START)] == [None, START + timedelta(hours=1), START + LEASE]


async def test_two_hundred_jobs_in_five_lanes_by_eight_workers(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, *(NewJob(kind=str(number), lane=f"lane{number % 5}") for number in range(200)))
    running: set[str] = set()
    order: dict[str, list[int]] = {f"lane{lane}": [] for lane in range(5)}

    async def work(name: str) -> None:
        while (await queue.counts())["ready"]:
            for job in await queue.claim(name, clock.now(), lease=LEASE, limit=2):
                assert job.lane is not None
                assert job.lane not in running
                running.add(job.lane)
                order[job.lane].append(int(job.kind))
                await asyncio.sleep(0)
                running.remove(job.lane)
                assert await queue.finish(job)

    await asyncio.gather(*(work(f"w{number}") for number in range(8)))

    assert order == {f"lane{lane}": list(range(lane, 200, 5)) for lane in range(5)}


async def test_a_twin_that_is_being_joined_is_not_run_before_the_change_is_there(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    refresh = NewJob(kind="card.refresh", coalesce_key="card:7")
    await added(store, refresh)

    async with store.write(WORKSPACE) as uow:
        joined = await uow.jobs.add(refresh, START)
        claim = asyncio.create_task(claimed(queue, clock))
        await asyncio.wait({claim}, timeout=0.2)
        early = claim.done() and bool(claim.result())
    late = await claim or await claimed(queue, clock)

    assert (joined, early, [job.kind for job in late]) == (False, False, ["card.refresh"])


async def test_what_a_dead_process_left_running_is_taken_back_at_once(
    store: SqlStore, queue: SqlJobQueue, clock: FakeClock
) -> None:
    await added(store, NewJob(kind="a", lane="a"), NewJob(kind="b"), NewJob(kind="c"))
    [dead, _] = await claimed(queue, clock, "dead", limit=2)

    taken_back = await queue.take_back()
    again = await claimed(queue, clock, "alive", limit=5)

    assert taken_back == 2
    assert [(job.kind, job.attempts) for job in again] == [("a", 2), ("b", 2), ("c", 1)]
    assert await queue.finish(dead) is False
