"""`make demo`: the story plays to its end, prints what the README shows of it, and leaves the published files."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.commands.demo.once import play
from tests.house.tree import read

LEFT_OUT = "…"
WHAT_BECOMES_OF_ITEMS = """
Added to PM-1: *Ask the CDN for an alert on purges* Ravi · LOW · Fri, Mar 20.
What will be done?: [ i'll set pool_max in all services, not just checkout, pr this week ]
*Maya gave you 1 item in PM-1.*
*1 of your items is due on Tuesday.*
PM-1 Some customers cannot complete checkout · HIGH · due Tue, Mar 17
○ Back on Mon, Mar 16.  [ Undo ]
*1 of your items is due on Tuesday.*
    ◐ Started today.
✓ Done today: "pool_max is 200 in all 14 services, PR 4127".  [ Undo ]
1 open, 0 late  [ More filters ]
*Ines gave you 1 item in PM-1.*
PM-1 Some customers cannot complete checkout · LOW · late since Fri, Mar 20
✓ Closed, won't do: "The CDN was ruled out; purges had nothing to do with it".  [ Undo ]
# Postmortems this week
Items: 1 done, on time; 2 open, none of them late.
Alert when a pod's cache pool is 80% in use       Owen   Apr 8  MEDIUM
*2 of your items are due today.*
All answered. Nothing left to do.
✓ Done today: "runs before every release, see the pipeline".  [ Undo ]
*PM-1* Some customers cannot complete checkout · it was published 30 days ago. Did the fix hold?
4 items closed. *Next:* on Jun 9 I ask Maya whether the fix held.
✓ After 30 days the fix holds. Maya says so.
""".strip("\n").split("\n")
ASKED_TWICE = "*1 of your items is due on Tuesday.*"
"""He is asked, puts it off, and is asked once more."""


def transcript() -> list[str]:
    """Return the lines that docs/story.md shows, without those that say that something is left out."""
    shown = read("docs/story.md").partition("<!-- transcript: begin -->")[2].partition("<!-- transcript: end -->")[0]
    return [line for line in shown.strip().strip("`").strip("\n").split("\n") if line.strip() != LEFT_OUT]


def is_said(line: str, said: str) -> bool:
    """Say whether a line of the page is this one, whole or cut at its end."""
    return said.startswith(line.removesuffix(LEFT_OUT)) if line.endswith(LEFT_OUT) else said == line


def missing(lines: Iterable[str], out: list[str]) -> list[str]:
    """Return the lines that were not printed, or not in this order."""
    said = iter(out)
    return [line for line in lines if not any(is_said(line, one) for one in said)]


def left_in(folder: Path) -> dict[str, bytes]:
    """Return what the files in a folder hold, by their ending."""
    return {one.suffix: one.read_bytes() for one in folder.iterdir()}


async def test_it_prints_what_the_readme_shows_and_what_becomes_of_items_and_leaves_the_published_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    await play(record=None)
    out = capsys.readouterr().out.split("\n")
    assert missing(transcript(), out) == []
    assert missing(WHAT_BECOMES_OF_ITEMS, out) == []
    assert out.count(ASKED_TWICE) == 2

    files = left_in(tmp_path / "demo-out")
    assert set(files) == {".pdf", ".md", ".html", ".json"}
    assert files[".pdf"].startswith(b"%PDF-")
    assert json.loads(files[".json"])["status"] == "published"
    assert re.search(rb"(?m)^# PM-1 ", files[".md"])
    assert b"</html>" in files[".html"]
