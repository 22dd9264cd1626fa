"""Where a benchmark runs: fresh migrated databases of both kinds, and programs in processes of their own."""

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg
import psutil
import pytest

from storage import migrate
from tests.databases import fresh_postgres, postgres_server

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds that a program may take to end
MEGABYTE = 1024 * 1024


class Places:
    """Makes databases; PostgreSQL is started when it is first wanted."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._server: str | None = None
        self.notes: list[str] = []
        """What a reader of the figures must know, such as a database that was not there."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def kinds(self) -> tuple[str, ...]:
        """Return the databases that can be had here."""
        return ("sqlite", "postgresql") if self._postgresql() else ("sqlite",)

    @contextlib.contextmanager
    def database(self, kind: str) -> Iterator[str]:
        """Make an empty, migrated database; yield its address; take it away."""
        if kind == "sqlite":
            with tempfile.TemporaryDirectory(prefix="pm-bench-") as folder:
                url = f"sqlite+aiosqlite:///{folder}/bench.db"
                migrate.upgrade(url)
                yield url
            return
        with asyncio.Runner() as runner:
            made = fresh_postgres(str(self._postgresql()))
            url = runner.run(made.__aenter__())
            try:
                migrate.upgrade(url)
                yield url
            finally:
                runner.run(made.__aexit__(None, None, None))

    def _postgresql(self) -> str | None:
        if self._server is None:
            try:
                self._server = self._stack.enter_context(postgres_server())
            except pytest.skip.Exception as missing:
                self._server = ""
                self.notes.append(f"Not measured on PostgreSQL: {missing.msg}")
            else:
                self.notes.append(asyncio.run(_durability(self._server)))
        return self._server or None


async def _durability(server: str) -> str:
    connection = await asyncpg.connect(server)
    try:
        version = (await connection.fetchval("SHOW server_version")).split()[0]
        fsync, waits = await connection.fetchval("SHOW fsync"), await connection.fetchval("SHOW synchronous_commit")
    finally:
        await connection.close()
    return (
        f"PostgreSQL {version} with fsync {fsync} and synchronous_commit {waits}; SQLite with WAL, synchronous NORMAL."
    )


class Program:
    """A Python program in a process of its own, that speaks one JSON value a line. Ends with the block."""

    def __init__(self, module: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pm-bench-")
        command = [sys.executable, "-m", module, *arguments]
        self._process = start(command, Path(self._folder.name), env)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stop(self._process)
        self._folder.cleanup()

    @property
    def id(self) -> int:
        """The process's id."""
        return self._process.pid

    def hear(self) -> Any:
        """Return the next value that it says. Raises RuntimeError when it ended without a word."""
        return json.loads(hear(self._process))

    def tell(self, value: Any) -> None:
        """Send it a value."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value) + "\n")
        self._process.stdin.flush()

    def ask(self, **question: Any) -> Any:
        """Send it a question and return its answer."""
        self.tell(question)
        return self.hear()


def start(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start a program in an empty folder, with nothing in its environment but what is given."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(folder), **(env or {})},
    )


def hear(process: subprocess.Popen[str]) -> str:
    """Return the next line of a program. Raises RuntimeError when it ended without a word."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"{process.args!r} ended with {process.wait(PATIENCE)}")
    return line


def stop(process: subprocess.Popen[str]) -> None:
    """End a program: nicely, then for good."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    process.stdout.close()


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def resident(process: int) -> float:
    """Return what a process and its children hold in memory now, in MB."""
    root = psutil.Process(process)
    family = [root, *root.children(recursive=True)]
    return float(sum(one.memory_info().rss for one in family)) / MEGABYTE


def peak_of_this_process() -> float:
    """Return the most memory that this process ever held, in MB."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:  # not Linux
        return (
            float(getattr(psutil.Process().memory_info(), "peak_wset", psutil.Process().memory_info().rss)) / MEGABYTE
        )
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
