"""What the JSON file of a postmortem holds. Fields are only added, never renamed, within one schema.

docs/postmortem.schema.json is written from these models, and a test compares. They hold no rule about postmortems.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal

from pydantic import Field, PlainSerializer

from bot.domain.postmortems import Status, Visibility
from bot.domain.values import Value

SCHEMA: Final = "postmortem/1"


def stamp(at: datetime | None) -> str | None:
    """Return a moment in UTC as ISO 8601 with Z, or None."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


Moment = Annotated[datetime, PlainSerializer(stamp, return_type=str)]


class StatementFile(Value):
    """A model's statement that stands in a section as it was written, with the ts of the messages that it rests on.

    One that is not verified has the reason why its messages do not bear it out: a person added it.
    """

    text: str
    evidence: tuple[str, ...]
    verified: bool
    reason: str | None


class SectionFile(Value):
    """A section: its Markdown, the values of its fields by key, and what of it rests on which messages."""

    key: str
    title: str
    required: bool
    text: str
    origin: str | None
    evidence: tuple[str, ...]
    fields: dict[str, str]
    statements: tuple[StatementFile, ...]


class MomentFile(Value):
    """A moment of the timeline. `evidence` holds the ts of its messages, `links` where they can be read."""

    at: Moment
    kind: str
    text: str
    evidence: tuple[str, ...]
    verified: bool
    actor: str | None
    mark: str | None
    said_at: Moment | None
    reason: str | None
    links: tuple[str, ...]


class QuestionFile(Value):
    """Something that the channel leaves open."""

    text: str
    may_know: tuple[str, ...]
    evidence: tuple[str, ...]
    answer: str | None
    answered_by: str | None


class ItemFile(Value):
    """An action item."""

    text: str
    owner: str | None
    due: date | None
    priority: str
    status: str
    kind: str | None
    justification: str | None
    evidence: str | None
    ticket: str | None
    done_when: str
    started_at: Moment | None
    done_at: Moment | None
    closed_by: str | None
    confirmed_at: Moment | None
    confirmed_by: str | None


class ReviewFile(Value):
    """One reviewer's word, and the revision that it was about."""

    reviewer: str | None
    state: str
    revision: int | None
    at: Moment | None
    requested: bool
    note: str


class OverrideFile(Value):
    """A check that somebody set aside, with the reason."""

    what: str
    by: str | None
    reason: str
    at: Moment | None


class PublicationFile(Value):
    """When it was published, and how its text was corrected since."""

    at: Moment | None
    by: str | None
    revision: int | None
    corrected_at: Moment | None
    corrected_by: str | None
    correction: str


class IncidentFile(Value):
    """An incident that the postmortem tells of."""

    title: str
    channel: str
    external_id: str | None
    severity: str | None
    started_at: Moment | None
    resolved_at: Moment | None


class GapFile(Value):
    """Something that could not be read; a count of 0 means that nobody knows how many."""

    what: str
    count: int
    reason: str


class ImportFile(Value):
    """What was read of the channel."""

    messages: int
    threads: int
    files: int
    secrets_covered: int
    missing: tuple[GapFile, ...]


class PostmortemFile(Value):
    """A postmortem. Moments are UTC, ISO 8601 with Z; people are names; `zone` is the one that its people use."""

    schema_: Literal["postmortem/1"] = Field(default=SCHEMA, alias="schema", serialization_alias="schema")
    name: str
    title: str
    status: Status
    severity: str | None
    services: tuple[str, ...]
    visibility: Visibility
    revision: int
    zone: str
    channel: str | None
    author: str | None
    participants: tuple[str, ...]
    started_at: Moment | None
    resolved_at: Moment | None
    duration_minutes: int | None
    minutes_to: dict[Literal["detected", "acknowledged", "mitigated", "resolved"], int | None]
    updated_at: Moment
    publication: PublicationFile | None
    incidents: tuple[IncidentFile, ...]
    sections: tuple[SectionFile, ...]
    timeline: tuple[MomentFile, ...]
    items: tuple[ItemFile, ...]
    no_items_reason: str | None
    reviews: tuple[ReviewFile, ...]
    overrides: tuple[OverrideFile, ...]
    questions: tuple[QuestionFile, ...]
    import_: ImportFile = Field(alias="import", serialization_alias="import")
