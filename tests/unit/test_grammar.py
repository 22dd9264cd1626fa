"""What people type after /postmortem, in all the ways they type it."""

from datetime import date

import pytest

from bot.domain.dates import read_date
from bot.domain.grammar import (
    Create,
    Listing,
    did_you_mean,
    edits,
    parse,
    read_create,
    read_list,
    take_date,
    take_number,
)

TODAY = date(2026, 11, 18)  # a Wednesday
KNOWN = [
    "create", "show", "list", "edit", "note", "submit", "approve", "changes", "publish", "archive", "restore",
    "withdraw", "reopen", "actions", "search", "export", "meeting", "templates", "settings", "roles", "stats", "help",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "show 42",
        "  SHOW   42 ",
        '"show 42"',
        '"show" 42',
        "show PM-42",
        "show pm42",
        "show #42",
        "show pm 42",
        "status 42",
    ],
)
def test_case_spaces_quotes_and_spellings_do_not_matter(text: str) -> None:
    words = parse(text)
    assert (words.word, words.number, words.tail) == ("show", 42, "")


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("", "", ""),
        ("   ", "", ""),
        ("help", "help", ""),
        ("new Slow login", "create", "Slow login"),
        ("start Slow login", "create", "Slow login"),
        ("ls mine", "list", "mine"),
        ("send 42", "submit", "42"),
        ("items overdue", "actions", "overdue"),
        ("todo Alert on pool", "actions", "add Alert on pool"),
        ("find cache pool", "search", "cache pool"),
        ("numbers 90d", "stats", "90d"),
        ("note “we are back”", "note", "we are back"),
        ('note she said "go" twice', "note", 'she said "go" twice'),
        ("note users' carts can't load", "note", "users' carts can't load"),
        ("whatever else", "whatever", "else"),
    ],
)
def test_a_line_is_a_word_and_the_rest(text: str, word: str, rest: str) -> None:
    words = parse(text)
    assert (words.word, words.rest) == (word, rest)


def test_free_text_keeps_its_number_in_the_rest() -> None:
    words = parse("note 500 errors on checkout")
    assert (words.rest, words.number, words.tail) == ("500 errors on checkout", 500, "errors on checkout")


def test_people_and_channels_are_found_once_and_in_order() -> None:
    words = parse("submit 42 <@U0NOOR|noor> and <@U0BEN> <@U0NOOR> in <#C0OPS|ops> by fri")
    assert (words.people, words.channels) == (("U0NOOR", "U0BEN"), ("C0OPS",))
    assert words.plain == "and in by fri"
    assert words.day(TODAY, after="by") == date(2026, 11, 20)


@pytest.mark.parametrize("text", ["show <@u0ben>", "show @ben", "show <@U0BEN", "show <!channel>", "show <@U0BEN|a<b>"])
def test_what_only_looks_like_a_mention_is_nobody(text: str) -> None:
    assert parse(text).people == ()


@pytest.mark.parametrize(
    ("text", "number", "tail"),
    [
        ("42", 42, ""),
        ("PM-42 root cause", 42, "root cause"),
        ("pm–42", 42, ""),
        ("0042", 42, ""),
        ("1234567890", None, "1234567890"),
        ("٤٢", None, "٤٢"),
        ("-42", None, "-42"),
        ("42nd street", None, "42nd street"),
        ("root cause", None, "root cause"),
        ("pm", None, "pm"),
        ("", None, ""),
    ],
)
def test_a_postmortem_is_named_by_its_number(text: str, number: int | None, tail: str) -> None:
    assert take_number(text) == (number, tail)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-28", date(2026, 11, 28)),
        ("2026-1-5", date(2026, 1, 5)),
        ("28 nov", date(2026, 11, 28)),
        ("28 Nov.", date(2026, 11, 28)),
        ("nov 28", date(2026, 11, 28)),
        ("November 28th, 2027", date(2027, 11, 28)),
        ("18 nov", TODAY),
        ("17 nov", date(2027, 11, 17)),
        ("29 feb", None),
        ("1 sept", date(2027, 9, 1)),
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 19)),
        ("fri", date(2026, 11, 20)),
        ("Friday", date(2026, 11, 20)),
        ("wed", date(2026, 11, 25)),
        ("thurs", date(2026, 11, 19)),
        ("+7d", date(2026, 11, 25)),
        ("2w", date(2026, 12, 2)),
        ("-1d", date(2026, 11, 17)),
        ("+9999w", date(2218, 7, 8)),
        ("2026-13-01", None),
        ("31 nov", None),
        ("nov", None),
        ("28", None),
        ("soon", None),
        ("28 nov of 2026", None),
        ("٢٨ nov", None),
        ("", None),
    ],
)
def test_days_ahead(text: str, day: date | None) -> None:
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fri", date(2026, 11, 13)),
        ("wed", TODAY),
        ("28 nov", date(2025, 11, 28)),
        ("18 nov", TODAY),
        ("yesterday", date(2026, 11, 17)),
        ("7d", date(2026, 11, 11)),
        ("+7d", date(2026, 11, 25)),
    ],
)
def test_days_back(text: str, day: date) -> None:
    assert read_date(text, TODAY, past=True) == day


