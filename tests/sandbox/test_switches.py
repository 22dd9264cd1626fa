"""What is switched on goes wrong again and again until it is off; time that is skipped counts as waited."""

import asyncio
from typing import get_args

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import PlainTextResponse

from sandbox.clock import Pace
from sandbox.driver import Person
from sandbox.faults import SLOWNESS, SWITCHES, Switch
from sandbox.record import Recorder
from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver
from tests.sandbox.test_faults_and_limits import outcome

LIMITED = (429, "ratelimited", "1")
FINE = (200, "", None)


@pytest.fixture
def alice(slack: Sandbox) -> Person:
    return slack.person("alice")


async def posted(client: AsyncWebClient, channel: str, text: str) -> tuple[int, str, str | None] | str:
    """How a post went; "lost" where no answer came."""
    try:
        return await outcome(client.chat_postMessage(channel=channel, text=text))
    except aiohttp.ClientError:
        return "lost"


def test_every_switch_has_a_name_and_says_what_it_does() -> None:
    assert set(SWITCHES) == set(get_args(Switch))
    assert all(about.endswith(".") for _, about in SWITCHES.values())


async def test_one_of_four_calls_of_a_method_is_limited_until_that_is_off(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    inc = slack.channel("inc")
    slack.faults.switch("rate_limits", on=True)
    seen = []
    for number in range(8):
        seen.append(await posted(client, inc.id, str(number)))
        await client.conversations_info(channel=inc.id) if number < 2 else None
    slack.faults.switch("rate_limits", on=False)
    seen += [await posted(client, inc.id, "after") for _ in range(3)]
    assert seen == [FINE, FINE, LIMITED, FINE, FINE, FINE, LIMITED, FINE, *[FINE] * 3]
    assert [one.text for one in inc.messages] == ["0", "1", "3", "4", "5", "7", *["after"] * 3]


async def test_one_of_five_replies_is_lost_and_what_it_was_about_has_happened_and_the_log_does_not_complain(
    slack: Sandbox, client: AsyncWebClient, caplog: pytest.LogCaptureFixture
) -> None:
    inc = slack.channel("inc")
    slack.faults.switch("lost_replies", on=True)
    assert [await posted(client, inc.id, str(number)) for number in range(5)] == [FINE, "lost", FINE, FINE, FINE]
    slack.faults.switch("rate_limits", on=True)
    assert [await posted(client, inc.id, str(number)) for number in range(5, 8)] == [FINE, LIMITED, FINE]
    assert [one.text for one in inc.messages] == ["0", "1", "2", "3", "4", "5", "7"]
    assert [one.getMessage() for one in caplog.records if one.name.startswith("uvicorn")] == []


async def test_an_app_can_always_be_started(slack: Sandbox, client: AsyncWebClient) -> None:
    for switch in SWITCHES:
        slack.faults.switch(switch, on=True)
    async with asyncio.timeout(SLOWNESS):
        assert [await outcome(client.auth_test()) for _ in range(3)] == [FINE] * 3
        opened = [await outcome(client.apps_connections_open(app_token=slack.app_token)) for _ in range(3)]
    assert opened == [FINE] * 3


async def test_a_slow_slack_answers_late(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    slack.hub.recorder = Recorder(None, slack.hub.clock, kept=1)
    slack.faults.switch("slow", on=True)
    assert await posted(client, inc.id, "late") == FINE
    slack.faults.clear()
    assert slack.hub.recorder.last[0].took >= SLOWNESS
    assert await posted(client, inc.id, "quick") == FINE
    assert slack.hub.recorder.last[0].took < SLOWNESS


async def test_every_event_comes_twice_and_a_command_once(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    slack.faults.switch("twice", on=True)
    inc = slack.channel("inc", members=[alice])
    await alice.post(inc, "hello")
    await slack.settle()
    await alice.slash("/postmortem", inc)
    sent = [one.payload for one in receiver.got]
    assert [one.get("event_id", one.get("command")) for one in sent] == [sent[0]["event_id"]] * 2 + ["/postmortem"]


async def test_seconds_that_are_skipped_count_as_waited() -> None:
    pace = Pace()
    sleeping = [asyncio.create_task(pace.sleep(seconds)) for seconds in (60, 300)]
    await asyncio.sleep(0)
    pace.skip(30)
    pace.skip(31)
    await asyncio.wait_for(sleeping[0], 1)
    assert not sleeping[1].done()
    pace.skip(239)
    await asyncio.wait_for(sleeping[1], 1)


async def test_it_is_calm_while_an_event_waits_for_its_next_try_and_that_comes_when_its_time_is_skipped(
    slack: Sandbox, alice: Person, receiver: Receiver
) -> None:
    slack.hub.pace.scale = 1.0
    receiver.answers += [PlainTextResponse("no", 500), PlainTextResponse("no", 500)]
    await alice.post(slack.channel("inc", members=[alice]), "hello")
    await slack.hub.outbox.calm()
    with pytest.raises(TimeoutError):
        await slack.settle(0.05)
    tries = len(receiver.got)
    slack.hub.pace.skip(60)
    await slack.settle(5)
    assert (tries, len(receiver.got)) == (2, 3)
