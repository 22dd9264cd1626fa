"""A section is written anew by a model: beside what people wrote, in the window that waits, and never in its place."""

import asyncio

import pytest

from bot.domain.incidents import Transcript
from bot.domain.narration import AiTrouble, Usage
from bot.domain.postmortems import Section
from bot.domain.timeline import Brief, Origin, SectionText, Sentence
from bot.ports import Ledger, ModelError, Wish
from sandbox.driver import Channel, Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import send, stored
from tests.scenarios.steps import Worlds, ready
from tests.scenarios.test_writing import field, make_editor, words, write
from tests.scenarios.world import World
from tests.scripted import MODEL, Refusing

MINE = "My own words about a client that was rolled back."
TOLD = "Rolling back cache-client 4.2 to 4.1 ended it."
ASK = "Suggest a rewrite"


class Wishing(Refusing):
    """A writer that grants wishes: each time the same sentence, which one message bears out.

    `trouble` it raises instead, `held` it waits for, `says` is what it writes.
    """

    prompts = "9"

    def __init__(self) -> None:
        self.wishes: list[Wish] = []
        self.trouble: AiTrouble | None = None
        self.held: asyncio.Event | None = None
        self.begun = asyncio.Event()
        self.says = TOLD

    async def rewrite(self, transcript: Transcript, brief: Brief, wish: Wish, ledger: Ledger) -> SectionText:
        del brief
        self.wishes.append(wish)
        self.begun.set()
        if self.held is not None:
            await self.held.wait()
        await ledger.require(MODEL, 100)
        if self.trouble is not None:
            raise ModelError(self.trouble, usage=Usage(calls=1, input=10))
        await ledger.record("rewrite:x", {"of": wish.key}, MODEL, Usage(calls=1, input=100, output=10))
        ts = next(one.ts for one in transcript.messages if "cache-client" in one.text)
        return SectionText(
            key=wish.key, text="Nobody checked this.", sentences=(Sentence(text=self.says, cites=(ts,)),)
        )


async def begun(worlds: Worlds, **over: object) -> tuple[World, Wishing, Channel, Message]:
    """Return a world with a writer, and the card of a draft by the rules, as the model refused to write one."""
    writer = Wishing()
    world = await worlds.with_settings(writer=writer, **over)
    channel, card = await ready(world)
    return world, writer, channel, channel.card() if card else card


def top(person: Person) -> Modal:
    """Return the window that somebody looks at."""
    assert person.modal is not None
    return person.modal


async def alone(person: Person) -> None:
    """Let somebody close every window."""
    while person.modal is not None:
        await person.modal.dismiss()


async def opened(person: Person, channel: Channel, section: str = "summary") -> Modal:
    """Let somebody open a section's window."""
    await alone(person)
    await person.click(channel.card(), "Edit")
    return await write(person, section)


async def of(world: World, key: str = "summary") -> Section:
    """Return a section as it is stored."""
    found = (await stored(world)).section(key)
    assert found is not None
    return found


async def saved(world: World, channel: Channel, text: str = MINE) -> None:
    """Let Maya write the summary."""
    modal = await opened(world.maya, channel)
    modal.fill({field(modal): text})
    await modal.submit()
    await alone(world.maya)


async def test_a_rewrite_stands_above_the_text_until_its_writer_chooses(worlds: Worlds) -> None:
    world, writer, channel, _ = await begun(worlds)
    await saved(world, channel)
    modal = await opened(world.maya, channel)
    modal.fill({"What should a rewrite by the AI change?": "for customers"})
    await modal.click(ASK)
    assert (top(world.maya).title, "Nothing is lost" in top(world.maya).text) == ("One moment", True)
    await world.work()
    shown = top(world.maya)
    assert [(one.key, one.instruction, one.text) for one in writer.wishes] == [("summary", "for customers", MINE)]
    assert (shown.title, words(shown)) == ("Summary · PM-1", MINE)
    assert "A suggestion. Your text stays as it is until you choose." in shown.text
    assert TOLD in shown.text
    assert "Nobody checked this." not in shown.text
    now = await of(world)
    assert (now.text, now.suggestion, now.origin) == (MINE, TOLD, Origin.PERSON)
    await shown.click("Use it")
    assert words(top(world.maya)) == TOLD


