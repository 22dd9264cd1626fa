"""When an owner, an author and a channel are asked about an item: on working days, each step once, never too soon."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action_items import Priority
from bot.domain.nudges import Hours, Morning, Planned, Sent, mornings
from bot.domain.reminders import (
    DEFAULT_SCHEDULE,
    ItemDuty,
    channel_plan,
    item_plan,
    read_schedule,
)
from tests.unit.test_nudges import OFFICE, TEN, ZONES, everybody

FRIDAY = date(2026, 11, 27)
SCHEDULE = read_schedule(DEFAULT_SCHEDULE)


def item(due: date | None = FRIDAY, **over: object) -> ItemDuty:
    fields = {"item": 7, "postmortem": 42, "owner": "UINES", "author": "UMAYA", "due": due, "priority": Priority.HIGH}
    return ItemDuty(**{**fields, **over})


class Year:
    """A memory of what was sent, ticking as the bot does, on items that may change between the ticks."""

    def __init__(self, *items: ItemDuty, hours: Callable[[str], Hours] | None = None) -> None:
        self.items = list(items)
        self.hours = hours or everybody(OFFICE)
        self.sent: list[tuple[datetime, Morning]] = []
        self.far: dict[str, Sent] = {}
        self.last: dict[str, date] = {}

    def tick(self, now: datetime) -> None:
        plan = [one for each in self.items for one in item_plan(each, SCHEDULE, self.hours, now)]
        for message in mornings(plan, sent=self.far, last_morning=self.last, hours_of=self.hours, now=now):
            self.sent.append((now, message))
            self.far |= {one.chain: Sent(step=one.step, place=one.place) for one in message.asks}
            self.last[message.to] = message.day

    def run(self, start: date, days: int, every: timedelta = TEN, hour: int = 0) -> "Year":
        now = datetime.combine(start, time(hour), UTC)
        end = now + timedelta(days=days)
        while now < end:
            self.tick(now)
            now += every
        return self

    def steps(self, member: str = "UINES") -> list[tuple[str, str]]:
        return [(f"{at:%b %d}", one.step) for at, each in self.sent if each.to == member for one in each.asks]


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def planned(plan: Iterable[Planned]) -> list[tuple[str, str, str]]:
    return [(one.to, one.step, f"{one.day:%a %b %d}") for one in plan]


def test_an_owner_is_asked_before_on_the_day_after_and_then_every_week_and_the_author_from_the_seventh_day() -> None:
    year = Year(item()).run(date(2026, 11, 20), 35)
    assert year.steps() == [
        ("Nov 24", "day:-3"), ("Nov 27", "day:0"), ("Nov 30", "day:3"), ("Dec 04", "day:7"),
        ("Dec 11", "week:0"), ("Dec 18", "week:1"),
    ]  # fmt: skip
    assert year.steps("UMAYA") == [("Dec 04", "week:0"), ("Dec 11", "week:1"), ("Dec 18", "week:2")]


def test_a_priority_has_its_own_schedule() -> None:
    low = [one.step for one in item_plan(item(priority=Priority.LOW), SCHEDULE, everybody(OFFICE), at(FRIDAY))]
    assert low[:3] == ["day:-1", "day:0", "day:1"]


def test_a_channel_hears_of_it_from_the_fourteenth_day_every_week() -> None:
    now = at(date(2026, 12, 20))
    assert planned(channel_plan(item(channel="C1"), OFFICE, now)) == [
        ("C1", "week:0", "Fri Dec 11"), ("C1", "week:1", "Fri Dec 18"), ("C1", "week:2", "Fri Dec 25"),
    ]  # fmt: skip
    assert planned(channel_plan(item(), OFFICE, now)) == []


def test_an_author_who_owns_the_item_is_asked_as_its_owner_alone() -> None:
    year = Year(item(owner="UMAYA")).run(date(2026, 11, 20), 25)
    assert [step for _, step in year.steps("UMAYA")] == ["day:-3", "day:0", "day:3", "day:7", "week:0"]


def test_an_item_without_an_owner_is_asked_of_the_author() -> None:
    assert {one.to for one in item_plan(item(owner=None), SCHEDULE, everybody(OFFICE), at(FRIDAY))} == {"UMAYA"}
    assert list(item_plan(item(owner=None, author=None), SCHEDULE, everybody(OFFICE), at(FRIDAY))) == []


def test_an_item_without_a_day_is_asked_about_only_where_it_was_snoozed() -> None:
    assert list(item_plan(item(None), SCHEDULE, everybody(OFFICE), at(FRIDAY))) == []
    year = Year(item(None, snoozed_until=date(2026, 11, 29))).run(date(2026, 11, 26), 14)
    assert year.steps() == [("Nov 30", "snoozed:2026-11-29")]


@pytest.mark.parametrize("due", [date.min, date.max, date(9999, 12, 28)])
def test_an_item_at_the_end_of_the_calendar_ends_nobodys_morning_and_is_asked_about_where_it_was_snoozed(
    due: date,
) -> None:
    snoozed = item(due, snoozed_until=FRIDAY, channel="C0INC")
    plan = [*item_plan(snoozed, SCHEDULE, everybody(OFFICE), at(FRIDAY)), *channel_plan(snoozed, OFFICE, at(FRIDAY))]

    assert [one.day for one in plan] == [FRIDAY]


def test_nothing_is_asked_on_the_day_on_which_it_was_made() -> None:
    assert Year(item(created_at=at(date(2026, 11, 24)))).run(date(2026, 11, 24), 4).steps() == [("Nov 27", "day:0")]


def test_a_holiday_on_the_day_is_a_day_off_and_moves_what_is_before_it_to_the_front() -> None:
    hours = everybody(Hours(holidays=frozenset({FRIDAY, date(2026, 11, 24)})))
    year = Year(item(), hours=hours).run(date(2026, 11, 20), 12)
    assert year.steps() == [("Nov 23", "day:-3"), ("Nov 30", "day:3")]


def test_what_was_snoozed_is_asked_on_that_day_by_nobody_before_and_then_as_planned() -> None:
    year = Year(item(snoozed_until=date(2026, 12, 8))).run(date(2026, 11, 20), 25)
    assert year.steps() == [("Dec 08", "snoozed:2026-12-08"), ("Dec 11", "week:0")]
    assert year.steps("UMAYA") == [("Dec 11", "week:1")]


def test_another_day_begins_anew() -> None:
    year = Year(item()).run(date(2026, 11, 20), 8)
    year.items = [item(date(2026, 12, 9))]
    assert year.run(date(2026, 11, 28), 12).steps()[2:] == [("Dec 04", "day:-3"), ("Dec 09", "day:0")]


def test_whoever_gets_an_item_is_asked_on_their_next_morning() -> None:
    year = Year(item()).run(date(2026, 11, 20), 11)
    year.items = [item(owner="UBEN")]
    assert year.run(date(2026, 12, 1), 2).steps("UBEN") == [("Dec 01", "day:3")]


def test_what_is_done_is_not_asked_again() -> None:
    year = Year(item()).run(date(2026, 11, 20), 8)
    year.items = []
    assert len(year.run(date(2026, 11, 28), 60, timedelta(hours=2)).steps()) == 2


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_machine_that_slept_catches_up_with_one_question(days: int) -> None:
    year = Year(item(), item(item=8)).run(date(2026, 11, 20), 5)
    before = len(year.sent)
    year.run(date(2026, 11, 25) + timedelta(days=days), 1)
    assert len([one for _, one in year.sent[before:] if one.to == "UINES"]) <= 1
    assert max((len(one.asks) for _, one in year.sent), default=0) <= 2


def test_a_clock_that_is_set_back_by_months_repeats_nothing() -> None:
    year = Year(item()).run(date(2026, 11, 20), 120, timedelta(hours=1))
    before = len(year.sent)
    year.last.clear()
    assert len(year.run(date(2026, 11, 20), 118, timedelta(hours=1)).sent) == before


def test_a_leap_day_is_a_day() -> None:
    year = Year(item(date(2028, 2, 29), priority=Priority.MEDIUM)).run(date(2028, 2, 20), 20)
    assert year.steps()[:3] == [("Feb 25", "day:-2"), ("Feb 29", "day:0"), ("Mar 01", "day:1")]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("due", [date(2026, 3, 30), date(2026, 10, 26), date(2028, 2, 29)])
@pytest.mark.parametrize("start", [time(9), time(2, 30), time(22)])
def test_in_every_zone_over_every_jump_each_step_comes_once_in_working_hours(zone: str, due: date, start: time) -> None:
    hours = Hours(zone=zone, start=start, end=time((start.hour + 8) % 24))
    year = Year(item(due), hours=everybody(hours)).run(due - timedelta(days=6), 19, 3 * TEN)
    assert [step for _, step in year.steps()] == ["day:-3", "day:0", "day:1", "day:3", "day:7"]
    for when, message in year.sent:
        assert _within(hours, hours.local(when).replace(tzinfo=None), message.day)


def _within(hours: Hours, local: datetime, day: date) -> bool:
    opens = datetime.combine(day, hours.start)
    closes = datetime.combine(day + timedelta(days=hours.is_at_night), hours.end)
    return hours.works_on(day) and opens <= local < closes


@given(
    st.lists(
        st.tuples(
            st.dates(date(2026, 11, 1), date(2026, 12, 20)),
            st.sampled_from(["UA", "UB"]),
            st.sampled_from(["UA", "UB", None]),
            st.sampled_from(list(Priority)),
            st.none() | st.dates(date(2026, 11, 10), date(2026, 12, 20)),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(ZONES),
    st.sampled_from([time(9), time(22)]),
    st.lists(st.integers(0, 60 * 24), min_size=1, max_size=50),
)
def test_whenever_the_machine_looks_nobody_gets_two_messages_a_day_one_thing_twice_or_anything_while_they_sleep(
    items: list[tuple[date, str, str | None, Priority, date | None]], zone: str, start: time, looks: list[int]
) -> None:
    hours = Hours(zone=zone, start=start, end=time((start.hour + 8) % 24), holidays=frozenset({FRIDAY}))
    year = Year(
        *(
            ItemDuty(
                item=n, postmortem=1, owner=owner, author=author, due=due, priority=priority, snoozed_until=snoozed
            )
            for n, (due, owner, author, priority, snoozed) in enumerate(items)
        ),
        hours=everybody(hours),
    )
    for hour in looks:  # in any order: the clock may jump
        year.tick(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hour))
    days = [(message.to, message.day) for _, message in year.sent]
    keys = [one.key for _, message in year.sent for one in message.asks]
    assert (len(days), len(keys)) == (len(set(days)), len(set(keys)))
    for when, message in year.sent:
        assert _within(hours, hours.local(when).replace(tzinfo=None), message.day)
        assert all(one.day <= hours.local(when).date() for one in message.asks)


def test_a_schedule_is_read_and_what_is_wrong_with_it_is_said() -> None:
    assert read_schedule("low=0,14")[Priority.LOW] == (0, 14)
    assert read_schedule("low=0,14")[Priority.HIGH] == (-3, 0, 1, 3, 7)
    for wrong, sentence in {
        "urgent=1": "'urgent=1' is no schedule",
        "high=3,1": "must rise",
        "high=1,1": "must rise",
        "high=-31,0": "from -30 to 30",
        "high=": "is no schedule",
    }.items():
        with pytest.raises(ValueError, match=sentence):
            read_schedule(wrong)
