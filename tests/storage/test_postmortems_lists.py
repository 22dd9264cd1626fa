"""Which postmortems a list holds: what its reader may see, narrowed, in pages, and nothing else counted."""

from typing import Any

import pytest

from bot.domain.people import Role, Standing, system
from bot.domain.policy import can_see
from bot.domain.postmortems import Status, Visibility
from bot.domain.surfaces import Listed
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, an_actor
from tests.fakes import START
from tests.storage.test_postmortems import stored


async def listed(store: SqlStore, actor: Any, channels: tuple[str, ...] = (), **options: Any) -> tuple[list[int], int]:
    async with store.read(WORKSPACE) as uow:
        rows, total = await uow.postmortems.listed(actor, channels, **options)
    return [row.number for row in rows], total


async def test_a_list_shows_the_newest_first_in_pages(store: SqlStore) -> None:
    for _ in range(5):
        await stored(store)

    pages = [await listed(store, an_actor(), limit=2, offset=offset) for offset in (0, 2, 4, 6)]

    assert pages == [([5, 4], 5), ([3, 2], 5), ([1], 5), ([], 5)]


async def test_a_line_of_a_list_holds_what_it_shows(store: SqlStore) -> None:
    made = await stored(store, severity="sev1", author="U1", due_at=START)

    async with store.read(WORKSPACE) as uow:
        rows, _ = await uow.postmortems.listed(an_actor(), ())

    assert rows == [Listed.model_validate(made)]


async def test_a_list_can_be_narrowed_by_status_and_member(store: SqlStore) -> None:
    await stored(store, author="U1")
    await stored(store, editors=("U1", "U2"), status=Status.IN_REVIEW)
    await stored(store, author="U2", reviewers=("U1",), status=Status.PUBLISHED)

    results = [
        await listed(store, an_actor(), member="U1"),
        await listed(store, an_actor(), statuses=(Status.DRAFT, Status.PUBLISHED)),
        await listed(store, an_actor(), statuses=(Status.IN_REVIEW,), member="U2"),
        await listed(store, an_actor(), member="U"),
    ]

    assert results == [([2, 1], 2), ([3, 1], 2), ([2], 1), ([], 0)]


async def test_an_org_admin_finds_of_what_is_private_only_what_was_opened(store: SqlStore) -> None:
    for _ in range(3):
        made = await stored(store, visibility=Visibility.PRIVATE, author="U0009")
    opened = frozenset({made.id})

    found = [
        await listed(store, an_actor(role=Role.ORG_ADMIN, opened=opened)),
        await listed(store, an_actor(role=Role.ORG_ADMIN)),
        await listed(store, an_actor(role=Role.INCIDENT_ADMIN, opened=opened)),
        await listed(store, an_actor(role=Role.ORG_ADMIN, opened=opened, standing=Standing.GUEST)),
    ]

    assert found == [([3], 1), ([], 0), ([], 0), ([], 0)]


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.MEMBER])
async def test_whoever_is_no_full_member_sees_nothing(store: SqlStore, standing: Standing) -> None:
    await stored(store, author="U0001")

    assert await listed(store, an_actor(standing=standing), ("C0001",)) == ([], 0)


async def test_a_member_of_another_workspace_sees_nothing(store: SqlStore) -> None:
    await stored(store)

    assert await listed(store, an_actor(workspace="T0002")) == ([], 0)


async def test_a_private_one_is_seen_from_its_channel_and_by_its_people(store: SqlStore) -> None:
    await stored(
        store,
        visibility=Visibility.PRIVATE,
        channel="G1",
        author="U1",
        editors=("U2",),
        commenters=("U3",),
        reviewers=("U4",),
        participants=("U5",),
    )

    people = {member: (await listed(store, an_actor(member)))[1] for member in ("U1", "U2", "U3", "U4", "U5", "U6")}
    by_channel = [await listed(store, an_actor("U6"), channels) for channels in (("G1",), ("G2",), ())]

    assert people == {"U1": 1, "U2": 1, "U3": 1, "U4": 1, "U5": 0, "U6": 0}
    assert by_channel == [([1], 1), ([], 0), ([], 0)]


