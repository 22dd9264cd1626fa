"""`python -m tests.year.run`: plays a year of 500 people and prints the table of promises; 1 where one was broken."""

import argparse
import asyncio
import math
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from storage import migrate
from tests.year.life import Year


async def main(words: list[str]) -> int:
    """Play, tell how it goes, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.year.run", description=__doc__)
    for name, default in (
        ("people", 500),
        ("items", 5000),
        ("days", 365),
        ("seed", 1),
        ("every-tick", 3),
        ("grid", 10),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--minutes", type=float, default=math.inf, help="end after so many, with what was played")
    asked = parser.parse_args(words)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="pm-year-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder)}/year.db"
        await asyncio.to_thread(migrate.upgrade, url)
        size = {name: getattr(asked, name) for name in ("seed", "people", "items", "days", "every_tick")}
        year = Year(url, **size, grid=timedelta(minutes=asked.grid))

        def goes_on() -> bool:
            if year.counts["days"] % 10 == 0:
                broken = sum(map(len, year.promises.exceptions.values()))
                sys.stderr.write(f"day {year.counts['days']}, {broken} exceptions {year.promises.exceptions or ''}\n")
            return bool(time.perf_counter() - began < asked.minutes * 60)

        await year.play(goes_on=goes_on)
    took = f"{time.perf_counter() - began:.0f} s"
    zones = len({one.zone for one in year.cast.people.values()})
    what = f"{asked.people} people in {zones} zones, {asked.items} items of {len(year.cast.documents)} postmortems"
    days = f"{year.counts['days']} of {asked.days} days"
    sys.stdout.write(f"seed {asked.seed}: {what}, {days}; {took}\n{year.promises.table()}\n")
    for counted in (year.counts, year.chat.troubles, dict(sorted(year.answers.counts.items()))):
        sys.stdout.write("".join(f"{name} {many:,} · " for name, many in counted.items()).removesuffix(" · ") + "\n")
    return 1 if year.promises.exceptions else 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(sys.argv[1:])))
