"""Publishing: what of a document may be announced in which place, and what the announcement and the card show of it.

Pure rules over values; places are described as Slack describes them at the moment of sending.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from bot.domain.people import Audience
from bot.domain.postmortems import Postmortem, Status, Visibility
from bot.domain.reviews import Review
from bot.domain.values import Value

LONGEST_WHY: Final = 600
"""How long a reason may be that is shown with what is published."""
READABLE: Final = frozenset({Status.PUBLISHED, Status.ARCHIVED})
"""The states in which a document is out in the world."""


class Showing(StrEnum):
    """How much of a document a place gets: all, the short form for channels of several organisations, or nothing."""

    WHOLE = "whole"
    SHORT = "short"
    NOTHING = "nothing"


class Silence(Value):
    """A channel that heard nothing of it, and Slack's word for why. `name` is empty where it may not be told."""

    channel: str
    name: str
    code: str


class Publishing(Value):
    """What became of the places of a published document.

    `silent` are the channels that could not be told, `no_files` is Slack's or our own word for why the files are not in
    its thread, `canvas` the link to the canvas that shows it, for the readers of the announcement that is drawn.
    """

    silent: tuple[Silence, ...] = ()
    no_files: str | None = None
    canvas: str | None = None


def approvers(postmortem: Postmortem, reviews: Iterable[Review]) -> tuple[str, ...]:
    """Return whose approvals published it; a correction takes nothing away from them."""
    published = postmortem.publication.revision or 0
    return tuple(
        one.reviewer for one in reviews if one.has_approved and max(one.revision or 0, one.covers or 0) >= published
    )


class Handout(Value):
    """What becomes of files that somebody asked for: `coming` are on their way, `there` stand in that place already.

    `link` leads to them, where that is the document's thread.
    """

    postmortem: Postmortem
    coming: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    to_thread: bool = False
    link: str | None = None


class Place(Value):
    """A channel that a document would go to. `name` is empty where it may not be told; `is_own`: the incident's."""

    name: str = ""
    is_own: bool = False
    is_closed: bool = False
    showing: Showing = Showing.WHOLE


class PublishFacts(Value):
    """What the window shows that asks whether to publish. `unreviewed`: it would go out without any review.

    Where something blocks there is nothing but `is_blocked`: then the checklist is what helps.
    """

    postmortem: Postmortem
    places: tuple[Place, ...] = ()
    warnings: tuple[str, ...] = ()
    is_blocked: bool = False
    unreviewed: bool = False


def showing(postmortem: Postmortem, place: Audience, *, is_of_team: bool = False) -> Showing:
    """Return how much of a document a place gets. `is_of_team`: all who read there are of the document's team.

    A private one is shown nowhere but in its own channel, and what is not for everybody not even there where the
    channel is public: anybody can read it. People of other organisations get title, state and length.
    """
    is_own = postmortem.channel is not None and place.channel == postmortem.channel and place.is_private
    if postmortem.visibility is Visibility.PRIVATE and not is_own:
        return Showing.NOTHING
    if postmortem.visibility is Visibility.TEAM and not (is_own or is_of_team):
        return Showing.NOTHING
    return Showing.SHORT if place.is_shared else Showing.WHOLE
