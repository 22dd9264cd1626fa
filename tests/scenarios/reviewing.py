"""Steps of stories about reviewing: a document with nothing left to fill in, sent to its reviewers."""

import copy
from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.people import system
from bot.domain.postmortems import Postmortem, Verb
from bot.domain.sections import BY_KEY, SectionKind
from bot.domain.timeline import Origin
from bot.services.changes import change
from sandbox import interactions
from sandbox.driver import Channel, Interaction, Message, Person
from sandbox.driver.windows import deliver, find_element
from tests.scenarios.beginnings import beginning
from tests.scenarios.steps import answers, ready
from tests.scenarios.world import World

TEXT = "The cache client opened too many connections."


async def fill_all(world: World) -> None:
    """Write what every required section needs, accept every entry, and say why there are no items."""
    deps, workspace = world.bot.deps, world.bot.workspace
    key = (await stored(world)).id
    async with change(deps, system(workspace), Verb.EDIT, key) as it:
        written = {"text": TEXT, "origin": Origin.PERSON, "by": world.maya.id}
        it.update(
            sections=tuple(
                one.model_copy(update=written) if BY_KEY[one.key].kind is SectionKind.TEXT else one
                for one in it.was.sections
            ),
            no_items_reason="nothing to do",
        )
        for one in await it.uow.entries.of(key):
            if not one.verified:
                await it.save_entry(one.model_copy(update={"verified": True}))
    await world.work()


async def send(world: World, channel: Channel, *reviewers: Person, **fields: Any) -> Interaction:
    """Let Maya send the document for review by its card; return what came of it."""
    done = await world.maya.click(channel.card(), "Send for review")
    assert done.modal is not None, answers(done)
    done.modal.fill({"Reviewers": [one.id for one in reviewers], **fields})
    sent = await done.modal.submit()
    await world.work()
    return sent


@beginning
async def reviewed(world: World, *reviewers: Person) -> tuple[Channel, Message]:
    """Return a channel with its card, where nothing is left to fill in and these were asked for their review."""
    channel, _ = await ready(world)
    await fill_all(world)
    await send(world, channel, *reviewers)
    return channel, channel.card()


async def press(world: World, person: Person, label: str, **how: Any) -> Interaction:
    """Let somebody press a button of the newest message that we sent them, and wait for what follows."""
    done = await person.click(person.dms()[-1], label, **how)
    await world.work()
    return done


def late(person: Person, message: Message, label: str) -> Callable[[], Awaitable[Interaction]]:
    """Return the press of a button as it is drawn now, to be sent when the message may show something else."""
    action = interactions.action_of(person.hub, find_element(message.blocks, label), None)
    body = copy.deepcopy(message.body)

    async def press_it() -> Interaction:
        sent = interactions.message_action(person.hub, person.member, message.channel.state, body, action)
        return await deliver(person.hub, person.id, sent)

    return press_it


async def edit(world: World, channel: Channel, text: str) -> None:
    """Let Maya write another root cause."""
    done = await world.maya.slash("/postmortem edit root cause", channel)
    assert done.modal is not None
    done.modal.fill({"Root cause": text})
    await done.modal.submit()
    await world.work()


async def ask_for_changes(world: World, person: Person, reason: str, *sections: str) -> None:
    """Let a reviewer ask for changes by the newest message that we sent them."""
    done = await person.click(person.dms()[-1], "Request changes")
    assert done.modal is not None
    done.modal.fill({"What should change?": reason, "Which sections?": list(sections)})
    await done.modal.submit()
    await world.work()


async def stored(world: World) -> Postmortem:
    """Return the only postmortem as it is stored now."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        found = await uow.postmortems.by_number(1)
    assert found is not None
    return found
