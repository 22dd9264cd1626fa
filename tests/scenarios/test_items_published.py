"""Items of a published document live on: announcement, files and history say what was approved, and what came after."""

from bot.services import action_items
from bot.services.action_items import ItemWords
from sandbox.driver import Channel, Message
from tests.scenarios.published import acting, announcements, complete, every, first, publish
from tests.scenarios.reviewing import send, stored
from tests.scenarios.test_items_work import among_all, shown
from tests.scenarios.world import World

MINUTE = 70


def with_files(channel: Channel) -> list[Message]:
    return [one for one in every(channel) if one.files]


async def approved(world: World) -> Channel:
    """Return a channel whose document was published by the approvals of Ben and Noor."""
    channel = await complete(world, template="default")
    await send(world, channel, world.ben, world.noor)
    await world.ben.click(world.ben.dms()[-1], "Approve")
    await world.work()
    await world.noor.click(world.noor.dms()[-1], "Approve and publish", confirm=True)
    await world.later(6)
    return channel


async def add(world: World, text: str) -> None:
    words = ItemWords(postmortem=await first(world), text=text, owner=world.ben.id, due=None)
    await action_items.put_item(world.bot.deps, await acting(world, world.maya), words)
    await world.work()


async def test_the_announcement_names_the_revision_that_was_approved_whatever_is_added_later(quiet: World) -> None:
    channel = await approved(quiet)
    told = [len(one.dms()) for one in (quiet.ben, quiet.noor)]
    approved_as = announcements(channel)[0].lines[-1]

    await add(quiet, "Look at the queue")
    await quiet.later(MINUTE)

    [announced] = announcements(channel)
    assert (await stored(quiet)).revision == 4
    assert approved_as.startswith("Approved by ben and noor. Revision 3.")
    assert announced.lines[-1] == approved_as
    assert announced.lines[3] == "*4 items:* ben 3, maya 1. First due Fri, Mar 27."
    assert [len(one.dms()) for one in (quiet.ben, quiet.noor)] == told


async def test_an_item_that_is_added_makes_no_new_files_and_one_that_says_something_else_makes_them_once(
    quiet: World,
) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    [before] = with_files(channel)

    for text in ("Look at the queue", "Look at the pool"):
        await add(quiet, text)
    await quiet.later(MINUTE)
    assert [one.ts for one in with_files(channel)] == [before.ts]
    assert before.text == "PM-1 as PDF, Markdown, HTML and JSON, revision 3."

    await shown(quiet.maya, channel)
    await among_all(quiet.maya, 0, "Remove")
    await quiet.work()
    early = [one.ts for one in with_files(channel)]
    await quiet.later(MINUTE)

    [after] = with_files(channel)
    assert (early, after.text) == ([before.ts], "PM-1 as PDF, Markdown, HTML and JSON, revision 6.")
    written = next(one for one in after.files if one.name == "PM-1.md").content.decode()
    assert ("Alert on pool use" in written, "Look at the queue" in written) == (False, True)


async def test_who_asks_for_files_gets_them_with_what_was_added(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await add(quiet, "Look at the queue")

    await quiet.ben.slash("/postmortem export md", channel)
    await quiet.work()

    [sent] = [one for one in quiet.ben.dms() if one.files]
    assert "Look at the queue" in sent.files[0].content.decode()


async def test_the_history_says_what_was_done_with_which_item(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await add(quiet, "Look at the queue")
    await shown(quiet.maya, channel)
    await among_all(quiet.maya, 0, "Move down")
    assert quiet.maya.modal is not None
    await quiet.maya.modal.close()
    await among_all(quiet.maya, 0, "Edit")
    await quiet.maya.modal.fill({"What will be done?": "Review every pool limit"}).submit()
    await among_all(quiet.maya, 2, "Remove")

    await quiet.ben.slash("/postmortem history", channel)

    assert quiet.ben.modal is not None
    assert [one.partition(" · ")[2] for one in quiet.ben.modal.lines[1:5]] == [
        "*maya* removed an item that is not there any more",
        '*maya* changed the item "Review every pool limit"',
        '*maya* put the item "Alert on pool use" in another place of the list',
        '*maya* added the item "Look at the queue"',
    ]


async def test_the_first_item_cannot_go_up_and_nothing_is_noted(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await shown(quiet.maya, channel)

    await among_all(quiet.maya, 0, "Move up")

    assert quiet.maya.modal is not None
    assert "It is at the end of the list already. Nothing was changed." in quiet.maya.modal.text
    await quiet.ben.slash("/postmortem history", channel)
    assert quiet.ben.modal is not None
    assert "another place" not in quiet.ben.modal.text
