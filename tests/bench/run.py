"""`python -m tests.bench.run [NAME…]`: measures, prints a table, writes bench.json and the last run into the docs.

Speed is measured here and nowhere else: no test has a stop watch. A missed target is marked and is no failure.
"""

import platform
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from tests.bench import acks, dms, documents, drafts, exports, growth, jobs, page, starts, ticks, windows, writers
from tests.bench.figures import Figure, as_json, as_markdown, as_table, write_into
from tests.bench.places import ROOT, Places

PAGE = ROOT / "docs" / "benchmarks.md"
Bench = Callable[[Places], Iterator[Figure]]
BENCHES: dict[str, Bench] = {
    "acks": acks.measure,
    "windows": windows.measure,
    "drafts": drafts.measure,
    "documents": documents.measure,
    "jobs": jobs.measure,
    "ticks": ticks.measure,
    "dms": dms.measure,
    "exports": exports.measure,
    "starts": starts.measure,
    "page": page.measure,
    "growth": growth.measure,
    "writers": writers.measure,
}


def main(names: list[str]) -> int:
    """Measure what is named, everything without a name. Return 2 for an unknown name, else 0."""
    if unknown := set(names) - set(BENCHES):
        sys.stderr.write(f"There is no {', '.join(sorted(unknown))}; there is {', '.join(BENCHES)}.\n")
        return 2
    figures: list[Figure] = []
    started = time.perf_counter()
    with Places() as places:
        for name in names or BENCHES:
            sys.stderr.write(f"measuring {name} …\n")
            figures += BENCHES[name](places)
        notes = places.notes
    sys.stdout.write(as_table(figures))
    Path("bench.json").write_text(as_json(figures), encoding="utf-8")
    took = f"The whole run took {time.perf_counter() - started:.0f} s."
    sys.stdout.write("".join(f"{note}\n" for note in (*notes, took)))
    if not names:
        write_into(PAGE, as_markdown(figures, machine(), (*notes, took)))
    return 0


def machine() -> str:
    """Return on what was measured; the name of the machine is nobody's business."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{psutil.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, "
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
