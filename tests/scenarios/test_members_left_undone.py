"""What is taken back would be with somebody again who has left meanwhile: it goes where their other items went."""

import pytest

from bot.domain.errors import Conflict
from bot.domain.people import system
from bot.domain.postmortems import Verb, Visibility
from bot.services import action_items_work
from bot.services.changes import change
from sandbox.driver import Person
from tests.scenarios.published import acting, first
from tests.scenarios.test_items_work import among_all, choose, shown, the_item, told, top
from tests.scenarios.test_members_left import left, outcome, owners
from tests.scenarios.world import World

TOLD = 11 * 60


async def handed_on(world: World, to: Person) -> None:
    """Let Maya give the first item, which is Ben's, to somebody else; then Ben leaves."""
    await action_items_work.hand_over(
        world.bot.deps, await acting(world, world.maya), *await the_item(world), to.id, as_seen=None
    )
    await world.later(TOLD)


@pytest.mark.parametrize(
    ("how", "said"),
    [({"deleted": True}, "ben has left the workspace."), ({"guest": "multi"}, "ben is a guest now.")],
)
async def test_in_a_window_it_says_who_has_it_now(quiet: World, how: dict[str, object], said: str) -> None:
    channel, maya = await outcome(quiet)
    await handed_on(quiet, quiet.noor)
    await left(quiet, quiet.ben, **how)

    await shown(quiet.maya, channel)
    await among_all(quiet.maya, 0, "Undo")
    await quiet.work()

    assert top(quiet.maya).lines[1] == f"{said} The item is with you now."
    assert (await owners(quiet))["Alert on pool use"] == maya
    assert "[ Done ]" not in "\n".join(told(quiet.noor)[-1].lines)


async def test_in_the_list_a_small_window_says_it(quiet: World) -> None:
    channel, maya = await outcome(quiet)
    await handed_on(quiet, quiet.noor)
    await left(quiet, quiet.ben)

    await shown(quiet.maya, channel)
    await choose(quiet.maya, 0, "Undo")

    assert top(quiet.maya).lines[1] == "ben has left the workspace. The item is with you now."
    await top(quiet.maya).close()
    assert "maya · MEDIUM" in top(quiet.maya).lines[4]
    assert (await owners(quiet))["Alert on pool use"] == maya


async def test_where_nobody_answers_for_it_nothing_is_taken_back_and_that_is_said(quiet: World) -> None:
    channel, _ = await outcome(quiet)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.REHOME, await first(quiet)) as it:
        it.update(author=None, editors=(quiet.maya.id,))
    await handed_on(quiet, quiet.maya)
    await left(quiet, quiet.ben)
    await left(quiet, quiet.noor)

    await shown(quiet.maya, channel)
    await among_all(quiet.maya, 0, "Undo")

    assert "ben has left the workspace. Nobody else answers for PM-1." in top(quiet.maya).text
    assert (await owners(quiet))["Alert on pool use"] == quiet.maya.id


async def test_what_was_removed_comes_back_to_who_has_the_others(quiet: World) -> None:
    channel, maya = await outcome(quiet)
    await shown(quiet.maya, channel)
    await among_all(quiet.maya, 0, "Remove")
    await left(quiet, quiet.ben)

    await top(quiet.maya).click("Undo")

    assert top(quiet.maya).lines[1] == "ben has left the workspace. The item is with you now."
    assert (await owners(quiet))["Alert on pool use"] == maya


async def test_who_cannot_see_it_any_more_does_not_get_it_back(quiet: World) -> None:
    channel, _ = await outcome(quiet)
    await handed_on(quiet, quiet.maya)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.REHOME, await first(quiet)) as it:
        it.update(visibility=Visibility.PRIVATE, participants=(quiet.maya.id,))
    await quiet.ben.leave(channel)
    await quiet.work()

    with pytest.raises(Conflict) as caught:
        await action_items_work.undo(quiet.bot.deps, await acting(quiet, quiet.maya), *await the_item(quiet))

    assert caught.value.sentence == (
        "ben cannot see PM-1 any more, so it cannot go back. Hand it over to somebody who can."
    )
    assert (await owners(quiet))["Alert on pool use"] == quiet.maya.id
