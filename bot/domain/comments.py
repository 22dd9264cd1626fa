"""Comments and the discussions they form. A discussion is what resolves and what blocks; its replies do not count."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import Field

from bot.domain.postmortems import Postmortem, Section
from bot.domain.values import Value

MOST_COMMENTS = 100
LONGEST_COMMENT = 3_000
TOGETHER: Final = timedelta(hours=1)
"""Replies that are no further apart than this are one discussion."""

_PREFIX = re.compile(r"[*_~\s]{0,4}(?P<name>[^:\n]{1,120}?)[*_~\s]{0,4}:[*_~]{0,4}\s*")


class Comment(Value):
    """What somebody said about the document. `ts` is the thread message it mirrors. Times UTC.

    The message stands in `channel`, under `thread` (a ts). `ours` says that it is our copy of what was written in a
    window; otherwise a person wrote the message itself. `blocks` is False for people without the right to comment:
    shown, but nothing waits for them. `deleted_at` is set where it was taken away; its text is gone
    then. One that was deleted before we heard of it belongs to no discussion (0).
    """

    id: int = 0
    discussion: int = 0
    by: str
    text: str
    at: datetime
    ts: str | None = None
    channel: str | None = None
    thread: str | None = None
    ours: bool = False
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

    @property
    def about(self) -> "About":
        """What it is about."""
        return About(section=self.section, entry=self.entry, item=self.item)


class About(Value):
    """What a comment is about: a section (its key), an entry or an item (their id), or, with none, the whole text."""

    section: str | None = None
    entry: int | None = None
    item: int | None = None


class Said(Value):
    """What somebody wrote in a window: the words, what they are about, whom they ask to be told of it.

    `discussion` is the one that it answers, None where it begins by itself.
    """

    text: str
    about: About = About()
    tell: tuple[str, ...] = ()
    discussion: int | None = None


class Thread(Value):
    """A discussion with what was said in it, oldest first. `place` is what it is about, in words and not escaped.

    `place` is empty for the whole text. `link` leads to its newest message in Slack, None where there is none.
    """

    discussion: Discussion
    comments: tuple[Comment, ...] = ()
    place: str = ""
    link: str | None = None


class CommentsFacts(Value):
    """A page of a document's discussions as one reader may see them. Times UTC.

    `threads` are the rows of the page, oldest first. `shown` is "open" or "all", `section` the key of the only section
    that is shown, `filed_under` of all that have a discussion. `resolved` are the discussions that this reader has
    closed just now and can open again. `covered` counts the secrets that the last comment had.
    """

    now: datetime
    postmortem: Postmortem
    threads: tuple[Thread, ...] = ()
    total: int = 0
    page: int = 0
    size: int = 15
    shown: str = "open"
    section: str | None = None
    filed_under: tuple[str, ...] = ()
    may_comment: bool = False
    reader: str | None = None
    names: dict[str, str] = Field(default_factory=dict)
    resolved: tuple[int, ...] = ()
    covered: int = 0


class CopyFacts(Value):
    """One comment and its discussion, for our copy of it in the thread and for the messages that tell of it.

    `place` is what it is about, in words and not escaped; empty for the whole text. `is_hidden` says that readers of
    the place may not see its words.
    """

    postmortem: Postmortem
    comment: Comment
    discussion: Discussion
    place: str = ""
    link: str | None = None
    names: dict[str, str] = Field(default_factory=dict)
    is_hidden: bool = False


class News(Value):
    """How many comments an author has not heard of, or until when to wait (UTC) before telling.

    `told` counts the messages so far.
    """

    postmortem: Postmortem
    count: int = 0
    told: int = 0
    wait_until: datetime | None = None


def filed(text: str, sections: Iterable[Section]) -> tuple[str | None, str]:
    """Return the key of the section that a reply names at its beginning, and what is said after the colon.

    None and the text as it is where it names none, or says nothing more.
    """
    found = _PREFIX.match(text)
    if found is None or not (rest := text[found.end() :].strip()):
        return None, text
    name = " ".join(found["name"].casefold().split())
    for section in sections:
        if " ".join(section.title.casefold().split()) == name:
            return section.key, rest[:1].upper() + rest[1:]
    return None, text


def joined(discussions: Sequence[Discussion], at: datetime, about: About | None) -> Discussion | None:
    """Return the discussion that something said at `at` (UTC) goes on with; None where it begins a new one.

    `about` is what it names; without it, it goes on with whatever was talked of last. What was resolved is not gone on
    with: a new question must not vanish under an old answer.
    """
    near = [one for one in discussions if one.last_at is not None and abs(at - one.last_at) <= TOGETHER]
    if about is not None:
        near = [one for one in near if one.about == about]
    last = max(near, key=lambda one: (one.last_at or at, one.id), default=None)
    return last if last is not None and last.is_open else None
