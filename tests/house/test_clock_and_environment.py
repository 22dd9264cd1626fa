"""Time and the environment enter at named places only; everywhere else they are arguments."""

import ast

import pytest

from tests.house.tree import dotted, rooms

CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.environb", "os.putenv"}


def using(names: set[str]) -> set[str]:
    """Return the files that use one of these dotted names."""
    endings = tuple(f".{name}" for name in names)
    found = set()
    for one in rooms():
        attributes = (dotted(node) for node in ast.walk(one.tree) if isinstance(node, ast.Attribute))
        if any(f".{name}".endswith(endings) for name in attributes):
            found.add(one.path)
    return found


def test_only_the_runtime_and_the_sandboxs_clock_ask_what_time_it_is() -> None:
    assert using(CLOCKS) == {"bot/runtime.py", "sandbox/clock.py"}


def test_nobody_reads_the_environment_but_the_settings_and_they_do_it_through_pydantic() -> None:
    assert using(ENVIRONMENT) == set()


@pytest.mark.parametrize("module", ["time", "os"])
def test_nobody_imports_a_clock_or_the_environment_by_name(module: str) -> None:
    forbidden = {f"time.{one}" for one in ("time", "time_ns")} | {f"os.{one}" for one in ("environ", "getenv")}
    found = {one.path for one in rooms() if one.imports() & {name for name in forbidden if name.startswith(module)}}

    assert found == set()