async def test_adding_a_private_one_changes_nothing_that_a_stranger_gets(store: SqlStore) -> None:
    for _ in range(3):
        await stored(store)
    before = [await listed(store, an_actor("U6"), limit=2, offset=offset) for offset in (0, 2)]

    await stored(store, visibility=Visibility.PRIVATE, channel="G1", author="U1", title="Layoffs")

    assert [await listed(store, an_actor("U6"), limit=2, offset=offset) for offset in (0, 2)] == before


async def test_the_bot_itself_is_nobodys_reader(store: SqlStore) -> None:
    await stored(store)
    await stored(store, visibility=Visibility.PRIVATE, channel="G1")

    assert [await listed(store, system(WORKSPACE), channels) for channels in ((), ("G1",))] == [([1], 1), ([2, 1], 2)]


async def test_a_discarded_one_is_in_no_list(store: SqlStore) -> None:
    await stored(store, discarded_at=START, author="U0001")

    assert await listed(store, an_actor(), member="U0001") == ([], 0)


async def test_quotes_and_wildcards_in_a_filter_are_only_text(store: SqlStore) -> None:
    await stored(store, author="U1", editors=("U2",))

    for text in ("' OR 1=1 --", "%", '"U2"', 'U2"]', "U_"):
        assert await listed(store, an_actor(), (text,), member=text) == ([], 0)


async def test_the_places_of_closed_ones_are_each_named_once(store: SqlStore) -> None:
    for channel in ("G2", "G1", "G2", None):
        await stored(store, visibility=Visibility.PRIVATE, channel=channel, team="S9")
    await stored(store, visibility=Visibility.TEAM, channel="C2", team="S1")
    await stored(store, channel="C1", team="S2")
    await stored(store, visibility=Visibility.PRIVATE, channel="G3", discarded_at=START)

    async with store.read(WORKSPACE) as uow:
        assert await uow.postmortems.closed_places() == ["C2", "G1", "G2", "S1"]


async def test_the_places_of_one_are_told_without_loading_it(store: SqlStore) -> None:
    made = [
        await stored(store, visibility=visibility, channel="G1", team="S1", incident=None) for visibility in Visibility
    ]

    async with store.read(WORKSPACE) as uow:
        found = [await uow.postmortems.places(one.id) for one in made]
        absent = await uow.postmortems.places(99)

    assert found == [one.places for one in made] == [("G1",), ("G1", "S1"), ()]
    assert absent == ()


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("channel", ["G1", None])
async def test_a_list_holds_what_the_policy_lets_see_and_nothing_else(
    store: SqlStore, visibility: Visibility, channel: str | None
) -> None:
    made = await stored(
        store,
        visibility=visibility,
        channel=channel,
        team="S1",
        author="U1",
        editors=("U2",),
        commenters=("U3",),
        reviewers=("U4",),
        participants=("U5",),
    )
    places: dict[str, list[str]] = {"nowhere": [], "channel": ["G1"], "team": ["S1"], "elsewhere": ["G2", "S2"]}
    actors = [an_actor(f"U{n}") for n in range(1, 8)]
    actors += [an_actor("U9", role=role) for role in Role]
    actors += [an_actor("U1", standing=standing) for standing in Standing]
    actors.append(an_actor("U1", workspace="T0002"))

    for actor in actors:
        for where, inside in places.items():
            is_there = bool(set(inside) & set(made.places))
            shown = await listed(store, actor, tuple(inside))
            assert (shown[1] == 1) == can_see(actor, made, in_channel=is_there), (actor, where)


async def test_a_list_of_ones_own_may_hold_what_one_is_to_review(store: SqlStore) -> None:
    await stored(store, author="U1", reviewers=("U2",))

    assert (await listed(store, an_actor("U2"), member="U2"))[1] == 0
    assert (await listed(store, an_actor("U2"), member="U2", reviewing=True))[1] == 1
