"""Walk for as long as you like: `python -m tests.scenarios.walk --steps 10000 --seeds 1-3`.

Prints what went wrong, and which buttons and windows were never reached: those need a start of their own, or a test.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from blocks import ids
from tests.databases import fresh_postgres, migrated, postgres_server
from tests.fakes import FakeClock
from tests.scenarios.walks import LEFT_OUT, walking, wrong
from tests.scenarios.walks_starts import STARTS


async def walk(start: str, seed: int, steps: int, url: str) -> tuple[Counter[str], list[str]]:
    """Walk once on an empty database; return what was done, and what does not hold afterwards."""
    async with migrated(url), walking(url, FakeClock(), start, seed) as (one, logged):
        try:
            await one.go(steps)
        except Exception as error:  # noqa: BLE001 - the walk is told of with all that was found before it
            one.trouble.append(f"the walk ended: {error!r}")
        return one.did, await wrong(one, logged)


async def walk_all(starts: list[str], seeds: list[int], steps: int, server: str | None) -> tuple[Counter[str], int]:
    """Walk from every start with every seed; return what was done, and how much was wrong."""
    did: Counter[str] = Counter()
    bad = 0
    for seed in seeds:
        for start in starts:
            done, found = await _on_a_database(start, seed, steps, server)
            did += done
            bad += len(found)
            _say(f"{start} {seed}: {len(found)} wrong")
            for line in found:
                _say(f"    {line}")
    return did, bad


async def _on_a_database(start: str, seed: int, steps: int, server: str | None) -> tuple[Counter[str], list[str]]:
    if server is not None:
        async with fresh_postgres(server) as url:
            return await walk(start, seed, steps, url)
    with tempfile.TemporaryDirectory(prefix="pm-walk-") as folder:
        return await walk(start, seed, steps, f"sqlite+aiosqlite:///{Path(folder)}/walk.db")


def _numbers(spans: str) -> Iterator[int]:
    first, _, last = spans.partition("-")
    yield from range(int(first), int(last or first) + 1)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Walk as the command line says; 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios.walk", description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000, help="how many a walk")
    parser.add_argument("--seeds", default="1", help="one seed, or a span such as 1-5")
    parser.add_argument("--starts", nargs="*", default=list(STARTS), choices=list(STARTS))
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    said = parser.parse_args()
    seeds = list(_numbers(said.seeds))
    if said.postgres:
        with postgres_server(careless=True) as server:
            did, bad = asyncio.run(walk_all(said.starts, seeds, said.steps, server))
    else:
        did, bad = asyncio.run(walk_all(said.starts, seeds, said.steps, None))
    _say(f"{sum(did.values())} things done")
    everything = ids.ACTIONS | ids.FORMS
    missed = sorted(one for one in everything if not did[one])
    _say(f"reached {len(everything) - len(missed)} of {len(everything)}")
    _say("never reached: " + (", ".join(one for one in missed if one not in LEFT_OUT) or "nothing"))
    for one in missed:
        if one in LEFT_OUT:
            _say(f"left out: {one}, {LEFT_OUT[one]}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
