"""What the scenarios of the timeline editor share: a draft that several edit, its list, a row's menu, entries."""

from datetime import UTC, datetime, timedelta

from bot.domain.people import system
from bot.domain.postmortems import Verb
from bot.domain.timeline import Entry, EntryKind
from bot.services.changes import change
from sandbox.driver import Channel, Interaction, Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.steps import ready
from tests.scenarios.world import World


async def id_of(world: World, channel: Channel) -> int:
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        [found] = await uow.postmortems.in_channel(channel.id)
        return found.id


async def edited_by(world: World, *people: Person) -> tuple[Channel, Message]:
    """Return the channel and card of Maya's draft that these may edit as well."""
    channel, card = await ready(world)
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, await id_of(world, channel)) as it:
        it.update(editors=tuple(one.id for one in people))
    await world.work()
    return channel, card


def reply_of(channel: Channel, card: Message) -> Message:
    return next(one for one in channel.thread(card) if one.shown.startswith("*Timeline*"))


async def opened(person: Person, channel: Channel, card: Message) -> Modal:
    done = await person.click(reply_of(channel, card), "Edit timeline")
    assert done.modal is not None
    return done.modal


async def chosen(modal: Modal, row: int, what: str) -> Interaction:
    """Choose something in the menu of a row, counted from the top."""
    menus = [one for one in modal.blocks if (one.get("accessory") or {}).get("type") == "overflow"]
    return await modal.select("pm.timeline.row", what, block=menus[row]["block_id"])


async def doubtful(world: World, channel: Channel) -> Entry:
    """Put an entry on the timeline that did not pass the check."""
    message = next(one for one in channel.messages if not one.by_bot and "rolling back" in one.text)
    made = Entry(
        at=datetime.fromtimestamp(float(message.ts), UTC),
        kind=EntryKind.CHANGE,
        text="Ben rolls back all 12 nodes",
        evidence=(message.ts,),
        verified=False,
        reason="the number 12 is in none of its messages",
    )
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, await id_of(world, channel)) as it:
        added = await it.add_entry(made)
    await world.work()
    return added


async def many(world: World, channel: Channel, number: int) -> None:
    """Put so many more entries on the timeline, a minute apart, over several days."""
    key, at = await id_of(world, channel), world.clock.now()
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        made = [
            Entry(
                at=at + timedelta(minutes=20 * n),
                kind=EntryKind.DECISION if n % 4 == 0 else EntryKind.FINDING,
                text=f"entry number {n}",
            )
            for n in range(number)
        ]
        await uow.entries.add(key, made)
