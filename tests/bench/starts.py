"""How long people wait for the command line and for a bot that answers, and what a bot that rests holds in memory.

The clock runs from the start of the process. A bot is ready when it answers a request, or has its socket.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.acks import settings
from tests.bench.figures import Figure
from tests.bench.places import Places, Program, free_port, hear, resident, start, stop
from tests.bench.requests import is_listening

RUNS = 3
REST = 3.0
COMMAND = Path(sys.executable).with_name("postmortem")


def measure(places: Places) -> Iterator[Figure]:
    """Yield the times and the memory, on SQLite."""
    yield Figure("start.help", statistics.median(help_shown() for _ in range(RUNS + 2)), "s", 0.5)
    with Program("tests.bench.workspace") as slack, places.database("sqlite") as url:
        environment = settings(slack.hear(), url)
        for way in ("socket", "http"):
            times, held = zip(*(_serve(way, environment, rest=not run) for run in range(RUNS)), strict=True)
            yield Figure(f"start.{way}.ready", statistics.median(times), "s", 2)
            yield Figure(f"start.{way}.idle_memory", max(held), "MB", 160)


def help_shown() -> float:
    """Return the seconds that `postmortem --help` takes."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        process = start([str(COMMAND), "--help"], Path(folder))
        text, _ = process.communicate()
        took = time.perf_counter() - started
    if process.returncode or "serve" not in text:
        raise RuntimeError("--help does not help")
    return took


def _serve(way: str, environment: Mapping[str, str], *, rest: bool) -> tuple[float, float]:
    """Return the seconds until it is ready and, where it may rest, the megabytes it holds then."""
    port = free_port()
    arguments = ["--http"] if way == "http" else []
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        process = start(
            [str(COMMAND), "serve", *arguments], Path(folder), {**environment, "POSTMORTEM_PORT": str(port)}
        )
        try:
            while hear(process).strip() != "Ready.":
                pass
            took = time.perf_counter() - started
            if way == "http" and not is_listening(port):
                raise RuntimeError("it says that it is ready, and is not")
            return took, _rested(process) if rest else 0.0
        finally:
            stop(process)


def _rested(process: subprocess.Popen[str]) -> float:
    time.sleep(REST)
    return resident(process.pid)
