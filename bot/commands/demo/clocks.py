"""The time of the demo: the machine's own, plus what people moved it forward by. Both processes read it alike."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is, as an aware datetime."""

    def now(self) -> datetime:
        """Return the present moment."""


class MovedClock:
    """A clock that goes as another one does, `ahead` of it by what it was moved."""

    def __init__(self, real: Clock) -> None:
        self.ahead = timedelta()
        self.watchers: list[Callable[[], None]] = []
        """Called whenever it was moved."""
        self._real = real

    def now(self) -> datetime:
        """Return the present moment of the demo."""
        return self._real.now() + self.ahead

    def move_to(self, at: datetime) -> None:
        """Jump forward; never back."""
        if (by := at - self.now()) > timedelta():
            self.ahead += by
            for watcher in self.watchers:
                watcher()
