"""What the clock asks of people: in their own working mornings, one message a day, each thing once, never at night."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nudges import (
    SPREAD,
    Duty,
    Hours,
    Morning,
    Planned,
    Sent,
    Step,
    add_working_days,
    mornings,
    next_working_day,
    review_plan,
)

ZONES = [
    "UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe",
    "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Nowhere/At_All",
]  # fmt: skip
TUESDAY = date(2026, 11, 24)
ASKED = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
OFFICE = Hours()
TEN = timedelta(minutes=10)


def duty(due: date = TUESDAY, *, owed: tuple[str, ...] = ("UBEN",), asked_at: datetime = ASKED) -> Duty:
    return Duty(postmortem=42, round=1, due=due, asked_at=asked_at, owed=owed, author="UMAYA")


def everybody(hours: Hours) -> Callable[[str], Hours]:
    return lambda _: hours


def days(due: date, *, asked_at: datetime = ASKED, hours: Hours = OFFICE) -> list[tuple[str, str]]:
    return [
        (one.step, f"{one.day:%a %d}")
        for one in review_plan(duty(due, asked_at=asked_at), everybody(hours))
        if one.to == "UBEN"
    ]


class World:
    """Somebody's clock, and a memory of what was sent, ticking every ten minutes as the bot does."""

    def __init__(self, *duties: Duty, hours: Callable[[str], Hours] | None = None) -> None:
        self.duties = list(duties)
        self.hours = hours or everybody(OFFICE)
        self.sent: list[tuple[datetime, Morning]] = []
        self.far: dict[str, Sent] = {}
        self.last: dict[str, date] = {}

    def tick(self, now: datetime) -> None:
        plan = [one for duty in self.duties for one in review_plan(duty, self.hours)]
        for message in mornings(plan, sent=self.far, last_morning=self.last, hours_of=self.hours, now=now):
            self.sent.append((now, message))
            self.far |= {one.chain: Sent(step=one.step, place=one.place) for one in message.asks}
            self.last[message.to] = message.day

    def run(self, start: datetime, end: datetime, every: timedelta = TEN) -> "World":
        while start < end:
            self.tick(start)
            start += every
        return self

    def steps(self, member: str = "UBEN") -> list[tuple[str, str]]:
        return [
            (f"{at:%a %d %H}", one.step) for at, message in self.sent if message.to == member for one in message.asks
        ]


def at(day: int, hour: int, minute: int = 10, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (24, [("before", "Mon 23"), ("on_the_day", "Tue 24"), ("late", "Wed 25"), ("still_late", "Fri 27")]),
        (23, [("before", "Fri 20"), ("on_the_day", "Mon 23"), ("late", "Tue 24"), ("still_late", "Thu 26")]),
        (27, [("before", "Thu 26"), ("on_the_day", "Fri 27"), ("late", "Mon 30"), ("still_late", "Mon 30")]),
        (28, [("before", "Fri 27"), ("late", "Mon 30"), ("still_late", "Tue 01")]),
        (29, [("before", "Fri 27"), ("late", "Mon 30"), ("still_late", "Wed 02")]),
        (18, [("on_the_day", "Wed 18"), ("late", "Thu 19"), ("still_late", "Mon 23")]),
        (17, [("late", "Wed 18"), ("still_late", "Fri 20")]),
        (10, []),
    ],
)
def test_the_day_before_the_day_and_one_and_three_days_after_on_working_days(
    due: int, expected: list[tuple[str, str]]
) -> None:
    assert days(date(2026, 11, due)) == expected


def test_holidays_are_days_off() -> None:
    assert days(TUESDAY, hours=Hours(holidays=frozenset({date(2026, 11, 23), date(2026, 11, 25)}))) == [
        ("before", "Fri 20"), ("on_the_day", "Tue 24"), ("late", "Thu 26"), ("still_late", "Fri 27"),
    ]  # fmt: skip


def test_other_weeks_have_other_weekends() -> None:
    sunday_to_thursday = Hours(weekdays=frozenset({6, 0, 1, 2, 3}))
    assert days(date(2026, 11, 28), hours=sunday_to_thursday) == [
        ("before", "Thu 26"), ("late", "Sun 29"), ("still_late", "Tue 01"),
    ]  # fmt: skip


