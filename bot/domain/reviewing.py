"""What the reviewing surfaces show: a reviewer's message, the windows of a review, the checklist, what changed.

Gathered by services, drawn by `blocks`. Times are UTC, people Slack member ids. The wishes of those who send for review
are here too.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import Field

from bot.domain.blame import Phrase, find_blame, sentence_of
from bot.domain.differences import Difference
from bot.domain.facts import Blocker, Facts
from bot.domain.mornings import Asked
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Section, Verb
from bot.domain.publishing import Place
from bot.domain.reviews import ChangeRequest, Review
from bot.domain.surfaces import CardFacts
from bot.domain.times_zones import day_in
from bot.domain.values import Value

BY_AI = "ai."
"""Before the mark of a phrase: a model's wording for it."""
LONGEST_NOTE = 600
LONGEST_WHY = 2_000
LONGEST_ANSWER = 2_000


class Halt(StrEnum):
    """Why an approval was not recorded: the text is another one by now, or it would publish and nobody said so."""

    MOVED = "moved"
    PUBLISHES = "publishes"


class Wish(Value):
    """How somebody wants a document reviewed: by whom, until which day, with which words to the reviewers.

    `keep_ai` says that the machine's texts were read and are kept.
    """

    reviewers: tuple[str, ...]
    due: date | None = None
    note: str = ""
    keep_ai: bool = False


def print_of(people: Iterable[str]) -> str:
    """Return a short print of who was shown: another one means that they were changed meanwhile."""
    return hashlib.sha256(" ".join(people).encode()).hexdigest()[:12]


class Moved(Value):
    """What became of the text since a revision: who changed it, which parts (keys of revisions), and when last."""

    at: datetime | None = None
    by: tuple[str | None, ...] = ()
    parts: tuple[str, ...] = ()


class ReviewFacts(Value):
    """A review as one reader sees it. `gate` is all that publishing looks at, `may` what the reader may do now.

    `moved` is what changed since the reader's approval, or since the revision that was looked at. `places` are
    where it would go, where this reader's approval publishes it. `zone` is the document's (IANA).
    """

    now: datetime
    zone: str
    reader: Actor
    card: CardFacts
    gate: Facts
    may: frozenset[Verb] = frozenset()
    moved: Moved = Moved()
    places: tuple[Place, ...] = ()

    @property
    def postmortem(self) -> Postmortem:
        """The document."""
        return self.gate.postmortem

    @property
    def mine(self) -> Review | None:
        """The reader's own review, or None."""
        return next((one for one in self.gate.reviews if one.reviewer == self.reader.member), None)

    @property
    def today(self) -> date:
        """The day in the document's zone."""
        return day_in(self.now, self.zone)


class Blame(Value):
    """A phrase of a section (by key and title) that may read as blame, what it could say, and its whole sentence.

    `mark` names exactly this phrase in a button.
    """

    section: str
    title: str
    text: str
    suggestion: str
    sentence: str = ""

    @property
    def mark(self) -> str:
        """A short name of this phrase: it is the same as long as the words are."""
        return hashlib.sha256(f"{self.section}:{self.text}".encode()).hexdigest()[:8]


def blame_of(section: Section, text: str, names: Iterable[str]) -> tuple[tuple[Phrase, Blame], ...]:
    """Return what may read as blame in the text of a section, in order: where it stands, and what is shown of it."""
    return tuple(
        (
            one,
            Blame(
                section=section.key,
                title=section.title,
                text=one.text,
                suggestion=one.suggestion,
                sentence=sentence_of(text, one),
            ),
        )
        for one in find_blame(text, names)
    )


class Wordings(Value):
    """A model's wordings, by the phrase's mark: another sentence for the one that the phrase stands in.

    `may_ask` says that a model may be asked for them, `stand` how far that is, `why` what it gave nothing for.
    """

    found: dict[str, str] = Field(default_factory=dict)
    may_ask: bool = False
    stand: str = ""
    why: str = ""


class BlameFacts(Value):
    """What may read as blame in the words that somebody has in a section's window."""

    postmortem: Postmortem
    section: Section
    phrases: tuple[Blame, ...] = ()
    wordings: Wordings = Wordings()
    names: dict[str, str] = Field(default_factory=dict)


class SubmitFacts(Value):
    """What the window shows that sends a document for review. `suggested` are the reviewers to begin with.

    `machine` counts the sections that are AI text. `admins` are incident admins by name, whom one could add. `phrases`
    may read as blame; of these the person wants to keep those whose marks are in `kept`. `wordings` are a model's.
    """

    gate: Facts
    suggested: tuple[str, ...] = ()
    due: date | None = None
    note: str = ""
    open: tuple[Blocker, ...] = ()
    machine: int = 0
    admins: tuple[str, ...] = ()
    phrases: tuple[Blame, ...] = ()
    kept: tuple[str, ...] = ()
    wordings: Wordings = Wordings()
    after: timedelta = timedelta(days=7)


class Line(Value):
    """A line of the checklist: the blocker, what this reader may do about it, and who can mend it otherwise.

    `mark` names exactly this blocker in a button. `asked_at` is when its reviewer was asked again last.
    """

    blocker: Blocker
    mark: str
    may_mend: bool = False
    may_drop: bool = False
    may_override: bool = False
    who: str = ""
    asked_at: datetime | None = None


class ChecklistFacts(Value):
    """What blocks publishing, line by line, for one reader, and what is only pointed out."""

    now: datetime
    reader: Actor
    gate: Facts
    lines: tuple[Line, ...] = ()
    warnings: tuple[Blocker, ...] = ()
    may: frozenset[Verb] = frozenset()


class ComparisonFacts(Value):
    """What changed between a revision and the present text, for one reader."""

    review: ReviewFacts
    then: int
    differences: tuple[Difference, ...] = ()
    by: tuple[str | None, ...] = ()
    page: int = 0


class Due(Asked):
    """A review that comes due: until which day, and who is waited for, by name.

    `for_author` is what its author hears once it is late. `until` is set where the reader has snoozed it, `helper` is
    who was asked to help, by name.
    """

    postmortem: Postmortem
    day: date
    for_author: bool = False
    waiting: tuple[str, ...] = ()
    until: date | None = None
    helper: str = ""


class HelpFacts(Value):
    """That a reviewer (by name) asked `to` for help: until which day the review is due, whether it is owed still."""

    postmortem: Postmortem
    to: str
    asker: str
    due: date | None
    today: date
    is_owed: bool = True


class RequestFacts(Value):
    """A change request as its thread or a person sees it. `titles` maps section keys to titles, `names` ids to names.

    `others` counts the other open ones. `link` leads to its message in the thread.
    """

    postmortem: Postmortem
    request: ChangeRequest
    titles: Mapping[str, str] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    others: int = 0
    is_shared: bool = False
    link: str | None = None
