import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.incidents import Message, Transcript
from bot.domain.timeline import Entry, EntryKind, Narrative, SectionText
from bot.services.drafts import Draft
from tests.bench.figures import BEGIN, END
from tests.evals.contestants import Spent, contestants
from tests.evals.prose import blame_phrases, sentences_supported, survivors
from tests.evals.results import PAGE, RESULTS, as_markdown
from tests.evals.run import OWN_CASES, main, measure
from tests.evals.scoring import score

CASES = sorted(path.parent for path in OWN_CASES.glob("*/gold.json"))
OFFLINE = next(one for one in contestants() if one.name == "offline")


def ts(second: str) -> str:
    """Return the ts of a message some seconds after noon."""
    return f"170411040{second}.000000"


BETWEEN = datetime(2024, 1, 1, 11, 30, tzinfo=UTC)
KNOWN = frozenset(map(ts, "1234"))
FIRST, SECOND = ts("0"), ts("1")


def entry(*evidence: str, minute: int = 0) -> Entry:
    at = datetime(2024, 1, 1, 12, minute, tzinfo=UTC)
    return Entry(at=at, kind=EntryKind.FINDING, text="x", evidence=tuple(map(ts, evidence)))


def event(name: str, *evidence: str, key: bool = True) -> dict[str, object]:
    return {"id": name, "key": key, "evidence": list(map(ts, evidence)), "at": "2024-01-01T12:00:00Z", "chat_at": None}


def test_an_entry_counts_for_at_most_two_events() -> None:
    gold = [event("a", "1"), event("b", "2"), event("c", "3")]
    result = score([entry("1", "2", "3")], gold, KNOWN)
    assert (round(result.key_recall, 2), result.precision) == (0.67, 1.0)


def test_precision_counts_entries_and_recall_counts_key_events() -> None:
    gold = [event("a", "1"), event("b", "2", key=False), event("c", "3")]
    result = score([entry("1"), entry("2"), entry("9", minute=1), entry("4")], gold, KNOWN)
    assert (result.key_recall, result.precision, result.f1_key, result.grounded) == (0.5, 0.5, 0.5, 0.75)


def test_the_distance_is_from_the_events_time_in_the_chat() -> None:
    result = score([entry("1", minute=2)], [event("a", "1")], KNOWN)
    assert result.median_s == 120.0


def test_no_entries_score_nothing() -> None:
    result = score([], [event("a", "1")], KNOWN)
    assert (result.f1_key, result.grounded, result.median_s) == (0.0, 0.0, None)


def test_a_time_is_wrong_where_it_is_none_of_those_that_the_events_allow() -> None:
    told = [entry("0", minute=minute) for minute in (0, 1, 2)]
    assert [score([one], [event("a", "0")], KNOWN).wrong_times for one in told] == [0, 0, 1]


def test_what_is_cited_under_the_time_of_another_message_stands_at_a_wrong_time() -> None:
    """Whoever cites an event under an earlier message covers it, and is counted as wrong for it."""
    first, much_later = ts("0"), f"{int(ts('0').split('.')[0]) + 180}.000000"
    lie = entry("0").model_copy(update={"evidence": (first, much_later)})
    result = score([lie], [event("a") | {"evidence": [much_later], "at": "2024-01-01T12:03:00Z"}], KNOWN)
    assert (result.key_recall, result.wrong_times) == (1.0, 1)


def test_what_was_told_later_than_it_happened_counts_where_it_happened() -> None:
    told_later = event("a", "0") | {"at": "2024-01-01T11:00:00Z", "chat_at": "2024-01-01T12:00:00Z"}
    before, when_told, between = (
        score([entry("0").model_copy(update={"at": at})], [told_later], KNOWN)
        for at in (datetime(2024, 1, 1, 11, tzinfo=UTC), datetime(2024, 1, 1, 12, tzinfo=UTC), BETWEEN)
    )
    found = [(one.stated, one.told_later, one.wrong_times) for one in (before, when_told, between)]
    assert found == [(1, 1, 0), (0, 1, 0), (0, 1, 1)]


def test_the_kind_counts_where_the_case_names_kinds() -> None:
    gold = [event("a", "1") | {"kinds": ["finding"]}, event("b", "2") | {"kinds": ["change"]}, event("c", "3")]
    told = [entry("1"), entry("2"), entry("3")]
    assert (score(told, gold, KNOWN).kinds, score(told, gold[2:], KNOWN).kinds) == (0.5, None)