def test_somebody_who_never_works_is_planned_for_and_never_written_to() -> None:
    never = Hours(weekdays=frozenset())
    assert len(days(TUESDAY, hours=never)) == 3
    assert World(duty(), hours=everybody(never)).run(at(17, 0), at(30, 0)).sent == []


def test_the_day_of_asking_is_the_reader_s_own() -> None:
    evening = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert days(TUESDAY, asked_at=evening, hours=Hours(zone="Asia/Tokyo"))[0] == ("on_the_day", "Tue 24")
    assert days(TUESDAY, asked_at=evening)[0] == ("before", "Mon 23")


def test_each_step_is_asked_once_in_the_morning() -> None:
    world = World(duty()).run(at(17, 15), at(30, 0))
    assert world.steps() == [
        ("Mon 23 09", "before"), ("Tue 24 09", "on_the_day"), ("Wed 25 09", "late"), ("Fri 27 09", "still_late"),
    ]  # fmt: skip


def test_the_author_hears_once_who_is_late() -> None:
    world = World(duty(owed=("UBEN", "UINES"))).run(at(17, 15), at(30, 0))
    ((when, message),) = [one for one in world.sent if one[1].to == "UMAYA"]
    assert (f"{when:%a %d %H}", message.asks[0].step, message.asks[0].about) == (
        "Wed 25 09", Step.AUTHOR, ("UBEN", "UINES"),
    )  # fmt: skip


def test_without_an_author_or_without_anybody_who_owes_nobody_is_told() -> None:
    assert review_plan(duty(owed=()), everybody(OFFICE)) == ()
    alone = duty().model_copy(update={"author": None})
    assert {one.to for one in review_plan(alone, everybody(OFFICE))} == {"UBEN"}


def test_what_is_answered_when_its_turn_comes_is_not_sent() -> None:
    world = World(duty()).run(at(17, 15), at(23, 12))
    world.duties = [duty(owed=())]
    world.run(at(23, 12), at(30, 0))
    assert world.steps() == [("Mon 23 09", "before")]


def test_a_new_day_asks_anew_and_the_old_one_is_forgotten() -> None:
    world = World(duty()).run(at(17, 15), at(24, 12))
    world.duties = [duty(date(2026, 11, 26))]
    world.run(at(24, 12), at(28, 0))
    assert world.steps()[2:] == [("Wed 25 09", "before"), ("Thu 26 09", "on_the_day"), ("Fri 27 09", "late")]


def test_everything_for_one_person_is_one_message() -> None:
    other = duty().model_copy(update={"postmortem": 43})
    world = World(duty(), other).run(at(23, 0), at(24, 0))
    ((_, message),) = world.sent
    assert [one.postmortem for one in message.asks] == [42, 43]
    assert message.key == "morning:UBEN:2026-11-23"
    assert [one.key for one in message.asks] == [
        "review:42:1:2026-11-24:UBEN:before",
        "review:43:1:2026-11-24:UBEN:before",
    ]


def test_what_comes_up_after_the_morning_waits_for_the_next_one() -> None:
    world = World(duty()).run(at(23, 0), at(23, 11))
    world.duties.append(duty().model_copy(update={"postmortem": 43, "asked_at": at(20, 9)}))
    world.run(at(23, 11), at(25, 0))
    assert [(f"{when:%a %d}", [one.postmortem for one in message.asks]) for when, message in world.sent] == [
        ("Mon 23", [42]),
        ("Tue 24", [42, 43]),
    ]


def test_a_machine_that_slept_catches_up_with_one_message() -> None:
    world = World(duty()).run(at(23, 0), at(23, 12)).run(at(26, 10), at(26, 23))
    assert world.steps() == [("Mon 23 09", "before"), ("Thu 26 10", "late")]
    world.run(at(27, 0), at(30, 0))
    assert world.steps()[2:] == [("Fri 27 09", "still_late")]


def test_a_machine_that_slept_through_the_morning_asks_in_the_afternoon_but_not_in_the_evening() -> None:
    assert World(duty()).run(at(23, 14), at(23, 23)).steps() == [("Mon 23 14", "before")]
    assert World(duty()).run(at(23, 17), at(24, 12)).steps() == [("Tue 24 09", "on_the_day")]


def test_a_clock_that_is_set_back_repeats_nothing() -> None:
    world = World(duty()).run(at(17, 15), at(25, 12))
    before = world.steps()
    world.run(at(20, 0), at(25, 12))
    assert world.steps() == before
    world.run(at(25, 12), at(30, 0))
    assert world.steps()[len(before) :] == [("Fri 27 09", "still_late")]


