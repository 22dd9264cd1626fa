"""The whole way of a person's deed, with the real Bolt on the other side, over both transports."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import bolt, connected, opened

FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Create"},
    "submit": {"type": "plain_text", "text": "Create"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "value"},
        }
    ],
}


def register(app: AsyncApp, heard: list[str]) -> None:
    """A small app: a command opens a form, its submission posts a card with a button."""

    @app.command("/postmortem")
    async def on_command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM | {"private_metadata": body["channel_id"]})

    @app.view("form")
    async def on_form(ack: Any, view: dict[str, Any], client: AsyncWebClient) -> None:
        title = view["state"]["values"]["title"]["value"]["value"]
        if len(title) < 4:
            await ack(response_action="errors", errors={"title": "Too short."})
            return
        await ack()
        button: dict[str, Any] = {
            "type": "button",
            "action_id": "go",
            "text": {"type": "plain_text", "text": "Approve"},
        }
        blocks: list[dict[str, Any]] = [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{title}*"}},
            {"type": "actions", "elements": [button]},
        ]
        await client.chat_postMessage(channel=view["private_metadata"], text=title, blocks=blocks)

    @app.action("go")
    async def on_go(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Approved", blocks=[{"type": "divider"}]
        )

    @app.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        heard.append(event["text"])


async def play(slack: Sandbox) -> list[str]:
    alice = slack.person("alice", name="Alice Ito")
    inc = slack.channel("inc-207-checkout", members=[alice])
    done = await alice.slash("/postmortem create", inc)
    assert (done.acked, done.failure) == (True, None)
    form = opened(alice)
    await form.fill({"Title": "abc"}).submit()
    assert form.errors == {"Title": "Too short."}
    await form.fill({"Title": "Slow checkout"}).submit()
    assert not form.is_open
    card = inc.card()
    assert card.lines == ["*Slow checkout*", "[ Approve ]"]
    await alice.click(card, "Approve")
    await alice.post(inc, "thank you")
    await slack.settle()
    assert slack.failed == []
    return inc.card().lines


async def test_a_story_over_signed_http(real_time: Sandbox, served: AsyncApp) -> None:
    heard: list[str] = []
    register(served, heard)
    assert await play(real_time) == ["------------------------"]
    assert heard == ["thank you"]


async def test_the_same_story_over_socket_mode(real_time: Sandbox) -> None:
    heard: list[str] = []
    app = bolt(real_time)
    register(app, heard)
    async with connected(real_time, app):
        assert await play(real_time) == ["------------------------"]
        assert heard == ["thank you"]
