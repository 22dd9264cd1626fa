"""What is done with an action item where it is shown: in the message to who was given it, and in the list."""

from datetime import date

from blocks import ids
from bot.services import action_items, action_items_work
from bot.services.action_items import ItemWords
from bot.services.action_items_shown import item_shown
from sandbox.driver import Channel, Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.published import acting, complete, every, first, publish
from tests.scenarios.steps import answers, ready
from tests.scenarios.test_queries import cost
from tests.scenarios.world import World

TOLD = 11 * 60
EVIDENCE = "A link or a few words: how do we know it is done?"


async def give(world: World, *texts: str, to: Person, by: Person | None = None) -> None:
    """Let Maya, or somebody else, add items that are somebody's."""
    for text in texts:
        words = ItemWords(postmortem=await first(world), text=text, owner=to.id, due=date(2026, 3, 27))
        await action_items.put_item(world.bot.deps, await acting(world, by or world.maya), words)


def told(person: Person) -> list[Message]:
    """Return the messages in which somebody was told of items."""
    return [one for one in person.dms() if " gave you " in "\n".join(one.lines)]


def top(person: Person) -> Modal:
    """Return the window a person looks at."""
    assert person.modal is not None
    return person.modal


async def press(world: World, person: Person, label: str) -> None:
    """Press a button of the last message about items, and let what follows happen."""
    done = await person.click(told(person)[-1], label)
    assert done.acked, answers(done)
    await world.work()


async def the_item(world: World) -> tuple[int, int]:
    """Return the ids of PM-1 and of its first item."""
    postmortem = await first(world)
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        return postmortem, (await uow.action_items.of(postmortem))[0].id


async def shown(person: Person, channel: Channel) -> Modal:
    """Let somebody open the list of items from the card."""
    await person.click(channel.card(), "Action items")
    return top(person)


async def among_all(person: Person, place: int, label: str) -> None:
    """Open *Everything else* of an item in the list, and press something there."""
    await choose(person, place, "Everything else")
    await top(person).click(label)


async def choose(person: Person, place: int, option: str) -> None:
    """Choose from the menu of an item in the list."""
    menus = [one for one in top(person).blocks if (one.get("accessory") or {}).get("action_id") == "pm.item.menu"]
    await person.choose(top(person), str(menus[place]["block_id"]), option)


async def test_who_is_given_items_hears_of_all_of_them_once_after_a_while(quiet: World) -> None:
    await ready(quiet)
    await give(quiet, "Alert on pool use", "Runbook", "Drain first", to=quiet.ben)
    await quiet.work()
    early = told(quiet.ben)
    await quiet.later(TOLD)
    [message] = told(quiet.ben)

    assert early == []
    assert message.lines[:3] == [
        "*maya gave you 3 items in PM-1.*",
        "*Alert on pool use*",
        "PM-1 Checkout errors · ben · MEDIUM · due Fri, Mar 27 · open",
    ]
    assert message.text == "maya gave you 3 items in PM-1. Alert on pool use, Runbook, Drain first"
    await quiet.later(TOLD)
    assert len(told(quiet.ben)) == 1


async def test_who_takes_an_item_for_themselves_hears_nothing(quiet: World) -> None:
    await ready(quiet)
    await give(quiet, "Alert on pool use", to=quiet.maya)
    await quiet.later(TOLD)

    assert told(quiet.maya) == []


async def test_what_was_given_back_in_time_is_not_told(quiet: World) -> None:
    await ready(quiet)
    await give(quiet, "Alert on pool use", to=quiet.maya)
    maya, about = await acting(quiet, quiet.maya), await the_item(quiet)
    await action_items_work.hand_over(quiet.bot.deps, maya, *about, quiet.ben.id, as_seen=None)
    await action_items_work.undo(quiet.bot.deps, maya, *about)
    await quiet.later(TOLD)

    assert told(quiet.ben) == []


