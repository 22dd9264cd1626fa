"""`postmortem demo` as somebody starts it, in a process of its own, and the browser that looks at it."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, async_playwright

COMMAND = Path(sys.executable).with_name("postmortem")
USUAL = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
NO_BROWSER = (
    "THERE IS NO BROWSER, SO NOTHING OF THE PAGE WAS TESTED. Install Chromium (apt-get install chromium "
    "fonts-noto-color-emoji), or name one in CHROMIUM."
)


@dataclass(frozen=True)
class Demo:
    """A running demo: where its page is, and how long it took from the start of the process until it answered."""

    url: str
    started_in: float


def chromium() -> str | None:
    """Return the browser's program, or that there is none."""
    named = os.environ.get("CHROMIUM")  # noqa: TID251 -- the tests' own, not the bot's
    return shutil.which(named or USUAL) or (None if named else shutil.which("chromium"))


@contextlib.asynccontextmanager
async def demo() -> AsyncIterator[Demo]:
    """Start the demo, wait for its page, and end it as Ctrl-C does."""
    loop = asyncio.get_running_loop()
    url, began = f"http://127.0.0.1:{_free_port()}", loop.time()
    process = await asyncio.create_subprocess_exec(
        COMMAND, "demo", "--no-browser", "--port", url.rpartition(":")[2], stdout=asyncio.subprocess.DEVNULL
    )
    try:
        while not await asyncio.to_thread(_answers, url):
            if process.returncode is not None:
                raise RuntimeError(f"the demo ended with {process.returncode} before its page was there")
            await asyncio.sleep(0.02)
        yield Demo(url, loop.time() - began)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await process.wait()


@contextlib.asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Start a browser that fetches nothing of its own accord."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield started
        finally:
            await started.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False
