"""What happens to a document while a model writes it, and to what the model gathered."""

import asyncio

from bot.domain.narration import AiTrouble
from bot.domain.people import system
from bot.domain.postmortems import Stage, Status, Verb
from bot.services.changes import change
from bot.services.transcripts_followed import store_change
from sandbox.driver import Channel
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import Worlds, ready
from tests.scenarios.test_drafts_ai import TEXT, made
from tests.scenarios.test_rewriting import ASK, TOLD, begun, of, opened
from tests.scenarios.world import World
from tests.scripted import Scripted


async def test_what_was_put_aside_meanwhile_gets_no_text_and_asks_no_more(worlds: Worlds) -> None:
    world: World | None = None
    channel: Channel | None = None

    async def aside(step: str) -> None:
        assert world is not None
        assert channel is not None
        if step == "facts:1":
            await world.noor.click(channel.card(), "Not needed")

    writer = Scripted(before=aside)
    world = await worlds.with_settings(writer=writer)
    channel = world.incident()
    await made(world, channel)

    assert writer.asked == ["facts:0", "facts:1"]
    assert (await stored(world)).discarded_at is not None
    assert TEXT not in [one.text for one in (await stored(world)).sections]
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        [run] = await uow.ai_runs.of((await stored(world)).id)
        assert await uow.steps.all(f"ai:{(await stored(world)).id}") == {}
    assert (run.trouble, run.total.tokens) == (AiTrouble.STOPPED, 2_200)


async def test_what_was_sent_for_review_meanwhile_is_people_s_and_asks_no_more(worlds: Worlds) -> None:
    world: World | None = None
    channel: Channel | None = None

    async def send_it(step: str) -> None:
        assert world is not None
        assert channel is not None
        if step == "facts:1":
            window = await world.maya.slash("/postmortem submit", channel)
            assert window.modal is not None
            await window.modal.fill({"Reviewers": [world.ben.id]}).submit()

    writer = Scripted(before=send_it)
    world = await worlds.with_settings(writer=writer)
    channel = world.incident()
    await made(world, channel)
    now = await stored(world)

    assert writer.asked == ["facts:0", "facts:1"]
    assert now.status is Status.IN_REVIEW
    assert (now.progress.stage, now.progress.part) == (Stage.READY, None)
    assert TEXT not in [one.text for one in now.sections]
    assert "In review" in channel.card().shown


async def test_what_is_on_hold_meanwhile_is_written_when_it_goes_on(worlds: Worlds) -> None:
    world: World | None = None
    channel: Channel | None = None
    holds = True

    async def hold(step: str) -> None:
        nonlocal holds
        assert world is not None
        assert channel is not None
        if step == "facts:1" and holds:
            holds = False
            async with change(
                world.bot.deps, system(world.bot.workspace), Verb.NARRATE, (await stored(world)).id
            ) as it:
                it.update(held_at=world.clock.now())

    writer = Scripted(before=hold)
    world = await worlds.with_settings(writer=writer)
    channel = world.incident()
    await made(world, channel)
    assert writer.asked == ["facts:0", "facts:1"]
    await world.maya.click(channel.card(), "Go on anyway")
    await world.work()
    await world.later(6)

    assert writer.asked == ["facts:0", "facts:1", "facts:2", "writing:all"]
    assert TEXT in [one.text for one in (await stored(world)).sections]


async def test_what_a_model_gathered_goes_with_a_message_that_is_deleted(worlds: Worlds) -> None:
    world = await worlds.with_settings(writer=Scripted())
    channel, _ = await ready(world)
    work = f"ai:{(await stored(world)).id}"
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        assert await uow.steps.get(work, "step:facts:0") is not None
    message = next(one for one in channel.messages if "on it, looking" in one.text)
    await world.ben.delete(message)
    await world.work()

    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        assert await uow.steps.all(work) == {}


async def test_what_rests_on_a_message_that_is_deleted_while_it_is_written_becomes_no_suggestion(
    worlds: Worlds,
) -> None:
    world, writer, channel, _ = await begun(worlds)
    writer.held = asyncio.Event()
    await (await opened(world.maya, channel)).click(ASK)
    working = asyncio.create_task(world.work())
    await writer.begun.wait()
    gone = next(one for one in channel.messages if "cache-client" in one.text)
    pm = await stored(world)
    await asyncio.wait_for(
        store_change(world.bot.deps, world.bot.workspace, pm.id, channel.id, gone.ts, None), timeout=10
    )
    writer.held.set()
    await working
    await world.work()
    now = await of(world)
    assert (TOLD in now.text, now.suggestion) == (False, None)
