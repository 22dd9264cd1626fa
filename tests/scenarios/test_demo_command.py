"""`postmortem demo` as somebody types it: an address, a bot of its own, and nothing left when it ends."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psutil

from bot.commands.demo.page import PORT
from tests.scenarios.lives import until

PATIENCE = 60.0


@contextlib.asynccontextmanager
async def shown(folder: Path, *words: str) -> AsyncIterator[tuple[Process, str]]:
    """Run the command; yield it with what it says first. It is gone at the end of the block."""
    env = {"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--no-browser", *words, env=env, cwd=folder, stdout=PIPE, stderr=PIPE
    )
    try:
        assert process.stdout is not None
        yield process, (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode().strip()
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def bots(process: Process) -> list[psutil.Process]:
    return list(psutil.Process(process.pid).children())


def left(folder: Path) -> list[str]:
    return [one.name for one in folder.glob("postmortem-demo-*")]


async def test_it_says_where_its_page_is_and_leaves_nothing_when_it_is_asked_to_end(tmp_path: Path) -> None:
    async with shown(tmp_path, "--port", "0") as (process, said):
        address = said.rpartition(" ")[2]
        assert said == f"The pretend workspace is at {address}"
        async with aiohttp.ClientSession() as session, session.get(f"{address}api/api.test") as answer:
            assert answer.status == 200
        await until(lambda: bots(process), PATIENCE)
        [bot] = bots(process)
        assert len(left(tmp_path)) == 1
        process.send_signal(signal.SIGINT)
        _, complaints = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode, complaints) == (0, b"")
    assert not bot.is_running()
    assert left(tmp_path) == []


async def test_the_bot_does_not_outlive_a_demo_that_was_killed(tmp_path: Path) -> None:
    async with shown(tmp_path, "--port", "0") as (process, _):
        await until(lambda: bots(process), PATIENCE)
        [bot] = bots(process)
        process.kill()
        await process.wait()
        await until(lambda: not bot.is_running() or bot.status() == psutil.STATUS_ZOMBIE, PATIENCE)


async def test_where_its_port_is_taken_it_takes_another_unless_it_was_asked_for(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):  # somebody has it already
            other.bind(("127.0.0.1", PORT))
            other.listen()
        async with shown(tmp_path) as (_, said):
            assert said.startswith("The pretend workspace is at http://127.0.0.1:")
            assert not said.endswith(f":{PORT}/")
        async with shown(tmp_path, "--port", str(PORT)) as (process, said):
            _, complaints = await process.communicate()
    assert (said, process.returncode) == ("", 1)
    assert complaints.decode().startswith(f"I cannot listen on port {PORT}: Address already in use.")
