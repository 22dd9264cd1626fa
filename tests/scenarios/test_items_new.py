"""New items from anywhere: typed in a line, from a message, from the list; with a day that follows what is chosen."""

from datetime import date
from typing import Any

import pytest

from bot.domain.action_items import ActionItem, Priority
from sandbox.driver import Channel, Interaction, Person
from tests.scenarios.published import complete, first, publish
from tests.scenarios.steps import answers, ready
from tests.scenarios.test_items_lists import menu, texts, top
from tests.scenarios.world import World

FRIDAY = date(2026, 3, 6)  # seen from Mon, Mar 2


async def stored(world: World, postmortem: int | None = None) -> list[ActionItem]:
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        return await uow.action_items.of(postmortem or await first(world))


async def typed(world: World, person: Person, channel: Channel, line: str) -> Interaction:
    names = {one: f"<@{getattr(world, one).id}>" for one in ("ben", "maya", "noor")}
    done = await person.slash(f"/postmortem {line.format(**names)}", channel)
    await world.work()
    return done


@pytest.mark.parametrize(
    "line", ["actions add Alert on pool {ben} fri high", "todo Alert on pool by fri high {ben}", "items add alert"]
)
async def test_a_line_that_says_it_all_is_an_item_and_the_answer_takes_it_back(quiet: World, line: str) -> None:
    if line == "items add alert":
        line = "items add PM-1 Alert on pool {ben}, 6 mar, HIGH"
    channel, _ = await ready(quiet)

    done = await typed(quiet, quiet.maya, channel, line)

    [item] = await stored(quiet)
    assert (item.text, item.owner, item.due, item.priority) == ("Alert on pool", quiet.ben.id, FRIDAY, Priority.HIGH)
    assert (item.created_by, item.created_at is not None) == (quiet.maya.id, True)
    assert answers(done) == [["Added to PM-1: *Alert on pool* ben · HIGH · Fri, Mar 6.", "[ Undo ] [ Edit ]"]]
    undone = await quiet.maya.click(done.ephemerals[0], "Undo")
    assert (undone.acked, await stored(quiet)) == (True, [])
    assert quiet.maya.ephemerals(channel)[-1].lines == ["Undone."]


async def test_an_item_added_in_a_line_is_edited_from_the_answer(quiet: World) -> None:
    channel, _ = await ready(quiet)
    done = await typed(quiet, quiet.maya, channel, "todo Alert on pool {ben} fri")

    await quiet.maya.click(done.ephemerals[0], "Edit")
    await top(quiet.maya).fill({"What will be done?": "Alert on pool use above 80%"}).submit()

    assert [one.text for one in await stored(quiet)] == ["Alert on pool use above 80%"]
    late = await quiet.maya.click(done.ephemerals[0], "Undo")
    assert "This item was changed meanwhile" in str(answers(late)) + str(quiet.maya.ephemerals(channel)[-1].lines)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("todo Alert on pool", {"What will be done?": "Alert on pool", "Due": date(2026, 3, 30)}),
        ("todo Alert on pool {ben}", {"What will be done?": "Alert on pool", "Due": date(2026, 3, 30)}),
        ("todo Alert on pool high", {"What will be done?": "Alert on pool", "Due": date(2026, 3, 12)}),
        ("todo Alert on pool fri", {"What will be done?": "Alert on pool", "Due": FRIDAY}),
        ("actions add", {"What will be done?": "", "Due": date(2026, 3, 30)}),
    ],
)
async def test_a_line_that_leaves_something_out_opens_the_window_with_what_was_understood(
    quiet: World, line: str, fields: dict[str, Any]
) -> None:
    channel, _ = await ready(quiet)

    await typed(quiet, quiet.maya, channel, line)

    window = top(quiet.maya)
    assert window.title == "New item · PM-1"
    shown = {name: window.fields[name] or "" for name in fields}
    assert {name: str(value) for name, value in shown.items()} == {name: str(value) for name, value in fields.items()}
    assert await stored(quiet) == []
    window.fill({"What will be done?": "Alert on pool", "Owner": quiet.ben})
    assert (await window.submit()).acked
    assert [one.text for one in await stored(quiet)] == ["Alert on pool"]


