"""*Make it blameless*: phrases of a section's window, each with another wording that changes the typed words alone."""

from sandbox.driver import Channel, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import ready
from tests.scenarios.test_writing import field, words, write
from tests.scenarios.world import World

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
