"""One process at a time on an SQLite file, held by a lock on a file beside it. It knows nothing of databases."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import Unavailable

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def single_process(file: Path) -> Iterator[None]:
    """Hold `file` for this process while the block lasts. Raises Unavailable when another process holds it.

    The lock ends with the process, however it ends; the file beside it stays, since removing it would be a race.
    """
    beside = file.with_name(file.name + ".lock")
    try:
        handle = os.open(beside, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise Unavailable(f"I cannot write beside the database file {file.name}. Check the folder's rights.") from error
    try:
        try:
            _lock(handle)
        except OSError as error:
            raise Unavailable(
                f"Another process already works with {file.name}. Stop it first, "
                "or use PostgreSQL, which any number of processes can share."
            ) from error
        yield
    finally:
        os.close(handle)
