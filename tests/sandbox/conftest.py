import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.running import running
from sandbox.server import Sandbox

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=MANIFEST, time_scale=0.001, ack_seconds=0.4) as made:
        yield made
        assert made.complaints == []


@pytest.fixture
def client(slack: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url)


@dataclass
class Served:
    """A Bolt app of a test, reachable over signed HTTP."""

    app: AsyncApp
    url: str


def bolt(slack: Sandbox) -> AsyncApp:
    return AsyncApp(
        signing_secret=slack.signing_secret,
        client=AsyncWebClient(slack.bot_token, base_url=slack.api_url),
        process_before_response=True,
    )


@pytest.fixture
async def served(slack: Sandbox) -> AsyncIterator[AsyncApp]:
    app = bolt(slack)
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])]),
        log_config=None,
        lifespan="off",
        access_log=False,
    )
    async with running(config, listener):
        slack.deliver_to(f"http://127.0.0.1:{listener.getsockname()[1]}")
        yield app
