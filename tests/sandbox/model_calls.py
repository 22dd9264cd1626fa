"""What the tests of the pretend model have in common: a client, and the smallest request that is right."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import anthropic
from anthropic.types import Message

from sandbox.model import ModelServer

HAIKU, SONNET, OLD = "claude-haiku-5-5", "claude-sonnet-5-5", "claude-haiku-4-5"
HELLO: Any = [{"role": "user", "content": "Hello"}]
FACTS: dict[str, Any] = {
    "title": "Facts",
    "type": "object",
    "properties": {
        "facts": {"type": "array", "items": {"$ref": "#/$defs/Fact"}},
        "unsure": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["facts"],
    "additionalProperties": False,
    "$defs": {
        "Fact": {
            "type": "object",
            "properties": {
                "text": {"type": "string"},
                "cites": {"type": "array", "items": {"type": "integer"}, "minItems": 1},
                "kind": {"enum": ["decision", "finding"]},
            },
            "required": ["text", "cites", "kind"],
            "additionalProperties": False,
        }
    },
}


def formatted(schema: dict[str, Any]) -> dict[str, Any]:
    return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}


@contextlib.asynccontextmanager
async def client_of(model: ModelServer, **options: Any) -> AsyncIterator[anthropic.AsyncAnthropic]:
    given = {"api_key": model.key, "base_url": model.url, "max_retries": 0, "timeout": 30.0, **options}
    async with anthropic.AsyncAnthropic(**given) as client:
        yield client


async def create(server: ModelServer, /, *, retries: int = 0, **asked: Any) -> Message:
    """Ask as the real client does; what it has no argument for goes through extra_body."""
    body = {"model": HAIKU, "max_tokens": 1000, "messages": HELLO, **asked}
    async with client_of(server, max_retries=retries) as client:
        made: Message = await client.messages.create(**body)
        return made


def text_of(message: Message) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


async def refusal_of(server: ModelServer, /, **asked: Any) -> anthropic.APIStatusError:
    """Return how a request is refused; it is an error if it is not."""
    try:
        await create(server, **asked)
    except anthropic.APIStatusError as refused:
        return refused
    raise AssertionError("nothing was refused")


async def meanwhile(*calls: Any) -> list[Any]:
    return list(await asyncio.gather(*calls))
