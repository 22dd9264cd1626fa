"""The message of a working morning as values: what was asked in it, and how each of that stands now. Pure."""

from datetime import date

from bot.domain.nudges import Planned
from bot.domain.people import Actor
from bot.domain.values import Value


class Kept(Value):
    """What is remembered of a question that stands in somebody's last message: ids and days, never a text."""

    kind: str
    step: str
    postmortem: int | None = None
    item: int | None = None
    incident: int | None = None
    due: date | None = None
    about: tuple[str, ...] = ()


def kept(ask: Planned) -> Kept:
    """Return what is remembered of a question."""
    return Kept(**ask.model_dump(include=set(Kept.model_fields)))


class Asked(Value):
    """A question of a morning as it stands now; each kind has its own class. `is_owed` until it is answered."""

    is_owed: bool = True


class MorningFacts(Value):
    """What the clock asks of one person, on the morning of `day`. `today` is the day in their own zone.

    `again` is when the next question about an item comes, `then` who else hears of it after that, by name.
    """

    day: date
    today: date
    reader: Actor
    asks: tuple[Asked, ...] = ()
    again: date | None = None
    then: str = ""
