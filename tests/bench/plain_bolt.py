"""What we compare with: Bolt as its documentation starts it, with listeners that only acknowledge.

`python -m tests.bench.plain_bolt default|bare|acks|opens PORT SECRET TOKEN API_URL`; bare is
`process_before_response`. acks is bare with a listener that only acknowledges every click, and opens is bare with one
that opens a window for every click: the one that the file named in WINDOWS holds for its action, else one of one line.
"""

import json
import logging
import re
import sys
from pathlib import Path
from typing import Any, cast

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids

EMPTY: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Hello"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello."}}],
}
WINDOWS: dict[str, dict[str, Any]] = {}


def main(mode: str, port: str, secret: str, token: str, api_url: str, windows: str = "") -> None:
    """Serve until ended."""
    if windows:
        WINDOWS.update(json.loads(Path(windows).read_text(encoding="utf-8")))
    app = AsyncApp(
        client=AsyncWebClient(token=token, base_url=api_url),
        signing_secret=secret,
        process_before_response=mode != "default",
    )
    if mode == "acks":
        app.action(re.compile(".*"))(acknowledge)
    if mode == "opens":
        app.action(re.compile(".*"))(open_window)
    app.command("/postmortem")(acknowledge)
    app.action(ids.OFFER_SKIP)(acknowledge)
    app.view(ids.QUESTION_FORM)(acknowledge)
    served: Any = cast("Any", AsyncSlackRequestHandler(app, path="/slack/events"))
    uvicorn.run(served, port=int(port), access_log=False, log_level=logging.WARNING)


async def acknowledge(ack: AsyncAck) -> None:
    """Do nothing else."""
    await ack()


async def open_window(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the window that is ready for this button."""
    view = WINDOWS.get(body["actions"][0]["action_id"], EMPTY)
    await client.views_open(trigger_id=body["trigger_id"], view=view)
    await ack()


if __name__ == "__main__":
    main(*sys.argv[1:7])
