"""Breaking the glass as a use case: on record or not at all, for a day, once at a time."""

from typing import Any

import pytest

from bot.domain.errors import Conflict, Denied, Invalid, NotFound
from bot.domain.people import Actor, Role
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.text import LONGEST_REASON
from bot.domain.windows import GlassFacts
from bot.ports import Deed, Deps
from bot.services import access, access_asked, glass, publishing_files
from bot.services.access import can_see, may_see, seen_by
from tests.factories import WORKSPACE, a_member, an_actor
from tests.fakes import FakeClock
from tests.services.chat import StillChat
from tests.services.conftest import BEN, MAYA, NOOR, PRIVATE, opened

HOUR = 3_600
WHY = "A court asks for it."


def noor(**over: Any) -> Actor:
    return an_actor(NOOR, name="Noor", role=Role.ORG_ADMIN, **over)


@pytest.fixture
async def hidden(deps: Deps) -> Postmortem:
    """A draft of Maya's private channel."""
    return await opened(deps, channel=PRIVATE)


async def deeds(deps: Deps, postmortem: int) -> list[Deed]:
    async with deps.store.read(WORKSPACE) as uow:
        return [one for one in (await uow.audit.of(postmortem))[0] if one.verb == Verb.BREAK_GLASS]


async def refused(deps: Deps, actor: Actor, number: int, reason: str = WHY) -> tuple[type[Exception], str]:
    with pytest.raises((NotFound, Denied, Conflict, Invalid)) as caught:
        await glass.break_glass(deps, actor, number, reason)
    return caught.type, caught.value.sentence


async def test_it_is_open_for_a_day_and_then_not(deps: Deps, hidden: Postmortem, clock: FakeClock) -> None:
    facts = await glass.break_glass(deps, noor(), hidden.number, WHY)
    seen = []
    for hours in (0, 23.9, 0.2):
        clock.advance(seconds=hours * HOUR)
        seen.append(await can_see(deps, await glass.with_opened(deps, noor()), hidden))

    assert (facts.name, facts.author, facts.reason) == ("Noor", "Maya", WHY)
    assert facts.until - facts.at == glass.HOLDS
    assert seen == [True, True, False]


async def test_who_when_and_why_stands_on_record(deps: Deps, hidden: Postmortem, clock: FakeClock) -> None:
    await glass.break_glass(deps, noor(), hidden.number, f"  {WHY} ")

    [deed] = await deeds(deps, hidden.id)
    assert (deed.actor, deed.at, deed.reason) == (NOOR, clock.now(), WHY)


async def test_without_a_reason_nothing_is_told_and_nothing_done(deps: Deps, hidden: Postmortem) -> None:
    told = [await refused(deps, noor(), number, " \u200b ") for number in (hidden.number, 99)]

    assert told == [(Invalid, "Say why, one sentence is enough.")] * 2
    assert await deeds(deps, hidden.id) == []


async def test_a_reason_is_admitted_and_cut(deps: Deps, hidden: Postmortem) -> None:
    secret = "AKIA" + "Z7Q2X5W3" * 2
    await glass.break_glass(deps, noor(), hidden.number, f"with {secret} " + "so " * 200)

    [deed] = await deeds(deps, hidden.id)
    assert deed.reason is not None
    assert secret not in deed.reason
    assert len(deed.reason) <= LONGEST_REASON


async def test_a_number_that_does_not_exist_is_not_found_and_nobody_else_learns_more(
    deps: Deps, hidden: Postmortem
) -> None:
    absent = await refused(deps, noor(), 99)
    others = [
        await refused(deps, an_actor(BEN, role=role), number)
        for role in (Role.MEMBER, Role.INCIDENT_ADMIN)
        for number in (hidden.number, 99)
    ]

    assert absent == (NotFound, "There is no PM-99 that you can see.")
    assert others == [(NotFound, f"There is no PM-{n} that you can see.") for n in (hidden.number, 99)] * 2


