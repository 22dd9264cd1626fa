"""Writers without a model: one that refuses, and one that does as it is told, step by step, on a real ledger."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bot.domain.incidents import Transcript
from bot.domain.narration import AiTrouble, Part, Usage
from bot.domain.timeline import Brief, Claim, EntryKind, Narrative, Origin, SectionText
from bot.ports import Ledger, ModelError, Remark, Wish

MODEL = "claude-haiku-5-5"
WRITING_MODEL = "claude-sonnet-5-5"
CHUNK = Usage(calls=1, input=1_000, output=100)
WRITTEN = Usage(calls=1, input=2_000, output=1_000)


class Refusing:
    """A writer whose model never gives anything."""

    prompts = "none"

    async def draft(self, transcript: Transcript, brief: Brief, ledger: Ledger) -> Narrative:
        """Refuse."""
        del transcript, brief, ledger
        raise ModelError(AiTrouble.REFUSED)

    async def rewrite(self, transcript: Transcript, brief: Brief, wish: Wish, ledger: Ledger) -> SectionText:
        """Refuse."""
        del transcript, brief, wish, ledger
        raise ModelError(AiTrouble.REFUSED)

    async def review(
        self, transcript: Transcript, brief: Brief, document: Mapping[str, str], ledger: Ledger
    ) -> tuple[Remark, ...]:
        """Refuse."""
        del transcript, brief, document, ledger
        raise ModelError(AiTrouble.REFUSED)


class Scripted(Refusing):
    """A writer that gathers facts in so many chunks and then writes. `asked` has the steps that were paid for.

    `before` is called before each question with its step, and may wait or raise. `at_once` asks all chunks together.
    `partly` is why what it returns is not whole.
    """

    prompts = "7"

    def __init__(self, chunks: int = 3, *, before: Callable[[str], Awaitable[None]] | None = None) -> None:
        self.chunks = chunks
        self.asked: list[str] = []
        self.seen: list[Transcript] = []
        self.texts = {"summary": "The cache gave wrong prices for a while."}
        self.troubles: list[ModelError | Exception] = []
        self.at_once = False
        self.partly: AiTrouble | None = None
        self._before = before

    async def draft(self, transcript: Transcript, brief: Brief, ledger: Ledger) -> Narrative:
        """Gather, write, and return what was written."""
        del brief
        self.seen.append(transcript)
        await ledger.disclose(len(transcript.messages), len(transcript.members), {"mail": 2})
        if self.troubles:
            raise self.troubles.pop(0)
        steps = [f"facts:{number}" for number in range(self.chunks)]
        await ledger.tell(Part.FACTS, 0, len(steps))
        if self.at_once:
            await asyncio.gather(*(self._step(ledger, one, MODEL, CHUNK) for one in steps))
        for done, step in enumerate(steps, 1):
            await self._step(ledger, step, MODEL, CHUNK)
            await ledger.tell(Part.FACTS, done, len(steps))
        await ledger.tell(Part.WRITING, 0, 1)
        await self._step(ledger, "writing:all", WRITING_MODEL, WRITTEN)
        await ledger.tell(Part.CHECKING, 0, 1)
        first = transcript.messages[0]
        return Narrative(
            title="Wrong prices",
            claims=(Claim(cites=(first.ts,), kind=EntryKind.DETECTED, text=first.text[:100]),),
            sections=tuple(SectionText(key=key, text=text, cites=(first.ts,)) for key, text in self.texts.items()),
            origin=Origin.AI,
            trouble=self.partly,
        )

    async def _step(self, ledger: Ledger, step: str, model: str, usage: Usage) -> None:
        if await ledger.recall(step) is not None:
            return
        await ledger.require(model, usage.tokens)
        if self._before is not None:
            await self._before(step)
        self.asked.append(step)
        await ledger.record(step, {"of": step}, model, usage)
