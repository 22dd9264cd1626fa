"""Every way of saying that an incident is over, alone: each opens a draft, and none does when it is switched off."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox.driver import Channel, OtherApp
from tests.scenarios.steps import Worlds, hook, play, roots
from tests.scenarios.world import World

SECRET = "a hook secret of some length"
EVERY = ("metadata", "emoji", "vendor", "renamed", "topic", "archived", "command", "shortcut", "webhook")


class Scene:
    """A world that listens to every source, with an incident that has just ended in its channel."""

    def __init__(self) -> None:
        self.world: World
        self.channel: Channel
        self.pager: OtherApp
        self.stranger: OtherApp

    def prepare(self, world: World) -> dict[str, Any]:
        self.world = world
        self.channel = world.incident()
        self.pager = world.slack.app("Pager")
        self.stranger = world.slack.app("Pager too")
        return {
            "metadata_apps": (self.pager.app_id,),
            "vendor_apps": (f"{self.pager.app_id}=resolved",),
            "hook_secret": SECRET,
            "hook_channels": (self.channel.id,),
        }

    async def by_metadata(self) -> None:
        metadata = {"event_type": "incident_resolved", "event_payload": {"title": "Checkout errors"}}
        await self.pager.post(self.channel, "The incident is closed.", metadata=metadata)

    async def by_emoji(self) -> None:
        await self.world.maya.react(self.channel.messages[-1], "incident_resolved")

    async def by_vendor(self) -> None:
        await self.pager.post(self.channel, "Incident #207 is resolved.")

    async def by_renaming(self) -> None:
        await self.world.noor.rename(self.channel, "inc-207-checkout-resolved")

    async def by_topic(self) -> None:
        await self.world.noor.set_topic(self.channel, "resolved, thanks all")

    async def by_archiving(self) -> None:
        await self.world.noor.archive(self.channel)

    async def by_command(self) -> None:
        await self.world.maya.slash("/postmortem create Checkout errors", self.channel)
        await self._send()

    async def by_shortcut(self) -> None:
        await self.world.maya.shortcut("Create postmortem", message=self.channel.messages[-1])
        await self._send()

    async def by_webhook(self) -> None:
        await hook(self.world, resolved_hook(self.channel))

    async def _send(self) -> None:
        modal = self.world.maya.modal
        if modal is not None and modal.title == "New postmortem":
            await modal.fill({"What happened?": "Checkout errors"}).submit()


def resolved_hook(channel: Channel, **incident: Any) -> dict[str, Any]:
    """Return the body of a webhook that says an incident of that channel is over."""
    about = {"id": "INC-207", "title": "Checkout errors", "channel": channel.id, **incident}
    return {"event": "incident.resolved", "id": "delivery-1", "incident": about}


async def scene(worlds: Worlds, **over: Any) -> Scene:
    made = Scene()
    await worlds.with_settings(prepare=made.prepare, **over)
    await play(made.world, made.channel)
    await made.world.work()
    return made


Deed = Callable[[Scene], Awaitable[None]]
WAYS: dict[str, Deed] = {
    "metadata": Scene.by_metadata,
    "emoji": Scene.by_emoji,
    "vendor": Scene.by_vendor,
    "renamed": Scene.by_renaming,
    "topic": Scene.by_topic,
    "command": Scene.by_command,
    "shortcut": Scene.by_shortcut,
    "webhook": Scene.by_webhook,
}


@pytest.mark.parametrize("way", WAYS)
async def test_each_source_alone_makes_a_draft_in_the_channel(worlds: Worlds, way: str) -> None:
    stage = await scene(worlds)

    await WAYS[way](stage)
    await stage.world.work()
    await stage.world.later(6)

    [card] = roots(stage.channel)
    assert card.lines[1].startswith("*Draft*")
    assert "rolling back" in stage.channel.thread(card)[0].shown


@pytest.mark.parametrize("way", [*WAYS, "archived"])
async def test_a_source_that_is_switched_off_opens_nothing(worlds: Worlds, way: str) -> None:
    stage = await scene(worlds, signals=tuple(one for one in EVERY if one != way))

    await {**WAYS, "archived": Scene.by_archiving}[way](stage)
    await stage.world.work()
    await stage.world.later(6)

    assert roots(stage.channel) == []
    async with stage.world.bot.deps.store.read(stage.world.bot.workspace) as uow:
        assert await uow.postmortems.in_channel(stage.channel.id) == []


async def test_the_card_says_who_resolved_it_and_how(quiet: World) -> None:
    channel = quiet.incident()
    await play(quiet, channel)
    quiet.slack.faults.on("conversations.history", "ratelimited", retry_after=300)
    await quiet.ben.react(channel.messages[-1], "incident_resolved")
    await quiet.work()

    assert "Resolved by ben with :incident_resolved:" in channel.card().shown
