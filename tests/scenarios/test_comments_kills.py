"""A window's comment is stored once, its copy posted once and each person told once, whatever dies or is lost."""

from typing import Any

import pytest

from sandbox.driver import Channel
from sandbox.faults import Fault
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.lives import Killed, Reaper, lifeless, mortal, resurrected, work_off
from tests.scenarios.steps import ready
from tests.scenarios.test_comments import stored
from tests.scenarios.test_comments_window import commented, pressed, top, window
from tests.scenarios.world import World, running

LEAST_STEPS = 20


async def _mortal_life(world: World, channel: Channel, text: str, reaper: Reaper) -> bool:
    """Comment in a window and let a worker follow that dies at the reaper's step; say whether it died."""
    try:
        async with running(world) as bot:
            await window(world.noor, channel)
            await pressed(world.noor, "Add comment")
            done = await top(world.noor).fill({"comment": text, "tell": [world.ben]}).submit()
            assert done.acked
            await top(world.noor).dismiss()
            await work_off(world, mortal(bot, reaper))
    except Killed:
        return True
    return False


def copies(channel: Channel) -> list[str]:
    """Return the comments that stand in the card's thread, in the words of their copies."""
    found = [one.lines[0] for one in channel.thread(channel.card())]
    return [
        one.removesuffix("  [ Resolve ]").partition(": ")[2].strip('"') for one in found if one.startswith("*noor*: ")
    ]


async def test_killed_after_any_commit_and_any_answer_of_slack_each_comment_has_one_copy(
    clean: Database, database_url: str
) -> None:
    del clean
    async with lifeless(database_url, FakeClock()) as world:
        async with running(world):
            channel, _ = await ready(world)
        at, died, said, steps = 1, True, list[str](), list[str]()
        while died:
            reaper = Reaper(at)
            said.append(f"question {at}")
            world.clock.advance(seconds=3_700)
            died = await _mortal_life(world, channel, said[-1], reaper)
            steps = reaper.steps
            await resurrected(world)
            assert (at, steps[-1], copies(channel)) == (at, steps[-1], said)
            assert (at, len(world.ben.dms())) == (at, len(said))
            at += 1
        async with running(world):
            comments = [comment for _, one in await stored(world) for comment in one]
    assert (len(comments), len({one.ts for one in comments})) == (len(said), len(said))
    assert len(steps) >= LEAST_STEPS


@pytest.mark.parametrize("fault", ["lost_reply", "lost_reply_500", "server_error", "ratelimited"])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
async def test_whatever_slack_loses_there_is_one_copy_and_it_ends_right(
    world: World, method: str, fault: Fault
) -> None:
    channel, _ = await ready(world)
    world.slack.faults.on(method, fault)

    await commented(world, world.noor, channel, "who was asked?")
    for _ in range(4):
        await world.later(60)
    copy = channel.thread(channel.card())[-1]
    world.slack.faults.on(method, fault)
    await world.ben.click(copy, "Resolve")
    for _ in range(4):
        await world.later(60)

    found: list[Any] = [one.lines for one in channel.thread(channel.card()) if one.lines[0].startswith("*noor*")]
    assert found == [['*noor*: "who was asked?"  [ Reopen ]', "✓ Resolved by ben."]]


@pytest.mark.parametrize("fault", ["lost_reply", "server_error", "ratelimited"])
async def test_a_balloon_comes_in_the_end_and_once(world: World, fault: Fault) -> None:
    _, card = await ready(world)
    world.slack.faults.on("reactions.add", fault)

    reply = await world.ben.post(card.channel, "was it tested?", thread=card)
    await world.work()
    for _ in range(3):
        await world.later(60)

    assert reply.reactions == {"speech_balloon": 1}


async def test_a_reply_that_is_deleted_before_the_balloon_harms_nobody(quiet: World) -> None:
    _, card = await ready(quiet)

    reply = await quiet.ben.post(card.channel, "was it tested?", thread=card)
    await quiet.slack.settle()
    await quiet.ben.delete(reply)
    await quiet.work()

    assert [one for _, one in await stored(quiet)] == [[]]
