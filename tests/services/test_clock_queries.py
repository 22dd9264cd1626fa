"""How many statements a tick takes depends neither on how many items there are nor on how many are late."""

from datetime import timedelta

from bot.domain.action_items import ActionItem
from bot.ports import Deps
from bot.services import action_items_late, digests, escalations, mornings
from storage.engine import Database
from tests.factories import WORKSPACE, a_member, a_postmortem
from tests.fakes import FakeClock
from tests.services.conftest import MAYA

SWEEPS = (mornings.sweep, escalations.sweep, digests.sweep, action_items_late.sweep)


async def _add(deps: Deps, *, documents: int, owner: str = MAYA) -> None:
    """Store documents with ten items each that are due today, or were two weeks ago."""
    now = deps.clock.now()
    async with deps.store.write(WORKSPACE) as uow:
        await uow.members.put(a_member(owner, name=owner), now)
        for number in range(documents):
            channel = f"C{owner[1:]}{number}"
            found = await uow.postmortems.add(a_postmortem(author=MAYA, channel=channel, resolved_at=now))
            for place in range(10):
                due = now.date() - timedelta(days=20 * (place % 2))
                made = now - timedelta(days=40)
                await uow.action_items.add(found.id, ActionItem(text="Alert", owner=owner, due=due, created_at=made))


async def _tick(deps: Deps, database: Database) -> list[int]:
    """Return how many statements each sweep took."""
    found = []
    for sweep in SWEEPS:
        before = database.statements_run
        await sweep(deps, WORKSPACE)
        found.append(database.statements_run - before)
    return found


async def test_a_tick_takes_the_same_number_of_statements_for_a_few_items_and_for_hundreds(
    deps: Deps, clean: Database, clock: FakeClock
) -> None:
    await _add(deps, documents=1)
    await _tick(deps, clean)  # asks
    clock.advance(minutes=10)
    few = await _tick(deps, clean)
    for number in range(12):
        await _add(deps, documents=4, owner=f"U1{number:03d}")
    await _tick(deps, clean)
    clock.advance(minutes=10)

    assert await _tick(deps, clean) == few


async def test_what_is_asked_is_written_down_and_nothing_more_is_read_for_it(
    deps: Deps, clean: Database, clock: FakeClock
) -> None:
    asked = []
    for documents in (1, 5):
        await _add(deps, documents=documents, owner=f"U20{documents}")
        before = clean.statements_run
        await mornings.sweep(deps, WORKSPACE)
        asked.append(clean.statements_run - before)
        clock.advance(minutes=10)

    owner_and_author, owner = 10 + 5 + 2 * 2, 50 + 2  # a question each, and for each of their messages two
    assert asked[1] - asked[0] == owner - owner_and_author
