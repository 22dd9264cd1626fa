"""Windows that are drawn after their click was acknowledged: nothing was promised by it but the window itself."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Showing:
    """The openings under way. They are held, since the event loop keeps no task alive, and waited for at the end."""

    def __init__(self) -> None:
        """Start with none."""
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self, opening: Coroutine[Any, Any, None]) -> None:
        """Begin to show a window, and return at once."""
        task = asyncio.create_task(opening)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def shown(self) -> None:
        """Wait until every window that was under way is there, or its person knows why not."""
        while self._under_way:
            await asyncio.wait(self._under_way)