async def test_a_machines_own_text_is_not_replaced_either_when_a_rewrite_is_asked_for(worlds: Worlds) -> None:
    world, _, channel, _ = await begun(worlds)
    was = await of(world)
    assert was.origin is Origin.RULES
    await (await opened(world.maya, channel)).click(ASK)
    await world.work()
    now = await of(world)
    assert (now.text, now.origin, now.suggestion) == (was.text, Origin.RULES, TOLD)


async def test_what_is_typed_while_one_waits_comes_back_with_the_answer(worlds: Worlds) -> None:
    world, _, channel, _ = await begun(worlds)
    modal = await opened(world.maya, channel)
    modal.fill({field(modal): "Half a sentence"})
    await modal.click(ASK)
    await world.work()
    shown = top(world.maya)
    assert (words(shown), TOLD in shown.text) == ("Half a sentence", True)


async def test_a_window_that_was_closed_loses_nothing(worlds: Worlds) -> None:
    world, _, channel, _ = await begun(worlds)
    modal = await opened(world.maya, channel)
    modal.fill({field(modal): "Half a sentence"})
    await modal.click(ASK)
    await alone(world.maya)
    await world.work()
    again = await opened(world.maya, channel)
    assert (TOLD in again.text, "You have unsaved words" in again.text) == (True, True)


async def test_trouble_says_why_and_leaves_two_ways_on(worlds: Worlds) -> None:
    world, writer, channel, _ = await begun(worlds)
    writer.trouble = AiTrouble.OVERLOADED
    modal = await opened(world.maya, channel)
    modal.fill({field(modal): "Half a sentence", "What should a rewrite by the AI change?": "shorter"})
    await modal.click(ASK)
    await world.work()
    shown = top(world.maya)
    assert "The AI does not answer (it is overloaded). Your text is untouched." in shown.text
    assert shown.labels == ["Try again", "Write it myself"]
    writer.trouble = None
    await shown.click("Try again")
    await world.work()
    assert [one.instruction for one in writer.wishes] == ["shorter", "shorter"]
    assert (words(top(world.maya)), TOLD in top(world.maya).text) == ("Half a sentence", True)


async def test_who_writes_it_themselves_finds_every_word(worlds: Worlds) -> None:
    world, writer, channel, _ = await begun(worlds)
    writer.trouble = AiTrouble.REFUSED
    modal = await opened(world.maya, channel)
    modal.fill({field(modal): "Half a sentence"})
    await modal.click(ASK)
    await world.work()
    await top(world.maya).click("Write it myself")
    mine = top(world.maya)
    assert (mine.title, words(mine)) == ("Summary · PM-1", "Half a sentence")
    await mine.submit()
    assert (await of(world)).text == "Half a sentence"


async def test_after_ten_seconds_it_is_said_and_after_a_minute_the_reason(worlds: Worlds) -> None:
    world, writer, channel, _ = await begun(worlds)
    writer.held = asyncio.Event()
    await (await opened(world.maya, channel)).click(ASK)
    world.clock.advance(seconds=5)  # so that the lease of the work is not over after a minute
    at_work = asyncio.create_task(world.bot.worker.work_off())
    await writer.begun.wait()
    world.clock.advance(seconds=5)
    await world.bot.worker.work_off()
    assert "Still at it: the AI has not answered yet. You can close this window." in top(world.maya).text
    world.clock.advance(seconds=50)
    await world.bot.worker.work_off()
    late = top(world.maya)
    assert "I waited a minute and got no answer from the AI. Nothing was changed." in late.text
    assert late.labels == ["Try again", "Write it myself"]
    writer.held.set()
    await at_work
    assert TOLD in top(world.maya).text  # what comes late is shown where somebody still waits


