"""A store that counts what is asked of it, for tests of what a deed costs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.ports import Store


class Counted:
    """A store that counts what is asked of it, each call of a repository as one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: list[str] = []

    @asynccontextmanager
    async def _open(self, opened: Any) -> AsyncIterator[Any]:
        async with opened as uow:
            yield _Watched(uow, self.asked)

    def read(self, workspace: str) -> Any:
        return self._open(self._store.read(workspace))

    def write(self, workspace: str, *, delivery: str | None = None) -> Any:
        return self._open(self._store.write(workspace, delivery=delivery))


class _Watched:
    def __init__(self, watched: Any, asked: list[str], name: str = "") -> None:
        self._watched, self._asked, self._name = watched, asked, name

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._watched, name)
        if callable(found):
            self._asked.append(f"{self._name}.{name}")
            return found
        return found if isinstance(found, str) else _Watched(found, self._asked, name)
