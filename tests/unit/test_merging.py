"""Two people changed one section: what fits together is one text, what does not stands twice, and nothing is lost."""

import re
import time
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.merging import FieldClash, merge, merge_fields

LABELS = ("yours", "Ines's")
BASE = "The cache change was rolled out to all nodes."
WORDS = st.sampled_from(["", "a", "b", "c", "a b", "b c", "a  b c", "- a", "x. y", "\tq ", "*z*"])
TEXTS = st.lists(WORDS, max_size=7).map("\n".join)
NUMBERS = " ".join(map(str, range(4_500)))
FREE = st.text(st.sampled_from("ab. \n*é漢"), max_size=40)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+|[^\w\s]", text))


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (f"{BASE} It had no canary.", "The cache change went to all 12 nodes at once.",
         "The cache change went to all 12 nodes at once. It had no canary."),
        (f"On Monday. {BASE}", f"{BASE} It had no canary.", f"On Monday. {BASE} It had no canary."),
        (f"First.\n\n{BASE}", f"{BASE}\n\nLast.", f"First.\n\n{BASE}\n\nLast."),
        (f"{BASE}\n\nLast.", "Something else entirely", "Something else entirely\n\nLast."),
        ("The config change was rolled out to all nodes.", "The cache change was rolled out to all pods.",
         "The config change was rolled out to all pods."),
    ],
)  # fmt: skip
def test_changes_in_different_places_fit_together(mine: str, theirs: str, merged: str) -> None:
    assert merge(BASE, mine, theirs, LABELS) == merge(BASE, theirs, mine, LABELS)
    assert (merge(BASE, mine, theirs, LABELS).text, merge(BASE, mine, theirs, LABELS).is_clean) == (merged, True)


def test_neighbouring_lines_are_different_places() -> None:
    merged = merge("- a\n- b\n- c", "- a1\n- b\n- c", "- a\n- b\n- b2\n- c", LABELS)
    assert (merged.text, merged.is_clean) == ("- a1\n- b\n- b2\n- c", True)


def test_a_change_that_both_made_is_there_once() -> None:
    merged = merge("a\n\nb", "a\n\nb\n\nc\n\nd", "a2\n\nb\n\nc\n\nd", LABELS)
    assert (merged.text, merged.is_clean) == ("a2\n\nb\n\nc\n\nd", True)


def test_both_appended_something_else_and_both_stay_under_their_labels() -> None:
    merged = merge("a\n\nb", "a\n\nb\n\nmine", "a\n\nb\n\nhers", LABELS)
    assert merged.text == "a\n\nb\n\n*yours*\n\nmine\n\n*Ines's*\n\nhers"
    assert (merged.is_clean, merged.clashes) == (False, 1)


def test_the_same_word_changed_twice_is_a_clash_of_the_whole_passage() -> None:
    merged = merge("x\nit was slow\ny", "x\nit was late\ny", "x\nit was lost\ny", LABELS)
    assert merged.text == "x\n\n*yours*\n\nit was late\n\n*Ines's*\n\nit was lost\n\ny"


def test_words_that_touch_do_not_fit_together() -> None:
    assert not merge("not drained", "never drained", "not emptied", LABELS).is_clean


def test_a_passage_that_one_took_out_and_the_other_changed_is_kept() -> None:
    merged = merge("a\nb", "a", "a\nb2", LABELS)
    assert merged.text == "a\n\n*yours*\n\n(taken out)\n\n*Ines's*\n\nb2"


def test_a_label_is_one_line_without_markup() -> None:
    merged = merge("a", "b", "c", ("yours", "*Ev\nil*\n# `x`"))
    assert merged.text == "*yours*\n\nb\n\n*Ev il x*\n\nc"


def test_clashes_are_counted() -> None:
    assert merge("a\nm\nb", "a1\nm\nb1", "a2\nm\nb2").clashes == 2


@given(TEXTS | FREE, TEXTS | FREE)
def test_a_side_that_changed_nothing_yields_to_the_other_exactly(base: str, text: str) -> None:
    assert [merge(base, base, text).text, merge(base, text, base).text, merge(base, text, text).text] == [text] * 3


