"""Postmortems are saved by the one door; the few places beside it are named here with their reason."""

import ast

from tests.house.tree import dotted, python

SAVES = {
    "bot/services/changes.py": "the door itself",
    "bot/services/incidents.py": "hold and unhold follow from signals, and no person asks for them by a verb",
}
ADDS = {"bot/services/incidents.py": "a new postmortem has no state yet that a door could check"}
BROAD = {
    "storage/engine.py": "a connection that cannot even roll back is left; the first error is the one that is told",
    "bot/jobs/worker.py": "whatever a job does, its end is written",
    "bot/listeners/dispatch.py": "whatever a listener does, the person gets an answer",
    "bot/listeners/errors.py": "and where that answer fails too, the ack still goes out",
}


def calls(ending: str) -> set[str]:
    """Return the files under bot/ that call something whose dotted name ends so."""
    return {
        source.path
        for source in python("bot")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and f".{dotted(node.func)}".endswith(f".{ending}")
    }


def test_a_postmortem_is_saved_at_the_door_or_for_a_reason_that_is_named_here() -> None:
    assert calls("postmortems.save") == set(SAVES)


def test_a_postmortem_is_made_in_one_place() -> None:
    assert calls("postmortems.add") == set(ADDS)


def test_everything_is_caught_only_where_somebody_must_be_answered() -> None:
    broad = {
        source.path
        for source in python("bot", "blocks", "storage")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in {"Exception", "BaseException"})
        and not any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
    }

    assert broad == set(BROAD)