async def test_what_a_line_says_and_cannot_be_taken_so_is_said_in_the_window_and_nothing_is_lost(quiet: World) -> None:
    channel, _ = await ready(quiet)
    guest = quiet.slack.person("gus", name="Gus", guest="multi")
    said = {}
    for line in ("{ben} 29 feb", "31 april {ben}", "{ben} 2026-02-01", "{ben} by 5/6", "{ben} asap", "12/24 {ben}"):
        await typed(quiet, quiet.maya, channel, f"todo Alert on pool {line}")
        window = top(quiet.maya)
        said[line] = window.lines[1]
        kept = "Alert on pool 12/24" if "12/24" in line else "Alert on pool"
        assert (window.fields["What will be done?"], window.fields["Owner"]) == (kept, quiet.ben.id)
        await window.close()
    await typed(quiet, quiet.maya, channel, f"todo Alert on pool <@{guest.id}> fri high")
    window = top(quiet.maya)

    days = "days that I know are fri, 28 nov, in 3 days, end of month or 2026-11-28"
    assert said == {
        "{ben} 29 feb": "I left out *29 feb*: the next one is in 2028. Choose a day below.",
        "31 april {ben}": "I left out *31 april*: there is no such day. Choose one below.",
        "{ben} 2026-02-01": "I left out *2026-02-01*: that day is over. Choose another one below.",
        "{ben} by 5/6": "I left out *by 5/6*: it can be May 6 or Jun 5. Choose the day below.",
        "{ben} asap": f"I left out *asap*: {days}. Choose one below.",
        "12/24 {ben}": "*12/24* may be a part of the words and stays in them. If you meant the day, choose it below.",
    }
    assert window.lines[1] == "gus is not a full member of this workspace. Who else?"
    shown = [window.fields[one] for one in ("What will be done?", "Owner", "Due")]
    assert shown == ["Alert on pool", None, FRIDAY.isoformat()]
    assert await stored(quiet) == []


async def test_where_there_is_no_postmortem_one_is_chosen_of_those_that_one_may_manage(quiet: World) -> None:
    await ready(quiet)
    elsewhere = quiet.slack.channel("general", members=[quiet.maya, quiet.ben])

    await typed(quiet, quiet.maya, elsewhere, "todo Alert on pool {ben} fri")

    window = top(quiet.maya)
    assert window.title == "New item · PM-1"
    await window.submit()
    assert [one.text for one in await stored(quiet)] == ["Alert on pool"]
    refused = await typed(quiet, quiet.ben, elsewhere, "todo Alert on pool {ben} fri")
    assert answers(refused)[0][0].startswith("An item belongs to a postmortem, and you write or edit none now.")


async def test_of_several_postmortems_a_select_asks_which(quiet: World) -> None:
    await ready(quiet)
    other = quiet.incident("inc-208-search")
    await quiet.maya.slash("/postmortem create Slow search", other)
    await top(quiet.maya).submit()
    await quiet.work()
    elsewhere = quiet.slack.channel("general", members=[quiet.maya])
    await typed(quiet, quiet.maya, elsewhere, "todo Alert {ben} fri")

    window = top(quiet.maya)
    assert window.title == "New item"
    await window.submit()
    assert window.errors == {"Of which postmortem?": "Please complete this required field."}
    window.fill({"Of which postmortem?": "PM-2 Slow search"})
    await window.submit()

    async with quiet.bot.deps.store.read(quiet.bot.workspace) as uow:
        found = await uow.postmortems.by_number(2)
        assert found is not None
        assert [one.text for one in await uow.action_items.of(found.id)] == ["Alert"]


async def test_whoever_may_not_is_told_who_can(quiet: World) -> None:
    channel, _ = await ready(quiet)

    done = await typed(quiet, quiet.ben, channel, "todo Alert {ben} fri")

    assert answers(done)[0][0].startswith("Only maya (author) or an editor can ")
    assert await stored(quiet) == []


