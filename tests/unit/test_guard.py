"""Who gets past the guard in front of Bolt, and what everybody else is answered."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.request.internals import parse_body

from bot.api.guard import MAX_BODY, AsgiApp, Message, Receive, Scope, Send, SlackGuard
from bot.api.shapes import _LISTS, _OBJECTS, checked_form

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_700_000_000
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
EVENT = {"type": "event_callback", "team_id": "T1", "event": {"type": "app_mention", "user": "U1", "text": "hi"}}
CLICK = {
    "type": "block_actions",
    "team": {"id": "T1", "domain": "x"},
    "user": {"id": "U1", "team_id": "T1"},
    "actions": [{"action_id": "a", "block_id": "b", "type": "button", "text": {"type": "plain_text", "text": "Go"}}],
}
COMMAND = {"command": "/postmortem", "user_id": "U1", "team_id": "T1", "text": "list"}


class Inner:
    """An app that remembers the body it was given and answers 200."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        self.bodies.append(message["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"inner"})


def signature(body: bytes, stamp: str, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()


async def ask(
    app: AsgiApp,
    body: bytes = b"",
    kind: str = JSON,
    *,
    method: str = "POST",
    headers: list[tuple[bytes, bytes]] | None = None,
    more: list[tuple[bytes, bytes]] | None = None,
    chunk: int = 4096,
) -> tuple[int, bytes]:
    """Send one request; unless `headers` are given it is signed rightly and now."""
    if headers is None:
        headers = [
            (b"X-Slack-Request-Timestamp", str(NOW).encode()),
            (b"X-Slack-Signature", signature(body, str(NOW)).encode()),
            (b"Content-Type", kind.encode()),
        ]
    chunks = [body[at : at + chunk] for at in range(0, len(body), chunk)] or [b""]
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": "/slack/events",
        "query_string": b"",
        "headers": headers + (more or []),
    }
    await app(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


def guarded(inner: AsgiApp | None = None, now: float = NOW) -> SlackGuard:
    return SlackGuard(inner or Inner(), SECRET, lambda: now)


def dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def form(**fields: str) -> bytes:
    return urlencode(fields).encode()


async def test_what_slack_signed_reaches_bolt_whole() -> None:
    inner = Inner()
    body = dumped({**EVENT, "padding": "x" * 20_000})
    assert await ask(guarded(inner), body) == (200, b"inner")
    assert inner.bodies == [body]


@pytest.mark.parametrize(("body", "held"), [(form(payload=json.dumps(CLICK)), CLICK), (form(**COMMAND), COMMAND)])
async def test_forms_of_slack_reach_bolt_as_json(body: bytes, held: dict[str, Any]) -> None:
    inner = Inner()
    assert (await ask(guarded(inner), body, FORM + "; charset=UTF-8"))[0] == 200
    assert [json.loads(body) for body in inner.bodies] == [held]


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=99), max_size=9))
def test_a_form_is_read_as_everybody_reads_it(fields: dict[str, str]) -> None:
    command = {**fields, "command": "/x", "user_id": "U1", "payload_": "a=b&c+ d%41_=\n"}
    for told_apart in ("payload", *_OBJECTS, *_LISTS):  # a form that looks like an interaction is refused as such
        command.pop(told_apart, None)
    encoded = urlencode(command, errors="replace")
    assert checked_form(encoded)[0] == dict(parse_qsl(encoded, keep_blank_values=True))


