"""One vocabulary: a feature has the same noun in every room, so that who has seen one has seen them all."""

from pathlib import Path

import pytest

from tests.house.tree import python

NOUNS = {
    "access", "action_items", "asks", "blame", "channels", "comments", "creation", "details", "drafts", "erasure",
    "glass", "help", "history", "hours",
    "home", "incidents", "lists", "members", "mornings", "notes", "offers", "people", "postmortems", "proofreading",
    "publishing", "questions", "reading", "retention", "reviews", "revisions", "rewriting", "roles", "sections",
    "signals", "surfaces", "templates", "timeline", "transcripts", "welcome",
    "deadlines", "digests", "escalations", "failures", "fixes",
}  # fmt: skip
MACHINERY = {
    "bot/listeners": {"actors", "deeds", "dispatch", "showing", "errors", "subcommands", "tables"},
    "bot/services": {"changes", "facts", "reactions"},
    "bot/jobs": {"clock", "delivery", "housekeeping", "outcomes", "reading", "worker"},
    "blocks": {
        "controls",
        "ids",
        "kit",
        "lines",
        "markdown",
        "markdown_tables",
        "mentions",
        "parts",
        "problems",
        "refs",
        "rich_text",
        "spans",
        "text",
        "text_fields",
        "writing",
    },
    "storage": set[str](),
}


def modules(folder: str) -> set[str]:
    """Return the names of the modules right under a folder."""
    return {Path(one.path).stem for one in python(folder) if Path(one.path).parent.as_posix() == folder} - {"__init__"}


def noun_of(name: str) -> str | None:
    """Return the noun that a module's name begins with, or None."""
    return next((noun for noun in NOUNS if name == noun or name.startswith(f"{noun}_")), None)


@pytest.mark.parametrize("folder", ["bot/listeners", "bot/services", "bot/jobs", "blocks"])
def test_a_module_is_named_for_a_noun_of_the_vocabulary_or_is_known_machinery(folder: str) -> None:
    strange = {name for name in modules(folder) - MACHINERY[folder] if noun_of(name) is None}

    assert strange == set()


@pytest.mark.parametrize("folder", MACHINERY)
def test_the_list_of_machinery_names_nothing_that_is_gone(folder: str) -> None:
    assert MACHINERY[folder] - modules(folder) == set()


def test_every_noun_of_the_vocabulary_is_in_use() -> None:
    places = [*MACHINERY, "bot/domain"]
    used = {noun_of(name) for folder in places for name in modules(folder)}

    assert NOUNS - used == set()
