"""Socket Mode with bare WebSockets and with the SDK's client."""

import asyncio
import json
from typing import Any

import aiohttp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox


async def url_of(slack: Sandbox) -> str:
    client = AsyncWebClient(base_url=slack.api_url)
    return str((await client.apps_connections_open(app_token=slack.app_token))["url"])


async def frame(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    async with asyncio.timeout(20):
        return dict(json.loads((await socket.receive()).data))


async def test_a_connection_begins_with_hello(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await url_of(slack)) as socket:
        hello = await frame(socket)
    assert (hello["type"], hello["num_connections"], hello["connection_info"]) == ("hello", 1, {"app_id": slack.app_id})


async def test_an_address_is_good_for_one_connection(slack: Sandbox) -> None:
    url = await url_of(slack)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            await frame(socket)
        async with session.ws_connect(url) as again:
            async with asyncio.timeout(20):
                assert (await again.receive()).type == aiohttp.WSMsgType.CLOSE


async def test_each_event_goes_to_one_connection_and_an_ack_ends_it(slack: Sandbox) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await url_of(slack)) as one,
        session.ws_connect(await url_of(slack)) as two,
    ):
        await frame(one)
        await frame(two)
        heard: list[str] = []

        async def listen(socket: aiohttp.ClientWebSocketResponse) -> None:
            while True:
                envelope = await frame(socket)
                heard.append(envelope["payload"]["event"]["text"])
                await socket.send_json({"envelope_id": envelope["envelope_id"]})

        listeners = [asyncio.create_task(listen(socket)) for socket in (one, two)]
        for text in ("a", "b", "c", "d"):
            await alice.post(inc, text)
        await slack.settle()
        for listener in listeners:
            listener.cancel()
        assert heard == ["a", "b", "c", "d"]
        assert [connection.received for connection in slack.sockets.connections] == [2, 2]


async def test_an_event_without_ack_comes_again_and_an_interaction_does_not(slack: Sandbox) -> None:
    slack.hub.outbox.ack_seconds = 1
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    async with aiohttp.ClientSession() as session, session.ws_connect(await url_of(slack)) as socket:
        await frame(socket)
        await alice.post(inc, "hello")
        first, second = await frame(socket), await frame(socket)
        await socket.send_json({"envelope_id": second["envelope_id"]})
        await slack.settle()
        assert first["payload"]["event_id"] == second["payload"]["event_id"]
        told = [(each["retry_attempt"], each["retry_reason"]) for each in (first, second)]
        assert told == [(0, ""), (1, "timeout")]
        done = await alice.slash("/postmortem help", inc)
        assert (done.failure, len(slack.sent)) == ("operation_timeout", 3)


async def test_the_ack_of_a_command_carries_its_answer(slack: Sandbox) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    async with aiohttp.ClientSession() as session, session.ws_connect(await url_of(slack)) as socket:
        await frame(socket)

        async def answer() -> None:
            envelope = await frame(socket)
            assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Here to help."}})

        task = asyncio.create_task(answer())
        done = await alice.slash("/postmortem help", inc)
        await task
    assert [each.text for each in done.ephemerals] == ["Here to help."]


async def test_no_connection_is_a_failure_people_see(slack: Sandbox) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    done = await alice.slash("/postmortem help", inc)
    assert done.failure == "dispatch_failed"
    assert [each.text for each in alice.ephemerals(inc)] == ["/postmortem failed with the error “dispatch_failed”"]


async def test_an_eleventh_connection_is_turned_away(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        ten = [await session.ws_connect(await url_of(slack)) for _ in range(10)]
        assert [(await frame(socket))["num_connections"] for socket in ten] == list(range(1, 11))
        eleventh = await session.ws_connect(await url_of(slack))
        told = await frame(eleventh)
    assert (told["type"], told["reason"]) == ("disconnect", "too_many_websockets")


async def test_connections_are_recycled_early_when_asked(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{await url_of(slack)}&debug_reconnects=true"
        async with session.ws_connect(url) as socket:
            told = [(await frame(socket)).get("reason") for _ in range(3)]
            async with asyncio.timeout(20):
                assert (await socket.receive()).type == aiohttp.WSMsgType.CLOSE
    assert told == [None, "warning", "refresh_requested"]


async def test_the_sdk_comes_back_after_a_disconnect(slack: Sandbox) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    heard: list[str] = []

    async def listener(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        heard.append(request.payload["event"]["text"])

    client: Any = SocketModeClient(slack.app_token, web_client=AsyncWebClient(base_url=slack.api_url))
    client.socket_mode_request_listeners.append(listener)
    try:
        await client.connect()
        await alice.post(inc, "before")
        await slack.settle()
        await slack.disconnect("refresh_requested")
        await slack.connected()
        await alice.post(inc, "after")
        await slack.settle()
    finally:
        await client.close()
    assert heard == ["before", "after"]
