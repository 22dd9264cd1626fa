"""Writing in Slack: the hub, a section's window, two people in one section, and words that were not saved."""

from sandbox.driver import Person
from sandbox.driver.windows import Modal
from tests.scenarios.steps import ready
from tests.scenarios.world import World

TEXT = "text."


def field(modal: Modal) -> str:
    """Return the block id of the text's field."""
    return next(str(one["block_id"]) for one in modal.blocks if str(one["block_id"]).startswith(TEXT))


async def write(person: Person, section: str) -> Modal:
    """Let somebody open a section from the hub."""
    assert person.modal is not None
    await person.modal.click("pm.section.edit", block=f"section.{section}")
    assert person.modal is not None
    return person.modal


async def test_a_section_is_written_in_a_window_and_the_hub_below_says_who_wrote_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    await quiet.maya.click(card, "Edit")
    modal = await write(quiet.maya, "impact")
    modal.fill({field(modal): "About 2,300 people could not pay.", "Users affected": "2300"})
    done = await modal.submit()
    assert done.acked
    below = quiet.maya.modal
    assert below is not None
    assert "*2. Impact* · required · ✓ maya" in below.text
    await quiet.work()
    assert "Impact is empty" not in channel.card().shown
