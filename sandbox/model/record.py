"""Everything that was sent to the model server, byte for byte, and what it cost: for tests of what leaves the house.

Only the key is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Endpoint = Literal["messages", "count_tokens", "models", "other"]
COUNTS = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


@dataclass
class Exchange:
    """One request and what became of it. `error` is the type of a refusal; `mode` what the server did with it."""

    endpoint: Endpoint
    id: str
    address: str
    headers: dict[str, str]
    raw: bytes = b""
    body: Any = None
    mode: str = ""
    status: int = 0
    error: str = ""
    stop_reason: str = ""
    usage: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return every string of the body as it reads, names of fields too, so that no escape hides anything."""
        return "\n".join(_strings(self.body)) if self.body is not None else self.raw.decode("utf-8", "replace")


@dataclass
class Record:
    """The exchanges of one server in their order; `busiest` is how many answers were being written at once."""

    exchanges: list[Exchange] = field(default_factory=list)
    at_once: int = 0
    busiest: int = 0

    def of(self, endpoint: Endpoint) -> list[Exchange]:
        """Return the exchanges of one endpoint."""
        return [exchange for exchange in self.exchanges if exchange.endpoint == endpoint]

    @property
    def answered(self) -> list[Exchange]:
        """Return the requests for an answer that got one and were billed."""
        return [exchange for exchange in self.of("messages") if exchange.usage]

    @property
    def bodies(self) -> list[bytes]:
        """Return the raw body of every request."""
        return [exchange.raw for exchange in self.exchanges if exchange.raw]

    @property
    def text(self) -> str:
        """Return everything that was said to the server: addresses, headers and all strings of all bodies."""
        return "\n".join(
            "\n".join((one.address, *one.headers.values(), one.text, one.raw.decode("utf-8", "replace")))
            for one in self.exchanges
        )

    @property
    def usage(self) -> dict[str, int]:
        """Return the tokens of all answers together."""
        return {name: sum(one.usage[name] for one in self.answered) for name in COUNTS}

    def clear(self) -> None:
        """Forget everything so far."""
        self.exchanges.clear()
        self.busiest = self.at_once


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
