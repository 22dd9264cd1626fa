"""An item comes due: its owner is asked in the morning and answers in place; its author hears when it is late long."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from blocks import ids
from bot.domain.action_items import ActionItem, Priority
from bot.domain.hours import OwnHours
from bot.domain.postmortems import Verb
from bot.jobs.clock import TICKS, tick
from bot.services import action_items_work
from bot.services.action_items_asked import ask
from bot.services.changes import change
from sandbox.driver import Channel, Person
from tests.scenarios.published import acting
from tests.scenarios.reviewing import late, press, reviewed, stored
from tests.scenarios.steps import answers, ready
from tests.scenarios.test_items_lists import top
from tests.scenarios.test_private import hidden
from tests.scenarios.test_reviews_due import FRIDAY, MONDAY, at
from tests.scenarios.world import World

DUE = FRIDAY.date()
WEEK = timedelta(days=7)
BUTTONS = "[ Done ] [ Start ] [ ... ]"


async def given(world: World, text: str, owner: Person | None, due: date | None = DUE, **over: Any) -> int:
    """Store an item of the only postmortem, as it was made a while ago; return its id."""
    fields = {"text": text, "owner": owner.id if owner else None, "due": due, "priority": Priority.HIGH, **over}
    postmortem = (await stored(world)).id
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        return (await uow.action_items.add(postmortem, ActionItem(**fields))).id


async def three(world: World) -> Channel:
    """Return a channel with a draft of Maya's and three items of Ben's: two late on Friday, one due on Monday."""
    channel, _ = await ready(world)
    await given(world, "Alert on pool use above 80%", world.ben, date(2026, 3, 4))
    await given(world, "Review all pool limits", world.ben, date(2026, 3, 5), priority=Priority.MEDIUM)
    await given(world, "Drain before restart", world.ben, MONDAY.date(), priority=Priority.LOW)
    return channel


def last(person: Person) -> list[str]:
    return person.dms()[-1].lines


async def test_all_that_somebody_owes_is_one_message_with_the_count_first(quiet: World) -> None:
    await three(quiet)
    await at(quiet, FRIDAY)

    assert last(quiet.ben) == [
        "*2 of your items are late, 1 is due on Monday.*",
        "*Alert on pool use above 80%*",
        "PM-1 Checkout errors · HIGH · late since Wed, Mar 4",
        BUTTONS,
        "*Review all pool limits*",
        "PM-1 Checkout errors · MEDIUM · late since Thu, Mar 5",
        BUTTONS,
        "*Drain before restart*",
        "PM-1 Checkout errors · LOW · due Mon, Mar 9",
        BUTTONS,
        "*Next:* I ask again on Mon, Mar 9; then maya hears of it.",
    ]
    assert quiet.ben.dms()[-1].body["text"] == (
        "2 of your items are late, 1 is due on Monday: "
        "Alert on pool use above 80%, Review all pool limits, Drain before restart"
    )
    await at(quiet, FRIDAY + timedelta(hours=3))
    assert len([one for one in quiet.ben.dms() if "late" in one.text]) == 1


async def test_it_is_answered_in_place_and_taken_back_there(quiet: World) -> None:
    await three(quiet)
    await at(quiet, FRIDAY)
    message = quiet.ben.dms()[-1]

    done = await quiet.ben.click(message, ids.ITEM_COMPLETE, block=message.blocks[2]["block_id"])
    assert done.modal is not None, answers(done)
    await done.modal.fill({"A link or a few words: how do we know it is done?": "alert live, PAY-311"}).submit()
    await quiet.work()
    assert last(quiet.ben)[0:3] == [
        "*1 of your items is late, 1 is due on Monday.*",
        "*Alert on pool use above 80%*",
        '✓ Done today: "alert live, PAY-311".  [ Undo ]',
    ]

    message = quiet.ben.dms()[-1]
    await quiet.ben.select(message, ids.ITEM_MENU, "Snooze a week", block=message.blocks[3]["block_id"])
    await quiet.work()
    assert "○ Back on Fri, Mar 13.  [ Undo ]" in last(quiet.ben)
    await quiet.ben.click(quiet.ben.dms()[-1], ids.ITEM_START)
    await quiet.work()
    assert last(quiet.ben)[-3:] == [
        "◐ Started today.",
        "[ Done ] [ ... ]",
        "*Next:* I ask again on Mon, Mar 9.",
    ]

    await quiet.ben.click(quiet.ben.dms()[-1], "Undo", block=quiet.ben.dms()[-1].blocks[1]["block_id"])
    await quiet.work()
    assert last(quiet.ben)[0] == "*1 of your items is late, 1 is due on Monday.*"


async def test_who_has_answered_everything_reads_that_and_can_still_take_it_back(quiet: World) -> None:
    await ready(quiet)
    await given(quiet, "Alert on pool use", quiet.ben)
    await at(quiet, FRIDAY)
    await quiet.ben.select(quiet.ben.dms()[-1], ids.ITEM_MENU, "Snooze to tomorrow")
    await quiet.work()

    assert last(quiet.ben) == [
        "All answered. Nothing left to do.",
        "*Alert on pool use*",
        "○ Back on Mon, Mar 9.  [ Undo ]",
    ]
    await at(quiet, MONDAY)
    assert quiet.ben.dms()[-2].lines == ["This was an earlier reminder. The newest one has what is left to do."]
    assert last(quiet.ben)[0] == "*1 of your items is late.*"


async def test_what_is_put_off_is_asked_about_on_that_day_however_far_away_its_own_day_is(quiet: World) -> None:
    await ready(quiet)
    await given(quiet, "Plan the move", quiet.ben, date(2026, 9, 1), snoozed_until=DUE)
    await at(quiet, FRIDAY)

    assert last(quiet.ben)[1:3] == ["*Plan the move*", "PM-1 Checkout errors · HIGH · due Tue, Sep 1"]


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"weekdays": (2, 4)}, "Wed, Mar 11"),
        ({"weekdays": (4, 6)}, "Sun, Mar 8"),
        ({"country": "RU"}, "Tue, Mar 10"),  # where the Monday after Women's Day is a holiday in that year
    ],
    ids=["part of a week", "a Sunday that is worked on", "a holiday"],
)
async def test_a_snooze_ends_on_a_day_on_which_the_owner_works(quiet: World, own: dict[str, Any], told: str) -> None:
    channel, _ = await ready(quiet)
    await given(quiet, "Alert on pool use", quiet.ben)
    async with quiet.bot.deps.store.write(quiet.bot.workspace) as uow:
        await uow.hours.put(OwnHours(member=quiet.ben.id, **own))
    await at(quiet, FRIDAY)
    await quiet.ben.slash("/postmortem actions", channel)
    [row] = [one for one in top(quiet.ben).blocks if (one.get("accessory") or {}).get("action_id") == ids.ITEM_MENU]
    await quiet.ben.choose(top(quiet.ben), str(row["block_id"]), "Everything else")
    said = top(quiet.ben).text
    await quiet.ben.select(quiet.ben.dms()[-1], ids.ITEM_MENU, "Snooze to tomorrow")
    await quiet.work()

    assert f"I ask again on {told}." in said
    assert last(quiet.ben)[-1] == f"○ Back on {told}.  [ Undo ]"


async def test_an_item_that_is_finished_elsewhere_is_neither_asked_about_nor_shown_with_buttons(quiet: World) -> None:
    await ready(quiet)
    item = await given(quiet, "Alert on pool use", quiet.ben)
    await at(quiet, FRIDAY)
    press_late = late(quiet.ben, quiet.ben.dms()[-1], "Start")
    found = await stored(quiet)
    async with quiet.bot.deps.store.write(quiet.bot.workspace) as uow:
        await uow.action_items.remove(found.id, item)
    assert (await press_late()).acked
    await at(quiet, MONDAY)

    assert len([one for one in quiet.ben.dms() if "item" in one.text]) == 1


async def test_of_what_was_put_aside_nothing_is_asked_and_what_was_asked_is_no_more(quiet: World) -> None:
    await ready(quiet)
    await given(quiet, "Alert on pool use", quiet.ben)
    await at(quiet, FRIDAY)
    found = await stored(quiet)
    noor = await acting(quiet, quiet.noor)
    async with change(quiet.bot.deps, noor, Verb.DISCARD, found.id) as it:
        it.update(discarded_at=it.at)
    await quiet.work()
    assert last(quiet.ben) == ["All answered. Nothing left to do."]

    async with change(quiet.bot.deps, noor, Verb.REVIVE, found.id) as it:
        it.update(discarded_at=None)
    await quiet.work()
    assert last(quiet.ben)[0] == "*1 of your items is due today.*"


async def test_more_than_eight_items_are_counted_and_lead_to_the_list(quiet: World) -> None:
    await ready(quiet)
    for number in range(13):
        await given(quiet, f"Item {number}", quiet.ben, date(2026, 3, 4))
    await at(quiet, FRIDAY)

    lines = last(quiet.ben)
    assert lines[0] == "*13 of your items are late.*"
    assert sum(one == BUTTONS for one in lines) == 8
    assert lines[-2] == "and 5 more that can wait  [ Show all my items ]"
    done = await quiet.ben.click(quiet.ben.dms()[-1], "Show all my items")
    assert done.modal is not None
    assert "Item 12" in done.modal.text


async def test_from_the_seventh_day_on_the_author_hears_of_it_and_asks_once_a_day(quiet: World) -> None:
    await ready(quiet)
    await given(quiet, "Alert on pool use", quiet.ben)
    for day in range(3, 8):
        await at(quiet, FRIDAY + timedelta(days=day))
    shown = last(quiet.maya)
    assert shown == [
        "*1 item of your postmortems is late.*",
        "*Alert on pool use* has been late for 7 days. ben has it.",
        "PM-1 Checkout errors · HIGH · late since Fri, Mar 6",
        "[ Ask ben ] [ New date ] [ Hand over ] [ Won't do ]",
    ]

    again = late(quiet.maya, quiet.maya.dms()[-1], "Ask ben")
    await press(quiet, quiet.maya, "Ask ben")
    assert "✓ Asked ben today." in last(quiet.maya)
    assert last(quiet.ben)[:3] == [
        "*maya asks how this is going:*",
        "*Alert on pool use*",
        "PM-1 Checkout errors · HIGH · late since Fri, Mar 6",
    ]
    refused = await again()
    assert answers(refused) == [["ben was asked today already. Tomorrow you can ask again."]]
    assert len([one for one in quiet.ben.dms() if "asks how" in one.text]) == 1

    await quiet.ben.click(quiet.ben.dms()[-1], "Start")
    await quiet.work()
    assert last(quiet.ben)[-2:] == ["◐ Started today.", "[ Done ] [ ... ]"]


async def test_an_author_with_many_late_items_of_their_own_sees_some_of_the_others_and_the_way_to_all(
    quiet: World,
) -> None:
    await ready(quiet)
    for n in range(11):
        await given(quiet, f"Mine {n:02}", quiet.maya, date(2026, 2, 27))
        await given(quiet, f"Theirs {n:02}", quiet.ben, date(2026, 2, 27))
    await at(quiet, FRIDAY)
    lines = last(quiet.maya)

    assert "11 of your items are late. 11 items of your postmortems are late." in lines[0]
    assert [n for n in range(11) if f"*Mine {n:02}*" in lines] == [0, 1, 2, 3, 4, 5]
    assert [n for n in range(11) if any(f"Theirs {n:02}" in one for one in lines)] == [0, 1]
    assert "and 5 more that can wait  [ Show all my items ]" in lines
    assert "and 9 more items of your postmortems  [ Show all ]" in lines
    await quiet.maya.click(quiet.maya.dms()[-1], "Show all")
    assert "Only: what is in your postmortems." in top(quiet.maya).text
    assert "Items 1–15 of 22." in top(quiet.maya).text


async def test_reviews_and_items_of_one_person_are_one_message_with_the_review_first(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await given(quiet, "Alert on pool use", quiet.ben, MONDAY.date())
    await at(quiet, FRIDAY)

    assert last(quiet.ben)[:2] == [
        "*1 review waits. 1 of your items is due on Monday.*",
        "*PM-1* Checkout errors · review by Mon, Mar 9",
    ]


async def test_of_a_private_postmortem_the_notification_names_no_item_and_who_left_it_hears_nothing(
    quiet: World,
) -> None:
    channel, _ = await hidden(quiet)
    await given(quiet, "Rotate the crown keys", quiet.ben)
    await at(quiet, FRIDAY)
    message = quiet.ben.dms()[-1]
    assert message.body["text"] == "1 of your items is due today: PM-1"
    assert "*Rotate the crown keys*" in message.lines

    await quiet.ben.leave(channel)
    await quiet.work()
    await at(quiet, MONDAY)
    assert len([one for one in quiet.ben.dms() if "Rotate" in one.text]) == 0


@pytest.mark.parametrize("when", [(6, 18), (7, 10), (8, 10)])
async def test_nobody_is_asked_in_the_evening_or_at_the_weekend(quiet: World, when: tuple[int, int]) -> None:
    await three(quiet)
    await at(quiet, datetime(2026, 3, *when, tzinfo=UTC))

    assert [one for one in quiet.ben.dms() if "items" in one.text] == []


async def test_the_card_counts_an_item_as_late_when_its_day_is_over(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await given(quiet, "Alert on pool use", quiet.ben)
    await at(quiet, FRIDAY)
    assert "late" not in channel.card().shown

    await at(quiet, MONDAY)
    await quiet.later(6)

    assert "1 item, 1 late" in channel.card().shown


async def test_a_card_says_that_an_item_is_late_once_its_day_is_over_for_its_owner_and_nobody_is_asked(
    quiet: World,
) -> None:
    channel, _ = await ready(quiet)
    await given(quiet, "Alert on pool use", quiet.noor)  # who is in New York
    await given(quiet, "Plan the move", quiet.ben, date(2026, 9, 1))
    midnight, edits, shown = datetime(2026, 3, 7, 5, 0, tzinfo=UTC), [], []
    for moment in (midnight - timedelta(minutes=20), midnight, midnight + timedelta(minutes=40)):
        quiet.clock.set(moment)
        await tick(quiet.bot.deps, quiet.bot.workspace, "card.sweep", TICKS["card.sweep"])()
        await quiet.work()
        edits.append(len(quiet.slack.calls_of("chat.update")))
        shown.append("2 items, 1 late" in channel.card().shown)

    assert shown == [False, True, True]
    assert [edits[1] - edits[0], edits[2] - edits[1]] == [1, 0]
    assert [quiet.noor.dms(), [one for one in quiet.ben.dms() if "item" in one.text]] == [[], []]


@pytest.mark.parametrize("error", ["user_not_visible", "messages_tab_disabled"])
async def test_who_is_asked_and_cannot_be_written_to_is_asked_in_the_thread_of_the_card(
    world: World, error: str
) -> None:
    channel, card = await ready(world)
    item = await given(world, "Alert on pool use", world.ben)
    postmortem = (await stored(world)).id
    if error == "messages_tab_disabled":
        world.slack.hub.installation.takes_messages = False
    else:
        world.slack.faults.refuse("conversations.open", error, times=9)

    await ask(world.bot.deps, await acting(world, world.maya), postmortem, item)
    await world.work()

    [said] = [one for one in channel.thread(card.ts) if "asks how" in one.text]
    assert said.lines == [
        "@Ben, I cannot send you direct messages, so I ask you here.",
        "*maya asks how this is going:*",
        "*Alert on pool use*",
        "PM-1 Checkout errors · HIGH · due Fri, Mar 6",
    ]
    assert f"<@{world.ben.id}>" not in said.body["text"]
    await action_items_work.complete(world.bot.deps, await acting(world, world.ben), postmortem, item, "alert live")
    await world.work()
    world.slack.faults.clear()
    assert channel.thread(card.ts)[-1].lines == ["All answered. Nothing left to do."]
