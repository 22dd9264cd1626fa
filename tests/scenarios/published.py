"""Steps of stories about publishing: a document with nothing left to fill in, and what its channels were told."""

from datetime import date
from typing import Any

from bot.domain.action_items import ActionItem
from bot.domain.people import Actor, system
from bot.domain.postmortems import Verb
from bot.domain.sections import BY_KEY, SectionKind
from bot.domain.timeline import Origin
from bot.services import members
from bot.services.changes import change
from sandbox.driver import Channel, Message, Person
from tests.scenarios.beginnings import beginning
from tests.scenarios.steps import play
from tests.scenarios.world import World

TEXT = "Checkout failed for 2,300 people. Rolling back a cache change ended it."


@beginning
async def complete(world: World, channel: Channel | None = None, **over: Any) -> Channel:
    """Return an incident's channel with a document that lacks nothing, of a short form that needs no review."""
    channel = channel or world.incident()
    await play(world, channel)
    await world.maya.slash("/postmortem create Checkout errors", channel)
    assert world.maya.modal is not None
    await world.maya.modal.submit()
    await world.work()
    await world.later(6)
    await filled(world, **over)
    return channel


async def filled(world: World, postmortem: int | None = None, **over: Any) -> None:
    """Write what a document, else the first one, needs: every section, two people's items, nothing unverified."""
    deps, workspace = world.bot.deps, world.bot.workspace
    async with change(deps, system(workspace), Verb.EDIT, postmortem or await first(world)) as it:
        written = {"text": TEXT, "origin": Origin.PERSON, "by": world.maya.id}
        it.update(
            sections=tuple(
                one.model_copy(update={**written, "fields": {"users": "2300"} if one.key == "impact" else {}})
                if BY_KEY[one.key].kind is SectionKind.TEXT
                else one
                for one in it.was.sections
            ),
            **{"template": "short", **over},
        )
        for one in await it.uow.entries.of(it.was.id):
            if not one.verified:
                await it.save_entry(one.model_copy(update={"verified": True}))
        for place, (text, owner, day) in enumerate(
            (
                ("Alert on pool use", world.ben.id, 27),
                ("Review pool limits", world.ben.id, 28),
                ("Runbook", world.maya.id, 29),
            )
        ):
            await it.add_item(ActionItem(text=text, owner=owner, due=date(2026, 3, day), position=place))
    await world.work()


async def publish(world: World, channel: Channel) -> None:
    """Let Noor publish this channel's document by command, and wait for what follows."""
    await world.noor.slash("/postmortem publish", channel)
    assert world.noor.modal is not None
    await world.noor.modal.submit()
    await world.work()
    await world.later(6)


async def reopened(world: World, channel: Channel, reason: str = "new findings") -> None:
    """Let Noor reopen this channel's document by command."""
    await world.noor.slash(f"/postmortem reopen {reason}", channel)
    assert world.noor.modal is not None
    await world.noor.modal.submit()
    await world.work()


def announcements(channel: Channel) -> list[Message]:
    """Return what a channel was told of published documents, in its thread or beside it."""
    return [one for one in every(channel) if " is published: " in one.text]


def every(channel: Channel) -> list[Message]:
    """Return every message of the bot in a channel, replies too; one that stands in both is one."""
    found = [*channel.messages, *(reply for root in channel.messages for reply in channel.thread(root))]
    return list({one.ts: one for one in found if one.by_bot}.values())


async def acting(world: World, person: Person) -> Actor:
    """Return a person as an actor, for deeds whose button belongs to another story."""
    return members.actor_of(
        await members.refresh(world.bot.deps, world.bot.workspace, person.id), delivery=None, cause="test"
    )


async def correct(world: World, text: str, why: str) -> None:
    """Let Noor correct the summary of the published document."""
    async with change(world.bot.deps, await acting(world, world.noor), Verb.CORRECT, await first(world)) as it:
        it.reason = why
        sections = (one.model_copy(update={"text": text}) if one.key == "summary" else one for one in it.was.sections)
        it.update(sections=tuple(sections))
    await world.work()


async def first(world: World) -> int:
    """Return the id of PM-1."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        found = await uow.postmortems.by_number(1)
    assert found is not None
    return found.id
