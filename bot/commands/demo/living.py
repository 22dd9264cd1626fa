"""What the bot's process does in the demo: all that `serve` does, and what the page says of the time.

The bot is built from the settings in its environment and nothing else; it knows nothing of a page. Beside it stands a
conversation over stdin and stdout, one JSON a line: how far the clock is ahead, and what to wait for.
Once stdin ends, so does the process: it never outlives the demo.
"""

import asyncio
import contextlib
import json
import sys
from datetime import timedelta
from typing import Any

from bot.commands.demo.clocks import MovedClock
from bot.domain.errors import Unavailable
from bot.jobs.clock import TICKS
from bot.jobs.clock import tick as insert
from bot.runtime import Bot, SystemClock, build
from bot.settings import load
from storage.migrate import upgrade

BREATH = 0.01


async def live() -> None:
    """Run the bot until the page is gone."""
    control = Control(MovedClock(SystemClock()))
    life = asyncio.create_task(_serve(control))
    hearing = asyncio.create_task(control.hear())
    await asyncio.wait({life, hearing}, return_when=asyncio.FIRST_COMPLETED)
    for task in (life, hearing):
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await life


class Control:
    """What the page says, as it says it: the clock moves at once, orders wait until the bot is there."""

    def __init__(self, clock: MovedClock) -> None:
        self.clock = clock
        self.orders: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.begun = asyncio.Event()
        """That the clock was set for the first time."""

    async def hear(self) -> None:
        """Take what is said, line by line, until the page is gone."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            order = json.loads(line)
            if "ahead" in order:
                self.clock.ahead = timedelta(seconds=order["ahead"])
                self.begun.set()
            else:
                self.orders.put_nowait(order)


async def _serve(control: Control) -> None:
    """Start as `serve` does, on a database that may be new, and follow orders for ever."""
    await control.begun.wait()
    settings = load(env_file=None)
    await asyncio.to_thread(upgrade, settings.database_url)
    async with (
        build(settings, clock=control.clock, alone=True) as bot,
        bot.working(),
        bot.listening(),
        asyncio.TaskGroup() as tasks,
    ):
        _say(said="ready")
        while True:
            tasks.create_task(_follow(bot, await control.orders.get()))


async def _follow(bot: Bot, order: dict[str, Any]) -> None:
    """Do what was ordered, and say that it is done."""
    did = 0
    if order["do"] == "rest":
        did = await _rest(bot, tick=order["tick"])
    else:
        await bot.shown()
    _say(said="done", order=order["order"], did=did)


async def _rest(bot: Bot, *, tick: bool) -> int:
    """Let the bot's own clock tick, and work until nothing is left to do now; return how many jobs that took."""
    if tick:
        for kind, every in TICKS.items():
            await insert(bot.deps, bot.workspace, kind, every)()
    did = 0
    while True:
        with contextlib.suppress(Unavailable):
            done = await bot.worker.work_off()
            did += done
            if not done and not (await bot.queue.counts())["running"]:
                return did
        await asyncio.sleep(BREATH)


def _say(**words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()
