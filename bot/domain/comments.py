"""Comments and the discussions they form. A discussion is what resolves and what blocks; its replies do not count."""

from datetime import datetime

from bot.domain.values import Value

MOST_COMMENTS = 100


class Comment(Value):
    """What somebody said about the document. `ts` is the thread message it mirrors. Times UTC.

    `blocks` is False for people without the right to comment: shown, but nothing waits for them (threats.md row 19).
    """

    id: int
    discussion: int
    by: str
    text: str
    at: datetime
    ts: str | None = None
    blocks: bool = True


class Discussion(Value):
    """Replies that belong together, about one section (a key), one entry or item (an id), or the whole text (None)."""

    id: int
    section: str | None = None
    entry: int | None = None
    item: int | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    blocks: bool = True

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody to resolve it, and counts."""
        return self.blocks and self.resolved_at is None
