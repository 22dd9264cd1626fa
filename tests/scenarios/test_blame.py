"""*Make it blameless*: phrases of a section's window, each with another wording that changes the typed words alone."""

from bot.domain.incidents import Transcript
from bot.domain.narration import AiTrouble
from bot.domain.timeline import Brief, SectionText, Sentence
from bot.ports import Ledger, ModelError, Wish
from sandbox.driver import Channel, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import edit, stored
from tests.scenarios.steps import Worlds, ready
from tests.scenarios.test_writing import field, words, write
from tests.scenarios.world import World
from tests.scripted import Refusing

BLAMING = "ben forgot to drain the node. The engineer was careless."


def top(person: Person) -> Modal:
    """Return the window that somebody looks at."""
    assert person.modal is not None
    return person.modal


async def opened(person: Person, channel: Channel) -> Modal:
    """Let somebody open the summary's window."""
    await person.click(channel.card(), "Edit")
    return await write(person, "summary")


async def test_phrases_that_blame_are_reworded_in_the_window_and_saved_with_it(quiet: World) -> None:
    channel, _ = await ready(quiet)
    modal = await opened(quiet.maya, channel)
    modal.fill({field(modal): BLAMING})
    await modal.submit()
    await top(quiet.maya).dismiss()
    again = await opened(quiet.maya, channel)
    assert "2 phrases may read as blame." in again.text
    await again.click("Make it blameless")
    listed = top(quiet.maya)
    assert listed.title == "Blameless · PM-1"
    row = next(one["block_id"] for one in listed.blocks if "forgot" in str(one))
    await listed.click("Use this wording", block=row)
    assert "1 phrase may read as blame." in top(quiet.maya).text
    await top(quiet.maya).close()
    below = top(quiet.maya)
    assert ("forgot" in words(below), "careless" in words(below)) == (False, True)
    section = (await stored(quiet)).section("summary")
    assert section is not None
    assert section.text == BLAMING
    await below.submit()
    section = (await stored(quiet)).section("summary")
    assert section is not None
    assert "forgot" not in section.text


async def test_words_that_are_not_saved_are_looked_at_and_kept(quiet: World) -> None:
    channel, _ = await ready(quiet)
    modal = await opened(quiet.maya, channel)
    modal.fill({field(modal): BLAMING})
    await modal.submit()
    await top(quiet.maya).dismiss()
    again = await opened(quiet.maya, channel)
    again.fill({field(again): "ben forgot to look."})
    await again.click("Make it blameless")
    assert "1 phrase may read as blame." in top(quiet.maya).text
    await top(quiet.maya).click("Use this wording")
    assert "Nothing here reads as blame." in top(quiet.maya).text
    await top(quiet.maya).close()
    assert "forgot" not in words(top(quiet.maya))


async def test_where_nothing_blames_there_is_no_button(quiet: World) -> None:
    channel, _ = await ready(quiet)
    modal = await opened(quiet.maya, channel)
    assert "Make it blameless" not in modal.labels


def blocks_with(modal: Modal, words: str) -> list[str]:
    """Return the ids of the blocks in which these words stand."""
    return [one["block_id"] for one in modal.blocks if words in str(one)]


class Rewording(Refusing):
    """A writer whose other wording is the same each time. `trouble` it raises instead."""

    prompts = "9"

    def __init__(self) -> None:
        self.trouble: AiTrouble | None = None
        self.asked: list[str] = []
        self.says = "Rolling back cache-client 4.2 to 4.1 came before the node was drained."

    async def rewrite(self, transcript: Transcript, brief: Brief, wish: Wish, ledger: Ledger) -> SectionText:
        del brief, ledger
        self.asked.append(wish.text)
        if self.trouble is not None:
            raise ModelError(self.trouble)
        ts = next(one.ts for one in transcript.messages if "cache-client" in one.text)
        return SectionText(key=wish.key, sentences=(Sentence(text=self.says, cites=(ts,)),))


async def blaming(worlds: Worlds, writer: Rewording) -> tuple[World, Modal]:
    """Return a world with a writer, and the window of phrases over what Maya types."""
    world = await worlds.with_settings(writer=writer)
    channel, _ = await ready(world)
    modal = await opened(world.maya, channel)
    modal.fill({field(modal): BLAMING})
    await modal.submit()
    await top(world.maya).dismiss()
    await (await opened(world.maya, channel)).click("Make it blameless")
    return world, top(world.maya)


async def test_a_wording_by_the_ai_comes_into_the_window_and_changes_what_is_typed_only_when_used(
    worlds: Worlds,
) -> None:
    writer = Rewording()
    world, listed = await blaming(worlds, writer)
    await listed.click("Ask the AI")
    assert "The AI looks for other wordings. They are shown here." in top(world.maya).text
    await world.work()
    shown = top(world.maya)
    assert writer.asked == ["ben forgot to drain the node.", "The engineer was careless."]
    assert f'◇ AI: "{writer.says}"' in shown.text
    row = next(one["block_id"] for one in shown.blocks if "AI:" in str(one))
    await shown.click("Use this wording", block=row)
    await top(world.maya).close()
    assert words(top(world.maya)) == f"{writer.says} The engineer was careless."
    section = (await stored(world)).section("summary")
    assert section is not None
    assert section.text == BLAMING


async def test_where_it_is_sent_for_review_the_ai_says_it_otherwise_beside_the_rules(worlds: Worlds) -> None:
    writer = Rewording()
    world = await worlds.with_settings(writer=writer)
    channel, _ = await ready(world)
    await edit(world, channel, f"The pool ran full. {BLAMING}")
    sending = (await world.maya.click(channel.card(), "Send for review")).modal
    assert sending is not None
    sending.fill({"Note to the reviewers": "Look at the times."})
    await sending.click("Ask the AI")
    assert "The AI looks for other wordings. They are shown here." in top(world.maya).text
    await top(world.maya).click("Keep mine", block=blocks_with(top(world.maya), "Keep mine")[1])
    await world.work()

    shown = top(world.maya)
    assert writer.asked == ["ben forgot to drain the node."]
    assert (shown.text.count(f'◇ AI: "{writer.says}"'), "careless" in shown.text) == (1, False)
    assert shown.fields["Note to the reviewers"] == "Look at the times."
    await shown.click("Use this wording", block=blocks_with(shown, "AI:")[0])
    assert "May read as blame" not in top(world.maya).text
    section = (await stored(world)).section("root_cause")
    assert section is not None
    assert section.text == f"The pool ran full. {writer.says} The engineer was careless."


async def test_a_wording_that_blames_too_or_trouble_leaves_the_rules_alone(worlds: Worlds) -> None:
    writer = Rewording()
    writer.says = "ben forgot about rolling back cache-client 4.2 to 4.1."
    world, listed = await blaming(worlds, writer)
    await listed.click("Ask the AI")
    await world.work()
    assert "The AI has no other wording that the messages bear out." in top(world.maya).text
    assert "Use this wording" in top(world.maya).labels


async def test_where_the_ai_gives_nothing_the_rules_wordings_stay(worlds: Worlds) -> None:
    writer = Rewording()
    writer.trouble = AiTrouble.OVERLOADED
    world, listed = await blaming(worlds, writer)
    await listed.click("Ask the AI")
    await world.work()
    shown = top(world.maya)
    assert "The AI does not answer (it is overloaded). The wordings above are from the rules." in shown.text
    await shown.click("Use this wording", block=next(b["block_id"] for b in shown.blocks if "forgot" in str(b)))
    await top(world.maya).close()
    assert "forgot" not in words(top(world.maya))
