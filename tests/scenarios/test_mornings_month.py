"""A month with twelve incidents: nobody gets more than one morning message a day, none in their free time, none twice.

The documents are stored as they would be after their incidents; what is simulated is the clock, the people who answer
or do not, and a machine that is away now and then.
"""

import random
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from blocks import ids
from bot.domain.action_items import ActionItem, Priority
from bot.domain.hours import OwnHours
from bot.domain.postmortems import Round, Status
from bot.domain.reviews import Review
from bot.jobs.clock import TICKS, tick
from bot.services import members
from sandbox.driver import Message, Person
from tests.factories import a_postmortem
from tests.scenarios.test_mornings import asked
from tests.scenarios.world import World

SEED = 20261126
START = datetime(2026, 3, 2, 0, 20, tzinfo=UTC)
DAYS = 30
ZONES = ("Europe/Berlin", "UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Los_Angeles")
"""Three of them change their clocks within the month."""


async def twelve(world: World, people: list[Person], dice: random.Random) -> None:
    """Store twelve documents in all states, with reviews, and with items that are due all over the month."""
    deps, workspace = world.bot.deps, world.bot.workspace
    for person in people:
        await members.refresh(deps, workspace, person.id)
    async with deps.store.write(workspace) as uow:
        await uow.hours.put(OwnHours(member=people[3].id, country="IN", start=time(11), end=time(19)))
        await uow.hours.put(OwnHours(member=people[4].id, start=time(22), end=time(6)))
        for number in range(12):
            status = (Status.IN_REVIEW, Status.PUBLISHED, Status.DRAFT)[number % 3]
            author, *others = dice.sample(people, 4)
            asked_at, due = START + timedelta(days=number), (START + timedelta(days=number + 7)).date()
            fields: dict[str, Any] = {"status": status, "author": author.id, "title": f"Outage {number}"}
            if status is Status.IN_REVIEW:
                fields |= {"round": Round(number=1, asked_by=author.id, asked_at=asked_at, due=due)}
            found = await uow.postmortems.add(a_postmortem(channel=None, **fields))
            if status is Status.IN_REVIEW:
                await uow.reviews.put(found.id, [Review(reviewer=one.id, asked_at=asked_at) for one in others])
            for place in range(5):
                owner, day = dice.choice(people), START.date() + timedelta(days=dice.randrange(-5, DAYS))
                item = ActionItem(text=f"Item {place}", owner=owner.id, due=day, priority=dice.choice(list(Priority)))
                await uow.action_items.add(found.id, item)


async def answer(person: Person, dice: random.Random) -> None:
    """Let somebody answer one line of their last message, or none."""
    message = next(iter(reversed(mornings(person))), None)
    labels = message.labels if message is not None else []
    if message is None or dice.random() < 0.5:
        return
    for word in ("Start", "Snooze"):
        places = [one["block_id"] for one in message.blocks for each in one.get("elements", ()) if _label(each) == word]
        if word in labels and places:
            await person.click(message, word, block=dice.choice(places))
            return
    menus = [one["block_id"] for one in message.blocks for each in one.get("elements", ()) if _is_menu(each)]
    if menus:
        await person.select(message, ids.ITEM_MENU, "Snooze a week", block=dice.choice(menus))


def _label(element: dict[str, Any]) -> str:
    text = element.get("text")
    return str(text.get("text")) if isinstance(text, dict) else ""


def _is_menu(element: dict[str, Any]) -> bool:
    return element.get("action_id") == ids.ITEM_MENU


def mornings(person: Person) -> list[Message]:
    return [one for one in person.dms() if "asks" in ((one.body.get("metadata") or {}).get("event_payload") or {})]


async def test_a_month_of_twelve_incidents_keeps_within_the_budget(quiet: World) -> None:
    dice = random.Random(SEED)
    people = [quiet.slack.person(f"p{number}", name=f"P{number}", tz=zone) for number, zone in enumerate(ZONES)]
    quiet.clock.set(START)
    await twelve(quiet, people, dice)
    for hour in range(0, DAYS * 24, 2):
        quiet.clock.set(START + timedelta(hours=hour, minutes=dice.randrange(100)))
        if dice.random() < 0.15:
            continue  # the machine sleeps
        await tick(quiet.bot.deps, quiet.bot.workspace, "morning.sweep", TICKS["morning.sweep"])()
        await quiet.work()
        if hour % 8 == 0:
            await answer(dice.choice(people), dice)
            await quiet.work()

    hours = {people[3].id: (time(11), time(19)), people[4].id: (time(22), time(6))}
    holidays = quiet.bot.deps.calendar.holidays("IN", "", 2026)
    counts = []
    for person, zone in zip(people, ZONES, strict=True):
        start, end = hours.get(person.id, (time(9), time(17)))
        times = [datetime.fromtimestamp(float(one.ts), ZoneInfo(zone)) for one in mornings(person)]
        nights = [at - timedelta(hours=end.hour) if end < start else at for at in times]
        assert max(Counter(at.date() for at in nights).values()) == 1, "one message a day"
        assert [at for at in nights if at.weekday() >= 5] == [], "none on a day off"
        assert not (person is people[3] and holidays & {at.date() for at in times}), "none on a holiday"
        within = [start <= at.time() < end if start < end else at.time() >= start or at.time() < end for at in times]
        assert all(within), "none outside working hours"
        assert max(asked(person).values()) == 1, "nothing twice"
        counts.append(len(times))
    assert min(counts) >= 8, "the month was not empty"
