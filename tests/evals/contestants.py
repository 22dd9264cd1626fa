"""Those whose drafts are measured: the offline narrator, and writers with a model. What each spends is its own.

The pretend model answers by rules, without a network: with it everything around a model is measured, and nothing of
what a real one would write. A real one is measured where `ANTHROPIC_API_KEY` is set.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import NamedTuple

from bot.ai.offline import OfflineNarrator
from bot.ai.writer import ModelWriter
from bot.domain.grounding import ground
from bot.domain.incidents import Message, Transcript
from bot.domain.narration import Usage, added, cost_of, prices_of
from bot.domain.timeline import Brief, Claim, Entry, EntryKind, Narrative, budget
from bot.ports import Model, Narrator
from bot.runtime import language_model
from bot.services.drafts import Draft, compose
from bot.settings import Settings
from tests.writers import MemoryLedger, ScriptedModel

SECTIONS = (
    "summary", "impact", "root_cause", "contributing_factors", "detection", "response", "resolution", "lessons_learned"
)  # fmt: skip


class Spent(NamedTuple):
    """What a narrator used so far: tokens in and out, and dollars."""

    tokens: int = 0
    cost: float = 0.0


class Contestant(NamedTuple):
    """A narrator under the name that the results know it by, and what it has spent up to now."""

    name: str
    narrator: Narrator
    spent: Callable[[], Spent] = Spent


class Written:
    """A writer with a model as a narrator: what it spends is counted, and nothing is recalled."""

    def __init__(self, opened: Callable[[], AbstractAsyncContextManager[Model | None]], settings: Settings) -> None:
        self._opened = opened
        self._settings = settings
        self._spent = Spent()

    async def narrate(self, transcript: Transcript, brief: Brief) -> Narrative:
        """Return a draft. Raises ModelError: a contestant that cannot write is no contestant."""
        ledger = MemoryLedger()
        async with self._opened() as model:
            assert model is not None
            narrative = await ModelWriter(model, self._settings).draft(transcript, brief, ledger)
        used: dict[str, Usage] = {}
        for name, usage in ledger.used:
            used = added(used, name, usage)
        cost = cost_of(used, prices_of(self._settings.ai_prices)) or 0.0
        tokens = sum(one.tokens for one in used.values())
        self._spent = Spent(self._spent.tokens + tokens, self._spent.cost + cost)
        return narrative

    def spent(self) -> Spent:
        """Return what was used so far."""
        return self._spent


def contestants() -> tuple[Contestant, ...]:
    """Return everybody who can be measured here and now."""
    settings = Settings(_env_file=None)
    pretend = Written(lambda: nullcontext(ScriptedModel()), settings)
    found = [Contestant("offline", OfflineNarrator()), Contestant("pretend model", pretend, pretend.spent)]
    if settings.anthropic_api_key.get_secret_value():
        real = Written(lambda: language_model(settings), settings)
        found.append(Contestant(f"{settings.ai_facts_model}, {settings.ai_writing_model}", real, real.spent))
    return tuple(found)


def draft_of(contestant: Contestant, transcript: Transcript) -> Draft:
    """Return the grounded draft that a contestant makes of a transcript."""
    return asyncio.run(compose(contestant.narrator, transcript, Brief(sections=SECTIONS)))


def naive(transcript: Transcript) -> tuple[Entry, ...]:
    """Return what a narrator without understanding would say: the longest message of each share."""
    shares = budget(len(transcript.messages))
    size = -(-len(transcript.messages) // shares) or 1
    groups = [transcript.messages[place : place + size] for place in range(0, len(transcript.messages), size)]
    longest: list[Message] = [max(group, key=lambda message: len(message.text)) for group in groups]
    claims = [Claim(cites=(m.ts,), kind=EntryKind.INVESTIGATING, text=m.text[:160] or "…") for m in longest]
    return ground(claims, transcript)
