"""Deadlines of documents: what the settings mean, and on which mornings who is asked, never at night."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deadlines import (
    GIVEN_UP_AFTER,
    Draft,
    author_plan,
    deadlines_for,
    deadlines_of,
    draft_plan,
    offer_plan,
)
from bot.domain.nudges import Hours, Planned, Sent, mornings
from tests.factories import an_incident

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
RULES = deadlines_for((), None)
UTC_HOURS = Hours()


def a_draft(**over: Any) -> Draft:
    values: dict[str, Any] = {"postmortem": 7, "author": "UMAYA", "since": MONDAY}
    return Draft(**{**values, **over})


def planned(draft: Draft, *, admins: tuple[str, ...] = ("UNOOR",), now: datetime = MONDAY, **hours: Hours) -> list[str]:
    found = draft_plan(draft, RULES, admins, lambda member: hours.get(member, UTC_HOURS), now)
    return [f"{one.step} {one.to} {one.day:%a %d}" for one in found]


def test_deadlines_are_given_by_severity_and_for_all_others() -> None:
    found = deadlines_of(("SEV-1=12h/1d/3d/7d", "2d/4d/9d/20d"))

    assert found["sev1"].completed == timedelta(days=1)
    assert found[""].published == timedelta(days=20)
    assert deadlines_for(("sev1=12h/1d/3d/7d",), "Sev 1").begun == timedelta(hours=12)
    assert deadlines_for(("sev1=12h/1d/3d/7d",), None) == deadlines_for((), "sev4") == RULES


@pytest.mark.parametrize(
    "setting", ["", "24h", "24h/48h/7d", "a/b/c/d", "48h/24h/7d/14d", "=24h/48h/7d/14d", "0h/1h/1d/2d"]
)
def test_what_is_no_deadline_is_refused_with_a_sentence(setting: str) -> None:
    with pytest.raises(ValueError, match="deadlines"):
        deadlines_of((setting,))


def test_an_author_is_asked_three_times_at_most_and_the_admins_once() -> None:
    assert planned(a_draft()) == [
        "begin UMAYA Wed 04", "complete UMAYA Thu 05", "late UMAYA Mon 09", "admin UNOOR Tue 10",
    ]  # fmt: skip


def test_who_has_begun_is_not_asked_to_begin_nor_anybody_once_it_is_to_be_completed() -> None:
    assert planned(a_draft(is_begun=True))[0] == "complete UMAYA Thu 05"
    assert planned(a_draft(), now=MONDAY + timedelta(days=2))[0] == "complete UMAYA Thu 05"


def test_the_day_that_the_author_named_counts_and_begins_a_new_chain() -> None:
    friday = MONDAY + timedelta(days=4)
    chains = {one.chain for one in draft_plan(a_draft(due_at=friday), RULES, (), lambda _: UTC_HOURS, MONDAY)}

    assert planned(a_draft(due_at=friday, is_begun=True), admins=()) == ["complete UMAYA Mon 09", "late UMAYA Wed 11"]
    assert chains == {"draft:7:begin", "draft:7:2026-03-06"}


def test_one_that_was_in_review_is_asked_about_once_when_it_was_to_be_published() -> None:
    assert planned(a_draft(is_sent=True)) == ["publish UMAYA Tue 17"]


def test_days_off_are_left_out() -> None:
    off = Hours(holidays=frozenset({date(2026, 3, 5), date(2026, 3, 9)}))

    assert planned(a_draft(is_begun=True), admins=(), UMAYA=off) == ["complete UMAYA Fri 06", "late UMAYA Tue 10"]


def test_a_moment_before_the_working_day_is_over_on_the_same_morning() -> None:
    assert planned(a_draft(due_at=MONDAY.replace(day=4, hour=8), is_begun=True))[0] == "complete UMAYA Wed 04"
    assert planned(a_draft(due_at=MONDAY.replace(day=4, hour=9, minute=1), is_begun=True))[0] == "complete UMAYA Thu 05"


def test_snoozed_it_is_asked_on_that_day_and_nothing_before() -> None:
    snoozed = a_draft(is_begun=True, snoozed={"UMAYA": date(2026, 3, 6)})

    assert planned(snoozed, admins=()) == ["late UMAYA Mon 09", "snoozed:2026-03-06 UMAYA Fri 06"]


def test_a_private_one_concerns_only_admins_who_are_among_its_people() -> None:
    private = a_draft(is_private=True, is_begun=True, named=frozenset({"UNOOR"}))

    assert [one for one in planned(private, admins=("UNOOR", "UOLGA")) if "admin" in one] == ["admin UNOOR Tue 10"]


def test_after_some_weeks_nobody_is_asked_any_more() -> None:
    late = MONDAY + timedelta(days=2) + GIVEN_UP_AFTER

    assert planned(a_draft(), now=late) != []
    assert planned(a_draft(), now=late + timedelta(seconds=1)) == []


def test_without_an_author_one_person_a_morning_is_asked() -> None:
    def found(**over: Any) -> list[str]:
        draft = a_draft(author=None, **over)
        return [f"{one.to} {one.day:%a}" for one in author_plan(draft, ("UNOOR",), lambda _: UTC_HOURS, MONDAY)]

    assert found(resolved_by="UBEN") == ["UBEN Tue", "UNOOR Wed"]
    assert found() == ["UNOOR Tue"]
    assert found(resolved_by="UNOOR") == ["UNOOR Tue"]
    assert author_plan(a_draft(), ("UNOOR",), lambda _: UTC_HOURS, MONDAY) == ()


def test_an_offer_is_brought_to_who_marked_it_resolved_and_a_private_one_to_nobody_else() -> None:
    def found(**over: Any) -> list[str]:
        incident = an_incident(id=3, resolved_at=MONDAY, resolved_by="UBEN", **over)
        return [f"{one.to} {one.day:%a}" for one in offer_plan(incident, ("UNOOR",), lambda _: UTC_HOURS, MONDAY)]

    assert found() == ["UBEN Tue", "UNOOR Wed"]
    assert found(is_private=True) == ["UBEN Tue"]


ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia")


@given(
    since=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - it says so
    zone=st.sampled_from(ZONES),
    is_begun=st.booleans(),
    sleeps=st.sets(st.integers(0, 45 * 24), max_size=30),
)
def test_whatever_the_clock_does_a_late_draft_asks_its_author_at_most_three_times_and_never_at_night(
    *, since: datetime, zone: str, is_begun: bool, sleeps: set[int]
) -> None:
    hours = Hours(zone=zone)
    sent: dict[str, Sent] = {}
    last: dict[str, date] = {}
    asked: list[Planned] = []
    for hour in range(45 * 24):
        if hour in sleeps:
            continue
        now = since + timedelta(hours=hour - (hour % 97 == 0) * 5)  # a clock that is set back now and then
        plan = draft_plan(a_draft(since=since, is_begun=is_begun), RULES, ("UNOOR",), lambda _: hours, now)
        for one in mornings(plan, sent=sent, last_morning=last, hours_of=lambda _: hours, now=now):
            local = hours.local(now)
            assert time(9) <= local.time() < time(17)
            assert local.weekday() < 5
            last[one.to] = one.day
            for ask in one.asks:
                sent[ask.chain] = Sent(step=ask.step, place=ask.place)
                asked.append(ask)
    mine = [one for one in asked if one.to == "UMAYA"]
    assert 1 <= len(mine) <= 3
    assert [one.to for one in asked].count("UNOOR") == 1
    assert len({one.key for one in asked}) == len(asked)