async def test_two_people_wait_for_the_same_and_both_are_shown_it(worlds: Worlds) -> None:
    world, writer, channel, card = await begun(worlds)
    await make_editor(world, card, world.ben)
    mine, theirs = await opened(world.maya, channel), await opened(world.ben, channel)
    await mine.click(ASK)
    await theirs.click(ASK)
    assert "maya has asked for it already. What comes is shown here too." in top(world.ben).text
    await world.work()
    assert [TOLD in top(one).text for one in (world.maya, world.ben)] == [True, True]
    assert len(writer.wishes) == 1


async def test_a_suggestion_is_used_only_as_it_was_seen(worlds: Worlds) -> None:
    world, writer, channel, _ = await begun(worlds)
    await (await opened(world.maya, channel)).click(ASK)
    await world.work()
    seen = top(world.maya)
    document = await stored(world)
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        found = await uow.postmortems.get(document.id)
        assert found is not None
        other = (one.model_copy(update={"suggestion": "Another one."}) for one in found.sections)
        await uow.postmortems.save(found.model_copy(update={"sections": tuple(other)}))
    await seen.click("Use it")
    assert "This suggestion has been replaced by another one. Look at it, then choose." in top(world.maya).text
    del writer


async def test_nothing_that_the_messages_do_not_bear_out_becomes_a_suggestion(worlds: Worlds) -> None:
    world, writer, channel, _ = await begun(worlds)
    writer.says = "Forty-two servers of Acme burned in Paris."
    await (await opened(world.maya, channel)).click(ASK)
    await world.work()
    assert "I found nothing about this in the messages. Your turn." in top(world.maya).text
    assert (await of(world)).suggestion is None


async def test_who_lost_the_right_while_waiting_changes_nothing(worlds: Worlds) -> None:
    world, writer, channel, card = await begun(worlds)
    await make_editor(world, card, world.ben)
    await (await opened(world.ben, channel)).click(ASK)
    document = await stored(world)
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        found = await uow.postmortems.get(document.id)
        assert found is not None
        await uow.postmortems.save(found.model_copy(update={"editors": ()}))
    await world.work()
    assert (await of(world)).suggestion is None
    assert "You cannot change this any more, so nothing was changed." in top(world.ben).text
    del writer


async def test_in_review_a_suggestion_takes_no_approval_away(worlds: Worlds) -> None:
    world, _, channel, _ = await begun(worlds)
    await send(world, channel, world.ben, world.noor)
    await world.maya.slash("/postmortem edit summary", channel)
    await top(world.maya).click(ASK)
    before = (await stored(world)).revision
    await world.work()
    assert ((await of(world)).suggestion, (await stored(world)).revision) == (TOLD, before)


async def test_a_private_one_is_not_offered_to_a_model(worlds: Worlds) -> None:
    writer = Wishing()
    world = await worlds.with_settings(writer=writer)
    channel = world.slack.channel("inc-9-vault", members=[world.maya, world.ben, world.noor], private=True)
    await world.maya.post(channel, "rolling back cache-client 4.2 to 4.1")
    await world.maya.slash("/postmortem create The vault was open", channel)
    await top(world.maya).submit()
    await world.work()
    await world.later(6)
    assert ASK not in (await opened(world.maya, channel)).labels
    await alone(world.maya)
    await world.maya.click(channel.card(), "Edit")
    assert "Regenerate all" not in top(world.maya).labels
    assert writer.wishes == []


async def test_without_a_key_nobody_is_offered_it(quiet: World) -> None:
    channel, _ = await ready(quiet)
    modal = await opened(quiet.maya, channel)
    assert (ASK in modal.labels, "rewrite by the AI" in modal.text) == (False, False)


async def test_the_ai_is_asked_so_often_a_day_and_no_more(worlds: Worlds) -> None:
    world, writer, channel, _ = await begun(worlds)
    for _ in range(20):
        await (await opened(world.maya, channel)).click(ASK)
        await world.work()
    await (await opened(world.maya, channel)).click(ASK)
    assert "The AI was asked often for PM-1 today. It can be asked again tomorrow." in top(world.maya).text
    assert len(writer.wishes) == 20
    await world.later(24 * 3_600)
    await (await opened(world.maya, channel)).click(ASK)
    await world.work()
    assert len(writer.wishes) == 21


