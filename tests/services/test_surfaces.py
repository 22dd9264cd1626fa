"""What is gathered for a place or a person: nothing that its least entitled reader may not see."""

from typing import Any

import pytest

from bot.domain.errors import NotFound
from bot.domain.grammar import Listing
from bot.domain.people import Audience, Standing
from bot.domain.postmortems import Status
from bot.ports import Deps
from bot.services import access, drafts, surfaces
from tests.factories import CHANNEL, WORKSPACE, a_member, an_actor
from tests.fakes import FakeClock
from tests.services.chat import StillChat
from tests.services.conftest import BEN, MAYA, NOOR, PRIVATE, opened


async def test_a_card_is_drawn_in_its_own_channel_and_a_public_one_elsewhere_unless_shared(deps: Deps) -> None:
    public, private = await opened(deps), await opened(deps, channel=PRIVATE)
    places = {
        "own": Audience(channel=CHANNEL),
        "other": Audience(channel="C0OTHER"),
        "shared": Audience(channel="C0OTHER", is_shared=True),
        "own private": Audience(channel=PRIVATE, is_private=True),
        "person": Audience(channel="D1", member=MAYA),
    }

    async def is_drawn(incident: int | None, place: Audience) -> bool:
        return await surfaces.card_facts(deps, WORKSPACE, incident or 0, place) is not None

    drawn = {
        name: (await is_drawn(public.incident, place), await is_drawn(private.incident, place))
        for name, place in places.items()
    }

    assert drawn == {
        "own": (True, False),
        "other": (True, False),
        "shared": (False, False),
        "own private": (True, True),
        "person": (True, True),
    }


async def test_lists_hold_what_one_may_see_and_count_nothing_else(deps: Deps) -> None:
    await opened(deps)
    await opened(deps, channel=PRIVATE)

    totals = {}
    for name, actor in {
        "inside": an_actor(MAYA),
        "outside": an_actor(BEN),
        "admin": an_actor(NOOR, role="org_admin"),
        "guest": an_actor(MAYA, standing=Standing.GUEST),
        "elsewhere": an_actor(MAYA, workspace="T0002"),
    }.items():
        totals[name] = (await surfaces.list_facts(deps, actor, Listing())).total

    assert totals == {"inside": 2, "outside": 1, "admin": 1, "guest": 0, "elsewhere": 0}


async def test_a_list_narrows_by_status_person_and_day(deps: Deps, clock: FakeClock) -> None:
    first = await opened(deps)
    today = clock.now().date()
    clock.advance(days=2)
    await opened(deps, channel=PRIVATE)

    async def numbers(**wanted: Any) -> list[int]:
        found = await surfaces.list_facts(deps, an_actor(MAYA), Listing(**wanted))
        return [one.number for one in found.rows]

    assert await numbers(since=today) == [2, 1]
    assert await numbers(since=clock.now().date()) == [2]
    assert await numbers(person=MAYA) == [2, 1]
    assert await numbers(person=BEN) == []
    assert await numbers(status=Status.PUBLISHED.value) == []
    await drafts.hand_over(deps, an_actor(MAYA), first.id, BEN)
    assert await numbers(person=BEN) == [1]


async def test_here_shows_nothing_of_a_private_one_to_who_may_not_see_it(deps: Deps) -> None:
    await opened(deps, channel=PRIVATE)

    inside = await surfaces.here_facts(deps, an_actor(MAYA), PRIVATE)
    outside = await surfaces.here_facts(deps, an_actor(BEN), PRIVATE)

    assert inside.postmortem is not None
    assert (outside.postmortem, outside.incident) == (None, None)


@pytest.mark.parametrize("standing", [Standing.GUEST, Standing.OUTSIDER, Standing.BOT, Standing.DEACTIVATED])
async def test_who_is_no_member_sees_no_number(deps: Deps, standing: Standing) -> None:
    await opened(deps)

    with pytest.raises(NotFound) as hidden:
        await access.seen_by_number(deps, an_actor(MAYA, standing=standing), 1)
    with pytest.raises(NotFound) as absent:
        await access.seen_by_number(deps, an_actor(MAYA, standing=standing), 2)

    assert hidden.value.sentence.replace("PM-1", "PM-2") == absent.value.sentence


async def test_home_holds_drafts_of_ones_own_with_the_names_in_them(deps: Deps, slack: StillChat) -> None:
    first = await opened(deps)
    await opened(deps, channel=PRIVATE)
    await drafts.hand_over(deps, an_actor(MAYA), first.id, BEN)

    mine = await surfaces.home_facts(deps, slack.people[MAYA])
    bens = await surfaces.home_facts(deps, slack.people[BEN])
    guests = await surfaces.home_facts(deps, a_member(MAYA, standing=Standing.GUEST))

    assert [(one.number, one.author) for one in mine.drafts] == [(2, MAYA), (1, BEN)]
    assert mine.names == {MAYA: "Maya", BEN: "Ben"}
    assert [one.number for one in bens.drafts] == [1]
    assert guests.drafts == ()


async def test_a_card_that_is_not_posted_has_no_link(deps: Deps) -> None:
    postmortem = await opened(deps)

    assert await surfaces.card_link(deps, WORKSPACE, postmortem) is None
