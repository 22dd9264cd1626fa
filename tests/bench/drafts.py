"""What a draft of a long channel costs: time, memory, calls to Slack, and what ten times as much costs.

The bot and the workspace it reads are two processes; the workspace has no rate limits here.
"""

import math
import statistics
from collections.abc import Iterator, Mapping
from typing import Any

from tests.bench.acks import settings
from tests.bench.figures import Figure
from tests.bench.places import Places, Program

LARGE, SMALL = 10_000, 1_000
MESSAGES_A_THREAD = 20  # so 500 threads in the large channel
PEOPLE = 40
PAGE = 200
OWN = 1  # our own card stands in the channel too
SMALL_RUNS = 3
READING = ("conversations.history", "conversations.replies", "users.info")


def measure(places: Places) -> Iterator[Figure]:
    """Yield the figures of the large channel on each database, and how they compare with the small one's."""
    for kind in places.kinds():
        small = statistics.median(_draft(places, kind, SMALL)["seconds"] for _ in range(SMALL_RUNS))
        large = _draft(places, kind, LARGE)
        name = f"draft.{kind}.{LARGE}_messages"
        yield Figure(name, large["seconds"], "s", 6)
        yield Figure(f"{name}.reading", large["reading"], "s of these")
        yield Figure(f"{name}.shown", large["shown"], "s until every message shows it")
        yield Figure(f"{name}.longest_stall", large["stall"] * 1000, "ms that the event loop stood still")
        yield Figure(f"{name}.peak_memory", large["peak"], "MB", 350)
        yield Figure(f"{name}.of_{SMALL}", large["seconds"] / small, f"× {SMALL} messages (s)", 12, small)
        yield Figure(f"{name}.calls", large["calls"], "reading calls", large["allowed"])


def _draft(places: Places, kind: str, messages: int) -> dict[str, Any]:
    threads = messages // MESSAGES_A_THREAD
    with Program("tests.bench.workspace") as slack, places.database(kind) as url:
        about = slack.hear()
        seeded = slack.ask(do="seed", messages=messages, threads=threads, people=PEOPLE)
        slack.ask(do="calls")
        arguments = [seeded["channel"], *(["to-the-end"] if messages == LARGE else [])]
        with Program("tests.bench.drafter", *arguments, env=settings(about, url)) as bot:
            found: dict[str, Any] = bot.hear()
        calls = slack.ask(do="calls")
    _check(found, messages, threads)
    allowed = math.ceil((seeded["roots"] + OWN) / PAGE) + threads + PEOPLE
    return found | {"calls": sum(calls.get(method, 0) for method in READING), "allowed": allowed}


def _check(found: Mapping[str, Any], messages: int, threads: int) -> None:
    """A draft of half the channel would be no figure. Raises RuntimeError."""
    if found["messages"] < messages or found["threads"] != threads or not found["entries"] or found["jobs"]["dead"]:
        raise RuntimeError(f"{messages} messages in {threads} threads, but the draft has {found}")
