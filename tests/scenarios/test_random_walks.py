"""Walks at random over users, buttons and windows: they end in a state that is allowed, and nothing is lost."""

import pytest

from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.walks import walking, wrong

STEPS = {"fresh": 1_100, "unclaimed": 700, "in_review": 1_200, "published": 900, "secret": 700, "large": 400}
"""How many a start and a database; 10,000 in all."""


@pytest.mark.parametrize("start", STEPS)
async def test_a_walk_at_random_ends_in_a_state_that_is_allowed_with_nothing_lost(
    clean: Database, database_url: str, clock: FakeClock, start: str
) -> None:
    del clean  # emptied before the bot opens it
    async with walking(database_url, clock, start, seed=1) as (walk, logged):
        await walk.go(STEPS[start])
        assert await wrong(walk, logged) == []


def test_the_walks_of_both_databases_are_ten_thousand_steps() -> None:
    assert sum(STEPS.values()) * 2 == 10_000
