"""Somebody leaves: what they were to do goes to whoever answers for it, once, and two people hear of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.people import Standing, system
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.jobs.clock import TICKS, tick
from bot.services import action_items_work
from bot.services.changes import change
from sandbox.driver import Channel, Person
from storage.engine import Database
from tests.databases import emptied
from tests.fakes import FakeClock
from tests.scenarios.lives import Killed, Reaper, lifeless, mortal, resurrected, work_off
from tests.scenarios.published import acting, complete, first, publish
from tests.scenarios.reviewing import press
from tests.scenarios.world import World, running


async def owners(world: World) -> dict[str, str | None]:
    """Return who has which item of the document, by its text."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        return {one.text: one.owner for one in await uow.action_items.of(await first(world))}


async def stored(world: World) -> Postmortem:
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        found = await uow.postmortems.get(await first(world))
    assert found is not None
    return found


async def left(world: World, person: Person, **how: Any) -> None:
    """Let somebody leave the workspace, or become somebody else there."""
    await person.change(**(how or {"deleted": True}))
    await world.work()


def told(person: Person) -> list[list[str]]:
    return [one.lines for one in person.dms() if "has left" in one.lines[0] or "is a guest" in one.lines[0]]


async def outcome(world: World) -> tuple[Channel, str]:
    """Return the channel of a published document of Maya's, in which Ben has two items and she has one."""
    channel = await complete(world)
    await publish(world, channel)
    return channel, world.maya.id


async def test_open_items_go_to_the_author_and_an_admin_hears_of_it_too(quiet: World) -> None:
    channel, maya = await outcome(quiet)

    await left(quiet, quiet.ben)

    assert await owners(quiet) == {"Alert on pool use": maya, "Review pool limits": maya, "Runbook": maya}
    assert told(quiet.maya) == [
        [
            "*ben has left the workspace. 2 items are with you now.*",
            "*PM-1* Checkout errors",
            "• Alert on pool use",
            "• Review pool limits  [ Action items ]",
            "*Next:* hand over what somebody else should do. Nothing is asked before its day.",
        ]
    ]
    assert [one[0] for one in told(quiet.noor)] == ["*ben has left the workspace. 2 items are with maya now.*"]
    window = (await quiet.maya.slash("/postmortem show 1", channel)).ephemerals
    assert window


async def test_nobody_hears_of_it_at_night_but_once_they_are_at_work(quiet: World) -> None:
    await outcome(quiet)
    quiet.clock.set(datetime(2026, 3, 6, 20, 0, tzinfo=UTC))  # Friday, 9 pm where Maya is and 3 pm where Noor is

    await left(quiet, quiet.ben)
    heard = [(len(told(quiet.maya)), len(told(quiet.noor)))]
    for moment in (datetime(2026, 3, 9, 7, 59, tzinfo=UTC), datetime(2026, 3, 9, 8, 0, tzinfo=UTC)):
        quiet.clock.set(moment)
        await quiet.work()
        heard.append((len(told(quiet.maya)), len(told(quiet.noor))))

    assert heard == [(0, 1), (0, 1), (1, 1)]


async def test_what_was_told_follows_what_becomes_of_it(quiet: World) -> None:
    await outcome(quiet)
    await left(quiet, quiet.ben)
    deps, key, maya = quiet.bot.deps, await first(quiet), await acting(quiet, quiet.maya)
    async with deps.store.read(quiet.bot.workspace) as uow:
        ids = {one.text: one.id for one in await uow.action_items.of(key)}

    await action_items_work.hand_over(deps, maya, key, ids["Review pool limits"], quiet.noor.id, as_seen=None)
    await action_items_work.complete(deps, maya, key, ids["Alert on pool use"], "alert live")
    await quiet.work()

    assert told(quiet.maya) == [
        [
            "*ben has left the workspace. 1 item is with noor now.*",
            "*PM-1* Checkout errors",
            "✓ Alert on pool use · done",
            "• Review pool limits · with noor now  [ Action items ]",
            "*Next:* hand over what somebody else should do. Nothing is asked before its day.",
        ]
    ]
    assert told(quiet.noor)[0][0] == "*ben has left the workspace. 1 item is with you now.*"
    noor = await acting(quiet, quiet.noor)
    await action_items_work.decline(deps, noor, key, ids["Review pool limits"], "moved away")
    await quiet.work()
    assert (told(quiet.maya)[0][0], told(quiet.maya)[0][-1]) == ("*ben has left the workspace.*", "Nothing left to do.")


async def test_the_history_says_why(quiet: World) -> None:
    await outcome(quiet)

    await left(quiet, quiet.ben)

    async with quiet.bot.deps.store.read(quiet.bot.workspace) as uow:
        deeds, _ = await uow.audit.of(await first(quiet))
    assert [(one.verb, one.actor, one.via) for one in deeds[:2]] == [("rehome", None, "system")] * 2


async def test_nobody_hears_twice_and_nothing_is_taken_back_when_somebody_returns(quiet: World) -> None:
    _, maya = await outcome(quiet)
    await left(quiet, quiet.ben)

    await left(quiet, quiet.ben, deleted=False)
    await left(quiet, quiet.ben)
    for hours in (1, 30):
        quiet.clock.advance(hours=hours)
        await tick(quiet.bot.deps, quiet.bot.workspace, "member.sweep", TICKS["member.sweep"])()
        await quiet.work()

    assert set((await owners(quiet)).values()) == {maya}
    assert (len(told(quiet.maya)), len(told(quiet.noor))) == (1, 1)


