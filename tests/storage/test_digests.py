"""What a digest counts is of its readers only: for all, or for the team whose channel it is; a private one never."""

from datetime import timedelta
from typing import Any

from bot.domain.action_items import ActionItem, ItemStatus, Priority
from bot.domain.digests import Done, Figures
from bot.domain.postmortems import Publication, Status, Visibility
from bot.ports import UnitOfWork
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_postmortem
from tests.fakes import START

TEAM = "C0TEAM"
TODAY = START.date()
SINCE, UNTIL = START - timedelta(days=7), START


async def figures(uow: UnitOfWork, channel: str, *, for_all: bool = False) -> Figures:
    return await uow.digests.figures(channel, for_all=for_all, since=SINCE, until=UNTIL, today=TODAY)


async def put(uow: UnitOfWork, *items: ActionItem, **over: object) -> int:
    key = (await uow.postmortems.add(a_postmortem(incident=None, **over))).id
    for one in items:
        await uow.action_items.add(key, one)
    return key


async def test_each_channel_counts_what_its_readers_may_see(store: SqlStore) -> None:
    item = ActionItem(text="Cap the pool", due=TODAY)
    async with store.write(WORKSPACE) as uow:
        await put(uow, item, visibility=Visibility.ORGANISATION)
        await put(uow, item, visibility=Visibility.TEAM, team=TEAM, author="U0002")
        await put(uow, item, visibility=Visibility.TEAM, team="S0001", author="U0003")
        await put(uow, item, visibility=Visibility.PRIVATE, team=TEAM)
        await put(uow, item, visibility=Visibility.TEAM, team="C0OLD", discarded_at=START)
        found = [await figures(uow, "C0ALL", for_all=True), await figures(uow, TEAM), await figures(uow, "C0OTHER")]
        teams = await uow.digests.teams()

    assert [(one.drafts, one.open) for one in found] == [(1, 1), (1, 1), (0, 0)]
    assert teams == {TEAM: ("U0002",)}


async def test_documents_count_by_what_became_of_them_in_the_week(store: SqlStore) -> None:
    def at(days: int) -> dict[str, object]:
        moment = START - timedelta(days=days)
        return {"publication": Publication(at=moment), "updated_at": moment}

    async with store.write(WORKSPACE) as uow:
        await put(uow, status=Status.DRAFT)
        await put(uow, status=Status.IN_REVIEW)
        await put(uow, status=Status.PUBLISHED, **at(3))
        await put(uow, status=Status.ARCHIVED, **at(2))
        await put(uow, status=Status.PUBLISHED, **{**at(8), "updated_at": START})
        found = await figures(uow, "C0ALL", for_all=True)

    assert (found.drafts, [one.number for one in found.in_review]) == (1, [2])
    assert [one.number for one in found.published] == [4, 3]


async def test_the_items_that_come_first_are_those_that_are_late(store: SqlStore) -> None:
    def item(text: str, days: int | None, priority: Priority = Priority.LOW, **over: Any) -> ActionItem:
        due = None if days is None else TODAY + timedelta(days=days)
        return ActionItem(text=text, due=due, priority=priority, **over)

    done: dict[str, Any] = {"status": ItemStatus.COMPLETED, "done_at": START - timedelta(days=1)}
    async with store.write(WORKSPACE) as uow:
        await put(
            uow,
            item("some day", None),
            item("soon", 2),
            item("late", -1),
            item("as late, and it matters", -1, Priority.HIGH),
            item("later", -9, status=ItemStatus.IN_PROGRESS),
            item("proposed", -9, proposed=True),
            item("dropped", -9, status=ItemStatus.WONT_DO),
            item("done", -1, **done),
            item("done before", -1, **{**done, "done_at": SINCE - timedelta(seconds=1)}),
            status=Status.PUBLISHED,
        )
        await put(uow, item("put away", -20), status=Status.ARCHIVED)
        found = await figures(uow, "C0ALL", for_all=True)

    assert [one.text for one in found.rows] == ["later", "as late, and it matters", "late", "soon", "some day"]
    assert (found.open, found.late) == (5, 3)
    assert found.done == (Done(due=TODAY - timedelta(days=1), done_at=START - timedelta(days=1)),)


async def test_ten_rows_are_shown_and_all_are_counted(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await put(uow, *(ActionItem(text=f"{n}", due=TODAY + timedelta(days=n)) for n in range(14)))
        found = await figures(uow, "C0ALL", for_all=True)

    assert ([one.text for one in found.rows], found.open) == ([f"{n}" for n in range(10)], 14)
