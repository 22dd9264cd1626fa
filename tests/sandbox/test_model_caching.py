"""Prompt caching: what is written once is read while it lives, and nothing is read where anything before it differs."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import anthropic
import pytest

from sandbox.clock import ManualClock
from sandbox.model import Asked, ModelServer
from tests.sandbox.model_calls import FACTS, SONNET, create, formatted, meanwhile

LONG = "What you have to know about incidents. " * 60


@pytest.fixture
async def model(clock: ManualClock) -> AsyncIterator[ModelServer]:
    async with ModelServer(clock=clock) as made:
        yield made
        assert made.complaints == []


def cached(text: str, **mark: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text, "cache_control": {"type": "ephemeral", **mark}}]


def kept(message: anthropic.types.Message) -> tuple[int | None, int | None]:
    return message.usage.cache_creation_input_tokens, message.usage.cache_read_input_tokens


async def test_a_marked_prefix_is_written_once_and_read_until_its_time_is_over(
    model: ModelServer, clock: ManualClock
) -> None:
    written = await create(model, system=cached(LONG))
    clock.advance(280)
    read = await create(model, system=cached(LONG), messages=[{"role": "user", "content": "Another question"}])
    clock.advance(280)
    again = await create(model, system=cached(LONG))
    clock.advance(301)
    late = await create(model, system=cached(LONG))

    size = 672
    assert [kept(one) for one in (written, read, again, late)] == [(size, 0), (0, size), (0, size), (size, 0)]
    assert written.usage.input_tokens == again.usage.input_tokens == 5
    assert written.usage.cache_creation is not None
    assert written.usage.cache_creation.ephemeral_5m_input_tokens == size


async def test_an_hour_is_an_hour(model: ModelServer, clock: ManualClock) -> None:
    first = await create(model, system=cached(LONG, ttl="1h"))
    clock.advance(3500)
    second = await create(model, system=cached(LONG, ttl="1h"))

    assert first.usage.cache_creation is not None
    assert first.usage.cache_creation.ephemeral_1h_input_tokens == 672
    assert kept(second) == (0, 672)


async def test_nothing_is_read_where_the_start_the_schema_or_the_model_differs(model: ModelServer) -> None:
    await create(model, system=cached(LONG))

    others = ({"system": cached(f"!{LONG}")}, formatted(FACTS), formatted(FACTS["$defs"]["Fact"]), {"model": SONNET})
    for other in others:
        assert kept(await create(model, **{"system": cached(LONG), **other}))[1] == 0


async def test_a_prefix_below_the_models_minimum_is_silently_not_kept(model: ModelServer) -> None:
    assert [kept(await create(model, system=cached(LONG[:1700]))) for _ in range(2)] == [(0, 0), (0, 0)]
    assert [kept(await create(model, model=SONNET, system=cached(LONG))) for _ in range(2)] == [(0, 0), (0, 0)]


async def test_a_mark_at_the_top_stands_for_the_last_block(model: ModelServer) -> None:
    first = await create(model, system=LONG, cache_control={"type": "ephemeral"})
    second = await create(model, system=LONG, cache_control={"type": "ephemeral"})

    assert (kept(first), kept(second)) == ((677, 0), (0, 677))


async def test_calls_that_start_together_all_write_since_none_has_begun_to_answer(model: ModelServer) -> None:
    together = asyncio.Barrier(3)

    async def author(_asked: Asked) -> str:
        await together.wait()
        return "Done."

    model.authors.register("", author)

    made = await meanwhile(*(create(model, system=cached(LONG)) for _ in range(3)))

    assert [kept(one) for one in made] == [(672, 0)] * 3
    assert (model.record.at_once, model.record.busiest) == (0, 3)
