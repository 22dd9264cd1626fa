"""`make demo`: the story plays to its end, prints what the README shows of it, and leaves the published files."""

import json
import re
from pathlib import Path

import pytest

from bot.commands.demo import play
from tests.house.tree import read

LEFT_OUT = "…"


def transcript() -> list[str]:
    """Return the lines that the README shows, without those that say that something is left out."""
    shown = read("README.md").partition("<!-- transcript: begin -->")[2].partition("<!-- transcript: end -->")[0]
    return [line for line in shown.strip().strip("`").strip("\n").split("\n") if line.strip() != LEFT_OUT]


def is_said(line: str, said: str) -> bool:
    """Say whether a line of the README is this one, whole or cut at its end."""
    return said.startswith(line.removesuffix(LEFT_OUT)) if line.endswith(LEFT_OUT) else said == line


def left_in(folder: Path) -> dict[str, bytes]:
    """Return what the files in a folder hold, by their ending."""
    return {one.suffix: one.read_bytes() for one in folder.iterdir()}


async def test_it_prints_what_the_readme_shows_and_leaves_the_published_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    await play(once=True, record=None)
    said = iter(capsys.readouterr().out.split("\n"))
    missing = [line for line in transcript() if not any(is_said(line, one) for one in said)]
    assert missing == []

    files = left_in(tmp_path / "demo-out")
    assert set(files) == {".pdf", ".md", ".html", ".json"}
    assert files[".pdf"].startswith(b"%PDF-")
    assert json.loads(files[".json"])["status"] == "published"
    assert re.search(rb"(?m)^# PM-1 ", files[".md"])
    assert b"</html>" in files[".html"]