async def test_asking_tells_an_org_admin_nothing_of_what_is_hidden_or_absent(deps: Deps, hidden: Postmortem) -> None:
    for number in (hidden.number, 99):
        await glass.must_be_hidden(deps, noor(), number)

    with pytest.raises(NotFound):
        await glass.must_be_hidden(deps, an_actor(BEN), hidden.number)


async def test_who_sees_it_has_no_glass_to_break(deps: Deps, hidden: Postmortem) -> None:
    assert await refused(deps, an_actor(MAYA, role=Role.ORG_ADMIN), hidden.number) == (
        Denied,
        f"You can read {hidden.name} already.",
    )
    assert await deeds(deps, hidden.id) == []


async def test_twice_is_once_and_after_its_end_it_is_another_time(
    deps: Deps, hidden: Postmortem, clock: FakeClock
) -> None:
    first = await glass.break_glass(deps, noor(), hidden.number, WHY)
    raced = await refused(deps, noor(), hidden.number)  # decided before the first was stored
    again = await refused(deps, await glass.with_opened(deps, noor()), hidden.number)
    clock.advance(seconds=25 * HOUR)
    second = await glass.break_glass(deps, await glass.with_opened(deps, noor()), hidden.number, "And once more.")

    assert (raced, again) == (
        (Conflict, f"You can read {hidden.name} already."),
        (Denied, f"You can read {hidden.name} already."),
    )
    assert [one.reason for one in await deeds(deps, hidden.id)] == ["And once more.", WHY]
    assert second.until > first.until
    found = await glass.broken_by(deps, WORKSPACE, hidden.id, NOOR)
    assert [(one.at, one.until, one.reason) for one in found] == [
        (one.at, one.until, one.reason) for one in (first, second)
    ]


async def test_it_opens_nothing_else_and_nobody_elses(deps: Deps, hidden: Postmortem) -> None:
    await glass.break_glass(deps, noor(), hidden.number, WHY)
    ada = an_actor("U0009", role=Role.ORG_ADMIN)
    demoted = (await glass.with_opened(deps, noor())).model_copy(update={"role": Role.MEMBER})

    assert (await glass.with_opened(deps, noor())).opened == {hidden.id}
    assert (await glass.with_opened(deps, ada)).opened == frozenset()
    assert (await glass.with_opened(deps, an_actor(NOOR))).opened == frozenset()
    assert not await can_see(deps, demoted, hidden)


async def test_nothing_is_sent_because_of_it_and_no_file_taken(deps: Deps, hidden: Postmortem) -> None:
    await glass.break_glass(deps, noor(), hidden.number, WHY)
    actor = await glass.with_opened(deps, noor())

    assert (await seen_by(deps, actor, hidden.id)).id == hidden.id
    assert not await may_see(deps, a_member(NOOR, role=Role.ORG_ADMIN), hidden)
    for refusal in (
        publishing_files.export(deps, actor, hidden.id, ("pdf",)),
        access_asked.ask(deps, actor, hidden.id),
        access.permitted(deps, actor, Verb.PUBLISH, hidden.id),
    ):
        with pytest.raises(Denied) as caught:
            await refusal
        assert caught.value.sentence == f"{hidden.name} is open to you for reading only."


async def test_the_next_of_its_people_is_told_where_the_author_is_gone(
    deps: Deps, hidden: Postmortem, slack: StillChat
) -> None:
    facts = await glass.break_glass(deps, noor(), hidden.number, WHY)
    left = {"author": "U0LEFT", "editors": (NOOR,), "commenters": (BEN, MAYA)}
    slack.people["U0LEFT"] = a_member("U0LEFT", standing="deactivated")

    assert await told(deps, facts) == MAYA
    assert await told(deps, facts, **left) == BEN
    assert await told(deps, facts, author=None, participants=(BEN,)) is None
    assert await told(deps, facts, author=NOOR) is None


async def told(deps: Deps, facts: GlassFacts, **over: Any) -> str | None:
    postmortem = facts.postmortem.model_copy(update={"participants": (), **over})
    person = await glass.who_is_told(deps, facts.model_copy(update={"postmortem": postmortem}))
    return person.id if person is not None else None
