"""What is written in Slack's rich text is stored, comes back into the window and is read, without a letter lost."""

from blocks.text_fields import read_text
from sandbox.driver import Message, Modal, Person, Rich
from tests.scenarios.steps import ready
from tests.scenarios.world import World

TYPED = Rich(
    "We saw *2,300* failures in _checkout_, `pool=12`, see [the graph](https://graphs.example/a_b).\n"
    "1. @ben drained cache-1\n"
    "  - and cache-2\n"
    "2. @here was told :tada:\n"
    "> quoted *twice*\n"
    "```\n"
    "if a < b: *no* mark\n"
    "```\n"
    "done"
)


async def root_cause(person: Person, card: Message) -> Modal:
    """Let somebody open the root cause's window from the card."""
    await person.click(card, "Edit")
    assert person.modal is not None
    await person.modal.click("pm.section.edit", block="section.root_cause")
    assert person.modal is not None
    return person.modal


def field(modal: Modal) -> str:
    """Return the block id of the first field of the text."""
    return next(str(one["block_id"]) for one in modal.blocks if str(one["block_id"]).startswith("text."))


async def test_what_was_typed_comes_back_and_a_mention_is_a_person_again(quiet: World) -> None:
    _, card = await ready(quiet)
    modal = await root_cause(quiet.maya, card)
    modal.fill({field(modal): TYPED})
    await modal.submit()
    await quiet.work()
    again = await root_cause(quiet.maya, card)
    assert read_text(again.body) == (
        "We saw **2,300** failures in _checkout_, `pool=12`, see [the graph](https://graphs.example/a_b).\n"
        f"1. @[{quiet.ben.id}] drained cache-1\n"
        "   - and cache-2\n"
        "2. @here was told :tada:\n"
        "> quoted **twice**\n"
        "```\n"
        "if a < b: *no* mark\n"
        "```\n"
        "done"
    )
    rich = next(one for one in again.blocks if one["block_id"] == field(again))["element"]
    assert {"type": "user", "user_id": quiet.ben.id} in rich["initial_value"]["elements"][1]["elements"][0]["elements"]


async def test_who_reads_sees_a_name_and_nobody_is_rung(quiet: World) -> None:
    channel, card = await ready(quiet)
    modal = await root_cause(quiet.maya, card)
    modal.fill({field(modal): Rich("@ben drained cache-1")})
    await modal.submit()
    await quiet.work()
    await quiet.maya.click(card, "Read")
    assert quiet.maya.modal is not None
    assert "@ben drained cache-1" in quiet.maya.modal.text
    assert quiet.ben.id not in channel.card().shown


async def test_a_long_text_is_written_in_parts_and_stays_one(quiet: World) -> None:
    _, card = await ready(quiet)
    modal = await root_cause(quiet.maya, card)
    paragraph = "The cache change went to all 12 nodes at once. " * 12
    long = "\n\n".join([paragraph.strip()] * 11)
    modal.fill({field(modal): long})
    await modal.submit()
    await quiet.work()
    again = await root_cause(quiet.maya, card)
    assert "6,213 characters, shown in 3 parts." in again.text
    again.fill({"More": Rich("- one more")})
    await again.submit()
    await quiet.work()
    third = await root_cause(quiet.maya, card)
    assert read_text(third.body) == f"{long}\n\n- one more"
