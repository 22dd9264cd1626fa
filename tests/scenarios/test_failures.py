"""What keeps failing is told to those who can mend it: once a day at most, while they work, without anybody's text."""

from datetime import timedelta

import pytest

from bot.domain.people import Role
from bot.jobs.worker import LEASE
from bot.ports import NewJob
from sandbox.driver import Person
from tests.scenarios.test_reviews_due import FRIDAY, MONDAY, TUESDAY, at
from tests.scenarios.world import World

LATE_ON_FRIDAY = FRIDAY.replace(hour=18)
OVER = ["This was an earlier reminder. The newest one has what is left to do."]


@pytest.fixture
async def office(world: World) -> World:
    """A workspace in which Noor is known as its admin, Maya as an incident admin, and Ben as neither."""
    for person in (world.maya, world.ben, world.noor):
        await person.slash("/postmortem", world.slack.channel(f"of-{person.id.lower()}", members=[person]))
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        await uow.members.grant(world.maya.id, Role.INCIDENT_ADMIN)
    return world


async def fails(world: World, kind: str, code: str, times: int = 8) -> None:
    """Let so many jobs of a kind be given up at their first try."""
    queue, now = world.bot.queue, world.clock.now()
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        for _ in range(times):
            await uow.jobs.add(NewJob(kind=kind), now)
    for job in await queue.claim("test", now, lease=LEASE, limit=times):
        await queue.bury(job, code)


def told(person: Person) -> list[list[str]]:
    return [one.lines for one in person.dms() if "failing" in one.text or one.lines == OVER]


async def test_an_admin_hears_in_the_morning_what_keeps_failing_and_what_to_do(office: World) -> None:
    office.clock.set(LATE_ON_FRIDAY - timedelta(days=1))
    await fails(office, "digest.tell", "is_archived")
    await fails(office, "dm.mentioned", "messages_tab_disabled", 9)
    await fails(office, "publishing.announce", "no_answer:TimeoutError", 7)

    await at(office, LATE_ON_FRIDAY)

    [lines] = told(office.noor)
    assert [one.partition(", last at ")[0] for one in lines] == [
        "*2 things keep failing.*",
        "*Messages to people*: given up 9 times",
        "*Next:* switch the app's messages tab on, in its settings at Slack.",
        "*What channels hear every week*: given up 8 times",
        "*Next:* look whether a channel was archived, or has taken me out; invite me again.",
    ]
    assert [one.rpartition("Code: ")[2] for one in lines[1::2]] == ["messages_tab_disabled.", "is_archived."]
    assert [told(office.maya), told(office.ben)] == [[], []]


async def test_it_is_told_once_and_again_only_where_it_failed_again_and_never_at_night(office: World) -> None:
    office.clock.set(FRIDAY.replace(hour=3))
    await fails(office, "digest.tell", "is_archived")
    counts = []
    await at(office, FRIDAY.replace(hour=13))  # eight in the morning where Noor is
    counts.append(len(told(office.noor)))
    for moment in (LATE_ON_FRIDAY, LATE_ON_FRIDAY + timedelta(days=1), MONDAY.replace(hour=18)):
        await at(office, moment)
        counts.append(len(told(office.noor)))
    await fails(office, "digest.tell", "is_archived")
    await at(office, MONDAY.replace(hour=19))
    counts.append(len(told(office.noor)))
    await at(office, TUESDAY.replace(hour=18))
    counts.append(len(told(office.noor)))

    assert counts == [0, 1, 1, 1, 2, 2]


async def test_what_failed_seldom_or_days_ago_is_told_to_nobody(office: World) -> None:
    await fails(office, "digest.tell", "is_archived", 7)
    office.clock.set(FRIDAY.replace(hour=17))
    await fails(office, "digest.tell", "is_archived", 7)

    await at(office, LATE_ON_FRIDAY)

    assert told(office.noor) == []


async def test_who_is_no_admin_any_more_reads_it_no_more(office: World) -> None:
    office.clock.set(LATE_ON_FRIDAY - timedelta(days=1))
    await fails(office, "digest.tell", "is_archived")
    await office.noor.change(admin=False)
    await office.work()

    await at(office, LATE_ON_FRIDAY)

    assert told(office.noor) == []