def draft(text: str, *cites: str) -> Draft:
    return Draft(narrative=Narrative(sections=(SectionText(key="summary", text=text, cites=cites),)))


def channel(*texts: str) -> Transcript:
    said = (Message(ts=ts(str(place)), author="U1", text=text) for place, text in enumerate(texts))
    return Transcript(channel="C1", messages=tuple(said), members={"U1": "Noor Haddad"})


@pytest.mark.parametrize(
    ("text", "cites", "found"),
    [
        ("It failed for 12 people. It lasted 40 minutes.", (FIRST,), (1, 2)),
        ("It failed for 12 people. It lasted 40 minutes.", (FIRST, SECOND), (2, 2)),
        ("- It failed for 12 people (Noor Haddad, 12:00 UTC)\n- Nobody was hurt", (FIRST,), (1, 2)),
        ("- It failed for 12 people (Noor Haddad, 12:00 UTC)\n- No people were hurt", (FIRST,), (2, 2)),
        ("**Lucky**\n1. Version 2.14.0 was at hand", (FIRST,), (0, 1)),
        ("It failed for 12 people.", (), (0, 1)),
        ("", (), (0, 0)),
    ],
)
def test_a_sentence_is_supported_by_the_messages_of_its_section(
    text: str, cites: tuple[str, ...], found: tuple[int, int]
) -> None:
    assert sentences_supported(draft(text, *cites), channel("it fails for 12 people", "40 minutes long")) == found


def test_blame_is_counted_in_entries_and_sections() -> None:
    blaming = draft("Noor broke the build.").model_copy(
        update={"entries": (entry("0").model_copy(update={"text": "Noor failed to check the version"}),)}
    )
    assert blame_phrases(blaming, channel("x")) == 2
    assert blame_phrases(draft("The build broke."), channel("x")) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The fault is in 2.13.2.", 1),
        ("The fault is in 2.14.0, 2.13.2 was named at first.", 0),
        ("It was not 2.13.2.", 0),
        ("A rollback helped.", 0),
    ],
)
def test_what_the_channel_corrected_may_not_survive_as_fact(text: str, found: int) -> None:
    assert survivors(draft(text), [{"wrong": "2.13.2", "right": "2.14.0"}]) == found


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_offline_narrator_is_right_within_budget_and_beats_the_naive_one(folder: Path) -> None:
    row = measure(OFFLINE, folder)
    ours = row.score
    assert (ours.grounded, ours.verified, ours.entries <= ours.budget) == (1, 1, True)
    assert ours.f1_key > row.base.f1_key
    assert (row.sentences.share, ours.wrong_times, row.blame, row.survivors, row.spent) == (1, 0, 0, 0, Spent())


def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *cases: Path) -> int:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.md").write_text(f"# Before\n{BEGIN}\nyesterday's table\n{END}\nafter\n", encoding="utf-8")
    return main(list(map(str, cases)), tmp_path / "results.json", tmp_path / "page.md")


def test_the_run_writes_its_figures_with_target_and_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(tmp_path, monkeypatch)
    figures = json.loads((tmp_path / "eval.json").read_text(encoding="utf-8"))
    assert (code, {tuple(figure) for figure in figures.values()}) == (0, {("value", "unit", "target", "baseline")})
    assert CASES[0].name in capsys.readouterr().out


def test_a_case_from_elsewhere_is_measured_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "a-case-from-elsewhere"
    shutil.copytree(CASES[0], elsewhere)
    run(tmp_path, monkeypatch, elsewhere)
    kept = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert list(kept["contestants"]["offline"]["cases"]) == [case.name for case in CASES]
    assert "a-case-from-elsewhere" in capsys.readouterr().out
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert (CASES[0].name in page, "a-case-from-elsewhere" in page, "yesterday" in page) == (True, False, False)


def test_a_folder_that_is_no_case_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, monkeypatch, tmp_path / "nothing") == 2
    assert "nothing" in capsys.readouterr().err


def test_the_kept_results_have_every_case() -> None:
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert {tuple(held["cases"]) for held in kept["contestants"].values()} == {tuple(case.name for case in CASES)}
    assert as_markdown(kept) in PAGE.read_text(encoding="utf-8")
