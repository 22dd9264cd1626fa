"""Every exchange in both directions as one JSON a line, with tokens, signatures and the secrets of addresses masked."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

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


class Recorder:
    """Appends exchanges to a file, if it has one. `watchers` are called after each: the workspace may have changed."""

    def __init__(self, path: Path | None) -> None:
        self.watchers: set[Callable[[], None]] = set()
        self._file = path.open("a", encoding="utf-8") if path else None

    def write(self, direction: Direction, kind: str, payload: Any, response: Any) -> None:
        """Write one exchange; what was sent, and what came back."""
        self.stir()
        if self._file is None:
            return
        line = {"direction": direction, "kind": kind, "payload": masked(payload), "response": masked(response)}
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
