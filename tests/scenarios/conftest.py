"""A world for every scenario, on both databases."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.world import World
from tests.scenarios.world import world as started


@pytest.fixture
async def world(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A workspace with the bot in it, over signed HTTP."""
    del clean  # emptied before the bot opens it
    async with started(database_url, clock) as made:
        yield made