async def test_an_item_is_started_and_done_where_it_was_given(quiet: World) -> None:
    await ready(quiet)
    await give(quiet, "Alert on pool use", to=quiet.ben)
    await quiet.later(TOLD)

    await press(quiet, quiet.ben, "Start")
    started = told(quiet.ben)[-1].lines
    await press(quiet, quiet.ben, "Done")
    await top(quiet.ben).fill({EVIDENCE: "alert live, PAY-311"}).submit()
    await quiet.work()
    done = told(quiet.ben)[-1].lines
    await press(quiet, quiet.ben, "Undo")

    assert "◐ Started today." in started
    assert done[-1] == '✓ Done today: "alert live, PAY-311".  [ Undo ]'
    assert told(quiet.ben)[-1].lines == started
    assert len(told(quiet.ben)) == 1


async def test_done_without_words_is_asked_for_at_the_field(quiet: World) -> None:
    await ready(quiet)
    await give(quiet, "Alert on pool use", to=quiet.ben)
    await quiet.later(TOLD)
    await press(quiet, quiet.ben, "Done")
    form = top(quiet.ben)
    await form.fill({EVIDENCE: "   "}).submit()

    assert form.errors == {EVIDENCE: EVIDENCE}


async def test_the_owner_of_an_item_of_a_published_document_works_on_it_from_the_card(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await shown(quiet.ben, channel)
    await choose(quiet.ben, 0, "Done")
    await top(quiet.ben).fill({EVIDENCE: "https://dash.example/pool"}).submit()
    line = top(quiet.ben).text
    await quiet.later(6)

    assert "✓ Done today: https://dash.example/pool." in line
    assert [one for one in every(channel) if "3 items: 1 done, 2 open." in one.shown]


async def test_an_owner_sees_no_menu_at_the_items_of_others(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    window = await shown(quiet.ben, channel)
    menus = [one for one in window.blocks if (one.get("accessory") or {}).get("action_id") == "pm.item.menu"]

    assert len(menus) == 2


async def test_everything_else_leads_to_what_needs_words_and_back_to_the_list(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await shown(quiet.ben, channel)
    await among_all(quiet.ben, 0, "Won't do")
    await (
        top(quiet.ben).fill({"Why not? One sentence; it is shown with the item.": "moved to the new cluster"}).submit()
    )
    closed = top(quiet.ben).text
    await among_all(quiet.ben, 1, "New date")
    wanted = {"Until when?": date(2026, 4, 9), "Why? One sentence; it is shown in the history.": "The vendor is late"}
    await top(quiet.ben).fill(wanted).submit()
    redated = top(quiet.ben).text
    await among_all(quiet.ben, 0, "Reopen")
    await top(quiet.ben).close()

    assert '✓ Closed, won\'t do: "moved to the new cluster".' in closed
    assert "○ Now due Apr 9 (was Mar 28)." in redated
    assert "○ Open again." in top(quiet.ben).text


async def test_a_day_that_is_over_is_refused_at_its_field(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await shown(quiet.ben, channel)
    await among_all(quiet.ben, 0, "New date")
    form = top(quiet.ben)
    why = "Why? One sentence; it is shown in the history."
    await form.fill({"Until when?": date(2026, 1, 9), why: "Because"}).submit()

    assert form.errors == {"Until when?": "That day is over. Choose today or later."}


async def test_an_item_that_is_handed_over_is_told_to_its_new_owner_and_can_be_taken_back(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await shown(quiet.ben, channel)
    await choose(quiet.ben, 0, "Hand over")
    await top(quiet.ben).fill({"An item has one owner, a person. Who?": quiet.noor}).submit()
    given = top(quiet.ben).text
    await quiet.later(TOLD)
    [message] = told(quiet.noor)
    await shown(quiet.ben, channel)
    await choose(quiet.ben, 0, "Undo")
    await quiet.work()

    assert "✓ With noor now." in given
    assert message.lines[0] == "*ben gave you 1 item in PM-1.*"
    assert [one for one in told(quiet.noor)[-1].lines if "[ Done ]" in one] == []


async def test_two_people_press_one_after_the_other_and_the_second_reads_how_it_stands(quiet: World) -> None:
    await ready(quiet)
    await give(quiet, "Alert on pool use", to=quiet.ben)
    await quiet.later(TOLD)
    await press(quiet, quiet.ben, "Done")
    form = top(quiet.ben)
    maya, deps = await acting(quiet, quiet.maya), quiet.bot.deps
    await action_items_work.decline(deps, maya, *await the_item(quiet), "moved away")
    await form.fill({EVIDENCE: "alert live"}).submit()

    assert "This item has moved on: maya closed it as won't do on Mar 2. Nothing was changed." in top(quiet.ben).lines


async def test_what_is_put_off_or_given_another_day_where_it_was_given_is_taken_back_there(quiet: World) -> None:
    await ready(quiet)
    await give(quiet, "Alert on pool use", to=quiet.ben)
    await quiet.later(TOLD)
    row = told(quiet.ben)[-1].lines[-1]
    await quiet.ben.select(told(quiet.ben)[-1], ids.ITEM_MENU, "Snooze a week")
    await quiet.work()
    snoozed = told(quiet.ben)[-1].lines[-1]
    await press(quiet, quiet.ben, "Undo")
    await quiet.ben.select(told(quiet.ben)[-1], ids.ITEM_MENU, "New date")
    why = "Why? One sentence; it is shown in the history."
    await top(quiet.ben).fill({"Until when?": date(2026, 4, 9), why: "The vendor is late"}).submit()
    await quiet.work()

    assert row == "[ Done ] [ Start ] [ ... ]"
    assert snoozed == "○ Back on Mon, Mar 9.  [ Undo ]"
    assert told(quiet.ben)[-1].lines[-1] == "○ Now due Apr 9 (was Mar 27).  [ Undo ]"


async def test_undo_is_offered_for_a_day(quiet: World) -> None:
    await ready(quiet)
    await give(quiet, "Alert on pool use", to=quiet.ben)
    ben, it = await acting(quiet, quiet.ben), await the_item(quiet)
    await action_items_work.complete(quiet.bot.deps, ben, *it, "it rang")
    early = await item_shown(quiet.bot.deps, ben, *it)
    quiet.clock.advance(hours=25)
    late = await item_shown(quiet.bot.deps, ben, *it)

    assert (early.was is not None, late.was) == (True, None)


async def test_the_history_tells_what_was_done_with_which_item_and_why(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await give(quiet, "Alert on pool use", to=quiet.ben)
    ben, it = await acting(quiet, quiet.ben), await the_item(quiet)
    await action_items_work.start(quiet.bot.deps, ben, *it)
    await action_items_work.complete(quiet.bot.deps, ben, *it, "*it* rang <!here>")
    await quiet.ben.slash("/postmortem history", channel)
    lines = [line for line in top(quiet.ben).lines if "item" in line or "Why" in line]

    assert lines[0].endswith('*ben* marked the item "Alert on pool use" done')
    assert lines[1] == 'Why: "∗it∗ rang <!here>"'
    assert lines[2].endswith('*ben* started the item "Alert on pool use"')


async def test_how_many_statements_the_items_cost_does_not_depend_on_how_many_there_are(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await give(quiet, "Alert on pool use", to=quiet.ben)
    few = await costs(quiet, channel)
    await give(quiet, *(f"Item {n}" for n in range(40)), to=quiet.ben)

    assert await costs(quiet, channel) == few


async def costs(world: World, channel: Channel) -> tuple[int, int]:
    """Return how many statements it costs Maya to open the list of items, and everything else of one of them."""
    await world.maya.slash("/postmortem edit", channel)
    listed = await cost(world, lambda: top(world.maya).click("pm.items.open", block="section.action_items"))
    more = await cost(world, lambda: choose(world.maya, 0, "Everything else"))
    world.slack.hub.modals.clear()
    return listed, more
