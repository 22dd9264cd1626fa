"""The Model port behind a gateway that is no model: whatever it answers is one word, and nothing breaks on our side."""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.ai.claude import Claude
from bot.domain.narration import AiTrouble
from bot.ports import ModelError, ModelRequest

REQUEST = ModelRequest(model="claude-haiku-5-5", system="You read.", data="{}", schema_={"type": "object"}, most=100)
TEXT = {"type": "text", "text": "{}"}
USAGE = {"input_tokens": 3, "output_tokens": 2}
GOOD: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-haiku-5-5",
    "content": [TEXT],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": USAGE,
}
BODIES = {
    "nothing": b"",
    "half": b'{"content": [',
    "bytes": b'\xff\xfe{"a"}',
    "html": b"<html></html>",
    "null": b"null",
    "a list": b"[1]",
    "a number": b"7",
}


@contextlib.asynccontextmanager
async def gateway(body: bytes) -> AsyncIterator[Claude]:
    """Answer everything with these bytes, and call them JSON."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    claude = Claude("sk-ant-some", f"http://{host}:{port}", seconds=5)
    try:
        yield claude
    finally:
        await claude.close()
        await runner.cleanup()


@pytest.mark.parametrize("body", BODIES)
async def test_what_is_no_answer_at_all_is_nonsense_whatever_was_asked(body: str) -> None:
    async with gateway(BODIES[body]) as claude:
        for asked in (claude.answer(REQUEST), claude.count(REQUEST), claude.limits("claude-haiku-5-5")):
            with pytest.raises(ModelError) as caught:
                await asked
            assert caught.value.trouble is AiTrouble.NONSENSE


@pytest.mark.parametrize(
    "changed",
    [
        {"content": None},
        {"content": "a text"},
        {"content": [{**TEXT, "text": None}]},
        {"stop_reason": None},
        {"stop_reason": "pause_turn"},
        {"stop_reason": "tool_use"},
        {"usage": None},
        {"usage": {}},
        {"usage": {"input_tokens": "many", "output_tokens": -1}},
    ],
)
async def test_an_answer_with_a_part_that_it_cannot_have_is_nonsense_and_was_asked(changed: dict[str, Any]) -> None:
    async with gateway(json.dumps({**GOOD, **changed}).encode()) as claude:
        with pytest.raises(ModelError) as caught:
            await claude.answer(REQUEST)
    assert (caught.value.trouble, caught.value.usage.calls) == (AiTrouble.NONSENSE, 1)


async def test_what_a_later_version_puts_beside_the_text_is_passed_over() -> None:
    more = [{"type": "reasoning_summary", "of": 3}, TEXT]
    async with gateway(json.dumps({**GOOD, "content": more, "extra": True}).encode()) as claude:
        assert (await claude.answer(REQUEST)).text == "{}"


async def test_a_count_that_is_none_is_nonsense() -> None:
    async with gateway(b'{"input_tokens": "x"}') as claude:
        with pytest.raises(ModelError) as caught:
            await claude.count(REQUEST)
    assert caught.value.trouble is AiTrouble.NONSENSE
