"""How the product speaks: numbers, durations, lists, and sentences that need no glyph."""

import re
import string
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.postmortems import Status, Verb
from bot.domain.sentences import Forms
from bot.domain.triage import SkipReason
from bot.domain.words import (
    CATALOGUE,
    PARTS,
    Glyph,
    capitalised,
    clock_time,
    count,
    date_token,
    due_day,
    duration,
    listing,
    marked,
    moment_of,
    number,
    period,
    say,
    without_glyphs,
)

AT = datetime(2026, 11, 17, 14, 47, tzinfo=UTC)


def variants() -> list[tuple[str, str]]:
    found = []
    for key, sentence in CATALOGUE.items():
        if isinstance(sentence, Forms):
            found += [(key, form) for form in (sentence.one, sentence.other, sentence.none) if form is not None]
        else:
            found.append((key, sentence))
    return found


def filled(sentence: str) -> str:
    names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    return sentence.format_map(dict.fromkeys(names, "x"))


def test_a_sentence_keeps_its_meaning_without_glyphs() -> None:
    for key, sentence in variants():
        spoken = without_glyphs(filled(sentence))
        if not key.startswith("gate.owed."):  # continues the sentence before it
            assert spoken == spoken.strip(), key
        assert re.fullmatch(r".*\w.*", spoken, re.DOTALL), key
        assert "  " not in spoken, key


def test_a_sentence_is_plain_and_calm() -> None:
    for key, sentence in variants():
        assert not re.search(r"[!*_`~<>]|\boops\b|\bsimply\b|\bsorry\b", filled(sentence), re.IGNORECASE), key
        assert {glyph.value for glyph in Glyph} & set(sentence) == set(), key


@pytest.mark.parametrize("glyph", Glyph)
def test_a_glyph_stands_before_its_words_and_goes_without_a_trace(glyph: Glyph) -> None:
    assert marked(glyph, "Reading the channel") == f"{glyph.value} Reading the channel"
    assert without_glyphs(marked(glyph, "Reading the channel")) == "Reading the channel"


def test_no_key_stands_in_two_parts_of_the_catalogue() -> None:
    assert sum(len(part) for part in PARTS) == len(CATALOGUE)


def test_there_are_seven_glyphs() -> None:
    assert "".join(Glyph) == "✓○◐✕↻◇⋯"


def test_a_line_of_several_glyphs_reads_on_without_them() -> None:
    assert without_glyphs("✓ Ben · ○ Ines · ↻") == "Ben · Ines · "


@pytest.mark.parametrize("verb", Verb)
def test_each_verb_can_be_refused_in_words(verb: Verb) -> None:
    assert "PM-42" in say(f"deed.{verb.value}", pm="PM-42")
    assert say(f"doing.{verb.value}")


@pytest.mark.parametrize(
    "key", [*(f"card.status.{one.value}" for one in Status), *(f"skip.{one}" for one in SkipReason)]
)
def test_each_state_and_reason_has_its_word(key: str) -> None:
    assert say(key)


@pytest.mark.parametrize(
    ("n", "sentence"),
    [(0, "0 things block publishing."), (1, "1 thing blocks publishing."), (1200, "1,200 things block publishing.")],
)
def test_a_sentence_has_its_plural_forms(n: int, sentence: str) -> None:
    assert say("pub.blocked", n=n) == sentence


def test_a_form_for_none_is_used_where_there_is_one() -> None:
    assert [say("card.questions", n=n) for n in (0, 1, 3)] == [
        "No open questions",
        "Open question · 1",
        "Open questions · 3",
    ]


def test_values_are_filled_in_as_they_are() -> None:
    assert say("no.race", who="{pm} {0.__class__}", what="x") == "{pm} {0.__class__} was faster: x. Nothing left to do."


def test_an_unknown_key_or_a_missing_value_is_told() -> None:
    with pytest.raises(KeyError):
        say("no.such_sentence")
    with pytest.raises(KeyError):
        say("no.race", who="Ben")
    with pytest.raises(TypeError):
        say("pub.blocked", n="many")


@pytest.mark.parametrize(
    ("n", "noun", "words"),
    [
        (0, "entry", "no entries"),
        (1, "entry", "1 entry"),
        (2, "entry", "2 entries"),
        (2347, "person", "2,347 people"),
        (3, "reply", "3 replies"),
        (2, "day", "2 days"),
        (2, "required section", "2 required sections"),
        (2, "box", "2 boxes"),
        (5, "branch", "5 branches"),
    ],
)
def test_counts(n: int, noun: str, words: str) -> None:
    assert count(n, noun) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (None, "not known yet"),
        (timedelta(0), "under a minute"),
        (timedelta(seconds=59), "under a minute"),
        (timedelta(seconds=-5), "under a minute"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=45, seconds=59), "45 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=4, minutes=10), "2 days 4 h"),
    ],
)
def test_durations(span: timedelta | None, words: str) -> None:
    assert duration(span) == words


@pytest.mark.parametrize(
    ("names", "limit", "words"),
    [
        ([], 3, ""),
        (["A"], 3, "A"),
        (["A", "B"], 3, "A and B"),
        (["A", "B", "C"], 3, "A, B and C"),
        (["A", "B", "C"], 2, "A, B and 1 other"),
        (list("ABCDEFGH"), 2, "A, B and 6 others"),
        (["A", "B"], 0, "2 others"),
    ],
)
def test_listings(names: list[str], limit: int, words: str) -> None:
    assert listing(names, limit) == words


def test_a_choice_is_listed_with_or() -> None:
    assert listing(["Maya (author)", "an editor"], 5, last="or") == "Maya (author) or an editor"


def test_numbers_and_capitals() -> None:
    assert (number(1234567), capitalised("somebody else"), capitalised("")) == ("1,234,567", "Somebody else", "")


def test_days_carry_the_year_only_when_it_is_another_one() -> None:
    today = date(2026, 11, 17)
    assert (due_day(date(2026, 11, 24), today), due_day(date(2027, 1, 5), today)) == ("Tue, Nov 24", "Tue, Jan 5, 2027")


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("UTC", "Nov 17, 14:47 UTC"),
        ("Europe/Berlin", "Nov 17, 15:47 CET"),
        ("Asia/Kolkata", "Nov 17, 20:17 IST"),
        ("America/Sao_Paulo", "Nov 17, 11:47 UTC-03"),
        ("Pacific/Auckland", "Nov 18, 03:47 NZDT"),
    ],
)
def test_moments_name_their_zone(zone: str, moment: str) -> None:
    assert moment_of(AT, zone) == moment


def test_the_time_of_day_is_told_in_the_zone() -> None:
    assert clock_time(AT, "Europe/Berlin") == "15:47"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (AT - timedelta(minutes=45), AT, "14:02–14:47 UTC, 45 min"),
        (AT - timedelta(days=1), AT, "Nov 16, 14:47–Nov 17, 14:47 UTC, 1 day"),
        (AT, None, "since Nov 17, 14:47 UTC"),
        (None, AT, "not known yet"),
    ],
)
def test_periods(start: datetime | None, end: datetime | None, words: str) -> None:
    assert period(start, end) == words


def test_a_date_token_shows_each_reader_their_own_time() -> None:
    assert date_token(AT) == f"<!date^{int(AT.timestamp())}^{{date_short_pretty}} at {{time}}|Nov 17, 14:47 UTC>"
