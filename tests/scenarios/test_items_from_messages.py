"""Items made from messages: which of several postmortems of a channel, and what is on record of a closed place."""

import pytest

from bot.domain.errors import Denied, NotFound
from bot.domain.people import system
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.services import action_items
from bot.services.action_items import ItemWords
from bot.services.changes import change
from sandbox.driver import Channel
from tests.scenarios.published import acting
from tests.scenarios.steps import ready
from tests.scenarios.test_items_lists import top
from tests.scenarios.test_items_new import stored
from tests.scenarios.world import World

WHICH = "Of which postmortem?"


async def two(world: World, **second: object) -> tuple[Channel, Postmortem, Postmortem]:
    """Return a channel of which two postmortems tell, both Maya's; `second` is what is said of PM-2 otherwise."""
    channel, _ = await ready(world)
    other = world.incident("inc-208-search")
    await world.maya.slash("/postmortem create Slow search", other)
    await top(world.maya).submit()
    await world.work()
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        found = [await uow.postmortems.by_number(number) for number in (1, 2)]
        assert found[0] is not None
        assert found[1] is not None
        incident = await uow.incidents.get(found[0].incident or 0)
        assert incident is not None
        await uow.incidents.save(incident.model_copy(update={"merged_into": found[1].id}))
    if second:
        async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, found[1].id) as it:
            it.update(**second)
        await world.work()
    return channel, found[0], found[1]


@pytest.mark.parametrize("chosen", [1, 2])
async def test_of_two_postmortems_of_a_channel_the_person_chooses(quiet: World, chosen: int) -> None:
    channel, *both = await two(quiet)
    said = await quiet.maya.post(channel, "We need an alert on pool use.")

    await quiet.maya.shortcut("Add action item", message=said)
    window = top(quiet.maya)
    await window.fill({"Owner": quiet.ben}).submit()
    unasked = window.errors
    title = {1: "PM-1 Checkout errors", 2: "PM-2 Slow search"}[chosen]
    await window.fill({WHICH: title}).submit()

    assert (window.title, unasked) == ("New item", {WHICH: "Please complete this required field."})
    found = [[one.text for one in await stored(quiet, one.id)] for one in both]
    assert found[chosen - 1] == ["We need an alert on pool use."]
    assert found[2 - chosen] == []


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.ORGANISATION])
async def test_what_is_private_or_somebody_elses_is_not_offered_and_takes_nothing(
    quiet: World, visibility: Visibility
) -> None:
    theirs = {"author": quiet.ben.id, "participants": (quiet.ben.id,), "visibility": visibility, "channel": None}
    channel, mine, other = await two(quiet, **theirs)
    said = await quiet.maya.post(channel, "We need an alert on pool use.")

    await quiet.maya.shortcut("Add action item", message=said)

    window = top(quiet.maya)
    assert (window.title, "Slow search" in str(window.blocks)) == ("New item · PM-1", False)
    await window.fill({"Owner": quiet.ben}).submit()
    assert [one.text for one in await stored(quiet, mine.id)] == ["We need an alert on pool use."]
    words = ItemWords(postmortem=other.id, text="Forged", owner=quiet.maya.id)
    with pytest.raises((Denied, NotFound)):
        await action_items.add_item(quiet.bot.deps, await acting(quiet, quiet.maya), words)
    assert await stored(quiet, other.id) == []


@pytest.mark.parametrize("private", [True, False])
async def test_that_an_item_tells_of_a_closed_place_stands_in_the_history(quiet: World, *, private: bool) -> None:
    channel, _ = await ready(quiet)
    place = quiet.slack.channel("elsewhere", members=[quiet.maya], private=private)
    said = await quiet.maya.post(place, "Ask the customer for their logs")

    await quiet.maya.shortcut("Add action item", message=said)
    await top(quiet.maya).fill({"Owner": quiet.ben}).submit()
    await quiet.maya.slash("/postmortem history", channel)

    told = '*maya* added the item "Ask the customer for their logs"'
    beside = " from a message that fewer people can read" if private else ""
    assert top(quiet.maya).lines[1].partition(" · ")[2] == f"{told}{beside}"
