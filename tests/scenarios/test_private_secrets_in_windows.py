"""A secret typed into any field of any window, or said in the thread, is in no table, no log, and goes out to nobody.

The doors of the making of a draft are in `test_private_secrets`; these are those of writing, discussing, reviewing and
publishing, taken from the table of all windows, so that a new one is tried by itself.
"""

import random
import string
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from blocks import ids
from bot.domain.postmortems import Status
from sandbox.driver.windows import Modal
from sandbox.elements import elements
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.cast import policy_table
from tests.scenarios.doors import Door, draw
from tests.scenarios.doors_table import DOORS
from tests.scenarios.stage import Stage, staged
from tests.scenarios.test_private_secrets import everything, recorded, sent, stored

TYPED = {"plain_text_input", "rich_text_input"}
FIELDS = 30
MIGHT = ("author", "reviewer", "participant", "org admin")


class Planted:
    """A secret a field, random enough to be found by its middle."""

    def __init__(self) -> None:
        self._chance = random.Random(11)
        self.bodies: dict[str, str] = {}

    def new(self, door: str) -> str:
        """Return another secret that goes in by this door."""
        body = "".join(self._chance.choices(string.ascii_letters + string.digits, k=36))
        self.bodies[door] = body
        return f"ghp_{body}"

    def in_(self, haystack: str) -> list[str]:
        """Return the doors whose secret can be found there."""
        return [door for door, body in self.bodies.items() if body[8:24] in haystack]


@pytest.fixture
def database(of_sqlite: Database) -> Database:
    """Its files can be looked into."""
    return of_sqlite


async def test_a_secret_in_any_field_of_any_window_is_found_nowhere(
    clean: Database, clock: FakeClock, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    planted, recording = Planted(), tmp_path / "recording.jsonl"
    leaks: dict[str, list[str]] = {}
    async with staged(clean, clock, record=recording, log_level="debug") as stage:
        for door in (one for one in DOORS if one.fill is not None):
            await typed_everywhere(stage, door, planted)
            if found := planted.in_("".join(await everything(clean))):
                leaks[str(door)] = found
        await said_in_the_thread(stage, planted)
        await typed_and_left(stage, planted)
        await shown_again(stage, planted)

        assert leaks == {}
        assert planted.in_(await stored(clean, clean.url)) == []
        assert planted.in_("".join(sent(stage.world))) == []
        assert planted.in_("".join(recorded(recording))) == []
    captured = capfd.readouterr()
    assert planted.in_(captured.out + captured.err) == []
    assert len(planted.bodies) > FIELDS, "fewer fields than there are"


async def typed_everywhere(stage: Stage, door: Door, planted: Planted) -> None:
    """Send a window with a secret in each of its fields, and let everything follow."""

    def typed(modal: Modal) -> None:
        for found in elements(modal.blocks):
            if found.block["type"] == "input" and found.element["type"] in TYPED:
                name = f"{door}: {found.label}"
                words = f"it is {planted.new(name)}, rotate it"
                modal.fill({str(found.block["block_id"]): words[: int(found.element.get("max_length", 3_000))]})

    press = await draw(stage, door, typed=typed)
    await stage.scene(door.drawn, door.given)
    who = policy_table()[door.drawn.value, door.verb_in(door.drawn).value]
    await press(stage.cast[next(one for one in MIGHT if one in who)])
    assert await stage.done(), f"{door} took nothing in"
    await stage.world.work()
    await stage.world.later(6)


async def said_in_the_thread(stage: Stage, planted: Planted) -> None:
    """Say one in the card's thread, edit one in, and give a reason by words after the command."""
    author, card = stage.cast["author"], stage.channel.card()
    await author.post(stage.channel, f"Summary: it was {planted.new('reply')}", thread=card)
    reply = await author.post(stage.channel, "Summary: wait", thread=card)
    await stage.world.work()
    await author.edit(reply, f"Summary: it was {planted.new('edited reply')}")
    await stage.world.work()
    for line in (f"changes {planted.new('changes')}", f"withdraw {planted.new('withdraw')}", "archive 1 x", "reopen x"):
        await author.slash(f"/postmortem {line}", stage.channel)
    await author.slash(f"/postmortem edit {planted.new('edit')}", stage.channel)
    await author.slash(f"/postmortem submit {planted.new('submit')}", stage.channel)
    await stage.world.work()


async def typed_and_left(stage: Stage, planted: Planted) -> None:
    """Type one into a section's window, which hears it, and leave without saving; then look at what was kept."""
    author = stage.cast["author"]
    stage.world.slack.hub.modals.clear()
    await author.slash("/postmortem edit root cause", stage.channel)
    modal = author.modal
    assert modal is not None
    await modal.type("Root cause", f"it was {planted.new('unsaved words')}")
    await modal.dismiss()
    await author.slash("/postmortem edit root cause", stage.channel)
    assert author.modal is not None
    await author.modal.click(ids.WORDS_USE)
    await stage.world.work()


async def shown_again(stage: Stage, planted: Planted) -> None:
    """Press what draws a window anew around the words that stand in it, and save where somebody else was faster."""
    author = stage.cast["author"]
    for press in (ids.SECTION_MARKDOWN, ids.SUGGESTION_ADD, ids.SECTION_KEEP):
        await stage.scene(Status.DRAFT)
        stage.world.slack.hub.modals.clear()
        await author.slash("/postmortem edit summary", stage.channel)
        assert author.modal is not None
        author.modal.fill({"Summary": f"it was {planted.new(press)}"})
        await author.modal.click(press)
    forms = {ids.ENTRY_HIDE: "What happened", ids.ENTRY_FORM: "What happened", ids.ITEM_FORM: "What will be done?"}
    for door in (one for one in DOORS if one.id in forms and one.drawn is Status.DRAFT and one.newer == "asked"):
        label = forms[door.id]
        words = f"it was {planted.new(f'{door} again')}"
        press_it = await draw(stage, door, typed=partial(_fill, {label: words}))
        await stage.scene(door.drawn)
        if door.fill is not None:
            await stage.rewrite()
        await press_it(author)


def _fill(values: Mapping[str, str], modal: Modal) -> None:
    modal.fill(values)
