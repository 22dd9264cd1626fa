"""A model writes the draft: what people see while it does, and when it gives nothing."""

import asyncio

import pytest

from bot.domain.narration import AiTrouble
from bot.domain.postmortems import Stage
from bot.domain.timeline import Origin
from bot.ports import ModelError
from bot.services.reactions import narrate
from sandbox.driver import Channel, Message
from tests.scenarios.reviewing import late, stored
from tests.scenarios.steps import Worlds, answers, play, ready
from tests.scenarios.world import World
from tests.scripted import Scripted

TEXT = "The cache gave wrong prices for a while."
PRICES = ("claude-haiku-5-5=1/5", "claude-sonnet-5-5=3/15")


def ai_lines(card: Message) -> list[str]:
    """Return the lines of a card that speak of the AI or of a step."""
    words = ("AI", "Gathering", "Writing", "Checking")
    return [line for one in card.lines for line in one.split("\n") if any(word in line for word in words)]


async def again(world: World, channel: Channel) -> None:
    """Let Maya press *Try the AI again*, and wait for what follows."""
    await world.maya.click(channel.card(), "Try the AI again")
    await world.work()
    await world.later(6)


async def made(world: World, channel: Channel) -> None:
    """Let an incident happen in a channel, and Maya have its draft made."""
    await play(world, channel)
    await world.maya.slash("/postmortem create Checkout errors", channel)
    assert world.maya.modal is not None
    await world.maya.modal.submit()
    await world.work()
    await world.later(6)


async def test_the_model_s_text_stands_in_the_draft_marked_and_with_what_it_took(worlds: Worlds) -> None:
    writer = Scripted()
    world = await worlds.with_settings(writer=writer, ai_prices=PRICES)
    _, card = await ready(world)

    now = await stored(world)
    summary = now.section("summary")
    assert summary is not None
    assert (summary.text, summary.origin) == (TEXT, Origin.AI)
    assert now.progress.stage is Stage.READY
    assert writer.asked == ["facts:0", "facts:1", "facts:2", "writing:all"]
    assert (now.ai.trouble, now.ai.tokens) == (None, 6_300)
    assert "AI: 6,300 tokens, $0.03." in card.shown
    assert "AI text until a person keeps or edits" in card.shown
    assert len(world.maya.dms()) == 1


async def test_while_it_works_the_card_says_in_words_and_counts_how_far_it_is(worlds: Worlds) -> None:
    seen: list[list[str]] = []
    labels: list[list[str]] = []
    world: World | None = None
    channel: Channel | None = None

    async def look(step: str) -> None:
        assert world is not None
        assert channel is not None
        world.clock.advance(seconds=6)
        await world.bot.worker.work_off()
        if cards := channel.by_bot:
            seen.append([step, *ai_lines(cards[0])])
            labels.append(cards[0].labels)

    world = await worlds.with_settings(writer=Scripted(before=look))
    channel = world.incident()
    await made(world, channel)

    assert labels[2] == ["Write something now", "Not needed"]
    assert seen[2] == [
        "facts:2",
        "◐ Gathering the facts: 2 of 3",
        "○ Writing the sections",
        "○ Checking every line against its messages",
    ]
    assert seen[3] == [
        "writing:all",
        "✓ Gathering the facts",
        "◐ Writing the sections",
        "○ Checking every line against its messages",
    ]
    assert not [one for one in ai_lines(channel.card()) if "Gathering" in one]


async def test_without_a_writer_no_line_speaks_of_one(world: World) -> None:
    _, card = await ready(world)

    assert ai_lines(card) == []
    assert (await stored(world)).ai.trouble is None
    assert "AI" not in world.maya.dms()[0].shown


FOR_GOOD = {
    AiTrouble.BAD_KEY: "its key is not accepted",
    AiTrouble.UNPAID: "its account has no credit",
    AiTrouble.GONE: "the model is not offered any more",
    AiTrouble.REFUSED: "it refused",
    AiTrouble.CUT: "its answer was cut off",
    AiTrouble.NONSENSE: "its answer could not be used",
    AiTrouble.EMPTY: "it found nothing to tell",
    AiTrouble.TOO_LONG: "there is more than it can read",
}