GOOD = signature(dumped(EVENT), str(NOW)).encode()
STAMP = (b"x-slack-request-timestamp", str(NOW).encode())


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [STAMP],
        [(b"x-slack-signature", GOOD)],
        [STAMP, (b"x-slack-signature", b"")],
        [STAMP, (b"x-slack-signature", b"v0=" + b"0" * 64)],
        [STAMP, (b"x-slack-signature", GOOD.upper())],
        [STAMP, (b"x-slack-signature", "v0=ü".encode())],
        [STAMP, (b"x-slack-signature", b"v0=\xff\xfe")],
        [STAMP, (b"x-slack-signature", GOOD), (b"x-slack-signature", GOOD)],
        [STAMP, STAMP, (b"x-slack-signature", GOOD)],
        [(b"x-slack-request-timestamp", b"NaN"), (b"x-slack-signature", GOOD)],
        [(b"x-slack-request-timestamp", "١٧٠٠٠٠٠٠٠٠".encode()), (b"x-slack-signature", GOOD)],
        [(b"x-slack-request-timestamp", b"1" * 5000), (b"x-slack-signature", GOOD)],
        [(b"x-slack-request-timestamp", b" 1700000000"), (b"x-slack-signature", GOOD)],
        [(b"x-slack-request-timestamp", b"1700000000\n"), (b"x-slack-signature", GOOD)],
        [(b"x-slack-request-timestamp", b"1700000000.0"), (b"x-slack-signature", GOOD)],
    ],
)
async def test_who_does_not_prove_to_be_slack_gets_401(headers: list[tuple[bytes, bytes]]) -> None:
    inner = Inner()
    status, _ = await ask(guarded(inner), dumped(EVENT), headers=headers)
    assert (status, inner.bodies) == (401, [])


@pytest.mark.parametrize(
    ("age", "status"), [(0, 200), (300, 200), (301, 401), (-1, 200), (-2, 401), (float("nan"), 401)]
)
async def test_a_request_counts_for_five_minutes_and_not_before_its_time(age: float, status: int) -> None:
    assert (await ask(guarded(now=NOW + age), dumped(EVENT)))[0] == status


async def test_another_secret_is_refused() -> None:
    body = dumped(EVENT)
    headers = [STAMP, (b"x-slack-signature", signature(body, str(NOW), "another secret of length").encode())]
    assert (await ask(guarded(), body, headers=headers))[0] == 401


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 200_000, b"ssl_check=1", b"payload=%"])
async def test_nothing_is_parsed_before_the_signature(body: bytes) -> None:
    headers = [STAMP, (b"x-slack-signature", GOOD), (b"content-encoding", b"gzip"), (b"content-type", b"x/y")]
    assert (await ask(guarded(), body, headers=headers))[0] == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS", "HEAD", "DELETE"])
async def test_only_post_is_answered(method: str) -> None:
    assert (await ask(guarded(), dumped(EVENT), method=method))[0] == 405


