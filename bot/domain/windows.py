"""What the smaller windows around a document show and send: everything else, its people, its details.

Gathered by services, drawn by `blocks`. People, channels and user groups are Slack ids.
"""

from datetime import datetime

from pydantic import Field

from bot.domain.differences import Difference
from bot.domain.incidents import Incident
from bot.domain.narration import AiRun
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.revisions import Revision
from bot.domain.values import Value

MOST_EDITORS = 20
MOST_COMMENTERS = 50


class MoreFacts(Value):
    """What can be done with a document beside writing it: `may` is what this reader may do now.

    `template` and `proposed` are names of templates: its own one, and another one that would do, empty without one.
    `incidents` counts them.
    """

    postmortem: Postmortem
    may: frozenset[Verb] = frozenset()
    names: dict[str, str] = Field(default_factory=dict)
    team: str = ""
    template: str = ""
    proposed: str = ""
    incidents: int = 0


class PeopleFacts(Value):
    """Who writes a document and who sees it; `may_write`, `may_hand_over` and `may_show`: what this reader may change.

    `groups` are the workspace's user groups, by id; `team` is how the present one is called, `in_team` how many people
    are in it, `channel` how the incident's channel is called, `in_channel` how many people are in that.
    """

    postmortem: Postmortem
    may_write: bool = True
    may_hand_over: bool = True
    may_show: bool = True
    needs_reason: bool = False
    names: dict[str, str] = Field(default_factory=dict)
    groups: dict[str, str] = Field(default_factory=dict)
    team: str = ""
    in_team: int = 0
    channel: str = ""
    in_channel: int = 0


class Choice(Value):
    """What somebody changed in a field for several people, whatever others did to it meanwhile."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def of(self, people: tuple[str, ...]) -> tuple[str, ...]:
        """Return these people with what was changed."""
        kept = [one for one in people if one not in self.removed]
        return tuple(dict.fromkeys((*kept, *self.added)))


class Sight(Value):
    """Who is to see a document: a word of `Visibility`, and the user group or channel where it is for a team."""

    visibility: str
    team: str | None = None


class PeopleWords(Value):
    """What somebody changed in the window of people; None and nothing where a field was left as it was."""

    postmortem: int
    author: str | None = None
    editors: Choice = Choice()
    commenters: Choice = Choice()
    sight: Sight | None = None
    reason: str = ""

    @property
    def names_people(self) -> bool:
        """Whether anybody is added or removed."""
        return self.author is not None or self.names_helpers

    @property
    def names_helpers(self) -> bool:
        """Whether anybody but the author is added or removed."""
        return any((self.editors.added, self.editors.removed, self.commenters.added, self.commenters.removed))


class Widening(Value):
    """Nothing was opened yet: the document tells of private channels, and somebody of them has to say why."""

    postmortem: Postmortem
    sight: Sight
    channels: tuple[str, ...]
    readers: str


class DetailsFacts(Value):
    """A document's title, severity and services; `may_name` and `may_classify` say what the reader may change."""

    postmortem: Postmortem
    may_name: bool = True
    may_classify: bool = True
    needs_reason: bool = False


class DetailsWords(Value):
    """What somebody changed of the details; None where a field was left as it was. An empty severity takes it away."""

    postmortem: int
    title: str | None = None
    severity: str | None = None
    services: tuple[str, ...] | None = None
    reason: str = ""

    @property
    def classifies(self) -> bool:
        """Whether more than the title was changed."""
        return self.severity is not None or self.services is not None


class TemplateFacts(Value):
    """The templates that a document can have, names by key, and the one that would do better for what is known now."""

    postmortem: Postmortem
    may_switch: bool = True
    templates: dict[str, str] = Field(default_factory=dict)
    proposed: str | None = None


class IncidentsFacts(Value):
    """The incidents that a document tells of: its own one first, then those that were added."""

    now: datetime
    postmortem: Postmortem
    own: Incident | None = None
    added: tuple[Incident, ...] = ()
    may_edit: bool = True


class Restored(Value):
    """That a revision was brought back: its number, the one that it was at before, and the new one."""

    number: int
    was: int
    now: int


class RevisionsFacts(Value):
    """A page of revisions, newest first, and how many there are. `titles` are of sections, by key.

    `may_restore` is what this reader may do, `needs_reason` what it asks for. `restored` was done just now. `reasons`
    says by number why a published text was corrected.
    """

    postmortem: Postmortem
    rows: tuple[Revision, ...] = ()
    total: int = 0
    page: int = 0
    may_restore: bool = True
    needs_reason: bool = False
    titles: dict[str, str] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    restored: Restored | None = None
    reasons: dict[int, str] = Field(default_factory=dict)


class RevisionFacts(Value):
    """What differs between two revisions, `then` being the older one. `names`: of those whom the passages mention."""

    postmortem: Postmortem
    then: int
    now: int
    differences: tuple[Difference, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
    page: int = 0


class AccessFacts(Value):
    """That somebody asked to write with the author, and what became of it: "asked", "later" or "granted".

    `at` is when that was, `again` when it may be asked anew where it was put off.
    """

    postmortem: Postmortem
    asker: str
    name: str
    state: str
    at: datetime
    again: datetime


class AiFacts(Value):
    """What models did for a document, newest first, and what all of them took this month. `is_closed`: it is private.

    `spent` and `cap` are tokens, `names` are of those who asked for a run or allowed it.
    """

    postmortem: Postmortem
    runs: tuple[AiRun, ...] = ()
    total: int = 0
    page: int = 0
    is_closed: bool = False
    spent: int = 0
    cap: int = 0
    names: dict[str, str] = Field(default_factory=dict)


class GlassFacts(Value):
    """That an org admin broke the glass of a private document: who, when, why, and until when it is read (UTC).

    `author` is the name of its author, None where it has none.
    """

    postmortem: Postmortem
    member: str
    name: str
    at: datetime
    until: datetime
    reason: str = ""
    author: str | None = None
