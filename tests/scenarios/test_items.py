"""Action items of a document in Slack: added, edited, put in order, and why there are none."""

from datetime import date

from bot.domain.people import system
from bot.domain.postmortems import Verb
from bot.services.changes import change
from sandbox.driver import Channel, Person
from sandbox.driver.windows import Modal
from tests.scenarios.large import enlarge
from tests.scenarios.published import first
from tests.scenarios.steps import ready
from tests.scenarios.world import World


def top(person: Person) -> Modal:
    """Return the window a person looks at."""
    assert person.modal is not None
    return person.modal


async def opened(world: World) -> Channel:
    """Let Maya open the items of her draft from the hub; return its channel."""
    channel, card = await ready(world)
    await world.maya.click(card, "Edit")
    await top(world.maya).click("pm.items.open", block="section.action_items")
    return channel


async def add(world: World, text: str, **over: object) -> None:
    await top(world.maya).click("Add an item")
    top(world.maya).fill({"What will be done?": text, "Owner": world.ben, **over})
    assert (await top(world.maya).submit()).acked


async def test_an_item_has_an_owner_and_a_day_and_the_card_stops_asking_for_one(quiet: World) -> None:
    channel = await opened(quiet)
    await add(quiet, "Alert on pool use above 80%")
    shown = top(quiet.maya).text
    await quiet.work()
    assert ("*Alert on pool use above 80%*" in shown, "ben · MEDIUM · due Mon, Mar 30" in shown) == (True, True)
    assert "No action items" not in channel.card().shown


async def test_what_is_wrong_stands_at_its_field(quiet: World) -> None:
    await opened(quiet)
    await top(quiet.maya).click("Add an item")
    form = top(quiet.maya)
    form.fill({"What will be done?": "Too late", "Owner": quiet.ben, "Due": date(2026, 1, 1)})
    await form.submit()
    assert form.errors == {"Due": "That day is over. Choose today or later."}


async def test_items_are_put_in_order_edited_and_taken_out(quiet: World) -> None:
    await opened(quiet)
    for text in ("First", "Second", "Third"):
        await add(quiet, text)

    def order() -> list[str]:
        lines = top(quiet.maya).lines
        return [
            one
            for one in ("First", "Second", "Third", "Other")
            if f"*{one}*" in {line.partition("  [")[0] for line in lines}
        ]

    await among_all(quiet, 2, "Move up")
    lines = [line for line in top(quiet.maya).lines if line.startswith("*")]
    assert [line.strip("*").split("*")[0] for line in lines] == ["First", "Third", "Second"]
    await menu(quiet, 0, "Everything else")
    await top(quiet.maya).click("Edit")
    form = top(quiet.maya)
    form.fill({"What will be done?": "Other"})
    await form.submit()
    await among_all(quiet, 1, "Remove")
    assert order() == ["Second", "Other"]


async def test_fifty_items_are_turned_page_by_page_and_what_is_done_on_a_page_stays_on_it(quiet: World) -> None:
    _, card = await ready(quiet)
    await enlarge(quiet, sections=11, entries=0, comments=0, items=49)
    await quiet.maya.click(card, "Edit")
    await top(quiet.maya).click("pm.items.open", block="section.action_items")

    def shown() -> list[str]:
        return [line.strip("*") for line in top(quiet.maya).lines if line.startswith("*")]

    pages = [shown()]
    for _ in range(3):
        await top(quiet.maya).click("pm.items.next")
        pages.append(shown())
    assert [len(one) for one in pages] == [15, 15, 15, 4]
    assert len(set().union(*pages)) == 49
    await top(quiet.maya).click("pm.items.back")
    assert "Page 3 of 4" in top(quiet.maya).text
    await among_all(quiet, 1, "Remove")
    assert (shown()[0], "Page 3 of 4" in top(quiet.maya).text) == (pages[2][0], True)
    await add(quiet, "The newest one")
    assert (shown()[-1], "Page 4 of 4" in top(quiet.maya).text) == ("The newest one", True)


async def menu(world: World, place: int, option: str) -> None:
    modal = top(world.maya)
    blocks = [one for one in modal.blocks if (one.get("accessory") or {}).get("action_id") == "pm.item.menu"]
    await world.maya.choose(modal, str(blocks[place]["block_id"]), option)


async def among_all(world: World, place: int, label: str) -> None:
    """Press something in *Everything else* of an item, and go back to the list."""
    await menu(world, place, "Everything else")
    await top(world.maya).click(label)
    await top(world.maya).close()


