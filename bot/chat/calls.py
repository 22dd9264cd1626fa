"""One call to Slack: the client it goes through, and every failure told as passing or permanent."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Collection
from copy import copy
from typing import Any, Self

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.pauses import Pauses
from bot.domain.mentions import silenced
from bot.ports import ChatError

_PASSING = {
    "ratelimited", "rate_limited", "service_unavailable", "fatal_error", "internal_error", "request_timeout",
    "team_added_to_org", "accesslimited", "timeout", "canvas_editing_locked",
}  # fmt: skip
_SHOWN = frozenset({"json", "data", "params"})
_SERVER_ERROR = 500
_TOO_MANY = 429
_OK = 200
_WAIT = 30.0
log = structlog.get_logger("chat")


class LastLook(AsyncWebClient):
    """The client that everything to Slack goes through: a mention that is alive by mistake is put out here.

    Where Slack asked us to wait, nothing is called before it is time.
    """

    def __init__(self, *, pauses: Pauses | None = None, **options: Any) -> None:
        """`pauses` are shared by all clients of one app in one workspace; without them every call is made."""
        super().__init__(**options)
        self._pauses = pauses

    async def api_call(self, api_method: str, **sent: Any) -> AsyncSlackResponse:
        """Call Slack, with every mention silenced. Raises ChatError where it asked us to wait and that is not over."""
        quiet = {key: silenced(value) if key in _SHOWN else value for key, value in sent.items()}
        if any(quiet[key] is not sent[key] for key in sent):
            log.error("a mention was alive", method=api_method)
        if self._pauses is None:
            return await super().api_call(api_method, **quiet)
        args = {key: value for part in _SHOWN for key, value in (sent.get(part) or {}).items()}
        if left := await self._pauses.left(api_method, args):
            raise _wait(left)
        try:
            return await super().api_call(api_method, **quiet)
        except SlackApiError as error:
            if (seconds := _refusal(error).retry_after) is not None:
                await self._pauses.begin(api_method, args, seconds)
            raise


class Calls:
    """What the parts of the Chat port share: a client with its own session, and the ways to call through it."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    def through(self, client: AsyncWebClient) -> Self:
        """Return the same Slack through another client, such as one that gives up sooner. What is known is shared."""
        twin = copy(self)
        twin._client = client  # noqa: SLF001 - it is a copy of ourselves
        return twin

    async def _call(self, call: Callable[[], Awaitable[Any]]) -> Any:
        return await told(call)

    async def _unless(self, done: Collection[str], call: Callable[[], Awaitable[Any]]) -> None:
        """Do what was perhaps done before: Slack's names for that are no failure."""
        try:
            await told(call)
        except ChatError as error:
            if error.code not in done:
                raise

    async def _send(self, url: str, content: bytes) -> None:
        """Send bytes to an address that Slack gave for them. Raises ChatError."""
        session = self._client.session
        if session is None:
            raise RuntimeError("the client has no session of its own")

        async def sent() -> int:
            pieces = io.BytesIO(content)  # read piece by piece: bytes as they are would hold the event loop
            async with session.post(url, data=pieces, allow_redirects=False) as response:
                await response.read()
                return response.status

        status = await told(sent)
        if status == _TOO_MANY:
            raise _wait(_WAIT)
        if status != _OK:
            raise ChatError(f"http_{status}", passing=status >= _SERVER_ERROR)


async def told(call: Callable[[], Awaitable[Any]]) -> Any:
    """Return Slack's answer to a call. Raises ChatError, and nothing else, where it gave none or refused."""
    try:
        return await call()
    except SlackApiError as error:
        raise _refusal(error) from None
    except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
        raise ChatError(f"no_answer:{type(error).__name__}", passing=True, unknown=True) from None


def _refusal(error: SlackApiError) -> ChatError:
    response: Any = error.response
    status = getattr(response, "status_code", 200)
    headers = getattr(response, "headers", None) or {}
    body = response if isinstance(response, dict) else (getattr(response, "data", None) or {})
    code = str(body.get("error", "")) if isinstance(body, dict) else ""
    if status == _TOO_MANY or code in {"ratelimited", "rate_limited"}:
        wait = headers.get("Retry-After") or headers.get("retry-after") or "30"
        return _wait(float(wait if str(wait).isdigit() else 30))
    if status >= _SERVER_ERROR:
        return ChatError(code or f"http_{status}", passing=True, unknown=True)
    return ChatError(code or f"http_{status}", passing=code in _PASSING or not code, unknown=not code)


def _wait(seconds: float) -> ChatError:
    return ChatError("ratelimited", passing=True, retry_after=seconds)
