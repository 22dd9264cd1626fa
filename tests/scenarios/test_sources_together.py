"""However many say that an incident is over or back, however often and in whatever order: one draft."""

import random
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.postmortems import Postmortem
from sandbox.driver import Channel, Message, OtherApp
from sandbox.faults import Twist
from tests.scenarios.steps import Worlds, drafted, hook, play, roots
from tests.scenarios.world import World

SECRET = "a hook secret of some length"


async def postmortems(world: World, channel: Channel) -> list[Postmortem]:
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        return await uow.postmortems.in_channel(channel.id)


async def listening(worlds: Worlds) -> tuple[World, Channel, OtherApp]:
    """Return a world that believes one app's metadata and messages, and the webhook, for one channel."""
    found: list[Any] = []

    def prepare(world: World) -> dict[str, Any]:
        channel, pager = world.incident(), world.slack.app("Pager")
        found.extend((channel, pager))
        return {
            "metadata_apps": (pager.app_id,),
            "vendor_apps": (f"{pager.app_id}=resolved", f"{pager.app_id}=!reopened"),
            "hook_secret": SECRET,
            "hook_channels": (channel.id,),
        }

    world = await worlds.with_settings(prepare=prepare)
    return world, found[0], found[1]


def said(kind: str, channel: Channel, delivery: str, **incident: Any) -> dict[str, Any]:
    return {"event": f"incident.{kind}", "id": delivery, "incident": {"id": "7", "channel": channel.id, **incident}}


@pytest.mark.parametrize("seed", range(4))
async def test_all_sources_in_any_order_open_one_draft_with_one_card(worlds: Worlds, seed: int) -> None:
    world, channel, pager = await listening(worlds)
    last = await play(world, channel)

    async def by_metadata() -> None:
        await pager.post(channel, "closed", metadata={"event_type": "incident_resolved", "event_payload": {}})

    async def by_vendor() -> None:
        await pager.post(channel, "Incident 7 is resolved.")

    async def by_webhook() -> None:
        await hook(world, said("resolved", channel, "d1"))
        await hook(world, said("resolved", channel, "d1"))

    async def by_emoji() -> None:
        await world.maya.react(last, "incident_resolved")
        await world.ben.react(last, "incident_resolved")

    async def by_name() -> None:
        await world.noor.rename(channel, "inc-207-checkout-resolved")

    async def by_topic() -> None:
        await world.noor.set_topic(channel, "resolved, thanks all")

    ways = [by_metadata, by_vendor, by_webhook, by_emoji, by_name, by_topic]
    random.Random(seed).shuffle(ways)
    for way in ways:
        await way()
        world.clock.advance(seconds=1)
    await world.work()
    await world.later(6)

    assert [one.number for one in await postmortems(world, channel)] == [1]
    assert len(roots(channel)) == 1


@pytest.mark.parametrize("twist", ["duplicate", "late", "drop_ack"])
async def test_deliveries_that_come_twice_or_late_open_one_draft(worlds: Worlds, twist: Twist) -> None:
    world = await worlds.with_settings()
    channel = world.incident()
    last = await play(world, channel)
    for event in ("reaction_added", "channel_rename", "message"):
        world.slack.faults.deliveries(event, twist, times=3)

    await world.maya.react(last, "incident_resolved")
    await world.noor.rename(channel, "inc-207-checkout-resolved")
    await world.noor.set_topic(channel, "resolved")
    await world.work()
    await world.later(6)

    assert len(await postmortems(world, channel)) == 1
    assert len(roots(channel)) == 1


async def test_metadata_of_an_app_that_is_not_on_the_list_is_not_believed(worlds: Worlds) -> None:
    world, channel, _ = await listening(worlds)
    await play(world, channel)
    stranger = world.slack.app("Pager too")

    await stranger.post(channel, "x", metadata={"event_type": "incident_resolved", "event_payload": {}})
    await stranger.post(channel, "Incident 7 is resolved.")
    await world.work()

    assert roots(channel) == []


async def test_metadata_that_names_another_channel_is_not_believed(worlds: Worlds) -> None:
    world, channel, pager = await listening(worlds)
    other = world.slack.channel("general", members=[world.maya])
    metadata = {"event_type": "incident_resolved", "event_payload": {"channel": channel.id}}

    await pager.post(other, "x", metadata=metadata)
    await world.work()

    assert (roots(channel), roots(other)) == ([], [])


