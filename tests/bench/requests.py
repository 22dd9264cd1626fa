"""One keep-alive connection that sends signed requests and takes the time of each answer."""

import hashlib
import hmac
import socket
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from sandbox.clock import SystemClock

LOOPBACK = "127.0.0.1"
PATIENCE = 20.0


class Connection:
    """A connection to one server. Raises RuntimeError when an answer is not 200."""

    def __init__(self, port: int, secret: str) -> None:
        self._secret = secret.encode()
        self._socket = socket.create_connection((LOOPBACK, port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def time_each(self, bodies: Sequence[str]) -> list[float]:
        """Send one after another, signed beforehand; return the seconds from the first byte out to the last one in."""
        signed = [self._signed(body.encode()) for body in bodies]
        return [ended - started for started, ended in map(self._timed, signed)]

    def time_one(self, body: str) -> tuple[float, float]:
        """Send one, signed beforehand; return when its first byte went out and its answer's last one came in.

        These are moments of the machine's monotonic clock, which all processes share.
        """
        return self._timed(self._signed(body.encode()))

    def _timed(self, request: bytes) -> tuple[float, float]:
        started = time.perf_counter()
        self._socket.sendall(request)
        status = self._answer()
        ended = time.perf_counter()
        if status != b"200":
            raise RuntimeError(f"answered with {status.decode()}")
        return started, ended

    def _signed(self, body: bytes) -> bytes:
        stamp = str(int(SystemClock().now().timestamp())).encode()
        digest = hmac.new(self._secret, b"v0:" + stamp + b":" + body, hashlib.sha256).hexdigest()
        head = (
            "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0\r\nAccept: */*\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {stamp.decode()}\r\nX-Slack-Signature: v0={digest}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _answer(self) -> bytes:
        """Read one answer to its end and return its status."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.lower().split(b"\r\n")
        headers = dict(line.split(b": ", 1) for line in lines)
        if b"content-length" in headers:
            while len(body) < int(headers[b"content-length"]):
                body += self._more()
        else:
            while not body.endswith(b"0\r\n\r\n"):  # chunked
                body += self._more()
        return first.split(b" ")[1]

    def _more(self) -> bytes:
        got = self._socket.recv(65_536)
        if not got:
            raise RuntimeError("the server hung up")
        return got


def is_listening(port: int) -> bool:
    """Whether somebody takes connections on a port of loopback."""
    try:
        socket.create_connection((LOOPBACK, port), 1).close()
    except OSError:
        return False
    return True
