"""How many statements an interaction costs does not depend on how large the document is."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from blocks import ids
from bot.domain.action_items import ActionItem
from sandbox.driver import Channel, Person
from tests.scenarios.large import enlarge
from tests.scenarios.reviewing import edit, press, reviewed, send
from tests.scenarios.steps import answers, ready
from tests.scenarios.test_home import mine
from tests.scenarios.test_items_lists import put
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


AROUND = {
    "people": (ids.PEOPLE_OPEN,),
    "details": (ids.DETAILS_OPEN,),
    "template": (ids.TEMPLATE_OPEN,),
    "incidents": (ids.INCIDENTS_OPEN,),
    "history": (ids.HISTORY_OPEN, ids.HISTORY_LATER),
    "files": (ids.FILES_OPEN,),
    "second look": (ids.PROOF_OPEN,),
    "revisions": (ids.REVISIONS_OPEN, ids.REVISIONS_LATER),
}
"""What is opened from *Everything else*, and the pages that are turned there."""


async def around(world: World, channel: Channel) -> dict[str, int]:
    """Return what each window costs that is opened from *Everything else*, and each page that is turned there."""
    found = {}
    for window, presses in AROUND.items():
        done = await world.maya.select(channel.card(), ids.CARD_MENU, "Everything else")
        for action in presses:
            assert world.maya.modal is not None, answers(done)
            if action not in str(world.maya.modal.blocks):
                continue
            found[f"{window}: {action}"] = await cost(world, partial(world.maya.modal.click, action))
        await close(world)
    return found


async def cost(world: World, deed: Callable[[], Awaitable[object]]) -> int:
    """Return how many statements something costs until it is answered."""
    database = world.bot.deps.store._database  # type: ignore[attr-defined] # storage's own
    before: int = database.statements_run
    await deed()
    after: int = database.statements_run
    return after - before


async def close(world: World, person: Person | None = None) -> None:
    who = person or world.maya
    while who.modal is not None:
        await who.modal.dismiss()


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

    large = await all_costs(quiet, channel)
    assert {name: large[name] for name in small} == small
    assert {name: large[f"{name}: {turn}"] for name, (_, turn) in TURNED.items()} == {
        name: large[name] for name in TURNED
    }


async def test_a_reviewer_looks_for_as_many_statements_however_much_there_is_and_was_changed(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await enlarge(quiet, sections=11, entries=1, comments=1, items=1)
    await press(quiet, quiet.ben, "Approve")
    await edit(quiet, channel, "It was the client, and not the cache at all: its pool ran empty.")
    await looks(quiet, channel)
    small = await looks(quiet, channel)
    await enlarge(quiet)
    for n in range(12):
        await edit(quiet, channel, f"It was the client, as test {n} of the cache has shown: its pool ran empty.")

    assert await looks(quiet, channel) == small


async def looks(world: World, channel: Channel) -> dict[str, int]:
    """Return what it costs Ben to see what changed, to turn its pages, and to see what blocks."""
    found = {}
    told = next(one for one in reversed(world.ben.dms()) if "What changed" in one.labels)
    found["comparison"] = await cost(world, lambda: world.ben.click(told, "What changed"))
    if world.ben.modal is not None and ids.COMPARISON_LATER in str(world.ben.modal.blocks):
        modal = world.ben.modal
        assert await cost(world, lambda: modal.click(ids.COMPARISON_LATER)) == found["comparison"]
    await close(world, world.ben)
    found["checklist"] = await cost(world, lambda: world.maya.click(channel.card(), "Checklist"))
    await close(world)
    return found


async def test_home_and_the_list_cost_as_much_with_many_documents_as_with_few(quiet: World) -> None:
    async def both() -> tuple[int, int, int]:
        listed = await cost(quiet, lambda: quiet.maya.slash("/postmortem list", elsewhere))
        await close(quiet)
        items = await cost(quiet, lambda: quiet.maya.slash("/postmortem actions all", elsewhere))
        await close(quiet)
        return listed, items, await home(quiet)

    elsewhere = quiet.incident("general")
    await mine(quiet, "inc-1")
    await put(quiet, ActionItem(text="Alert", owner=quiet.maya.id))
    await both()
    few = await both()
    for n in range(2, 20):
        await mine(quiet, f"inc-{n}")
        await put(quiet, *(ActionItem(text=f"Alert {n}", owner=owner) for owner in (quiet.maya.id, quiet.ben.id)))
    await both()

    assert await both() == few


async def all_costs(world: World, channel: Channel) -> dict[str, int]:
    """Return what everything costs that is opened from the card, by words, and from the hub."""
    return {
        **await costs(world, channel),
        **await inside(world, channel),
        **await around(world, channel),
        **await pages(world, channel),
        "home": await home(world),
    }


TURNED = {
    "items": ("Action items", ids.ITEMS_NEXT),
    "comments": ("Comments", ids.COMMENTS_LATER),
    "timeline": ("Timeline", ids.TIMELINE_NEXT),
}


async def pages(world: World, channel: Channel) -> dict[str, int]:
    """Return how many statements it costs to open what has pages, and to turn one where there is another."""
    found = {}
    for window, (option, turn) in TURNED.items():
        found[window] = await cost(world, partial(world.maya.select, channel.card(), ids.CARD_MENU, option))
        if (modal := world.maya.modal) is not None and turn in str(modal.blocks):
            found[f"{window}: {turn}"] = await cost(world, partial(modal.click, turn))
        await close(world)
    return found


async def home(world: World) -> int:
    """Return how many statements it costs to open Home, and to draw it."""

    async def opened() -> None:
        await world.maya.open_home()
        await world.work()

    return await cost(world, opened)
