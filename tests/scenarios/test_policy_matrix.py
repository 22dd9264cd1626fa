"""Every verb, state and role through Slack, against the table of docs/policy.md.

Each button, window and word of `doors_table` is drawn once by somebody who may, and then pressed by everybody there can
be, in every state: done where the table says so, else refused and not done. Without sight the answer is that of a
number that does not exist; with sight it says who can.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from blocks import ids
from bot.domain import policy
from bot.domain.action_items import ActionItem
from bot.domain.errors import Problem
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from sandbox import render
from sandbox.driver.handles import names_of
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.cast import STRANGERS, policy_table, sight_table
from tests.scenarios.doors import EDITS, Door, Press, draw, generic
from tests.scenarios.doors_ai import ON_THE_AI
from tests.scenarios.doors_aside import CHANGES_NOTHING
from tests.scenarios.doors_table import DOORS
from tests.scenarios.stage import Stage, staged
from tests.scenarios.steps import texts

ONE_ITEM = {Verb.WORK_ON_ITEM, Verb.UNDO_ITEM}
NONE = ("There is no such postmortem that you can see.", "There is no PM-1 that you can see.")
ON_BOTH = {
    ids.DRAFT_DISCARD, ids.SECTION_FORM, ids.ENTRY_HIDE, ids.ITEM_FORM, ids.COMMENT_FORM, ids.REVIEW_APPROVE,
    ids.CHANGES_FORM, ids.PUBLISH_ARCHIVE, *(door.id for door in ON_THE_AI),
}  # fmt: skip


@pytest.fixture
def database(request: pytest.FixtureRequest, of_sqlite: Database) -> Database:
    """The large tables are for one database, a slice of them for the other."""
    found: Database = request.getfixturevalue("of_postgres") if "postgresql" in request.node.name else of_sqlite
    return found


async def test_every_verb_in_every_state_is_for_the_roles_of_the_table_through_every_door(
    clean: Database, clock: FakeClock
) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        for door in DOORS:
            press = await draw(stage, door)
            for status in Status:
                await stage.scene(status, door.given)
                wrong |= {f"{door} · {status} · {role}": it async for role, it in pressed_by_all(stage, door, press)}

    assert wrong == {}


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.TEAM])
async def test_a_private_one_is_not_there_for_anybody_but_its_people_through_every_door(
    clean: Database, clock: FakeClock, visibility: Visibility
) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        for door in (one for one in DOORS if one.name != "who sees it"):  # that one is for its team already
            if visibility is Visibility.TEAM and door.id == ids.ELSEWHERE_FORM:
                continue  # its channel is public: no place for what is for a team, whoever asks
            press = await draw(stage, door)
            await stage.scene(door.drawn, door.given, visibility)
            wrong |= {f"{door} · {role}": it async for role, it in pressed_by_all(stage, door, press)}

    assert wrong == {}


async def test_the_same_table_holds_on_postgresql(clean: Database, clock: FakeClock) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        for door in (one for one in DOORS if one.id in ON_BOTH and not one.name):
            press = await draw(stage, door)
            await stage.scene(door.drawn, door.given)
            wrong |= {f"{door} · {role}": it async for role, it in pressed_by_all(stage, door, press)}

    assert wrong == {}


async def test_hidden_and_absent_are_answered_with_the_same_words_through_every_door(
    clean: Database, clock: FakeClock
) -> None:
    differ: dict[str, tuple[list[str], list[str]]] = {}
    async with staged(clean, clock) as stage:
        for door in (one for one in DOORS if not one.silent):
            press = await draw(stage, door)
            await stage.scene(door.drawn, door.given, Visibility.PRIVATE)
            hidden = await _answer(stage, press)
            await stage.without_it()
            absent = await _answer(stage, press)
            if hidden != absent or not hidden:
                differ[str(door)] = (hidden, absent)

    assert differ == {}


async def test_what_shows_and_opens_stores_nothing_whoever_presses_it(clean: Database, clock: FakeClock) -> None:
    stored: dict[str, Any] = {}
    async with staged(clean, clock) as stage:
        await stage.scene(Status.DRAFT)
        for action in sorted(CHANGES_NOTHING):
            press = generic(stage, action)
            for role in ("author", "org admin", "member", "guest"):
                stage.world.slack.hub.modals.clear()
                done = await press(stage.cast[role])
                if done.failure or (got := await stage.done()):
                    stored[f"{action} · {role}"] = done.failure or got
                    await stage.again()

    assert stored == {}


async def test_unsaved_words_are_kept_and_forgotten_only_for_whoever_may_edit(
    clean: Database, clock: FakeClock
) -> None:
    table = policy_table()
    kept: dict[str, bool] = {}
    async with staged(clean, clock) as stage:
        door = Door(ids.WHYS_OPEN, EDITS, (f"{ids.SECTION_EDIT}=root_cause", ids.WHYS_OPEN))
        press = await draw(stage, door)
        for status in Status:
            await stage.scene(status)
            for role, person in stage.cast.items():
                stage.world.slack.hub.modals.clear()
                await press(person)
                got = await stage.done()
                assert got in ([], [("changed", "unsaved")])
                may = role in table.get((status.value, door.verb_in(status).value), ())
                if bool(got) is not may:
                    kept[f"{status} · {role}"] = bool(got)
                await stage.again()

    assert kept == {}


async def pressed_by_all(stage: Stage, door: Door, press: Press) -> AsyncIterator[tuple[str, str]]:
    """Let everybody press it in the scene that is on; yield what was not as the table says."""
    assert stage.on is not None
    status, visibility = Status(stage.on[0]), stage.on[2]
    now = await stage.stored()
    verb = door.verb_in(status)
    for role, person in stage.cast.items():
        stage.world.slack.hub.modals.clear()
        since = len(stage.world.slack.calls)
        done = await press(person)
        got = await stage.done()
        known = "in its channel" if role == "author" and now.author is None else role
        sees = known in sight_table()[visibility] and role not in STRANGERS
        may = sees and known in policy_table().get((status.value, verb.value), ())
        sent = [*(one.args for one in stage.world.slack.calls[since:]), *(one.body for one in done.ephemerals)]
        shown = "\n".join(texts([*sent, done.ack.body]))
        if may and status not in door.blocked and (role == "author" or not door.own):
            expected = [("changed", door.effect)] if door.effect else [(verb.value, person.id)]
            if got != expected:
                yield role, f"may, but {got} was done: {shown[-300:]}"
        elif got:
            yield role, f"may not, but {got} was done"
        elif missing := _unsaid(stage, door, role, now, shown, sees=sees, may=may):
            yield role, f"{missing!r} was not said, but {shown[-300:]!r}"
        if done.failure:
            yield role, f"{done.failure} {done.detail}"
        if got:
            await stage.again()


def _unsaid(stage: Stage, door: Door, role: str, now: Postmortem, shown: str, *, sees: bool, may: bool) -> str:
    """Return the sentence that this person should have been told and was not."""
    if door.silent or (may and shown):
        return ""
    if not sees:
        return "" if any(one in shown for one in NONE) else NONE[0]
    inside = role == "in its team" or stage.cast[role].id in stage.channel.state.members
    names = {person.id: person.member.name for person in stage.cast.values()}
    verb = door.verb_in(now.status)
    item = ActionItem(text="It", owner=stage.cast["owner of the item"].id) if verb in ONE_ITEM else None
    try:
        policy.require(stage.actors[role], verb, now, in_channel=inside, names=lambda one: names[one], item=item)
    except Problem as problem:
        return "" if problem.sentence in shown else problem.sentence
    return "a refusal"


async def _answer(stage: Stage, press: Press) -> list[str]:
    """Return what somebody without sight is shown for a press, line by line."""
    person = stage.cast["member"]
    stage.world.slack.hub.modals.clear()
    done = await press(person)
    modal, body = done.modal, done.ack.body if isinstance(done.ack.body, dict) else {}
    lines = [line for one in done.ephemerals for line in one.lines]
    lines += modal.lines if modal is not None else []
    return lines + render.message(body, names_of(person.hub)) + sorted((body.get("errors") or {}).values())
