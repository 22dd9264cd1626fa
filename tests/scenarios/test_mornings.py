"""The message of a working morning: once, whatever happens to the machine; and where somebody cannot be written to."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.services.mornings_gaps import beat
from sandbox.driver import Person
from storage.engine import Database
from tests.scenarios.backups import backup, restore
from tests.scenarios.reviewing import fill_all, press, reviewed
from tests.scenarios.steps import ready
from tests.scenarios.test_reviews_due import FRIDAY, MONDAY, TUESDAY, at, reminders
from tests.scenarios.world import World

THURSDAY = FRIDAY - timedelta(days=1)


def asked(person: Person) -> Counter[str]:
    """Count every question that the bot ever asked somebody, by what Slack keeps of it."""
    carried = [(one.body.get("metadata") or {}).get("event_payload") or {} for one in person.dms()]
    return Counter(ask for one in carried for ask in one.get("asks", ()))


async def days(world: World, start: datetime, end: datetime) -> None:
    while start < end:
        await at(world, start)
        start += timedelta(hours=6)


async def test_after_a_restored_backup_nothing_is_asked_twice(quiet: World, clean: Database) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await days(quiet, THURSDAY, FRIDAY)
    kept = await backup(clean)
    await days(quiet, FRIDAY, TUESDAY + timedelta(hours=7))
    before = (asked(quiet.ben), asked(quiet.noor), asked(quiet.maya))
    assert [sum(one.values()) for one in before] == [3, 3, 1]

    await restore(clean, kept)
    await days(quiet, TUESDAY + timedelta(hours=7), TUESDAY + timedelta(hours=20))
    assert (asked(quiet.ben), asked(quiet.noor), asked(quiet.maya)) == before
    await days(quiet, TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=4))

    assert [max(asked(one).values()) for one in (quiet.ben, quiet.noor, quiet.maya)] == [1, 1, 1]
    assert [sum(asked(one).values()) for one in (quiet.ben, quiet.noor, quiet.maya)] == [4, 4, 1]


async def test_what_was_asked_before_the_restore_can_still_be_answered_in_its_message(
    quiet: World, clean: Database
) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await days(quiet, THURSDAY, FRIDAY)
    kept = await backup(clean)
    await days(quiet, FRIDAY, MONDAY + timedelta(hours=2))
    await restore(clean, kept)
    await days(quiet, MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=5))
    count = len(quiet.ben.dms())

    await press(quiet, quiet.ben, "Snooze")
    assert quiet.ben.dms()[-1].lines[-1] == "○ Back on Tue, Mar 10.  [ Undo ]"
    await days(quiet, TUESDAY, TUESDAY + timedelta(hours=2))

    assert len(quiet.ben.dms()) == count + 1
    assert quiet.ben.dms()[-2].lines == ["This was an earlier reminder. The newest one has what is left to do."]


async def test_what_was_to_be_sent_when_the_backup_was_made_is_not_sent_again(quiet: World, clean: Database) -> None:
    channel, _ = await ready(quiet)
    await fill_all(quiet)
    await beat(quiet.bot.deps, quiet.bot.workspace)
    done = await quiet.maya.click(channel.card(), "Send for review")
    assert done.modal is not None
    done.modal.fill({"Reviewers": [quiet.ben.id, quiet.noor.id]})
    await done.modal.submit()
    kept = await backup(clean)
    await quiet.work()
    before = [len(one.dms()) for one in (quiet.ben, quiet.noor, quiet.maya)]

    quiet.clock.advance(hours=3)
    await restore(clean, kept)
    await beat(quiet.bot.deps, quiet.bot.workspace)
    await quiet.work()

    assert before[:2] == [1, 1]
    assert [len(one.dms()) for one in (quiet.ben, quiet.noor, quiet.maya)] == before


async def test_a_machine_that_slept_over_a_morning_asks_once(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await days(quiet, THURSDAY, THURSDAY + timedelta(hours=1))
    await days(quiet, TUESDAY, TUESDAY + timedelta(hours=1))

    assert sum(asked(quiet.ben).values()) == 1


@pytest.mark.parametrize("error", ["user_not_visible", "cannot_dm_bot", "messages_tab_disabled", "channel_not_found"])
async def test_whoever_cannot_be_written_to_is_asked_in_the_thread_of_the_card_and_told_why(
    world: World, error: str
) -> None:
    channel, card = await reviewed(world, world.ben, world.noor)
    for _ in range(2):
        if error == "messages_tab_disabled":
            world.slack.hub.installation.takes_messages = False
        else:
            world.slack.faults.refuse("conversations.open", error, times=9)
        await at(world, FRIDAY)

    said = [one for one in channel.thread(card.ts) if "direct messages" in one.text]
    assert [one.lines for one in said] == [
        ["@Ben, I cannot send you direct messages, so I ask you here.", "*1 review waits.*", "• PM-1 Checkout errors"]
    ]
    assert f"<@{world.ben.id}>" in str(said[0].body["blocks"])
    assert f"<@{world.ben.id}>" not in said[0].body["text"]
    assert reminders(world.ben) == []


async def test_what_was_asked_in_a_thread_is_shown_as_answered_there(world: World) -> None:
    channel, card = await reviewed(world, world.ben, world.noor)
    world.slack.faults.refuse("conversations.open", "user_not_visible", times=1)
    await at(world, FRIDAY)
    await press(world, world.ben, "Approve")

    said = channel.thread(card.ts)[-1]
    assert said.lines == ["All answered. Nothing left to do."]
    world.slack.faults.clear()
    await at(world, MONDAY)
    assert reminders(world.ben) == []


async def test_the_next_morning_is_direct_again_where_that_is_possible(world: World) -> None:
    await reviewed(world, world.ben, world.noor)
    world.slack.faults.refuse("conversations.open", "user_not_visible", times=1)
    await at(world, FRIDAY)
    world.slack.faults.clear()
    await at(world, MONDAY)

    assert [one[0] for one in reminders(world.ben)] == ["*1 review waits.*"]


async def test_what_cannot_be_sent_while_people_work_is_asked_on_their_next_morning(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    quiet.slack.faults.on("users.info", "service_unavailable", times=99)
    await at(quiet, FRIDAY)
    quiet.clock.set(FRIDAY.replace(hour=20))
    quiet.slack.faults.clear()
    await quiet.work()
    assert reminders(quiet.ben) == []

    await at(quiet, MONDAY)
    await at(quiet, TUESDAY)
    assert [len(reminders(quiet.ben)), sum(asked(quiet.ben).values())] == [1, 2]


async def test_what_was_given_up_because_slack_was_away_is_asked_on_the_next_morning(world: World) -> None:
    await reviewed(world, world.ben, world.noor)
    world.slack.faults.refuse("conversations.open", "unheard_of", times=9)
    await at(world, TUESDAY)
    world.slack.faults.clear()
    assert [(await world.bot.queue.counts())["dead"], reminders(world.maya)] == [2, []]

    for days_later in (1, 2):
        await at(world, TUESDAY + timedelta(days=days_later))
    assert len(reminders(world.maya)) == 1


async def test_whoever_has_read_it_though_its_answer_was_lost_is_not_asked_again_on_the_next_morning(
    quiet: World,
) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    quiet.slack.faults.on("chat.postMessage", "lost_reply")
    quiet.slack.faults.on("conversations.history", "service_unavailable", times=99)
    await at(quiet, FRIDAY)
    quiet.slack.faults.clear()
    quiet.clock.set(FRIDAY.replace(hour=20))
    await quiet.work()
    await at(quiet, MONDAY)

    assert asked(quiet.ben).most_common(1)[0][1] == 1
    assert sum(asked(quiet.ben).values()) == 2
