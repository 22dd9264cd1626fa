"""What Slack asked us to wait for: by method, and for posts by channel, as Slack counts.

Whoever comes next is told to wait without asking Slack again: a thousand jobs that are ready at once would else be
refused a thousand times. It is known to this process only; another one is told by Slack itself, once. What people wait
for while it is looked up is asked each time: they press again when it is time, and the answer may have come by then.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.ports import Clock

_BY_CHANNEL: Final = "chat.post"
_RESTING: Final = ("chat.", "conversations.open")
_SOON, _LONGEST = timedelta(seconds=10), timedelta(seconds=2)
"""Who is asked to wait again so soon after the last wait waits twice as long as then, up to so long: what Slack lets
through meanwhile is used at once, and it is not asked for every single call whether it is time.
"""


class Pauses:
    """Until when which calls are not to be made, of one workspace's app."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waits: dict[str, tuple[datetime, timedelta]] = {}

    def left(self, method: str, args: Mapping[str, Any]) -> float:
        """Return for how many seconds a call is not to be made; 0 where it may be made now."""
        now = self._clock.now()
        until, length = self._waits.get(_named(method, args), (now, timedelta()))
        # more than it was in the beginning is left where the clock was set back
        return (until - now).total_seconds() if now < until <= now + length else 0.0

    def begin(self, method: str, args: Mapping[str, Any], seconds: float) -> None:
        """Note that Slack asked us to wait for so long."""
        if not method.startswith(_RESTING):
            return
        now, length, name = self._clock.now(), timedelta(seconds=seconds), _named(method, args)
        before = self._waits.get(name)
        if before is not None and before[0] <= now < before[0] + _SOON and name == method:
            length = max(length, min(before[1] * 2, _LONGEST))
        self._waits[name] = (now + length, length)


def _named(method: str, args: Mapping[str, Any]) -> str:
    return f"{method} {args.get('channel')}" if method.startswith(_BY_CHANNEL) else method
