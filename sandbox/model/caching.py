"""Prompt caching: a prefix that was written at a breakpoint is read back while it lives and nothing before it differs.

A prefix shorter than the model's minimum is not kept, and nobody is told. It can be read from the moment at which the
answer that wrote it begins, so calls that start together all write.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock
from sandbox.model.catalogue import Model
from sandbox.model.pieces import Piece, total

_LIVES = {"5m": timedelta(minutes=5), "1h": timedelta(hours=1)}
_LOOK_BACK = 20


@dataclass(frozen=True)
class Prefix:
    """The prompt up to one block: its fingerprint, its tokens, and how long it may be kept from here (None: not)."""

    mark: str
    tokens: int
    ttl: str | None


@dataclass
class PromptCache:
    """What is kept, by fingerprint: until when, and for how long each reading keeps it."""

    clock: Clock
    _kept: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    def read(self, prefixes: Sequence[Prefix]) -> int:
        """Return how many tokens of a prompt are found, and keep what was found for its time again."""
        now = self.clock.now()
        for place in _looked_at(prefixes):
            prefix = prefixes[place]
            until, ttl = self._kept.get(prefix.mark, (now, ""))
            if until > now:
                self._kept[prefix.mark] = (now + _LIVES[ttl], ttl)
                return prefix.tokens
        return 0

    def write(self, model: Model, prefixes: Sequence[Prefix], found: int) -> dict[str, int]:
        """Keep every marked prefix that is long enough; return the tokens written by how long they live."""
        written, before = {"5m": 0, "1h": 0}, found
        for prefix in prefixes:
            if prefix.ttl is None or prefix.tokens < model.least_cached:
                continue
            self._kept[prefix.mark] = (self.clock.now() + _LIVES[prefix.ttl], prefix.ttl)
            if prefix.tokens > before:
                written[prefix.ttl] += prefix.tokens - before
                before = prefix.tokens
        return written


def prefixes_of(model: Model, pieces: Sequence[Piece]) -> list[Prefix]:
    """Return the prompt's prefixes, one a block; nothing is shared between models."""
    running, tokens, found = hashlib.sha256(model.id.encode()), 0, []
    for piece in pieces:
        running.update(f"\0{piece.said}".encode("utf-8", "replace"))
        tokens += piece.tokens
        found.append(Prefix(running.hexdigest(), tokens, piece.cache.ttl if piece.cache else None))
    return found


def usage(pieces: Sequence[Piece], read: int, written: dict[str, int]) -> dict[str, Any]:
    """Return the input side of `usage`: what was read anew, written and found adds up to the whole prompt."""
    return {
        "input_tokens": total(pieces) - read - sum(written.values()),
        "cache_creation_input_tokens": sum(written.values()),
        "cache_read_input_tokens": read,
        "cache_creation": {"ephemeral_5m_input_tokens": written["5m"], "ephemeral_1h_input_tokens": written["1h"]},
    }


def _looked_at(prefixes: Sequence[Prefix]) -> list[int]:
    """Return the places where something kept is looked for, longest first: up to 20 blocks before each breakpoint."""
    marked = [place for place, prefix in enumerate(prefixes) if prefix.ttl is not None]
    places = {place - back for place in marked for back in range(_LOOK_BACK) if place >= back}
    return sorted(places, reverse=True)
