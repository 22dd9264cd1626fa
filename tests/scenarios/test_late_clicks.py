"""Late clicks: drawn by somebody who may, pressed when that is over.

For each button, menu, window and word that changes a document: it is drawn, then the presser loses the role, becomes a
guest, the state moves on, the document becomes private, or the text is changed by somebody else. The press is refused
or asked again, with the reason, and never done.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.domain.lifecycle import RULES
from bot.domain.postmortems import Status, Visibility
from sandbox.driver import Person
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.cast import policy_table
from tests.scenarios.doors import Door, draw
from tests.scenarios.doors_table import DOORS
from tests.scenarios.stage import Stage, staged
from tests.scenarios.steps import texts

NONE = ("There is no such postmortem that you can see.", "There is no PM-1 that you can see.")
MIGHT_PRESS = ("author", "reviewer", "participant", "org admin")
_LISTS = ("editors", "commenters", "reviewers", "participants")


@pytest.fixture
def database(of_sqlite: Database) -> Database:
    """What is stored is looked at after every press, which is quick on one database."""
    return of_sqlite


Late = Callable[[Stage, Door, str], Awaitable[bool]]
"""Changes something between drawing and pressing; says whether a press may still have an effect."""


async def role_is_lost(stage: Stage, door: Door, role: str) -> bool:
    """Somebody else took the presser's place; an admin is one no more."""
    await stage.alter(**_without(stage, role))
    if role == "org admin":
        await stage.cast[role].change(admin=False)
    status = (await stage.stored()).status
    return "member" in policy_table().get((status.value, door.verb_in(status).value), ())


async def became_a_guest(stage: Stage, door: Door, role: str) -> bool:
    """Slack says that the presser is a guest now, with every role in the document kept."""
    del door
    await stage.cast[role].change(guest="multi")
    return False


async def state_moved_on(stage: Stage, door: Door, role: str) -> bool:
    """The document went into a state that does not know the verb; where there is none, into the archive."""
    del role
    elsewhere = [one for one in Status if (one, door.verb_in(one)) not in RULES]
    if not elsewhere:
        return True
    await stage.alter(status=elsewhere[-1])
    return False


async def became_private(stage: Stage, door: Door, role: str) -> bool:
    """The document is for the people of its channel now, and the presser is none of them."""
    del door
    await stage.alter(**_without(stage, role), visibility=Visibility.PRIVATE)
    if stage.cast[role].id in stage.channel.state.members:
        await stage.cast[role].leave(stage.channel)
    return False


async def text_was_changed(stage: Stage, door: Door, role: str) -> bool:
    """Somebody else changed the text, every entry and every item."""
    del role
    await stage.rewrite()
    return door.newer != "asked"


CHANGES: tuple[Late, ...] = (role_is_lost, became_a_guest, state_moved_on, became_private, text_was_changed)


@pytest.mark.parametrize("late", CHANGES, ids=lambda one: one.__name__)
async def test_a_late_click_is_refused_with_the_reason_or_asked_again_and_never_done(
    clean: Database, clock: FakeClock, late: Late
) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        for door in DOORS:
            press = await draw(stage, door)
            status, role = _home(door)
            await stage.scene(status, door.given)
            may_still = await late(stage, door, role)
            await stage.world.slack.settle()
            await stage.rebase()
            if said := await _pressed(stage, door, press, stage.cast[role], may_still=may_still):
                wrong[f"{door} · {role}"] = said
            await stage.recover(role)

    assert wrong == {}


async def _pressed(stage: Stage, door: Door, press: Any, person: Person, *, may_still: bool) -> str:
    """Press it; return what is wrong with what came of it."""
    stage.world.slack.hub.modals.clear()
    since = len(stage.world.slack.calls)
    done = await press(person)
    got = await stage.done()
    sent = [*(one.args for one in stage.world.slack.calls[since:]), *(one.body for one in done.ephemerals)]
    shown = "\n".join(texts([*sent, done.ack.body]))
    if done.failure:
        return f"{done.failure} {done.detail}"
    if may_still:
        return "" if got else f"nothing was done: {shown[-300:]}"
    if got:
        return f"{got} was done"
    return "" if shown or door.silent else "nothing was said"


def _home(door: Door) -> tuple[Status, str]:
    """Return a state in which it has an effect, and who may press it there."""
    table = policy_table()
    for status in (door.drawn, *Status):
        who = table.get((status.value, door.verb_in(status).value), frozenset())
        if who and status not in door.blocked:
            gone = {"author"} if door.given == "no author" else set()
            return status, next(one for one in MIGHT_PRESS if one in who - gone)
    raise AssertionError(f"nobody may ever press {door}")


def _without(stage: Stage, role: str) -> dict[str, Any]:
    """Return the fields of the document without somebody."""
    member = stage.cast[role].id
    kept = {name: tuple(one for one in getattr(stage.base, name) if one != member) for name in _LISTS}
    return kept | ({"author": stage.cast["editor"].id} if role == "author" else {})
