"""The postmortem itself: a frozen aggregate with its status, people and sections.

Rules about it live in lifecycle and policy.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from bot.domain.fixes import Fix
from bot.domain.incidents import ImportReport
from bot.domain.mentions import people_in
from bot.domain.narration import Ai, Part
from bot.domain.people import is_member_id
from bot.domain.timeline import Origin, Sentence
from bot.domain.values import Value


class Status(StrEnum):
    """The four states of a document."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Visibility(StrEnum):
    """Who may see it: its own people, a team, or everybody in the organisation who is a full member."""

    PRIVATE = "private"
    TEAM = "team"
    ORGANISATION = "organisation"


class Verb(StrEnum):
    """What can be done with a postmortem, and seeing it."""

    CREATE = "create"
    SEE = "see"
    EDIT = "edit"
    MANAGE_ITEMS = "manage_items"
    WORK_ON_ITEM = "work_on_item"
    UNDO_ITEM = "undo_item"
    SUBMIT = "submit"
    COMMENT = "comment"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    CORRECT = "correct"
    REOPEN = "reopen"
    ARCHIVE = "archive"
    RESTORE = "restore"
    ANNOUNCE = "announce"
    OVERRIDE = "override"
    NARRATE = "narrate"
    TAKE_OVER = "take_over"
    HELP = "help"
    REHOME = "rehome"
    FOLLOW_UP = "follow_up"
    HAND_OVER = "hand_over"
    DISCARD = "discard"
    REVIVE = "revive"
    RECLASSIFY = "reclassify"
    ANSWER = "answer"
    DROP_REQUEST = "drop_request"
    ASK_REVIEWERS = "ask_reviewers"
    BREAK_GLASS = "break_glass"
    ALLOW_AI = "allow_ai"
    FOLLOW = "follow"


class Stage(StrEnum):
    """How far the making of a draft is. Words on the card come from it."""

    READING = "reading"
    NARRATING = "narrating"
    READY = "ready"
    HELD = "held"
    FAILED = "failed"


class Progress(Value):
    """What the card says while the draft is made. `resume_at` (UTC) is set while Slack makes us wait.

    `part` is what a model is at, and how much of it is done, where one writes.
    """

    stage: Stage = Stage.READING
    messages: int = 0
    threads: int = 0
    threads_done: int = 0
    files: int = 0
    resume_at: datetime | None = None
    trouble: str | None = None
    part: Part | None = None
    part_done: int = 0
    part_total: int = 0


class Section(Value):
    """One part of a document: Markdown text, who made it, and the message ts it rests on. Times UTC.

    `fields` holds the values of the fields that the template gives it, as strings by key; one that is not known yet
    is absent. `sentences` are what a model said, each with its messages; what is not verified is not in the text.
    `changed_at` is when a message was changed in its channel, or deleted (`is_gone`), on which a person's text rests;
    None where that person, or another one, has settled it since.
    """

    key: str
    title: str
    required: bool = False
    position: int = 0
    text: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    origin: Origin | None = None
    evidence: tuple[str, ...] = ()
    by: str | None = None
    at: datetime | None = None
    suggestion: str | None = None
    sentences: tuple[Sentence, ...] = ()
    changed_at: datetime | None = None
    is_gone: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return not self.text.strip() and not any(value.strip() for value in self.fields.values())


def mentioned_in(section: Section) -> frozenset[str]:
    """Return the people that a section's text mentions (`@[U012AB]`, decision 13) and that its fields name."""
    named = {word for value in section.fields.values() for word in value.split() if is_member_id(word)}
    return frozenset((*people_in(section.text), *named))


class Round(Value):
    """One round of review: who asked for it, when (UTC), until which day, and with which words to the reviewers.

    `number` is 0 before the first one. `withdrawn_at` is set where its author took it back.
    """

    number: int = 0
    asked_by: str | None = None
    asked_at: datetime | None = None
    due: date | None = None
    note: str = ""
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None


class Publication(Value):
    """How a document was published, corrected, reopened and archived, each as it was last. Times UTC.

    `by` is None where the last approval published it. `revision` is what was published. `fixes` are the answers to
    whether what was mended has held.
    """

    at: datetime | None = None
    by: str | None = None
    revision: int | None = None
    corrected_at: datetime | None = None
    corrected_by: str | None = None
    correction: str = ""
    reopened_at: datetime | None = None
    reopened_by: str | None = None
    reopened_why: str = ""
    archived_at: datetime | None = None
    archived_by: str | None = None
    fixes: tuple[Fix, ...] = ()


class Postmortem(Value):
    """The document. `revision` counts what readers see, `version` guards against lost updates. Times UTC.

    People are Slack member ids. `channel` is the incident's channel, None where there is none. `held_at` is set while
    the incident is reopened. `is_required` says that the workspace's rules ask for it, so it is not put aside lightly.
    `handed_by` had it before and handed it over, as long as the new author has done nothing with it.
    `team` is the user group (S…) or channel (C…) whose people see it where it is for a team. `no_items_reason` is what
    was said where it has no action items.
    """

    id: int
    workspace: str
    number: int
    title: str
    status: Status = Status.DRAFT
    severity: str | None = None
    services: tuple[str, ...] = ()
    visibility: Visibility = Visibility.ORGANISATION
    team: str | None = None
    template: str = "default"
    incident: int | None = None
    channel: str | None = None
    author: str | None = None
    handed_by: str | None = None
    editors: tuple[str, ...] = ()
    commenters: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    progress: Progress = Progress()
    report: ImportReport = ImportReport()
    round: Round = Round()
    publication: Publication = Publication()
    ai: Ai = Ai()
    no_items_reason: str | None = None
    is_required: bool = False
    held_at: datetime | None = None
    discarded_at: datetime | None = None
    started_at: datetime | None = None
    resolved_at: datetime | None = None
    due_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    revision: int = 1
    version: int = 1
    sections: tuple[Section, ...] = ()

    @property
    def name(self) -> str:
        """Its short name, such as PM-42."""
        return f"PM-{self.number}"

    @property
    def is_put_away(self) -> bool:
        """Whether nobody is asked about anything in it: it is archived, or its draft was put aside."""
        return self.discarded_at is not None or self.status is Status.ARCHIVED

    @property
    def places(self) -> tuple[str, ...]:
        """The channels and user groups whose present members may see it; none where everybody may."""
        if self.visibility is Visibility.ORGANISATION:
            return ()
        team = self.team if self.visibility is Visibility.TEAM else None
        return tuple(one for one in (self.channel, team) if one is not None)

    def section(self, key: str) -> Section | None:
        """Return one of its sections by key, or None."""
        return next((one for one in self.sections if one.key == key), None)
