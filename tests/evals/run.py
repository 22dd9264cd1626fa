"""Runs the offline narrator over cases and prints how good its timelines are; writes eval.json beside it.

`python -m tests.evals.run [CASE_FOLDER…]`: the folders given, and those in tests/evals/cases.
"""

import json
import sys
from pathlib import Path
from typing import Any

from bot.ai.offline import narrate
from bot.domain.grounding import ground
from bot.domain.incidents import Message, Transcript
from bot.domain.timeline import Brief, Claim, Entry, EntryKind, budget
from tests.evals.convert import read_case, read_gold
from tests.evals.scoring import Score, score

OWN_CASES = Path(__file__).parent / "cases"
LARGE = 200
SECTIONS = (
    "summary", "impact", "root_cause", "contributing_factors", "detection", "response", "resolution", "lessons_learned"
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Print the table, write eval.json, and return 0, or 1 when a timeline is not grounded or over its budget."""
    own = sorted(path.parent for path in OWN_CASES.glob("*/gold.json"))
    rows: list[tuple[str, int, Score, Score]] = []
    for folder in [*map(Path, arguments), *own]:
        transcript, gold = read_case(folder), read_gold(folder)
        known = frozenset(message.ts for message in transcript.messages)
        entries = [entry for entry in offline(transcript) if entry.verified]
        rows.append((folder.name, len(known), score(entries, gold, known), score(naive(transcript), gold, known)))
    print_table(rows)
    figures = measured(rows)
    Path("eval.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return int(any(s.grounded < 1 or s.entries > s.budget for _, _, s, _ in rows))


def offline(transcript: Transcript) -> tuple[Entry, ...]:
    """Return the grounded timeline of the offline narrator."""
    return ground(narrate(transcript, Brief(sections=SECTIONS)).claims, transcript)


def naive(transcript: Transcript) -> tuple[Entry, ...]:
    """Return what a narrator without understanding would say: the longest message of each share."""
    shares = budget(len(transcript.messages))
    size = -(-len(transcript.messages) // shares) or 1
    groups = [transcript.messages[place : place + size] for place in range(0, len(transcript.messages), size)]
    longest: list[Message] = [max(group, key=lambda message: len(message.text)) for group in groups]
    claims = [Claim(cites=(m.ts,), kind=EntryKind.INVESTIGATING, text=m.text[:160] or "…") for m in longest]
    return ground(claims, transcript)


def measured(rows: list[tuple[str, int, Score, Score]]) -> dict[str, dict[str, Any]]:
    """Return the figures as eval.json holds them: name → value, unit, target, baseline."""
    figures: dict[str, dict[str, Any]] = {}

    def add(name: str, value: float, baseline: float, target: float | None) -> None:
        figures[name] = {"value": round(value, 3), "unit": "share", "target": target, "baseline": round(baseline, 3)}

    for name, _, ours, base in rows:
        add(f"{name}.f1_key", ours.f1_key, base.f1_key, None)
        add(f"{name}.key_recall", ours.key_recall, base.key_recall, None)
        add(f"{name}.precision", ours.precision, base.precision, None)
        add(f"{name}.grounded", ours.grounded, base.grounded, 1.0)
        add(f"{name}.of_budget", ours.entries / ours.budget, base.entries / base.budget, 1.0)
    large = [row for row in rows if row[1] >= LARGE]
    for name, chosen in (("mean_f1_key", rows), ("mean_f1_key_of_large_cases", large)):
        if chosen:
            ours_mean = sum(ours.f1_key for _, _, ours, _ in chosen) / len(chosen)
            add(name, ours_mean, sum(base.f1_key for *_, base in chosen) / len(chosen), 0.45)
    return figures


def print_table(rows: list[tuple[str, int, Score, Score]]) -> None:
    """Print one line a case, ours above the naive baseline."""
    head = "case", "messages", "entries", "grounded", "verified", "key recall", "precision", "f1_key", "median s"
    sys.stdout.write("{:<34}{:>9}{:>10}{:>10}{:>10}{:>12}{:>11}{:>8}{:>10}\n".format(*head))
    for name, size, ours, base in rows:
        for label, s in ((name, ours), ("  naive", base)):
            median = "-" if s.median_s is None else f"{s.median_s:.0f}"
            sys.stdout.write(
                f"{label[:33]:<34}{size:>9}{f'{s.entries}/{s.budget}':>10}{s.grounded:>10.2f}{s.verified:>10.2f}"
                f"{s.key_recall:>12.3f}{s.precision:>11.3f}{s.f1_key:>8.3f}{median:>10}\n"
            )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
