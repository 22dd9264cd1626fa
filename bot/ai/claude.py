"""Claude behind the port `Model`: one question, one complete answer or one word for what went wrong.

The only file that knows Anthropic's SDK, which costs a second and 38 MB to import: whoever has no key never does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anthropic
import structlog
from anthropic.types import Message, MessageTokensCount, ModelInfo

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
            found = await self._told(ModelInfo, lambda: self._client.models.retrieve(model))
            most_in, most_out = _whole(found.max_input_tokens), _whole(found.max_tokens)
            if found.lifecycle == "retired" or not most_in or not most_out:
                raise ModelError(AiTrouble.GONE)
            known = self._limits[model] = ModelLimits(input=most_in, output=most_out)
        return known

    async def count(self, request: ModelRequest) -> int:
        """Return how many tokens a question has. Raises ModelError."""
        asked = _asked(request)
        counted = await self._told(MessageTokensCount, lambda: self._client.messages.count_tokens(**asked))
        if not _whole(counted.input_tokens):
            raise ModelError(AiTrouble.NONSENSE)
        return counted.input_tokens

    async def answer(self, request: ModelRequest) -> ModelAnswer:
        """Ask and return the whole answer. Raises ModelError; what a useless answer took is in its `usage`."""
        asked = _asked(request)
        told = await self._told(Message, lambda: self._client.messages.create(**asked, max_tokens=request.most))
        usage = _usage(told.usage)
        if told.stop_reason != "end_turn":
            raise ModelError(_STOPPED.get(str(told.stop_reason), AiTrouble.NONSENSE), usage=usage)
        text = _text(told.content)
        if not text.strip() or not usage.tokens:  # what does not say what it took would pass every cap
            raise ModelError(AiTrouble.NONSENSE, usage=usage)
        return ModelAnswer(text=text, usage=usage)

    async def _told(self, kind: type[Result], call: Callable[[], Awaitable[object]]) -> Result:
        """Make a call that answers something of a kind; its failure becomes a ModelError.

        The SDK checks nothing: a gateway's page of HTML comes back as a string, and no JSON at all as a ValueError.
        """
        try:
            async with asyncio.timeout(self._patience):
                told = await call()
        except TimeoutError:
            raise ModelError(AiTrouble.SLOW) from None
        except anthropic.APIError as error:
            raise _failure(error) from None
        except anthropic.AnthropicError:
            raise ModelError(AiTrouble.BAD_KEY) from None  # the SDK finds no key that it could send
        except ValueError:
            raise ModelError(AiTrouble.NONSENSE) from None
        if not isinstance(told, kind):
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


def _text(content: object) -> str:
    """Return the text of an answer, which may think aloud before."""
    blocks = content if isinstance(content, list) else []
    texts = (getattr(block, "text", None) for block in blocks if getattr(block, "type", None) == "text")
    return "".join(text for text in texts if isinstance(text, str))


def _usage(told: object) -> Usage:
    """Return what an answer took, as far as it says."""
    return Usage(
        calls=1,
        input=_whole(getattr(told, "input_tokens", None)),
        output=_whole(getattr(told, "output_tokens", None)),
        read=_whole(getattr(told, "cache_read_input_tokens", None)),
        written=_whole(getattr(told, "cache_creation_input_tokens", None)),
    )


def _whole(told: object) -> int:
    """Return a count as it is told, 0 for what is none."""
    return told if isinstance(told, int) and told > 0 else 0
