"""Windows that are drawn after their click was acknowledged: nothing was promised by it but the window itself."""

import asyncio
from collections.abc import Coroutine
from typing import Any

HEAD_START = 0.001
"""Seconds that an ack has before its window is drawn: SQLite and the drawing would hold the event loop first."""


class Showing:
    """The openings under way. They are held, since the event loop keeps no task alive, and waited for at the end."""

    def __init__(self) -> None:
        """Start with none."""
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self, opening: Coroutine[Any, Any, None]) -> None:
        """Begin to show a window, and return at once."""
        task = asyncio.create_task(self._after_the_ack(opening))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _after_the_ack(self, opening: Coroutine[Any, Any, None]) -> None:
        await asyncio.sleep(HEAD_START)
        await opening

    async def shown(self) -> None:
        """Wait until every window that was under way is there, or its person knows why not."""
        while self._under_way:
            await asyncio.wait(self._under_way)
