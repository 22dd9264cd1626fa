"""Killed at any step after an item was given or done, everybody is told once, and it is done once."""

import pytest

from tests.scenarios.lives import ALL_LEASES_END, Reaper, mortal_edge, short_lives
from tests.scenarios.published import complete, every, first, publish
from tests.scenarios.steps import answers, ready
from tests.scenarios.test_items_work import EVIDENCE, TOLD, choose, give, press, shown, the_item, told, top
from tests.scenarios.world import World
from tests.scenarios.world import _served as served

MOST_LIVES = 79


async def deeds(world: World) -> list[str]:
    """Return what the history has of work on items, oldest first."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        rows, _ = await uow.audit.of(await first(world), limit=50, offset=0)
    return [str(row.detail).partition(":")[0] for row in reversed(rows) if row.verb == "work_on_item"]


async def test_who_is_given_an_item_is_told_once_wherever_a_worker_dies(world: World) -> None:
    await ready(world)
    await give(world, "Alert on pool use", "Runbook", to=world.ben)
    world.clock.advance(seconds=TOLD)

    assert 3 < await short_lives(world, lives=MOST_LIVES, longest=11, shortest=2) < MOST_LIVES
    assert [one.lines[0] for one in told(world.ben)] == ["*maya gave you 2 items in PM-1.*"]


async def test_what_is_done_is_shown_once_everywhere_wherever_a_worker_dies(world: World) -> None:
    channel = await complete(world)
    await publish(world, channel)
    await shown(world.ben, channel)
    await choose(world.ben, 0, "Hand over")
    await top(world.ben).fill({"An item has one owner, a person. Who?": world.noor}).submit()
    await world.later(TOLD)
    [before] = told(world.noor)
    posted = len(every(channel))
    done = await world.noor.click(before, "Done")
    assert done.modal is not None, answers(done)
    await done.modal.fill({EVIDENCE: "it rang"}).submit()
    world.clock.advance(seconds=ALL_LEASES_END)

    assert 3 < await short_lives(world, lives=MOST_LIVES, longest=11, shortest=2) < MOST_LIVES
    [message] = told(world.noor)
    assert message.lines[-1] == '✓ Done today: "it rang".  [ Undo ]'
    assert [one for one in every(channel) if "3 items: 1 done, 2 open." in one.shown]
    assert len(every(channel)) == posted
    assert await deeds(world) == ["hand_over", "complete"]


@pytest.mark.parametrize("at", [1, 2])
async def test_killed_between_commit_and_ack_it_is_done_once_though_it_is_sent_again(world: World, at: int) -> None:
    await ready(world)
    await give(world, "Alert on pool use", to=world.ben)
    await world.later(TOLD)
    await press(world, world.ben, "Done")
    form = top(world.ben).fill({EVIDENCE: "it rang"})
    async with served(mortal_edge(world.bot, Reaper(at))) as dying:
        world.slack.deliver_to(dying)
        await form.submit()
    async with served(world.bot) as living:
        world.slack.deliver_to(living)
        await form.submit()
        await world.work()

    assert await deeds(world) == ["complete"]
    assert told(world.ben)[-1].lines[-1] == '✓ Done today: "it rang".  [ Undo ]'
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        item = await uow.action_items.get(*await the_item(world))
    assert item is not None
    assert (item.evidence, item.closed_by) == ("it rang", world.ben.id)
