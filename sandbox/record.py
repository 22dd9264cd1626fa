"""Every exchange in both directions, with tokens, signatures and the secrets of addresses masked.

In a file as one JSON a line, and for a page the last ones in memory.
"""

import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sandbox.clock import Clock

LONGEST = 8_000
"""So many characters of one side of an exchange are kept in memory."""
Direction = Literal["to_slack", "from_slack"]

_SECRET_KEYS = frozenset({"token", "authorization", "x-slack-signature", "signing_secret", "ticket"})
_PATTERNS = (
    (re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+"), "x***"),
    (re.compile(r"(/actions/\w+/\d+/)\w+"), r"\1***"),
    (re.compile(r"\b(\d{6,}\.\d{6,}\.)[0-9a-f]{32}\b"), r"\1***"),
    (re.compile(r"([?&]ticket=)\w+"), r"\1***"),
)


def masked(value: Any) -> Any:
    """Return a copy of a JSON value without secrets."""
    if isinstance(value, dict):
        return {key: "***" if key.lower() in _SECRET_KEYS and item else masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    if isinstance(value, str):
        for pattern, instead in _PATTERNS:
            value = pattern.sub(instead, value)
    return value


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was sent and what came back, as people read it: JSON in lines, cut where there is much of it.

    `at` is the workspace's moment when it was over, `took` real seconds. `status` is the one of HTTP where there was
    one; `failure` is why it was no success, in Slack's word for it.
    """

    number: int
    at: datetime
    took: float
    direction: Direction
    kind: str
    payload: str
    response: str
    status: int | None
    failure: str


class Recorder:
    """Appends exchanges to a file, if it has one, and holds the last `kept` of them.

    `watchers` are called after each: the workspace may have changed.
    """

    def __init__(self, path: Path | None, clock: Clock, kept: int = 0) -> None:
        self.watchers: set[Callable[[], None]] = set()
        self.last: deque[Exchange] = deque(maxlen=kept)
        self._clock = clock
        self._count = 0
        self._file = path.open("a", encoding="utf-8") if path else None

    def write(
        self,
        direction: Direction,
        kind: str,
        payload: Any,
        response: Any,
        *,
        took: float = 0.0,
        status: int | None = None,
        failure: str = "",
    ) -> None:
        """Write one exchange; what was sent, and what came back."""
        if self._file is not None or self.last.maxlen:
            sent, answered = masked(payload), masked(response)
            self._append(direction, kind, sent, answered)
            self._count += 1
            words = (_readable(sent), _readable(answered))
            self.last.append(
                Exchange(self._count, self._clock.now(), took, direction, kind, *words, status=status, failure=failure)
            )
        self.stir()

    def _append(self, direction: Direction, kind: str, payload: Any, response: Any) -> None:
        if self._file is not None:
            line = {"direction": direction, "kind": kind, "payload": payload, "response": response}
            self._file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            self._file.flush()

    def stir(self) -> None:
        """Tell those who watch the workspace that something in it may have changed."""
        for watcher in list(self.watchers):
            watcher()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _readable(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str, indent=1)
    left = len(text) - LONGEST
    return text if left <= 0 else f"{text[:LONGEST]}\n… {left:,} more characters"
