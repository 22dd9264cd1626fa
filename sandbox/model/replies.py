"""Answers in the API's form: one message as JSON, or the same message as a stream of events."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.model.authors import Answer, forced_tool
from sandbox.model.catalogue import Model
from sandbox.model.errors import ApiError
from sandbox.model.pieces import estimate
from sandbox.model.shapes import Creation

THOUGHT = 24  # tokens of thinking before an answer; the text of it is not shown
_SIGNATURE = "EqQBCkgIBxABGAIiQ"
_REFUSED = {"type": "refusal", "category": None, "explanation": "This request was declined by a safety classifier."}
_EVERY = 40  # characters in one event


@dataclass(frozen=True)
class Reply:
    """A finished answer: its blocks, why it stopped, and what it cost."""

    id: str
    model: str
    content: list[dict[str, Any]]
    stop_reason: str
    stop_sequence: str | None
    usage: dict[str, Any]

    def message(self) -> dict[str, Any]:
        """Return the message as JSON."""
        return {
            "id": self.id,
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": self.content,
            "stop_reason": self.stop_reason,
            "stop_sequence": self.stop_sequence,
            "stop_details": _REFUSED if self.stop_reason == "refusal" else None,
            "usage": self.usage,
        }


def compose(made: str, creation: Creation, model: Model, answer: Answer, usage: Mapping[str, Any]) -> Reply:
    """Put an answer into the API's form, cut where the request says so, with the tokens that it took."""
    thinks = creation.thinking.type in {"adaptive", "enabled"} if creation.thinking else model.by_itself
    thought = min(THOUGHT, creation.max_tokens) if thinks and answer.stop != "refusal" else 0
    text, stopped, sequence = _cut(answer, creation, creation.max_tokens - thought)
    content: list[dict[str, Any]] = [{"type": "thinking", "thinking": "", "signature": _SIGNATURE}] if thought else []
    content += _blocks(made, creation, answer, text, stopped)
    if stopped == "end_turn" and any(block["type"] == "tool_use" for block in content):
        stopped = "tool_use"
    written = estimate(text) if not answer.content else sum(estimate(_json(block)) for block in answer.content)
    spent = {
        **usage,
        "output_tokens": thought + written + bool(creation.max_tokens),
        "output_tokens_details": {"thinking_tokens": thought},
        "service_tier": "standard",
    }
    return Reply(f"msg_{made}", model.id, content, stopped, sequence, spent)


def _cut(answer: Answer, creation: Creation, most: int) -> tuple[str, str, str | None]:
    text, stopped, sequence = answer.text, str(answer.stop or "end_turn"), None
    found = [(text.find(stop), stop) for stop in creation.stop_sequences if stop in text]
    if found and answer.stop is None:
        place, sequence = min(found)
        text, stopped = text[:place], "stop_sequence"
    if estimate(text) > most:
        text, stopped, sequence = _within(text, most), "max_tokens", None
    return text, stopped, sequence


def _within(text: str, most: int) -> str:
    raw = text.encode("utf-8", "replace")[: int(most * 3.5)]
    return raw.decode("utf-8", "ignore")


def _blocks(made: str, creation: Creation, answer: Answer, text: str, stopped: str) -> Iterator[dict[str, Any]]:
    tool = forced_tool(creation)
    if answer.content:
        yield from (dict(block) for block in answer.content)
    elif tool is not None and stopped == "end_turn":
        yield {"type": "tool_use", "id": f"toolu_{made}", "name": tool, "input": json.loads(text)}
    elif text:
        yield {"type": "text", "text": text, "citations": None}


async def events(reply: Reply, seconds: float, broken_off: ApiError | None = None) -> AsyncIterator[bytes]:
    """Yield a reply as server-sent events over so many seconds; with `broken_off` it ends half way with that error."""
    made = list(_events(reply))
    for place, event in enumerate(made):
        if broken_off is not None and place >= len(made) // 2:
            yield _sent({"type": "error", "error": broken_off.body("")["error"]})
            return
        await asyncio.sleep(seconds / len(made))
        yield _sent(event)


def _events(reply: Reply) -> Iterator[dict[str, Any]]:
    begun = {**reply.usage, "output_tokens": 1}
    opened = {**reply.message(), "content": [], "stop_reason": None, "stop_sequence": None, "stop_details": None}
    yield {"type": "message_start", "message": {**opened, "usage": begun}}
    yield {"type": "ping"}
    for index, block in enumerate(reply.content):
        empty, deltas = _parts(block)
        yield {"type": "content_block_start", "index": index, "content_block": empty}
        yield from ({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas)
        yield {"type": "content_block_stop", "index": index}
    ended = {name: reply.message()[name] for name in ("stop_reason", "stop_sequence", "stop_details")}
    counts = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")
    spent = {name: reply.usage[name] for name in (*counts, "output_tokens_details")}
    yield {"type": "message_delta", "delta": ended, "usage": spent}
    yield {"type": "message_stop"}


def _parts(block: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a block as it is opened, and what is added to it then."""
    if block["type"] == "thinking":
        return {**block, "signature": ""}, [{"type": "signature_delta", "signature": block["signature"]}]
    if block["type"] == "tool_use":
        parts = _chunks(_json(block["input"]))
        return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": part} for part in parts]
    deltas: list[dict[str, Any]] = [{"type": "text_delta", "text": part} for part in _chunks(block["text"])]
    deltas += [{"type": "citations_delta", "citation": one} for one in block.get("citations") or ()]
    return {**block, "text": "", "citations": None}, deltas


def _chunks(text: str) -> list[str]:
    return [text[start : start + _EVERY] for start in range(0, len(text), _EVERY)]


def _sent(event: Mapping[str, Any]) -> bytes:
    return f"event: {event['type']}\ndata: {_json(event)}\n\n".encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