def test_a_step_that_was_overtaken_does_not_come_when_the_clock_is_set_back() -> None:
    world = World(duty()).run(at(25, 9), at(25, 12))
    world.last.clear()
    assert world.run(at(23, 0), at(25, 12)).steps() == [("Wed 25 09", "late")]


def test_who_moves_to_another_zone_is_not_asked_twice_on_one_day() -> None:
    zones = ["Pacific/Auckland"]
    world = World(duty(), hours=lambda _: Hours(zone=zones[-1])).run(at(22, 0), at(23, 0))
    zones.append("America/Los_Angeles")
    world.run(at(23, 0), at(24, 12))
    assert [message.day for _, message in world.sent if message.to == "UBEN"] == [date(2026, 11, 23)]


def test_messages_are_spread_over_ten_minutes() -> None:
    people = tuple(f"U{number}" for number in range(300))
    plan = review_plan(duty(owed=people), everybody(OFFICE))
    counts = [
        len(mornings(plan, sent={}, last_morning={}, hours_of=everybody(OFFICE), now=at(23, 9, minute)))
        for minute in range(11)
    ]
    assert (counts[0] < 10, counts[10], counts == sorted(counts)) == (True, 300, True)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("due", [date(2026, 3, 30), date(2026, 10, 26), date(2026, 4, 6), date(2026, 11, 2)])
def test_in_every_zone_over_every_jump_each_is_asked_once_in_working_hours(zone: str, due: date) -> None:
    asked = datetime.combine(due - timedelta(days=6), time(12), UTC)
    for start in (time(9), time(2, 30), time(0), time(7, 45)):
        hours = Hours(zone=zone, start=start)
        world = World(duty(due, asked_at=asked), hours=everybody(hours)).run(asked, asked + timedelta(days=13), 3 * TEN)
        assert [step for _, step in world.steps()] == ["before", "on_the_day", "late", "still_late"], start
        for when, message in world.sent:
            local = hours.local(when)
            assert local.date() == message.day
            assert start <= local.time() < hours.end
            late = local.replace(tzinfo=None) - datetime.combine(local.date(), start)
            assert late < SPREAD + 3 * TEN + timedelta(hours=1)


def test_an_unknown_zone_is_utc() -> None:
    assert Hours(zone="Nowhere/At_All").local(at(23, 9)) == at(23, 9)
    assert Hours(zone="Asia/Kolkata").local(at(23, 9)).astimezone(ZoneInfo("Asia/Kolkata")).hour == 14


NIGHT = Hours(start=time(22), end=time(6))


def test_who_works_at_night_is_asked_when_their_night_begins() -> None:
    world = World(duty(), hours=everybody(NIGHT)).run(at(23, 6), at(26, 6))
    assert world.steps() == [("Mon 23 22", "before"), ("Tue 24 22", "on_the_day"), ("Wed 25 22", "late")]


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    after_midnight = World(duty(), hours=everybody(NIGHT)).run(at(24, 1), at(24, 23))
    assert after_midnight.steps() == [("Tue 24 01", "before"), ("Tue 24 22", "on_the_day")]
    assert [message.day for _, message in after_midnight.sent if message.to == "UBEN"] == [
        date(2026, 11, 23),
        TUESDAY,
    ]


def test_a_night_after_a_day_off_is_none() -> None:
    assert World(duty(date(2026, 11, 22)), hours=everybody(NIGHT)).run(at(22, 12), at(23, 21)).steps() == []


def test_hours_of_a_whole_day_have_no_end() -> None:
    always = Hours(start=time(9), end=time(9))
    assert World(duty(), hours=everybody(always)).run(at(24, 3), at(24, 5)).steps() == [("Tue 24 03", "before")]


def test_a_step_whose_day_moves_is_not_asked_again() -> None:
    hours = [OFFICE]
    world = World(duty(), hours=lambda _: hours[-1]).run(at(25, 0), at(25, 12))
    hours.append(Hours(holidays=frozenset({date(2026, 11, 25)})))
    assert world.run(at(25, 12), at(30, 0)).steps() == [("Wed 25 09", "late"), ("Fri 27 09", "still_late")]


