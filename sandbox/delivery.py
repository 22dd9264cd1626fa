"""Signed HTTP to the app's address: the url_verification handshake, then events, interactions and commands.

The client is imported when there is an address: a workspace whose app comes by socket starts in half the time.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sandbox.clock import Clock
from sandbox.ids import secret
from sandbox.installation import Installation
from sandbox.outbox import Ack, Delivery

if TYPE_CHECKING:
    import aiohttp

PATH = "/slack/events"
_OK = range(200, 300)
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


@dataclass
class HttpCarrier:
    """Posts to `<url>/slack/events`. `skew` seconds are added to the timestamp, for tests of clock skew."""

    installation: Installation
    clock: Clock
    url: str | None = None
    skew: int = 0
    verified: bool = False
    _session: "aiohttp.ClientSession | None" = None

    @property
    def known(self) -> bool:
        """Say whether an address was given."""
        return self.url is not None

    async def carry(self, delivery: Delivery, seconds: float) -> Ack:
        """Post a delivery; anything but a 2xx in time is a failure with Slack's retry reason."""
        if not self.verified and not await self._verify(seconds):
            return Ack(failure="http_error")
        if delivery.family == "event":
            body, content_type = json.dumps(delivery.payload), _JSON
        elif delivery.family == "command":
            body, content_type = urlencode(delivery.payload), _FORM
        else:
            body, content_type = urlencode({"payload": json.dumps(delivery.payload)}), _FORM
        headers = {"Content-Type": content_type}
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        return await self._post(body.encode(), headers, seconds)

    async def close(self) -> None:
        """Close the connections to the app."""
        if self._session is not None:
            await self._session.close()

    def signed(self, body: bytes) -> dict[str, str]:
        """Return the two headers that prove a body comes from this workspace."""
        stamp = str(int(self.clock.now().timestamp()) + self.skew)
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self.installation.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def _verify(self, seconds: float) -> bool:
        challenge = secret(20)
        request = {
            "type": "url_verification",
            "token": self.installation.verification_token,
            "challenge": challenge,
        }
        ack = await self._post(json.dumps(request).encode(), {"Content-Type": _JSON}, seconds)
        answer = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        self.verified = ack.failure is None and answer == challenge
        return self.verified

    async def _post(self, body: bytes, headers: dict[str, str], seconds: float) -> Ack:
        import aiohttp  # noqa: PLC0415 - see above

        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
            )
        headers = headers | self.signed(body)
        try:
            async with self._session.post(
                f"{self.url}{PATH}",
                data=body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
                max_redirects=2,
            ) as response:
                answer = _read(await response.text())
                if response.status in _OK:
                    return Ack(body=answer, status=response.status)
                no_retry = response.headers.get("X-Slack-No-Retry") == "1"
                return Ack(body=answer, failure="http_error", status=response.status, no_retry=no_retry)
        except TimeoutError:
            return Ack(failure="http_timeout")
        except aiohttp.TooManyRedirects:
            return Ack(failure="too_many_redirects")
        except (aiohttp.ClientError, OSError, UnicodeDecodeError):
            return Ack(failure="connection_failed")


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
