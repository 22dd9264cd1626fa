"""All items in one window: whose, how late, how much they matter; and nothing of what a person may not see."""

from datetime import date

import pytest

from bot.domain.action_items import ActionItem, ItemKind, Priority
from bot.domain.people import system
from bot.domain.postmortems import Verb, Visibility
from bot.services.changes import change
from sandbox.driver import Channel, Person
from sandbox.driver.windows import Modal
from tests.scenarios.published import first
from tests.scenarios.steps import answers, ready
from tests.scenarios.world import World

LATE, WEEK, LATER = date(2026, 2, 25), date(2026, 3, 4), date(2026, 3, 30)  # seen from Mon, Mar 2


def top(person: Person) -> Modal:
    assert person.modal is not None
    return person.modal


def texts(person: Person) -> list[str]:
    """Return the words of the items that a window shows, in their order."""
    return [one.removeprefix("*").rpartition("*")[0] for one in top(person).lines if one.startswith("*")]


async def put(world: World, *items: ActionItem, **over: object) -> int:
    """Put items into the newest document, and change that."""
    postmortem = await first(world)
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, postmortem) as it:
        for one in items:
            await it.add_item(one)
        if over:
            it.update(**over)
    await world.work()
    return postmortem


async def some(world: World) -> Channel:
    """Return the channel of a document with four items of two people."""
    channel, _ = await ready(world)
    ben, maya = world.ben.id, world.maya.id
    await put(
        world,
        ActionItem(text="Alert on pool use", owner=ben, due=LATE, priority=Priority.HIGH, kind=ItemKind.DETECT),
        ActionItem(text="Runbook", owner=ben, due=LATER, ticket="PAY-311"),
        ActionItem(text="Review limits", owner=maya, due=WEEK),
        ActionItem(text="Ask the vendor", owner=maya, priority=Priority.LOW),
        services=("payments",),
    )
    return channel


async def test_without_a_word_the_list_is_of_who_asks_late_ones_first(quiet: World) -> None:
    channel = await some(quiet)

    await quiet.ben.slash("/postmortem actions", channel)

    window = top(quiet.ben)
    assert window.title == "Action items"
    assert texts(quiet.ben) == ["Alert on pool use", "Runbook"]
    assert "PM-1 · ben · HIGH · late since Wed, Feb 25 · open" in window.text
    assert "PM-1 · ben · MEDIUM · due Mon, Mar 30 · open · PAY-311" in window.text
    assert "2 open, 1 late  [ More filters ]" in window.lines
    assert "Items 1–2 of 2." in window.text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("open", ["Alert on pool use", "Review limits", "Runbook", "Ask the vendor"]),
        ("overdue", ["Alert on pool use"]),
        ("all low", ["Ask the vendor"]),
        ("<@{ben}> high", ["Alert on pool use"]),
        ("<@{maya}>", ["Review limits", "Ask the vendor"]),
        ("due by 2026-03-05", ["Alert on pool use", "Review limits"]),
        ("detect", ["Alert on pool use"]),
        ("service pay low", ["Ask the vendor"]),
        ("service:search", []),
    ],
)
async def test_words_arrive_as_filters(quiet: World, words: str, shown: list[str]) -> None:
    channel = await some(quiet)

    await quiet.noor.slash(f"/postmortem actions {words}".format(ben=quiet.ben.id, maya=quiet.maya.id), channel)

    assert texts(quiet.noor) == shown


async def test_the_other_spelling_and_a_word_that_means_nothing(quiet: World) -> None:
    channel = await some(quiet)

    await quiet.maya.slash("/postmortem items mine vrgent", channel)

    assert texts(quiet.maya) == ["Review limits", "Ask the vendor"]
    assert "I left out what I do not know: vrgent." in top(quiet.maya).text


async def test_selects_redraw_the_window_and_keep_each_others_choices(quiet: World) -> None:
    channel = await some(quiet)
    await quiet.maya.slash("/postmortem actions", channel)

    seen = {}
    for select, choice in (
        ("pm.item_list.owner", "Owner: anyone"),
        ("pm.item_list.priority", "HIGH"),
        ("pm.item_list.showing", "Overdue"),
        ("pm.item_list.priority", "Any priority"),
        ("pm.item_list.due", "Due this week"),
        ("pm.item_list.due", "Due any day"),
        ("pm.item_list.showing", "All"),
        ("pm.item_list.owner", "Owner: me"),
    ):
        await top(quiet.maya).select(select, choice)
        seen[f"{select.rpartition('.')[2]} {choice}"] = texts(quiet.maya)

    assert seen == {
        "owner Owner: anyone": ["Alert on pool use", "Review limits", "Runbook", "Ask the vendor"],
        "priority HIGH": ["Alert on pool use"],
        "showing Overdue": ["Alert on pool use"],
        "priority Any priority": ["Alert on pool use"],
        "due Due this week": [],
        "due Due any day": ["Alert on pool use"],
        "showing All": ["Alert on pool use", "Review limits", "Runbook", "Ask the vendor"],
        "owner Owner: me": ["Review limits", "Ask the vendor"],
    }


