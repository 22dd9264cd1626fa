"""How a job ends other than by being done: later, without harm, or never, with a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.ports import Job

LOOK_AGAIN = timedelta(minutes=20)
"""So much later it is looked again whether people are at work whom a message would ring or wake."""


class Later(Exception):  # noqa: N818 - not an error: the job goes on at a known moment
    """The job goes on at `at` (UTC). It costs no attempt: somebody asked us to wait."""

    def __init__(self, at: datetime, code: str) -> None:
        super().__init__(code)
        self.at = at
        self.code = code


class Never(Exception):  # noqa: N818 - not an error: trying again cannot help
    """Trying again cannot help. `code` is kept with the dead job; it never holds text from people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Turns:
    """So many jobs of a sort at once in this process: what takes minutes leaves hands to cards and messages."""

    def __init__(self, most: int, look_again: timedelta) -> None:
        """Whoever finds `most` at work comes back after `look_again`."""
        self._most = most
        self._look_again = look_again
        self._under_way: set[tuple[str, int]] = set()

    @contextmanager
    def of(self, job: Job, now: datetime) -> Iterator[None]:
        """Be at work while the block lasts. Raises Later where enough are."""
        if len(self._under_way) >= self._most:
            raise Later(now + self._look_again, "others_first")
        turn = (job.workspace, job.id)
        self._under_way.add(turn)
        try:
            yield
        finally:
            self._under_way.discard(turn)
