"""What the real Messages API refuses is refused, with its status, its type and its shape."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import anthropic
import pytest

from sandbox.model import Model, ModelServer
from tests.sandbox.model_calls import (
    FACTS,
    HAIKU,
    HELLO,
    OLD,
    SONNET,
    client_of,
    create,
    formatted,
    refusal_of,
    text_of,
)

MARK = {"type": "ephemeral"}


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer() as made:
        yield made
        assert made.complaints == []


def text(said: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": said, **more}


def turn(*blocks: dict[str, Any], role: str = "user") -> dict[str, Any]:
    return {"role": role, "content": list(blocks)}


def document(*, cited: bool) -> dict[str, Any]:
    source = {"type": "text", "media_type": "text/plain", "data": "It was slow."}
    return {"type": "document", "source": source, "citations": {"enabled": cited}}


TOOL: dict[str, Any] = {"name": "look", "input_schema": {"type": "object", "properties": {}}}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no messages": ({"messages": []}, "messages: List should have at least 1 item"),
    "an empty text": ({"messages": [turn(text(""))]}, "messages.0.content.0.text.text: String should have"),
    "no content": ({"messages": [{"role": "user", "content": []}]}, "messages.0.content: List should have at least"),
    "an unknown role": ({"messages": [{"role": "system", "content": "x"}]}, "messages.0.role: Input should be"),
    "the assistant first": ({"messages": [turn(text("x"), role="assistant"), *HELLO]}, "first message must use the"),
    "prefill": (
        {"messages": [*HELLO, turn(text("{"), role="assistant")]},
        "does not support assistant message prefill",
    ),
    "an unknown block": ({"messages": [turn({"type": "poem", "text": "x"})]}, "messages.0.content.0: Input tag 'poem'"),
    "an unknown field": ({"extra_body": {"prompt": "x"}}, "prompt: Extra inputs are not permitted"),
    "an unknown field inside": ({"messages": [turn(text("x", bold=True))]}, "messages.0.content.0.text.bold: Extra"),
    "too many tokens": ({"max_tokens": 200_000, "timeout": 9}, "max_tokens: 200000 > 128000, which is the maximum"),
    "a number as text": ({"max_tokens": "1000"}, "max_tokens: Input should be a valid integer"),
    "true as a number": ({"max_tokens": True}, "max_tokens: Input should be a valid integer"),
    "sampling": ({"extra_body": {"temperature": 0.2}}, "temperature: claude-haiku-5-5 does not support sampling"),
    "a thinking budget": (
        {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 2048},
        "thinking.type:",
    ),
    "no thinking with much effort": (
        {"thinking": {"type": "disabled"}, "output_config": {"effort": "max"}},
        "output_config.effort: 'max' requires thinking",
    ),
    "thinking switched off where it cannot be": (
        {"model": SONNET, "thinking": {"type": "disabled"}},
        "thinking.type: 'disabled' is not supported by claude-sonnet-5-5",
    ),
    "effort where there is none": ({"model": OLD, "output_config": {"effort": "low"}}, "does not support the effort"),
    "speed": ({"speed": "fast"}, "does not support the speed parameter"),
    "a forced tool": (
        {"model": SONNET, "tools": [TOOL], "tool_choice": {"type": "any"}},
        "tool_choice: claude-sonnet-5-5 does not support forced tool use",
    ),
    "a tool that is not there": (
        {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "jump"}},
        "tool_choice: Tool 'jump' not found",
    ),
    "two tools of a name": ({"tools": [TOOL, TOOL]}, "tools: Tool names must be unique"),
    "five breakpoints": (
        {"messages": [turn(*[text(str(n), cache_control=MARK) for n in range(5)])]},
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    ),
    "long after short": (
        {"messages": [turn(text("a", cache_control=MARK), text("b", cache_control={**MARK, "ttl": "1h"}))]},
        "a ttl='1h' block must not come after a ttl='5m' block",
    ),
    "another ttl": ({"cache_control": {**MARK, "ttl": "2h"}}, "cache_control.ttl: Input should be '5m' or '1h'"),
    "citations with a schema": (
        {"messages": [turn(document(cited=True), text("x"))], **formatted(FACTS)},
        "Citations cannot be used together with output_config.format",
    ),
    "citations on some documents": (
        {"messages": [turn(document(cited=True), document(cited=False))]},
        "Citations must be enabled on all or none",
    ),
    "citations on a user's text": (
        {"messages": [turn(text("x", citations=[{"type": "char_location"}]))]},
        "citations: not permitted on text blocks of a user turn",
    ),
    "a stop sequence of nothing": ({"stop_sequences": [" "]}, "stop_sequences: each stop sequence must contain"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_wrong_request_is_a_400_that_says_why(model: ModelServer, what: str) -> None:
    asked, reason = WRONG[what]

    refused = await refusal_of(model, **asked)

    assert isinstance(refused, anthropic.BadRequestError)
    assert (refused.status_code, refused.type) == (400, "invalid_request_error")
    assert reason in str(refused.api_message)
    assert model.record.usage["input_tokens"] == 0


async def test_what_is_refused_of_new_models_is_taken_by_old_ones(model: ModelServer) -> None:
    prefilled = [*HELLO, turn(text("{"), role="assistant")]

    answered = await create(model, model=OLD, messages=prefilled, extra_body={"temperature": 0.2})

    assert answered.model == "claude-haiku-4-5-20251001"


SCHEMAS: dict[str, tuple[Any, str]] = {
    "open objects": ({"type": "object", "properties": {}}, "'additionalProperties' must be explicitly set to false"),
    "lengths": ({"type": "string", "minLength": 1}, "For 'string' type, properties minLength are not supported"),
    "patterns": ({"type": "string", "pattern": "^a"}, "For 'string' type, properties pattern are not supported"),
    "bounds": (
        {"type": "integer", "minimum": 0, "maximum": 9},
        "For 'integer' type, properties maximum, minimum are not supported",
    ),
    "long lists": (
        {"type": "array", "items": {"type": "string"}, "minItems": 2},
        "'minItems' values other than 0 or 1 are not supported",
    ),
    "upper limits of lists": (
        {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        "For 'array' type, properties maxItems are not supported",
    ),
    "unknown formats": ({"type": "string", "format": "color"}, "format 'color' is not supported"),
    "oneOf": ({"oneOf": [{"type": "string"}]}, "Schema must have a 'type'"),
    "no type": ({"description": "anything"}, "Schema must have a 'type'"),
    "objects in an enum": ({"enum": [{"a": 1}]}, "'enum' and 'const' take strings"),
    "references outside": ({"$ref": "https://example.com/schema"}, "cannot be resolved"),
    "recursion": (
        {
            "$ref": "#/$defs/A",
            "$defs": {
                "A": {"type": "array", "items": {"$ref": "#/$defs/B"}},
                "B": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/A"}]},
            },
        },
        "Circular reference detected in schema definitions: #/$defs/A",
    ),
    "many optional fields": (
        {
            "type": "object",
            "properties": {
                **{f"field_{n}": {"type": "string"} for n in range(12)},
                "inner": {
                    "type": "object",
                    "properties": {f"field_{n}": {"type": "string"} for n in range(12)},
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        },
        "too many optional parameters (25)",
    ),
    "many unions": (
        {
            "type": "object",
            "properties": {f"field_{n}": {"type": ["string", "null"]} for n in range(17)},
            "required": [f"field_{n}" for n in range(17)],
            "additionalProperties": False,
        },
        "too many parameters with union types (17)",
    ),
    "nonsense": ({"type": "object", "properties": [], "additionalProperties": False}, "Invalid schema"),
}


@pytest.mark.parametrize("what", SCHEMAS)
async def test_a_schema_that_structured_output_does_not_take_is_refused_at_any_depth(
    model: ModelServer, what: str
) -> None:
    schema, reason = SCHEMAS[what]
    inside = {
        "type": "object",
        "properties": {"here": {key: value for key, value in schema.items() if key != "$defs"}},
        "required": ["here"],
        "additionalProperties": False,
        "$defs": schema.get("$defs", {}),
    }

    for asked in (schema, inside):
        refused = await refusal_of(model, **formatted(asked))

        assert isinstance(refused, anthropic.BadRequestError)
        assert str(refused.api_message).startswith("output_config.format.schema: ")
        assert reason in str(refused.api_message)


async def test_a_strict_tool_is_held_to_the_same_schemas_and_another_one_is_not(model: ModelServer) -> None:
    tool = {**TOOL, "input_schema": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}}

    await create(model, tools=[tool])
    refused = await refusal_of(model, tools=[{**tool, "strict": True}])

    assert str(refused.api_message).startswith("tools.0.custom: For 'object' type, 'additionalProperties' must be")


async def test_an_unknown_model_and_a_retired_one_are_not_found(model: ModelServer) -> None:
    model.catalogue.retire(SONNET)

    for name in ("claude-haiku-9", "gpt-4", SONNET):
        refused = await refusal_of(model, model=name)

        assert isinstance(refused, anthropic.NotFoundError)
        assert (refused.type, refused.api_message) == ("not_found_error", f"model: {name}")


async def test_a_prompt_over_the_models_context_is_refused_with_both_numbers(model: ModelServer) -> None:
    small = Model(HAIKU, "Small", "haiku", "2026-10-07T00:00:00Z", max_input_tokens=100, max_tokens=50)
    model.catalogue.put(small)

    refused = await refusal_of(model, max_tokens=50, messages=[{"role": "user", "content": "x" * 700}])

    assert refused.api_message == "prompt is too long: 203 tokens > 100 maximum"


async def test_a_wrong_key_is_a_401_and_the_right_one_works_in_both_headers(model: ModelServer) -> None:
    body: Any = {"model": HAIKU, "max_tokens": 10, "messages": HELLO}
    async with client_of(model, api_key="sk-ant-wrong") as client:
        with pytest.raises(anthropic.AuthenticationError) as refused:
            await client.messages.create(**body)

    assert (refused.value.type, refused.value.api_message) == ("authentication_error", "invalid x-api-key")
    assert (await post(model, body, {"x-api-key": model.key}))[0] == 200
    assert (await post(model, body, {"authorization": f"Bearer {model.key}"}))[0] == 200
    assert (await post(model, body, {}))[0] == 401


async def test_headers_and_bodies_that_no_client_of_theirs_sends_are_refused_too(model: ModelServer) -> None:
    key = {"x-api-key": model.key}
    body = {"model": HAIKU, "max_tokens": 10, "messages": HELLO}

    assert await said(model, body, {**key, "anthropic-version": ""}) == (
        400,
        'anthropic-version: "" is not a valid version',
    )
    assert await said(model, b"{", key) == (400, "The request body is not valid JSON")
    assert await said(model, b"[]", key) == (400, "Input should be a valid dictionary or instance of Creation")
    assert await said(model, {**body, "max_tokens": None}, key) == (400, "max_tokens: Input should be a valid integer")
    del body["max_tokens"]
    assert await said(model, body, key) == (400, "max_tokens: Field required")


async def test_an_error_has_the_apis_shape_and_one_id_in_body_and_header(model: ModelServer) -> None:
    status, headers, body = await post(model, {}, {"x-api-key": model.key})

    assert status == 400
    assert set(body) == {"type", "error", "request_id"}
    assert (body["type"], body["error"]["type"]) == ("error", "invalid_request_error")
    assert body["request_id"] == headers["request-id"] == model.record.exchanges[-1].id
    assert headers["x-should-retry"] == "false"


async def test_another_address_or_method_is_not_found(model: ModelServer) -> None:
    async with aiohttp.ClientSession() as session:
        for address in ("/v1/complete", "/v1/messages", "/"):
            async with session.get(model.url + address) as response:
                assert (response.status, (await response.json())["error"]["type"]) == (404, "not_found_error")

    assert [one.address for one in model.record.of("other")] == ["GET /v1/complete", "GET /v1/messages", "GET /"]


async def test_a_body_over_32_megabytes_is_too_large_even_with_a_wrong_key(model: ModelServer) -> None:
    long: Any = [{"role": "user", "content": "x" * (32 * 1024 * 1024)}]
    async with client_of(model, api_key="sk-ant-wrong") as client:
        with pytest.raises(anthropic.ContentTooLargeError) as refused:
            await client.messages.create(model=HAIKU, max_tokens=10, messages=long)

    assert refused.value.status_code == 413


@pytest.mark.parametrize(
    ("mode", "kind", "error"),
    [
        ("overloaded", "overloaded_error", anthropic.OverloadedError),
        ("rate_limited", "rate_limit_error", anthropic.RateLimitError),
        ("failing", "api_error", anthropic.InternalServerError),
        ("forbidden", "permission_error", anthropic.PermissionDeniedError),
        ("unpaid", "billing_error", anthropic.PaymentRequiredError),
    ],
)
async def test_an_ordered_failure_has_its_own_class_in_the_client(
    model: ModelServer, mode: Any, kind: str, error: type[anthropic.APIStatusError]
) -> None:
    model.modes.order(mode, retry_after=7)

    refused = await refusal_of(model)

    assert type(refused) is error
    assert refused.type == kind
    assert refused.response.headers.get("retry-after") == ("7" if mode == "rate_limited" else None)
    assert text_of(await create(model)) == "Nothing is known."


async def post(model: ModelServer, body: Any, headers: dict[str, str]) -> tuple[int, Any, Any]:
    """Send without their client: with the headers given and no others."""
    sent = {"json": body} if isinstance(body, dict) else {"data": body}
    given = {"anthropic-version": "2023-06-01", "content-type": "application/json", **headers}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{model.url}/v1/messages", headers=given, **sent) as response,
    ):
        return response.status, response.headers, await response.json()


async def said(model: ModelServer, body: Any, headers: dict[str, str]) -> tuple[int, str]:
    status, _, answer = await post(model, body, headers)
    return status, answer["error"]["message"]
