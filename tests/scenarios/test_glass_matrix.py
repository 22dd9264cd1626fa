"""The glass by table: who breaks it in which state of which document, and every door behind it stays shut.

An org admin who broke it reads a private document; each button, menu, window and word that does something refuses.
"""

from typing import Any

import pytest

from blocks import ids
from bot.domain import policy
from bot.domain.errors import Problem
from bot.domain.people import Actor
from bot.domain.postmortems import Status, Verb, Visibility
from bot.services import glass
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.cast import STRANGERS, sight_table
from tests.scenarios.doors import Door, Press, draw
from tests.scenarios.doors_table import DOORS, ON_FILES
from tests.scenarios.stage import Stage, staged
from tests.scenarios.steps import texts

NONE = "There is no PM-1 that you can see."
SEES = "You can read PM-1 already."
READS = "PM-1 is open to you for reading only."
WINDOW = Door(
    ids.GLASS_FORM,
    Verb.BREAK_GLASS,
    ("/postmortem glass 1",),
    fill=lambda _: {"reason": "A court asks for it."},
    by="org admin",
    visibility=Visibility.PRIVATE,
)


@pytest.fixture
def database(request: pytest.FixtureRequest, of_sqlite: Database) -> Database:
    """The large table is for one database, a slice of it for the other."""
    found: Database = request.getfixturevalue("of_postgres") if "postgresql" in request.node.name else of_sqlite
    return found


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_the_glass_is_broken_by_org_admins_alone_in_every_state_and_on_record(
    clean: Database, clock: FakeClock, kind: str
) -> None:
    wrong: dict[str, Any] = {}
    async with staged(clean, clock) as stage:
        press = await draw(stage, WINDOW)
        for status in Status if kind == "sqlite" else (Status.IN_REVIEW,):
            for visibility in Visibility:
                await stage.scene(status, "", visibility)
                for role, person in stage.cast.items():
                    done, said = await pressed(stage, press, role)
                    sees = role in sight_table()[visibility] and role not in STRANGERS
                    breaks = visibility is Visibility.PRIVATE and role == "org admin"
                    expected = [(Verb.BREAK_GLASS.value, person.id)] if breaks else []
                    words = "You can read PM-1 until " if breaks else SEES if sees else NONE
                    if done != expected or words not in said:
                        wrong[f"{status} · {visibility} · {role}"] = (done, said[-200:])
                    await stage.again()

    assert wrong == {}


async def test_asking_for_it_stores_nothing_whoever_asks(clean: Database, clock: FakeClock) -> None:
    wrong: dict[str, Any] = {}
    async with staged(clean, clock) as stage:
        await stage.scene(Status.DRAFT, "", Visibility.PRIVATE)
        press = await draw(stage, Door("/postmortem glass 1", Verb.BREAK_GLASS))
        for role in stage.cast:
            done, said = await pressed(stage, press, role)
            sees = role in sight_table()[Visibility.PRIVATE] and role not in STRANGERS
            words = "pm.glass.form" if role == "org admin" else SEES if sees else NONE
            if done or words not in said:
                wrong[role] = (done, said[-200:])

    assert wrong == {}


async def test_behind_the_glass_every_door_that_does_something_is_shut(clean: Database, clock: FakeClock) -> None:
    wrong: dict[str, Any] = {}
    async with staged(clean, clock) as stage:
        for door in DOORS:
            press = await draw(stage, door)
            await stage.scene(door.drawn, door.given, Visibility.PRIVATE)
            actor = await behind(stage)
            done, said = await pressed(stage, press, "org admin")
            words = READS if door in ON_FILES else await refusal(stage, actor, door.verb_in(door.drawn))
            if done or not (door.silent or words in said):
                wrong[str(door)] = (done, words, said[-200:])

    assert wrong == {}


async def behind(stage: Stage) -> Actor:
    """Let the org admin break the glass in the scene that is on."""
    deps, actor = stage.world.bot.deps, stage.actors["org admin"]
    await glass.break_glass(deps, actor, stage.base.number, "A court asks for it.")
    await stage.world.work()
    await stage.rebase()
    return await glass.with_opened(deps, actor)


async def refusal(stage: Stage, actor: Actor, verb: Verb) -> str:
    """Return the sentence with which that is refused now."""
    with pytest.raises(Problem) as caught:
        policy.require(actor, verb, await stage.stored(), in_channel=False, names=str)
    return caught.value.sentence


async def pressed(stage: Stage, press: Press, role: str) -> tuple[list[tuple[str, str]], str]:
    """Let somebody press it; return what was stored and everything that was shown."""
    stage.world.slack.hub.modals.clear()
    since = len(stage.world.slack.calls)
    done = await press(stage.cast[role])
    assert not done.failure, done.detail
    sent = [*(one.args for one in stage.world.slack.calls[since:]), *(one.body for one in done.ephemerals)]
    return await stage.done(), "\n".join(texts([*sent, done.ack.body]))
