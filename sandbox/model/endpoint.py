"""The way of one request: size, key, version, form, rules, what is ordered for it, and the answer."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.ids import Ids
from sandbox.model import rules, shapes
from sandbox.model.authors import Answer, Authors, Manner
from sandbox.model.caching import PromptCache, prefixes_of, usage
from sandbox.model.catalogue import Catalogue, Model
from sandbox.model.errors import ApiError, failure, invalid, not_found, too_large, unauthenticated
from sandbox.model.modes import Mode, Modes, Order
from sandbox.model.pieces import Piece, pieces_of, total
from sandbox.model.record import Endpoint, Exchange, Record
from sandbox.model.replies import Reply, compose, events
from sandbox.model.shapes import Creation
from sandbox.web_api.endpoint import LostReply

MOST_BYTES = 32 * 1024 * 1024
VERSIONS = frozenset({"2023-06-01", "2026-10-21"})
_HIDDEN = frozenset({"x-api-key", "authorization"})
_TRANSIENT = frozenset({408, 409, 429})
_MANNERS: dict[Mode, Manner] = {"lying": "lying", "injected": "injected"}
_NO_JSON = "Here is the summary that you asked for:\n\n```json\n{"
_SERVER_ERROR = 500

Handler = Callable[[Request, Exchange], Awaitable[Response]]


@dataclass
class Endpoints:
    """Serves `/v1/…`. `closing` wakes up those who were left hanging; `complaints` are bugs on this side."""

    key: str
    authors: Authors
    modes: Modes
    catalogue: Catalogue
    record: Record
    cache: PromptCache
    ids: Ids
    slow_seconds: float
    most_bytes: int
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    complaints: list[str] = field(default_factory=list)

    def routes(self) -> Starlette:
        """Return the web application with its doors."""
        return Starlette(
            routes=[
                Route("/v1/messages", self._door("messages", self._create), methods=["POST"]),
                Route("/v1/messages/count_tokens", self._door("count_tokens", self._count), methods=["POST"]),
                Route("/v1/models", self._door("models", self._list), methods=["GET"]),
                Route("/v1/models/{model}", self._door("models", self._retrieve), methods=["GET"]),
            ],
            exception_handlers={404: self._nowhere, 405: self._nowhere},
        )

    def _door(self, endpoint: Endpoint, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def enter(request: Request) -> Response:
            exchange = self._opened(request, endpoint)
            try:
                await self._read(request, exchange)
                self._admit(request)
                response = await handler(request, exchange)
            except ApiError as refusal:
                response = _refused(refusal, exchange)
            except Exception as error:  # noqa: BLE001 -- a bug here or of an author is a 500 outside and a complaint inside
                self.complaints.append(f"{type(error).__name__}: {error}")
                response = _refused(ApiError(_SERVER_ERROR, "api_error", "Internal server error"), exchange)
            exchange.status = response.status_code
            response.headers["request-id"] = exchange.id
            response.headers["anthropic-organization-id"] = "00000000-0000-4000-8000-000000000000"
            return response

        return enter

    async def _nowhere(self, request: Request, _error: Exception) -> Response:
        """Refuse what goes to no door of ours, and have it on record all the same."""
        exchange = self._opened(request, "other")
        await self._read(request, exchange)
        exchange.status = 404
        return _refused(not_found("Not found"), exchange)

    def _opened(self, request: Request, endpoint: Endpoint) -> Exchange:
        address = f"{request.method} {request.url.path}?{request.url.query}".rstrip("?")
        headers = {name: value for name, value in request.headers.items() if name not in _HIDDEN}
        exchange = Exchange(endpoint, self.ids.make("req_01"), address, headers)
        self.record.exchanges.append(exchange)
        return exchange

    async def _read(self, request: Request, exchange: Exchange) -> None:
        """Take the body in, however long it is, and keep what is within the limit."""
        parts, size = [], 0
        async for part in request.stream():
            size += len(part)
            if size <= self.most_bytes:
                parts.append(part)
        exchange.raw = b"".join(parts)
        if size > self.most_bytes:
            raise too_large()

    def _admit(self, request: Request) -> None:
        given = request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
        if not given:
            raise unauthenticated("x-api-key header is required")
        if not hmac.compare_digest(given.encode(), self.key.encode()):
            raise unauthenticated("invalid x-api-key")
        version = request.headers.get("anthropic-version")
        if version is None:
            raise invalid("anthropic-version: header is required")
        if version not in VERSIONS:
            raise invalid(f'anthropic-version: "{version}" is not a valid version')

    # What writes nothing

    async def _list(self, request: Request, exchange: Exchange) -> Response:
        page = self.catalogue.page(request.query_params, request.query_params.getlist("lifecycle[]"))
        return await self._spoiled(exchange) or JSONResponse(page)

    async def _retrieve(self, request: Request, exchange: Exchange) -> Response:
        info = self.catalogue.named(request.path_params["model"]).info()
        return await self._spoiled(exchange) or JSONResponse(info)

    async def _count(self, request: Request, exchange: Exchange) -> Response:
        prompt = shapes.counted(_body(request, exchange))
        pieces = pieces_of(prompt)
        model = self.catalogue.usable(prompt.model)
        rules.check_prompt(prompt, model, pieces, request.headers["anthropic-version"])
        return await self._spoiled(exchange) or JSONResponse({"input_tokens": total(pieces)})

    async def _spoiled(self, exchange: Exchange) -> Response | None:
        """Return what is ordered instead of an answer, if anything is."""
        order = self.modes.next(exchange.endpoint)
        exchange.mode = order.mode
        return await self._instead(order)

    async def _instead(self, order: Order) -> Response | None:
        if (refusal := failure(order.mode, order.retry_after)) is not None:
            raise refusal
        match order.mode:
            case "timeout":
                await self.closing.wait()
                return LostReply()
            case "dropped":
                return LostReply()
            case "garbled":
                return Response("<html>upstream error</html>", media_type="text/html")
        return None

    # What writes

    async def _create(self, request: Request, exchange: Exchange) -> Response:
        creation = shapes.created(_body(request, exchange))
        model = self.catalogue.usable(creation.model)
        pieces = pieces_of(creation)
        rules.check_prompt(creation, model, pieces, request.headers["anthropic-version"])
        rules.check_creation(creation, model, pieces)
        order = self.modes.next("messages")
        exchange.mode = order.mode
        if (instead := await self._instead(order)) is not None:
            return instead
        if order.mode == "interrupted" and not creation.stream:
            raise failure("overloaded", 0) or AssertionError
        reply = await self._written(creation, model, pieces, order.mode)
        exchange.usage, exchange.stop_reason = reply.usage, reply.stop_reason
        return await self._sent(reply, creation, order.mode)

    async def _written(self, creation: Creation, model: Model, pieces: list[Piece], mode: Mode) -> Reply:
        prefixes = prefixes_of(model, pieces)
        found = self.cache.read(prefixes)
        self.record.at_once += 1
        self.record.busiest = max(self.record.busiest, self.record.at_once)
        try:
            answer = await self._answer(creation, mode)
        finally:
            self.record.at_once -= 1
        spent = usage(pieces, found, self.cache.write(model, prefixes, found))
        return compose(self.ids.make("01"), creation, model, answer, spent)

    async def _answer(self, creation: Creation, mode: Mode) -> Answer:
        if mode == "refusing":
            return Answer(stop="refusal")
        if mode == "broken":
            return Answer(_NO_JSON, astray=True)
        answer = await self.authors.answer(creation, _MANNERS.get(mode, "good"))
        if mode == "truncated":
            return Answer(answer.text[: len(answer.text) // 2], stop="max_tokens")
        return answer

    async def _sent(self, reply: Reply, creation: Creation, mode: Mode) -> Response:
        seconds = self.slow_seconds if mode == "slow" else 0.0
        if creation.stream:
            broken_off = failure("overloaded", 0) if mode == "interrupted" else None
            return StreamingResponse(events(reply, seconds, broken_off), media_type="text/event-stream")
        await asyncio.sleep(seconds)
        return JSONResponse(reply.message())


def _body(request: Request, exchange: Exchange) -> Any:
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise invalid("content-type: must be application/json")
    try:
        exchange.body = json.loads(exchange.raw)
    except ValueError:
        raise invalid("The request body is not valid JSON") from None
    return exchange.body


def _refused(refusal: ApiError, exchange: Exchange) -> Response:
    exchange.error = refusal.kind
    again = refusal.status in _TRANSIENT or refusal.status >= _SERVER_ERROR
    headers = {**refusal.headers, "x-should-retry": str(again).lower(), "request-id": exchange.id}
    return JSONResponse(refusal.body(exchange.id), refusal.status, headers)
