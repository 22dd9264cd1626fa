"""What was removed comes back once, whole, by who removed it, as long as there is room for it."""

import asyncio

import pytest

from bot.domain.action_items import MOST_ITEMS, ActionItem
from bot.domain.errors import Conflict, Denied, Invalid
from bot.domain.postmortems import Postmortem, Verb
from bot.ports import Deps
from bot.services import action_items, action_items_removed, action_items_work
from bot.services.changes import change
from tests.fakes import FakeClock
from tests.services.conftest import BEN, MAYA
from tests.services.test_action_items_work import about, actor, draft, items, one  # noqa: F401 - one is a fixture


async def removed(deps: Deps, it: tuple[int, int]) -> None:
    await action_items.remove_item(deps, actor(MAYA), *it, as_seen=None)


async def test_it_comes_back_with_all_that_was_done_with_it(
    deps: Deps,
    draft: Postmortem,  # noqa: F811 - the fixture
) -> None:
    it = await about(deps, draft)
    await action_items_work.start(deps, actor(BEN), *it)
    before = await items(deps, draft)
    await removed(deps, it)
    gone = await items(deps, draft)

    back = await action_items_removed.put_back(deps, actor(MAYA), *it)

    assert (gone, await items(deps, draft), back.told) == ([], before, None)
    undone = await action_items_work.undo(deps, actor(BEN), *it)
    assert undone.item.status == "open", "what could be taken back still can be"


async def test_pressed_twice_at_once_it_comes_back_once(
    deps: Deps,
    draft: Postmortem,  # noqa: F811 - the fixture
) -> None:
    it = await about(deps, draft)
    await removed(deps, it)

    presses = (action_items_removed.put_back(deps, actor(MAYA), *it) for _ in range(2))
    ended = await asyncio.gather(*presses, return_exceptions=True)

    assert sum(isinstance(each, Conflict) for each in ended) == 1
    assert len(await items(deps, draft)) == 1


async def test_nobody_else_brings_it_back_and_nobody_after_a_day(
    deps: Deps,
    clock: FakeClock,
    draft: Postmortem,  # noqa: F811 - the fixture
) -> None:
    it = await about(deps, draft)
    await removed(deps, it)
    with pytest.raises(Denied):
        await action_items_removed.put_back(deps, actor(BEN), *it)
    async with change(deps, actor(MAYA), Verb.EDIT, draft.id) as changing:
        changing.update(editors=(BEN,))
    with pytest.raises(Conflict):
        await action_items_removed.put_back(deps, actor(BEN), *it)
    clock.advance(days=1, seconds=1)
    with pytest.raises(Conflict):
        await action_items_removed.put_back(deps, actor(MAYA), *it)
    assert await items(deps, draft) == []


async def test_where_there_is_no_room_any_more_it_stays_out(
    deps: Deps,
    draft: Postmortem,  # noqa: F811 - the fixture
) -> None:
    it = await about(deps, draft)
    await removed(deps, it)
    async with change(deps, actor(MAYA), Verb.MANAGE_ITEMS, draft.id) as changing:
        for n in range(MOST_ITEMS):
            await changing.add_item(ActionItem(text=f"Item {n}", position=n))

    with pytest.raises(Invalid):
        await action_items_removed.put_back(deps, actor(MAYA), *it)


async def test_only_the_last_ones_are_kept_and_what_is_kept_no_more_leaves_nothing_behind(
    deps: Deps,
    clock: FakeClock,
    draft: Postmortem,  # noqa: F811 - the fixture
) -> None:
    it = await about(deps, draft)
    await action_items_work.start(deps, actor(BEN), *it)
    await removed(deps, it)
    clock.advance(hours=25)
    async with change(deps, actor(MAYA), Verb.MANAGE_ITEMS, draft.id) as changing:
        added = [await changing.add_item(ActionItem(text=f"Item {n}", position=n)) for n in range(7)]
    for each in added:
        await removed(deps, (draft.id, each.id))
        clock.advance(seconds=1)

    async with deps.store.read(draft.workspace) as uow:
        left = await uow.steps.all(f"item:{it[1]}")
        kept = await action_items_removed.removed_lately(deps, uow, actor(MAYA), draft.id)
    assert left == {}
    assert [each.text for each in kept] == [f"Item {n}" for n in (6, 5, 4, 3, 2)]
