"""A measured figure, and the three ways it is shown: a table, bench.json, and docs/benchmarks.md."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- the last run: begin -->", "<!-- the last run: end -->"


@dataclass(frozen=True)
class Figure:
    """One measured value. `baseline` is what it was compared with in the same run, where the value is a ratio."""

    name: str
    value: float
    unit: str
    target: float | None = None
    baseline: float | None = None
    more_is_better: bool = False

    @property
    def verdict(self) -> str:
        """Say whether the target is met; nothing where there is none."""
        if self.target is None:
            return ""
        met = self.value >= self.target if self.more_is_better else self.value <= self.target
        return "met" if met else "MISSED"

    @property
    def bound(self) -> str:
        """Return the target as people write it."""
        return "" if self.target is None else f"{'≥' if self.more_is_better else '≤'} {_short(self.target)}"

    def cells(self) -> tuple[str, ...]:
        """Return the columns of the table."""
        baseline = "" if self.baseline is None else _short(self.baseline)
        return self.name, _short(self.value), self.unit, self.bound, baseline, self.verdict


HEAD = ("figure", "value", "unit", "target", "baseline", "")


def as_json(figures: Iterable[Figure]) -> str:
    """Return what bench.json holds: name → value, unit, target, baseline."""
    held: dict[str, dict[str, Any]] = {
        one.name: {
            "value": round(one.value, 4),
            "unit": one.unit,
            "target": one.target,
            "baseline": None if one.baseline is None else round(one.baseline, 4),
        }
        for one in figures
    }
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


def as_table(figures: Iterable[Figure]) -> str:
    """Return a table for the terminal."""
    rows = [HEAD, *(one.cells() for one in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


def as_markdown(figures: Iterable[Figure], machine: str, notes: Iterable[str]) -> str:
    """Return the generated part of docs/benchmarks.md."""
    lines = [machine, ""]
    lines += ["| Figure | Value | Unit | Target | Baseline | |", "| --- | ---: | --- | ---: | ---: | --- |"]
    lines += ["| " + " | ".join((f"`{cells[0]}`", *cells[1:])) + " |" for cells in (one.cells() for one in figures)]
    said = [f"- {note}" for note in notes]
    return "\n".join([*lines, "", *said]).rstrip() + "\n"


def write_into(page: Path, generated: str) -> None:
    """Replace what stands between the two marker lines of a page. Raises ValueError where they are missing."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name} has no place for the figures")
    page.write_text(f"{before}{BEGIN}\n\n{generated}\n{END}{after}", encoding="utf-8")


def _short(value: float) -> str:
    """Return a number with three digits that count."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
