"""Comments and the discussions they form. A discussion is what resolves and what blocks; its replies do not count."""

from datetime import datetime

from bot.domain.values import Value

MOST_COMMENTS = 100


class Comment(Value):
    """What somebody said about the document. `ts` is the thread message it mirrors. Times UTC.

    `blocks` is False for people without the right to comment: shown, but nothing waits for them (threats.md row 19).
    `deleted_at` is set where it was taken away; its text is gone then.
    """

    id: int = 0
    discussion: int = 0
    by: str
    text: str
    at: datetime
    ts: str | None = None
    blocks: bool = True
    edited_at: datetime | None = None
    deleted_at: datetime | None = None


class Discussion(Value):
    """Replies that belong together, about one section (a key), one entry or item (an id), or the whole text (None).

    `last_at` (UTC) is when it was last spoken in.
    """

    id: int = 0
    section: str | None = None
    entry: int | None = None
    item: int | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    blocks: bool = True
    last_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody to resolve it, and counts."""
        return self.blocks and self.resolved_at is None
