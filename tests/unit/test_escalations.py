"""Which channels hear of items that nobody got done in two weeks, and how: once a week, each owner rung once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from blocks import escalations as drawn
from bot.domain.action_items import ActionItem
from bot.domain.escalations import EscalationFacts, LateItem, channels_owed, come
from bot.domain.mentions import Ringing
from bot.domain.nudges import Hours
from bot.domain.reminders import ItemDuty
from bot.domain.surfaces import Rendered
from bot.domain.text import cut
from tests.factories import a_postmortem

DUE = date(2026, 3, 27)
FRIDAY = datetime(2026, 4, 10, 10, 0, tzinfo=UTC)
OFFICE = Hours()


def duty(item: int = 1, **over: Any) -> ItemDuty:
    values: dict[str, Any] = {"postmortem": 7, "owner": "UINES", "author": "UMAYA", "due": DUE, "channel": "C1"}
    return ItemDuty(**{"item": item, **values, **over})


def owed(*duties: ItemDuty, now: datetime = FRIDAY, hours: Hours = OFFICE, **last: date) -> list[str]:
    return [channel for channel, _ in channels_owed(duties, last, hours, now)]


def test_a_channel_hears_of_what_has_been_late_for_two_weeks_and_of_nothing_before() -> None:
    assert owed(duty()) == ["C1"]
    assert owed(duty(), now=FRIDAY - timedelta(days=1)) == []
    assert owed(duty(channel=None), duty(due=None)) == []


def test_all_its_items_are_told_together_each_channel_its_own() -> None:
    later, before = DUE + timedelta(days=1), DUE - timedelta(days=40)
    found = come([duty(1), duty(2, due=before), duty(3, channel="C2"), duty(4, due=later)], OFFICE, FRIDAY)

    assert {channel: [one.item for one in items] for channel, items in found.items()} == {"C1": [1, 2], "C2": [3]}


def test_what_is_snoozed_waits_for_its_day() -> None:
    snoozed = duty(snoozed_until=date(2026, 4, 20))

    assert owed(snoozed, now=FRIDAY + timedelta(days=7)) == []
    assert owed(snoozed, now=FRIDAY + timedelta(days=14)) == ["C1"]


@pytest.mark.parametrize(
    ("last", "again"),
    [(date(2026, 4, 3), ["C1"]), (date(2026, 4, 4), []), (date(2026, 4, 10), []), (date(2026, 4, 12), [])],
)
def test_a_week_lies_between_two_of_them_also_after_a_clock_that_was_set_back(last: date, again: list[str]) -> None:
    assert owed(duty(), C1=last) == again


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_over_months_there_is_one_a_week_in_working_hours(zone: str) -> None:
    hours = Hours(zone=zone, holidays=frozenset({date(2026, 4, 13), date(2026, 5, 1)}))
    told: list[date] = []
    for step in range(100 * 24):
        now = FRIDAY - timedelta(days=5) + timedelta(hours=step)
        last = {"C1": told[-1]} if told else {}
        for _, day in channels_owed([duty(1), duty(2, due=DUE + timedelta(days=3))], last, hours, now):
            local = now.astimezone(ZoneInfo(zone))
            assert time(9) <= local.time() < time(17)
            assert hours.works_on(local.date())
            told.append(day)
    assert all((later - earlier).days >= 7 for earlier, later in pairwise(told))
    assert 10 <= len(told) <= 14


def facts(items: tuple[LateItem, ...], **names: str) -> EscalationFacts:
    return EscalationFacts(today=FRIDAY.date(), items=items, names=names)


def late(text: str, owner: str | None = "U1", *, mentions: bool = True) -> LateItem:
    postmortem = a_postmortem(id=2**52, number=12345)
    return LateItem(postmortem=postmortem, item=ActionItem(text=text, owner=owner, due=DUE), mentions=mentions)


def messages(text: str) -> Iterator[Rendered]:
    """Yield the message at its largest, also with as much answered; who is rung is what it is for: nobody is here."""
    words, owners = cut(text, 200) or "x", [f"U{n}" for n in range(15)]
    items = tuple(late(words, owner, mentions=False) for owner in owners for _ in range(9))
    most = facts((*items, late(words, None)), **{owner: cut(text, 80) for owner in owners})
    yield drawn.late(most)
    yield drawn.late(most.model_copy(update={"answered": items}))


def test_each_owner_is_rung_once_beside_their_items_and_nobody_in_the_notification() -> None:
    items = (late("Cap the pool"), late("Page"), late("Drain", "U2"), late("Log", "U3", mentions=False))
    said = drawn.late(facts(items, U1="Ines", U2="Ben", U3="Noor"))
    sections = [one["text"]["text"] for one in said.blocks if one["type"] == "section"]

    assert [one.whom for one in sections if isinstance(one, Ringing)] == ["U1", "U2"]
    assert [one.count("<@") for one in sections] == [0, 1, 1, 0]
    assert "<@" not in said.text
    assert sections[3].endswith("Noor has it.")
