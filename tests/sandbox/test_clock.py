"""Slack's timestamps and the speed of answers."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import SystemClock, ts_of, ts_to_micros, when
from sandbox.server import Sandbox


@pytest.mark.parametrize("ts", ["1700000000.000100", "1700000000.999999", "0000000001.000000"])
def test_a_timestamp_survives_the_way_there_and_back(ts: str) -> None:
    assert ts_of(when(ts)) == ts


@pytest.mark.parametrize("ts", ["now", "-1.000000", "1.2.3"])
def test_what_is_no_timestamp_is_refused(ts: str) -> None:
    with pytest.raises(ValueError, match=ts):
        ts_to_micros(ts)


def test_the_systems_clock_is_aware_and_never_goes_back() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert (first.utcoffset(), first <= second) == (timedelta(), True)


async def test_answers_on_one_connection_do_not_wait_for_each_other(slack: Sandbox) -> None:
    async with ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
        async with asyncio.timeout(1):
            for _ in range(50):
                await client.auth_test()
    assert len(slack.calls) == 50
