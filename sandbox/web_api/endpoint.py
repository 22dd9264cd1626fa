"""The way of one Web API call: fault, method, token, limits, arguments, handler, and Slack's answer."""

import asyncio
import json
import math
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True)
class Taken:
    """A call on its way: when it came (real seconds), and what its reply will fall victim to, if anything."""

    method: str
    request: Request
    since: float
    fault: str = ""


@dataclass
class Endpoint:
    """Serves `/api/<method>`. `closing` wakes up those who were left hanging; `complaints` are bugs of the sandbox."""

    hub: Hub
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    complaints: list[str] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        """Answer one call."""
        method = request.path_params["method"]
        taken = Taken(method, request, _seconds())
        if slowness := self.hub.faults.slowness(method):
            await self._hang(slowness)
        order = self.hub.faults.of_call(method)
        if order is not None and order.fault != "slow":
            return await self._spoiled(order, taken)
        if order is not None:
            await self._hang(order.seconds)
        return await self._answer(taken)

    async def upload(self, request: Request) -> Response:
        """Take the bytes of a file at the address that was given for it; `upload` is its name among the faults."""
        taken = Taken("upload", request, _seconds())
        if slowness := self.hub.faults.slowness("upload"):
            await self._hang(slowness)
        order = self.hub.faults.of_call("upload")
        fault = order.fault if order is not None else ""
        if order is not None and fault in {"slow", "timeout"}:
            await self._hang(order.seconds)
        content = await request.body()
        sent = {"bytes": len(content)}
        if fault not in {"", "slow"} and not fault.startswith("lost_reply"):
            status, text = 429 if fault == "ratelimited" else 500, ""
            self._record(taken, sent, text, status, fault)
            return Response(text, status)
        status, text = uploads.receive(self.hub, request.path_params["key"], content)
        self._record(taken, sent, text, status, fault if fault.startswith("lost_reply") else "")
        if fault.startswith("lost_reply"):
            return LostReply() if fault == "lost_reply" else Response("", 500)
        return Response(text, status)

    async def _answer(self, taken: Taken) -> Response:
        sent = Arguments({})
        try:
            sent = await arguments.read(taken.request)
            body = {"ok": True, **self._handle(taken, sent)}
        except SlackError as refused:
            self._check_error(taken.method, refused)
            body = refused.body()
        return self._reply(taken, sent, body)

    def _handle(self, taken: Taken, sent: Arguments) -> dict[str, Any]:
        method = taken.method
        handler = HANDLERS.get(method)
        if handler is None:
            raise SlackError("unknown_method", req_method=method)
        access.check_token(self.hub, method, taken.request, sent)
        facts = METHODS[method]
        wait = self.hub.limits.check_method(method, facts.per_minute)
        if wait is not None:
            raise SlackError("ratelimited", retry_after=wait)
        arguments.check_names(sent, facts.args, facts.required)
        return handler(self.hub, sent)

    def _reply(self, taken: Taken, sent: Arguments, body: dict[str, Any]) -> Response:
        status, method = 200, taken.method
        headers = {"X-OAuth-Scopes": ",".join(sorted(self.hub.installation.scopes))}
        if method in METHODS:
            headers["X-Accepted-OAuth-Scopes"] = access.accepted(method)
        if body.get("error") == "ratelimited":
            status = 429
            headers["Retry-After"] = str(body.pop("retry_after", 1))
        self.hub.calls.append(Call(method, masked(dict(sent.values)), body))
        self._record(taken, dict(sent.values), body, status, taken.fault or str(body.get("error", "")))
        return Response(_dumps(body), status, headers, "application/json; charset=utf-8")

    async def _spoiled(self, order: Order, taken: Taken) -> Response:
        if order.fault == "lost_reply":
            return await self._lose(order, taken, LostReply())
        if order.fault == "lost_reply_500":
            return await self._lose(order, taken, Response("", 500))
        method = taken.method
        sent = await arguments.read(taken.request)
        if order.fault == "ratelimited":
            return self._reply(taken, sent, {"ok": False, "error": "ratelimited", "retry_after": order.retry_after})
        if order.fault.startswith(REFUSED):
            refused = SlackError(order.fault.removeprefix(REFUSED))
            self._check_error(method, refused)
            return self._reply(taken, sent, refused.body())
        self.hub.calls.append(Call(method, masked(dict(sent.values)), {"ok": False, "error": order.fault}))
        status = 200 if order.fault == "garbled" else _BEFORE.get(order.fault, 500)
        self._record(taken, dict(sent.values), {"fault": order.fault}, status, order.fault)
        if order.fault == "timeout":
            await self._hang(order.seconds)
        if order.fault == "garbled":
            return Response("<html>upstream error</html>", media_type="text/html")
        return Response("", status)

    async def _lose(self, order: Order, taken: Taken, instead: Response) -> Response:
        await self._answer(replace(taken, fault=order.fault))
        return instead

    def _record(self, taken: Taken, sent: Any, response: Any, status: int, failure: str) -> None:
        self.hub.recorder.write(
            "to_slack", taken.method, sent, response, took=_seconds() - taken.since, status=status, failure=failure
        )

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


def _seconds() -> float:
    return asyncio.get_running_loop().time()
