"""How many statements an interaction costs does not depend on how large the document is."""

import pytest

from sandbox.driver import Channel
from tests.scenarios.large import enlarge
from tests.scenarios.reviewing import send
from tests.scenarios.steps import ready
from tests.scenarios.world import World

OPENED_BY_WORDS = (
    "edit",
    "edit summary",
    "edit root cause",
    "show",
    "",
    "approve",
    "changes",
    "submit",
    "list",
    "history",
)
OPENED_FROM_THE_CARD = ("Read", "Edit")


async def costs(world: World, channel: Channel) -> dict[str, int]:
    """Return how many statements each opening cost Maya."""
    found = {}
    database = world.bot.deps.store._database  # type: ignore[attr-defined] # storage's own
    for label in [one for one in OPENED_FROM_THE_CARD if one in channel.card().labels]:
        before = database.statements_run
        await world.maya.click(channel.card(), label)
        found[label] = database.statements_run - before
        await close(world)
    for words in OPENED_BY_WORDS:
        before = database.statements_run
        await world.maya.slash(f"/postmortem {words}".strip(), channel)
        found[f"/{words}"] = database.statements_run - before
        await close(world)
    return found


async def close(world: World) -> None:
    while world.maya.modal is not None:
        await world.maya.modal.dismiss()


async def inside(world: World, channel: Channel) -> dict[str, int]:
    """Return how many statements each window costs that is opened from the hub."""
    found = {}
    database = world.bot.deps.store._database  # type: ignore[attr-defined] # storage's own
    for block in ("section.summary", "section.timeline", "section.action_items"):
        await world.maya.slash("/postmortem edit", channel)
        hub = world.maya.modal
        assert hub is not None
        element = next(one["accessory"]["action_id"] for one in hub.blocks if one["block_id"] == block)
        before = database.statements_run
        await hub.click(element, block=block)
        found[block] = database.statements_run - before
        await close(world)
    return found


@pytest.mark.parametrize("reviewed", [False, True], ids=["draft", "review"])
async def test_an_opening_costs_as_many_statements_for_the_largest_document_as_for_a_small_one(
    quiet: World,
    reviewed: bool,  # noqa: FBT001 - a case of the table
) -> None:
    channel, _ = await ready(quiet)
    await enlarge(quiet, sections=11, entries=1, comments=1, items=1)
    if reviewed:
        await send(quiet, channel, quiet.ben, quiet.noor)
    await all_costs(quiet, channel)  # who people are is asked once and then known for a while
    small = await all_costs(quiet, channel)
    await enlarge(quiet)

    assert await all_costs(quiet, channel) == small


async def all_costs(world: World, channel: Channel) -> dict[str, int]:
    """Return what everything costs that is opened from the card, by words, and from the hub."""
    return {**await costs(world, channel), **await inside(world, channel)}