async def test_all_are_written_anew_but_for_what_people_wrote(worlds: Worlds) -> None:
    world, writer, channel, _ = await begun(worlds)
    await saved(world, channel)
    entries = await entries_of(world)
    await world.maya.click(channel.card(), "Edit")
    await top(world.maya).click("Regenerate all")
    form = top(world.maya)
    assert form.title == "Regenerate · PM-1"
    assert "Left as people wrote them, with a suggestion beside: Summary." in form.text
    form.fill({"What should be different?": "shorter"})
    await form.submit()
    assert top(world.maya).title == "One moment"
    await world.work()
    assert "7 sections are written anew. Beside 1 text of a person stands a suggestion." in top(world.maya).text
    await top(world.maya).close()
    assert top(world.maya).title == "Edit · PM-1"
    assert top(world.maya).text.count("◇ AI text") == 7
    assert {one.instruction for one in writer.wishes} == {"shorter"}
    assert ((await of(world)).text, (await of(world)).suggestion) == (MINE, TOLD)
    cause = await of(world, "root_cause")
    assert (cause.text, cause.origin, len(cause.evidence)) == (TOLD, Origin.AI, 1)
    assert await entries_of(world) == entries


async def entries_of(world: World) -> list[object]:
    """Return the timeline."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        return list(await uow.entries.of((await stored(world)).id))


async def test_trouble_in_the_middle_keeps_what_there_is_and_goes_on_from_there(worlds: Worlds) -> None:
    world, writer, channel, _ = await begun(worlds)
    await world.maya.click(channel.card(), "Edit")
    await top(world.maya).click("Regenerate all")
    await top(world.maya).submit()
    rewrite = writer.rewrite

    async def twice(transcript: Transcript, brief: Brief, wish: Wish, ledger: Ledger) -> SectionText:
        writer.trouble = AiTrouble.BUSY if len(writer.wishes) == 2 else None
        return await rewrite(transcript, brief, wish, ledger)

    writer.rewrite = twice  # type: ignore[method-assign] # a script for this story
    await world.work()
    shown = top(world.maya)
    assert "The AI does not answer (it has too many requests from here)." in shown.text
    assert "2 sections are written anew." in shown.text
    await shown.click("Try again")
    await world.work()
    assert "8 sections are written anew." in top(world.maya).text
    keys = [one.key for one in writer.wishes]
    assert len(keys) - len(set(keys)) == 1  # only the one that failed is asked for again


async def test_what_it_took_is_kept_with_who_asked(worlds: Worlds) -> None:
    world, _, channel, _ = await begun(worlds)
    await (await opened(world.maya, channel)).click(ASK)
    await world.work()
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        [run] = [one for one in await uow.ai_runs.of((await stored(world)).id) if one.by == world.maya.id]
    assert (run.kind, run.prompts, run.total.tokens) == ("section", "9", 110)
    assert (run.sentences, run.sentences_verified, run.trouble) == (1, 1, None)
    assert run.ended_at is not None


class Once:
    """Kills the work at one of these places, once."""

    def __init__(self) -> None:
        self.places: set[str] = set()

    def __call__(self, reached: str) -> None:
        if reached in self.places:
            self.places.clear()
            raise ConnectionResetError(reached)


@pytest.mark.parametrize("place", ["step recorded", "section rewritten", "rewritten"])
async def test_a_kill_at_any_place_writes_each_section_and_shows_it_once(worlds: Worlds, place: str) -> None:
    writer = Wishing()
    kill = Once()
    world = await worlds.with_settings(writer=writer, checkpoint=kill)
    channel, _ = await ready(world)
    await saved(world, channel)
    await world.maya.click(channel.card(), "Edit")
    await top(world.maya).click("Regenerate all")
    await top(world.maya).submit()
    kill.places = {place}
    await world.work()
    await world.later(5)
    assert kill.places == set()
    assert "7 sections are written anew. Beside 1 text of a person stands a suggestion." in top(world.maya).text
    stored_once = 8 if place != "step recorded" else 9  # what was paid for and not stored is asked for again
    assert len(writer.wishes) == stored_once
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        runs = [one for one in await uow.ai_runs.of((await stored(world)).id) if one.by == world.maya.id]
    assert len(runs) == 1
