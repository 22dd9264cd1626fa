"""Every week a channel hears once how its postmortems and their items stand; nothing private, and nobody is pinged."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.postmortems import Visibility
from bot.jobs.clock import TICKS, tick
from bot.services.mornings_gaps import beat
from sandbox.driver import Channel, Message
from storage.engine import Database
from tests.databases import emptied
from tests.fakes import FakeClock
from tests.scenarios.backups import backup, restore
from tests.scenarios.lives import Killed, Reaper, lifeless, mortal, resurrected, work_off
from tests.scenarios.published import complete, first, publish
from tests.scenarios.steps import Worlds, ready
from tests.scenarios.world import World, running

MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
"""The story happens on Monday, March 2."""
WEEK = timedelta(days=7)


def board(world: World) -> Mapping[str, Any]:
    """A channel where everything is announced."""
    return {"announce_in": (world.slack.channel("incidents", members=[world.noor], bot=True).id,)}


async def at(world: World, moment: datetime) -> None:
    """Let the clock tick at a moment, twice, as it would with a second replica or after a restart."""
    world.clock.set(moment)
    for minutes in (0, 10):
        world.clock.advance(minutes=minutes)
        await tick(world.bot.deps, world.bot.workspace, "digest.sweep", TICKS["digest.sweep"])()
        await world.work()


def told(channel: Channel) -> list[Message]:
    return [one for one in channel.by_bot if one.lines[0] == "# Postmortems this week"]


def the_board(world: World) -> Channel:
    return Channel(world.slack.hub, world.settings.announce_in[0])


async def items(world: World, *items: ActionItem) -> None:
    """Put these items into the document beside those that it has."""
    key = await first(world)
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        for one in items:
            await uow.action_items.add(key, one)


async def test_a_channel_hears_once_a_week_how_things_stand(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=board)
    channel = await complete(world)
    await publish(world, channel)
    done = {"status": ItemStatus.COMPLETED, "done_at": MONDAY - timedelta(days=2)}
    await items(
        world,
        ActionItem(text="Drain before restart", owner=world.ben.id, due=date(2026, 3, 6), position=8),
        ActionItem(text="Page on pool use", owner=world.ben.id, due=date(2026, 3, 7), position=9, **done),
        ActionItem(text="Cap the pool", owner=world.ben.id, due=date(2026, 3, 6), position=10, **done),
    )

    await at(world, MONDAY - timedelta(minutes=20))
    assert told(the_board(world)) == []
    await at(world, MONDAY)
    await at(world, MONDAY + timedelta(hours=3))

    assert [one.lines for one in told(the_board(world))] == [
        [
            "# Postmortems this week",
            "1 published. Items: 2 done, 1 of them on time; 4 open, 1 of them late.",
            "item                  owner  due     priority",
            "Drain before restart  ben    Mar 6   MEDIUM",
            "Alert on pool use     ben    Mar 27  MEDIUM",
            "Review pool limits    ben    Mar 28  MEDIUM",
            "Runbook               maya   Mar 29  MEDIUM",
            "*Published:* PM-1 Checkout errors.",
            "[ All items ]",
            (
                "Every Monday for #incidents; an admin can change that in the settings. "
                "Private postmortems are not counted."
            ),
        ]
    ]
    await at(world, MONDAY + WEEK)
    assert [one.lines[1] for one in told(the_board(world))][1:] == ["Items: none done; 4 open, 1 of them late."]


async def test_a_week_with_nothing_done_and_nothing_open_has_none(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=board)

    await at(world, MONDAY)

    assert the_board(world).by_bot == []


async def test_what_waits_for_a_review_is_said_with_the_days_that_it_waits(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=board)
    channel, card = await ready(world)
    window = (await world.maya.click(card, "Send for review")).modal
    assert window is not None
    await window.fill({"Reviewers": [world.ben.id, world.noor.id]}).submit()
    await world.work()

    await at(world, MONDAY)

    assert [one.lines[1:-1] for one in told(the_board(world))] == [
        ["1 in review.", "*Waiting longest:* PM-1, 7 days for a review."]
    ]
    assert told(channel) == []


async def test_what_slack_kept_waiting_until_the_night_is_told_on_the_next_day(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=board)
    await complete(world)
    world.slack.faults.on("chat.postMessage", "service_unavailable", times=99)
    await at(world, MONDAY)
    world.slack.faults.clear()
    world.clock.set(MONDAY.replace(hour=23, minute=30))
    await world.work()
    assert told(the_board(world)) == []

    await at(world, MONDAY + timedelta(days=1))
    assert len(told(the_board(world))) == 1


async def test_after_a_restored_backup_a_channel_does_not_hear_of_the_same_week_again(
    worlds: Worlds, clean: Database
) -> None:
    world = await worlds.with_settings(prepare=board)
    await complete(world)
    await beat(world.bot.deps, world.bot.workspace)
    kept = await backup(clean)
    await at(world, MONDAY)
    await restore(clean, kept)
    world.clock.set(MONDAY.replace(hour=22))
    await beat(world.bot.deps, world.bot.workspace)

    await at(world, MONDAY + timedelta(days=1))
    assert len(told(the_board(world))) == 1


async def test_asleep_for_three_weeks_there_is_one_and_a_clock_that_is_set_back_repeats_none(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=board)
    await complete(world)

    await at(world, MONDAY + 3 * WEEK + timedelta(days=1))
    await at(world, MONDAY + WEEK)
    await at(world, MONDAY + 3 * WEEK + timedelta(days=2))

    assert len(told(the_board(world))) == 1


async def test_one_that_came_late_keeps_its_distance_from_the_next(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=board)
    await complete(world)

    heard = []
    for days in (3, 7, 8, 9, 14, 15, 21):  # told on a Thursday, then on Wednesday, Tuesday, and Monday again
        await at(world, MONDAY + timedelta(days=days))
        heard.append(len(told(the_board(world))))

    assert heard == [1, 1, 1, 2, 2, 3, 4]


async def test_a_channel_that_becomes_a_teams_during_a_week_begins_with_the_next(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=board)
    team = world.slack.channel("team-payments", members=[world.maya, world.ben], bot=True)
    await complete(world, visibility=Visibility.TEAM, team=team.id)

    for days, many in ((3, 0), (7, 1), (10, 1), (14, 2)):
        await at(world, MONDAY + timedelta(days=days))
        assert (days, len(told(team))) == (days, many)


async def test_it_can_be_switched_off(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=board, digest="off")
    await complete(world)

    await at(world, MONDAY)

    assert the_board(world).by_bot == []


async def test_a_private_postmortem_changes_no_byte_of_it(worlds: Worlds) -> None:
    world = await worlds.with_settings(prepare=board)
    channel = await complete(world, visibility=Visibility.PRIVATE)

    await at(world, MONDAY)

    assert the_board(world).by_bot == []
    assert told(channel) == []


async def test_what_is_for_a_teams_channel_is_told_there_by_the_clock_of_its_people_and_nowhere_else(
    worlds: Worlds,
) -> None:
    world = await worlds.with_settings(prepare=board)
    team = world.slack.channel("team-payments", members=[world.maya, world.ben], bot=True)
    await complete(world, visibility=Visibility.TEAM, team=team.id)

    await at(world, MONDAY - timedelta(hours=1))  # ten o'clock in Berlin, where its author is

    assert [one.lines[1] for one in told(team)] == ["1 draft. Items: none done; 3 open, none of them late."]
    done = await world.ben.click(told(team)[0], "All items")
    assert done.modal is not None
    assert "Only: what is for this one team." in done.modal.lines
    assert "Runbook" in done.modal.text
    assert the_board(world).by_bot == []


async def test_a_channel_that_others_read_too_hears_nothing(worlds: Worlds) -> None:
    def shared(world: World) -> Mapping[str, Any]:
        made = world.slack.channel("incidents", members=[world.noor], bot=True, shared_with="Acme")
        return {"announce_in": (made.id,)}

    world = await worlds.with_settings(prepare=shared)
    await complete(world)

    await at(world, MONDAY)

    assert the_board(world).by_bot == []


async def test_killed_after_any_step_it_is_told_once(clean: Database, database_url: str) -> None:
    step, died = 1, True
    while died:
        await emptied(clean)
        reaper, died = Reaper(step), False
        async with lifeless(database_url, FakeClock()) as world:
            world.settings = world.settings.model_copy(update=board(world))
            async with running(world) as bot:
                await complete(world)
                world.clock.set(MONDAY)
                await tick(bot.deps, bot.workspace, "digest.sweep", TICKS["digest.sweep"])()
                try:
                    await work_off(world, mortal(bot, reaper))
                except Killed:
                    died = True
            await resurrected(world)
            assert (step, len(told(the_board(world)))) == (step, 1)
        step += 1
    assert step > 5
