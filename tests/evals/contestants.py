"""Those whose drafts are measured: the offline narrator, and whoever else makes drafts. What each spends is its own."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from bot.ai.offline import OfflineNarrator
from bot.domain.grounding import ground
from bot.domain.incidents import Message, Transcript
from bot.domain.timeline import Brief, Claim, Entry, EntryKind, budget
from bot.ports import Narrator
from bot.services.drafts import Draft, compose

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


def contestants() -> tuple[Contestant, ...]:
    """Return everybody who can be measured here and now."""
    return (Contestant("offline", OfflineNarrator()),)


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