@given(TEXTS | FREE, TEXTS | FREE, TEXTS | FREE)
@example("", "", "a\n")
@example("a", "a\n", "\na")
def test_no_new_word_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = words(merge(base, mine, theirs, LABELS).text)
    assert (words(mine) - words(base)) - merged == Counter()
    assert (words(theirs) - words(base)) - merged == Counter()


@given(TEXTS | FREE, TEXTS | FREE, TEXTS | FREE)
def test_who_is_asked_first_does_not_matter(base: str, mine: str, theirs: str) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.clashes == other.clashes
    assert not one.is_clean or one.text == other.text


LINES = st.lists(st.sampled_from("abcdefghij"), max_size=9, unique=True)


@given(LINES, LINES, LINES)
def test_every_new_line_of_both_is_in_the_result_and_in_its_order(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    old, one, other = (["<" + " ".join(line * 3) + ">" for line in side] for side in (base, mine, theirs))
    merged = merge("\n".join(old), "\n".join(one), "\n".join(other), LABELS).text.split("\n")
    for side in (one, other):
        rest = iter(merged)
        assert all(line in rest for line in side if line not in old)


@given(TEXTS, st.integers(0, 6), st.integers(0, 6))
def test_lines_put_in_at_different_places_fit_together(base: str, first: int, second: int) -> None:
    lines = [f"{number} {line}" for number, line in enumerate(base.split("\n"))]
    one, other = min(first, len(lines)), min(second, len(lines))
    mine, theirs = [*lines[:one], "MINE", *lines[one:]], [*lines[:other], "HERS", *lines[other:]]
    merged = merge("\n".join(lines), "\n".join(mine), "\n".join(theirs))
    assert merged.is_clean == (one != other)
    assert {"MINE", "HERS", *lines} <= set(merged.text.split("\n"))


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("\n" * 24_000, "\n" * 12_000 + "x" + "\n" * 11_999, "y" + "\n" * 23_999),
        ("ab " * 8_000, "ba " * 8_000, "a b " * 6_000),
        ("a\nb\n" * 6_000, "b\na\n" * 6_000, "a\na\nb\n" * 4_000),
        (". " * 12_000, " ." * 12_000, ".. " * 8_000),
        (NUMBERS, " ".join(reversed(NUMBERS.split())), " ".join(NUMBERS.split()[::2])),
    ],
)  # fmt: skip
def test_the_longest_and_worst_texts_take_a_few_seconds_at_most(base: str, mine: str, theirs: str) -> None:
    begun = time.process_time()
    merge(base, mine, theirs)
    assert time.process_time() - begun < 6


def test_fields_of_two_people_fit_together_field_by_field() -> None:
    base = {"users": "10", "money": "5", "sla": "no", "gone": "x"}
    merged = merge_fields(base, {**base, "users": "12"}, {"users": "10", "money": "7", "sla": "no", "new": "n"})
    assert (merged.values, merged.is_clean) == ({"users": "12", "money": "7", "sla": "no", "new": "n"}, True)


def test_a_field_that_both_changed_holds_mine_and_tells_both() -> None:
    merged = merge_fields({"a": "1", "b": "1"}, {"a": "2"}, {"a": "3", "b": "2"})
    assert merged.values == {"a": "2"}
    assert merged.clashes == (FieldClash("a", "2", "3"), FieldClash("b", None, "2"))


FIELDS = st.dictionaries(st.sampled_from("abcd"), st.none() | st.integers(0, 2))


@given(FIELDS, FIELDS, FIELDS)
def test_no_new_value_of_a_field_is_lost(
    base: dict[str, int | None], mine: dict[str, int | None], theirs: dict[str, int | None]
) -> None:
    merged = merge_fields(base, mine, theirs)
    told = {clash.key: (clash.mine, clash.theirs) for clash in merged.clashes}
    for key, value in mine.items():
        assert (key in base and base[key] == value) or merged.values[key] == value
    for key, value in theirs.items():
        changed = key not in base or base[key] != value
        assert not changed or told.get(key, (None, value))[1] == value
        assert not changed or key in told or merged.values[key] == value
    assert merge_fields(base, base, theirs).values == theirs
    assert merge_fields(base, mine, base).values == mine
