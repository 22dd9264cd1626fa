"""What we compare with: Bolt as its documentation starts it, with listeners that only acknowledge.

`python -m tests.bench.plain_bolt default|bare PORT SECRET TOKEN API_URL`; bare is `process_before_response`.
"""

import logging
import sys
from typing import Any, cast

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids


def main(mode: str, port: str, secret: str, token: str, api_url: str) -> None:
    """Serve until ended."""
    app = AsyncApp(
        client=AsyncWebClient(token=token, base_url=api_url),
        signing_secret=secret,
        process_before_response=mode == "bare",
    )
    app.command("/postmortem")(acknowledge)
    app.action(ids.OFFER_SKIP)(acknowledge)
    app.view(ids.QUESTION_FORM)(acknowledge)
    served: Any = cast("Any", AsyncSlackRequestHandler(app, path="/slack/events"))
    uvicorn.run(served, port=int(port), access_log=False, log_level=logging.WARNING)


async def acknowledge(ack: AsyncAck) -> None:
    """Do nothing else."""
    await ack()


if __name__ == "__main__":
    main(*sys.argv[1:6])
