"""A prompt and what it is worth go together: no prompt changes without the drafts being measured anew."""

import json
from pathlib import Path

from tests.evals.results import PROMPTS, RESULTS, fingerprints


def test_the_kept_results_are_of_the_prompts_as_they_are() -> None:
    """Where it fails: run `make eval` with a key, look at what became of the figures, and commit both."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))["prompts"]

    assert kept == fingerprints(PROMPTS)


def test_a_prompt_that_is_changed_added_renamed_or_removed_is_noticed(tmp_path: Path) -> None:
    def after(*files: tuple[str, str]) -> dict[str, str]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        for name, text in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return fingerprints(folder)

    first = after(("map.md", "Read."), ("write/summary.md", "Write."))

    assert first == after(("map.md", "Read."), ("write/summary.md", "Write."))
    assert set(first) == {"map.md", "write/summary.md"}
    assert first != after(("map.md", "Read!"), ("write/summary.md", "Write."))
    assert first != after(("map.md", "Read."), ("write/summary-2.md", "Write."))
    assert first != after(("map.md", "Read."))


def test_where_there_are_no_prompts_there_is_nothing_to_measure_anew(tmp_path: Path) -> None:
    assert fingerprints(tmp_path / "prompts") == {}
