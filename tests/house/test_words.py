"""What no file of the project says: where a machine keeps things, where packages come from, what is left to do."""

import re
from functools import cache

import pytest

from tests.house.tree import ROOT, files

FORBIDDEN = {
    "a path of somebody's machine": r"(?<![\w.~$}])/(?:work|root|home|Users)/\w",
    "a package registry": "|".join(
        re.escape(f"{name}.{end}")
        for name, end in (
            ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("crates", "io"),
            ("proxy.golang", "org"), ("registry.yarnpkg", "com"),
        )
    ),
    "a label for unfinished work": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
    "a page that a clone does not have": r"\b(?:ux|threats|product|peers|platform)" + r"\.md",
    "how it was made": "helper" + r"[ _-]session",
}  # fmt: skip
BINARY = {".png", ".jpg", ".gif", ".ico", ".zip", ".woff2"}


@cache
def texts() -> dict[str, str]:
    """Return the text of every file of the project."""
    names = [name for name in files() if not name.endswith(tuple(BINARY))]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts().items()
        for match in pattern.finditer(text)
    ]

    assert found == []


def test_no_lock_file_and_nothing_that_a_run_leaves_behind_is_kept() -> None:
    leftovers = re.compile(r"\.(lock|db|log|pyc|coverage)$|(^|/)\.env$|^(bench|eval)\.json$")

    assert [name for name in files() if leftovers.search(name)] == []
