"""Asked to wait, nothing calls Slack before it is time, whoever comes next; everything else goes on."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.chat import LastLook, Pauses, SlackChat
from bot.domain.surfaces import Rendered
from bot.ports import ChatError
from sandbox.driver import Channel
from sandbox.server import Sandbox
from tests.fakes import FakeClock

HELLO = Rendered(text="hello", blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "hello"}},))


@pytest.fixture
async def chat(slack: Sandbox, clock: FakeClock) -> AsyncIterator[SlackChat]:
    async with aiohttp.ClientSession() as session:
        client = LastLook(
            pauses=Pauses(clock), token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
        )
        made = SlackChat(client)
        await made.identify()
        yield made


async def _wait_of(chat: SlackChat, member: str) -> float | None:
    with pytest.raises(ChatError) as raised:
        await chat.direct(member)
    assert (raised.value.code, raised.value.passing, raised.value.unknown) == ("ratelimited", True, False)
    return raised.value.retry_after


async def test_a_method_rests_for_everybody_as_long_as_slack_says(
    slack: Sandbox, chat: SlackChat, channel: Channel, clock: FakeClock
) -> None:
    ben, ada = channel.members[0], slack.person("ada").id
    slack.faults.on("conversations.open", "ratelimited", retry_after=42)
    assert await _wait_of(chat, ben) == 42.0
    clock.advance(seconds=12)
    assert await _wait_of(chat, ada) == 30.0
    assert len(slack.calls_of("conversations.open")) == 1
    assert (await chat.person(ada)).id == ada
    clock.advance(seconds=30)
    assert await chat.direct(ada) != await chat.direct(ben)


async def test_a_post_rests_in_its_channel_only(
    slack: Sandbox, chat: SlackChat, channel: Channel, clock: FakeClock
) -> None:
    other = slack.channel("inc-2", members=[slack.person("ada")])
    slack.faults.on("chat.postMessage", "ratelimited", retry_after=5)
    for _ in range(3):
        with pytest.raises(ChatError):
            await chat.post(channel.id, HELLO, key="k")
    assert len(slack.calls_of("chat.postMessage")) == 1
    assert await chat.post(other.id, HELLO, key="o")
    clock.advance(seconds=5)
    assert await chat.post(channel.id, HELLO, key="k")


async def test_a_client_of_another_app_does_not_wait(
    slack: Sandbox, chat: SlackChat, channel: Channel, clock: FakeClock
) -> None:
    slack.faults.on("conversations.open", "ratelimited", retry_after=42)
    assert await _wait_of(chat, channel.members[0]) == 42.0
    async with aiohttp.ClientSession() as session:
        other = LastLook(pauses=Pauses(clock), token=slack.bot_token, base_url=slack.api_url, session=session)
        assert await chat.through(other).direct(channel.members[0])


async def test_a_clock_that_is_set_back_does_not_prolong_the_wait(
    slack: Sandbox, chat: SlackChat, channel: Channel, clock: FakeClock
) -> None:
    slack.faults.on("conversations.open", "ratelimited", retry_after=42)
    assert await _wait_of(chat, channel.members[0]) == 42.0
    clock.advance(seconds=-3600)
    assert await chat.direct(channel.members[0])


async def test_those_who_wait_come_again_one_after_another(
    slack: Sandbox, chat: SlackChat, channel: Channel, clock: FakeClock
) -> None:
    ben = channel.members[0]
    slack.faults.on("conversations.open", "ratelimited", retry_after=42)
    assert [await _wait_of(chat, ben) for _ in range(4)] == [42.0, 42.0, 43.2, 44.4]
    clock.advance(seconds=60)
    assert await chat.direct(ben)
    slack.faults.on("conversations.open", "ratelimited", retry_after=5)
    assert [await _wait_of(chat, ben) for _ in range(3)] == [5.0, 5.0, 6.2]
