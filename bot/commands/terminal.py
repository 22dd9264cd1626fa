"""What commands have in common that somebody starts in a terminal: what they print there, and when they are to end."""

import asyncio
import contextlib
import signal
import sys


def end_asked() -> asyncio.Event:
    """Return what is set when somebody asks us to end. From the first line on: a start can be long."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(one, asked.set)
    return asked


def print_now(*lines: str) -> None:
    """Write lines that are there at once, whoever reads."""
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
