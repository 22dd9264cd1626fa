"""The model server itself: an object that listens on loopback, refuses what the real one refuses, and answers.

async with ModelServer() as model:
    model.authors.register("Facts", author)              # by the title of the schema
    client = AsyncAnthropic(base_url=model.url, api_key=model.key)
    model.modes.order("overloaded", times=2)
    ...
    assert b"secret" not in b"".join(model.record.bodies)
"""

import contextlib
import logging
import socket
from types import TracebackType
from typing import Self

import uvicorn

from sandbox.clock import Clock, SystemClock
from sandbox.doors import LOOPBACK, Guarded
from sandbox.ids import Ids, secret
from sandbox.model.authors import Authors
from sandbox.model.caching import PromptCache
from sandbox.model.catalogue import Catalogue
from sandbox.model.endpoint import MOST_BYTES, Endpoints
from sandbox.model.modes import Mode, Modes
from sandbox.model.record import Record
from sandbox.running import running


class ModelServer:
    """The Messages API on a free port of loopback, with a key made for this run.

    `mode` stands until it is changed; `modes.order(…)` is for single requests. `slow_seconds` is what slow means.
    `record` has what was sent. `complaints` are bugs of authors and of the server itself; a test may want it empty.
    """

    def __init__(
        self,
        *,
        mode: Mode = "good",
        port: int = 0,
        clock: Clock | None = None,
        slow_seconds: float = 0.3,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.key = f"sk-ant-api03-{secret(24)}"
        self.authors = Authors()
        self.modes = Modes(mode)
        self.catalogue = Catalogue()
        self.record = Record()
        self._endpoints = Endpoints(
            key=self.key,
            authors=self.authors,
            modes=self.modes,
            catalogue=self.catalogue,
            record=self.record,
            cache=PromptCache(clock or SystemClock()),
            ids=Ids(),
            slow_seconds=slow_seconds,
            most_bytes=most_bytes,
        )
        self._port = port
        self._stack = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Listen on loopback."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, self._port))
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            Guarded(self._endpoints.routes(), self._port),
            log_config=None,
            log_level=logging.WARNING,
            access_log=False,
            lifespan="off",
            server_header=False,
        )
        await self._stack.enter_async_context(running(config, listener))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop at once; who was left without an answer loses the connection."""
        self._endpoints.closing.set()
        await self._stack.aclose()

    @property
    def url(self) -> str:
        """Return what the client takes as base_url."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def mode(self) -> Mode:
        """Return what stands for requests that nothing is ordered for."""
        return self.modes.standing

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self.modes.standing = mode

    @property
    def complaints(self) -> list[str]:
        """Return what went wrong here and is nobody's fault outside."""
        return self._endpoints.complaints
