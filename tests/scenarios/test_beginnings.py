"""A beginning that is put back cannot be told from one that was lived through."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from storage.engine import Database
from tests.databases import emptied
from tests.fakes import FakeClock
from tests.scenarios.beginnings import beginning
from tests.scenarios.lives import stored, told
from tests.scenarios.steps import ready
from tests.scenarios.world import World
from tests.scenarios.world import world as started


async def test_what_is_put_back_is_what_was_lived_and_people_go_on_from_it(clean: Database, database_url: str) -> None:
    lived: Any = vars(ready)["__wrapped__"]
    tellings = []
    for step in (lived, ready, ready):
        await emptied(clean)
        async with started(database_url, FakeClock()) as world:
            channel, _ = await step(world)
            left = [told(world, channel), await stored(clean, world.bot.workspace), world.clock.now()]
            called = [call.method for call in world.slack.calls]
            await world.ben.slash("/postmortem status", channel)
            await world.maya.slash("/postmortem note The pool was full", channel)
            await world.work()
            tellings.append([*left, called, told(world, channel), world.ben.ephemerals(channel)[-1].lines])
    assert tellings[0] == tellings[1] == tellings[2]


_LIVED: list[str] = []
Change = Callable[[World], Awaitable[None]]


@beginning
async def begun(world: World, word: str) -> str:
    """Let somebody say a word, and write down that it was said."""
    _LIVED.append(word)
    told = len(world.slack.sent)
    await world.ben.post(world.incident(), word)
    await world.work()
    return f"{word}, after {told} deliveries"


async def _writes(world: World) -> None:
    await world.maya.slash("/postmortem create Checkout errors", world.incident("inc-0"))
    await world.work()


async def _breaks(world: World) -> None:
    world.slack.faults.on("users.info", "server_error", nth=9)


async def _waits(world: World) -> None:
    world.clock.advance(seconds=1)


async def _closes(world: World) -> None:
    world.slack.hub.installation.takes_messages = False


async def _grows(world: World) -> None:
    world.slack.person("kay")


async def _live(clean: Database, word: str, before: Change | None = None, **over: Any) -> str:
    await emptied(clean)
    async with started(clean.url, FakeClock(), **over) as world:
        if before is not None:
            await before(world)
        return (await begun(world, word)).partition(", after")[0]


@pytest.mark.parametrize("differs", [_writes, _breaks, _waits, _closes, _grows])
async def test_a_step_is_lived_through_again_wherever_it_starts_from_something_else(
    clean: Database, differs: Change
) -> None:
    word = f"on it, {differs.__name__}"
    await _live(clean, word)
    _LIVED.clear()
    assert [await _live(clean, word), _LIVED] == [word, []]
    assert await _live(clean, word, differs) == word
    assert await _live(clean, word, hook_secret=differs.__name__ * 9) == word
    assert await _live(clean, "looking at" + word) == "looking at" + word
    lived = [word, word, "looking at" + word]
    assert lived == _LIVED


async def test_a_step_goes_on_at_once_while_the_bot_is_still_being_told_something(
    clean: Database, database_url: str
) -> None:
    del clean
    async with started(database_url, FakeClock()) as world:
        await world.maya.post(world.incident("inc-0"), "is anybody there?")
        assert await begun(world, "here") == "here, after 0 deliveries"