async def test_what_is_done_stays_whose_it_was(quiet: World) -> None:
    await outcome(quiet)
    async with quiet.bot.deps.store.write(quiet.bot.workspace) as uow:
        key = await first(quiet)
        for one in await uow.action_items.of(key):
            if one.text == "Alert on pool use":
                await uow.action_items.save(key, one.model_copy(update={"status": ItemStatus.COMPLETED}))

    await left(quiet, quiet.ben)

    assert (await owners(quiet))["Alert on pool use"] == quiet.ben.id


async def test_where_the_author_is_gone_too_an_admin_has_it(quiet: World) -> None:
    await outcome(quiet)

    await left(quiet, quiet.maya)
    await left(quiet, quiet.ben)

    assert set((await owners(quiet)).values()) == {quiet.noor.id}
    assert [one[0] for one in told(quiet.noor)] == [
        "*maya has left the workspace. 1 item is with you now.*",
        "*ben has left the workspace. 2 items are with you now.*",
    ]
    assert (await stored(quiet)).author == quiet.maya.id


async def test_whoever_became_a_guest_has_no_items_any_more(quiet: World) -> None:
    _, maya = await outcome(quiet)

    await left(quiet, quiet.ben, guest="multi")

    assert set((await owners(quiet)).values()) == {maya}
    assert told(quiet.maya)[0][0] == "*ben is a guest now. 2 items are with you now.*"


async def test_a_leaving_that_nobody_told_us_of_is_found_by_the_clock(quiet: World) -> None:
    _, maya = await outcome(quiet)
    quiet.ben.member.deleted = True  # and no event reaches us
    async with quiet.bot.deps.store.write(quiet.bot.workspace) as uow:
        known = await uow.members.get(quiet.ben.id)
        assert known is not None
        await uow.members.put(known.model_copy(update={"standing": Standing.DEACTIVATED}), quiet.clock.now())

    await tick(quiet.bot.deps, quiet.bot.workspace, "member.sweep", TICKS["member.sweep"])()
    await quiet.work()

    assert set((await owners(quiet)).values()) == {maya}


async def test_a_draft_whose_author_left_has_none_and_the_admin_can_take_it(quiet: World) -> None:
    channel = await complete(quiet)

    await left(quiet, quiet.maya)
    await quiet.later(6)

    assert (await stored(quiet)).author is None
    assert "no author yet" in channel.card().text or "No author yet." in "".join(channel.card().lines)
    assert told(quiet.noor) == [
        [
            "*maya has left the workspace. 1 item is with you now. 1 postmortem has no author yet.*",
            "*PM-1* Checkout errors",
            "• Runbook  [ Action items ]",
            "PM-1 has no author now.  [ I'll write it ]",
            "*Next:* hand over what somebody else should do. Nothing is asked before its day.",
        ]
    ]
    await press(quiet, quiet.noor, "I'll write it")
    await quiet.work()
    assert (await stored(quiet)).author == quiet.noor.id
    assert told(quiet.noor)[0][:-1] == [
        "*maya has left the workspace. 1 item is with you now.*",
        "*PM-1* Checkout errors",
        "• Runbook  [ Action items ]",
        "noor writes PM-1 now.",
    ]


async def test_what_is_private_goes_to_nobody_who_may_not_see_it(quiet: World) -> None:
    olga = quiet.slack.person("olga", admin=True)
    await olga.slash("/postmortem", quiet.slack.channel("lobby", members=[olga]))
    channel = quiet.slack.channel("inc-9", members=[quiet.maya, quiet.ben, quiet.noor], private=True)
    await complete(quiet, channel)
    await quiet.noor.leave(channel)
    await quiet.work()
    async with quiet.bot.deps.store.write(quiet.bot.workspace) as uow:
        for one in await uow.action_items.of(await first(quiet)):
            await uow.action_items.save(await first(quiet), one.model_copy(update={"owner": quiet.ben.id}))

    await left(quiet, quiet.maya)
    await left(quiet, quiet.ben)

    assert set((await owners(quiet)).values()) == {quiet.ben.id}
    assert [told(one) for one in (olga, quiet.noor)] == [[], []]
    assert (await stored(quiet)).visibility is Visibility.PRIVATE


async def test_an_item_that_is_given_away_in_that_moment_stays_where_it_went(quiet: World) -> None:
    await outcome(quiet)
    key = await first(quiet)
    async with quiet.bot.deps.store.read(quiet.bot.workspace) as uow:
        items = [one for one in await uow.action_items.of(key) if one.owner == quiet.ben.id]

    async def give(item: ActionItem) -> None:
        async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.REHOME, key, item=item.id) as it:
            await it.save_item(it.item.model_copy(update={"owner": quiet.noor.id}))

    await quiet.ben.change(deleted=True)
    await asyncio.gather(quiet.work(), give(items[0]))

    assert len(told(quiet.maya)) == 1
    assert (await owners(quiet))[items[1].text] == quiet.maya.id


async def test_killed_after_any_step_everything_moves_and_each_hears_once(clean: Database, database_url: str) -> None:
    step, died = 1, True
    while died:
        await emptied(clean)
        reaper, died = Reaper(step), False
        async with lifeless(database_url, FakeClock()) as world:
            async with running(world) as bot:
                _, maya = await outcome(world)
                await world.ben.change(deleted=True)
                await world.slack.settle()
                try:
                    await work_off(world, mortal(bot, reaper))
                except Killed:
                    died = True
            await resurrected(world)
            async with running(world):
                world.clock.advance(seconds=timedelta(minutes=5).total_seconds())
                await world.work()
                found = (set((await owners(world)).values()), len(told(world.maya)), len(told(world.noor)))
            assert (step, *found) == (step, {maya}, 1, 1)
        step += 3
    assert step > 12
