"""What living messages, Home and answers show.

Facts are gathered by services, drawn by `blocks`, sent by jobs and listeners.

A rendered message is plain JSON as Slack takes it. Facts hold only what the reader of the place may see.
"""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from bot.domain.action_items_lists import ItemsListFacts
from bot.domain.facts import Facts
from bot.domain.incidents import Incident, Message
from bot.domain.narration import AiTrouble
from bot.domain.people import Audience, Member
from bot.domain.postmortems import Postmortem, Round, Status, Verb
from bot.domain.publishing import Publishing, Silence
from bot.domain.templates import Template
from bot.domain.timeline import Entry, Question
from bot.domain.values import Value


class Rendered(Value):
    """A message as Slack takes it: `text` carries the meaning on its own, `blocks` are plain JSON."""

    text: str
    blocks: tuple[dict[str, Any], ...] = ()


class AskedQuestion(Value):
    """An open question with the id that its button carries."""

    id: int
    question: Question


class QuestionFacts(Value):
    """An open question as somebody is shown it who was asked: links to its messages by when they were written (UTC)."""

    now: datetime
    zone: str
    postmortem: Postmortem
    id: int
    question: Question
    member: str
    names: dict[str, str] = Field(default_factory=dict)
    links: dict[datetime, str] = Field(default_factory=dict)


class Blocking(Value):
    """A reason that blocks publishing, in the card's words: "Impact is empty"."""

    code: str
    sentence: str


class CardFacts(Value):
    """All that the card and its two living replies show, drawn for one audience. Times UTC.

    `names` maps Slack ids to display names, `links` message ts to permalinks, `zone` is the document's (IANA).
    `postmortem` is None while there is only an offer. `newcomer` is true for a workspace's first three postmortems.
    `tables` says whether Slack takes table blocks. `reposted` is true when the first card was deleted by somebody.
    `may` is what the one reader of a window may do now; nothing for a place that several people see.
    `gate` is what publishing looks at: reviews, items, discussions and what else belongs to the document.
    `better` is the template that would do better now; `publishing` is what is shown of a document that was published.
    `writer` says that a model writes the draft once the rules' one stands.
    """

    now: datetime
    zone: str
    audience: Audience
    incident: Incident
    postmortem: Postmortem | None = None
    entries: tuple[Entry, ...] = ()
    questions: tuple[AskedQuestion, ...] = ()
    blocking: tuple[Blocking, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
    links: dict[str, str] = Field(default_factory=dict)
    newcomer: bool = False
    tables: bool = True
    reposted: bool = False
    may: frozenset[Verb] = frozenset()
    gate: Facts | None = None
    better: Template | None = None
    publishing: Publishing | None = None
    writer: bool = False


class Listed(Value):
    """A line of a list of postmortems. Times UTC."""

    id: int
    number: int
    title: str
    status: Status
    severity: str | None
    author: str | None
    updated_at: datetime
    due_at: datetime | None
    channel: str | None
    round: Round = Round()


class ListFacts(Value):
    """A page of a list: what the reader may see of it, `total` included.

    `person` and `since` say what it was narrowed to, `unknown` which words of the request meant nothing.
    """

    rows: tuple[Listed, ...] = ()
    total: int = 0
    page: int = 0
    size: int = 15
    status: Status | None = None
    mine: bool = False
    person: str | None = None
    since: date | None = None
    unknown: tuple[str, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)


class Waiting(Value):
    """Something that waits for a member: a review until `due`, or an answer to the change `request` of `who`."""

    row: Listed
    due: date | None = None
    request: int | None = None
    who: str | None = None


class Unheard(Value):
    """A channel that heard nothing of a published document, for an admin who may see that one."""

    row: Listed
    silence: Silence


class SetUp(Value):
    """What is set up, by the word of each step; the AI is optional. `trouble` is what keeps it from writing."""

    steps: dict[str, bool] = Field(default_factory=dict)
    ai: bool = False
    trouble: AiTrouble | None = None

    @property
    def is_done(self) -> bool:
        """Whether all is there that has to be."""
        return all(self.steps.values())


class HomeFacts(Value):
    """What a member's Home shows. For admins `setup` holds what is set up, and `unheard` what failed.

    `items` are the first of this member's open ones, counted as they may be seen.
    """

    now: datetime
    member: Member
    waiting: tuple[Waiting, ...] = ()
    more_waiting: int = 0
    items: ItemsListFacts | None = None
    drafts: tuple[Listed, ...] = ()
    more_drafts: int = 0
    published: tuple[Listed, ...] = ()
    more_published: int = 0
    setup: SetUp | None = None
    unheard: tuple[Unheard, ...] = ()
    more_unheard: int = 0
    names: dict[str, str] = Field(default_factory=dict)


class HereFacts(Value):
    """What `/postmortem` alone answers: this channel's postmortem and what this person may do now."""

    postmortem: Postmortem | None = None
    incident: Incident | None = None
    may: frozenset[Verb] = frozenset()
    names: dict[str, str] = Field(default_factory=dict)
    card_link: str | None = None


class Told(Value):
    """What was just done in a window, or why it was not, said where it was pressed.

    `undo` is the deed that takes it back, about `entry`; `ts` and `revision` are what that deed needs to know.
    """

    sentence: str
    undo: str | None = None
    entry: Entry | None = None
    ts: str | None = None
    revision: int | None = None


class TimelineFacts(Value):
    """What the timeline editor shows: all entries in order, and what is known of the messages that are looked at.

    `messages` and `links` are by ts, `names` by Slack id. `is_published` asks for a reason with every change.
    """

    now: datetime
    zone: str
    postmortem: Postmortem
    incident: Incident | None = None
    entries: tuple[Entry, ...] = ()
    messages: dict[str, Message] = Field(default_factory=dict)
    links: dict[str, str] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)

    @property
    def is_published(self) -> bool:
        """Whether every change is a correction, which needs a reason."""
        return self.postmortem.status is Status.PUBLISHED

    def entry(self, entry: int | None) -> Entry | None:
        """Return one of its entries, None where it is gone."""
        return next((one for one in self.entries if one.id == entry), None)
