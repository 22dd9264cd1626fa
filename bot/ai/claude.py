"""Claude behind the port `Model`: one question, one complete answer or one word for what went wrong.

The only file that knows Anthropic's SDK, which costs a second and 38 MB to import: whoever has no key never does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anthropic
import structlog

from bot.domain.narration import AiTrouble, Usage
from bot.ports import ModelAnswer, ModelError, ModelLimits, ModelRequest

TRIES = 2
"""How often the SDK asks again by itself where that may help, after as long as it is told to wait."""
_STATUS = {
    400: AiTrouble.NONSENSE,
    401: AiTrouble.BAD_KEY,
    402: AiTrouble.UNPAID,
    403: AiTrouble.BAD_KEY,
    404: AiTrouble.GONE,
    408: AiTrouble.SLOW,
    413: AiTrouble.TOO_LONG,
    429: AiTrouble.BUSY,
    504: AiTrouble.SLOW,
}
_STOPPED = {
    "max_tokens": AiTrouble.CUT,
    "refusal": AiTrouble.REFUSED,
    "model_context_window_exceeded": AiTrouble.TOO_LONG,
}
_SERVER_ERROR = 500
_CACHED = {"type": "ephemeral"}
Result = TypeVar("Result")
log = structlog.get_logger("ai")


class Claude:
    """Implements `bot.ports.Model` with the Messages API (version 2023-06-01)."""

    def __init__(self, key: str, base_url: str, *, seconds: float) -> None:
        """Wait `seconds` for an answer, and twice as long for all tries together."""
        # the SDK reads ANTHROPIC_LOG and would then log what is sent: nothing of a channel belongs there
        logging.getLogger("anthropic").setLevel(logging.WARNING)
        self._client = anthropic.AsyncAnthropic(api_key=key, base_url=base_url, timeout=seconds, max_retries=TRIES)
        self._patience = 2 * seconds
        self._limits: dict[str, ModelLimits] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def limits(self, model: str) -> ModelLimits:
        """Return a model's limits as its provider states them, asked once. Raises ModelError, GONE for one that is."""
        known = self._limits.get(model)
        if known is None:
            found = await self._told(lambda: self._client.models.retrieve(model))
            if found.lifecycle == "retired" or not found.max_input_tokens or not found.max_tokens:
                raise ModelError(AiTrouble.GONE)
            known = self._limits[model] = ModelLimits(input=found.max_input_tokens, output=found.max_tokens)
        return known

    async def count(self, request: ModelRequest) -> int:
        """Return how many tokens a question has. Raises ModelError."""
        asked = _asked(request)
        counted = await self._told(lambda: self._client.messages.count_tokens(**asked))
        return counted.input_tokens

    async def answer(self, request: ModelRequest) -> ModelAnswer:
        """Ask and return the whole answer. Raises ModelError; what a useless answer took is in its `usage`."""
        asked = _asked(request)
        told = await self._told(lambda: self._client.messages.create(**asked, max_tokens=request.most))
        usage = _usage(told.usage)
        if told.stop_reason != "end_turn":
            raise ModelError(_STOPPED.get(str(told.stop_reason), AiTrouble.NONSENSE), usage=usage)
        text = "".join(block.text for block in told.content if block.type == "text")  # it may think aloud before
        if not text.strip():
            raise ModelError(AiTrouble.NONSENSE, usage=usage)
        return ModelAnswer(text=text, usage=usage)

    async def _told(self, call: Callable[[], Awaitable[Result]]) -> Result:
        """Make a call; its failure becomes a ModelError. A gateway's page of HTML comes back as a string."""
        try:
            async with asyncio.timeout(self._patience):
                told = await call()
        except TimeoutError:
            raise ModelError(AiTrouble.SLOW) from None
        except anthropic.APIError as error:
            raise _failure(error) from None
        except anthropic.AnthropicError:
            raise ModelError(AiTrouble.BAD_KEY) from None  # the SDK finds no key that it could send
        if isinstance(told, str):
            raise ModelError(AiTrouble.NONSENSE)
        return told


def _asked(request: ModelRequest) -> dict[str, Any]:
    """Return a question as the SDK takes it. What several have in common comes first and may be cached."""
    shared = [{"type": "text", "text": request.shared, "cache_control": _CACHED}] if request.shared else []
    return {
        "model": request.model,
        "system": [{"type": "text", "text": request.system, "cache_control": _CACHED}],
        "messages": [{"role": "user", "content": [*shared, {"type": "text", "text": request.data}]}],
        "output_config": {"format": {"type": "json_schema", "schema": dict(request.schema_)}},
    }


def _failure(error: anthropic.APIError) -> ModelError:
    """Return what a failure means. Its text may quote what was sent, so it goes nowhere."""
    if isinstance(error, anthropic.APITimeoutError):
        return ModelError(AiTrouble.SLOW)
    if not isinstance(error, anthropic.APIStatusError):
        unread = isinstance(error, anthropic.APIResponseValidationError)
        return ModelError(AiTrouble.NONSENSE if unread else AiTrouble.UNREACHABLE)
    log.warning("model refused", status=error.status_code, request=error.request_id)
    trouble = _STATUS.get(error.status_code)
    if trouble is None:
        trouble = AiTrouble.OVERLOADED if error.status_code >= _SERVER_ERROR else AiTrouble.NONSENSE
    if trouble is AiTrouble.NONSENSE and "prompt is too long" in str(error):
        trouble = AiTrouble.TOO_LONG
    return ModelError(trouble, retry_after=_seconds(error.response.headers.get("retry-after")))


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header or ""))
    except ValueError:
        return None


def _usage(told: anthropic.types.Usage) -> Usage:
    return Usage(
        calls=1,
        input=told.input_tokens,
        output=told.output_tokens,
        read=told.cache_read_input_tokens or 0,
        written=told.cache_creation_input_tokens or 0,
    )
