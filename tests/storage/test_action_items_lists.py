"""Items over all documents: what a reader may see of them, narrowed, in order and in pages; nothing else is counted."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.action_items import ActionItem, ItemKind, ItemStatus, Priority
from bot.domain.action_items_lists import ItemCounts
from bot.domain.grammar_items import ItemsWanted, Showing
from bot.domain.people import Role, Standing, system
from bot.domain.policy import can_see
from bot.domain.postmortems import Status, Visibility
from storage.engine import Database
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_member, an_actor
from tests.fakes import START
from tests.storage.test_postmortems import stored

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
TODAY = NOW.date()
OPEN, OVERDUE, ALL, CLOSED = (ItemsWanted(showing=one) for one in Showing)


async def item(store: SqlStore, postmortem: int, text: str, **over: Any) -> ActionItem:
    async with store.write(WORKSPACE) as uow:
        return await uow.action_items.add(postmortem, ActionItem(text=text, **over))


async def living(store: SqlStore, **zones: str) -> None:
    async with store.write(WORKSPACE) as uow:
        for member, zone in zones.items():
            await uow.members.put(a_member(member, zone=zone), NOW)


async def listed(store: SqlStore, wanted: ItemsWanted = OPEN, actor: Any = None, **over: Any) -> list[str]:
    at = over.pop("now", NOW)
    places = over.pop("places", ())
    async with store.read(WORKSPACE) as uow:
        rows, counts = await uow.action_items.listed(actor or an_actor(), places, wanted, now=at, **over)
    assert counts.total >= len(rows)
    return [row.item.text for row in rows]


async def counted(store: SqlStore, wanted: ItemsWanted = ALL, actor: Any = None, places: Any = ()) -> ItemCounts:
    async with store.read(WORKSPACE) as uow:
        _, counts = await uow.action_items.listed(actor or an_actor(), places, wanted, now=NOW)
    return counts


async def test_a_line_holds_the_item_and_what_is_told_of_its_document(store: SqlStore) -> None:
    made = await stored(store, severity="SEV1", title="Checkout errors")
    put = await item(
        store, made.id, "Alert on pool use", owner="U1", due=date(2026, 11, 17), priority=Priority.HIGH,
        kind=ItemKind.DETECT, ticket="PAY-311", done_when="It rings",
    )  # fmt: skip

    async with store.read(WORKSPACE) as uow:
        [row], counts = await uow.action_items.listed(an_actor(), (), OPEN, now=NOW)

    assert (row.item, row.is_late) == (put, True)
    assert (row.postmortem, row.number, row.title) == (made.id, made.number, "Checkout errors")
    assert (row.status, row.visibility, row.severity) == (Status.DRAFT, Visibility.ORGANISATION, "SEV1")
    assert counts == ItemCounts(total=1, open=1, late=1)


async def test_late_ones_come_first_then_by_day_and_priority_then_what_is_closed(store: SqlStore) -> None:
    made = await stored(store)
    soon, later = TODAY + timedelta(days=1), TODAY + timedelta(days=9)
    await item(store, made.id, "closed", due=date(2026, 1, 1), status=ItemStatus.COMPLETED)
    await item(store, made.id, "no day")
    await item(store, made.id, "later", due=later)
    await item(store, made.id, "soon low", due=soon, priority=Priority.LOW)
    await item(store, made.id, "soon high", due=soon, priority=Priority.HIGH)
    await item(store, made.id, "soon medium", due=soon)
    await item(store, made.id, "late", due=date(2026, 11, 1), status=ItemStatus.IN_PROGRESS)

    open_ = ["late", "soon high", "soon medium", "soon low", "later", "no day"]
    assert await listed(store, CLOSED) == ["closed"]
    assert await listed(store, ALL) == [*open_, "closed"]
    assert await listed(store, OPEN) == open_
    assert await listed(store, OVERDUE) == ["late"]
    assert await counted(store) == ItemCounts(total=7, open=6, late=1)


async def test_pages_have_no_gap_and_no_line_twice_and_end(store: SqlStore) -> None:
    made = await stored(store)
    for number in range(7):
        await item(store, made.id, str(number), due=TODAY)

    pages = [await listed(store, limit=3, offset=offset) for offset in (0, 3, 6, 9)]

    assert pages == [["0", "1", "2"], ["3", "4", "5"], ["6"], []]


@pytest.mark.parametrize(
    ("now", "late"),
    [
        (datetime(2026, 11, 18, 9, 59, tzinfo=UTC), {"Pago_Pago": 0, "London": 0, "Kiritimati": 0}),
        (datetime(2026, 11, 18, 10, 0, tzinfo=UTC), {"Pago_Pago": 0, "London": 0, "Kiritimati": 1}),
        (datetime(2026, 11, 18, 23, 59, tzinfo=UTC), {"Pago_Pago": 0, "London": 0, "Kiritimati": 1}),
        (datetime(2026, 11, 19, 0, 0, tzinfo=UTC), {"Pago_Pago": 0, "London": 1, "Kiritimati": 1}),
        (datetime(2026, 11, 19, 10, 59, tzinfo=UTC), {"Pago_Pago": 0, "London": 1, "Kiritimati": 1}),
        (datetime(2026, 11, 19, 11, 0, tzinfo=UTC), {"Pago_Pago": 1, "London": 1, "Kiritimati": 1}),
    ],
)
async def test_an_item_is_late_when_its_day_is_over_where_its_owner_lives(
    store: SqlStore, now: datetime, late: dict[str, int]
) -> None:
    made = await stored(store)
    await living(store, U1="Pacific/Pago_Pago", U2="Europe/London", U3="Pacific/Kiritimati")
    for number, name in enumerate(late, 1):
        await item(store, made.id, name, owner=f"U{number}", due=date(2026, 11, 18))

    found = set(await listed(store, OVERDUE, now=now))

    assert {name: int(name in found) for name in late} == late


async def test_who_is_not_known_or_lives_nowhere_has_the_day_of_utc(store: SqlStore) -> None:
    made = await stored(store)
    await living(store, U1="Atlantis/Capital", U2="Pacific/Kiritimati")
    for owner in ("U1", "U9", None):
        await item(store, made.id, str(owner), owner=owner, due=date(2026, 11, 18))

    assert await listed(store, OVERDUE, now=NOW) == []
    assert set(await listed(store, OVERDUE, now=NOW + timedelta(days=1))) == {"U1", "U9", "None"}


async def test_a_list_is_narrowed_by_owner_priority_kind_service_and_days(store: SqlStore) -> None:
    shop = await stored(store, services=("Payments-API", "web"))
    other = await stored(store, services=("search",))
    await item(store, shop.id, "a", owner="U1", priority=Priority.HIGH, kind=ItemKind.DETECT, due=TODAY)
    await item(store, shop.id, "b", owner="U2", kind=ItemKind.PREVENT, due=TODAY + timedelta(days=7))
    await item(store, other.id, "c", owner="U1", due=TODAY + timedelta(days=3))
    await item(store, other.id, "d")

    def with_(**narrowed: Any) -> ItemsWanted:
        return ItemsWanted(**narrowed)

    results = {
        "mine": await listed(store, with_(mine=True), an_actor("U1")),
        "person": await listed(store, with_(person="U2")),
        "high": await listed(store, with_(priority=Priority.HIGH)),
        "kind": await listed(store, with_(kind=ItemKind.PREVENT)),
        "service": await listed(store, with_(service="payments")),
        "service, no beginning": await listed(store, with_(service="api")),
        "since": await listed(store, with_(since=TODAY + timedelta(days=1))),
        "until": await listed(store, with_(until=TODAY + timedelta(days=3))),
        "both": await listed(store, with_(since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=3))),
    }

    assert results == {
        "mine": ["a", "c"],
        "person": ["b"],
        "high": ["a"],
        "kind": ["b"],
        "service": ["a", "b"],
        "service, no beginning": [],
        "since": ["c", "b"],
        "until": ["a", "c"],
        "both": ["c"],
    }


async def test_quotes_and_wildcards_in_a_filter_are_only_text(store: SqlStore) -> None:
    made = await stored(store, services=("payments",))
    await item(store, made.id, "a", owner="U1")

    for text in ("' OR 1=1 --", "%", "_ayments", '"payments"', "pay%"):
        assert await listed(store, ItemsWanted(service=text)) == []
        assert await listed(store, ItemsWanted(person=text)) == []


async def test_a_service_is_found_whatever_its_case_in_any_letters(store: SqlStore) -> None:
    made = await stored(store, services=("Überweisung", "ПЛАТЕЖИ"))
    await item(store, made.id, "a", owner="U1")

    found = [await listed(store, ItemsWanted(service=text)) for text in ("über", "ÜBER", "платежи", "uber")]
    assert found == [["a"], ["a"], ["a"], []]


async def test_proposals_and_what_was_discarded_are_in_no_list(store: SqlStore) -> None:
    made = await stored(store)
    await item(store, made.id, "offered", proposed=True)
    gone = await stored(store, discarded_at=START)
    await item(store, gone.id, "gone")

    assert await counted(store) == ItemCounts()


async def test_items_of_what_is_archived_are_told_only_where_all_are_asked_for(store: SqlStore) -> None:
    made = await stored(store, status=Status.ARCHIVED)
    await item(store, made.id, "old", due=date(2026, 1, 1))

    assert [await listed(store, one) for one in (OPEN, OVERDUE, ALL)] == [[], [], ["old"]]


async def test_adding_a_private_item_changes_nothing_that_a_stranger_gets(store: SqlStore) -> None:
    shown = await stored(store)
    await item(store, shown.id, "for all", due=date(2026, 1, 1))
    before = (await listed(store, ALL), await counted(store))
    made = await stored(store, visibility=Visibility.PRIVATE, channel="G1", author="U1", services=("secret",))
    await item(store, made.id, "hidden", owner="U6", due=date(2026, 1, 1))

    stranger = an_actor("U6")
    assert (await listed(store, ALL, stranger), await counted(store, ALL, stranger)) == before
    assert await listed(store, ItemsWanted(mine=True), stranger) == [], "not even one that they own"
    assert await listed(store, ItemsWanted(service="secret"), stranger) == []
    assert await counted(store, ALL, stranger, places=("G1",)) == ItemCounts(total=2, open=2, late=2)
    assert await counted(store, ALL, an_actor("U1")) == ItemCounts(total=2, open=2, late=2)


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.MEMBER])
async def test_whoever_is_no_full_member_sees_nothing(store: SqlStore, standing: Standing) -> None:
    made = await stored(store, author="U0001")
    await item(store, made.id, "a", owner="U0001")

    assert await counted(store, ALL, an_actor(standing=standing), places=("C0001",)) == ItemCounts()


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("channel", ["G1", None])
async def test_a_list_holds_the_items_of_what_the_policy_lets_see_and_no_others(
    store: SqlStore, visibility: Visibility, channel: str | None
) -> None:
    made = await stored(
        store, visibility=visibility, channel=channel, team="S1", author="U1", editors=("U2",), commenters=("U3",),
        reviewers=("U4",), participants=("U5",),
    )  # fmt: skip
    await item(store, made.id, "a", owner="U7")
    actors = [an_actor(f"U{n}") for n in range(1, 9)]
    actors += [an_actor("U9", role=role) for role in Role]
    actors += [an_actor("U1", workspace="T0002"), system(WORKSPACE)]
    for actor in actors:
        for inside in ((), ("G1",), ("S1",), ("G2", "S2")):
            is_there = bool(set(inside) & set(made.places))
            seen = can_see(actor, made, in_channel=is_there) if not actor.is_system else None
            shown = (await counted(store, ALL, actor, places=inside)).total == 1
            assert seen is None or shown == seen, (actor, inside)


async def test_the_items_of_another_workspace_are_not_seen(store: SqlStore) -> None:
    made = await stored(store)
    await item(store, made.id, "a")

    async with store.read("T0002") as uow:
        found = await uow.action_items.listed(an_actor(workspace="T0002"), (), ALL, now=NOW)

    assert found == ([], ItemCounts())


async def test_a_page_takes_three_statements_however_many_there_are(store: SqlStore, database: Database) -> None:
    async def run() -> int:
        before = database.statements_run
        await listed(store, ItemsWanted(person="U1", priority=Priority.HIGH, service="web"))
        return database.statements_run - before

    few = await run()
    made = [await stored(store, services=("web",)) for _ in range(3)]
    for number in range(30):
        await item(store, made[number % 3].id, str(number), owner="U1", priority=Priority.HIGH)
    await living(store, U1="Asia/Kolkata", U2="Pacific/Kiritimati", U3="America/New_York")

    assert (few, await run()) == (2, 3)


async def test_everything_is_read_in_steps_once_each(store: SqlStore) -> None:
    made = await stored(store)
    for number in range(7):
        await item(store, made.id, str(number), due=TODAY - timedelta(days=number))
    hidden = await stored(store, visibility=Visibility.PRIVATE, channel="G1", author="U1")
    await item(store, hidden.id, "hidden")

    found: Counter[str] = Counter()
    last, steps = (0, 0), 0
    async with store.read(WORKSPACE) as uow:
        while rows := await uow.action_items.listed_after(an_actor(), (), ALL, now=NOW, after=last, limit=3):
            found.update(row.item.text for row in rows)
            last, steps = (rows[-1].postmortem, rows[-1].item.id), steps + 1

    assert (found, steps) == (Counter(str(number) for number in range(7)), 3)
