"""A prompt as the model reads it, piece after piece: tools, system, messages. And how many tokens each takes.

There is no tokenizer outside of the real API, so tokens are estimated: three and a half bytes each, rounded up. The
same request has the same number every time, and counting agrees with what is billed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.model.shapes import (
    BlockSource,
    CacheControl,
    Document,
    Prompt,
    SearchResult,
    Shape,
    Text,
    Thought,
    ToolResult,
)

_BYTES_A_TOKEN = 3.5
_FRAME = 3  # what opening and closing a block or a turn takes


@dataclass(frozen=True)
class Piece:
    """One block of the prompt: what it says, its tokens, and whether the prompt may be kept up to here."""

    said: str
    tokens: int
    cache: CacheControl | None


def estimate(text: str) -> int:
    """Return about how many tokens a text takes."""
    return -int(-len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN)


def total(pieces: Sequence[Piece]) -> int:
    """Return how many tokens the whole prompt takes."""
    return sum(piece.tokens for piece in pieces)


def pieces_of(prompt: Prompt) -> list[Piece]:
    """Return the prompt in the order in which it is read."""
    found = list(_pieces(prompt))
    if prompt.cache_control and found:  # at the top it stands for the last block that can be kept
        last = found[-1]
        found[-1] = Piece(last.said, last.tokens, last.cache or prompt.cache_control)
    return found


def _pieces(prompt: Prompt) -> Iterator[Piece]:
    if (
        schema := prompt.schema_of_format
    ) is not None:  # it is put before everything, so another schema is another prompt
        yield _piece("format", _json(schema), None)
    for tool in prompt.tools:
        yield _piece("tool", _json(tool.model_dump(exclude={"cache_control"})), tool.cache_control)
    for text in prompt.system:
        yield _piece("system", text.text, text.cache_control)
    for turn in prompt.messages:
        for block in turn.content:
            yield _piece(turn.role, words(block), getattr(block, "cache_control", None))


def _piece(where: str, text: str, cache: CacheControl | None) -> Piece:
    return Piece(f"{where}\n{text}", estimate(text) + _FRAME, cache)


def words(block: Shape) -> str:
    """Return what a block says, without the form around it."""
    match block:
        case Text():
            return block.text
        case Document():
            source = block.source
            inside = _joined(source.content) if isinstance(source, BlockSource) else source.data
            return "\n".join(filter(None, (block.title, block.context, inside)))
        case SearchResult():
            return "\n".join((block.title, block.source, _joined(block.content)))
        case Thought():
            return block.thinking
        case ToolResult():
            return _joined(block.content)
        case _:
            return _json(block.model_dump(exclude={"cache_control"}))


def _joined(texts: Sequence[Text]) -> str:
    return "\n".join(text.text for text in texts)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