def test_working_days_are_counted_in_somebodys_own_calendar() -> None:
    thanksgiving = Hours(holidays=frozenset({date(2026, 11, 26)}))
    assert add_working_days(TUESDAY, 8, OFFICE) == date(2026, 12, 4)
    assert add_working_days(TUESDAY, 8, thanksgiving) == date(2026, 12, 7)
    assert add_working_days(date(2026, 11, 28), 1, OFFICE) == date(2026, 11, 30)
    assert add_working_days(date(2026, 11, 28), 0, OFFICE) == date(2026, 11, 28)


@given(
    st.lists(st.tuples(st.integers(17, 30), st.sampled_from(["UA", "UB"]), st.integers(1, 3)), min_size=1, max_size=4),
    st.sampled_from(ZONES),
    st.lists(st.integers(0, 14 * 24), min_size=1, max_size=40),
)
def test_whenever_the_machine_looks_nobody_gets_two_messages_a_day_or_one_thing_twice(
    duties: list[tuple[int, str, int]], zone: str, looks: list[int]
) -> None:
    hours = everybody(Hours(zone=zone))
    world = World(
        *(
            Duty(postmortem=number, round=1, due=date(2026, 11, day), asked_at=ASKED, owed=(who,), author="UA")
            for day, who, number in duties
        ),
        hours=hours,
    )
    for hour in looks:  # in any order: the clock may jump
        world.tick(ASKED + timedelta(hours=hour))
    assert max(Counter((message.to, message.day) for _, message in world.sent).values(), default=1) == 1
    assert max(Counter(one.key for _, message in world.sent for one in message.asks).values(), default=1) == 1
    for when, message in world.sent:
        local = hours(message.to).local(when)
        assert time(9) <= local.time() < time(17)
        assert local.weekday() < 5
        assert all(one.day <= message.day for one in message.asks)


def test_other_things_that_the_clock_asks_fit_in() -> None:
    asks = tuple(
        Planned(
            kind="draft",
            work="draft.due",
            chain=f"draft:{number}",
            step="first",
            place=0,
            to="UBEN",
            day=TUESDAY,
            postmortem=number,
            due=TUESDAY,
        )
        for number in (1, 2)
    )
    plan = (*review_plan(duty(), everybody(OFFICE)), *asks)
    (message,) = mornings(
        plan, sent={}, last_morning={}, hours_of=everybody(OFFICE), now=at(24, 9)
    )  # fmt: skip
    assert [one.key for one in message.asks] == [
        "review:42:1:2026-11-24:UBEN:on_the_day",
        "draft:1:first",
        "draft:2:first",
    ]


def snoozed(until: date, due: date = TUESDAY) -> Duty:
    return duty(due).model_copy(update={"snoozed": {"UBEN": until}})


def asked_on(duties: Duty, start: datetime, end: datetime) -> list[tuple[str, str]]:
    world = World(duties).run(start, end)
    return [(f"{when:%a %d}", one.step) for when, message in world.sent for one in message.asks if one.to == "UBEN"]


def test_what_was_snoozed_is_asked_on_that_morning_and_not_before_and_then_as_it_was_planned() -> None:
    found = asked_on(snoozed(date(2026, 11, 26)), at(24, 0), at(30, 0))
    assert found == [("Thu 26", "snoozed:2026-11-26"), ("Fri 27", "still_late")]


def test_what_was_planned_for_the_same_morning_is_not_asked_beside_it() -> None:
    found = asked_on(snoozed(date(2026, 11, 25)), at(24, 0), at(30, 0))
    assert found == [("Wed 25", "snoozed:2026-11-25"), ("Fri 27", "still_late")]


def test_a_snooze_that_was_taken_up_is_not_asked_again_by_a_clock_that_is_set_back() -> None:
    world = World(snoozed(date(2026, 11, 26)))
    for day in (26, 27, 26, 25, 26):
        world.tick(at(day, 10))
    assert [one.step for _, message in world.sent for one in message.asks if one.to == "UBEN"] == [
        "snoozed:2026-11-26",
        "still_late",
    ]


def test_the_next_working_day_is_in_somebodys_own_zone() -> None:
    friday_evening = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert next_working_day(Hours(zone="America/New_York"), friday_evening) == date(2026, 11, 23)
    assert next_working_day(Hours(zone="Asia/Tokyo"), at(23, 20)) == date(2026, 11, 25)
