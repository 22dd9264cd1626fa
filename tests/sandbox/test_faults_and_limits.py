"""Faults on request, rate limits, and the mode of one page a minute."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.clock import ManualClock
from sandbox.faults import Fault
from sandbox.server import Sandbox


async def outcome(call: Any) -> tuple[int, str, str | None]:
    """Status, error and Retry-After of a call."""
    try:
        await call
    except SlackApiError as refused:
        response = refused.response
        answer = response.data if isinstance(response.data, dict) else {}
        return response.status_code, answer.get("error", ""), response.headers.get("Retry-After")
    return 200, "", None


async def test_the_nth_call_is_spoiled_and_no_other(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.on("auth.test", "ratelimited", nth=2, times=2, retry_after=7)
    outcomes = [await outcome(client.auth_test()) for _ in range(4)]
    limited = (429, "ratelimited", "7")
    assert outcomes == [(200, "", None), limited, limited, (200, "", None)]


async def test_the_sdks_own_handler_survives_a_rate_limit(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.on("auth.test", "ratelimited", retry_after=0)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    assert (await client.auth_test())["ok"] is True
    assert [call.response["ok"] for call in slack.calls_of("auth.test")] == [False, True]


@pytest.mark.parametrize(("fault", "status"), [("server_error", 500), ("service_unavailable", 503)])
async def test_an_error_of_the_server_has_no_effect(
    slack: Sandbox, client: AsyncWebClient, fault: Fault, status: int
) -> None:
    inc = slack.channel("inc")
    slack.faults.on("chat.postMessage", fault)
    assert (await outcome(client.chat_postMessage(channel=inc.id, text="hi")))[0] == status
    assert inc.messages == []


async def test_a_lost_reply_happened_all_the_same(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    slack.faults.on("chat.postMessage", "lost_reply")
    slack.faults.on("chat.postMessage", "lost_reply_500")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=inc.id, text="one")
    assert (await outcome(client.chat_postMessage(channel=inc.id, text="two")))[0] == 500
    assert [message.text for message in inc.messages] == ["one", "two"]


async def test_a_timeout_has_no_effect_and_a_slow_answer_has(slack: Sandbox) -> None:
    inc = slack.channel("inc")
    hasty = AsyncWebClient(slack.bot_token, base_url=slack.api_url, timeout=1)
    slack.faults.on("chat.postMessage", "timeout")
    slack.faults.on("chat.postMessage", "slow", seconds=0.05)
    with pytest.raises(TimeoutError):
        await hasty.chat_postMessage(channel=inc.id, text="one")
    await hasty.chat_postMessage(channel=inc.id, text="two")
    assert [message.text for message in inc.messages] == ["two"]


async def test_any_error_of_a_method_comes_on_request(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    posted = await client.chat_postMessage(channel=inc.id, text="hi")
    slack.faults.refuse("chat.update", "edit_window_closed")
    refused = await outcome(client.chat_update(channel=inc.id, ts=posted["ts"], text="x"))
    assert (refused, inc.card().text) == ((200, "edit_window_closed", None), "hi")


async def test_a_response_url_fails_on_request(slack: Sandbox) -> None:
    slack.faults.on("response_url", "ratelimited")
    url = f"{slack.api_url.removesuffix('/api/')}/actions/T/1/x"
    webhook = AsyncWebhookClient(url)
    assert [(await webhook.send(text="x")).status_code for _ in range(2)] == [429, 404]


async def test_an_answer_that_is_no_json_comes_on_request(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.on("auth.test", "garbled")
    with pytest.raises(SlackApiError, match="status: 200"):
        await client.auth_test()


async def test_methods_are_limited_by_their_tier_and_apart(
    slack: Sandbox, client: AsyncWebClient, clock: ManualClock
) -> None:
    slack.limits.enabled = True
    inc = slack.channel("inc")
    first = [(await outcome(client.usergroups_list()))[0] for _ in range(21)]
    assert first == [200] * 20 + [429]
    clock.advance(15)
    assert await outcome(client.usergroups_list()) == (429, "ratelimited", "45")
    assert (await outcome(client.conversations_history(channel=inc.id)))[0] == 200
    clock.advance(45)
    assert (await outcome(client.usergroups_list()))[0] == 200


async def test_a_channel_takes_a_message_a_second_with_a_short_burst(
    slack: Sandbox, client: AsyncWebClient, clock: ManualClock
) -> None:
    slack.limits.enabled = True
    inc, other = slack.channel("inc"), slack.channel("other")

    async def post(channel: str) -> int:
        return (await outcome(client.chat_postMessage(channel=channel, text="hi")))[0]

    assert [await post(inc.id) for _ in range(5)] == [200, 200, 200, 200, 429]
    assert await post(other.id) == 200
    clock.advance(1)
    assert [await post(inc.id) for _ in range(2)] == [200, 429]


async def test_the_slow_mode_gives_one_page_of_fifteen_rows_a_minute(
    slack: Sandbox, client: AsyncWebClient, clock: ManualClock
) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    for number in range(16):
        await alice.post(inc, str(number))
    slack.limits.slow_history = True
    page = await client.conversations_history(channel=inc.id, limit=999)
    assert (len(page["messages"]), page["has_more"]) == (15, True)
    assert await outcome(client.conversations_history(channel=inc.id)) == (429, "ratelimited", "60")
    assert (await client.conversations_replies(channel=inc.id, ts=inc.messages[0].ts))["ok"] is True
    clock.advance(60)
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(channel=inc.id, cursor=cursor)
    assert [message["text"] for message in rest["messages"]] == ["0"]


async def test_nothing_is_limited_or_spoiled_unasked(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.on("*", "server_error")
    slack.faults.clear()
    assert {(await outcome(client.usergroups_list()))[0] for _ in range(30)} == {200}