async def test_a_vendors_message_that_is_edited_into_resolved_opens_a_draft(worlds: Worlds) -> None:
    world, channel, pager = await listening(worlds)
    await play(world, channel)
    alert = await pager.post(channel, "Incident 7 is ongoing.")
    await world.work()
    assert roots(channel) == []

    await pager.edit(alert, "Incident 7 is resolved.")
    await world.work()

    assert len(roots(channel)) == 1


async def test_what_the_source_knows_of_the_incident_stands_on_the_card(worlds: Worlds) -> None:
    world, channel, _ = await listening(worlds)
    await play(world, channel)
    about = {"title": "Checkout errors", "severity": "critical", "services": ["payments", "cart"]}

    await hook(world, said("resolved", channel, "d1", **about))
    await world.work()
    await world.later(6)

    card = channel.card()
    assert card.lines[0] == "# PM-1 · Checkout errors"
    assert card.lines[1].startswith("*Draft* · SEV1 · ")
    assert "payments and cart" in card.lines[1]


async def test_two_incidents_of_the_webhook_in_one_channel_are_two_drafts(worlds: Worlds) -> None:
    world, channel, _ = await listening(worlds)
    await play(world, channel)

    await hook(world, said("resolved", channel, "d1"))
    await world.work()
    second = said("resolved", channel, "d2")
    second["incident"]["id"] = "8"
    await hook(world, second)
    await world.work()
    await world.later(6)

    assert len(await postmortems(world, channel)) == 2
    assert len(roots(channel)) == 2


# Reopened


async def test_reopened_holds_the_draft_and_resolved_again_lets_it_go_on(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)

    await quiet.ben.react(channel.messages[1], "incident_reopened")
    await quiet.work()
    assert card.lines[1].startswith("*On hold*")
    assert card.labels == ["Read", "Go on anyway", "I'll write it"]

    quiet.clock.advance(minutes=20)
    fixed = await quiet.ben.post(channel, "fixed for good: the cache pool is at 200 connections, all clear")
    quiet.clock.advance(minutes=1)
    await quiet.resolve(channel, fixed, by=quiet.ben)

    assert card.lines[1].startswith("*Draft*")
    assert "cache pool" in channel.thread(card)[0].shown
    assert len(roots(channel)) == 1


async def test_go_on_anyway_takes_the_draft_off_hold(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)
    await quiet.maya.click(card, "I'll write it")
    await quiet.ben.react(channel.messages[1], "incident_reopened")
    await quiet.work()

    await quiet.maya.click(card, "Go on anyway")
    await quiet.work()
    await quiet.later(6)

    assert card.lines[1].startswith("*Draft*")


async def test_reopened_that_arrives_before_an_earlier_resolved_holds_the_draft(worlds: Worlds) -> None:
    world, channel, _ = await listening(worlds)
    last = await play(world, channel)
    world.slack.faults.deliveries("reaction_added", "late")
    await world.maya.react(last, "incident_resolved")
    world.clock.advance(seconds=30)

    await hook(world, said("reopened", channel, "d1"))
    await world.work()

    assert channel.card().lines[1].startswith("*On hold*")


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
async def test_resolved_reopened_resolved_ends_the_same_in_every_order(
    worlds: Worlds, order: tuple[int, int, int]
) -> None:
    world, channel, _ = await listening(worlds)
    await play(world, channel)
    start = world.clock.now()
    world.clock.advance(hours=1)
    said_at = [("resolved", 0), ("reopened", 10), ("resolved", 20)]

    for number in order:
        kind, minutes = said_at[number]
        at = start + timedelta(minutes=minutes)
        signal = said(kind, channel, f"d{number}")
        signal["incident"]["resolved_at"] = at.isoformat()
        await hear_at(world, signal, at)
    await world.work()
    await world.later(6)

    [postmortem] = await postmortems(world, channel)
    assert postmortem.held_at is None
    assert channel.card().lines[1].startswith("*Draft*")
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        incident = await uow.incidents.get(postmortem.incident or 0)
    assert incident is not None
    assert incident.resolved_at == start + timedelta(minutes=20)


