"""What the files of a postmortem show: one value for every format, filtered for its reader before it is made.

Nothing here reads or decides who may see what; who makes a `Document` has decided that.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from pydantic import Field

from bot.domain.action_items import ActionItem
from bot.domain.durations import durations
from bot.domain.incidents import Incident
from bot.domain.postmortems import Postmortem, Status
from bot.domain.reviews import Correction, Override, Review
from bot.domain.sections import CATALOGUE, SectionDefinition
from bot.domain.surfaces import CardFacts
from bot.domain.templates import DEFAULT, Template
from bot.domain.timeline import Entry, Mark, Question, in_order
from bot.domain.values import Value

_IN_WORK: Final = {Status.DRAFT, Status.IN_REVIEW}


class Document(Value):
    """All that a document shows, and nothing that its reader may not see. Times UTC, shown in `zone` (IANA name).

    `entries` are the verified ones that nobody has hidden; `unverified` and `questions` are for drafts. `names` maps
    Slack ids to names, `links` message ts to permalinks. `definitions` are the template's sections; with
    `confirms_items` it wants a second person's look at what is done.
    """

    postmortem: Postmortem
    zone: str = "UTC"
    definitions: tuple[SectionDefinition, ...] = CATALOGUE
    incidents: tuple[Incident, ...] = ()
    entries: tuple[Entry, ...] = ()
    unverified: tuple[Entry, ...] = ()
    items: tuple[ActionItem, ...] = ()
    reviews: tuple[Review, ...] = ()
    overrides: tuple[Override, ...] = ()
    corrections: tuple[Correction, ...] = ()
    questions: tuple[Question, ...] = ()
    names: Mapping[str, str] = Field(default_factory=dict)
    links: Mapping[str, str] = Field(default_factory=dict)
    confirms_items: bool = False

    @property
    def is_in_work(self) -> bool:
        """Whether it is not published yet: then it says what is missing, unverified and open."""
        return self.postmortem.status in _IN_WORK

    @property
    def title(self) -> str:
        """Return the title; where there is none, the incident's, then its channel's name. May be empty."""
        channels = [f"#{one.channel_name}" for one in self.incidents if one.channel_name]
        found = [self.postmortem.title, *(one.title for one in self.incidents), *channels]
        return next((one for one in found if one.strip()), "")

    @property
    def severity(self) -> str | None:
        """Return the postmortem's severity, else the first that an incident has."""
        return self.postmortem.severity or next((one.severity for one in self.incidents if one.severity), None)

    @property
    def services(self) -> tuple[str, ...]:
        """Return the postmortem's services, else those of its incidents, each once."""
        return self.postmortem.services or tuple(dict.fromkeys(name for one in self.incidents for name in one.services))

    @property
    def started_at(self) -> datetime | None:
        """Return when it began: what the postmortem says, else the first of its incidents."""
        return self.postmortem.started_at or min((at for one in self.incidents if (at := one.started_at)), default=None)

    @property
    def resolved_at(self) -> datetime | None:
        """Return when it was over: what the postmortem says, else the last of its incidents."""
        known = self.postmortem.resolved_at
        return known or max((at for one in self.incidents if (at := one.resolved_at)), default=None)

    @property
    def length(self) -> timedelta | None:
        """Return how long it took, None where that is not known."""
        start, end = self.started_at, self.resolved_at
        return end - start if start and end and end >= start else None

    @property
    def changed_at(self) -> datetime:
        """Return when its text became what it is: the same document has the same moment, however often it is made."""
        published = self.postmortem.publication
        return published.corrected_at or published.at or self.postmortem.updated_at

    def marks(self) -> dict[Mark, tuple[datetime, timedelta | None]]:
        """Return when it was detected, acknowledged, mitigated and resolved, each with the time since it began.

        The time is None where `durations` does not know it: no beginning, a negative one, marks that contradict.
        """
        found = durations(self.entries, self.started_at)
        spans = zip(Mark, (found.detect, found.acknowledge, found.mitigate, found.resolve), strict=True)
        return {mark: (span.until, span.length) for mark, span in spans if span.until is not None}

    def name(self, member: str | None) -> str:
        """Return how a person is called; "" where nobody knows. An id is nobody's name."""
        return self.names.get(member or "", "").strip()


def document_of(facts: CardFacts, template: Template = DEFAULT) -> Document:
    """Return the document of a card, for the same readers, with the sections of its template.

    Raises ValueError where there is no postmortem yet.
    """
    postmortem = facts.postmortem
    if postmortem is None:
        raise ValueError("there is no document before there is a postmortem")
    shown = in_order(one for one in facts.entries if not one.hidden)
    gate = facts.gate
    return Document(
        postmortem=postmortem,
        zone=facts.zone,
        definitions=template.sections,
        incidents=(facts.incident,),
        entries=tuple(one for one in shown if one.verified),
        unverified=tuple(one for one in shown if not one.verified),
        items=gate.items if gate else (),
        reviews=gate.reviews if gate else (),
        overrides=gate.overrides if gate else (),
        corrections=gate.corrections if gate else (),
        questions=tuple(one.question for one in facts.questions),
        names=facts.names,
        links=facts.links,
        confirms_items=template.confirms_items,
    )
