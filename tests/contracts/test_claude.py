"""The Model port over the Messages API, against the pretend one: a failure is one word, and a right answer is whole."""

import json
import logging
from collections.abc import AsyncIterator

import pytest

from bot.ai.claude import Claude
from bot.domain.narration import AiTrouble
from bot.ports import ModelError, ModelLimits, ModelRequest
from sandbox.model import Asked, Model, ModelServer
from sandbox.model.modes import Mode
from tests.sandbox.model_calls import FACTS, HAIKU, OLD, create, formatted

REQUEST = ModelRequest(
    model=HAIKU,
    system="You read an incident channel.",
    shared="What is shared. " * 400,
    data="What is only here.",
    schema_=FACTS,
    most=1_000,
)
FOUND: dict[str, object] = {"facts": [{"text": "the rollback ended it", "cites": [3], "kind": "finding"}]}


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async def author(_: Asked) -> dict[str, object]:
        return FOUND

    async with ModelServer(slow_seconds=0.05) as model:
        model.authors.register("Facts", author)
        yield model


@pytest.fixture
async def claude(server: ModelServer) -> AsyncIterator[Claude]:
    made = Claude(server.key, server.url, seconds=5)
    yield made
    await made.close()


async def _trouble(claude: Claude, request: ModelRequest = REQUEST) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await claude.answer(request)
    return caught.value


async def test_an_answer_is_json_of_the_schema_with_what_it_took(claude: Claude) -> None:
    answer = await claude.answer(REQUEST)
    assert json.loads(answer.text) == FOUND
    assert (answer.usage.calls, answer.usage.input > 0, answer.usage.output > 0) == (1, True, True)


async def test_what_several_questions_share_is_read_from_the_cache_the_second_time(claude: Claude) -> None:
    first = await claude.answer(REQUEST)
    second = await claude.answer(REQUEST.model_copy(update={"data": "Another piece."}))
    assert (first.usage.read, first.usage.written > 1_000) == (0, True)
    assert second.usage.read == first.usage.written


async def test_our_words_and_the_data_are_sent_apart_and_no_tool_with_them(claude: Claude, server: ModelServer) -> None:
    await claude.answer(REQUEST)
    (sent,) = (json.loads(one) for one in server.record.bodies)
    assert [one["text"] for one in sent["system"]] == [REQUEST.system]
    assert [one["text"] for one in sent["messages"][0]["content"]] == [REQUEST.shared, REQUEST.data]
    assert set(sent) == {"model", "system", "messages", "output_config", "max_tokens"}


async def test_limits_are_the_providers_and_asked_once(claude: Claude, server: ModelServer) -> None:
    limits = await claude.limits(HAIKU)
    again = await claude.limits(HAIKU)
    assert (limits == again, isinstance(limits, ModelLimits), limits.input > limits.output > 1_000) == (
        True,
        True,
        True,
    )
    assert len(server.record.of("models")) == 1


async def test_a_retired_model_is_gone(claude: Claude, server: ModelServer) -> None:
    server.catalogue.retire(OLD)
    with pytest.raises(ModelError) as caught:
        await claude.limits(OLD)
    assert caught.value.trouble is AiTrouble.GONE


async def test_tokens_are_counted_before_the_question_is_asked(claude: Claude, server: ModelServer) -> None:
    counted = await claude.count(REQUEST)
    usage = (await claude.answer(REQUEST)).usage
    assert counted == usage.input + usage.read + usage.written
    assert len(server.record.of("count_tokens")) == 1


@pytest.mark.parametrize(
    ("mode", "trouble"),
    [
        ("truncated", AiTrouble.CUT),
        ("refusing", AiTrouble.REFUSED),
        ("overloaded", AiTrouble.OVERLOADED),
        ("rate_limited", AiTrouble.BUSY),
        ("failing", AiTrouble.OVERLOADED),
        ("forbidden", AiTrouble.BAD_KEY),
        ("unpaid", AiTrouble.UNPAID),
        ("garbled", AiTrouble.NONSENSE),
        ("dropped", AiTrouble.UNREACHABLE),
    ],
)
async def test_each_failure_is_one_word(server: ModelServer, mode: Mode, trouble: AiTrouble) -> None:
    server.modes.order(mode, times=10, retry_after=0.01)
    claude = Claude(server.key, server.url, seconds=5)
    try:
        assert (await _trouble(claude)).trouble is trouble
    finally:
        await claude.close()


@pytest.mark.parametrize("mode", ["truncated", "refusing"])
async def test_what_a_useless_answer_took_is_not_forgotten(claude: Claude, server: ModelServer, mode: Mode) -> None:
    server.modes.order(mode)
    assert (await _trouble(claude)).usage.calls == 1


async def test_a_model_that_does_not_answer_is_slow(server: ModelServer) -> None:
    server.modes.order("timeout", times=10)
    claude = Claude(server.key, server.url, seconds=0.2)
    try:
        assert (await _trouble(claude)).trouble is AiTrouble.SLOW
    finally:
        await claude.close()


async def test_an_overload_that_passes_is_not_noticed(claude: Claude, server: ModelServer) -> None:
    server.modes.order("overloaded", times=2, retry_after=0.01)
    assert json.loads((await claude.answer(REQUEST)).text) == FOUND


async def test_a_wrong_key_and_an_unknown_model_say_so(claude: Claude, server: ModelServer) -> None:
    wrong = Claude("sk-ant-wrong", server.url, seconds=5)
    try:
        assert (await _trouble(wrong)).trouble is AiTrouble.BAD_KEY
    finally:
        await wrong.close()
    gone = REQUEST.model_copy(update={"model": "claude-nobody-1"})
    assert (await _trouble(claude, gone)).trouble is AiTrouble.GONE


async def test_a_question_that_is_too_long_says_so(claude: Claude, server: ModelServer) -> None:
    server.catalogue.put(
        Model("claude-small-1", "Small", "haiku", "2026-01-01T00:00:00Z", max_input_tokens=100, max_tokens=2_000)
    )
    long = REQUEST.model_copy(update={"model": "claude-small-1"})
    assert (await _trouble(claude, long)).trouble is AiTrouble.TOO_LONG


async def test_thoughts_before_the_answer_are_no_part_of_it(claude: Claude, server: ModelServer) -> None:
    told = await create(server, model=HAIKU, **formatted(FACTS))
    assert [block.type for block in told.content] == ["thinking", "text"]
    assert json.loads((await claude.answer(REQUEST)).text) == FOUND


async def test_nothing_that_is_sent_or_answered_is_logged(
    claude: Claude, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("anthropic").setLevel(logging.WARNING)
        await claude.answer(REQUEST)
        server.modes.order("forbidden")
        await _trouble(claude)
    assert [word for word in ("What is only here", "rollback ended", server.key) if word in caplog.text] == []