@pytest.mark.parametrize("trouble", FOR_GOOD)
async def test_trouble_for_good_leaves_the_rules_draft_and_says_why(worlds: Worlds, trouble: AiTrouble) -> None:
    writer = Scripted()
    writer.troubles = [ModelError(trouble)]
    world = await worlds.with_settings(writer=writer)
    channel, card = await ready(world)

    now = await stored(world)
    assert (now.progress.stage, now.ai.trouble) == (Stage.READY, trouble)
    assert any(one.origin is Origin.RULES for one in now.sections)
    said = f"The AI gave no text ({FOR_GOOD[trouble]}). Timeline and sections hold what the messages say."
    assert said in card.shown
    assert {"Edit", "Read", "Try the AI again"} <= set(card.labels)
    [dm] = world.maya.dms()
    assert f"The AI gave no text ({FOR_GOOD[trouble]})" in dm.shown

    await again(world, channel)

    assert (await stored(world)).ai.trouble is None
    assert TEXT in [one.text for one in (await stored(world)).sections]
    assert "The AI gave no text" not in world.maya.dms()[0].shown
    assert len(world.maya.dms()) == 1


PASSING = (AiTrouble.BUSY, AiTrouble.OVERLOADED, AiTrouble.UNREACHABLE, AiTrouble.SLOW)


@pytest.mark.parametrize("trouble", PASSING)
async def test_what_passes_is_tried_again_while_the_draft_stands(worlds: Worlds, trouble: AiTrouble) -> None:
    writer = Scripted()
    writer.troubles = [ModelError(trouble), ModelError(trouble)]
    world = await worlds.with_settings(writer=writer)
    channel, card = await ready(world)

    assert (await stored(world)).progress.stage is Stage.READY
    assert "The AI does not answer (" in card.shown
    assert "I try again until" in card.shown
    await world.later(60)
    assert (await stored(world)).ai.trouble is trouble
    await world.later(120)

    assert (await stored(world)).ai.trouble is None
    assert TEXT in [one.text for one in (await stored(world)).sections]
    assert "does not answer" not in channel.card().shown


async def test_a_channel_that_is_read_anew_does_not_wait_for_the_next_try(worlds: Worlds) -> None:
    writer = Scripted()
    writer.troubles = [ModelError(AiTrouble.OVERLOADED)]
    world = await worlds.with_settings(writer=writer)
    channel, _ = await ready(world)
    now = await stored(world)
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        await uow.jobs.add(narrate(now.id, now.incident or 0), world.clock.now())
    await world.work()

    assert TEXT in [one.text for one in (await stored(world)).sections]
    assert "does not answer" not in channel.card().shown


async def test_it_is_not_tried_for_ever(worlds: Worlds) -> None:
    writer = Scripted()
    writer.troubles = [ModelError(AiTrouble.OVERLOADED) for _ in range(50)]
    world = await worlds.with_settings(writer=writer)
    channel, _ = await ready(world)
    for _ in range(60):
        await world.later(60)

    assert len(writer.troubles) == 50 - 5
    assert "The AI gave no text (it is overloaded)." in channel.card().shown


async def test_whoever_has_changed_the_text_is_left_alone_by_later_tries(worlds: Worlds) -> None:
    writer = Scripted()
    writer.troubles = [ModelError(AiTrouble.OVERLOADED), ModelError(AiTrouble.OVERLOADED)]
    world = await worlds.with_settings(writer=writer)
    channel, _ = await ready(world)
    window = await world.maya.slash("/postmortem edit summary", channel)
    assert window.modal is not None
    await window.modal.fill({"Summary": "Mine."}).submit()
    await world.work()
    await world.later(60)
    await world.later(600)

    assert writer.troubles == []
    assert writer.asked == []
    assert "The AI gave no text (it is overloaded)." in channel.card().shown


async def test_a_draft_that_takes_too_long_is_the_rules_own(worlds: Worlds) -> None:
    async def for_ever(_: str) -> None:
        await asyncio.sleep(3_600)

    world = await worlds.with_settings(writer=Scripted(before=for_ever), ai_draft_seconds=1)
    _, card = await ready(world)

    assert (await stored(world)).ai.trouble is AiTrouble.SLOW
    assert "it took too long" in card.shown


