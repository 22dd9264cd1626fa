import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.timeline import Entry, EntryKind
from tests.evals.convert import read_case, read_gold
from tests.evals.run import OWN_CASES, main, naive, offline
from tests.evals.scoring import score

CASES = sorted(path.parent for path in OWN_CASES.glob("*/gold.json"))


def entry(*evidence: str, minute: int = 0) -> Entry:
    at = datetime(2024, 1, 1, 12, minute, tzinfo=UTC)
    return Entry(at=at, kind=EntryKind.FINDING, text="x", evidence=evidence)


def event(name: str, *evidence: str, key: bool = True) -> dict[str, object]:
    return {"id": name, "key": key, "evidence": list(evidence), "at": "2024-01-01T12:00:00Z", "chat_at": None}


def test_an_entry_counts_for_at_most_two_events() -> None:
    gold = [event("a", "1"), event("b", "2"), event("c", "3")]
    result = score([entry("1", "2", "3")], gold, frozenset("123"))
    assert (round(result.key_recall, 2), result.precision) == (0.67, 1.0)


def test_precision_counts_entries_and_recall_counts_key_events() -> None:
    gold = [event("a", "1"), event("b", "2", key=False), event("c", "3")]
    result = score([entry("1"), entry("2"), entry("9", minute=1), entry("4")], gold, frozenset("1234"))
    assert (result.key_recall, result.precision, result.f1_key, result.grounded) == (0.5, 0.5, 0.5, 0.75)


def test_the_distance_is_from_the_events_time_in_the_chat() -> None:
    result = score([entry("1", minute=2)], [event("a", "1")], frozenset("1"))
    assert result.median_s == 120.0


def test_no_entries_score_nothing() -> None:
    result = score([], [event("a", "1")], frozenset("1"))
    assert (result.f1_key, result.grounded, result.median_s) == (0.0, 0.0, None)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_offline_narrator_is_grounded_within_budget_and_beats_the_naive_one(folder: Path) -> None:
    transcript, gold = read_case(folder), read_gold(folder)
    known = frozenset(message.ts for message in transcript.messages)
    ours, base = (score(entries, gold, known) for entries in (offline(transcript), naive(transcript)))
    assert (ours.grounded, ours.verified, ours.entries <= ours.budget, ours.f1_key > base.f1_key) == (1, 1, True, True)


def test_the_run_writes_its_figures_with_target_and_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code = main([str(CASES[0])])
    figures = json.loads((tmp_path / "eval.json").read_text(encoding="utf-8"))
    assert (code, {tuple(figure) for figure in figures.values()}) == (0, {("value", "unit", "target", "baseline")})
    assert CASES[0].name in capsys.readouterr().out
