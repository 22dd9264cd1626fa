"""Days in words: each phrase is one day, seen from a Wednesday, and what has two readings is none."""

from datetime import date

import pytest

from bot.domain.dates import read_date, read_due

TODAY = date(2026, 11, 18)  # a Wednesday
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("Tonight", TODAY),
        ("tomorrow", date(2026, 11, 19)),
        ("TMRW", date(2026, 11, 19)),
        ("day after tomorrow", FRIDAY),
        ("the day after tomorrow", FRIDAY),
        ("fri", FRIDAY),
        ("Friday", FRIDAY),
        ("fri.", FRIDAY),
        ("wed", date(2026, 11, 25)),
        ("on friday", FRIDAY),
        ("by fri", FRIDAY),
        ("due fri", FRIDAY),
        ("until thursday", date(2026, 11, 19)),
        ("this friday", FRIDAY),
        ("this wed", TODAY),
        ("coming mon", date(2026, 11, 23)),
        ("next friday", date(2026, 11, 27)),
        ("next mon", date(2026, 11, 23)),
        ("next wednesday", date(2026, 11, 25)),
        ("by next tue", date(2026, 11, 24)),
        ("next week", date(2026, 11, 23)),
        ("next month", date(2026, 12, 1)),
        ("next quarter", date(2027, 1, 1)),
        ("next year", date(2027, 1, 1)),
        ("+7d", date(2026, 11, 25)),
        ("7d", date(2026, 11, 25)),
        ("+2w", date(2026, 12, 2)),
        ("in 3 days", date(2026, 11, 21)),
        ("in three days", date(2026, 11, 21)),
        ("within 3 days", date(2026, 11, 21)),
        ("in a day", date(2026, 11, 19)),
        ("in 1 week", date(2026, 11, 25)),
        ("in a week", date(2026, 11, 25)),
        ("in two weeks", date(2026, 12, 2)),
        ("two weeks", date(2026, 12, 2)),
        ("in a fortnight", date(2026, 12, 2)),
        ("in a month", date(2026, 12, 18)),
        ("in 3 months", date(2027, 2, 18)),
        ("in a quarter", date(2027, 2, 18)),
        ("in a year", date(2027, 11, 18)),
        ("eod", TODAY),
        ("eow", FRIDAY),
        ("eom", date(2026, 11, 30)),
        ("eoq", date(2026, 12, 31)),
        ("eoy", date(2026, 12, 31)),
        ("end of day", TODAY),
        ("end of week", FRIDAY),
        ("end of the week", FRIDAY),
        ("end of this week", FRIDAY),
        ("by end of week", FRIDAY),
        ("end of next week", date(2026, 11, 27)),
        ("end of month", date(2026, 11, 30)),
        ("by the end of the month", date(2026, 11, 30)),
        ("month end", date(2026, 11, 30)),
        ("end of next month", date(2026, 12, 31)),
        ("end of quarter", date(2026, 12, 31)),
        ("end of the year", date(2026, 12, 31)),
        ("end of february", date(2027, 2, 28)),
        ("28 nov", date(2026, 11, 28)),
        ("28th nov", date(2026, 11, 28)),
        ("28th of November", date(2026, 11, 28)),
        ("the 28th of november", date(2026, 11, 28)),
        ("by the 28th of november 2027", date(2027, 11, 28)),
        ("nov 28", date(2026, 11, 28)),
        ("November 28th, 2027", date(2027, 11, 28)),
        ("1 nov", date(2027, 11, 1)),
        ("the 28th", date(2026, 11, 28)),
        ("28th", date(2026, 11, 28)),
        ("the 5th", date(2026, 12, 5)),
        ("the 31st", date(2026, 12, 31)),
        ("2026-11-28", date(2026, 11, 28)),
        ("2026/11/28", date(2026, 11, 28)),
        ("28.11.2026", date(2026, 11, 28)),
        ("28.11.", date(2026, 11, 28)),
        ("28/11", date(2026, 11, 28)),
        ("28.11", date(2026, 11, 28)),
        ("28.11.26", date(2026, 11, 28)),
        ("28/11/27", date(2027, 11, 28)),
        ("by eod friday", FRIDAY),
        ("tomorrow morning", date(2026, 11, 19)),
        ("fri at noon", FRIDAY),
        ("11/28/2027", date(2027, 11, 28)),
    ],
)
def test_a_phrase_is_a_day(text: str, day: date) -> None:
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "next", "next time", "in days", "in 3", "in 3 hours", "weekend", "the end", "end of world",
        "5/6", "31/31", "13.13.", "30 feb", "2026-02-30", "28 and nov", "may", "by", "by by fri", "in fri", "0th",
        "the 32nd", "end of", "next 28 nov", "\u0662\u0668 nov", "in 99999 days", "today or tomorrow morning then",
    ],
)  # fmt: skip
def test_what_names_no_day_or_two_is_none(text: str) -> None:
    assert read_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 days ago", date(2026, 11, 15)),
        ("a week ago", date(2026, 11, 11)),
        ("last friday", date(2026, 11, 13)),
        ("last wed", date(2026, 11, 11)),
        ("2 weeks", date(2026, 11, 4)),
        ("the 20th", date(2026, 10, 20)),
        ("28/11", date(2025, 11, 28)),
    ],
)
def test_looking_back_a_phrase_is_a_day_that_was(text: str, day: date) -> None:
    assert read_date(text, TODAY, past=True) == day


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (FRIDAY, "fri", date(2026, 11, 27)),
        (FRIDAY, "this fri", FRIDAY),
        (FRIDAY, "eow", FRIDAY),
        (date(2026, 11, 21), "eow", date(2026, 11, 27)),
        (date(2026, 11, 22), "next fri", date(2026, 11, 27)),
        (date(2026, 12, 31), "in a month", date(2027, 1, 31)),
        (date(2027, 1, 31), "in a month", date(2027, 2, 28)),
        (date(2028, 2, 28), "tomorrow", date(2028, 2, 29)),
        (date(2026, 3, 1), "29 feb", None),
        (date(2027, 11, 18), "29 feb", date(2028, 2, 29)),
        (date(2026, 12, 31), "eoq", date(2026, 12, 31)),
        (date(2026, 12, 31), "next month", date(2027, 1, 1)),
        (date(9999, 12, 30), "in a month", None),
        (date(9999, 12, 30), "next year", None),
    ],
)
def test_the_edges_of_weeks_months_and_years(today: date, text: str, day: date | None) -> None:
    assert read_date(text, today) == day


@pytest.mark.parametrize("text", ["7d", "30 days", "two weeks", "a year", "28th", "7.2.", "5/5", "28/11"])
def test_lengths_and_bare_numbers_at_the_end_of_a_task_are_no_days(text: str) -> None:
    assert read_due(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("in 30 days", date(2026, 12, 18)),
        ("by 28/11", date(2026, 11, 28)),
        ("by 28.11.", date(2026, 11, 28)),
        ("28 nov", date(2026, 11, 28)),
        ("on the 28th", date(2026, 11, 28)),
        ("+7d", date(2026, 11, 25)),
    ],
)
def test_what_says_that_it_is_a_day_is_one(text: str, day: date) -> None:
    assert read_due(text, TODAY) == day