async def test_why_there_are_none_is_said_instead(quiet: World) -> None:
    channel = await opened(quiet)
    await top(quiet.maya).click("Say why none")
    form = top(quiet.maya)
    form.fill({"Why are there no items?": "The cause is gone with the old cluster"})
    await form.submit()
    assert "No items: The cause is gone with the old cluster" in top(quiet.maya).text
    await quiet.work()
    assert "No action items" not in channel.card().shown


async def test_two_people_in_one_item_lose_nothing_the_second_sees_both(quiet: World) -> None:
    await opened(quiet)
    await add(quiet, "Alert on pool use")
    await quiet.work()
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        it.update(editors=(quiet.ben.id,))
    await menu(quiet, 0, "Everything else")
    await top(quiet.maya).click("Edit")
    await quiet.ben.slash("/postmortem edit 1", quiet.slack.channel("general", members=[quiet.ben]))
    await top(quiet.ben).click("pm.items.open", block="section.action_items")
    [row] = [one for one in top(quiet.ben).blocks if one["block_id"].startswith("item.")]
    await quiet.ben.choose(top(quiet.ben), str(row["block_id"]), "Everything else")
    await top(quiet.ben).click("Edit")
    await top(quiet.ben).fill({"What will be done?": "Alert on pool use above 80%"}).submit()

    form = top(quiet.maya)
    await form.fill({"What will be done?": "Alert on queue length"}).submit()
    asked = top(quiet.maya)

    assert "*Alert on pool use above 80%*" in asked.text
    assert "Save puts yours in its place." in asked.text
    assert asked.fields["What will be done?"] == "Alert on queue length"
    await asked.submit()
    assert "*Alert on queue length*" in top(quiet.maya).text


async def test_what_was_removed_is_brought_back_in_its_place_by_who_removed_it(quiet: World) -> None:
    channel = await opened(quiet)
    for text in ("First", "Second", "Third"):
        await add(quiet, text)
    await quiet.work()
    before = [line for line in top(quiet.maya).lines if line.startswith("*")]

    await menu(quiet, 1, "Everything else")
    await top(quiet.maya).click("Remove")
    gone = top(quiet.maya).lines[1:-1]
    await top(quiet.maya).click("Undo")
    back = top(quiet.maya)
    shown = back.lines[1]
    await quiet.work()

    assert gone == ["Removed: *Second*  [ Undo ]"]
    assert (back.title, shown) == ("Item · PM-1", "*Second*")
    await back.close()
    assert [line for line in top(quiet.maya).lines if line.startswith("*")] == before
    assert "Removed" not in top(quiet.maya).text
    assert "4 items" not in channel.card().shown


async def test_for_a_day_it_stands_below_the_list_for_who_removed_it_and_for_nobody_else(quiet: World) -> None:
    channel = await opened(quiet)
    for text in ("First", "Second"):
        await add(quiet, text)
    await among_all(quiet, 0, "Remove")
    here = top(quiet.maya).text
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        it.update(editors=(quiet.ben.id,))
    await quiet.ben.slash("/postmortem edit 1", channel)
    await top(quiet.ben).click("pm.items.open", block="section.action_items")

    assert ("Removed: *First*" in here, "Removed" in top(quiet.ben).text) == (True, False)
    late = top(quiet.maya)
    quiet.clock.advance(days=1, seconds=1)
    await late.click("Undo")
    assert top(quiet.maya).text.count("removed more than a day ago. Nothing was changed.") == 1
    await quiet.maya.slash("/postmortem edit 1", channel)
    await top(quiet.maya).click("pm.items.open", block="section.action_items")
    assert "Removed" not in top(quiet.maya).text


async def test_what_was_removed_by_mistake_is_back_with_its_owner_and_is_asked_about_as_before(quiet: World) -> None:
    await opened(quiet)
    await add(quiet, "First")
    await quiet.later(11 * 60)
    told = [one.lines for one in quiet.ben.dms()]

    await among_all(quiet, 0, "Remove")
    await quiet.work()
    gone = quiet.ben.dms()[-1].lines
    await top(quiet.maya).click("Undo")
    await quiet.later(11 * 60)

    assert gone == ["The items of PM-1 that you were given are not there any more."]
    assert [one.lines for one in quiet.ben.dms()] == told, "nobody is told a second time"
