"""Having a model write a section anew, or all of them: what was asked, who waits for it in which window, what became.

Pure values. A person's text is never touched by it: what a model writes stands beside it (`statements`).
"""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import Field

from bot.domain.errors import Conflict
from bot.domain.narration import AiTrouble
from bot.domain.postmortems import Postmortem, Section
from bot.domain.statements import with_text
from bot.domain.timeline import Origin, SectionText
from bot.domain.values import Value
from bot.domain.words import say

WHOLE: Final = "*"
"""In the place of a section's key: all of them."""
LOOK: Final = "?"
"""In the place of a section's key: a second look at the whole document, which changes nothing."""
WORDING: Final = "~"
"""Before a section's key: other wordings for what may read as blame in what somebody types there; alone: in the text
that is sent for review."""
LONGEST_WISH: Final = 300
MOST_WATCHES: Final = 12
STALE: Final = timedelta(minutes=20)
"""After so long nobody waits for an answer any more, and it may be asked anew."""
WAITS: Final = (timedelta(seconds=10), timedelta(seconds=60))
"""When a window says that it still waits, and when it gives the reason instead."""


class Stand(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    DONE = "done"
    NOTHING = "nothing"
    FAILED = "failed"


class Watch(Value):
    """An open window (its id in Slack) in which somebody waits. `below` is the callback id of the one under it.

    `kept` are the marks of phrases that its reader wants to keep, `hub` is the id of the hub under it, where one is.
    """

    view: str
    member: str
    below: str | None = None
    kept: tuple[str, ...] = ()
    hub: str | None = None


class Rewriting(Value):
    """What somebody asked a model to write anew: a section by its key, or all of them. Times UTC.

    `run` is the work's number among the document's runs. `replaced` and `beside` count the sections that were written
    anew and those that got a suggestion, `done` are the keys of those that need not be asked for any more.
    """

    run: int
    section: str
    by: str
    instruction: str = ""
    at: datetime
    watches: tuple[Watch, ...] = ()
    stand: Stand = Stand.WAITING
    trouble: AiTrouble | None = None
    replaced: int = 0
    beside: int = 0
    done: tuple[str, ...] = ()

    def is_running(self, now: datetime) -> bool:
        """Whether an answer is still to be expected."""
        return self.stand is Stand.WAITING and now - self.at < STALE

    def watched(self, watch: Watch) -> "Rewriting":
        """Return it with one more window that waits, the newest last; each window once."""
        others = tuple(one for one in self.watches if one.view != watch.view)
        return self.model_copy(update={"watches": (*others, watch)[-MOST_WATCHES:]})

    def left(self, view: str) -> "Rewriting":
        """Return it without a window."""
        return self.model_copy(update={"watches": tuple(one for one in self.watches if one.view != view)})


class RewritingFacts(Value):
    """What a window says that waits for a model, or that says why there is nothing. `others` asked before the reader.

    `waited` is how long, in seconds, as far as the window says it.
    """

    postmortem: Postmortem
    asked: Rewriting
    names: dict[str, str] = Field(default_factory=dict)
    waited: int = 0
    joined: bool = False


class RegeneratingFacts(Value):
    """What writing all anew would do: sections that are replaced, and those that get a suggestion, by title."""

    postmortem: Postmortem
    replaced: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def print_of(suggestion: str) -> str:
    """Return a short print of a suggestion: its buttons say with it which one was seen."""
    return hashlib.sha256(suggestion.encode()).hexdigest()[:12]


def as_seen(section: Section, seen: str | None) -> str:
    """Return the suggestion beside a section's text. Raises Conflict where another one stands there than was seen."""
    suggestion = section.suggestion or ""
    if seen is not None and print_of(suggestion) != seen:
        raise Conflict(say("rewrite.other"))
    return suggestion


def is_touched(section: Section) -> bool:
    """Say whether a person wrote or kept a section, so that no machine replaces it."""
    return section.origin is Origin.PERSON


def beside(section: Section, said: SectionText, now: datetime) -> Section:
    """Return a section with a model's text as the suggestion beside it, whoever wrote what stands there."""
    as_a_persons = section.model_copy(update={"origin": Origin.PERSON})
    return with_text(as_a_persons, said, Origin.AI, now).model_copy(update={"origin": section.origin})
