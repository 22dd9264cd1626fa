"""Reviews, change requests and overrides as values, and what an edit does to an approval. Who may do it is policy's."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from bot.domain.typos import is_typo_sized
from bot.domain.values import Value


class ReviewState(StrEnum):
    """What one reviewer's word is now. TAKEN_BACK and ASKED_CHANGES are owed again in the next round."""

    OWED = "owed"
    APPROVED = "approved"
    STALE = "stale"
    TAKEN_BACK = "taken_back"
    ASKED_CHANGES = "asked_changes"


class Review(Value):
    """One person's review. Times UTC; people are Slack member ids.

    `revision` is the one that was seen and approved. `covers` is the last revision that it still counts for: typo-sized
    edits move it on. `requested` is False for an admin who approved without being asked.
    """

    reviewer: str
    state: ReviewState = ReviewState.OWED
    revision: int | None = None
    covers: int | None = None
    at: datetime | None = None
    asked_at: datetime | None = None
    requested: bool = True
    note: str = ""

    @property
    def has_approved(self) -> bool:
        """Whether an approval stands, of whichever revision."""
        return self.state in {ReviewState.APPROVED, ReviewState.STALE} and self.revision is not None

    def counts_for(self, revision: int) -> bool:
        """Whether this is an approval of the text as it is at `revision`."""
        if self.state is not ReviewState.APPROVED or self.revision is None:
            return False
        return max(self.revision, self.covers or 0) >= revision


class ChangeRequest(Value):
    """A reviewer's demand, open until it is answered or an admin drops it, even when its reviewer is removed.

    `revision` is the one that it was said about. Times UTC.
    """

    id: int
    by: str
    reason: str
    sections: tuple[str, ...] = ()
    at: datetime | None = None
    revision: int = 0
    answered_at: datetime | None = None
    answered_by: str | None = None
    answer: str | None = None
    dropped_at: datetime | None = None
    dropped_by: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.answered_at is None and self.dropped_at is None


class TextEdit(Value):
    """That somebody changed the text, and the revision that this made. `by` is None for the bot."""

    by: str | None
    revision: int


class Correction(Value):
    """That a published document was corrected: who did it (a Slack id), when (UTC), and why."""

    by: str | None
    at: datetime
    reason: str = ""


class Override(Value):
    """An org admin's word that one blocker does not count, with the reason. `key` is the blocker's key then."""

    key: str
    by: str
    reason: str
    at: datetime | None = None


def approve(
    reviews: Iterable[Review], reviewer: str, revision: int, at: datetime, note: str = ""
) -> tuple[Review, ...]:
    """Return the reviews with `reviewer`'s approval of `revision`, in place or as a new, unrequested one."""
    kept = tuple(reviews)
    change = {"state": ReviewState.APPROVED, "revision": revision, "covers": revision, "at": at, "note": note}
    if all(one.reviewer != reviewer for one in kept):
        kept = (*kept, Review(reviewer=reviewer, requested=False))
    return tuple(one.model_copy(update=change) if one.reviewer == reviewer else one for one in kept)


def take_back(reviews: Iterable[Review], reviewer: str, at: datetime) -> tuple[Review, ...]:
    """Return the reviews without `reviewer`'s approval: owed again where it was requested, else gone."""
    change = {"state": ReviewState.TAKEN_BACK, "revision": None, "covers": None, "at": at}
    return tuple(
        one.model_copy(update=change) if one.reviewer == reviewer else one
        for one in reviews
        if one.reviewer != reviewer or one.requested
    )


def after_edit(
    reviews: Iterable[Review], revision: int, approved: dict[int, str], text: str, names: frozenset[str] = frozenset()
) -> tuple[Review, ...]:
    """Return the reviews as they stand once the whole text became `text` at `revision`.

    `approved` maps each approved revision to its whole text: smallness is measured against that, in sum, so that forty
    small edits are not small. A revision that is missing there makes its approvals stale.
    """
    after = []
    for one in reviews:
        if not one.has_approved or one.revision is None:
            after.append(one)
            continue
        seen = approved.get(one.revision)
        if seen is not None and is_typo_sized(seen, text, names):
            after.append(one.model_copy(update={"state": ReviewState.APPROVED, "covers": revision}))
        else:
            after.append(one.model_copy(update={"state": ReviewState.STALE}))
    return tuple(after)
