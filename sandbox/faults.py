"""What goes wrong on request: the nth call of a method, or deliveries of an event. Nothing goes wrong unasked.

Beside such orders stand switches, for people at a page: what is switched on goes wrong again and again until it is off.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Fault = Literal[
    "ratelimited", "server_error", "service_unavailable", "timeout", "lost_reply", "lost_reply_500", "slow", "garbled"
]
REFUSED = "refused:"
Twist = Literal["duplicate", "late", "drop_ack"]
Switch = Literal["rate_limits", "lost_replies", "slow", "twice"]
SWITCHES: dict[Switch, tuple[str, str]] = {
    "rate_limits": (
        "Rate limits",
        "One of four calls of a method is refused with 429, and the app is told to wait a second.",
    ),
    "lost_replies": ("Lost replies", "One of five calls of a method has its effect, and its answer never arrives."),
    "slow": ("Slow Slack", "Every call takes a second and a half longer, so that some acks come too late."),
    "twice": ("Everything twice", "Every event is delivered twice, as Slack does when it missed an ack."),
}
"""What each switch is called, and what it does."""
LIMITED = (4, 3)
LOST = (5, 2)
"""Of so many calls of a method which one it is, early enough that somebody at the page sees it happen."""
SLOWNESS = 1.5
_SPARED = frozenset({"auth.test", "apps.connections.open"})
"""Without these no app comes up: a switch must not keep one from being started again."""


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
    """The orders that are open, by method and by event type, and the switches that are on."""

    switched_on: set[Switch] = field(default_factory=set)
    _calls: dict[str, list[Order]] = field(default_factory=dict)
    _events: dict[str, list[Order]] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)

    def switch(self, name: Switch, *, on: bool) -> None:
        """Switch something on that goes wrong until it is off again; `SWITCHES` says what each is."""
        (self.switched_on.add if on else self.switched_on.discard)(name)

    def slowness(self, method: str) -> float:
        """Return how many real seconds a call takes longer, whatever else happens to it."""
        return SLOWNESS if "slow" in self.switched_on and method not in _SPARED else 0.0

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
        """Forget every order, and switch everything off."""
        self._calls.clear()
        self._events.clear()
        self.switched_on.clear()

    def of_call(self, method: str) -> Order | None:
        """Count a call of a method and return the fault that hits it, if any."""
        return _next(self._calls, method) or _next(self._calls, "*") or self._switched(method)

    def of_delivery(self, event: str) -> str | None:
        """Count a delivery and return the twist that hits it, if any."""
        order = _next(self._events, event)
        if order is None and "twice" in self.switched_on:
            return "duplicate"
        return order.fault if order else None

    def _switched(self, method: str) -> Order | None:
        """Count by method: of all calls together it could be the last of the same job each time."""
        if method in _SPARED or not self.switched_on:
            return None
        self._counts[method] += 1
        if "rate_limits" in self.switched_on and self._is_turn(method, *LIMITED):
            return Order("ratelimited", 0, 1, 1, 0)
        # an answer to a response_url is nothing that the app waits for
        if "lost_replies" in self.switched_on and self._is_turn(method, *LOST) and method != "response_url":
            return Order("lost_reply", 0, 1, 0, 0)
        return None

    def _is_turn(self, method: str, of: int, number: int) -> bool:
        return self._counts[method] % of == number


def _next(orders: dict[str, list[Order]], name: str) -> Order | None:
    waiting = orders.get(name, [])
    if not waiting:
        return None
    order = waiting[0]
    due = order.due()
    if order.times <= 0:
        waiting.pop(0)
    return order if due else None