async def test_a_mistake_of_our_own_ends_in_the_rules_draft_within_half_a_minute(worlds: Worlds) -> None:
    writer = Scripted()
    writer.troubles = [RuntimeError("ours") for _ in range(20)]
    world = await worlds.with_settings(writer=writer)
    channel, _ = await ready(world)
    for _ in range(20):
        await world.later(2)

    assert (await stored(world)).ai.trouble is AiTrouble.STOPPED
    assert "The AI gave no text (its work was cut off)." in channel.card().shown


async def test_the_cap_of_a_draft_ends_it_mid_way_and_says_so(worlds: Worlds) -> None:
    writer = Scripted(chunks=20)
    world = await worlds.with_settings(writer=writer, ai_draft_tokens=3_400)
    _, card = await ready(world)

    assert writer.asked == ["facts:0", "facts:1", "facts:2"]
    assert (await stored(world)).ai.tokens == 3_300
    assert "The AI gave no text (the limit for one draft is reached)." in card.shown


async def test_what_a_cap_left_of_a_draft_stands_and_says_that_it_is_a_part(worlds: Worlds) -> None:
    writer = Scripted()
    writer.partly = AiTrouble.DRAFT_CAP
    world = await worlds.with_settings(writer=writer)
    _, card = await ready(world)
    said = "The AI wrote only a part (the limit for one draft is reached). The rest holds what the messages say."

    assert TEXT in [one.text for one in (await stored(world)).sections]
    assert said in card.shown
    assert said in world.maya.dms()[0].shown
    assert "Try the AI again" in card.labels


async def test_the_cap_of_the_month_counts_every_document(worlds: Worlds) -> None:
    writer = Scripted()
    world = await worlds.with_settings(writer=writer, ai_month_tokens=8_000)
    await ready(world)
    second = world.incident("inc-208-search")
    await world.resolve(second, await play(world, second))

    assert len(writer.asked) == 4 + 1
    assert "The AI gave no text (this month's limit is reached)." in second.card().shown


async def test_a_text_that_a_person_writes_meanwhile_stays_and_the_model_s_is_a_suggestion(worlds: Worlds) -> None:
    world: World | None = None
    channel: Channel | None = None

    async def write(step: str) -> None:
        assert world is not None
        assert channel is not None
        if step != "writing:all":
            return
        window = await world.maya.slash("/postmortem edit summary", channel)
        assert window.modal is not None
        await window.modal.fill({"Summary": "Mine."}).submit()

    world = await worlds.with_settings(writer=Scripted(before=write))
    channel = world.incident()
    await made(world, channel)

    summary = (await stored(world)).section("summary")
    assert summary is not None
    assert (summary.text, summary.origin, summary.suggestion) == ("Mine.", Origin.PERSON, TEXT)


async def test_trying_again_is_for_writers_and_admins_and_not_for_an_old_button(worlds: Worlds) -> None:
    writer = Scripted()
    writer.troubles = [ModelError(AiTrouble.REFUSED)]
    world = await worlds.with_settings(writer=writer)
    channel, card = await ready(world)

    press = late(world.maya, card, "Try the AI again")
    refused = await world.ben.click(card, "Try the AI again")
    assert "Only maya (author), an editor or an incident admin can" in str(answers(refused))
    await world.noor.click(card, "Try the AI again")
    assert "The draft is being made right now." in str(answers(await press()))
    await world.work()
    assert "The AI has written PM-1 meanwhile." in str(answers(await press()))
    assert len(writer.asked) == 4
    assert channel.card().shown.count("The AI gave no text") == 0


async def test_it_is_asked_five_times_a_day_for_one_document(worlds: Worlds) -> None:
    writer = Scripted()
    writer.troubles = [ModelError(AiTrouble.REFUSED) for _ in range(20)]
    world = await worlds.with_settings(writer=writer)
    channel, _ = await ready(world)
    for _ in range(5):
        await again(world, channel)
    refused = await world.maya.click(channel.card(), "Try the AI again")

    assert "The AI was asked often today." in str(answers(refused))
    assert len(writer.troubles) == 20 - 6
    window = (await world.noor.slash("/postmortem ai", channel)).modal
    assert window is not None
    assert "Runs 1–5 of 6." in "\n".join(window.lines)
    await window.click("Earlier")
    assert world.noor.modal is not None
    assert "Runs 6–6 of 6." in "\n".join(world.noor.modal.lines)
    assert "The draft, by itself" in "\n".join(world.noor.modal.lines)
