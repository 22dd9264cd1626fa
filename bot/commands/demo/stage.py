"""Where the demo plays: its clock, its people and their channel, waiting until the bot has done its work, printing."""

import asyncio
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import TypeVar

from bot.jobs.clock import TICKS, tick
from bot.runtime import Bot
from sandbox.driver import Channel, Interaction, Message, Modal, Person
from sandbox.server import Sandbox
from sandbox.stories import Story

PATIENCE = 30.0
BEAT = timedelta(seconds=6)
"""A little longer than the pause that the bot makes between two drawings of one card."""
WIDTH = 110
MOST_LINES = 40
Seen = TypeVar("Seen")
_ADDRESS = re.compile(r" \(https://[^)\s]+\)")
"""Where a link leads: people see its words only."""


class StoryClock:
    """Time as the story has it: it stands at the story's present moment, plus what has really passed since."""

    def __init__(self, start: datetime) -> None:
        """`start` is aware UTC."""
        self._at, self._since = start, time.monotonic()

    def now(self) -> datetime:
        """Return the story's present moment."""
        return self._at + timedelta(seconds=time.monotonic() - self._since)

    def move_to(self, at: datetime) -> None:
        """Jump forward; never back."""
        if at > self.now():
            self._at, self._since = at, time.monotonic()


@dataclass(frozen=True)
class Stage:
    """Everything that a part of the story needs: who is there, where they are, and what runs."""

    story: Story
    slack: Sandbox
    clock: StoryClock
    bot: Bot
    people: Mapping[str, Person]
    channel: Channel
    readers: Channel

    @property
    def card(self) -> Message:
        """The postmortem's one living message, with which the app began in this channel."""
        return self.channel.by_bot[0]

    async def at(self, hour: int, minute: int, *, days: int = 1) -> None:
        """Go on at this time of a day after the incident's, in UTC, when everything due until then has happened."""
        day = self.story.start + timedelta(days=days)
        self.clock.move_to(day.replace(hour=hour, minute=minute))
        await self.rest()

    async def on(self, day: date, hour: int, minute: int) -> None:
        """Go on at this time of a day, in UTC, when the clock has ticked and what it owed somebody has happened."""
        self.clock.move_to(datetime.combine(day, time_of_day(hour, minute), tzinfo=UTC))
        for kind, every in TICKS.items():
            await tick(self.bot.deps, self.bot.workspace, kind, every)()
        await self.rest()

    async def rest(self) -> None:
        """Wait until Slack has delivered everything and the bot has nothing left to do now."""
        self.clock.move_to(self.clock.now() + BEAT)
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.slack.settle()
                if not await self.bot.worker.work_off() and not (await self.bot.queue.counts())["running"]:
                    return

    async def press(self, person: Person, target: Message | Modal, label: str) -> Modal:
        """Let somebody press what opens a window; return the window."""
        return window(await person.click(target, label))


def window(done: Interaction) -> Modal:
    """Return the window that somebody looks at now. Raises RuntimeError where there is none: the story cannot go on."""
    if not done.acked or done.modal is None:
        raise RuntimeError(f"no window: {done.failure} {done.detail}")
    return done.modal


async def until(look: Callable[[], Seen | None]) -> Seen:
    """Wait until something is to be seen. Raises TimeoutError when the bot takes longer than anybody waits."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if (found := look()) is not None:
                return found
            await asyncio.sleep(0.05)


def show(title: str, shown: Message | Modal | Iterable[str], most: int = MOST_LINES) -> None:
    """Print what somebody sees, up to so many lines."""
    lines = list(shown.lines if isinstance(shown, Message | Modal) else shown)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"… {len(lines) - most + 1} more lines …"]
    tell("", title, "-" * WIDTH, *lines, "-" * WIDTH)


def tell(*lines: str) -> None:
    """Print lines without what a terminal would obey."""
    for line in lines:
        sys.stdout.write("".join(one for one in _ADDRESS.sub("", line) if one.isprintable()) + "\n")
    sys.stdout.flush()
