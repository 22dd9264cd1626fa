"""Every id has one listener and a place that draws it; nothing listens to an id that is not on the list."""

import ast
from collections import Counter

from blocks import ids
from bot.listeners import tables
from tests.house.tree import python

NAMES = {
    name: frozenset(value) if isinstance(value, tuple) else frozenset({value})
    for name, value in vars(ids).items()
    if name.isupper() and isinstance(value, str | tuple) and name != "REASONS"
}
BUTTONS = ids.ACTIONS | ids.FORMS | ids.SHORTCUTS


def named(*under: str) -> Counter[str]:
    """Count which of the id constants are named in code under a folder, as `ids.X` or imported by name."""
    found: Counter[str] = Counter()
    for source in python(*under):
        if source.module == "blocks.ids":
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ids":
                found.update(NAMES.get(node.attr, ()))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.update(NAMES.get(node.id, ()))
    return found


def test_every_button_and_menu_has_a_listener_and_no_listener_waits_for_nothing() -> None:
    assert set(tables().actions) == ids.ACTIONS


def test_every_form_has_a_listener_and_no_listener_waits_for_nothing() -> None:
    assert set(tables().forms) == ids.FORMS


def test_every_shortcut_has_a_listener_and_no_listener_waits_for_nothing() -> None:
    assert set(tables().shortcuts) == ids.SHORTCUTS


def test_every_id_is_registered_by_one_feature_only() -> None:
    homes: dict[str, set[str]] = {}
    for source in python("bot/listeners"):
        for one in named(source.path):
            homes.setdefault(one, set()).add(source.path)

    assert {one: where for one, where in homes.items() if len(where) > 1 and one in BUTTONS} == {}


def test_every_button_and_form_is_drawn_somewhere_in_blocks() -> None:
    assert (ids.ACTIONS | ids.FORMS) - set(named("blocks")) == set()


def test_every_id_of_the_list_is_one_of_the_constants_and_the_other_way_round() -> None:
    constants = {one for values in NAMES.values() for one in values}
    windows = {one for one in constants if one.endswith("view")}

    assert constants - windows == BUTTONS


def test_nobody_writes_an_id_out_by_hand() -> None:
    by_hand = {
        f"{source.path}: {text}"
        for source in python("bot", "blocks")
        if source.module != "blocks.ids"
        for text in source.strings() & BUTTONS
    }

    assert by_hand == set()
