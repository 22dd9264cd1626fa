"""Files and functions stay so small that they can be read at a go."""

from tests.house.tree import python

MOST_LINES = 400
LONGEST_FUNCTION = 50


def test_no_python_file_is_longer_than_400_lines() -> None:
    assert {one.path: one.lines for one in python() if one.lines > MOST_LINES} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    found = {
        f"{one.path}:{function.name}": length
        for one in python()
        if "/migrations/versions/" not in one.path  # a migration is a list of what is done, and nobody changes it
        for function in one.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }

    assert found == {}
