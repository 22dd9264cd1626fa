"""A private channel's text goes to no model before an incident admin allowed it, on record; what was sent is told."""

from bot.domain.narration import AiTrouble
from bot.ports import ModelError
from sandbox.driver import Channel
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import Worlds, answers, drafted, ready
from tests.scenarios.world import World
from tests.scripted import Scripted

PRICES = ("claude-haiku-5-5=1/5", "claude-sonnet-5-5=3/15")
SENTENCE = "Made without AI, this channel is private. An incident admin can allow it for this one."


async def closed(world: World) -> Channel:
    """Return a private channel with its finished draft."""
    channel = world.incident(private=True)
    await drafted(world, channel)
    return channel


async def allow(world: World, channel: Channel, why: str) -> None:
    """Let Noor allow the AI."""
    done = await world.noor.click(channel.card(), "Allow the AI")
    assert done.modal is not None, answers(done)
    await done.modal.fill({"Why? It is shown in the history of PM-1 for good.": why}).submit()
    await world.work()
    await world.later(6)


async def test_without_leave_nothing_of_a_private_channel_is_given_to_the_writer(worlds: Worlds) -> None:
    writer = Scripted()
    world = await worlds.with_settings(writer=writer)
    channel = await closed(world)

    assert writer.seen == []
    assert SENTENCE in channel.card().shown
    assert "AI text" not in channel.card().shown
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        assert await uow.ai_runs.of((await stored(world)).id) == []


async def test_an_incident_admin_allows_it_for_this_one_with_a_reason_on_record(worlds: Worlds) -> None:
    writer = Scripted()
    world = await worlds.with_settings(writer=writer)
    channel = await closed(world)
    refused = await world.ben.click(channel.card(), "Allow the AI")
    assert "Only an incident admin can allow the AI for PM-1." in str(answers(refused))
    await allow(world, channel, "The customer agreed.")

    now = await stored(world)
    assert len(writer.seen) == 1
    assert (now.ai.allowed_by, now.ai.allowed_why, now.ai.trouble) == (world.noor.id, "The customer agreed.", None)
    assert SENTENCE not in channel.card().shown
    history = await world.maya.slash("/postmortem history 1", channel)
    assert history.modal is not None
    told = "\n".join(history.modal.lines)
    assert "*Noor* allowed the AI to read it" in told.replace("noor", "Noor")
    assert 'Why: "The customer agreed."' in told


async def test_leave_needs_a_reason(worlds: Worlds) -> None:
    writer = Scripted()
    world = await worlds.with_settings(writer=writer)
    channel = await closed(world)
    done = await world.noor.click(channel.card(), "Allow the AI")
    assert done.modal is not None
    await done.modal.fill({"Why? It is shown in the history of PM-1 for good.": "  "}).submit()
    await world.work()

    assert writer.seen == []
    assert (await stored(world)).ai.allowed_at is None


async def test_leave_that_is_taken_back_holds_from_the_next_question_on(worlds: Worlds) -> None:
    world: World | None = None
    channel: Channel | None = None

    async def take_back(step: str) -> None:
        assert world is not None
        assert channel is not None
        if step == "facts:1":
            window = await world.noor.slash("/postmortem ai 1", channel)
            assert window.modal is not None
            await window.modal.click("Take it back")

    writer = Scripted(before=take_back)
    world = await worlds.with_settings(writer=writer)
    channel = await closed(world)
    await allow(world, channel, "The customer agreed.")

    assert writer.asked == ["facts:0", "facts:1"]
    assert (await stored(world)).ai.trouble is AiTrouble.PRIVATE
    assert SENTENCE in channel.card().shown


async def test_leave_does_not_hold_for_a_private_channel_that_joins_later(worlds: Worlds) -> None:
    writer = Scripted()
    world = await worlds.with_settings(writer=writer)
    channel = await closed(world)
    await allow(world, channel, "The customer agreed.")
    other = world.incident("inc-208-vault", private=True)
    await world.ben.post(other, "the vault was open")
    await world.maya.slash(f"/postmortem create into 1 <#{other.id}|inc-208-vault>", channel)
    if world.maya.modal is not None:
        await world.maya.modal.submit()
    await world.work()
    await world.later(6)

    assert len(writer.seen) == 1
    assert "the vault was open" not in str(writer.seen)


async def test_the_server_can_forbid_it_altogether(worlds: Worlds) -> None:
    writer = Scripted()
    world = await worlds.with_settings(writer=writer, ai_private="never")
    channel = await closed(world)
    done = await world.noor.click(channel.card(), "Allow the AI")

    assert "No private postmortem goes to an AI here" in str(answers(done))
    assert writer.seen == []


async def test_a_channel_that_another_organisation_reads_needs_leave_too(worlds: Worlds) -> None:
    writer = Scripted()
    world = await worlds.with_settings(writer=writer)
    channel = world.incident(shared_with="T0PARTNER")
    await drafted(world, channel)

    assert writer.seen == []
    assert "this channel is shared with another organisation" in channel.card().shown
    await allow(world, channel, "The partner agreed.")
    assert len(writer.seen) == 1


async def test_what_was_sent_is_told_to_admins_in_counts_and_to_nobody_else(worlds: Worlds) -> None:
    writer = Scripted()
    writer.troubles = [ModelError(AiTrouble.REFUSED)]
    world = await worlds.with_settings(writer=writer, ai_prices=PRICES, ai_month_tokens=1_000_000)
    channel, _ = await ready(world)
    await world.maya.click(channel.card(), "Try the AI again")
    await world.work()
    refused = await world.ben.slash("/postmortem ai", channel)
    assert "Only an incident admin can look at what was sent to the AI." in str(answers(refused))
    window = await world.noor.slash("/postmortem ai PM-1", channel)

    assert window.modal is not None
    lines = [line for one in window.modal.lines for line in one.split("\n")]
    assert "Sent: 6 messages of 3 people in 3 chunks, 0 of them known already." in lines
    assert "Covered in it: 2 mail." in lines
    assert "claude-haiku-5-5: 3 questions, 3,000 tokens in, 300 out, 0 from the cache, 0 into it." in [
        one.replace("`", "") for one in lines
    ]
    assert "Cost: $0.03." in lines
    assert "Prompts: version 7." in lines
    assert "It ended early: it refused." in lines
    assert any("This month all of them took 6,300 tokens of 1,000,000." in one for one in lines)
    assert not any("checkout" in one.lower() for one in lines)


async def test_of_one_that_is_not_seen_nothing_is_told(worlds: Worlds) -> None:
    world = await worlds.with_settings(writer=Scripted())
    channel = await closed(world)
    elsewhere = world.slack.channel("random", members=[world.maya, world.noor])
    await world.noor.leave(channel)
    await world.work()
    hidden = answers(await world.noor.slash("/postmortem ai 1", elsewhere))
    absent = answers(await world.noor.slash("/postmortem ai 2", elsewhere))

    assert world.noor.modal is None
    assert str(hidden).replace("PM-1", "PM-2") == str(absent)
