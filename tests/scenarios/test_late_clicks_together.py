"""Two people on one button or window, and buttons and windows that another version of the bot has drawn."""

import asyncio

import pytest

from bot.domain.words import say
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.cast import policy_table
from tests.scenarios.doors import Door, draw
from tests.scenarios.doors_table import DOORS
from tests.scenarios.stage import staged
from tests.scenarios.steps import look_over, texts

PAIRS = (("author", "editor"), ("reviewer", "org admin"), ("participant", "org admin"), ("incident admin", "org admin"))


@pytest.fixture
def database(request: pytest.FixtureRequest, of_sqlite: Database) -> Database:
    """Where two are at once it matters which database it is; where one is late it does not."""
    found: Database = request.getfixturevalue("of_postgres") if "postgresql" in request.node.name else of_sqlite
    return found


async def test_what_another_version_has_drawn_says_so_and_does_nothing(clean: Database, clock: FakeClock) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        for door in (one for one in DOORS if not one.id.startswith("/")):
            press = await draw(stage, door, aged=True)
            await stage.scene(door.drawn, door.given)
            since = len(stage.world.slack.calls)
            done = await press(stage.cast["org admin"])
            got = await stage.done()
            sent = [*(one.args for one in stage.world.slack.calls[since:]), *(one.body for one in done.ephemerals)]
            shown = "\n".join(texts([*sent, done.ack.body]))
            if got or done.failure or say("no.old_bare") not in shown:
                wrong[str(door)] = f"{got} {done.failure} {shown[-200:]}"
                await stage.again()

    assert wrong == {}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_two_people_at_once_are_both_answered_and_leave_a_document_that_is_whole(
    clean: Database, clock: FakeClock, kind: str
) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        for door in (one for one in DOORS if kind == "sqlite" or one.drawn.value != "draft" or not one.steps):
            two = _two(door)
            if two is None:
                continue
            press = await draw(stage, door)
            await stage.scene(door.drawn, door.given)
            answers = await asyncio.gather(*(press(stage.cast[one]) for one in two))
            done = await stage.done()
            if any(one.failure for one in answers) or not 1 <= len(done) <= len(two):
                wrong[str(door)] = f"{[one.failure for one in answers]} {done}"
            if door.given != "complete" and not await stage.is_whole():  # that scene is filled in past the revisions
                wrong[str(door)] = f"it is not whole after {done}"
        await look_over(stage.world)

    assert wrong == {}


def _two(door: Door) -> tuple[str, str] | None:
    """Return two people who may; None where only one may."""
    who = policy_table().get((door.drawn.value, door.verb_in(door.drawn).value), frozenset())
    if door.own or door.effect or (door.given == "no author" and "author" in who):
        return None
    return next((two for two in PAIRS if set(two) <= who), None)