def test_a_day_outside_of_the_calendar_is_none() -> None:
    assert read_date("+9999w", date(9990, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "after", "day", "left"),
    [
        ("Alert on pool 28 nov", None, date(2026, 11, 28), "Alert on pool"),
        ("Alert on pool nov 28 2027", None, date(2027, 11, 28), "Alert on pool"),
        ("Alert on pool", None, None, "Alert on pool"),
        ("by fri please", None, None, "by fri please"),
        ("42 by fri please", "by", date(2026, 11, 20), "42 please"),
        ("by the way by +7d", "by", date(2026, 11, 25), "by the way"),
        ("stand by", "by", None, "stand by"),
        ("fri", None, date(2026, 11, 20), ""),
    ],
)
def test_a_day_is_taken_out_of_a_text(text: str, after: str | None, day: date | None, left: str) -> None:
    assert take_date(text, TODAY, after=after) == (day, left)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", Create()),
        ("Slow login sev2", Create(title="Slow login", severity="SEV2")),
        ('"Slow login" P1', Create(title="Slow login", severity="SEV1")),
        ("Slow login <#C0OPS|ops> <#C0PAY>", Create(title="Slow login", channels=("C0OPS", "C0PAY"))),
        ("<#C0OPS> into PM-42", Create(channels=("C0OPS",), into=42)),
        ("Fell into the sea", Create(title="Fell into the sea")),
        ("500 errors", Create(title="500 errors")),
        ("sev1 and sev2 differ", Create(title="and sev2 differ", severity="SEV1")),
    ],
)
def test_the_arguments_of_create(rest: str, expected: Create) -> None:
    assert read_create(rest) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", Listing()),
        ("review", Listing(status="in_review")),
        ("Drafts mine", Listing(status="draft", mine=True)),
        ("published <@U0BEN|ben> since 1 nov", Listing(status="published", person="U0BEN", since=date(2026, 11, 1))),
        ("all", Listing()),
        ("publshed", Listing(unknown=("publshed",))),
    ],
)
def test_the_arguments_of_list(rest: str, expected: Listing) -> None:
    assert read_list(rest, TODAY) == expected


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("publsh", "publish"),
        ("PUBLSIH", "publish"),
        ("pub", "publish"),
        ("hlep", "help"),
        ("lsit", "list"),
        ("shwo", "show"),
        ("aprove", "approve"),
        ("notes", "note"),
        ("arcive", "archive"),
        ("re", "reopen"),
        ("x", None),
        ("xyz", None),
        ("launch", None),
        ("", None),
        ("publish" * 20, None),
    ],
)
def test_the_one_nearest_word_is_meant(word: str, meant: str | None) -> None:
    assert did_you_mean(word, KNOWN) == meant


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ("", "", 0),
        ("a", "a", 0),
        ("ab", "ba", 1),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "xbc", 1),
        ("abcd", "badc", 2),
        ("abcd", "wxyz", 3),
    ],
)
def test_a_swap_of_neighbours_is_one_edit(one: str, other: str, away: int) -> None:
    assert edits(one, other, 2) == away
