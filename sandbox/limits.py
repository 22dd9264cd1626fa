"""How often the Web API may be called: by tier, a message a second and channel, or one page of history a minute."""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.clock import Clock

WINDOW = timedelta(minutes=1)
POST_BURST = 4
SLOW_METHODS = frozenset({"conversations.history", "conversations.replies"})
SLOW_ROWS = 15


@dataclass
class Bucket:
    """Calls that may still be made: it refills one at a time."""

    level: float
    seen: datetime


@dataclass
class Limits:
    """The counters of one app. `enabled` switches tiers and posting, `slow_history` the mode of unlisted new apps."""

    clock: Clock
    enabled: bool = False
    slow_history: bool = False
    _calls: dict[str, deque[datetime]] = field(default_factory=dict)
    _posts: dict[str, Bucket] = field(default_factory=dict)

    def check_method(self, method: str, per_minute: int) -> int | None:
        """Count a call. Returns None when it may pass, otherwise the seconds for Retry-After."""
        slow = self.slow_history and method in SLOW_METHODS
        if slow:
            per_minute = 1
        if not (self.enabled or slow) or per_minute <= 0:
            return None
        now = self.clock.now()
        calls = self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= WINDOW:
            calls.popleft()
        if len(calls) >= per_minute:
            return max(1, math.ceil((calls[0] + WINDOW - now).total_seconds()))
        calls.append(now)
        return None

    def check_post(self, channel: str) -> int | None:
        """Count a message to a channel: one a second, a few at once are tolerated."""
        if not self.enabled:
            return None
        now = self.clock.now()
        bucket = self._posts.setdefault(channel, Bucket(POST_BURST, now))
        bucket.level = min(POST_BURST, bucket.level + (now - bucket.seen).total_seconds())
        bucket.seen = now
        if bucket.level < 1:
            return 1
        bucket.level -= 1
        return None
