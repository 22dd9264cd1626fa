"""Many items of several postmortems, worked through on a phone: what one has just done stays where one looks."""

import asyncio
from datetime import date

from bot.domain.action_items import ActionItem, Priority
from sandbox.driver import Channel
from tests.scenarios.steps import ready
from tests.scenarios.test_items_lists import menu, put, texts, top
from tests.scenarios.test_items_work import EVIDENCE
from tests.scenarios.world import World

DUE = date(2026, 3, 6)
WHY = "Why not? One sentence; it is shown with the item."
OWNER = "An item has one owner, a person. Who?"


async def many(world: World) -> Channel:
    """Return a channel whose document has 20 items of Ben's, two of them late."""
    channel, _ = await ready(world)
    late = [ActionItem(text=f"Late {n}", owner=world.ben.id, due=date(2026, 2, 25)) for n in range(2)]
    items = [ActionItem(text=f"Item {n:02}", owner=world.ben.id, due=DUE, priority=Priority.LOW) for n in range(18)]
    await put(world, *late, *items)
    return channel


async def test_what_one_has_just_done_stays_in_sight_with_its_undo_however_long_the_list_is(quiet: World) -> None:
    channel = await many(quiet)
    await quiet.ben.slash("/postmortem actions", channel)
    page = texts(quiet.ben)
    assert (page[:3], top(quiet.ben).lines[-2]) == (["Late 0", "Late 1", "Item 00"], "Items 1–15 of 20.")

    await menu(quiet.ben, "Late 0", "Done")
    await top(quiet.ben).fill({EVIDENCE: "alert live"}).submit()
    assert (texts(quiet.ben), '✓ Done today: "alert live".' in top(quiet.ben).text) == (page, True)
    await top(quiet.ben).select("pm.item_list.showing", "Overdue")
    assert (texts(quiet.ben), "1 open, 1 late" in top(quiet.ben).text) == (["Late 0", "Late 1"], True)
    await top(quiet.ben).select("pm.item_list.showing", "Open")

    await menu(quiet.ben, "Item 00", "Hand over")
    await top(quiet.ben).fill({OWNER: quiet.noor}).submit()
    assert top(quiet.ben).lines[3:7] == [
        "Just now, and not on this page:",
        "*Item 00*",
        "PM-1 · noor · LOW · due Fri, Mar 6 · open",
        "✓ With noor now.  [ ... ]",
    ]
    await menu(quiet.ben, "Item 00", "Undo")
    assert (texts(quiet.ben), "Just now" in top(quiet.ben).text) == (page, False)

    await top(quiet.ben).select("pm.item_list.showing", "Closed")
    assert (texts(quiet.ben), top(quiet.ben).lines[2][:7]) == (["Late 0"], "1 item:")
    await top(quiet.ben).close()
    await quiet.noor.slash("/postmortem actions PM-1", channel)
    assert (top(quiet.noor).title, "20 items" in top(quiet.noor).text) == ("Items · PM-1", True)


async def test_what_an_author_adds_for_somebody_else_is_seen_in_their_own_list_and_moved_by_its_number(
    quiet: World,
) -> None:
    channel = await many(quiet)
    await quiet.maya.slash("/postmortem actions", channel)
    await top(quiet.maya).click("Add item")
    await top(quiet.maya).fill({"What will be done?": "Alert on pool", "Owner": quiet.ben}).submit()
    assert (top(quiet.maya).lines[3], texts(quiet.maya)) == ("Just now, and not on this page:", ["Alert on pool"])

    await top(quiet.maya).click("More filters")
    assert top(quiet.maya).fields["Owner"] == quiet.maya.id
    await top(quiet.maya).fill({"Owner": None}).submit()
    assert "Items 1–15 of 21." in top(quiet.maya).text
    await menu(quiet.maya, "Item 03", "Everything else")
    await top(quiet.maya).click("Move up")
    assert "It is number 5 of 21 in the list of PM-1 now." in top(quiet.maya).text


async def test_of_two_who_press_at_once_one_does_it_and_the_other_finds_the_list_as_it_is(quiet: World) -> None:
    channel = await many(quiet)
    await quiet.ben.slash("/postmortem actions", channel)
    await quiet.maya.slash(f"/postmortem actions <@{quiet.ben.id}>", channel)

    await asyncio.gather(menu(quiet.ben, "Item 00", "Start"), menu(quiet.maya, "Item 00", "Start"))
    [slower] = [one for one in (quiet.ben, quiet.maya) if top(one).title == "Not possible"]
    assert "This item has moved on: started, with ben, due Fri, Mar 6. Nothing was changed." in top(slower).text
    await top(slower).close()
    assert "PM-1 · ben · LOW · due Fri, Mar 6 · started" in top(slower).text

    await menu(quiet.ben, "Late 1", "Done")
    await menu(quiet.maya, "Late 1", "Everything else")
    await top(quiet.maya).click("Won't do")
    await top(quiet.ben).fill({EVIDENCE: "alert live"}).submit()
    await top(quiet.maya).fill({WHY: "no need"}).submit()
    assert "This item has moved on: ben marked it done on Mar 2. Nothing was changed." in top(quiet.maya).text
    await top(quiet.maya).close()
    assert "PM-1 · ben · MEDIUM · due Wed, Feb 25 · done" in top(quiet.maya).text
