"""What people leave behind, and what is to be asked of fixes: by what is known, of documents that live."""

from datetime import timedelta
from typing import Any

from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.fixes import FixDuty
from bot.domain.people import Standing
from bot.domain.postmortems import Status
from bot.ports import UnitOfWork
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_member, a_postmortem
from tests.fakes import START


async def put(uow: UnitOfWork, *items: ActionItem, **over: Any) -> int:
    key = (await uow.postmortems.add(a_postmortem(**over))).id
    for one in items:
        await uow.action_items.add(key, one)
    return key


async def test_who_left_with_something_to_do_is_found_with_what_that_is(store: SqlStore) -> None:
    def item(owner: str, **over: Any) -> ActionItem:
        return ActionItem(text="Cap the pool", owner=owner, **over)

    async with store.write(WORKSPACE) as uow:
        for n, standing in enumerate(("member", "deactivated", "guest", "deactivated", "outsider")):
            await uow.members.put(a_member(id=f"U000{n}", standing=Standing(standing)), START)
        lives = await put(uow, item("U0000"), item("U0001"), item("U0002", status=ItemStatus.IN_PROGRESS))
        done = ItemStatus.COMPLETED
        await put(uow, item("U0003", status=done), item("U0003", proposed=True), status=Status.PUBLISHED)
        await put(uow, item("U0003"), status=Status.ARCHIVED)
        await put(uow, item("U0003"), discarded_at=START, author="U0003")
        draft = await put(uow, author="U0004")
        await put(uow, author="U0004", status=Status.PUBLISHED)
        everybody = await uow.leavers.all()
        items = [await uow.leavers.items(f"U000{n}") for n in range(5)]
        drafts = [await uow.leavers.drafts(f"U000{n}") for n in (3, 4)]

    assert everybody == ["U0001", "U0002", "U0004"]
    assert [[key for key, _ in one] for one in items] == [[lives], [lives], [lives], [], []]
    assert drafts == [[], [draft]]


async def test_a_question_about_a_fix_is_planned_once_and_dropped_when_it_is_answered(store: SqlStore) -> None:
    soon, later = START + timedelta(days=30), START + timedelta(days=90)
    async with store.write(WORKSPACE) as uow:
        key = await put(uow, status=Status.PUBLISHED, author="U0001", editors=("U0002",))
        draft = await put(uow)
        for at in (START, soon):
            await uow.fixes.put(key, 30, at)
        await uow.fixes.put(key, 90, later)
        await uow.fixes.put(draft, 30, soon)
        first = await uow.fixes.due(soon - timedelta(days=1), soon + timedelta(days=1))
        none = await uow.fixes.due(soon + timedelta(seconds=1), later)
        await uow.fixes.drop(key, 30)
        left = await uow.fixes.due(START, later + timedelta(days=1))
        await uow.fixes.drop(key)
        nothing = await uow.fixes.due(START, later + timedelta(days=1))

    assert first == [FixDuty(postmortem=key, days=30, asks_at=soon, author="U0001", editors=("U0002",))]
    assert (none, [one.days for one in left], nothing) == ([], [90], [])
