"""What is typed after `/postmortem actions`: which items are meant, and one that is added in a line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action_items import ItemKind, Priority
from bot.domain.dates_unread import Unread, Why
from bot.domain.grammar_items import (
    ItemsWanted,
    NewItem,
    Showing,
    read_items,
    read_new_item,
    read_range,
    wanted_by,
)

TODAY = date(2026, 11, 18)  # a Wednesday
FRIDAY = date(2026, 11, 20)
BEN = "<@U0BEN|ben>"
WEEK = {"since": date(2026, 11, 16), "until": date(2026, 11, 22)}


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", ItemsWanted(mine=True)),
        ("mine", ItemsWanted(mine=True)),
        ("open", ItemsWanted()),
        ("Overdue", ItemsWanted(showing=Showing.OVERDUE)),
        ("done high", ItemsWanted(showing=Showing.CLOSED, priority=Priority.HIGH)),
        ("late", ItemsWanted(showing=Showing.OVERDUE)),
        ("all mine", ItemsWanted(showing=Showing.ALL, mine=True)),
        (f"overdue {BEN} high", ItemsWanted(showing=Showing.OVERDUE, person="U0BEN", priority=Priority.HIGH)),
        ("HIGH", ItemsWanted(priority=Priority.HIGH)),
        ("detect", ItemsWanted(kind=ItemKind.DETECT)),
        ("service:payments", ItemsWanted(service="payments")),
        ("service payments", ItemsWanted(service="payments")),
        (
            'overdue service "core api" high',
            ItemsWanted(showing=Showing.OVERDUE, service="core api", priority=Priority.HIGH),
        ),
        (
            f"service pay owner {BEN} priority: low kind detect due: fri",
            ItemsWanted(service="pay", person="U0BEN", priority=Priority.LOW, kind=ItemKind.DETECT, until=FRIDAY),
        ),
        (f"service {BEN}", ItemsWanted(person="U0BEN", unknown=("service",))),
        ("owner kind service", ItemsWanted(unknown=("owner", "kind", "service"))),
        ('open service:"core api" low', ItemsWanted(service="core api", priority=Priority.LOW)),
        ("due this week", ItemsWanted(**WEEK)),
        ("mine due this week high", ItemsWanted(mine=True, priority=Priority.HIGH, **WEEK)),
        ("due next month", ItemsWanted(since=date(2026, 12, 1), until=date(2026, 12, 31))),
        ("due fri", ItemsWanted(until=FRIDAY)),
        ("due by end of month", ItemsWanted(until=date(2026, 11, 30))),
        ("due today", ItemsWanted(since=TODAY, until=TODAY)),
        ("due 2026-12-01..2026-12-15", ItemsWanted(since=date(2026, 12, 1), until=date(2026, 12, 15))),
        ("due 1 dec .. 15 dec", ItemsWanted(since=date(2026, 12, 1), until=date(2026, 12, 15))),
        ("due 1 dec..", ItemsWanted(since=date(2026, 12, 1))),
        ("ovredue", ItemsWanted(unknown=("ovredue",))),
        ("due", ItemsWanted(unknown=("due",))),
        ("due soon", ItemsWanted(unknown=("due", "soon"))),
    ],
)
def test_which_items_are_meant(rest: str, expected: ItemsWanted) -> None:
    assert read_items(rest, TODAY) == expected


WANTED = st.builds(
    ItemsWanted,
    showing=st.sampled_from(Showing),
    mine=st.just(value=False),
    person=st.sampled_from([None, "U0BEN", "U0123456789"]),
    priority=st.sampled_from([None, *Priority]),
    kind=st.sampled_from([None, *ItemKind]),
    service=st.sampled_from(["", "payments", "core api", "p\u00e4yments"]),
    since=st.sampled_from([None, date(2026, 11, 1)]),
    until=st.sampled_from([None, date(2026, 11, 30)]),
)


@given(WANTED)
def test_what_a_window_carries_is_read_back_as_what_it_shows(wanted: ItemsWanted) -> None:
    assert wanted_by(wanted.code) == wanted


@given(st.text(max_size=200), st.sampled_from(Showing))
def test_whatever_a_service_is_called_it_fits_and_is_read_back(service: str, showing: Showing) -> None:
    wanted = ItemsWanted(
        showing=showing, person="U0123456789", priority=Priority.MEDIUM, kind=ItemKind.MITIGATE,
        service=service, since=TODAY, until=FRIDAY,
    )  # fmt: skip
    code = wanted.code

    assert len(code) <= 80
    assert wanted_by(code).code == code
    assert wanted_by(code).until == FRIDAY


@given(st.text(max_size=100))
def test_whatever_a_window_carries_is_some_list(code: str) -> None:
    assert wanted_by(wanted_by(code).code) == wanted_by(code)


@pytest.mark.parametrize("code", [None, "", "x", "||||||", "9|nobody|x|y|0|99999999|"])
def test_what_says_nothing_is_every_open_item(code: str | None) -> None:
    assert wanted_by(code) == ItemsWanted()


@pytest.mark.parametrize("text", ["", "soon", "..", "x..y", "fri..y", "this year"])
def test_what_is_no_stretch_is_none(text: str) -> None:
    assert read_range(text, TODAY) is None


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (f"Alert on pool {BEN} fri", NewItem(text="Alert on pool", owner="U0BEN", due=FRIDAY)),
        (
            f"Alert on pool fri {BEN} high",
            NewItem(text="Alert on pool", owner="U0BEN", due=FRIDAY, priority=Priority.HIGH),
        ),
        (
            f"Alert on pool high by next friday {BEN}.",
            NewItem(text="Alert on pool", owner="U0BEN", due=date(2026, 11, 27), priority=Priority.HIGH),
        ),
        (f"{BEN} alert on pool in 3 days", NewItem(text="alert on pool", owner="U0BEN", due=date(2026, 11, 21))),
        (f"Ask {BEN} about the pool", NewItem(text=f"Ask {BEN} about the pool")),
        (f"Ask {BEN} about the pool <@U0INES>", NewItem(text=f"Ask {BEN} about the pool", owner="U0INES")),
        ("Alert on pool, 28 nov", NewItem(text="Alert on pool", due=date(2026, 11, 28))),
        (f"Alert on pool {BEN} 31/12", NewItem(text="Alert on pool", owner="U0BEN", due=date(2026, 12, 31))),
        (
            f"Alert on pool {BEN}, 28th high",
            NewItem(text="Alert on pool", owner="U0BEN", due=date(2026, 11, 28), priority=Priority.HIGH),
        ),
        (f"Ask {BEN} for 2 weeks of logs", NewItem(text=f"Ask {BEN} for 2 weeks of logs")),
        (f'"Alert on pool" {BEN} fri', NewItem(text="Alert on pool", owner="U0BEN", due=FRIDAY)),
        (
            f"Alert on pool owner: {BEN} due fri priority high",
            NewItem(text="Alert on pool", owner="U0BEN", due=FRIDAY, priority=Priority.HIGH),
        ),
        (
            f"Alert on pool {BEN} fri, high priority",
            NewItem(text="Alert on pool", owner="U0BEN", due=FRIDAY, priority=Priority.HIGH),
        ),
        (f"Set the log level to low {BEN} fri", NewItem(text="Set the log level to low", owner="U0BEN", due=FRIDAY)),
        (f"Move the release to friday {BEN}", NewItem(text="Move the release to friday", owner="U0BEN")),
        (f"Alert on pool by eod friday {BEN}", NewItem(text="Alert on pool", owner="U0BEN", due=FRIDAY)),
        (f"Alert on pool {BEN} 24.12", NewItem(text="Alert on pool", owner="U0BEN", due=date(2026, 12, 24))),
        (f"Write up the outage of 20 nov {BEN}", NewItem(text="Write up the outage of 20 nov", owner="U0BEN")),
        (f"Test backups every friday {BEN}", NewItem(text="Test backups every friday", owner="U0BEN")),
        (f"Explain what broke yesterday {BEN}", NewItem(text="Explain what broke yesterday", owner="U0BEN")),
        (f"Cut latency by 2.5 {BEN}", NewItem(text="Cut latency by 2.5", owner="U0BEN")),
        ("Keep logs for 30 days", NewItem(text="Keep logs for 30 days")),
        ("500 errors get an alert", NewItem(text="500 errors get an alert")),
        (f"PM-42 Alert on pool {BEN}", NewItem(text="Alert on pool", owner="U0BEN", number=42)),
        ("fri", NewItem(due=FRIDAY)),
        ("", NewItem()),
        ("Alert on fri fri", NewItem(text="Alert on fri", due=FRIDAY)),
    ],
)
def test_an_item_in_one_line(rest: str, expected: NewItem) -> None:
    assert read_new_item(rest, TODAY) == expected


@pytest.mark.parametrize(
    ("rest", "said", "why"),
    [
        (f"Alert {BEN} 29 feb", "29 feb", Why.NOT_SOON),
        (f"Alert 29 feb {BEN}", "29 feb", Why.NOT_SOON),
        (f"Alert {BEN} 31 april high", "31 april", Why.NEVER),
        (f"Alert {BEN}, by 31.04.", "by 31.04", Why.NEVER),
        (f"Alert {BEN} 31.04", "31.04", Why.NEVER),
        (f"Alert 2026-02-30 {BEN}", "2026-02-30", Why.NEVER),
        (f"Alert {BEN} the 32nd", "the 32nd", Why.NEVER),
        (f"Alert by 5/6 {BEN}", "by 5/6", Why.TWO),
        (f"Alert {BEN} 2026-01-05", "2026-01-05", Why.OVER),
        (f"Alert {BEN} yesterday", "yesterday", Why.OVER),
        (f"Alert {BEN} asap", "asap", Why.VAGUE),
        (f"Alert {BEN} by next sprint", "by next sprint", Why.VAGUE),
        (f"Alert {BEN} in 3 hours", "in 3 hours", Why.VAGUE),
    ],
)
def test_words_in_the_place_of_the_day_that_name_none_are_told_apart_from_what_is_to_be_done(
    rest: str, said: str, why: Why
) -> None:
    found = read_new_item(rest, TODAY)

    assert (found.text, found.owner, found.due) == ("Alert", "U0BEN", None)
    assert found.unread is not None
    assert (found.unread.said, found.unread.why) == (said, why)


@pytest.mark.parametrize("last", ["12/24", "5/5", "7.2.", "31.04", "28th", "asap"])
def test_what_may_be_a_day_or_a_part_of_the_words_stays_in_them_and_is_named(last: str) -> None:
    found = read_new_item(f"Split it {last} {BEN}", TODAY)

    assert (found.text, found.due, found.unread) == (f"Split it {last}", None, Unread(said=last, why=Why.KEPT))
