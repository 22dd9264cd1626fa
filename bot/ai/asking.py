"""One question to a model, paid for once: recalled if it was answered before, counted, permitted, asked, recorded."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from typing import Final, Generic, TypeVar

from pydantic import ValidationError

from bot.ai import instructions
from bot.ai.encoding import fenced
from bot.ai.schema import LONGEST_ANSWER, Shape, schema_of
from bot.domain.narration import AiTrouble, Usage
from bot.ports.model import Ledger, Model, ModelError, ModelRequest

S = TypeVar("S", bound=Shape)

_ANSWER: Final = "answer"
_CUT: Final = "cut"


class Question(Generic[S]):
    """What is asked: by which prompt, of which model, about which lines of data, and in which shape it is answered.

    `shared` are lines that other questions by this prompt begin with too, so that they are worth the provider's cache.
    `ask` are our own words behind the data. `most` is how many tokens the answer may have.
    """

    def __init__(
        self,
        prompt: instructions.Prompt,
        shape: type[S],
        *,
        model: str,
        lines: Sequence[str],
        ask: str,
        most: int,
        shared: Sequence[str] = (),
    ) -> None:
        self.prompt = prompt
        self.shape = shape
        self.model = model
        self.lines = lines
        self.ask = ask
        self.most = most
        self.shared = shared

    @property
    def step(self) -> str:
        """The name under which the answer is kept: the same for the same question, whatever the marks around data."""
        lines = (*self.shared, *self.lines)
        asked = (instructions.text(self.prompt), self.model, schema_of(self.shape), self.ask, self.most, *lines)
        digest = hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace"))
        return f"{self.prompt}:{digest.hexdigest()}"

    def request(self, most: int) -> ModelRequest:
        """Return the question as it is sent."""
        return ModelRequest(
            model=self.model,
            system=instructions.text(self.prompt),
            shared=f"{fenced(self.shared)}\n\n" if self.shared else "",
            data=f"{fenced(self.lines)}\n\n{self.ask}",
            schema_=schema_of(self.shape),
            most=most,
        )


class Desk:
    """Asks one model after the other for one piece of work, whose ledger it keeps."""

    def __init__(self, model: Model, ledger: Ledger) -> None:
        self.ledger = ledger
        self._model = model

    async def recalled(self, question: Question[S]) -> S | None:
        """Return the answer that was paid for before, or None. Raises ModelError where it was cut off."""
        return self._read_back(question, await self.ledger.recall(question.step))

    async def ask(self, question: Question[S], *, keep_cut: bool = False) -> S:
        """Return the answer. Raises ModelError; what it took is in the ledger by then.

        `keep_cut` also keeps that an answer was too long to be whole, so that the same is not asked again.
        """
        if (known := await self.recalled(question)) is not None:
            return known
        limits = await self._model.limits(question.model)
        request = question.request(min(question.most, limits.output))
        tokens = await self._model.count(request)
        if tokens + request.most > limits.input:
            raise ModelError(AiTrouble.TOO_LONG)
        await self.ledger.require(question.model, tokens + request.most)
        try:
            answer = await self._model.answer(request)
        except ModelError as error:
            cut = {_CUT: True} if keep_cut and error.trouble is AiTrouble.CUT else None
            if cut or error.usage != Usage():
                await self.ledger.record(question.step, cut, question.model, error.usage)
            raise ModelError(error.trouble, retry_after=error.retry_after) from error
        return await self._kept(question, answer.text, answer.usage)

    async def _kept(self, question: Question[S], text: str, usage: Usage) -> S:
        read = await asyncio.to_thread(_parsed, question.shape, text)
        result = None if read is None else {_ANSWER: read.model_dump(mode="json")}
        await self.ledger.record(question.step, result, question.model, usage)
        if read is None:
            raise ModelError(AiTrouble.NONSENSE)
        return read

    def _read_back(self, question: Question[S], stored: object) -> S | None:
        if not isinstance(stored, dict):
            return None
        if stored.get(_CUT):
            raise ModelError(AiTrouble.CUT)
        return _parsed(question.shape, json.dumps(stored.get(_ANSWER)))


def _parsed(shape: type[S], text: str) -> S | None:
    """Return an answer in its shape, or None where it has another one or no end."""
    if len(text) > LONGEST_ANSWER:
        return None
    try:
        return shape.model_validate_json(text)
    except (ValidationError, ValueError, RecursionError):
        return None
