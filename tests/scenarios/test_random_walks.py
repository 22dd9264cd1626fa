"""Walks at random over users, buttons and windows: they end in a state that is allowed, and nothing is lost."""

import pytest

from bot.domain.lifecycle import RULES
from bot.domain.postmortems import Postmortem
from bot.domain.revisions import entry_parts, item_part, parts_of_text
from sandbox.driver import Channel
from tests.scenarios.steps import ready
from tests.scenarios.walker import Walk
from tests.scenarios.world import World

STEPS = 600


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_walk_at_random_ends_in_a_state_that_is_allowed_with_nothing_lost(world: World, seed: int) -> None:
    channel, _ = await ready(world)
    guest = world.slack.person("gil", name="Gil", guest="multi")
    await world.noor.invite(channel, guest)
    walk = Walk(world, channel, [world.maya, world.ben, world.noor, guest], seed)

    await walk.go(STEPS)

    assert walk.trouble == []
    assert world.slack.failed == []
    assert world.slack.complaints == []
    assert (await world.bot.queue.counts()).get("dead", 0) == 0
    for one in await found(world, channel):
        await check(world, one)


async def found(world: World, channel: Channel) -> list[Postmortem]:
    """Return the postmortems that there are now."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        return await uow.postmortems.in_channel(channel.id)


async def check(world: World, postmortem: Postmortem) -> None:
    """Assert that a document is what its last revision says, in a known state, with its deeds chained."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        entries, items = await uow.entries.of(postmortem.id), await uow.action_items.of(postmortem.id)
        stored = await uow.revisions.text_at(postmortem.id, postmortem.revision)
        reviews = await uow.reviews.of(postmortem.id)
        broken = await uow.audit.first_broken(postmortem.id)  # type: ignore[attr-defined] # storage's own
    now = parts_of_text(postmortem) | entry_parts(entries)
    now |= {f"item:{one.id}": part for one in items if (part := item_part(one)) is not None}
    assert stored in ({}, now)
    assert any(status is postmortem.status for status, _ in RULES)
    assert broken is None
    assert {one.reviewer for one in reviews if one.requested} >= set(postmortem.reviewers)
