"""The results that are kept: results.json, which names the prompts they were made with, and the table in the docs."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.bench.figures import write_into
from tests.evals.contestants import Spent
from tests.evals.prose import Sentences
from tests.evals.scoring import Score

ROOT: Final = Path(__file__).resolve().parents[2]
PROMPTS: Final = ROOT / "bot" / "ai" / "prompts"
RESULTS: Final = Path(__file__).with_name("results.json")
PAGE: Final = ROOT / "docs" / "evals.md"
LARGE: Final = 200


class Measured(NamedTuple):
    """What one contestant made of one case, and what the naive narrator scores on it."""

    case: str
    contestant: str
    messages: int
    score: Score
    base: Score
    sentences: Sentences
    blame: int
    survivors: int
    spent: Spent


def fingerprints(folder: Path = PROMPTS) -> dict[str, str]:
    """Return each prompt file's name with the beginning of its SHA-256; nothing where there are no prompts."""
    files = sorted(one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts)
    return {one.relative_to(folder).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()[:16] for one in files}


def as_results(rows: Iterable[Measured], prompts: Mapping[str, str]) -> dict[str, Any]:
    """Return what results.json holds: the prompts, and for each contestant the figures of each case and the means."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row.contestant, {})[row.case] = figures_of(row)
    return {
        "prompts": dict(prompts),
        "contestants": {name: {"cases": cases, "all": _all(cases.values())} for name, cases in found.items()},
    }


def figures_of(row: Measured) -> dict[str, Any]:
    """Return the figures of one row, rounded as they are kept."""
    score = row.score
    return {
        "messages": row.messages,
        "entries": score.entries,
        "budget": score.budget,
        "grounded": round(score.grounded, 3),
        "key_recall": round(score.key_recall, 3),
        "precision": round(score.precision, 3),
        "f1_key": round(score.f1_key, 3),
        "naive_f1_key": round(row.base.f1_key, 3),
        "wrong_times": score.wrong_times,
        "stated_times": f"{score.stated}/{score.told_later}",
        "kinds": None if score.kinds is None else round(score.kinds, 3),
        "sentences": row.sentences.total,
        "sentences_supported": round(row.sentences.share, 3),
        "blame_phrases": row.blame,
        "corrected_but_told": row.survivors,
        "tokens": row.spent.tokens,
        "cost": round(row.spent.cost, 4),
    }


def _all(cases: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    held = list(cases)
    sentences = sum(one["sentences"] for one in held)
    borne_out = sum(one["sentences"] * one["sentences_supported"] for one in held)
    means = ("key_recall", "precision", "f1_key", "naive_f1_key")
    sums = ("wrong_times", "blame_phrases", "corrected_but_told", "tokens", "cost")
    return {
        **{name: round(sum(one[name] for one in held) / len(held), 3) for name in means},
        "sentences_supported": round(borne_out / sentences, 3) if sentences else 1.0,
        **{name: sum(one[name] for one in held) for name in sums},
    }


def keep(results: Mapping[str, Any], path: Path, page: Path) -> None:
    """Write results.json, and its table into the docs."""
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_into(page, as_markdown(results))


def as_markdown(results: Mapping[str, Any]) -> str:
    """Return the generated part of docs/evals.md."""
    lines: list[str] = []
    for name, held in results["contestants"].items():
        lines += [f"Narrator: {name}.", "", _row("Case", *_COLUMNS), _row("---", *("---:" for _ in _COLUMNS))]
        for case, figures in {**held["cases"], "all": held["all"]}.items():
            lines.append(_row(case, *(_cell(figures.get(key)) for key in _COLUMNS.values())))
        lines.append("")
    prompts = ", ".join(f"`{name}` {print_}" for name, print_ in results["prompts"].items())
    return "\n".join([*lines, f"Prompts: {prompts or 'none'}."]) + "\n"


_COLUMNS: Final = {
    "Messages": "messages",
    "Key recall": "key_recall",
    "Precision": "precision",
    "F1": "f1_key",
    "Naive F1": "naive_f1_key",
    "Sentences supported": "sentences_supported",
    "Wrong times": "wrong_times",
    "Stated times": "stated_times",
    "Kinds": "kinds",
    "Blame": "blame_phrases",
    "Corrected but told": "corrected_but_told",
    "Tokens": "tokens",
    "Cost ($)": "cost",
}


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return "" if value is None else str(value)
