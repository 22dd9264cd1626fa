"""A language model behind a network, and the writer who works with one. Adapters are in `bot.ai`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from bot.domain.incidents import Transcript
from bot.domain.narration import AiRun, AiTrouble, Part, Usage
from bot.domain.timeline import Brief, Narrative, SectionText
from bot.domain.values import Value
from bot.ports.work import Payload


class ModelRequest(Value):
    """One question to a model. It has no tools; the answer must be one JSON value of `schema`.

    `system` holds our instructions and nothing from people. `shared` is the part of the data that several questions
    have in common: with `system` it may be cached by the provider. `data` is the rest. `most` is the number of tokens
    that the answer may have.
    """

    model: str
    system: str
    shared: str = ""
    data: str
    schema_: Mapping[str, Any]
    most: int


class ModelAnswer(Value):
    """What a model answered: text that is complete and claims to be JSON, and what it took."""

    text: str
    usage: Usage


class ModelLimits(Value):
    """How many tokens a model reads and writes at most."""

    input: int
    output: int


class ModelError(Exception):
    """A model gave no answer that can be used. `usage` is what it took nevertheless; `retry_after` is in seconds."""

    def __init__(self, trouble: AiTrouble, *, usage: Usage | None = None, retry_after: float | None = None) -> None:
        """`trouble` says why."""
        super().__init__(trouble.value)
        self.trouble = trouble
        self.usage = usage or Usage()
        self.retry_after = retry_after


class Model(Protocol):
    """A provider of models. Another provider is one more file in `bot.ai`."""

    async def limits(self, model: str) -> ModelLimits:
        """Return a model's limits as its provider states them. Raises ModelError."""
        ...

    async def count(self, request: ModelRequest) -> int:
        """Return how many tokens a question has, before it is asked. Raises ModelError."""
        ...

    async def answer(self, request: ModelRequest) -> ModelAnswer:
        """Ask and return the whole answer. Raises ModelError for everything else, a cut or refused one too."""
        ...


class Ledger(Protocol):
    """Where a writer keeps what was paid for, so that a restart pays for what is missing, and tells how far it is."""

    async def recall(self, step: str) -> Payload | None:
        """Return the result that was recorded for a step, or None.

        A step's name is what was asked for ("facts:", "writing:", "again:", "rewrite:", "review:") and a digest of it.
        """
        ...

    async def record(self, step: str, result: Payload | None, model: str, usage: Usage) -> None:
        """Keep a step's result and what it took, in one transaction; None for a result where there was none."""
        ...

    async def tell(self, part: Part, done: int, total: int) -> None:
        """Show how far the work is."""
        ...

    async def disclose(self, messages: int, people: int, covered: Mapping[str, int]) -> None:
        """Keep how many messages of how many people go to a model, and how many secrets of each kind are covered."""
        ...

    async def require(self, model: str, tokens: int) -> None:
        """Raise ModelError (DRAFT_CAP, MONTH_CAP) where so many more tokens are not to be spent."""
        ...


class Wish(Value):
    """What somebody wants of a section: its key, how it reads now, and their instruction in their own words."""

    key: str
    title: str
    prompt: str = ""
    text: str = ""
    instruction: str = ""


class Remark(Value):
    """What a second look at a document found: what about, in a sentence, and the messages (ts) that it rests on."""

    kind: str
    section: str | None = None
    text: str
    cites: tuple[str, ...] = ()


class Writer(Protocol):
    """Who writes with a model. Nothing that it returns is believed before it was grounded. Raises ModelError."""

    @property
    def prompts(self) -> str:
        """The version of the prompts in use."""
        ...

    async def draft(self, transcript: Transcript, brief: Brief, ledger: Ledger) -> Narrative:
        """Return claims, sections in sentences, proposed items and open questions."""
        ...

    async def rewrite(self, transcript: Transcript, brief: Brief, wish: Wish, ledger: Ledger) -> SectionText:
        """Return another text for one section."""
        ...

    async def review(
        self, transcript: Transcript, brief: Brief, document: Mapping[str, str], ledger: Ledger
    ) -> tuple[Remark, ...]:
        """Return what a second reader misses or doubts in a document, given as text by section key."""
        ...


class AiRuns(Protocol):
    """What models did for documents: counts and costs, never text."""

    async def add(self, postmortem: int, run: AiRun) -> int:
        """Record a run that begins; return its number."""
        ...

    async def save(self, postmortem: int, run: AiRun) -> None:
        """Store how a run stands now."""
        ...

    async def of(self, postmortem: int) -> list[AiRun]:
        """Return a document's runs, newest first."""
        ...

    async def last(self) -> AiRun | None:
        """Return the workspace's newest run that has ended, or None."""
        ...

    async def spent(self, since: datetime) -> int:
        """Return how many tokens the workspace's runs took that began at `since` (UTC) or later."""
        ...

    async def drafts_by(self, member: str, since: datetime) -> int:
        """Return how many drafts this person had written that began at `since` (UTC) or later."""
        ...
