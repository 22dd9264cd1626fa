"""A world for every scenario, on both databases."""

import contextlib
from collections.abc import AsyncIterator

import pytest

from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.steps import Worlds, look_over
from tests.scenarios.world import World
from tests.scenarios.world import world as started


@pytest.fixture
async def world(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A workspace with the bot in it, over signed HTTP."""
    del clean  # emptied before the bot opens it
    async with started(database_url, clock) as made:
        yield made


@pytest.fixture
async def worlds(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[Worlds]:
    """Worlds with settings of one's own; each is looked over at the end."""
    del clean  # emptied before the bot opens it
    async with contextlib.AsyncExitStack() as stack:
        made = Worlds(database_url, clock, stack)
        yield made
        for one in made.made:
            await look_over(one)


@pytest.fixture
async def quiet(world: World) -> AsyncIterator[World]:
    """The world, looked over at the end: every delivery acknowledged, every post fit for Slack, no mention alive."""
    yield world
    await look_over(world)
