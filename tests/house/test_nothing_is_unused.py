"""No module lies about that nobody imports, and every package is on the map."""

import ast

from tests.house.tree import ROOMS, Function, Source, python, rooms

ENTRANCES = {
    "bot.__main__": "the command",
    "bot.commands.demo.child": "the demo's bot, a process of its own",
    "sandbox.model.__main__": "the pretend model as a program",
    "bot.domain.policy_page": "writes docs/policy.md, run by hand; a test compares",
}


def imported_by(source: Source) -> set[str]:
    """Return every module of ours that a file imports, wherever in the file."""
    return {name for name in source.imports() if name.partition(".")[0] in ROOMS}


def test_every_module_is_imported_by_another_one() -> None:
    imported = {name for one in rooms() for name in imported_by(one) if name != one.module}
    modules = {one.module for one in rooms() if not one.path.endswith("__init__.py")}

    assert modules - imported == set(ENTRANCES)


def test_every_use_case_and_everything_drawn_is_used_by_the_program() -> None:
    named = {
        node.id if isinstance(node, ast.Name) else node.attr
        for one in rooms()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Name | ast.Attribute)
    }
    offered = {
        f"{one.module}.{node.name}": node.name
        for one in python("bot/services", "bot/jobs", "bot/intake", "blocks")
        for node in one.tree.body
        if isinstance(node, Function) and not node.name.startswith("_")
    }

    assert {path for path, name in offered.items() if name not in named} == set()


def test_every_package_has_something_in_it() -> None:
    packages = {one.module for one in rooms() if one.path.endswith("__init__.py")}
    parents = {one.module.rpartition(".")[0] for one in rooms()}
    alone = {one.module for one in rooms() if one.path.endswith("__init__.py") and defines_something(one)}

    assert packages - parents - alone == set()


def defines_something(source: Source) -> bool:
    """Whether a package's own file has code in it."""
    return any(not isinstance(node, ast.Expr) for node in source.tree.body)
