"""What was done with a document, as its readers see it: who, when, what, and the reason where one was given."""

from datetime import datetime

from pydantic import Field

from bot.domain.postmortems import Postmortem
from bot.domain.values import Value

PAGE = 15


class Done(Value):
    """One deed. `by` is a Slack id, None for the bot; `via` says how: "slack", "system", or "cli:" and the operator.

    `detail` says which kind of the verb it was, where there are several; `item` is the number of the action item that
    it was done to.
    """

    at: datetime
    by: str | None
    via: str
    verb: str
    detail: str | None = None
    item: int | None = None
    reason: str | None = None


class HistoryFacts(Value):
    """A page of deeds, newest first, and how many there are in all. `names` maps Slack ids to names.

    `items` are the words of the action items that there are, by number.
    """

    postmortem: Postmortem
    rows: tuple[Done, ...] = ()
    total: int = 0
    page: int = 0
    names: dict[str, str] = Field(default_factory=dict)
    items: dict[int, str] = Field(default_factory=dict)
