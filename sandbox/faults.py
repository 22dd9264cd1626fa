"""What goes wrong on request: the nth call of a method, or deliveries of an event. Nothing goes wrong unasked."""

from dataclasses import dataclass, field
from typing import Literal

Fault = Literal[
    "ratelimited", "server_error", "service_unavailable", "timeout", "lost_reply", "lost_reply_500", "slow", "garbled"
]
REFUSED = "refused:"
Twist = Literal["duplicate", "late", "drop_ack"]


@dataclass
class Order:
    """One ordered fault: let `after` calls pass, then spoil `times` of them."""

    fault: str
    after: int
    times: int
    retry_after: int
    seconds: float

    def due(self) -> bool:
        """Count one call and say whether it is to be spoilt."""
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


@dataclass
class Faults:
    """The orders that are open, by method and by event type."""

    _calls: dict[str, list[Order]] = field(default_factory=dict)
    _events: dict[str, list[Order]] = field(default_factory=dict)

    def on(
        self,
        method: str,
        fault: Fault,
        *,
        times: int = 1,
        nth: int = 1,
        retry_after: int = 1,
        seconds: float = 60.0,
    ) -> None:
        """Spoil the `nth` call of a Web API method from now on, and the following ones up to `times` in all.

        ratelimited: 429 with Retry-After `retry_after` seconds. server_error: 500; service_unavailable: 503; both
        without effect. timeout: no answer and no effect for `seconds`. lost_reply: the effect happens, the connection
        drops; lost_reply_500: it happens and 500 is answered. slow: answers after `seconds`. garbled: 200 with HTML.
        The method `*` means any; `response_url` means posts to one, which know only ratelimited and server_error;
        `upload` means the bytes of a file on their way to the address that was given for them.
        """
        self._calls.setdefault(method, []).append(Order(fault, nth - 1, times, retry_after, seconds))

    def refuse(self, method: str, error: str, *, times: int = 1, nth: int = 1) -> None:
        """Let the `nth` call of a method, and the following ones up to `times`, be refused by one of Slack's errors."""
        self._calls.setdefault(method, []).append(Order(REFUSED + error, nth - 1, times, 0, 0))

    def deliveries(self, event: str, twist: Twist, *, times: int = 1, nth: int = 1) -> None:
        """Twist deliveries of an event type: sent twice, only after the next one, or with its first ack ignored."""
        self._events.setdefault(event, []).append(Order(twist, nth - 1, times, 0, 0))

    def clear(self) -> None:
        """Forget every order."""
        self._calls.clear()
        self._events.clear()

    def of_call(self, method: str) -> Order | None:
        """Count a call of a method and return the fault that hits it, if any."""
        return _next(self._calls, method) or _next(self._calls, "*")

    def of_delivery(self, event: str) -> str | None:
        """Count a delivery and return the twist that hits it, if any."""
        order = _next(self._events, event)
        return order.fault if order else None


def _next(orders: dict[str, list[Order]], name: str) -> Order | None:
    waiting = orders.get(name, [])
    if not waiting:
        return None
    order = waiting[0]
    due = order.due()
    if order.times <= 0:
        waiting.pop(0)
    return order if due else None