async def hear_at(world: World, signal: dict[str, Any], at: Any) -> None:
    """Send the webhook at a moment of the past: a "reopened" is dated by its arrival."""
    await world.slack.settle()
    now = world.clock.now()
    world.clock.set(at)
    assert (await hook(world, signal))[0] == 202
    world.clock.set(now)


async def test_every_kind_of_reopened_holds_it(worlds: Worlds) -> None:
    world, channel, pager = await listening(worlds)
    card = await drafted(world, channel)

    async def again() -> None:
        world.clock.advance(minutes=1)
        await world.resolve(channel, await world.ben.post(channel, "over"), by=world.ben)
        assert card.lines[1].startswith("*Draft*")
        world.clock.advance(minutes=1)

    world.clock.advance(minutes=1)
    await pager.post(channel, "again", metadata={"event_type": "incident_reopened", "event_payload": {}})
    await world.work()
    assert card.lines[1].startswith("*On hold*")
    await again()
    await pager.post(channel, "Incident 7 was reopened.")
    await world.work()
    assert card.lines[1].startswith("*On hold*")
    await again()
    await hook(world, said("reopened", channel, "d9"))
    await world.work()
    assert card.lines[1].startswith("*On hold*")


# The channel is archived


async def archived(worlds: Worlds, **over: Any) -> tuple[World, Channel, Channel]:
    found: list[Channel] = []

    def prepare(world: World) -> dict[str, Any]:
        found.append(world.slack.channel("postmortems", members=[world.noor]))
        return {"announce_channel": found[0].id}

    world = await worlds.with_settings(prepare=prepare, **over)
    return world, world.incident(), found[0]


def report_of(card: Message) -> str:
    return next(line for line in card.lines if "Missing" in line)


async def test_archiving_opens_a_draft_that_says_what_could_not_be_read(worlds: Worlds) -> None:
    world, channel, announced = await archived(worlds)
    await play(world, channel)

    await world.noor.archive(channel)
    await world.work()
    await world.later(6)
    await world.later(60)

    card = announced.card()
    assert roots(channel) == []
    assert card.lines[0] == "# PM-1 · Checkout"
    assert "the channel is archived" in report_of(card)
    assert [one.thread_ts for one in announced.thread(card)] == [card.ts, card.ts]


async def test_a_card_goes_on_elsewhere_once_when_its_channel_is_archived(worlds: Worlds) -> None:
    world, channel, announced = await archived(worlds)
    card = await drafted(world, channel)
    before, bookmarks = card.shown, list(channel.bookmarks)

    await world.noor.archive(channel)
    await world.work()
    moved = announced.card()
    await world.maya.join(announced)
    await world.maya.click(moved, "I'll write it")
    await world.work()
    await world.later(6)

    assert card.shown == before
    assert [one.ts for one in roots(announced)] == [moved.ts]
    assert "author maya" in moved.lines[1]
    assert len(announced.thread(moved)) == 2
    assert (channel.bookmarks, announced.bookmarks) == (bookmarks, [])


async def test_without_a_channel_for_postmortems_the_author_gets_the_card_directly(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)
    await quiet.maya.click(card, "I'll write it")
    await quiet.work()
    told = len(quiet.maya.dms())

    await quiet.noor.archive(channel)
    await quiet.work()
    await quiet.later(6)

    [moved] = quiet.maya.dms()[told:]
    assert moved.lines[0] == card.lines[0]
    assert (quiet.ben.dms(), quiet.noor.dms()) == ([], [])


async def test_a_private_channel_that_is_archived_is_spoken_of_nowhere_else(worlds: Worlds) -> None:
    world, _, announced = await archived(worlds)
    private = world.slack.channel("inc-9-secret", members=[world.maya, world.ben, world.noor], private=True)
    card = await drafted(world, private)
    await world.maya.click(card, "I'll write it")
    await world.work()
    told = len(world.maya.dms())

    await world.ben.archive(private)
    await world.work()
    await world.later(6)

    assert roots(announced) == []
    assert [one.lines[0] for one in world.maya.dms()[told:]] == [card.lines[0]]
    assert world.ben.dms() == []
