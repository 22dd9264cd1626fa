"""What a gate looks at and what it finds: facts loaded in one go, the workspace's settings, and blockers in words."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from bot.domain.action_items import ActionItem
from bot.domain.comments import Discussion
from bot.domain.people import Member, Role, Standing
from bot.domain.postmortems import Postmortem
from bot.domain.reviews import ChangeRequest, Correction, Override, Review, TextEdit
from bot.domain.templates import Template
from bot.domain.timeline import Entry
from bot.domain.values import Value


class Mend(StrEnum):
    """Where a blocker is mended. The checklist has one button for each."""

    WRITE = "write"
    TRAY = "tray"
    ITEM = "item"
    ADD_ITEM = "add_item"
    ANSWER = "answer"
    DISCUSSIONS = "discussions"
    NUDGE = "nudge"
    ASK_AGAIN = "ask_again"
    ADD_ADMIN = "add_admin"
    ADD_REVIEWER = "add_reviewer"
    SUBMIT = "submit"
    KEEP = "keep"
    START_AFTER_ALL = "start_after_all"
    NOTHING = "nothing"


class Strictness(StrEnum):
    """Whether a setting's finding blocks publishing or is only pointed out."""

    BLOCK = "block"
    WARN = "warn"


class GateSettings(Value):
    """The workspace's choices about its gate, with the defaults of the product."""

    discussions: Strictness = Strictness.BLOCK
    ai_text: Strictness = Strictness.WARN
    publishes_by_itself: bool = True
    teams_of_one: bool = False


class Blocker(Value):
    """A reason why a step is not possible now. `short` is for the card, `sentence` for the checklist.

    `targets` names what it is about, as strings: section keys, entry or item ids, members. `key` changes with them, so
    that overriding two unverified entries says nothing about a third.
    """

    code: str
    short: str
    sentence: str
    mend: Mend
    targets: tuple[str, ...] = ()
    count: int = 1
    is_about_approval: bool = False

    @property
    def key(self) -> str:
        """What an override of this blocker, and of no other, is kept under."""
        return ":".join((self.code, *sorted(self.targets)))


class Facts(Value):
    """All that a gate looks at, loaded in one go. `people` are members as they are now: their roles count at the deed.

    `actor` is who acts (None: the bot), for the checks about a person's own approval. `no_items_reason` is what was
    said where a document has no items, `corrections` what was done to the text since it was published, oldest first.
    Days are told in `zone` (IANA name).
    """

    postmortem: Postmortem
    template: Template
    reviews: tuple[Review, ...] = ()
    requests: tuple[ChangeRequest, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    items: tuple[ActionItem, ...] = ()
    entries: tuple[Entry, ...] = ()
    edits: tuple[TextEdit, ...] = ()
    overrides: tuple[Override, ...] = ()
    corrections: tuple[Correction, ...] = ()
    people: Mapping[str, Member] = Field(default_factory=dict)
    no_items_reason: str | None = None
    review_due: date | None = None
    actor: str | None = None
    zone: str = "UTC"
    settings: GateSettings = GateSettings()

    def name(self, member: str | None) -> str:
        """Return how a member is called, "somebody" where that is unknown."""
        known = self.people.get(member or "")
        return known.name if known is not None and known.name else "somebody"

    @property
    def names(self) -> dict[str, str]:
        """How everybody is called, by Slack id."""
        return {key: one.name for key, one in self.people.items()}

    def is_full_member(self, member: str) -> bool:
        """Whether this person is a full member of the workspace now. Who is unknown is not."""
        known = self.people.get(member)
        return known is not None and known.standing is Standing.MEMBER

    def is_admin(self, member: str) -> bool:
        """Whether this person is an incident or org admin now."""
        return self.is_full_member(member) and self.people[member].role in {Role.INCIDENT_ADMIN, Role.ORG_ADMIN}

    def approvers(self) -> tuple[str, ...]:
        """Return the full members whose approval counts for the present text."""
        now = self.postmortem.revision
        return tuple(one.reviewer for one in self.reviews if one.counts_for(now) and self.is_full_member(one.reviewer))

    def is_overridden(self, blocker: Blocker) -> bool:
        """Whether an org admin has lifted exactly this blocker. An author lifts none of those about approval."""
        for one in self.overrides:
            if one.key != blocker.key:
                continue
            if not blocker.is_about_approval or one.by != self.postmortem.author or self.settings.teams_of_one:
                return True
        return False
