"""Walks at random over users, buttons and windows: they end in a state that is allowed, and nothing is lost."""

import pytest

from blocks import ids
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.walks import LEFT_OUT, walking, wrong

STEPS = {
    "fresh": 900,
    "unclaimed": 500,
    "in_review": 900,
    "published": 600,
    "secret": 500,
    "large": 300,
    "whole": 400,
    "offered": 400,
    "worn": 500,
}
"""How many a start and a database; 10,000 in all."""
REACHED = {
    "fresh": 60,
    "unclaimed": 50,
    "in_review": 58,
    "published": 42,
    "secret": 44,
    "large": 42,
    "whole": 44,
    "offered": 38,
    "worn": 48,
}
"""How many different buttons, menus and forms a walk uses at least: fewer, and it stands still before a window."""


@pytest.mark.parametrize("start", STEPS)
async def test_a_walk_at_random_ends_in_a_state_that_is_allowed_with_nothing_lost(
    clean: Database, database_url: str, clock: FakeClock, start: str
) -> None:
    del clean  # emptied before the bot opens it
    async with walking(database_url, clock, start, seed=1) as (walk, logged):
        await walk.go(STEPS[start])
        assert await wrong(walk, logged) == []
        assert len([one for one in ids.ACTIONS | ids.FORMS if walk.did[one]]) >= REACHED[start]


def test_what_walks_do_not_reach_by_themselves_is_there_and_has_its_reason() -> None:
    assert set(LEFT_OUT) <= ids.ACTIONS | ids.FORMS
    assert len(LEFT_OUT) <= 0.05 * len(ids.ACTIONS | ids.FORMS)


def test_the_walks_of_both_databases_are_ten_thousand_steps() -> None:
    assert sum(STEPS.values()) * 2 == 10_000
