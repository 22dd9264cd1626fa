"""Gathers facts chunk by chunk: the first alone, so that the prompt is in the cache, the others several at once.

What was answered before is not asked again. Where one question fails, those under way are waited for and kept, because
they are paid for, and no other is begun.
"""

import asyncio
from collections.abc import Sequence

from bot.ai.asking import Desk, Question
from bot.ai.chunks import Chunk, chunked
from bot.ai.encoding import Encoded
from bot.ai.schema import Facts
from bot.domain.narration import AiTrouble, Part
from bot.ports.model import ModelError

_MOST_TOKENS = 16_000
_ASK = "Answer with the facts that these messages state."
CAPS = frozenset({AiTrouble.DRAFT_CAP, AiTrouble.MONTH_CAP})

Answers = list[tuple[frozenset[int], Facts]]


class Gathering:
    """The facts of one transcript, as far as they have been gathered. `trouble` is set where the cap ended it."""

    def __init__(self, encoded: Encoded, desk: Desk, model: str, at_once: int) -> None:
        self.trouble: AiTrouble | None = None
        self._desk = desk
        self._model = model
        self._at_once = at_once
        self._chunks = chunked(encoded.lines)
        self._found: dict[int, Answers] = {}
        self._errors: list[ModelError] = []

    async def gather(self) -> Answers:
        """Return the facts by chunk. Raises ModelError, save where the cap came after some chunks were done."""
        await self._tell()
        waiting = list(enumerate(self._chunks))
        if waiting:
            await self._one(*waiting.pop(0))
        waiting.reverse()
        ended = await asyncio.gather(*(self._some(waiting) for _ in range(self._at_once)), return_exceptions=True)
        for error in ended:
            if error is not None:
                raise error
        # Of several troubles the one that is no cap counts: it is why the draft cannot be made.
        for error in sorted(self._errors, key=lambda one: one.trouble in CAPS):
            if error.trouble not in CAPS or not self._found:
                raise error
            self.trouble = error.trouble
        return [one for place in sorted(self._found) for one in self._found[place]]

    async def _some(self, waiting: list[tuple[int, Chunk]]) -> None:
        try:
            while waiting and not self._errors:
                await self._one(*waiting.pop())
        except BaseException:
            waiting.clear()  # what ends this one begins nothing new for the others either
            raise

    async def _one(self, place: int, chunk: Chunk) -> None:
        try:
            self._found[place] = await self._facts(chunk)
        except ModelError as error:
            self._errors.append(error)
        else:
            await self._tell()

    async def _facts(self, chunk: Chunk) -> Answers:
        question = Question(
            "facts",
            Facts,
            model=self._model,
            lines=[line.text for line in chunk.lines],
            ask=_ASK,
            most=_MOST_TOKENS,
        )
        may_halve = len(chunk.lines) > 1
        try:
            return [(chunk.numbers, await self._desk.ask(question, keep_cut=may_halve))]
        except ModelError as error:
            if error.trouble is not AiTrouble.CUT or not may_halve:
                raise
        return await self._in_halves(chunk.halves)

    async def _in_halves(self, halves: Sequence[Chunk]) -> Answers:
        """Return the facts of a chunk that had more to say than an answer holds."""
        return [one for half in halves for one in await self._facts(half)]

    async def _tell(self) -> None:
        await self._desk.ledger.tell(Part.FACTS, len(self._found), len(self._chunks))
