"""A time that somebody states ("since ten to three, my time") is an entry at that moment, in the speaker's zone."""

from bot.domain.timeline import Entry
from sandbox.driver import Channel, Message
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import play
from tests.scenarios.timelines import opened
from tests.scenarios.world import World

SINCE = "payments are failing since about ten to three, my time"


async def told(world: World, words: str, zone: str = "Europe/Berlin") -> tuple[Channel, Message, Entry]:
    """Return a draft of an incident in which somebody in a zone said that, with the entry at the stated moment."""
    channel = world.incident()
    elsa = world.slack.person("elsa", tz=zone)
    await elsa.join(channel)
    await elsa.post(channel, words)
    await world.work()  # it is delivered before the clock goes on: its signature is only good for now
    world.clock.advance(seconds=60)
    await world.maya.slash("/postmortem create Checkout errors", channel)
    await play(world, channel)
    assert world.maya.modal is not None
    await world.maya.modal.submit()
    await world.work()
    await world.later(6)
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        [entry] = [one for one in await uow.entries.of((await stored(world)).id) if one.said_at is not None]
    return channel, channel.card(), entry


async def test_it_stands_at_that_moment_and_says_when_and_by_whom_it_was_stated(quiet: World) -> None:
    channel, card, entry = await told(quiet, SINCE)

    assert f"{entry.at:%H:%M}" == "13:50"
    assert entry.verified
    editor = await opened(quiet.maya, channel, card)
    assert "*13:50*" in editor.text
    assert "said at 14:00 by elsa" in editor.text
    read = await quiet.maya.click(card, "Read")
    assert read.modal is not None
    pages = [read.modal.text]
    while "Next" in read.modal.labels:
        await read.modal.click("Next")
        pages.append(read.modal.text)
    assert "Said at 14:00 about 13:50." in "".join(pages)
    timeline = next(one for one in channel.thread(card) if one.shown.startswith("*Timeline*"))
    assert "said at 14:00" in timeline.shown


async def test_a_moment_of_the_day_before_names_the_day_on_which_it_was_said(quiet: World) -> None:
    words = "payments are failing since 6:30 pm yesterday, my time"

    channel, card, entry = await told(quiet, words, "America/New_York")

    assert f"{entry.at:%d %H:%M}" == "01 23:30"
    editor = await opened(quiet.maya, channel, card)
    assert "said at Mar 2, 14:00 by elsa" in editor.text
