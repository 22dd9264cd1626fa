"""Killed at any step of a morning, also where it is spent in Slack's history, everybody is asked once and once only."""

import pytest

from bot.jobs.clock import TICKS, tick
from bot.services.mornings_gaps import beat
from tests.scenarios.lives import short_lives
from tests.scenarios.test_action_items_due import three
from tests.scenarios.test_mornings import asked
from tests.scenarios.test_reviews_due import FRIDAY
from tests.scenarios.world import World


@pytest.mark.parametrize("can_be_written_to", [True, False])
async def test_a_worker_that_dies_at_any_step_of_a_morning_asks_nobody_twice_and_forgets_nothing(
    world: World, *, can_be_written_to: bool
) -> None:
    channel = await three(world)
    await beat(world.bot.deps, world.bot.workspace)
    world.slack.hub.installation.takes_messages = can_be_written_to
    world.clock.set(FRIDAY)
    await tick(world.bot.deps, world.bot.workspace, "morning.sweep", TICKS["morning.sweep"])()
    deaths = await short_lives(world, lives=89)

    await world.work()
    aside = [one for one in channel.thread(channel.card().ts) if one.text.startswith("ben, I cannot")]
    assert deaths > 5
    assert sorted(asked(world.ben).values()) == ([1, 1, 1] if can_be_written_to else [])
    assert len(aside) == (0 if can_be_written_to else 1)
