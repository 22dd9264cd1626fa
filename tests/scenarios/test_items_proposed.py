"""What a model proposes to do: above the list until a person adds or drops it, and nobody's task before."""

from datetime import date

from bot.domain.action_items import ActionItem, ItemKind, ItemStatus
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import ready
from tests.scenarios.world import World
from tests.scenarios.written import write_by_model

ADD, DROP, OPEN = "pm.proposal.add", "pm.proposal.drop", "pm.items.open"
ALERT = "Alert on failed checkouts"


async def items_of(world: World) -> list[ActionItem]:
    """Return every item of the one document, proposals too."""
    key = (await stored(world)).id
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        return await uow.action_items.of(key)


async def test_a_proposal_stands_above_the_list_with_what_it_was_made_from(quiet: World) -> None:
    channel, card = await ready(quiet)
    cites = await write_by_model(quiet, alert=ALERT)
    assert "1 proposed" in channel.card().shown
    await quiet.maya.click(card, "Edit")
    assert quiet.maya.modal is not None
    await quiet.maya.modal.click(OPEN, block="section.action_items")
    items = quiet.maya.modal
    assert items is not None
    assert "1 proposal of the AI. It is an item once somebody adds it." in items.text
    assert f"*{ALERT}*" in items.text
    assert "Done when: An alert fires in a test." in items.text
    assert f"Detect · from {len(cites)} messages" in items.text
    assert "No items yet" in items.text


async def test_an_added_proposal_is_an_item_with_the_owner_that_a_person_chose(quiet: World) -> None:
    _, card = await ready(quiet)
    await write_by_model(quiet, alert=ALERT)
    await quiet.maya.click(card, "Edit")
    assert quiet.maya.modal is not None
    await quiet.maya.modal.click(OPEN, block="section.action_items")
    assert quiet.maya.modal is not None
    done = await quiet.maya.modal.click(ADD)
    form = done.modal
    assert form is not None
    assert (form.title, ALERT in str(form.body)) == ("New item · PM-1", True)
    assert "initial_user" not in str(form.body)
    form.fill({"Owner": quiet.maya})
    await form.submit()
    (item,) = await items_of(quiet)
    assert (item.text, item.owner, item.kind, item.done_when, item.is_open) == (
        ALERT,
        quiet.maya.id,
        ItemKind.DETECT,
        "An alert fires in a test.",
        True,
    )
    assert item.due is not None
    assert item.due > date(2026, 1, 1)
    below = quiet.maya.modal
    assert below is not None
    assert "proposal" not in below.text
    await write_by_model(quiet, alert=ALERT)
    assert len(await items_of(quiet)) == 1


async def test_a_dropped_proposal_is_gone_on_record_and_no_second_draft_brings_it_back(quiet: World) -> None:
    channel, card = await ready(quiet)
    await write_by_model(quiet, alert=ALERT)
    await quiet.maya.click(card, "Edit")
    assert quiet.maya.modal is not None
    await quiet.maya.modal.click(OPEN, block="section.action_items")
    assert quiet.maya.modal is not None
    late = quiet.maya.modal
    await late.click(DROP)
    assert quiet.maya.modal is not None
    assert ALERT not in quiet.maya.modal.text
    await write_by_model(quiet, alert=f"{ALERT} at once")
    assert [(one.text, one.status) for one in await items_of(quiet)] == [(ALERT, ItemStatus.WONT_DO)]
    assert ALERT not in channel.card().shown
    await quiet.maya.slash("/postmortem history", channel)
    assert quiet.maya.modal is not None
    assert "dropped a proposed item" in quiet.maya.modal.text


async def test_a_proposal_is_no_item_in_files_nor_for_publishing(quiet: World) -> None:
    channel, card = await ready(quiet)
    await write_by_model(quiet, alert=ALERT)
    assert "No action items" in channel.card().shown
    done = await quiet.maya.click(card, "Read")
    assert done.modal is not None
    assert ALERT not in done.modal.text
