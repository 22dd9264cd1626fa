"""How long people wait for the page of `make demo`, in a real browser: until it is there, and for what they do on it.

What the machine takes is told apart: the shortest command is started, and the same browser gets a picture. Without the
dependency group `e2e` or without a browser nothing is measured, which is said loudly.
"""

import importlib.util
import os
import statistics
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tests.bench.figures import Figure
from tests.bench.places import Places, Program
from tests.bench.starts import help_shown

STARTS = 5
LARGE, SMALL = 5_000, 1_000
NO_GROUP = "the dependency group e2e is not installed; `make bench ARGS=page` brings it."
NAMED = {name: value for name in ("CHROMIUM",) if (value := os.environ.get(name))}  # noqa: TID251 -- the tests' own


def measure(places: Places) -> Iterator[Figure]:
    """Yield the times of the page, or say why there are none."""
    found = _found()
    if why := found.get("skipped"):
        note = f"THE PAGE WAS NOT MEASURED: {why}"
        sys.stderr.write(f"{note}\n")
        places.notes.append(note)
        return
    starts, bare = found["starts"], {name: statistics.median(found[f"bare_{name}"]) for name in ("window", "request")}
    reachable, window, ready = (statistics.median(one[name] for one in starts) for name in ("page", "window", "bot"))
    shortest = statistics.median(help_shown() for _ in range(STARTS))
    yield Figure("page.reachable", reachable, "s from the start of the process", 1)
    yield Figure("page.reachable.of_help", reachable / shortest, "× --help (s)", 3, shortest)
    yield Figure("page.window.usable", window, "s from its opening", 1)
    yield Figure("page.window.of_bare", window / bare["window"], "× opening a picture (s)", baseline=bare["window"])
    yield Figure("page.bot_ready", ready, "s from the start of the process", 3)
    yield Figure("page.bot_ready.of_help", ready / shortest, "× --help (s)", baseline=shortest)
    shown = statistics.median(found["messages"])
    yield Figure("page.message.shown.p50", shown, "ms after Enter", 200)
    yield Figure("page.message.shown.longest", max(found["messages"]), f"ms, of {len(found['messages'])}")
    yield Figure(
        "page.message.of_bare", shown / bare["request"], "× asking for a picture (ms)", baseline=bare["request"]
    )
    yield from _scrolled(found["channels"])


def _scrolled(channels: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield what a long channel takes to its beginning, and how that grows."""
    large, small = channels[str(LARGE)], channels[str(SMALL)]
    seconds, base = (sum(one["took"]) / 1000 for one in (large, small))
    name = f"page.{LARGE}_messages"
    yield Figure(f"{name}.to_beginning", seconds, f"s, in {len(large['took'])} stretches")
    yield Figure(f"{name}.of_{SMALL}", seconds / base, f"× {SMALL} messages (s)", 10, base)
    yield Figure(f"{name}.longest_stretch", max(large["took"]), "ms until older messages are there")
    yield Figure(f"{name}.moved", max(map(abs, large["moved"])), "pixels under the reader", 1)
    yield Figure(f"{name}.missing_or_twice", large["wrong"], "messages", 0)


def _found() -> dict[str, Any]:
    if importlib.util.find_spec("playwright") is None:
        return {"skipped": NO_GROUP}
    with Program("tests.bench.browsed", str(LARGE), str(SMALL), env=NAMED) as browsed:
        found: dict[str, Any] = browsed.hear()
    return found
