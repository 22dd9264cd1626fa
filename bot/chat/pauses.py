"""What Slack asked us to wait for: by method, and for posts by channel, as Slack counts.

Whoever comes next is told to wait without asking Slack again: a thousand jobs that are ready at once would else be
refused a thousand times. Conversations are opened one after another from then on, over all processes, as fast as Slack
lets an app open them, and each job is told a moment of its own, so that they do not all come again at once. What people
wait for while it is looked up is asked each time: they press again when it is time, and it may be there by then.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.ports import Clock, Paces

_BY_CHANNEL: Final = "chat.post"
_RESTING: Final = "chat."
_PACED: Final = {"conversations.open": timedelta(seconds=60 / 50)}
"""How far apart calls are that share what Slack lets an app do in a minute, by method."""
_MINUTE: Final = timedelta(minutes=1)
"""Slack counts so far back: where nothing was called for as long, nothing is counted."""
_LATE: Final = timedelta(seconds=20)
"""Turns that nobody took are made up for so far back: a worker looks for work once a second."""
_LONGEST: Final = timedelta(minutes=10)
"""Whoever has to wait longer than Slack ever asks for has a clock that was set back."""
_TRIES: Final = 4


class Pauses:
    """Until when which calls are not to be made, of one workspace's app."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._paces: Paces | None = None
        self._waits: dict[str, tuple[datetime, timedelta]] = {}
        self._told: dict[str, tuple[datetime, datetime]] = {}

    def share(self, paces: Paces) -> None:
        """Share from now on with other processes what is paced."""
        self._paces = paces

    async def left(self, method: str, args: Mapping[str, Any]) -> float:
        """Return for how many seconds a call is not to be made; 0 where it may be made now: its turn is taken."""
        now = self._clock.now()
        until, length = self._waits.get(_named(method, args), (now, timedelta()))
        # more than it was in the beginning is left where the clock was set back
        until = until if now < until <= now + length else now
        if method in _PACED:
            until = until if until > now else await self._turn(method, now)
            until = self._queued(method, now, until) if until > now else now
        return (until - now).total_seconds()

    async def begin(self, method: str, args: Mapping[str, Any], seconds: float) -> None:
        """Note that Slack asked us to wait for so long."""
        if not (method in _PACED or method.startswith(_RESTING)):
            return
        length = timedelta(seconds=seconds)
        until = self._clock.now() + length
        self._waits[_named(method, args)] = (until, length)
        if method in _PACED and self._paces is not None:
            await self._paces.put(method, until)

    async def _turn(self, method: str, now: datetime) -> datetime:
        """Take the next turn where it has come; return when it does, a moment that is over where it has."""
        if self._paces is None:
            return now
        for _ in range(_TRIES):
            due = await self._paces.due(method)
            if due is None or not now - _MINUTE < due < now + _LONGEST:
                return now
            if due > now or await self._paces.take(method, due, max(due, now - _LATE) + _PACED[method]):
                return due
        return now + _PACED[method]  # others were faster each time

    def _queued(self, method: str, now: datetime, until: datetime) -> datetime:
        """Return when somebody is to come again: after those who were told before."""
        last, when = self._told.get(method, (now, now))
        at = max(until, last + _PACED[method]) if when <= now < last else until
        self._told[method] = (at, now)
        return at


def _named(method: str, args: Mapping[str, Any]) -> str:
    return f"{method} {args.get('channel')}" if method.startswith(_BY_CHANNEL) else method
