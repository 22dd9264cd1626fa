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
        return [one for one in ("First", "Second", "Third", "Other") if f"*{one}*" in top(quiet.maya).text]

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
