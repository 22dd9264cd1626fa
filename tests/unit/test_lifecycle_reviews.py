"""What approvals become when they are given, taken back, or the text moves on under them."""

from datetime import UTC, date, datetime

from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.reviews import Review, ReviewState, after_edit, approve, take_back

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
LONG_TEXT = "connection attempts failed during several minutes"
TEXT = "The cache client opened one connection for every request and the pool refused them within five minutes"


def test_an_approval_takes_the_place_of_what_was_owed() -> None:
    assert approve((Review(reviewer="U1"), Review(reviewer="U2")), "U2", 7, NOW, "good") == (
        Review(reviewer="U1"),
        Review(reviewer="U2", state=ReviewState.APPROVED, revision=7, covers=7, at=NOW, note="good"),
    )


def test_an_approval_by_somebody_who_was_not_asked_is_added() -> None:
    (_, added) = approve((Review(reviewer="U1"),), "U9", 7, NOW)
    assert (added.reviewer, added.requested, added.counts_for(7)) == ("U9", False, True)


def test_an_approval_taken_back_is_owed_again_or_gone() -> None:
    reviews = approve(approve((Review(reviewer="U1"),), "U1", 7, NOW), "U9", 7, NOW)
    assert take_back(reviews, "U1", NOW)[0] == Review(reviewer="U1", state=ReviewState.TAKEN_BACK, at=NOW)
    assert [one.reviewer for one in take_back(reviews, "U9", NOW)] == ["U1"]


def test_an_edit_makes_approvals_stale_and_leaves_what_is_owed() -> None:
    reviews = approve((Review(reviewer="U1"), Review(reviewer="U2")), "U1", 7, NOW)
    after = after_edit(reviews, 8, {7: TEXT}, f"{TEXT} or so")
    assert [one.state for one in after] == [ReviewState.STALE, ReviewState.OWED]


def test_a_typo_leaves_an_approval_and_moves_what_it_covers() -> None:
    reviews = approve((), "U1", 7, NOW)
    (after,) = after_edit(reviews, 8, {7: TEXT.replace("connection", "conection")}, TEXT)
    assert (after.counts_for(8), after.counts_for(9), after.revision) == (True, False, 7)


def test_small_edits_are_measured_in_sum_against_the_approved_text() -> None:
    reviews = approve((), "U1", 7, NOW)
    text, states = LONG_TEXT, []
    for revision, word in enumerate(LONG_TEXT.split(), start=8):
        text = text.replace(word, f"{word[:2]}{word[1:]}")
        reviews = after_edit(reviews, revision, {7: LONG_TEXT}, text)
        states.append(reviews[0].state)
    assert states == [ReviewState.APPROVED] * 5 + [ReviewState.STALE]


def test_going_back_to_the_approved_text_makes_the_approval_count_again() -> None:
    reviews = approve((), "U1", 7, NOW)
    away = after_edit(reviews, 8, {7: TEXT}, "Something else entirely")
    assert after_edit(away, 9, {7: TEXT}, TEXT)[0].counts_for(9)


def test_an_approved_text_that_is_not_known_makes_the_approval_stale() -> None:
    assert after_edit(approve((), "U1", 7, NOW), 8, {}, TEXT)[0].state is ReviewState.STALE


def test_an_item_is_late_the_day_after_it_was_due_and_only_while_open() -> None:
    item = ActionItem(id=1, text="x", due=date(2026, 11, 27))
    assert (item.is_late(date(2026, 11, 27)), item.is_late(date(2026, 11, 28))) == (False, True)
    done = item.model_copy(update={"status": ItemStatus.COMPLETED})
    assert not done.is_late(date(2026, 11, 28))
