"""A second look at a draft: opened from the hub, each finding with the button that mends it; a model looks if asked."""

from collections.abc import Mapping

from bot.domain.incidents import Transcript
from bot.domain.narration import AiTrouble
from bot.domain.timeline import Brief
from bot.ports import Ledger, ModelError, Remark
from sandbox.driver import Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import edit
from tests.scenarios.steps import Worlds, more, ready
from tests.scenarios.world import World
from tests.scripted import Refusing


def top(person: Person) -> Modal:
    """Return the window that somebody looks at."""
    assert person.modal is not None
    return person.modal


async def alone(person: Person) -> None:
    """Let somebody close every window."""
    while person.modal is not None:
        await person.modal.dismiss()


async def look(person: Person, card: Message) -> Modal:
    """Let somebody open the second look from the hub."""
    await alone(person)
    await person.click(card, "Edit")
    await top(person).click("Review this draft")
    return top(person)


async def test_gaps_and_contradictions_are_found_and_mended_from_the_same_window(quiet: World) -> None:
    channel, card = await ready(quiet)
    await edit(quiet, channel, "At 23:58 the client opened one connection too many, and the pool was empty.")
    shown = await look(quiet.maya, card)
    assert shown.title == "Draft check · PM-1"
    assert "There are no action items, and no reason why none. · from the rules" in shown.lines
    told = (
        "Root cause speaks of 23:58. No entry of the timeline is at that time. · from the rules  [ Write Root cause ]"
    )
    assert told in shown.lines
    await shown.click("Write Root cause")
    assert top(quiet.maya).title == "Root cause · PM-1"
    await alone(quiet.maya)
    await edit(quiet, channel, "The client opened one connection too many, and the pool was empty.")
    assert "23:58" not in (await look(quiet.maya, card)).text


async def test_what_was_mended_in_a_window_above_is_gone_from_the_list_below(quiet: World) -> None:
    channel, card = await ready(quiet)
    await edit(quiet, channel, "Pool empty.")
    shown = await look(quiet.maya, card)
    assert "Root cause holds 2 words." in shown.text
    await shown.click("Write Root cause")
    form = top(quiet.maya)
    field = next(one["block_id"] for one in form.blocks if str(one["block_id"]).startswith("text."))
    form.fill({field: "The client opened one connection too many, and the pool was empty."})
    await form.submit()
    below = top(quiet.maya)
    assert (below.title, "Root cause holds" in below.text) == ("Draft check · PM-1", False)


async def test_whoever_only_reads_is_not_offered_to_look(quiet: World) -> None:
    _, card = await ready(quiet)
    await quiet.ben.click(card, "Edit")
    assert "Review this draft" not in top(quiet.ben).labels
    await alone(quiet.ben)
    assert "Review this draft" not in (await more(quiet.ben, card)).labels
    await alone(quiet.maya)
    assert "Review this draft" in (await more(quiet.maya, card)).labels


async def test_what_an_item_is_done_when_is_asked_for_and_stored(quiet: World) -> None:
    _, card = await ready(quiet)
    await quiet.maya.click(card, "Edit")
    await top(quiet.maya).click("Action items")
    await top(quiet.maya).click("Add an item")
    top(quiet.maya).fill({"What will be done?": "Alert on the pool", "Owner": quiet.ben})
    await top(quiet.maya).submit()
    vague = '1 item does not say how one can tell that it is done: "Alert on the pool".'
    shown = await look(quiet.maya, card)
    assert vague in shown.text
    await alone(quiet.maya)
    await quiet.maya.click(card, "Edit")
    await top(quiet.maya).click("Action items")
    await top(quiet.maya).select("pm.item.menu", "Everything else")
    await top(quiet.maya).click("Edit")
    top(quiet.maya).fill({"Done when": "It fired in a test."})
    await top(quiet.maya).submit()
    assert vague not in (await look(quiet.maya, card)).text


class Reader(Refusing):
    """A second reader who says what it was told to. `trouble` it raises instead."""

    prompts = "9"

    def __init__(self, *remarks: Remark) -> None:
        self.remarks = remarks
        self.trouble: AiTrouble | None = None
        self.read: dict[str, str] = {}

    async def review(
        self, transcript: Transcript, brief: Brief, document: Mapping[str, str], ledger: Ledger
    ) -> tuple[Remark, ...]:
        del brief, ledger
        self.read = dict(document)
        if self.trouble is not None:
            raise ModelError(self.trouble)
        ts = next(one.ts for one in transcript.messages if "cache-client" in one.text)
        return tuple(one.model_copy(update={"cites": (ts,)}) if one.cites else one for one in self.remarks)


TOLD = "Root cause does not say why cache-client 4.2 went to every node."


async def test_a_model_looks_too_when_asked_and_only_what_stands_somewhere_is_shown(worlds: Worlds) -> None:
    reader = Reader(
        Remark(kind="gap", section="root_cause", text=TOLD, cites=("x",)),
        Remark(kind="contradiction", section="summary", text="Acme says 9,999 people, see https://evil.example/x."),
        Remark(kind="gap", section="nowhere", text="Who noticed it first?"),
    )
    world = await worlds.with_settings(writer=reader)
    channel, card = await ready(world)
    del card
    shown = await look(world.maya, channel.card())
    await shown.click("Ask the AI too")
    assert top(world.maya).title == "One moment"
    await world.work()
    text = top(world.maya).text + await rest(world.maya)
    assert f"{TOLD} · ◇ AI" in text
    assert "Who noticed it first? · ◇ AI" in text
    assert "evil.example" not in text
    assert "1 remark of the AI named things that stand nowhere and is left out." in text
    assert {"summary", "timeline", "action_items"} <= set(reader.read)
    await alone(world.maya)
    assert TOLD in (await look(world.maya, channel.card())).text + await rest(world.maya)


async def rest(person: Person) -> str:
    """Return what stands on the next page, if there is one."""
    if "Next" not in top(person).labels:
        return ""
    await top(person).click("Next")
    return top(person).text


async def test_where_the_model_gives_nothing_the_rules_still_look(worlds: Worlds) -> None:
    reader = Reader()
    reader.trouble = AiTrouble.OVERLOADED
    world = await worlds.with_settings(writer=reader)
    channel, _ = await ready(world)
    await (await look(world.maya, channel.card())).click("Ask the AI too")
    await world.work()
    shown = top(world.maya)
    assert "The AI does not answer (it is overloaded). Your text is untouched." in shown.text
    assert shown.labels == ["Try again", "Look again"]
    await shown.click("Look again")
    assert "Root cause is empty." in top(world.maya).text
    reader.trouble = None
    await top(world.maya).click("Ask the AI too")
    await world.work()
    assert "The AI has nothing to add." in top(world.maya).text


async def test_without_a_key_no_model_is_offered(quiet: World) -> None:
    _, card = await ready(quiet)
    assert "Ask the AI too" not in (await look(quiet.maya, card)).labels
