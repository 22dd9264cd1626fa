"""The doors on loopback: Web API, uploads, response_urls, Socket Mode, for local programs; and those of the page."""

import json

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from sandbox import answers
from sandbox.errors import SlackError
from sandbox.hub import Hub
from sandbox.page.desk import Desk
from sandbox.page.doors import page_routes
from sandbox.socket_mode import SocketCarrier
from sandbox.web_api.endpoint import Endpoint

LOOPBACK = "127.0.0.1"
_GONE = frozenset({"expired_url", "used_url", "invalid_url"})


_FOR_PROGRAMS = ("/api/", "/upload/", "/actions/", "/link/")


def routes(hub: Hub, endpoint: Endpoint, sockets: SocketCarrier, desk: Desk) -> Starlette:
    """Return the web application with its four doors for programs, and those of the page."""

    async def web_api(request: Request) -> Response:
        return await endpoint(request)

    async def upload(request: Request) -> Response:
        return await endpoint.upload(request)

    async def link(websocket: WebSocket) -> None:
        await sockets.serve(websocket)

    async def response_url(request: Request) -> Response:
        return _respond(hub, request.url.path, await request.body())

    return Starlette(
        routes=[
            Route("/api/{method}", web_api, methods=["GET", "POST"]),
            Route("/upload/v1/{key}", upload, methods=["POST"]),
            Route("/actions/{team}/{number}/{key}", response_url, methods=["POST"]),
            WebSocketRoute("/link/", link),
            *page_routes(desk),
        ]
    )


def _respond(hub: Hub, path: str, raw: bytes) -> Response:
    order = hub.faults.of_call("response_url")
    if order is not None:
        status = 429 if order.fault == "ratelimited" else 500
        hub.recorder.write(
            "to_slack", "response_url", raw.decode(errors="replace"), "", status=status, failure=order.fault
        )
        return PlainTextResponse("", status)
    outcome, status = "ok", 200
    try:
        sent = json.loads(raw)
    except ValueError:
        sent = raw.decode(errors="replace")
    if not isinstance(sent, dict):
        outcome, status = "invalid_payload", 400
    else:
        try:
            answers.answer(hub, hub.response_urls.use(path), sent)
        except SlackError as refused:
            outcome, status = refused.code, 404 if refused.code in _GONE else 400
    failure = "" if outcome == "ok" else outcome
    hub.recorder.write("to_slack", "response_url", sent, outcome, status=status, failure=failure)
    return PlainTextResponse(outcome, status)


class Guarded:
    """Lets in only what speaks to 127.0.0.1 or localhost at this port; a web page only to the page's own doors.

    The name in Host tells a page that made its own name lead here; what a page of ours may do is decided there.
    """

    def __init__(self, inner: ASGIApp, port: int) -> None:
        self._inner = inner
        self._hosts = {f"{LOOPBACK}:{port}".encode(), f"localhost:{port}".encode()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 403."""
        headers = dict(scope["headers"])
        of_a_page = b"origin" in headers and scope["path"].startswith(_FOR_PROGRAMS)
        if headers.get(b"host") in self._hosts and not of_a_page:
            await self._inner(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            refusal = PlainTextResponse("only local programs may talk to this workspace", 403)
            await refusal(scope, receive, send)
