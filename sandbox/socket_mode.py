"""Socket Mode: single-use addresses, hello, envelopes to one connection each, acks with payload, disconnects."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.clock import Pace
from sandbox.ids import Ids, secret
from sandbox.installation import Installation
from sandbox.outbox import Ack, Delivery

MAX_CONNECTIONS = 10
DEBUG_LIFE = 360.0
WARNING_BEFORE = 10.0
_TYPES = {"event": "events_api", "interactive": "interactive", "command": "slash_commands"}
_FOREIGN_TICKET = 4401

Reason = Literal["warning", "refresh_requested", "too_many_websockets", "link_disabled"]


@dataclass(eq=False)
class Connection:
    """One open WebSocket of the app; `leaving` once it was told to go."""

    socket: WebSocket
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    leaving: bool = False
    received: int = 0


@dataclass
class SocketCarrier:
    """The app's WebSockets. `base` is the sandbox's ws:// address, set once it listens."""

    installation: Installation
    ids: Ids
    pace: Pace
    base: str = ""
    connections: list[Connection] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _ever: bool = False
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: int = 0

    @property
    def known(self) -> bool:
        """Say whether the app has ever connected."""
        return self._ever

    @property
    def usable(self) -> list[Connection]:
        """Return the connections that were not told to go."""
        return [each for each in self.connections if not each.leaving]

    def open_url(self) -> str:
        """Return a new address for one connection."""
        ticket = secret(16)
        self._tickets.add(ticket)
        return f"{self.base}/link/?ticket={ticket}&app_id={self.installation.app_id}"

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection from hello to its end."""
        ticket = socket.query_params.get("ticket", "")
        await socket.accept()
        if ticket not in self._tickets:
            await socket.close(_FOREIGN_TICKET)
            return
        self._tickets.discard(ticket)
        if len(self.connections) >= MAX_CONNECTIONS:
            await socket.send_text(_goodbye("too_many_websockets"))
            await socket.close()
            return
        connection = Connection(socket)
        self.connections.append(connection)
        ageing = asyncio.create_task(self._age(connection)) if _hurried(socket) else None
        await socket.send_text(json.dumps(self._hello()))
        self._ever = True
        self._arrived.set()
        try:
            while True:
                self._hear(connection, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass
        finally:
            if ageing is not None:
                ageing.cancel()
            self.connections.remove(connection)
            for waiting in connection.waiting.values():
                if not waiting.done():
                    waiting.set_result(Ack(failure="connection_failed"))

    async def arrival(self) -> None:
        """Wait until the app has a usable connection."""
        while not self.usable:
            self._arrived.clear()
            await self._arrived.wait()

    async def carry(self, delivery: Delivery, seconds: float) -> Ack:
        """Send an envelope over one connection and wait for its ack."""
        able = self.usable or self.connections
        if not able:
            return Ack(failure="connection_failed")
        self._turn += 1
        connection = able[self._turn % len(able)]
        envelope_id = self.ids.uuid()
        envelope: dict[str, Any] = {
            "envelope_id": envelope_id,
            "type": _TYPES[delivery.family],
            "payload": delivery.payload,
            "accepts_response_payload": delivery.family != "event",
        }
        if delivery.family == "event":
            reason = {"http_timeout": "timeout"}.get(delivery.reason, delivery.reason)
            envelope |= {"retry_attempt": delivery.attempt, "retry_reason": reason}
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = answer
        connection.received += 1
        try:
            await connection.socket.send_text(json.dumps(envelope))
            async with asyncio.timeout(seconds):
                heard = await answer
        except TimeoutError:
            return Ack(failure="http_timeout")
        except (RuntimeError, WebSocketDisconnect):
            return Ack(failure="connection_failed")
        finally:
            connection.waiting.pop(envelope_id, None)
        return heard if isinstance(heard, Ack) else Ack(body=heard, status=200)

    async def disconnect(self, reason: Reason, *, cut: bool = False) -> None:
        """Tell every connection to go, with Slack's reason; `cut` also drops it at once."""
        for connection in list(self.connections):
            await self._dismiss(connection, reason)
            if cut:
                await connection.socket.close()

    async def cut(self) -> None:
        """Drop every connection without a word."""
        for connection in list(self.connections):
            connection.leaving = True
            await connection.socket.close(1011)

    async def _age(self, connection: Connection) -> None:
        """Recycle a connection with debug_reconnects after 360 of Slack's seconds, with a warning 10 before."""
        await self.pace.sleep(DEBUG_LIFE - WARNING_BEFORE)
        await self._dismiss(connection, "warning")
        await self.pace.sleep(WARNING_BEFORE)
        await self._dismiss(connection, "refresh_requested")
        await connection.socket.close()

    async def _dismiss(self, connection: Connection, reason: Reason) -> None:
        connection.leaving = True
        await connection.socket.send_text(_goodbye(reason))

    def _hear(self, connection: Connection, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            return
        answer = connection.waiting.get(frame.get("envelope_id", "")) if isinstance(frame, dict) else None
        if answer is not None and not answer.done():
            answer.set_result(frame.get("payload"))

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "connection_info": {"app_id": self.installation.app_id},
            "debug_info": {
                "host": "sandbox",
                "started": "",
                "build_number": 1,
                "approximate_connection_time": 3600,
            },
        }


def _goodbye(reason: Reason) -> str:
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})


def _hurried(socket: WebSocket) -> bool:
    return socket.query_params.get("debug_reconnects") == "true"
