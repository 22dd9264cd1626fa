"""The real command in processes of its own, pointed at a sandbox: started, waited for, killed."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from sandbox.server import Sandbox

PATIENCE = 90.0


def environment(slack: Sandbox, database_url: str, folder: Path, **over: str) -> dict[str, str]:
    """Return all that a process of ours sees of the machine: no `.env`, no variable of whoever runs the tests."""
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONUNBUFFERED": "1",
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "POSTMORTEM_DATABASE_URL": database_url,
    } | over


class Running:
    """A process that said that it is ready."""

    def __init__(self, process: Process, words: str) -> None:
        self.process = process
        self.words = words

    @property
    def pid(self) -> int:
        return self.process.pid

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def end(self) -> tuple[int, str, str]:
        """Ask it to end; return its exit code, what it said on stdout and of what it complained since it was ready.

        What the log only notes, at the level info, is no complaint.
        """
        self.process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        complaints = [one for one in err.decode().splitlines(keepends=True) if one.split()[1:2] != ["info"]]
        return self.process.returncode or 0, out.decode(), "".join(complaints)


@contextlib.asynccontextmanager
async def started(*words: str, env: Mapping[str, str], ready: bytes = b"Ready.") -> AsyncIterator[Running]:
    """Start `postmortem WORDS` and wait until it says that it is ready. It is gone at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, env=dict(env), cwd=env["HOME"], stdout=PIPE, stderr=PIPE
    )
    try:
        assert process.stdout is not None
        said = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        if not said.startswith(ready):
            _, err = await process.communicate()
            raise AssertionError(f"{words} said {said!r} and {err.decode()}")
        yield Running(process, " ".join(words))
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ran(*words: str, env: Mapping[str, str]) -> tuple[int, str, str]:
    """Run `postmortem WORDS` to its end; return its exit code, stdout and stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, env=dict(env), cwd=env["HOME"], stdout=PIPE, stderr=PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode or 0, out.decode(), err.decode()
