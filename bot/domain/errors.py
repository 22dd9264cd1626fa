"""The kinds of "no" that a person can meet, each with a sentence for that person.

A problem says what is not possible, why or who can, and how. It never holds text from a channel: it may be logged.
"""

from collections.abc import Mapping
from enum import StrEnum


class Offer(StrEnum):
    """The button that goes with a refusal. `blocks.problems` draws it."""

    JOIN = "join"
    RETRY = "retry"
    OPEN_CARD = "open_card"
    ASK_AUTHOR = "ask_author"
    READ = "read"
    FIND = "find"
    HELP = "help"
    START_AFTER_ALL = "start_after_all"


class Problem(Exception):  # noqa: N818 - a Problem is what a person meets; its kinds read as sentences
    """Something that was asked for and is not possible.

    `sentence` is shown as it is. `fields` names form fields (block ids) with what is wrong in each.
    `offers` are buttons that mend it; `postmortem`, `incident` or `channel` is what those buttons are about,
    and `who` the name of the person that one of them asks.
    """

    def __init__(
        self,
        sentence: str,
        *,
        fields: Mapping[str, str] | None = None,
        offers: tuple[Offer, ...] = (),
        postmortem: int | None = None,
        channel: str | None = None,
        incident: int | None = None,
        who: str = "",
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})
        self.offers = offers
        self.postmortem = postmortem
        self.channel = channel
        self.incident = incident
        self.who = who


class NotFound(Problem):
    """There is no such thing that this person can see. Absent and hidden are the same."""


class Denied(Problem):
    """This person sees the thing and may not do that with it."""


class NotReady(Problem):
    """The state does not allow it now, or something blocks."""


class Conflict(Problem):
    """Somebody else was faster, or the button is from an older state."""


class Overtaken(Conflict):
    """Somebody saved between our reading and our writing: the same deed, decided anew, may still be possible."""


class Invalid(Problem):
    """What was typed or sent cannot be taken: `fields` says where, where a form asked."""


class Unavailable(Problem):
    """Something that is needed does not answer now: Slack, the database. Trying again helps."""
