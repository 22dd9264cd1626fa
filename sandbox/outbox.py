"""What leaves for the app: events in order, with Slack's retries, and interactions that somebody waits for."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from sandbox.clock import Pace
from sandbox.faults import Faults
from sandbox.record import Recorder

RETRY_DELAYS = (0.0, 60.0, 300.0)

Family = Literal["event", "interactive", "command"]


@dataclass(frozen=True)
class Delivery:
    """Something for the app. `kind` is the event or interaction type; `attempt` counts retries from 1."""

    family: Family
    kind: str
    payload: dict[str, Any]
    attempt: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Ack:
    """How the app answered: its body, or the reason why that was no acknowledgement (Slack's retry reasons)."""

    body: Any = None
    failure: str | None = None
    status: int | None = None
    no_retry: bool = False


@dataclass(frozen=True)
class Failed:
    """A delivery that was not acknowledged, for those who want to see it."""

    delivery: Delivery
    ack: Ack


class Carrier(Protocol):
    """A way to the app: signed HTTP or Socket Mode."""

    @property
    def known(self) -> bool:
        """Say whether the app has ever been there."""

    async def carry(self, delivery: Delivery, seconds: float) -> Ack:
        """Bring a delivery to the app and wait that many seconds for its ack."""


@dataclass(frozen=True)
class Either:
    """HTTP once an address was given, Socket Mode otherwise."""

    http: Carrier
    sockets: Carrier

    @property
    def known(self) -> bool:
        """Say whether the app has ever been reachable in either way."""
        return self.http.known or self.sockets.known

    async def carry(self, delivery: Delivery, seconds: float) -> Ack:
        """Carry it in the way that is in use."""
        carrier = self.http if self.http.known else self.sockets
        return await carrier.carry(delivery, seconds)


@dataclass
class Outbox:
    """The queue of events and the waiting interactions. `ack_seconds` is how long Slack waits (real seconds)."""

    pace: Pace
    faults: Faults
    recorder: Recorder
    carrier: Carrier
    ack_seconds: float = 3.0
    until_shown: Callable[[], Awaitable[None]] | None = None
    """What people wait for after an ack before they look at the screen, where the app is at hand to say so."""
    failed: list[Failed] = field(default_factory=list)
    sent: list[Delivery] = field(default_factory=list)
    _queue: asyncio.Queue[Delivery] = field(default_factory=asyncio.Queue)
    _late: list[Delivery] = field(default_factory=list)
    _under_way: int = 0
    _waiting: int = 0
    _quiet: asyncio.Event = field(default_factory=asyncio.Event)
    _calm: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self) -> None:
        """Begin to send."""
        self._look()
        self._spawn(self._run())

    async def stop(self) -> None:
        """Stop sending; what is waiting is lost, as when Slack gives up."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def put(self, delivery: Delivery) -> None:
        """Queue an event. Without an app that was ever there it is dropped: nobody has installed anything yet."""
        if not self.carrier.known:
            return
        twist = self.faults.of_delivery(delivery.kind)
        if twist == "late":
            self._begin()
            self._late.append(delivery)
            return
        copies = [delivery, delivery] if twist == "duplicate" else [delivery]
        if twist == "drop_ack":
            copies = [replace(delivery, reason="drop_ack")]
        for copy in copies:
            self._begin()
            self._queue.put_nowait(copy)
        self._release()

    async def interact(self, delivery: Delivery) -> Ack:
        """Send an interaction and wait for its ack; Slack never repeats one."""
        self._begin()
        try:
            ack = await self._send(delivery)
            if self.until_shown is not None:
                await self.until_shown()
            return ack
        finally:
            self._end()

    async def settle(self, seconds: float = 30.0) -> None:
        """Wait until no delivery is queued, under way or to be repeated. Raises TimeoutError after real `seconds`."""
        self._release()
        async with asyncio.timeout(seconds):
            await self._quiet.wait()

    @property
    def is_calm(self) -> bool:
        """Say whether nothing is under way but what waits for its next try."""
        return self._calm.is_set()

    async def calm(self, seconds: float = 30.0) -> None:
        """Wait until nothing is under way but what waits for its next try. Raises TimeoutError after real `seconds`."""
        self._release()
        async with asyncio.timeout(seconds):
            await self._calm.wait()

    def _release(self) -> None:
        for late in self._late:
            self._queue.put_nowait(late)
        self._late.clear()

    async def _run(self) -> None:
        while True:
            delivery = await self._queue.get()
            dropped = delivery.reason == "drop_ack"
            ack = await self._send(replace(delivery, reason=""))
            if dropped:
                ack = Ack(failure="http_timeout")
            if ack.failure and not ack.no_retry:
                self._spawn(self._repeat(delivery, ack))
            else:
                self._end()

    async def _repeat(self, delivery: Delivery, ack: Ack) -> None:
        try:
            for attempt, delay in enumerate(RETRY_DELAYS, start=1):
                await self._wait(delay)
                ack = await self._send(replace(delivery, attempt=attempt, reason=ack.failure or ""))
                if not ack.failure or ack.no_retry:
                    return
        finally:
            self._end()

    async def _send(self, delivery: Delivery) -> Ack:
        self.sent.append(delivery)
        loop = asyncio.get_running_loop()
        since = loop.time()
        ack = await self.carrier.carry(delivery, self.ack_seconds)
        if ack.failure:
            self.failed.append(Failed(delivery, ack))
        response = {"failure": ack.failure, "status": ack.status} if ack.failure else ack.body
        self.recorder.write(
            "from_slack",
            delivery.kind,
            delivery.payload,
            response,
            took=loop.time() - since,
            status=ack.status,
            failure=ack.failure or "",
        )
        return ack

    async def _wait(self, delay: float) -> None:
        later = delay > 0
        self._waiting += later
        self._look()
        try:
            await self.pace.sleep(delay)
        finally:
            self._waiting -= later
            self._look()

    def _begin(self) -> None:
        self._under_way += 1
        self._look()

    def _end(self) -> None:
        self._under_way -= 1
        self._look()

    def _look(self) -> None:
        """Have those go on who wait until all is over, or until all but later tries is."""
        for event, over in ((self._quiet, not self._under_way), (self._calm, self._under_way == self._waiting)):
            (event.set if over else event.clear)()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
