"""The recording of every exchange, in both directions and without secrets."""

import json
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.record import masked
from sandbox.server import Sandbox
from tests.sandbox.conftest import MANIFEST, Receiver, listening


async def test_a_recording_holds_both_directions_and_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "exchanges.jsonl"
    receiver = Receiver()

    async def endpoint(request: Request) -> Response:
        return await receiver(request)

    async with (
        listening(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as url,
        Sandbox(manifest=MANIFEST, record=path) as slack,
    ):
        slack.deliver_to(url)
        alice = slack.person("alice")
        inc = slack.channel("inc", members=[alice])
        await alice.post(inc, f"my token is {slack.bot_token}")
        await slack.settle()
        await alice.slash("/postmortem help", inc)
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        await client.apps_connections_open(app_token=slack.app_token)
        command = receiver.got[-1].payload
        await AsyncWebhookClient(command["response_url"]).send(text="done")
        secrets = [slack.bot_token, slack.app_token, slack.signing_secret, command["token"]]
        secrets += [command["trigger_id"].split(".")[2], command["response_url"].rpartition("/")[2]]
    text = path.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["direction"], line["kind"]) for line in lines] == [
        ("from_slack", "message"),
        ("from_slack", "/postmortem"),
        ("to_slack", "apps.connections.open"),
        ("to_slack", "response_url"),
    ]
    assert all(set(line) == {"direction", "kind", "payload", "response"} for line in lines)
    assert [secret for secret in secrets if secret in text] == []
    assert lines[3]["response"] == "ok"


def test_what_is_no_secret_stays_readable() -> None:
    value = {"token": "abc", "text": "ts 1700000000.000100", "n": 1, "url": "http://x/actions/T1/12/abcdef?a=1"}
    assert masked(value) == {
        "token": "***",
        "text": "ts 1700000000.000100",
        "n": 1,
        "url": "http://x/actions/T1/12/***?a=1",
    }
