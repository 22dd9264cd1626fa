"""What the one text entrance does to text before anything else looks at it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import cut, normalise, shorten, utf16_length

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
SPOKEN = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "a1 \n\u200b\u200d\u200e\ufe0f\u2066\u2069\u202e🏴👩👧\u05d0\u0645\u0915漢\ud800\x00\U000e0067"
        ),
    )
)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("plain", "plain"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("bell\x07 escape\x1b]52;c;x\x07", "bell escape]52;c;x"),
        ("nul\x00", "nul\ufffd"),
        ("half \ud83d of a pair", "half \ufffd of a pair"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("over\u202eride\u202c", "override"),
        ("zero\u200bwidth\u200d\u2060\ufeff", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("tags\U000e0068\U000e0069\U000e007f", "tags"),
        ("empty \u3164\u115f name", "empty  name"),
    ],
)
def test_invisible_and_broken_characters_go(dirty: str, clean: str) -> None:
    assert normalise(dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        WALES,
        "❤\ufe0f\u200d🔥 3\ufe0f\u20e3 👍🏽 🇩🇪",
        "می\u200cخواهم",
        "क्\u200dष",
        "שלום\u200f (abc)",
        "\u2067שלום\u2069 at 10:00",
        "葛\U000e0100城",
        "e\u0301 \u0e01\u200b\u0e02".replace("\u200b", ""),
    ],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200d", "\u200e", "\u2060", "\u00ad", "\u2066", "\u2066\u2069", "\u202d", "\ufe0f"]
)
def test_nothing_invisible_splits_a_word(hidden: str) -> None:
    assert normalise(f"\u05d0 ghp_ab{hidden}cd") == "\u05d0 ghp_abcd"


def test_an_isolate_left_open_is_closed_where_its_line_ends() -> None:
    assert normalise("a \u2067b\nc \u2069d") == "a \u2067b\u2069\nc d"


def test_ten_thousand_open_isolates_leave_few() -> None:
    assert normalise("\u2068" * 10_000) == "\u2068" * 16 + "\u2069" * 16


def test_one_line_folds_breaks_and_tabs() -> None:
    assert normalise(" a\n\n\tb \r\n c\u2029", one_line=True) == "a b c"


def test_a_limit_counts_as_slack_does_and_ends_in_an_ellipsis() -> None:
    assert normalise("🔥🔥🔥🔥", limit=6) == "🔥🔥…"


def test_a_text_within_its_limit_is_left_alone() -> None:
    assert normalise("🔥🔥", limit=4) == "🔥🔥"


def test_a_shortened_text_closes_its_isolates() -> None:
    assert shorten("\u2067" + "א" * 100 + "\u2069", 40) == "\u2067" + "א" * 22 + "…\u2069"


@pytest.mark.parametrize(
    ("text", "units", "expected"),
    [
        ("abc", 2, "ab"),
        ("a🔥b", 2, "a"),
        ("a🔥b", 3, "a🔥"),
        (f"x{FAMILY}", 8, "x"),
        (f"x{FAMILY}y", 12, f"x{FAMILY}"),
        ("🇩🇪🇫🇷", 6, "🇩🇪"),
        (f"a{WALES}", 10, "a"),
        ("ae\u0301b", 2, "a"),
        ("abc", 0, ""),
        ("👍🏽", 2, ""),
    ],
)
def test_a_cut_splits_nothing_that_a_reader_sees_as_one(text: str, units: int, expected: str) -> None:
    assert cut(text, units) == expected


@given(SPOKEN)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(SPOKEN)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text, one_line=True)
    assert normalise(once, one_line=True) == once


@given(SPOKEN, st.integers(1, 40))
def test_no_text_is_longer_than_its_limit(text: str, limit: int) -> None:
    kept = normalise(text, limit=limit)
    assert utf16_length(kept) <= limit
    assert kept.encode().decode() == kept


@given(SPOKEN, st.integers(0, 40))
def test_a_cut_is_a_beginning_of_the_text(text: str, units: int) -> None:
    clean = normalise(text)
    assert clean.startswith(cut(clean, units))
