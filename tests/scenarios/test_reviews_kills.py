"""Killed at any step between the sending and the last message, every reviewer is asked once, and once only."""

from bot.jobs.worker import Worker
from tests.scenarios.lives import ALL_LEASES_END, Killed, Reaper, mortal, work_off
from tests.scenarios.reviewing import fill_all
from tests.scenarios.steps import answers, ready
from tests.scenarios.world import World

MOST_STEPS = 60


async def test_a_worker_that_dies_at_any_step_asks_nobody_twice_and_forgets_nobody(world: World) -> None:
    channel, _ = await ready(world)
    await fill_all(world)
    done = await world.maya.click(channel.card(), "Send for review")
    assert done.modal is not None, answers(done)
    done.modal.fill({"Reviewers": [world.ben.id, world.noor.id]})
    await done.modal.submit()
    deaths = 0
    for at in range(1, MOST_STEPS):
        reaper = Reaper(at=at % 7 + 1)  # every life is short, and ends somewhere else
        worker: Worker = mortal(world.bot, reaper)
        try:
            await work_off(world, worker)
        except Killed:
            deaths += 1
            world.clock.advance(seconds=ALL_LEASES_END)
        else:
            break

    await world.work()
    assert deaths > 5
    for person in (world.ben, world.noor):
        assert [one.lines[1] for one in person.dms()] == ["*maya asks for your review by Mon, Mar 9.*"]
    assert "○ waits for ben · ○ waits for noor" in channel.card().shown
