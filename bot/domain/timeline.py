"""The timeline's values: entries, the claims that a narrator makes, and what a narrative holds.

Grounding is next door.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.action_items import ItemKind
from bot.domain.incidents import moment
from bot.domain.narration import AiTrouble
from bot.domain.values import Value


class EntryKind(StrEnum):
    """What sort of moment an entry is."""

    DETECTED = "detected"
    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"
    DECLARED = "declared"
    ESCALATED = "escalated"
    INVESTIGATING = "investigating"
    FINDING = "finding"
    HYPOTHESIS = "hypothesis"
    RULED_OUT = "ruled out"
    DECISION = "decision"
    CHANGE = "change"
    MITIGATED = "mitigated"
    COMMUNICATION = "communication"
    RESOLVED = "resolved"
    FOLLOW_UP = "follow-up"


class Mark(StrEnum):
    """The four moments that the durations are measured between."""

    DETECTED = "detected"
    ACKNOWLEDGED = "acknowledged"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"


class Origin(StrEnum):
    """Who made a text: rules, the AI, a person, or an emoji/pin by a person."""

    RULES = "rules"
    AI = "ai"
    PERSON = "person"
    PIN = "pin"


MACHINES: Final = frozenset({Origin.RULES, Origin.AI})
"""Whose text may be replaced as long as no person has touched it."""


class Claim(Value):
    """What a narrator says happened, with the `ts` of the messages it rests on. Code, never a narrator, sets the time.

    `stated` is a time that a cited message itself names ("it started at 14:02"), aware UTC; the first cited message
    says it. `weight` orders claims when there are too many: the higher, the longer it stays.
    """

    cites: tuple[str, ...]
    kind: EntryKind
    text: str
    actor: str | None = None
    stated: datetime | None = None
    mark: Mark | None = None
    weight: float = 1.0


class Entry(Value):
    """A moment on the timeline: aware UTC time, kind, text and its evidence (message ts).

    An entry that is not `verified` has a `reason`, stays out of the document, and waits for a person.
    `said_at` is set where the time was stated in a message: then `at` is the stated time. `rank` orders entries of the
    same minute, the lower the earlier. `source` is the message (ts) that a machine made it from, kept from a person's
    first touch on: whatever becomes of its time and messages, it is not made a second time. `changed_at` (UTC) is when
    one of its messages was changed or deleted in the channel, as long as no person has looked at it since.
    """

    id: int = 0
    at: datetime
    kind: EntryKind
    text: str
    actor: str | None = None
    evidence: tuple[str, ...] = ()
    verified: bool = True
    reason: str | None = None
    said_at: datetime | None = None
    mark: Mark | None = None
    hidden: bool = False
    rank: int = 0
    origin: Origin = Origin.RULES
    by: str | None = None
    source: str | None = None
    changed_at: datetime | None = None


def lead_of(entry: Entry) -> str | None:
    """Return the message (ts) that an entry was made from: the one whose time it has, else the first it rests on."""
    if entry.source is not None:
        return entry.source
    return next((ts for ts in entry.evidence if moment(ts) == entry.at), next(iter(entry.evidence), None))


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by time; those of the same minute by their rank, so that a person can put them in order."""
    return sorted(entries, key=lambda one: (one.at.replace(second=0, microsecond=0), one.rank, one.at, one.id))


class Asked(Value):
    """Somebody (a Slack id) who was sent a question, by whom and when (UTC). `passed`: that person does not know."""

    member: str
    by: str
    at: datetime
    passed: bool = False


class Question(Value):
    """Something the channel leaves open, and the members (Slack ids) who could know.

    `section` is the key of the section that the answer belongs to, where there is one; `asked` are those whom a person
    sent it to.
    """

    text: str
    asks: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    section: str | None = None
    asked: tuple[Asked, ...] = ()
    answer: str | None = None
    answered_by: str | None = None


class Style(StrEnum):
    """How a sentence stands in its section's text."""

    RUN = "run"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    STEP = "step"


class Decided(StrEnum):
    """What a person did with a sentence that was not verified."""

    ADDED = "added"
    DROPPED = "dropped"


class Sentence(Value):
    """A statement of a section and the messages (ts) that it rests on.

    `reason` says why it is not verified; it then stays out of the text and waits for a person, until that is `decided`.
    `head` is the heading under which it stands, one of ours.
    """

    text: str
    cites: tuple[str, ...] = ()
    style: Style = Style.RUN
    head: str = ""
    reason: str | None = None
    decided: Decided | None = None

    @property
    def is_told(self) -> bool:
        """Whether it belongs into the text: its messages bear it out, or a person added it."""
        return self.reason is None or self.decided is Decided.ADDED

    @property
    def is_waiting(self) -> bool:
        """Whether a person is to add or to drop it."""
        return self.reason is not None and self.decided is None


class SectionText(Value):
    """A narrator's Markdown for one section, with the messages it rests on. Empty where the channel says nothing.

    With `sentences` the text is made of those of them that were verified.
    """

    key: str
    text: str = ""
    cites: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()


class Proposal(Value):
    """An action item that a narrator proposes: what, of which kind, done when, whose it may be (a Slack id)."""

    text: str
    kind: ItemKind | None = None
    done_when: str = ""
    owner: str | None = None
    cites: tuple[str, ...] = ()
    reason: str | None = None


class Narrative(Value):
    """All that a narrator makes of a transcript. Nothing in it is believed before it was grounded.

    `trouble` says why a model's narrative is not whole: then it is made of what there was until then.
    """

    title: str | None = None
    claims: tuple[Claim, ...] = ()
    sections: tuple[SectionText, ...] = ()
    questions: tuple[Question, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    origin: Origin = Origin.RULES
    trouble: AiTrouble | None = None


def budget(messages: int) -> int:
    """Return how many entries a timeline of so many messages may show: a reader wants the events, not the channel."""
    return max(12, messages // 6)


class Brief(Value):
    """What is known of an incident before its channel is read: a narrator starts from it."""

    title: str | None = None
    severity: str | None = None
    services: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    resolved_at: datetime | None = None
