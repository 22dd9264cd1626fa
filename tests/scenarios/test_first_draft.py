"""From "resolved" in a channel to a checked draft: what everybody sees."""

from bot.ports import NewJob
from sandbox.driver import Channel, Message
from tests.scenarios.reviewing import reviewed, stored
from tests.scenarios.world import World


async def _incident(world: World) -> tuple[Channel, Message]:
    channel = world.incident()
    alert = world.slack.app("Lookout")
    await alert.post(channel, "FIRING: checkout error rate 18.4 %, threshold 2 %")
    world.clock.advance(seconds=60)
    await world.ben.post(channel, "on it, looking")
    world.clock.advance(seconds=60)
    root = await world.ben.post(channel, "rolling back cache-client 4.2 to 4.1")
    world.clock.advance(seconds=30)
    await world.noor.post(channel, "status page updated: checkout degraded", thread=root)
    world.clock.advance(seconds=600)
    last = await world.maya.post(channel, "error rate is back to 0.2 %, all clear")
    world.clock.advance(seconds=60)
    return channel, last


async def test_an_emoji_makes_a_draft_whose_every_line_cites_its_messages(world: World) -> None:
    channel, last = await _incident(world)
    await world.resolve(channel, last)
    card = channel.card()
    assert "*Draft*" in card.text or "Draft" in card.shown
    assert len([one for one in channel.by_bot if not one.thread_ts]) == 1
    timeline = channel.thread(card)[0]
    assert "rolling back" in timeline.shown


async def test_ten_signals_in_any_order_make_one_draft(world: World) -> None:
    channel, last = await _incident(world)
    await world.maya.react(last, "incident_resolved")
    await world.ben.react(last, "incident_resolved")
    await world.noor.rename(channel, "inc-207-checkout-resolved")
    await world.noor.set_topic(channel, "resolved, thanks all")
    await world.work()
    await world.later(6)
    cards = [one for one in channel.by_bot if not one.thread_ts]
    assert len(cards) == 1


async def test_a_second_reading_leaves_what_is_in_review_to_people(quiet: World) -> None:
    await reviewed(quiet, quiet.ben)
    payload = {"postmortem": (await stored(quiet)).id, "incident": (await stored(quiet)).incident, "again": True}
    async with quiet.bot.deps.store.write(quiet.bot.workspace) as uow:
        await uow.jobs.add(NewJob(kind="draft.collect", payload=payload, lane="again"), quiet.clock.now())
    before = await stored(quiet)
    await quiet.work()
    assert await stored(quiet) == before
