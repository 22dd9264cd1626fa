"""The way of one Web API call: fault, method, token, limits, arguments, handler, and Slack's answer."""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox import uploads
from sandbox.errors import SlackError
from sandbox.faults import REFUSED, Order
from sandbox.hub import Call, Hub
from sandbox.methods import GENERAL_ERRORS, METHODS
from sandbox.record import masked
from sandbox.web_api import access, arguments
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.table import HANDLERS

_BEFORE = {"server_error": 500, "service_unavailable": 503, "timeout": 500}


class LostReply(Response):
    """An answer that breaks off: the client sees the connection drop after the call took effect."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Promise more than is sent; the server then closes the connection."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


@dataclass
class Endpoint:
    """Serves `/api/<method>`. `closing` wakes up those who were left hanging; `complaints` are bugs of the sandbox."""

    hub: Hub
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    complaints: list[str] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        """Answer one call."""
        method = request.path_params["method"]
        order = self.hub.faults.of_call(method)
        if order is not None and order.fault != "slow":
            return await self._spoiled(order, method, request)
        if order is not None:
            await self._hang(order.seconds)
        return await self._answer(method, request)

    async def upload(self, request: Request) -> Response:
        """Take the bytes of a file at the address that was given for it; `upload` is its name among the faults."""
        order = self.hub.faults.of_call("upload")
        fault = order.fault if order is not None else ""
        if order is not None and fault in {"slow", "timeout"}:
            await self._hang(order.seconds)
        if fault not in {"", "slow"} and not fault.startswith("lost_reply"):
            return Response("", 429 if fault == "ratelimited" else 500)
        content = await request.body()
        status, text = uploads.receive(self.hub, request.path_params["key"], content)
        self.hub.recorder.write("to_slack", "upload", {"bytes": len(content)}, text)
        if fault.startswith("lost_reply"):
            return LostReply() if fault == "lost_reply" else Response("", 500)
        return Response(text, status)

    async def _answer(self, method: str, request: Request) -> Response:
        sent = Arguments({})
        try:
            sent = await arguments.read(request)
            body = {"ok": True, **self._handle(method, request, sent)}
        except SlackError as refused:
            self._check_error(method, refused)
            body = refused.body()
        return self._reply(method, sent, body)

    def _handle(self, method: str, request: Request, sent: Arguments) -> dict[str, Any]:
        handler = HANDLERS.get(method)
        if handler is None:
            raise SlackError("unknown_method", req_method=method)
        access.check_token(self.hub, method, request, sent)
        facts = METHODS[method]
        wait = self.hub.limits.check_method(method, facts.per_minute)
        if wait is not None:
            raise SlackError("ratelimited", retry_after=wait)
        arguments.check_names(sent, facts.args, facts.required)
        return handler(self.hub, sent)

    def _reply(self, method: str, sent: Arguments, body: dict[str, Any], status: int = 200) -> Response:
        headers = {"X-OAuth-Scopes": ",".join(sorted(self.hub.installation.scopes))}
        if method in METHODS:
            headers["X-Accepted-OAuth-Scopes"] = access.accepted(method)
        if body.get("error") == "ratelimited":
            status = 429
            headers["Retry-After"] = str(body.pop("retry_after", 1))
        self.hub.calls.append(Call(method, masked(dict(sent.values)), body))
        self.hub.recorder.write("to_slack", method, dict(sent.values), body)
        return Response(_dumps(body), status, headers, "application/json; charset=utf-8")

    async def _spoiled(self, order: Order, method: str, request: Request) -> Response:
        spoilers: dict[str, Callable[[], Awaitable[Response]]] = {
            "lost_reply": lambda: self._lose(method, request, LostReply()),
            "lost_reply_500": lambda: self._lose(method, request, Response("", 500)),
        }
        if order.fault in spoilers:
            return await spoilers[order.fault]()
        sent = await arguments.read(request)
        if order.fault == "ratelimited":
            return self._reply(method, sent, {"ok": False, "error": "ratelimited", "retry_after": order.retry_after})
        if order.fault.startswith(REFUSED):
            refused = SlackError(order.fault.removeprefix(REFUSED))
            self._check_error(method, refused)
            return self._reply(method, sent, refused.body())
        self.hub.calls.append(Call(method, masked(dict(sent.values)), {"ok": False, "error": order.fault}))
        self.hub.recorder.write("to_slack", method, dict(sent.values), {"fault": order.fault})
        if order.fault == "timeout":
            await self._hang(order.seconds)
        if order.fault == "garbled":
            return Response("<html>upstream error</html>", media_type="text/html")
        return Response("", _BEFORE.get(order.fault, 500))

    async def _lose(self, method: str, request: Request, instead: Response) -> Response:
        await self._answer(method, request)
        return instead

    async def _hang(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(None if math.isinf(seconds) else seconds):
                await self.closing.wait()
        except TimeoutError:
            return

    def _check_error(self, method: str, refused: SlackError) -> None:
        if method in METHODS and refused.code not in METHODS[method].errors | GENERAL_ERRORS:
            self.complaints.append(f"{method} does not answer {refused.code} by Slack's documentation")


def _dumps(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
