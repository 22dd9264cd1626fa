"""Items that are two weeks late are brought to their channel, once a week, and only there their owners are rung."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.action_items import ItemStatus
from bot.domain.postmortems import Status, Verb, Visibility
from bot.jobs.clock import TICKS, tick
from bot.services.action_items_work import complete as complete_item
from bot.services.action_items_work import decline, hand_over, snooze
from bot.services.changes import change
from bot.services.mornings_gaps import beat
from sandbox.driver import Channel
from storage.engine import Database
from tests.databases import emptied
from tests.fakes import FakeClock
from tests.scenarios.backups import backup, restore
from tests.scenarios.lives import Killed, Reaper, lifeless, mortal, resurrected, work_off
from tests.scenarios.published import acting, complete, first, publish
from tests.scenarios.steps import Worlds
from tests.scenarios.world import World, running

FRIDAY = datetime(2026, 4, 10, 10, 0, tzinfo=UTC)
"""The first item was due on Friday, March 27, the others on Saturday and Sunday."""
MONDAY = FRIDAY + timedelta(days=3)
WEEK = timedelta(days=7)


async def at(world: World, moment: datetime) -> None:
    """Let the clock tick at a moment, twice, as it would with a second replica or after a restart."""
    world.clock.set(moment)
    for minutes in (0, 10):
        world.clock.advance(minutes=minutes)
        await tick(world.bot.deps, world.bot.workspace, "escalation.sweep", TICKS["escalation.sweep"])()
        await world.work()


def told(channel: Channel) -> list[list[str]]:
    return [one.lines for one in channel.by_bot if "late for two weeks" in one.lines[0]]


async def published(world: World) -> Channel:
    channel = await complete(world)
    await publish(world, channel)
    return channel


async def close(world: World, *texts: str) -> None:
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        key = await first(world)
        for one in await uow.action_items.of(key):
            if one.text in texts:
                await uow.action_items.save(key, one.model_copy(update={"status": ItemStatus.COMPLETED}))


async def test_a_channel_hears_once_a_week_of_all_its_late_items_and_their_owners_are_rung(world: World) -> None:
    channel = await published(world)
    await at(world, FRIDAY - timedelta(days=1))
    assert told(channel) == []

    await at(world, FRIDAY)
    assert told(channel) == [
        [
            "*1 action item has been late for two weeks or longer.*",
            "*Alert on pool use* (PM-1) has been late for 14 days.",
            "@Ben has it.",
            "[ Action items ]",
            "*Next:* its owner says when, hands it over, or says why it will not be done.",
        ]
    ]
    await at(world, MONDAY)
    await at(world, FRIDAY + timedelta(days=6))
    assert len(told(channel)) == 1
    await at(world, FRIDAY + WEEK)

    assert [one[:-2] for one in told(channel)][1:] == [
        [
            "*3 action items have been late for two weeks or longer.*",
            "*Alert on pool use* (PM-1) has been late for 21 days.",
            "*Review pool limits* (PM-1) has been late for 20 days.",
            "@Ben has them.",
            "*Runbook* (PM-1) has been late for 19 days.",
            "@Maya has it.",
        ]
    ]
    assert (await world.bot.queue.counts()).get("dead", 0) == 0


async def test_what_is_done_or_snoozed_by_then_is_not_told(world: World) -> None:
    channel = await published(world)
    await close(world, "Alert on pool use", "Runbook")
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        key = await first(world)
        for one in await uow.action_items.of(key):
            if one.text == "Review pool limits":
                later = {"snoozed_until": (MONDAY + timedelta(days=2)).date()}
                await uow.action_items.save(key, one.model_copy(update=later))

    await at(world, MONDAY)
    assert told(channel) == []
    await at(world, MONDAY + WEEK)

    assert [one[1] for one in told(channel)] == ["*Review pool limits* (PM-1) has been late for 23 days."]


async def test_asleep_for_a_month_there_is_one_and_a_clock_that_is_set_back_repeats_none(world: World) -> None:
    channel = await published(world)

    await at(world, MONDAY + 4 * WEEK)
    await at(world, MONDAY)
    await at(world, MONDAY + 4 * WEEK + timedelta(days=1))

    assert len(told(channel)) == 1


async def test_never_at_night_and_not_on_a_day_off(world: World) -> None:
    channel = await published(world)

    await at(world, FRIDAY.replace(hour=3))
    await at(world, FRIDAY.replace(hour=20))
    await at(world, FRIDAY + timedelta(days=1))
    assert told(channel) == []
    await at(world, MONDAY)

    assert len(told(channel)) == 1


async def test_of_what_is_private_only_its_own_channel_hears(world: World) -> None:
    channel = world.slack.channel("inc-9", members=[world.maya, world.ben, world.noor], private=True)
    await complete(world, channel)
    await publish(world, channel)

    await at(world, MONDAY)

    assert len(told(channel)) == 1


async def test_a_public_channel_hears_nothing_of_what_became_private(world: World) -> None:
    channel = await published(world)
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        found = await uow.postmortems.get(await first(world))
        assert found is not None
        await uow.postmortems.save(found.model_copy(update={"visibility": Visibility.PRIVATE}))

    await at(world, MONDAY)

    assert told(channel) == []


async def test_where_the_channel_is_archived_it_is_told_where_its_card_goes_on(worlds: Worlds) -> None:
    def board(world: World) -> dict[str, object]:
        made = world.slack.channel("incidents", members=[world.noor], bot=True)
        return {"announce_channel": made.id}

    world = await worlds.with_settings(prepare=board)
    channel = await published(world)
    await world.noor.archive(channel)
    await world.work()
    await at(world, MONDAY)

    board_ = Channel(world.slack.hub, world.settings.announce_channel or "")
    assert (len(told(channel)), len(told(board_))) == (0, 1)


async def test_who_has_left_is_named_and_not_rung(world: World) -> None:
    channel = await published(world)
    world.ben.member.deleted = True

    await at(world, FRIDAY)

    assert told(channel)[0][2] == "ben has it."


async def test_what_slack_kept_waiting_until_the_night_is_told_in_the_morning(world: World) -> None:
    channel = await published(world)
    world.slack.faults.on("chat.postMessage", "service_unavailable", times=99)
    await at(world, FRIDAY)
    world.slack.faults.clear()
    world.clock.set(FRIDAY.replace(hour=23, minute=30))
    await world.work()
    assert told(channel) == []

    await at(world, MONDAY)
    assert len(told(channel)) == 1


@pytest.mark.parametrize(("zone", "hour"), [("America/New_York", 13), ("America/Los_Angeles", 16)])
async def test_it_waits_until_its_owners_are_at_work_so_that_nobody_is_rung_at_night(
    world: World, zone: str, hour: int
) -> None:
    channel = await published(world)
    world.ben.member.tz = zone
    await at(world, FRIDAY)
    await at(world, FRIDAY.replace(hour=hour - 1, minute=30))
    assert told(channel) == []

    await at(world, FRIDAY.replace(hour=hour))
    assert [one[2] for one in told(channel)] == ["@Ben has it."]


async def test_whose_night_it_is_all_day_is_named_and_not_rung(world: World) -> None:
    channel = await published(world)
    world.ben.member.tz = "Pacific/Auckland"
    await at(world, FRIDAY.replace(hour=16))

    assert [one[2] for one in told(channel)] == ["ben has it."]


async def test_what_was_told_follows_what_is_done_about_it_and_rings_nobody_for_what_is_done(world: World) -> None:
    channel = await published(world)
    await at(world, FRIDAY + WEEK)
    ben, key = await acting(world, world.ben), await first(world)
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        items = {one.text: one.id for one in await uow.action_items.of(key)}
    await complete_item(world.bot.deps, ben, key, items["Alert on pool use"], "It rang.")
    await snooze(world.bot.deps, ben, key, items["Review pool limits"], (FRIDAY + 2 * WEEK).date())
    await world.work()

    answered = [
        "*Alert on pool use* (PM-1)",
        "✓ Done.",
        "*Review pool limits* (PM-1)",
        "○ Back on Fri, Apr 24.",
        "[ Action items ]",
    ]
    assert told(channel)[0][:-1] == [
        "*1 action item has been late for two weeks or longer.*",
        "*Runbook* (PM-1) has been late for 19 days.",
        "@Maya has it.",
        *answered,
    ]
    maya = await acting(world, world.maya)
    await hand_over(world.bot.deps, maya, key, items["Runbook"], world.noor.id, as_seen=None)
    await world.work()
    assert told(channel)[0][2] == "noor has it."

    noor = await acting(world, world.noor)
    await decline(world.bot.deps, noor, key, items["Runbook"], "Moved to the new cluster.")
    await world.work()
    closed = next(one for one in channel.by_bot if one.lines[0] == "*All answered. Nothing left to do.*")
    assert closed.lines == [closed.lines[0], *answered[:4], "*Runbook* (PM-1)", "✓ Closed, won't do.", answered[-1]]
    assert "<@" not in str(closed.body)


@pytest.mark.parametrize("deed", ["private", "archived"])
async def test_what_is_archived_or_for_fewer_people_now_stands_there_no_more(world: World, deed: str) -> None:
    channel = await published(world)
    await at(world, FRIDAY)
    key = await first(world)
    noor = await acting(world, world.noor)
    if deed == "private":
        async with change(world.bot.deps, noor, Verb.CORRECT, key) as it:
            it.reason = "It names people."
            it.update(visibility=Visibility.PRIVATE)
    else:
        async with change(world.bot.deps, noor, Verb.ARCHIVE, key) as it:
            it.update(status=Status.ARCHIVED)
    await world.work()

    assert told(channel) == []
    assert "All answered. Nothing left to do." in [one.text for one in channel.by_bot]
    assert "has been late" not in str([one.body for one in channel.by_bot])


@pytest.mark.parametrize("later", [timedelta(days=1), timedelta(days=3)])
async def test_after_a_restored_backup_a_channel_hears_nothing_twice_in_a_week(
    world: World, clean: Database, later: timedelta
) -> None:
    channel = await published(world)
    wednesday = FRIDAY + timedelta(days=5)
    start = wednesday if later.days == 1 else FRIDAY
    await beat(world.bot.deps, world.bot.workspace)
    kept = await backup(clean)
    await at(world, start)
    assert len(told(channel)) == 1

    await restore(clean, kept)
    world.clock.set(start + later - timedelta(hours=12))
    await beat(world.bot.deps, world.bot.workspace)
    await at(world, start + later)
    await at(world, start + timedelta(days=6))
    assert len(told(channel)) == 1
    await at(world, start + WEEK)
    assert len(told(channel)) == 2


async def test_killed_after_any_step_a_channel_hears_once(clean: Database, database_url: str) -> None:
    step, died = 1, True
    while died:
        await emptied(clean)
        reaper, died = Reaper(step), False
        async with lifeless(database_url, FakeClock()) as world:
            async with running(world) as bot:
                channel = await published(world)
                world.clock.set(MONDAY)
                await tick(bot.deps, bot.workspace, "escalation.sweep", TICKS["escalation.sweep"])()
                try:
                    await work_off(world, mortal(bot, reaper))
                except Killed:
                    died = True
            await resurrected(world)
            assert (step, len(told(channel))) == (step, 1)
        step += 1
    assert step > 5
