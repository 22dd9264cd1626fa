"""The guard with the real Bolt behind it: shapes that Slack never sends, rightly signed."""

import json
import random
from collections.abc import Callable
from typing import Any

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from tests.unit.test_guard import CLICK, EVENT, FORM, ask, dumped, form, guarded


def _odd(random_: random.Random, depth: int = 0) -> Any:
    leaves: list[Callable[[], Any]] = [
        lambda: None,
        lambda: random_.randrange(-5, 10**12),
        lambda: random_.choice(["", "U1", "message", "app_mention", "id", "/x", "\u202e", "true"]),
        lambda: random_.choice([True, False, 1.5]),
    ]
    if depth < 3:
        leaves += [
            lambda: [_odd(random_, depth + 1) for _ in range(random_.randrange(3))],
            lambda: _object(random_, depth + 1),
        ]
    return random_.choice(leaves)()


def _object(random_: random.Random, depth: int = 0) -> dict[str, Any]:
    names = (
        "type event user team team_id channel enterprise authorizations view actions message item thread_ts id text"
        " callback_id action_id subtype response_urls function_data is_ext_shared_channel assistant_thread bot_id"
        " previous_message user_id function metadata channel_type inputs value block_id container state"
    )
    return {random_.choice(names.split()): _odd(random_, depth + 1) for _ in range(random_.randrange(7))}


async def test_no_odd_shape_that_is_rightly_signed_brings_bolt_down() -> None:
    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="UB", bot_id="B1", bot_token="xoxb-x")

    app = AsyncApp(
        authorize=authorize, request_verification_enabled=False, ssl_check_enabled=False, process_before_response=True
    )

    @app.message("hi")
    @app.event("app_mention")
    @app.action("a")
    @app.view("v")
    @app.shortcut("s")
    @app.command("/x")
    @app.options("o")
    async def listener(ack: Any) -> None:
        await ack()

    handler: Any = AsyncSlackRequestHandler(app, path="/slack/events")
    guard = guarded(handler)
    random_ = random.Random(20_251)
    seeds: list[dict[str, Any]] = [
        EVENT,
        CLICK,
        {"type": "event_callback", "event": {"type": "message", "text": "hi", "channel_type": "im"}},
        {
            "type": "event_callback",
            "event": {"type": "function_executed", "function": {}, "function_execution_id": "F"},
        },
        {"type": "view_submission", "view": {"type": "modal", "callback_id": "v"}},
        {"type": "shortcut", "callback_id": "s"},
        {"type": "block_suggestion", "action_id": "o"},
    ]
    statuses = set[int]()
    crashed: list[dict[str, Any]] = []
    for _ in range(2000):
        seed = random_.choice(seeds)
        payload = {**seed, **_object(random_)}
        if random_.random() < 0.5 and isinstance(seed.get("event"), dict):
            payload = {**seed, "event": {**seed["event"], **_object(random_)}}
        if seed["type"] == "event_callback":
            status, _ = await ask(guard, dumped(payload))
        else:
            status, _ = await ask(guard, form(payload=json.dumps(payload)), FORM)
        statuses.add(status)
        if status >= 500:
            crashed.append(payload)
    assert crashed == []
    assert statuses == {200, 400, 404}
