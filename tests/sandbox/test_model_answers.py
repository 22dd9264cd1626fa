"""The pretend model answers as the real one does: thinks first, keeps to schemas, says why it stops, counts."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import anthropic
import pytest
from anthropic import transform_schema
from pydantic import BaseModel, Field

from sandbox.model import Answer, Asked, ModelServer
from sandbox.model.schemas import misfit
from tests.sandbox.model_calls import FACTS, HAIKU, HELLO, OLD, SONNET, client_of, create, formatted, text_of


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer() as made:
        yield made
        assert made.complaints == []


async def test_an_answer_thinks_first_so_that_nobody_takes_the_first_block_for_the_text(model: ModelServer) -> None:
    answered = await create(model)

    assert [block.type for block in answered.content] == ["thinking", "text"]
    assert (answered.role, answered.model, answered.stop_reason) == ("assistant", HAIKU, "end_turn")
    assert answered.usage.output_tokens_details is not None
    assert 0 < answered.usage.output_tokens_details.thinking_tokens < answered.usage.output_tokens
    assert answered._request_id == model.record.exchanges[-1].id


async def test_there_is_no_thinking_where_it_is_off_or_the_model_does_not_by_itself(model: ModelServer) -> None:
    off = await create(model, thinking={"type": "disabled"})
    old = await create(model, model=OLD)

    assert [[block.type for block in one.content] for one in (off, old)] == [["text"], ["text"]]


async def test_structured_output_without_an_author_is_the_smallest_thing_that_fits(model: ModelServer) -> None:
    assert json.loads(text_of(await create(model, **formatted(FACTS)))) == {"facts": []}


async def test_what_the_sdk_makes_of_a_pydantic_model_is_taken_and_answered(model: ModelServer) -> None:
    class Line(BaseModel):
        text: str = Field(min_length=1, max_length=200, pattern="^[A-Z]")
        cites: list[int] = Field(min_length=1)
        confidence: float = Field(ge=0, le=1)

    class Draft(BaseModel):
        lines: list[Line] = Field(min_length=1, max_length=9)
        title: str | None = None

    schema = transform_schema(Draft)

    made = Draft.model_validate_json(text_of(await create(model, **formatted(schema))))

    assert (made.title, [line.text for line in made.lines]) == (None, ["Nothing is known."])


async def test_an_author_is_found_by_the_title_of_the_schema_and_reads_the_prompt(model: ModelServer) -> None:
    async def author(asked: Asked) -> dict[str, Any]:
        return {"facts": [{"text": f"{asked.system}|{asked.prompt}|{asked.nth}", "cites": [1], "kind": "finding"}]}

    model.authors.register("Facts", author)

    asked = {"system": "Be brief", **formatted(FACTS)}
    said = [json.loads(text_of(await create(model, **asked)))["facts"][0]["text"] for _ in range(2)]

    assert said == ["Be brief|Hello|1", "Be brief|Hello|2"]


async def test_liars_and_injectors_keep_to_the_schema_and_have_authors_of_their_own(model: ModelServer) -> None:
    async def liar(_asked: Asked) -> dict[str, Any]:
        return {"facts": [{"text": "Priya did it", "cites": [404], "kind": "decision"}]}

    model.mode = "lying"
    made_up = json.loads(text_of(await create(model, **formatted(FACTS))))
    model.authors.register("Facts", liar, "lying")
    lie = json.loads(text_of(await create(model, **formatted(FACTS))))
    model.mode = "injected"
    hostile = text_of(await create(model, **formatted(FACTS)))

    assert made_up["facts"][0]["cites"] == [99_999]
    assert misfit(made_up, FACTS) is None
    assert lie["facts"][0]["text"] == "Priya did it"
    assert "<!channel>" in hostile


async def test_an_author_who_leaves_the_schema_is_a_complaint_and_one_who_may_is_not() -> None:
    async def sloppy(asked: Asked) -> Answer:
        return Answer('{"facts": "none"}', astray=asked.nth > 1)

    async with ModelServer() as model:
        model.authors.register("Facts", sloppy)

        with pytest.raises(anthropic.InternalServerError):
            await create(model, **formatted(FACTS))
        astray = await create(model, **formatted(FACTS))

        assert model.complaints == ["ValueError: the author of Facts left the schema: $.facts is not array"]
        assert text_of(astray) == '{"facts": "none"}'


async def test_an_answer_longer_than_asked_for_is_cut_and_says_so(model: ModelServer) -> None:
    async def long(_asked: Asked) -> str:
        return "word " * 500

    model.authors.register("", long)

    cut = await create(model, max_tokens=100, thinking={"type": "disabled"})
    stopped = await create(model, stop_sequences=["d w"])

    assert (cut.stop_reason, len(text_of(cut))) == ("max_tokens", 350)
    assert cut.usage.output_tokens <= 101
    assert (stopped.stop_reason, stopped.stop_sequence, text_of(stopped)) == ("stop_sequence", "d w", "wor")


async def test_truncated_refusing_and_broken_say_how_they_stopped(model: ModelServer) -> None:
    for mode in ("truncated", "refusing", "broken"):
        model.modes.order(mode)

    truncated, refused, broken = [await create(model, **formatted(FACTS)) for _ in range(3)]

    assert (truncated.stop_reason, text_of(truncated)) == ("max_tokens", '{"fact')
    assert (refused.stop_reason, refused.content) == ("refusal", [])
    assert refused.stop_details is not None
    assert refused.usage.input_tokens > 0
    assert broken.stop_reason == "end_turn"
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(text_of(broken))


async def test_a_forced_tool_is_called_with_what_its_author_wrote(model: ModelServer) -> None:
    async def author(_asked: Asked) -> dict[str, Any]:
        return {"facts": []}

    model.authors.register("note", author)
    tools = [{"name": "note", "input_schema": FACTS}]

    called = await create(model, tools=tools, tool_choice={"type": "tool", "name": "note"})

    assert called.stop_reason == "tool_use"
    block = called.content[-1]
    assert block.type == "tool_use"
    assert (block.name, block.input) == ("note", {"facts": []})


@pytest.mark.parametrize("asked", [{}, formatted(FACTS)])
async def test_a_stream_says_the_same_as_the_whole_message(model: ModelServer, asked: dict[str, Any]) -> None:
    async def author(_asked: Asked) -> str:
        return json.dumps({"facts": [{"text": "né " * 60, "cites": [1], "kind": "finding"}]})

    model.authors.register("", author)
    model.authors.register("Facts", author)
    seen: list[str] = []

    async with (
        client_of(model) as client,
        client.messages.stream(model=HAIKU, max_tokens=1000, messages=HELLO, **asked) as stream,
    ):
        seen.extend([event.type async for event in stream])
        streamed = await stream.get_final_message()

    whole = await create(model, **asked)

    assert (seen[0], seen[-1]) == ("message_start", "message_stop")
    assert seen.count("text") > 3
    assert text_of(streamed) == text_of(whole)
    assert (streamed.stop_reason, streamed.usage) == (whole.stop_reason, whole.usage)


async def test_a_tools_input_is_streamed_in_parts_that_make_a_whole(model: ModelServer) -> None:
    tools = [{"name": "note", "input_schema": FACTS}]
    asked: dict[str, Any] = {"tools": tools, "tool_choice": {"type": "any"}}

    async with (
        client_of(model) as client,
        client.messages.stream(model=HAIKU, max_tokens=1000, messages=HELLO, **asked) as stream,
    ):
        made = await stream.get_final_message()

    block = made.content[-1]
    assert block.type == "tool_use"
    assert block.input == {"facts": []}


async def test_a_stream_can_break_off_with_an_error_after_it_began(model: ModelServer) -> None:
    model.mode = "interrupted"

    async with (
        client_of(model) as client,
        client.messages.stream(model=HAIKU, max_tokens=1000, messages=HELLO) as stream,
    ):
        first = await anext(aiter(stream))
        with pytest.raises(anthropic.APIStatusError) as broken:
            await stream.get_final_message()

    assert first.type == "message_start"
    assert broken.value.type == "overloaded_error"


async def test_two_overloads_are_tried_again_and_all_three_requests_are_on_record(model: ModelServer) -> None:
    model.modes.order("overloaded", times=2)

    answered = await create(model, retries=2)

    assert text_of(answered) == "Nothing is known."
    assert [one.status for one in model.record.of("messages")] == [529, 529, 200]
    assert len(model.record.answered) == 1


async def test_a_rate_limit_says_how_long_to_wait_and_the_client_does(model: ModelServer) -> None:
    model.modes.order("rate_limited", retry_after=0.2)

    started = asyncio.get_running_loop().time()
    await create(model, retries=1)

    assert asyncio.get_running_loop().time() - started >= 0.2


async def test_garbled_dropped_and_silent_servers_are_the_clients_to_bear(model: ModelServer) -> None:
    async with client_of(model, timeout=0.2) as client:
        model.modes.order("dropped")
        with pytest.raises(anthropic.APIConnectionError):
            await client.messages.create(model=HAIKU, max_tokens=10, messages=HELLO)
        model.modes.order("timeout")
        with pytest.raises(anthropic.APITimeoutError):
            await client.messages.create(model=HAIKU, max_tokens=10, messages=HELLO)
    model.modes.order("garbled")

    garbled: Any = await create(model)

    assert garbled == "<html>upstream error</html>"


async def test_slow_answers_come_late() -> None:
    async with ModelServer(mode="slow", slow_seconds=0.3) as model, client_of(model) as client:
        with pytest.raises(anthropic.APITimeoutError):
            await client.messages.create(model=HAIKU, max_tokens=10, messages=HELLO, timeout=0.1)

        assert text_of(await create(model, max_tokens=1000)) == "Nothing is known."


async def test_an_order_can_wait_for_the_nth_request_and_for_another_endpoint(model: ModelServer) -> None:
    model.modes.order("failing", nth=2)
    model.modes.order("overloaded", endpoint="count_tokens")

    await create(model)
    async with client_of(model) as client:
        with pytest.raises(anthropic.OverloadedError):
            await client.messages.count_tokens(model=HAIKU, messages=HELLO)
    with pytest.raises(anthropic.InternalServerError):
        await create(model)
    await create(model)


async def test_tokens_are_counted_beforehand_as_they_are_billed(model: ModelServer) -> None:
    asked: dict[str, Any] = {"messages": HELLO, "system": "Be brief. ", **formatted(FACTS)}
    async with client_of(model) as client:
        counted = await client.messages.count_tokens(model=SONNET, **asked)
        without = await client.messages.count_tokens(model=SONNET, messages=HELLO)
        shaped = await client.messages.count_tokens(model=SONNET, messages=HELLO, **formatted(FACTS))

    billed = await create(model, model=SONNET, **asked)

    assert counted.input_tokens == billed.usage.input_tokens
    assert without.input_tokens == 2 + 3  # five bytes and the frame of a block
    assert shaped.input_tokens > without.input_tokens + 100


async def test_counting_refuses_what_creating_refuses_and_fields_of_its_own(model: ModelServer) -> None:
    wrong: list[dict[str, Any]] = [{"messages": []}, {"messages": HELLO, "extra_body": {"max_tokens": 5}}]
    async with client_of(model) as client:
        for asked in wrong:
            with pytest.raises(anthropic.BadRequestError):
                await client.messages.count_tokens(model=HAIKU, **asked)
        with pytest.raises(anthropic.NotFoundError):
            await client.messages.count_tokens(model="claude-mythos-preview", messages=HELLO)


async def test_models_tell_their_limits_and_life_newest_first_and_page_by_page(model: ModelServer) -> None:
    async with client_of(model) as client:
        listed = [one async for one in client.models.list(limit=2)]
        retired = [one.id async for one in client.models.list(lifecycle=["retired"])]
        haiku = await client.models.retrieve("claude-haiku-4-5")
        sonnet = await client.models.retrieve("claude-sonnet-4-5")
        with pytest.raises(anthropic.NotFoundError):
            await client.models.retrieve("claude-haiku-9")

    assert [one.id for one in listed] == [
        HAIKU,
        SONNET,
        "claude-opus-5-5",
        "claude-sonnet-5",
        "claude-haiku-4-5-20251001",
        "claude-sonnet-4-5-20250929",
    ]
    assert retired == ["claude-mythos-preview"]
    assert (haiku.id, haiku.max_input_tokens, haiku.max_tokens) == ("claude-haiku-4-5-20251001", 200_000, 64_000)
    assert (sonnet.lifecycle, sonnet.retires_at) == ("deprecated", datetime(2026, 11, 30, tzinfo=UTC))
    assert listed[0].capabilities is not None
    assert listed[0].capabilities.structured_outputs.supported
    assert not listed[1].capabilities.thinking.types.disabled.supported  # type: ignore[union-attr]


async def test_the_record_has_every_byte_and_every_cost_but_not_the_key(model: ModelServer) -> None:
    secret = 'pass"wörd\nof mine'
    await create(model, messages=[{"role": "user", "content": secret}])
    answered = await create(model)

    first = model.record.of("messages")[0]
    assert secret in model.record.text
    assert first.body["messages"][0]["content"] == secret
    assert json.loads(model.record.bodies[0]) == first.body
    assert model.record.usage["output_tokens"] == 2 * answered.usage.output_tokens
    assert model.key not in model.record.text
    model.record.clear()
    assert model.record.exchanges == []
