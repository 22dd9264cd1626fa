"""A web server in the running event loop: it starts at once, stops at once, and leaves signals alone."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator

import uvicorn

LAST_MOMENT = 0.1


class _Server(uvicorn.Server):
    """Says when it listens, and catches no signals."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()


class _OnPurpose(logging.Filter):
    """Leaves out of the log that an answer breaks off: here that is a fault that somebody ordered."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "without completing response" not in record.getMessage()


_ON_PURPOSE = _OnPurpose()


@contextlib.asynccontextmanager
async def running(config: uvicorn.Config, listener: socket.socket) -> AsyncIterator[uvicorn.Server]:
    """Serve on a bound socket for the length of the block. At its end open connections are dropped, not drained."""
    # A socket made without naming TCP is not given TCP_NODELAY by asyncio, and every second answer then waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    logging.getLogger("uvicorn.error").addFilter(_ON_PURPOSE)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.listening.wait()
        yield server
    finally:
        for listening in server.servers:
            listening.close()
        for connection in list(server.server_state.connections):
            connection.transport.close()
        unfinished = list(server.server_state.tasks)
        if unfinished:  # most of them hear that nobody is there any more; what is cancelled would be logged as an error
            await asyncio.wait(unfinished, timeout=LAST_MOMENT)
        for task in [serving, *unfinished]:
            task.cancel()
        await asyncio.gather(serving, *unfinished, return_exceptions=True)
        listener.close()