async def test_items_are_added_to_what_is_published_too(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    before = len(await stored(quiet))

    done = await typed(quiet, quiet.maya, channel, "todo Alert again {ben} fri")

    assert answers(done)[0][0].startswith("Added to PM-1: *Alert again*")
    assert len(await stored(quiet)) == before + 1


async def test_the_menu_of_a_message_makes_an_item_of_its_first_sentence_with_the_message_as_evidence(
    quiet: World,
) -> None:
    channel, _ = await ready(quiet)
    root = await quiet.ben.post(channel, "what is left?")
    said = await quiet.ben.post(channel, "We need an alert on pool use. I can look at it on Monday.", thread=root)

    await quiet.maya.shortcut("Add action item", message=said)
    window = top(quiet.maya)
    shown = (window.fields["What will be done?"], window.fields["Owner"], "From a <" in str(window.blocks))
    window.fill({"Owner": quiet.ben})
    await window.submit()
    await quiet.work()

    assert shown == ("We need an alert on pool use.", None, True)
    [item] = await stored(quiet)
    assert (item.from_channel, item.from_ts) == (channel.id, said.ts)


async def test_a_secret_in_the_message_is_covered_before_it_is_shown(quiet: World) -> None:
    channel, _ = await ready(quiet)
    said = await quiet.ben.post(channel, "Rotate the key AKIAIOSFODNN7EXAMPLE today and tell the vendor")

    await quiet.maya.shortcut("Add action item", message=said)

    window = top(quiet.maya)
    covered = "Rotate the key [secret:aws-access-key #1] today and tell the vendor"
    assert "AKIAIOSFODNN7EXAMPLE" not in str(window.blocks)
    assert window.fields["What will be done?"] == covered
    await window.fill({"Owner": quiet.ben, "Ticket": "PAY-1 [secret:aws-access-key #9]"}).submit()
    [item] = await stored(quiet)
    assert (item.text, item.ticket) == (covered, "PAY-1 (secret:aws-access-key #9]"), (
        "what somebody types stays a claim"
    )
    await quiet.maya.slash("/postmortem actions open", channel)
    await menu(quiet.maya, covered, "Everything else")
    await top(quiet.maya).click("Edit")
    await top(quiet.maya).fill({"Priority": "HIGH"}).submit()
    assert [(one.text, one.priority) for one in await stored(quiet)] == [(covered, Priority.HIGH)]
    await typed(quiet, quiet.maya, channel, "todo Rotate AKIAIOSFODNN7EXAMPLE {ben} fri")
    assert (await stored(quiet))[-1].text == "Rotate [secret:aws-access-key #1]"


async def test_a_line_that_is_longer_than_an_item_is_told_so_and_the_answer_says_which_year(quiet: World) -> None:
    channel, _ = await ready(quiet)

    for line in ("todo " + "x" * 300, "todo " + "x" * 300 + " {ben} fri"):
        done = await typed(quiet, quiet.maya, channel, line)
        assert answers(done) == [["An item holds 200 characters, yours has 300."]]
    done = await typed(quiet, quiet.maya, channel, "todo Alert {ben} +9999d")

    assert answers(done)[0][0] == "Added to PM-1: *Alert* ben · MEDIUM · Thu, Jul 17, 2053."


async def test_words_of_a_private_channel_reach_more_people_only_where_the_window_has_said_so(quiet: World) -> None:
    await ready(quiet)
    private = quiet.slack.channel("inc-private", members=[quiet.maya], private=True)
    said = await quiet.maya.post(private, "Ask the customer for their logs")
    warning = "Whoever sees the postmortem will read these words."

    await quiet.maya.shortcut("Add action item", message=said)
    told = warning in top(quiet.maya).text
    await top(quiet.maya).close()
    public = quiet.slack.channel("general", members=[quiet.maya])
    open_ = await quiet.maya.post(public, "Ask the customer for their logs")
    await quiet.maya.shortcut("Add action item", message=open_)

    assert (told, warning in top(quiet.maya).text) == (True, False)


async def test_a_message_of_a_private_incident_goes_into_its_own_postmortem_without_a_warning(quiet: World) -> None:
    channel = quiet.incident(private=True)
    await quiet.maya.slash("/postmortem create Secret", channel)
    await top(quiet.maya).submit()
    await quiet.work()
    said = await quiet.ben.post(channel, "Ask the customer for their logs")

    await quiet.maya.shortcut("Add action item", message=said)

    assert top(quiet.maya).title == "New item · PM-1"
    assert "Whoever sees" not in top(quiet.maya).text


async def test_a_guest_makes_no_items(quiet: World) -> None:
    channel, _ = await ready(quiet)
    said = await quiet.ben.post(channel, "We need an alert")
    await quiet.maya.change(guest="multi")
    await quiet.work()

    done = await quiet.maya.shortcut("Add action item", message=said)

    assert quiet.maya.modal is None or quiet.maya.modal.title == "Not possible"
    assert done.acked


async def test_the_proposed_day_follows_the_priority_until_a_person_chooses_one(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await typed(quiet, quiet.maya, channel, "todo Alert on pool")

    days = {}
    for priority in ("HIGH", "LOW", "MEDIUM"):
        await top(quiet.maya).select("pm.item.choice", priority, block="priority")
        days[priority] = (top(quiet.maya).fields["Due"], top(quiet.maya).fields["What will be done?"])
    top(quiet.maya).fill({"Due": FRIDAY})
    await top(quiet.maya).select("pm.item.choice", "HIGH", block="priority")

    assert {one: str(day) for one, (day, _) in days.items()} == {
        "HIGH": "2026-03-12",
        "LOW": "2026-04-27",
        "MEDIUM": "2026-03-30",
    }
    assert {text for _, text in days.values()} == {"Alert on pool"}
    assert str(top(quiet.maya).fields["Due"]) == str(FRIDAY)


async def test_an_item_is_added_from_the_list_and_stands_in_it(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await quiet.maya.slash("/postmortem actions open", channel)
    await top(quiet.maya).click("Add item")
    top(quiet.maya).fill({"What will be done?": "Alert on pool", "Owner": quiet.ben})
    await top(quiet.maya).submit()

    assert texts(quiet.maya) == ["Alert on pool"]
