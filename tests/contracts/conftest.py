"""The Chat port on a pretend workspace."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import SlackChat
from sandbox.driver import Channel
from sandbox.manifest import Manifest
from sandbox.server import Sandbox
from tests.fakes import FakeClock

MANIFEST = Manifest.load(Path(__file__).parents[2] / "manifest.yml")


@pytest.fixture
async def slack(clock: FakeClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=MANIFEST, clock=clock) as made:
        yield made


@pytest.fixture
async def chat(slack: Sandbox) -> AsyncIterator[SlackChat]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
        made = SlackChat(client)
        await made.identify()
        yield made


@pytest.fixture
def channel(slack: Sandbox) -> Channel:
    return slack.channel("inc-1", members=[slack.person("ben", name="Ben")], topic="IC: Ben")
