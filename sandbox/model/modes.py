"""How the server treats a request: the mode that stands, and orders for single requests."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from sandbox.model.record import Endpoint

Mode = Literal[
    "good",
    "slow",
    "lying",
    "injected",
    "truncated",
    "refusing",
    "broken",
    "interrupted",
    "overloaded",
    "rate_limited",
    "failing",
    "forbidden",
    "unpaid",
    "garbled",
    "dropped",
    "timeout",
]
ALL: tuple[Mode, ...] = get_args(Mode)


@dataclass
class Order:
    """One ordered mode: let `before` requests pass, then hold for `times` of them."""

    mode: Mode
    before: int
    times: int
    retry_after: float


@dataclass
class Modes:
    """The mode that stands for messages, and what is ordered for the next requests of an endpoint.

    good, lying, injected: who writes. slow: the good answer, late. truncated: cut in the middle, `max_tokens`.
    refusing: `refusal`, no text. broken: the text is no JSON. interrupted: a stream ends in an error event, anything
    else in 529. overloaded: 529. rate_limited: 429. failing: 500. forbidden: 403. unpaid: 402. garbled: 200 with HTML.
    dropped: the connection breaks off. timeout: no answer at all. An endpoint that writes nothing knows only those from
    overloaded on.
    """

    standing: Mode = "good"
    _orders: dict[Endpoint, list[Order]] = field(default_factory=dict)

    def order(
        self,
        mode: Mode,
        *,
        times: int = 1,
        nth: int = 1,
        endpoint: Endpoint = "messages",
        retry_after: float = 1.0,
    ) -> None:
        """Have the `nth` well-formed request of an endpoint from now on, and as many as `times`, answered so."""
        self._orders.setdefault(endpoint, []).append(Order(mode, nth - 1, times, retry_after))

    def clear(self) -> None:
        """Forget every order, and be good."""
        self._orders.clear()
        self.standing = "good"

    def next(self, endpoint: Endpoint) -> Order:
        """Count one request and return what happens to it."""
        standing = Order(self.standing if endpoint == "messages" else "good", 0, 1, 1.0)
        waiting = self._orders.get(endpoint, [])
        if not waiting:
            return standing
        first = waiting[0]
        if first.before > 0:
            first.before -= 1
            return standing
        first.times -= 1
        if first.times <= 0:
            waiting.pop(0)
        return first