async def test_a_body_over_the_cap_is_refused_while_it_is_read() -> None:
    read: list[int] = []

    async def receive() -> Message:
        read.append(1)
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": True}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "headers": [STAMP, (b"x-slack-signature", GOOD)]}
    await guarded()(scope, receive, send)
    assert (sent[0]["status"], len(read)) == (413, MAX_BODY // 100_000 + 1)


@pytest.mark.parametrize("announced", [b"1048577", b"9" * 500])
async def test_a_body_announced_over_the_cap_is_not_read(announced: bytes) -> None:
    assert (await ask(guarded(), dumped(EVENT), more=[(b"content-length", announced)]))[0] == 413


async def test_a_body_of_exactly_the_cap_is_taken() -> None:
    body = dumped({**EVENT, "padding": ""})
    body = body.replace(b'"padding": ""', b'"padding": "' + b"x" * (MAX_BODY - len(body)) + b'"')
    assert (len(body), (await ask(guarded(), body, chunk=65536))[0]) == (MAX_BODY, 200)


async def test_a_sender_who_hangs_up_is_not_answered() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "headers": [STAMP, (b"x-slack-signature", GOOD)]}
    await guarded()(scope, receive, send)
    assert sent == []


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("text/plain", []),
        ("", []),
        ("multipart/form-data; boundary=x", []),
        (JSON + "; charset=latin-1", []),
        (JSON, [(b"content-encoding", b"gzip")]),
        (JSON, [(b"content-type", b"application/json")]),
    ],
)
async def test_what_is_neither_form_nor_json_in_utf8_gets_415(kind: str, more: list[tuple[bytes, bytes]]) -> None:
    assert (await ask(guarded(), dumped(EVENT), kind, more=more))[0] == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"[" * 200_000,
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b'{"type": "event_callback", "event": {"type": "x", "y": ' + b"[" * 63 + b"]" * 63 + b"}}",
        b'{"type": "x", "n": NaN}',
        b'{"type": "x", "n": -Infinity}',
        b'{"type": "x", "n": 1e999}',
        b'{"type": "x", "n": ' + b"9" * 5000 + b"}",
        b'{"type": "x", "s": "\\ud800"}',
        b'{"type": "x", "\\udfff": 1}',
        b'{"type": 5}',
        b'{"event": {}}',
        dumped({"type": "event_callback"}),
        dumped({"type": "event_callback", "event": []}),
        dumped({"type": "event_callback", "event": {"type": 5}}),
        dumped({"type": "event_callback", "event": {"type": "message", "text": 5}}),
        dumped({**EVENT, "team": 5}),
        dumped({**EVENT, "team": ["id"]}),
        dumped({**EVENT, "authorizations": {"a": 1}}),
        dumped({**EVENT, "authorizations": ["x"]}),
        dumped({"type": "url_verification"}),
        dumped({"type": "url_verification", "challenge": 5}),
    ],
)
async def test_json_that_bolt_cannot_take_gets_400_even_when_signed(body: bytes) -> None:
    assert (await ask(guarded(), body))[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a=b",
        b"{=1&command=/x&user_id=U1",
        b"payload=",
        b"payload=[]",
        b"payload=%5B",
        b"payload=%ff",
        b"command=/x&user_id=%zz",
        b"command=/x&user_id=U\n1",
        b"payload=5&payload=6",
        b"command=/x",
        b"command=x&user_id=U1",
        b"command=/x&user_id=U1&payload={}",
        b"&".join(b"a%d=1" % number for number in range(500)),
        form(payload=json.dumps({**CLICK, "actions": []})),
        form(payload=json.dumps({**CLICK, "actions": [5]})),
        form(payload=json.dumps({**CLICK, "user": 5})),
        form(payload=json.dumps({"type": "view_submission", "view": {"callback_id": 5}})),
        form(payload=json.dumps({"type": "view_submission", "view": "x"})),
        form(payload=json.dumps({"type": "shortcut"})),
        form(payload=json.dumps({"type": "block_suggestion", "action_id": None})),
    ],
)
async def test_a_form_that_bolt_cannot_take_gets_400_even_when_signed(body: bytes) -> None:
    assert (await ask(guarded(), body, FORM))[0] == 400


async def test_a_header_that_is_not_utf8_gets_400() -> None:
    assert (await ask(guarded(), dumped(EVENT), more=[(b"x-odd", b"\xff")]))[0] == 400


async def test_the_challenge_is_answered_only_when_signed() -> None:
    body = dumped({"type": "url_verification", "challenge": "abc"})
    assert await ask(guarded(), body) == (200, b'{"challenge": "abc"}')
    assert (await ask(guarded(), body, headers=[]))[0] == 401


async def test_the_check_of_the_certificate_is_answered_only_when_signed() -> None:
    assert await ask(guarded(), b"ssl_check=1&token=x", FORM) == (200, b"")
    assert (await ask(guarded(), b"ssl_check=1&token=x", FORM, headers=[]))[0] == 401


async def test_a_command_that_speaks_of_a_payload_is_still_a_command() -> None:
    inner = Inner()
    await ask(guarded(inner), form(**{**COMMAND, "text": "note payload={too big}"}), FORM)
    assert parse_body(inner.bodies[0].decode(), JSON) == {**COMMAND, "text": "note payload={too big}"}


async def test_a_crash_behind_the_guard_stays_a_crash() -> None:
    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await ask(guarded(broken), dumped(EVENT))


async def test_a_web_socket_is_closed() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await guarded()({"type": "websocket", "headers": []}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("secret", ["", "short", " " * 40, "x" * 19])
def test_a_secret_that_can_be_guessed_is_no_start(secret: str) -> None:
    with pytest.raises(ValueError, match="fewer than 20 characters"):
        SlackGuard(Inner(), secret, lambda: 0.0)
