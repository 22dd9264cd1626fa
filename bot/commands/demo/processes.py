"""The bot's process as the page holds it: started, told the time, waited for, killed. It knows nothing of Slack."""

import asyncio
import contextlib
import itertools
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

MODULE = "bot.commands.demo.child"
CODE = Path(__file__).parents[3]
LOG = "bot.log"
MOST_LOG = 64 * 1024
"""So many bytes at the end of the log are kept for its last lines."""

Name = Literal["starting", "running", "killed"]


class Tail:
    """The end of a file that grows: only what came since it was looked at last is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self._end = b""

    def lines(self, most: int) -> list[str]:
        """Return its last lines."""
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            return []
        if size != self._read:
            with self._path.open("rb") as file:
                file.seek(max(self._read, size - MOST_LOG))
                self._end = (self._end + file.read())[-MOST_LOG:]
                self._read = file.tell()
        return self._end.decode(errors="replace").splitlines()[-most:]


class BotProcess:
    """One process at a time. `changed` is called whenever `state` is another one; `ended` says with which exit code."""

    def __init__(self, folder: Path, changed: Callable[[], None]) -> None:
        """`folder` is its home, and holds its log."""
        self.state: Name = "killed"
        self.ended: int | None = None
        self._folder = folder
        self._changed = changed
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[int]] = {}
        self._settled = asyncio.Event()
        self._settled.set()
        self._one_at_a_time = asyncio.Lock()
        self._log = Tail(folder / LOG)

    async def start(self, settings: Mapping[str, str], ahead: float) -> None:
        """Start it with these settings and nothing else of the surroundings, its clock so many seconds ahead."""
        async with self._one_at_a_time:
            if self.state == "killed":
                await self._begin(settings, ahead)

    async def _begin(self, settings: Mapping[str, str], ahead: float) -> None:
        self.ended = None
        self._become("starting")
        environment = {"PATH": os.defpath, "HOME": str(self._folder), "PYTHONPATH": str(CODE), "PYTHONUTF8": "1"}
        with (self._folder / LOG).open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                MODULE,
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                env=environment | dict(settings),
                cwd=self._folder,
                start_new_session=True,  # Ctrl-C is for the page: it then ends this one itself
            )
        self._write({"ahead": ahead})
        self._reading = asyncio.create_task(self._read(self._process))

    async def kill(self) -> None:
        """End it at once, as a power cut would, and wait until it is gone."""
        async with self._one_at_a_time:
            if self._process is not None and self._reading is not None:
                with contextlib.suppress(ProcessLookupError):
                    self._process.kill()
                await self._reading

    async def ready(self) -> bool:
        """Wait until it has started; say whether it runs then."""
        await self._settled.wait()
        return self.state == "running"

    def set_clock(self, ahead: float) -> None:
        """Tell it how many seconds its clock is ahead from now on. A dead one hears of it when it starts."""
        if self.state != "killed":
            self._write({"ahead": ahead})

    async def rest(self, *, tick: bool) -> int:
        """Have its own clock tick, and wait until it has nothing left to do now; return how many jobs it did."""
        return await self._done(do="rest", tick=tick) if await self.ready() else 0

    async def shown(self) -> None:
        """Wait until it has shown what it acknowledged before it drew it. A dead one shows nothing any more."""
        if self.state == "running":
            await self._done(do="shown")

    async def _done(self, **order: str | bool) -> int:
        number = next(self._numbers)
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        self._write({"order": number, **order})
        try:
            return await answer
        finally:
            del self._answers[number]

    def log(self, lines: int) -> list[str]:
        """Return the last lines of its log."""
        return self._log.lines(lines)

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            with contextlib.suppress(ValueError):  # what a library prints is no answer
                self._hear(json.loads(line))
        self.ended = await process.wait()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_result(0)
        self._become("killed")

    def _hear(self, heard: Mapping[str, Any]) -> None:
        if heard["said"] == "ready":
            self._become("running")
        elif (answer := self._answers.get(heard["order"])) is not None and not answer.done():
            answer.set_result(int(heard["did"]))

    def _write(self, order: Mapping[str, Any]) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(ConnectionError):
                self._process.stdin.write(json.dumps(order).encode() + b"\n")

    def _become(self, state: Name) -> None:
        self.state = state
        if state == "starting":
            self._settled.clear()
        else:
            self._settled.set()
        self._changed()
