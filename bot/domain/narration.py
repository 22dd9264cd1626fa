"""A model's part in a draft: what it may know, how far it is, what it cost, and why it gave nothing. Pure values."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from bot.domain.values import Value


class AiTrouble(StrEnum):
    """Why a model gave no text that can be used. A sentence for people is in the catalogue, by this word."""

    NO_KEY = "no_key"
    BAD_KEY = "bad_key"
    UNPAID = "unpaid"
    PRIVATE = "private"
    GONE = "gone"
    BUSY = "busy"
    OVERLOADED = "overloaded"
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    REFUSED = "refused"
    CUT = "cut"
    NONSENSE = "nonsense"
    TOO_LONG = "too_long"
    DRAFT_CAP = "draft_cap"
    MONTH_CAP = "month_cap"
    EMPTY = "empty"
    STOPPED = "stopped"


PASSING = frozenset({AiTrouble.BUSY, AiTrouble.OVERLOADED, AiTrouble.UNREACHABLE, AiTrouble.SLOW})
"""Troubles that pass by themselves: the same question may be answered some minutes later."""
OPERATORS = frozenset({AiTrouble.BAD_KEY, AiTrouble.UNPAID, AiTrouble.GONE})
"""Troubles that last until whoever runs the server does something."""
WRITTEN, READ = 1.25, 0.1
"""What writing to and reading from the provider's prompt cache costs, measured by an ordinary token that is read."""
_PER = 1_000_000


class Usage(Value):
    """What was asked and answered, in calls and tokens. `read` and `written` are of the provider's prompt cache."""

    calls: int = 0
    input: int = 0
    output: int = 0
    read: int = 0
    written: int = 0

    @property
    def tokens(self) -> int:
        """Every token, however cheap."""
        return self.input + self.output + self.read + self.written

    def __add__(self, other: "Usage") -> "Usage":
        """Return both together."""
        mine, theirs = self.model_dump(), other.model_dump()
        return Usage(**{name: mine[name] + theirs[name] for name in mine})


class RunKind(StrEnum):
    """What a model was asked for."""

    DRAFT = "draft"
    SECTION = "section"
    REVIEW = "review"
    WORDING = "wording"


class AiRun(Value):
    """One piece of work that a model did for a document: counts, names and versions, never a word of text. Times UTC.

    `usage` holds the usage by the model's name, `covered` how many secrets of each kind were covered in what was sent.
    `cost` is in US dollars by the prices of the settings, None where there are none.
    """

    id: int = 0
    kind: RunKind
    by: str | None = None
    started_at: datetime
    ended_at: datetime | None = None
    prompts: str = ""
    messages: int = 0
    people: int = 0
    chunks: int = 0
    chunks_recalled: int = 0
    usage: dict[str, Usage] = Field(default_factory=dict)
    cost: float | None = None
    covered: dict[str, int] = Field(default_factory=dict)
    claims: int = 0
    claims_verified: int = 0
    sentences: int = 0
    sentences_verified: int = 0
    trouble: AiTrouble | None = None

    @property
    def total(self) -> Usage:
        """The usage of all models together."""
        return sum(self.usage.values(), Usage())


class Ai(Value):
    """What a document says of the model: whether it was allowed for a private one, and how its last draft went.

    `sentences` and `claims` count what the last draft's model said, with `_verified` those that its messages bear out.
    `allowed_for` are the incidents whose channels it was allowed for. `tokens` and `cost` (US dollars, None where there
    are no prices) are of all runs together.
    """

    allowed_by: str | None = None
    allowed_at: datetime | None = None
    allowed_why: str = ""
    allowed_for: tuple[int, ...] = ()
    trouble: AiTrouble | None = None
    claims: int = 0
    claims_verified: int = 0
    sentences: int = 0
    sentences_verified: int = 0
    tokens: int = 0
    cost: float | None = None

    @property
    def wrote_some(self) -> bool:
        """Whether its last draft holds anything that a model said."""
        return bool(self.sentences or self.claims)


RUNS_A_PAGE = 5


class Part(StrEnum):
    """What a model is at. Words on the card come from it."""

    FACTS = "facts"
    WRITING = "writing"
    CHECKING = "checking"


def added(usage: Mapping[str, Usage], model: str, more: Usage) -> dict[str, Usage]:
    """Return the usage by model with what one more call took."""
    return {**usage, model: usage.get(model, Usage()) + more}


def kinds_of(covered: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Return counts of covered secrets by kind, both together."""
    return dict(Counter(covered) + Counter(more))


def work_of(postmortem: int) -> str:
    """Return the work under which the steps of a document's model are recorded."""
    return f"ai:{postmortem}"


def prices_of(pairs: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Return what a million tokens cost that a model reads and writes, by its name, from "name=1/5"."""
    split = ((model, price.partition("/")) for model, _, price in (one.partition("=") for one in pairs))
    return {model: (float(read), float(written)) for model, (read, _, written) in split}


def cost_of(usage: Mapping[str, Usage], prices: Mapping[str, tuple[float, float]]) -> float | None:
    """Return what that costs in dollars, by prices for a million tokens (read, written); None where one is missing."""
    if not usage or any(model not in prices for model in usage):
        return None
    return sum(_cost(one, *prices[model]) for model, one in usage.items())


def _cost(usage: Usage, read: float, written: float) -> float:
    asked = usage.input + WRITTEN * usage.written + READ * usage.read
    return (asked * read + usage.output * written) / _PER


def month_of(moment: datetime) -> datetime:
    """Return when the calendar month of a moment began, both UTC."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
