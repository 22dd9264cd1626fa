"""The message of a working morning as values: what was asked in it, and how each of that stands now. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.nudges import Planned
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem
from bot.domain.values import Value


class Kept(Value):
    """What is remembered of a question that stands in somebody's last message: ids and days, never a text.

    `digest` is what the message in Slack carries of it: it says nothing to others, and names this one question.
    """

    kind: str
    step: str
    digest: str = ""
    postmortem: int | None = None
    item: int | None = None
    incident: int | None = None
    due: date | None = None
    about: tuple[str, ...] = ()


def kept(ask: Planned) -> Kept:
    """Return what is remembered of a question."""
    digest = hashlib.sha256(ask.key.encode()).hexdigest()[:16]
    return Kept(digest=digest, **ask.model_dump(include=set(Kept.model_fields)))


class Gap(Value):
    """A time of which the database may know nothing: a backup was restored, the machine slept or its clock was moved.

    What was sent after `since` stands in Slack alone. `found` is when that was noticed. Both are UTC.
    """

    since: datetime
    found: datetime


Asks = Sequence[tuple[Kept, Postmortem | None]]
"""Questions of one person, each with its postmortem, which this person may see now."""


class Asked(Value):
    """A question of a morning as it stands now; each kind has its own class. `is_owed` until it is answered."""

    is_owed: bool = True


class MorningFacts(Value):
    """What the clock asks of one person, on the morning of `day`. `today` is the day in their own zone.

    `digests` name the questions, `places` are the ids of the postmortems that they are about.
    """

    day: date
    today: date
    reader: Actor
    asks: tuple[Asked, ...] = ()
    digests: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
