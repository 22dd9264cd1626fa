"""What the writing windows show and what comes out of them: the hub, a section's editor, and a merge.

Gathered by services, drawn by `blocks`. Times are UTC, people Slack member ids.
"""

from datetime import date, datetime

from pydantic import Field

from bot.domain.action_items import ActionItem
from bot.domain.action_items_deeds import ItemShown
from bot.domain.incidents import Message
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Section, Verb
from bot.domain.sections import SectionDefinition
from bot.domain.timeline import Entry, Sentence
from bot.domain.values import Value

LONGEST_SECTION = 24_000
"""UTF-16 units that a section holds, its Markdown and its fields together: a window has to hold them too."""
LONGEST_FIELD = 2_900
MOST_SECTIONS = 30


class HubFacts(Value):
    """The document as its writers see it: which section is in which state, and what blocks publishing.

    `gaps` are the codes and targets of what the document lacks, `blocking` how many things block. `covered` counts the
    secrets that the last saving covered. `may_ask` says that a model may be asked to write it anew.
    """

    now: datetime
    reader: Actor
    postmortem: Postmortem
    may: frozenset[Verb] = frozenset()
    names: dict[str, str] = Field(default_factory=dict)
    empty: frozenset[str] = frozenset()
    unverified: int = 0
    entries: int = 0
    items: int = 0
    open_discussions: int = 0
    blocking: int = 0
    covered: int = 0
    may_ask: bool = False


class UnsavedText(Value):
    """Words that this person typed into this section and did not save."""

    text: str
    fields: dict[str, str] = Field(default_factory=dict)
    at: datetime
    revision: int


class EditorFacts(Value):
    """One section as its editor shows it. `may_edit` says whether this person may write; others only read.

    `minutes` is the length of the impact by the timeline, in whole minutes; `links` lead to the messages of the
    statements that wait for a decision.
    `may_ask` says that a model may be asked to write it anew, `found_nothing` that it was and found nothing.
    """

    now: datetime
    zone: str
    postmortem: Postmortem
    section: Section
    definition: SectionDefinition
    may_edit: bool = True
    needs_reason: bool = False
    unsaved: UnsavedText | None = None
    names: dict[str, str] = Field(default_factory=dict)
    minutes: int | None = None
    links: dict[str, str] = Field(default_factory=dict)
    may_ask: bool = False
    found_nothing: bool = False


class RestsFacts(Value):
    """What a section rests on: its statements with their messages, or the entries that rest on the same ones.

    `messages` and `links` are by ts. `page` counts from 0.
    """

    now: datetime
    zone: str
    postmortem: Postmortem
    section: Section
    statements: tuple[Sentence, ...] = ()
    messages: dict[str, Message] = Field(default_factory=dict)
    links: dict[str, str] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    evidence: tuple[Entry, ...] = ()
    page: int = 0


class Written(Value):
    """What somebody sends from a section's window. `base` is the revision that the window was opened at.

    `keep_theirs` drops the person's own text after a merge was shown.
    """

    postmortem: int
    section: str
    text: str
    fields: dict[str, str] = Field(default_factory=dict)
    base: int
    reason: str = ""
    keep_theirs: bool = False


class Clash(Value):
    """Somebody saved the section first: what it said at the base, what it says now, and both texts as one.

    `clashes` counts the passages that stand twice in `text`. `by` is None where the bot wrote. Nothing was saved.
    """

    now: datetime
    postmortem: Postmortem
    section: Section
    definition: SectionDefinition
    was: str
    text: str
    fields: dict[str, str] = Field(default_factory=dict)
    clashes: int = 0
    by: str | None = None
    at: datetime | None = None
    names: dict[str, str] = Field(default_factory=dict)


class Saved(Value):
    """A section that was saved, and how many things that look like secrets were covered in it."""

    postmortem: Postmortem
    covered: int = 0


class ItemsFacts(Value):
    """The action items of a document as its windows show them. `today` is the reader's; `due` is what is proposed.

    `shown` says of each what this reader can do with it. `proposals` are those that wait for a person, `links` lead to
    the messages (ts) that they were made from. `removed` are those that the reader took out and can bring back.
    """

    postmortem: Postmortem
    items: tuple[ActionItem, ...] = ()
    shown: dict[int, ItemShown] = Field(default_factory=dict)
    proposals: tuple[ActionItem, ...] = ()
    links: dict[str, str] = Field(default_factory=dict)
    removed: tuple[ActionItem, ...] = ()
    may_edit: bool = True
    names: dict[str, str] = Field(default_factory=dict)
    today: date
    due: date
    days: int = 0