async def test_more_filters_narrow_the_list_below_and_stand_in_it(quiet: World) -> None:
    channel = await some(quiet)
    await quiet.maya.slash("/postmortem actions open", channel)
    await top(quiet.maya).click("More filters")
    form = top(quiet.maya)
    form.fill({"Owner": quiet.ben, "Kind": "detect", "Service": "Pay", "Due from": LATE, "Due until": LATER})
    await form.submit()

    assert texts(quiet.maya) == ["Alert on pool use"]
    assert "Only: detect and service `Pay`." in top(quiet.maya).text
    await top(quiet.maya).click("More filters")
    again = top(quiet.maya)
    assert (again.fields["Kind"], again.fields["Service"]) == ("detect", "Pay")
    again.fill({"Due from": LATER, "Due until": LATE})
    await again.submit()
    assert again.errors == {"Due until": "The last day is before the first one."}


async def test_many_items_are_turned_page_by_page(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await put(quiet, *(ActionItem(text=f"Item {n:02}", owner=quiet.maya.id, due=LATER) for n in range(32)))
    await quiet.maya.slash("/postmortem actions", channel)

    pages = [texts(quiet.maya)]
    for _ in range(2):
        await top(quiet.maya).click("Later")
        pages.append(texts(quiet.maya))
    assert [len(one) for one in pages] == [15, 15, 2]
    assert len(set().union(*pages)) == 32
    assert "Items 31–32 of 32." in top(quiet.maya).text
    await top(quiet.maya).click("Earlier")
    assert texts(quiet.maya) == pages[1]


async def test_what_a_person_may_not_see_is_not_counted_either(quiet: World) -> None:
    channel = await some(quiet)
    await put(quiet, visibility=Visibility.PRIVATE)
    outside = quiet.slack.channel("general", members=[quiet.maya, quiet.ben])
    stranger = quiet.slack.person("sam", name="Sam")
    await stranger.join(outside)

    await stranger.slash("/postmortem actions all", outside)
    assert (texts(stranger), "0 open, 0 late" in top(stranger).text) == ([], True)
    assert "No items. They come from postmortems, or from a message: Add action item." in top(stranger).text
    await quiet.ben.slash("/postmortem actions all", channel)
    assert len(texts(quiet.ben)) == 4, "who is in the channel sees them"


async def test_a_guest_is_not_told_that_nothing_is_left_to_do(quiet: World) -> None:
    channel = await some(quiet)
    await quiet.maya.slash("/postmortem actions", channel)
    await quiet.maya.change(guest="multi")
    await quiet.work()

    done = await quiet.maya.slash("/postmortem actions", channel)
    await top(quiet.maya).select("pm.item_list.owner", "Owner: anyone")

    assert answers(done) == [["Only members of this workspace can do that."]]
    assert (top(quiet.maya).title, top(quiet.maya).text.count("Only members of this workspace")) == ("Not possible", 1)


async def test_empty_lists_say_what_that_means(quiet: World) -> None:
    channel, _ = await ready(quiet)

    said = {}
    for words in ("", "overdue", "open", "high", "closed"):
        await quiet.ben.slash(f"/postmortem actions {words}".strip(), channel)
        said[words] = next(line for line in top(quiet.ben).lines if line.startswith("No"))
        await top(quiet.ben).close()

    assert said == {
        "": "No open items of yours. Nothing left to do.",
        "overdue": "Nothing is late.",
        "open": "No items. They come from postmortems, or from a message: Add action item.",
        "high": "No items like that. Choose something wider.",
        "closed": "Nothing is closed yet.",
    }


async def test_in_a_thread_the_words_are_answered_with_the_button_that_opens_the_list(quiet: World) -> None:
    channel = await some(quiet)
    root = await quiet.ben.post(channel, "what is left?")
    await quiet.ben.mention_bot(channel, "actions", thread=root)
    await quiet.work()

    [asked] = quiet.ben.ephemerals(channel)
    done = await quiet.ben.click(asked, "Open it")

    assert done.modal is not None, answers(done)
    assert texts(quiet.ben) == ["Alert on pool use", "Runbook"]


async def test_home_shows_twelve_of_my_items_with_what_is_late_and_leads_to_all(quiet: World) -> None:
    await ready(quiet)
    mine = [ActionItem(text=f"Item {n:02}", owner=quiet.ben.id, due=LATER) for n in range(13)]
    await put(quiet, *mine, ActionItem(text="Alert", owner=quiet.ben.id, due=LATE))
    await quiet.ben.open_home()
    await quiet.work()
    home = quiet.ben.home
    assert home is not None

    assert home.lines[2:5] == [
        "# My items · 14 open, 1 late",
        "*Alert* · PM-1 · late since Wed, Feb 25  [ ... ]",
        "*Item 00* · PM-1 · due Mon, Mar 30  [ ... ]",
    ]
    assert "and 2 more  [ Show all ]" in home.lines
    done = await home.click("Show all")
    assert done.modal is not None
    assert "Items 1–14 of 14." in done.modal.text


async def menu(person: Person, text: str, option: str) -> None:
    """Choose something from the menu of an item in the window on top."""
    window = top(person)
    block = next(one for one in window.blocks if f"*{text}*" in str(one.get("text")))
    await person.choose(window, str(block["block_id"]), option)


async def test_what_is_done_by_a_lines_menu_stands_in_the_list_with_undo(quiet: World) -> None:
    channel = await some(quiet)
    await quiet.ben.slash("/postmortem actions high", channel)

    await menu(quiet.ben, "Alert on pool use", "Start")
    started = top(quiet.ben).text
    await menu(quiet.ben, "Alert on pool use", "Done")
    form = top(quiet.ben)
    form.fill({"A link or a few words: how do we know it is done?": "alert live, PAY-311"})
    await form.submit()
    done = top(quiet.ben).text
    await menu(quiet.ben, "Alert on pool use", "Undo")
    undone = top(quiet.ben).text

    assert "PM-1 · ben · HIGH · late since Wed, Feb 25 · started" in started
    assert 'Done today: "alert live, PAY-311".' in done
    assert "0 open, 0 late" in done
    assert ("1 open, 1 late" in undone, "Alert on pool use" in undone) == (True, True)
    await quiet.later(700)
    await quiet.ben.slash("/postmortem actions high", channel)
    assert texts(quiet.ben) == ["Alert on pool use"]


async def test_whoever_may_do_nothing_with_an_item_has_no_menu(quiet: World) -> None:
    channel = await some(quiet)

    await quiet.ben.slash("/postmortem actions open", channel)

    menus: dict[str, list[bool]] = {who: [] for who in ("ben", "maya")}
    for line in top(quiet.ben).lines:
        for who in [one for one in menus if f"· {one} ·" in line]:
            menus[who].append(line.endswith("[ ... ]"))
    assert menus == {"ben": [True, True], "maya": [False, False]}


async def test_what_is_done_with_an_item_from_home_stands_there(quiet: World) -> None:
    await ready(quiet)
    await put(quiet, ActionItem(text="Alert", owner=quiet.ben.id, due=LATE))
    await quiet.ben.open_home()
    await quiet.work()
    home = quiet.ben.home
    assert home is not None

    for option in ("Start", "Snooze a week", "Done"):
        block = next(one for one in home.blocks if "*Alert*" in str(one.get("text")))
        done = await quiet.ben.choose(home, str(block["block_id"]), option)
        assert done.acked, answers(done)
        await quiet.later(11)
        if option == "Snooze a week":
            assert "*Alert* · PM-1 · late since Wed, Feb 25 · started · back on Mon, Mar 9  [ ... ]" in home.lines
    await top(quiet.ben).fill({"A link or a few words: how do we know it is done?": "alert live"}).submit()
    await quiet.later(11)

    assert "*Alert* · PM-1 · done  [ ... ]" in home.lines


async def test_the_card_counts_what_is_late_where_its_owner_lives(quiet: World) -> None:
    channel, _ = await ready(quiet)
    kiri = quiet.slack.person("kiri", name="Kiri", tz="Pacific/Kiritimati")
    await kiri.join(channel)
    await kiri.slash("/postmortem", channel)
    today = date(2026, 3, 2)
    await put(
        quiet, ActionItem(text="a", owner=kiri.id, due=today), ActionItem(text="b", owner=quiet.ben.id, due=today)
    )
    await quiet.later(6)

    assert " · 2 items, 1 late" in channel.card().shown
