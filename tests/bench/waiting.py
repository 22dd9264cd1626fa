"""Waiting for what other processes have to do first, with an end."""

import time
from collections.abc import Callable

from tests.bench.places import PATIENCE


def wait_for(condition: Callable[[], bool]) -> None:
    """Return once it holds. Raises RuntimeError where it does not within the patience of a benchmark."""
    deadline = time.perf_counter() + PATIENCE
    while not condition():
        if time.perf_counter() > deadline:
            raise RuntimeError("a server does not start")
        time.sleep(0.1)
