import contextlib
import json
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.clock import ManualClock
from sandbox.driver import Modal, Person
from sandbox.running import running
from sandbox.server import Sandbox

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def slack(clock: ManualClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=MANIFEST, clock=clock, time_scale=0.0001, ack_seconds=10) as made:
        yield made
        assert made.complaints == []


@pytest.fixture
def client(slack: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url)


def opened(person: Person) -> Modal:
    """The modal a person must have open."""
    modal = person.modal
    assert modal is not None
    return modal


def bolt(slack: Sandbox) -> AsyncApp:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    return AsyncApp(signing_secret=slack.signing_secret, client=client, process_before_response=True)


@contextlib.asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan="off", access_log=False)
    async with running(config, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
async def served(real_time: Sandbox) -> AsyncIterator[AsyncApp]:
    """A Bolt app that gets everything over signed HTTP."""
    app = bolt(real_time)
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    async with listening(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as url:
        real_time.deliver_to(url)
        yield app


@pytest.fixture
async def real_time() -> AsyncIterator[Sandbox]:
    """A workspace by the machine's clock: Bolt compares timestamps with it."""
    async with Sandbox(manifest=MANIFEST, time_scale=0.0001, ack_seconds=10) as made:
        yield made
        assert made.complaints == []


@contextlib.asynccontextmanager
async def connected(slack: Sandbox, app: AsyncApp) -> AsyncIterator[Any]:
    """Connect a Bolt app over Socket Mode."""
    handler: Any = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()
    try:
        yield handler
    finally:
        await handler.close_async()


@dataclass
class Received:
    """One request of the workspace to the app."""

    headers: Mapping[str, str]
    raw: bytes

    @property
    def payload(self) -> dict[str, Any]:
        if self.headers["content-type"] == "application/json":
            return dict(json.loads(self.raw))
        form = {key: values[0] for key, values in parse_qs(self.raw.decode()).items()}
        return dict(json.loads(form["payload"])) if "payload" in form else form

    @property
    def event(self) -> dict[str, Any]:
        return dict(self.payload["event"])


@dataclass
class Receiver:
    """An app that writes down what it gets and answers from a list, otherwise 200."""

    got: list[Received] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        received = Received(dict(request.headers), await request.body())
        if received.payload.get("type") == "url_verification":
            return PlainTextResponse(received.payload["challenge"])
        self.got.append(received)
        return self.answers.pop(0) if self.answers else PlainTextResponse("")

    @property
    def events(self) -> list[dict[str, Any]]:
        return [received.event for received in self.got]

    @property
    def kinds(self) -> list[str]:
        return [event.get("subtype", event["type"]) for event in self.events]


@pytest.fixture
async def receiver(slack: Sandbox) -> AsyncIterator[Receiver]:
    made = Receiver()

    async def endpoint(request: Request) -> Response:
        return await made(request)

    async with listening(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as url:
        slack.deliver_to(url)
        yield made
