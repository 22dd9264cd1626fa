"""The guard in front of Bolt: who cannot prove to be Slack gets 401, and what Bolt cannot take gets 4xx, never a trace.

Nothing is parsed before the signature over the raw bytes has been checked. It reads no clock and no settings, knows
nothing of postmortems, and leaves a crash in a listener alone: that stays 500, so that Slack sends again.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

from bot.api.shapes import Malformed, checked_form, checked_json

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

MAX_BODY: Final = 1024 * 1024
"""Bytes, counted while reading. Slack's largest payloads (a view with its state) stay far below."""
MAX_AGE: Final = 300.0
"""Seconds after which a request counts as a replay; Slack's own rule."""
MAX_AHEAD: Final = 1.0
"""Seconds a request may come from the future: time stamps are whole seconds and clocks differ a little."""
SHORTEST_SECRET: Final = 20
MOST_SIGNATURES: Final = 10
"""How many signatures a webhook may list while its sender changes from one secret to the next."""

_TEN_DIGITS = re.compile(rb"[0-9]{10}")
_FORM, _JSON = b"application/x-www-form-urlencoded", b"application/json"


class _Refused(Exception):  # noqa: N818 - an answer on its way out, not an error
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class _Gone(Exception):  # noqa: N818 - the sender hung up; there is nobody to answer
    pass


class SlackGuard:
    """An ASGI app that calls `app` with the whole body of each request that Slack really sent and Bolt can take.

    `clock` gives seconds since 1970. Bolt behind it must not verify again (`request_verification_enabled=False`): it
    gets every form as JSON, see `checked_form`. Raises ValueError when the secret could be guessed.
    """

    def __init__(self, app: AsgiApp, signing_secret: str, clock: Callable[[], float]) -> None:
        if len(signing_secret.strip()) < SHORTEST_SECRET:
            raise ValueError(
                f"The signing secret has fewer than {SHORTEST_SECRET} characters, so anybody could act as Slack."
                " Copy it from Basic Information in the app's settings, or use Socket Mode."
            )
        self._app = app
        self._secret = signing_secret.strip().encode()
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection. Lifespan belongs to the inner app; web sockets are closed."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            try:
                await self._admit(scope, receive, send)
            except _Refused as refused:
                await _answer(send, refused.status, refused.reason.encode(), b"text/plain; charset=utf-8")
            except _Gone:
                return
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: list[tuple[bytes, bytes]] = [(name.lower(), value) for name, value in scope["headers"]]
        if scope["method"] != "POST":
            raise _Refused(405, "Only POST is answered here.")
        stamp = _fresh(headers, b"x-slack-request-timestamp", self._clock())
        signature = _only(headers, b"x-slack-signature")
        if stamp is None or signature is None:
            raise _Refused(401, "Not signed by Slack, or not just now.")
        body = await _read(headers, receive)
        if not hmac.compare_digest(b"v0=" + _hex_digest(self._secret, b"v0:", stamp, b":", body), signature):
            raise _Refused(401, "Not signed by Slack, or not just now.")
        await self._pass_on(scope, receive, send, headers, body)

    async def _pass_on(
        self, scope: Scope, receive: Receive, send: Send, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> None:
        kind = _content_type(headers)
        try:
            text = body.decode()
            b"\n".join((scope.get("query_string", b""), *(part for pair in headers for part in pair))).decode()
            payload = checked_json(text) if kind == _JSON else None
            if kind == _FORM:
                payload, body = checked_form(text)
        except UnicodeDecodeError:
            raise _Refused(400, "Not UTF-8.") from None
        except Malformed as malformed:
            raise _Refused(400, str(malformed)) from None
        if payload is None:
            return await _answer(send, 200, b"", b"text/plain")
        if payload.get("type") == "url_verification":
            answer = json.dumps({"challenge": payload["challenge"]}).encode()
            return await _answer(send, 200, answer, b"application/json")
        kept = [(name, value) for name, value in headers if name not in (b"content-type", b"content-length")]
        kept += [(b"content-type", _JSON), (b"content-length", str(len(body)).encode())]
        return await self._app({**scope, "headers": kept}, _replay(body, receive), send)


def verify_hook(secret: str, headers: Headers, body: bytes, now: float) -> bool:
    """Tell whether one of our own generic webhooks is genuine and from the last five minutes.

    `headers` are the raw pairs: exactly one `X-Postmortem-Timestamp` (ten digits) and one `X-Postmortem-Signature`,
    which is `v1=` and the hexadecimal HMAC-SHA256 of timestamp, "." and body; up to ten of them, separated by commas.
    `now` is in seconds since 1970. A secret under 20 characters verifies nothing.
    """
    if len(secret) < SHORTEST_SECRET:
        return False
    pairs = [(name.lower(), value) for name, value in headers]
    stamp = _fresh(pairs, b"x-postmortem-timestamp", now)
    listed = _only(pairs, b"x-postmortem-signature")
    if stamp is None or listed is None:
        return False
    signatures = listed.split(b",", MOST_SIGNATURES)
    expected = b"v1=" + _hex_digest(secret.encode(), stamp, b".", body)
    genuine = False
    for signature in signatures:
        genuine |= hmac.compare_digest(expected, signature.strip())
    return genuine and len(signatures) <= MOST_SIGNATURES


def _only(headers: list[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    values = [value for key, value in headers if key == name]
    return values[0] if len(values) == 1 else None


def _fresh(headers: list[tuple[bytes, bytes]], name: bytes, now: float) -> bytes | None:
    """Return the time stamp's own bytes if there is exactly one, ten ASCII digits, neither old nor from the future."""
    stamp = _only(headers, name)
    if stamp is None or not _TEN_DIGITS.fullmatch(stamp):
        return None
    return stamp if -MAX_AHEAD <= now - int(stamp) <= MAX_AGE else None


def _hex_digest(secret: bytes, *parts: bytes) -> bytes:
    digest = hmac.new(secret, digestmod=hashlib.sha256)
    for part in parts:
        digest.update(part)
    return digest.hexdigest().encode()


async def _read(headers: list[tuple[bytes, bytes]], receive: Receive) -> bytes:
    """Read the body, but no further than the cap. What the header says may only make it stop earlier."""
    announced = _only(headers, b"content-length") or b"0"
    if announced.isdigit() and (len(announced) > len(str(MAX_BODY)) or int(announced) > MAX_BODY):
        raise _Refused(413, "The body is larger than 1 MiB.")
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise _Gone
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise _Refused(413, "The body is larger than 1 MiB.")
        more = message.get("more_body", False)
    return bytes(body)


def _content_type(headers: list[tuple[bytes, bytes]]) -> bytes:
    encodings = [value.strip().lower() for name, value in headers if name == b"content-encoding"]
    declared = _only(headers, b"content-type") or b""
    kind, _, parameters = (part.strip().lower() for part in declared.partition(b";"))
    charset = parameters.replace(b" ", b"").replace(b'"', b"")
    if any(encoding not in (b"", b"identity") for encoding in encodings):
        raise _Refused(415, "Compressed bodies are not read.")
    if kind not in (_FORM, _JSON) or charset not in (b"", b"charset=utf-8"):
        raise _Refused(415, "Slack sends forms or JSON in UTF-8.")
    return kind


def _replay(body: bytes, receive: Receive) -> Receive:
    unread = [body]

    async def replayed() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return await receive()

    return replayed


async def _answer(send: Send, status: int, body: bytes, content_type: bytes) -> None:
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    if status == 405:  # noqa: PLR2004 - the one status that must name what would do
        headers.append((b"allow", b"POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
