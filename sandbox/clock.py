"""The workspace's time: where "now" comes from, Slack's message timestamps, and waits that tests can shorten.

The only file of the sandbox that reads the system's clock.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    """Anything that can say what time it is, as an aware datetime."""

    def now(self) -> datetime:
        """Return the current time, aware."""


class SystemClock:
    """The machine's own clock, in UTC."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)  # noqa: TID251 -- the one place of the sandbox where time enters


class ManualClock:
    """A clock that stands still until it is moved, for tests of deadlines."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the time it was last set to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move forward by so many seconds."""
        self._now += timedelta(seconds=seconds)


class Pace:
    """How long one of Slack's seconds lasts here: 1.0 is real time, 0.001 makes a minute of waiting 60 ms."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self._skipped = 0.0
        self._skips = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait that many of Slack's seconds; what is skipped meanwhile counts as waited."""
        loop, left = asyncio.get_running_loop(), seconds
        while True:
            skips, skipped, since = self._skips, self._skipped, loop.time()
            try:
                async with asyncio.timeout(left * self.scale):
                    await skips.wait()
            except TimeoutError:
                return
            left -= self._skipped - skipped + (loop.time() - since) / self.scale
            if left <= 0:
                return

    def skip(self, seconds: float) -> None:
        """Have that many of Slack's seconds be over at once."""
        self._skipped += seconds
        skips, self._skips = self._skips, asyncio.Event()
        skips.set()


def seconds_ahead(clock: Clock) -> int:
    """Return by how many seconds a clock is ahead of the machine's own."""
    return round((clock.now() - SystemClock().now()).total_seconds())


def micros(at: datetime) -> int:
    """Return whole microseconds since 1970 of an aware datetime, without floating point."""
    return (at - _EPOCH) // _MICROSECOND


def ts_of(at: datetime) -> str:
    """Return an aware datetime as a Slack timestamp: seconds, a dot, six digits."""
    return ts_from_micros(micros(at))


def ts_from_micros(value: int) -> str:
    """Return microseconds since 1970 as a Slack timestamp."""
    seconds, rest = divmod(value, 1_000_000)
    return f"{seconds:010d}.{rest:06d}"


def ts_to_micros(ts: str) -> int:
    """Return a Slack timestamp as microseconds since 1970; ValueError when it is not one."""
    seconds, _, rest = ts.partition(".")
    if not seconds.isdecimal() or (rest and not rest.isdecimal()):
        raise ValueError(ts)
    return int(seconds) * 1_000_000 + int((rest + "000000")[:6])


def when(ts: str) -> datetime:
    """Return the moment of a Slack timestamp, in UTC."""
    return _EPOCH + ts_to_micros(ts) * _MICROSECOND
