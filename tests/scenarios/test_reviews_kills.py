"""Killed at any step between the sending and the last message, every reviewer is asked once, and once only."""

from tests.scenarios.lives import short_lives
from tests.scenarios.reviewing import fill_all
from tests.scenarios.steps import answers, ready
from tests.scenarios.world import World


async def test_a_worker_that_dies_at_any_step_asks_nobody_twice_and_forgets_nobody(world: World) -> None:
    channel, _ = await ready(world)
    await fill_all(world)
    done = await world.maya.click(channel.card(), "Send for review")
    assert done.modal is not None, answers(done)
    done.modal.fill({"Reviewers": [world.ben.id, world.noor.id]})
    await done.modal.submit()
    deaths = await short_lives(world)

    await world.work()
    assert deaths > 5
    for person in (world.ben, world.noor):
        assert [one.lines[1] for one in person.dms()] == ["*maya asks for your review by Mon, Mar 9.*"]
    assert "○ waits for ben · ○ waits for noor" in channel.card().shown
