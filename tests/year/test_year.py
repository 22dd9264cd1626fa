"""The promises of the clock hold over some weeks of a small workspace; `make year` plays a year of a large one."""

from collections.abc import Callable

import pytest

from storage.engine import Database
from tests.year.life import Year
from tests.year.promises import CHANNELS, PROMISES, TWICE


@pytest.fixture
def year(clean: Database, database_url: str) -> Callable[..., Year]:
    """Return what makes a year on the clean database."""
    del clean
    return lambda **over: Year(database_url, **({"seed": 6, "people": 12, "items": 90, "days": 42} | over))


async def test_weeks_of_a_small_workspace_break_no_promise(year: Callable[..., Year]) -> None:
    played = year(trouble=0.05)
    await played.play()

    assert played.promises.exceptions == {}
    tested = played.promises.tested
    assert {one for one in PROMISES if not tested[one]} <= {CHANNELS}
    assert tested[TWICE] > 50
    assert {"done", "start", "snooze", "new date", "hand over", "won't do", "undo", "nothing"} <= set(
        played.answers.counts
    )
    assert min(played.counts.values()) > 0
    assert min(played.chat.troubles.values()) > 0
