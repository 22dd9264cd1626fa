"""Every sentence that code speaks is in the catalogue, with every value that it needs and none that it does not."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

from bot.domain.sentences import Forms
from bot.domain.words import CATALOGUE

ROOT = Path(__file__).parents[2]


def spoken() -> Iterator[tuple[str, str, set[str]]]:
    """Yield where a sentence is spoken, its key, and the names of its values."""
    for path in sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("blocks/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"):
                continue
            names = {one.arg for one in node.keywords if one.arg is not None}
            if isinstance(node.args[0], ast.Constant) and len(names) == len(node.keywords):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", str(node.args[0].value), names


def needed(sentence: str | Forms) -> set[str]:
    if isinstance(sentence, Forms):
        forms = (sentence.one, sentence.other, sentence.none or "")
        return {"n"}.union(*(needed(form) for form in forms))
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_that_is_spoken_is_in_the_catalogue() -> None:
    assert [(place, key) for place, key, _ in spoken() if key not in CATALOGUE] == []


def test_every_sentence_gets_the_values_that_it_needs() -> None:
    found = [(place, key, needed(CATALOGUE[key]) - names) for place, key, names in spoken() if key in CATALOGUE]
    assert [one for one in found if one[2]] == []


def test_no_value_is_given_that_its_sentence_does_not_say() -> None:
    found = [(place, key, names - needed(CATALOGUE[key])) for place, key, names in spoken() if key in CATALOGUE]
    assert [one for one in found if one[2]] == []
