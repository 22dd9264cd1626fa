"""The bot that makes one draft, in a process of its own: `python -m tests.bench.drafter CHANNEL [to-the-end]`.

Its settings come from the environment, as always. It hears of an incident as from the emoji, works until the draft is
stored and everything that follows is shown, and says how long that took and how much memory it held.
"""

import asyncio
import gc
import json
import logging
import sys
import time

from bot.domain.incidents import Signal, SignalKind, SignalSource
from bot.domain.people import system
from bot.runtime import build
from bot.services import incidents
from bot.settings import load
from tests.bench.places import peak_of_this_process

REST = 0.2
BEAT = 0.005


class Pulse:
    """Beats on the event loop, and knows by how much a beat was late at most: so long was an ack held up."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def beat(self) -> None:
        """Beat until cancelled."""
        while True:
            started = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.longest = max(self.longest, time.perf_counter() - started - BEAT)


async def main(channel: str, *, to_the_end: bool) -> None:
    """Make the draft and say what it cost, as one JSON value. `to_the_end`: also post and redraw everything."""
    stored = asyncio.Event()
    moments: dict[str, float] = {}

    def passed(where: str) -> None:
        moments[where] = time.perf_counter()
        if where == "drafted":
            stored.set()

    async with build(load(None), checkpoint=passed) as bot:
        idle = peak_of_this_process()
        pulse = Pulse()
        beating = asyncio.create_task(pulse.beat())
        async with bot.working(clock=False):
            started = time.perf_counter()
            at = bot.deps.clock.now()
            signal = Signal(
                kind=SignalKind.RESOLVED, source=SignalSource.EMOJI, key=f"emoji:{channel}", at=at, channel=channel
            )
            heard = await incidents.hear(bot.deps, system(bot.workspace), signal, wanted=True)
            await stored.wait()
            took = time.perf_counter() - started
            if to_the_end:
                while await bot.queue.next_ready_at(at) is not None:  # noqa: ASYNC110 - only the rows tell it
                    await asyncio.sleep(REST)
            shown = time.perf_counter() - started
        beating.cancel()
        assert heard.incident is not None
        async with bot.deps.store.read(bot.workspace) as uow:
            messages, threads, _ = await uow.transcripts.counts(heard.incident.id)
            entries = await uow.entries.of(heard.postmortem.id) if heard.postmortem else []
        answer = {
            "seconds": took,
            "shown": shown,
            "reading": moments["reading finished"] - started,
            "stall": pulse.longest,
            "peak": peak_of_this_process(),
            "before": idle,
            "messages": messages,
            "threads": threads,
            "entries": len(entries),
            "jobs": await bot.queue.counts(),
        }
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    logging.disable(logging.INFO)
    gc.freeze()  # as the command does: what was imported is never looked through again
    asyncio.run(main(sys.argv[1], to_the_end=sys.argv[2:] == ["to-the-end"]))
