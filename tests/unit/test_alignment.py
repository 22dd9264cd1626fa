"""Where two sequences differ: the hunks rebuild one from the other, and are as few as a reader would make them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alignment import Hunk, hunks, without_islands

ROWS = st.lists(st.sampled_from("abcde"), max_size=14)


@given(ROWS, ROWS)
def test_what_lies_between_the_hunks_is_the_same_on_both_sides(old: list[str], new: list[str]) -> None:
    place = new_place = 0
    for hunk in [*hunks(old, new), Hunk(len(old), len(old), len(new), len(new))]:
        assert old[place : hunk.start] == new[new_place : hunk.new_start]
        place, new_place = hunk.end, hunk.new_end


@given(ROWS, ROWS)
def test_hunks_do_not_touch_and_are_never_empty(old: list[str], new: list[str]) -> None:
    found = hunks(old, new)
    assert all(hunk.end > hunk.start or hunk.new_end > hunk.new_start for hunk in found)
    assert all(one.end < other.start for one, other in pairwise(found))


@given(ROWS, st.integers(0, 14), ROWS)
def test_an_insertion_is_told_as_one(old: list[str], place: int, added: list[str]) -> None:
    marked = [f"+{one}" for one in added]
    assert len(hunks(old, [*old[:place], *marked, *old[place:]])) == (1 if added else 0)


def test_a_line_that_moved_is_taken_out_and_put_in() -> None:
    assert hunks(list("abcd"), list("bcda")) == [Hunk(0, 1, 0, 0), Hunk(4, 4, 3, 4)]


def test_two_long_sequences_with_nothing_in_common_are_one_hunk() -> None:
    assert hunks(["x", "y"] * 4_000, ["z"] * 8_000) == [Hunk(0, 8_000, 0, 8_000)]


def test_a_short_word_between_two_rewritten_passages_is_no_island() -> None:
    old, new = ["errors", "of", "checkout", "now"], ["timeouts", "of", "login", "now"]
    assert without_islands(hunks(old, new), old) == [Hunk(0, 3, 0, 3)]


def test_a_long_passage_between_two_changes_stays() -> None:
    old, new = ["a", "unchanged passage", "b"], ["c", "unchanged passage", "d"]
    assert without_islands(hunks(old, new), old) == [Hunk(0, 1, 0, 1), Hunk(2, 3, 2, 3)]
