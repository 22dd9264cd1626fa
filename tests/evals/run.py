"""Measures every narrator on every case and prints how good its drafts are; writes eval.json and the kept results.

`python -m tests.evals.run [CASE_FOLDER…]`: the folders given, and those in tests/evals/cases. Only the latter are
kept in results.json and in the docs; eval.json has all.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.evals.contestants import Contestant, Spent, contestants, draft_of, naive
from tests.evals.convert import read_case, read_gold, read_meta
from tests.evals.prose import blame_phrases, sentences_supported, survivors
from tests.evals.results import LARGE, PAGE, RESULTS, Measured, as_results, fingerprints, keep
from tests.evals.scoring import score

OWN_CASES = Path(__file__).parent / "cases"


def main(arguments: list[str], results: Path = RESULTS, page: Path = PAGE) -> int:
    """Print the table, write the figures, and return 0, or 1 when a timeline is not grounded or over its budget."""
    own = sorted(path.parent for path in OWN_CASES.glob("*/gold.json"))
    given = [Path(name) for name in arguments]
    if strange := [folder for folder in given if not (folder / "gold.json").is_file()]:
        sys.stderr.write(f"No case there, a case has a gold.json: {', '.join(map(str, strange))}\n")
        return 2
    ours = [measure(who, folder) for who in contestants() for folder in own]
    rows = [*(measure(who, folder) for who in contestants() for folder in given), *ours]
    print_table(rows)
    Path("eval.json").write_text(json.dumps(compared(rows), indent=2) + "\n", encoding="utf-8")
    keep(as_results(ours, fingerprints()), results, page)
    return int(any(row.score.grounded < 1 or row.score.entries > row.score.budget for row in rows))


def measure(who: Contestant, folder: Path) -> Measured:
    """Return what a contestant makes of the case in `folder`."""
    transcript, gold, meta = read_case(folder), read_gold(folder), read_meta(folder)
    known = frozenset(message.ts for message in transcript.messages)
    before = who.spent()
    draft = draft_of(who, transcript)
    after = who.spent()
    return Measured(
        case=folder.name,
        contestant=who.name,
        messages=len(known),
        score=score([entry for entry in draft.entries if entry.verified], gold, known),
        base=score(naive(transcript), gold, known),
        sentences=sentences_supported(draft, transcript),
        blame=blame_phrases(draft, transcript),
        survivors=survivors(draft, meta.get("corrected", ())),
        spent=Spent(after.tokens - before.tokens, after.cost - before.cost),
    )


def compared(rows: list[Measured]) -> dict[str, dict[str, Any]]:
    """Return the figures as eval.json holds them: name → value, unit, target, baseline."""
    figures: dict[str, dict[str, Any]] = {}

    def add(name: str, value: float, baseline: float | None, target: float | None, unit: str = "share") -> None:
        base = None if baseline is None else round(baseline, 3)
        figures[name] = {"value": round(value, 3), "unit": unit, "target": target, "baseline": base}

    for row in rows:
        name, ours, base = f"{row.contestant}.{row.case}", row.score, row.base
        add(f"{name}.f1_key", ours.f1_key, base.f1_key, None)
        add(f"{name}.key_recall", ours.key_recall, base.key_recall, None)
        add(f"{name}.precision", ours.precision, base.precision, None)
        add(f"{name}.grounded", ours.grounded, base.grounded, 1.0)
        add(f"{name}.of_budget", ours.entries / ours.budget, base.entries / base.budget, 1.0)
        add(f"{name}.wrong_times", ours.wrong_times, base.wrong_times, 0.0, "entries")
        add(f"{name}.sentences_supported", row.sentences.share, None, 1.0)
        add(f"{name}.blame_phrases", row.blame, None, 0.0, "phrases")
        add(f"{name}.corrected_but_told", row.survivors, None, 0.0, "sentences")
        add(f"{name}.tokens", row.spent.tokens, None, None, "tokens")
        add(f"{name}.cost", row.spent.cost, None, None, "$")
    for who in dict.fromkeys(row.contestant for row in rows):
        of = [row for row in rows if row.contestant == who]
        for name, chosen in (("all", of), ("large", [row for row in of if row.messages >= LARGE])):
            if chosen:
                ours_mean = sum(row.score.f1_key for row in chosen) / len(chosen)
                base_mean = sum(row.base.f1_key for row in chosen) / len(chosen)
                add(f"{who}.mean_f1_key.{name}", ours_mean, base_mean, 0.55)
    return figures


def print_table(rows: list[Measured]) -> None:
    """Print one line a case."""
    head = ("case", "messages", "entries", "grounded", "key rec", "precis", "f1_key", "naive", "sentences", "wrong t",
            "stated", "kinds", "blame", "revived", "tokens", "cost")  # fmt: skip
    form = "{:<36}{:>9}{:>9}{:>9}{:>8}{:>7}{:>7}{:>7}{:>12}{:>8}{:>7}{:>7}{:>6}{:>8}{:>8}{:>8}\n"
    for who in dict.fromkeys(row.contestant for row in rows):
        sys.stdout.write(f"narrator: {who}\n" + form.format(*head))
        for row in (row for row in rows if row.contestant == who):
            s, kinds = row.score, "-" if row.score.kinds is None else f"{row.score.kinds:.2f}"
            sys.stdout.write(
                form.format(
                    row.case[:35], row.messages, f"{s.entries}/{s.budget}", f"{s.grounded:.2f}", f"{s.key_recall:.2f}",
                    f"{s.precision:.2f}", f"{s.f1_key:.3f}", f"{row.base.f1_key:.3f}",
                    f"{row.sentences.supported}/{row.sentences.total}", s.wrong_times, f"{s.stated}/{s.told_later}",
                    kinds, row.blame, row.survivors, row.spent.tokens, f"{row.spent.cost:.2f}",
                )
            )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
