"""A postmortem that is recommended and not required: the offer, who answers it first, and what it turns into."""

import asyncio
from typing import Any

import pytest

from sandbox.driver import Channel, Message
from tests.scenarios.steps import Worlds, answers, drafted, forged, hook, play, roots
from tests.scenarios.world import World

SECRET = "a hook secret of some length"
NEXT = "*Next:* somebody who was there starts it or skips it."


async def hooked(worlds: Worlds, **options: Any) -> tuple[World, Channel]:
    """Return a world that hears of the incident in its channel by webhook."""
    found: list[Channel] = []

    def prepare(world: World) -> dict[str, Any]:
        found.append(world.incident(**options))
        return {"hook_secret": SECRET, "hook_channels": (found[0].id,)}

    world = await worlds.with_settings(prepare=prepare)
    await play(world, found[0])
    await world.work()
    return world, found[0]


async def resolved(world: World, channel: Channel, delivery: str = "d1", **about: Any) -> None:
    """Let the webhook say that it is over, with what it knows."""
    incident = {"id": "7", "channel": channel.id, "title": "Login slow", "severity": "sev4", **about}
    await hook(world, {"event": "incident.resolved", "id": delivery, "incident": incident})
    await world.work()
    await world.later(6)


async def offered(worlds: Worlds, **options: Any) -> tuple[World, Channel, Message]:
    world, channel = await hooked(worlds, **options)
    await resolved(world, channel)
    return world, channel, channel.card()


async def test_a_recommended_postmortem_is_offered_with_two_buttons(worlds: Worlds) -> None:
    _, channel, offer = await offered(worlds)

    assert offer.lines == [
        "*Login slow* is resolved. A postmortem is recommended: nothing speaks against one.",
        "[ Start a postmortem ] [ Skip ]",
        NEXT,
    ]
    assert len(roots(channel)) == 1
    assert channel.bookmarks == []


async def test_starting_makes_the_offer_the_card_and_who_pressed_the_author(worlds: Worlds) -> None:
    world, channel, offer = await offered(worlds)

    await world.ben.click(offer, "Start a postmortem")
    await world.work()
    await world.later(6)

    assert offer.lines[1].startswith("*Draft*")
    assert offer.lines[1].endswith("author ben")
    assert [one.ts for one in roots(channel)] == [offer.ts]
    assert [one["title"] for one in channel.bookmarks] == ["PM-1 postmortem"]
    assert len(world.ben.dms()) == 1


async def test_a_skip_counts_at_once_and_asks_why_in_one_tap(worlds: Worlds) -> None:
    world, _, offer = await offered(worlds)

    await world.ben.click(offer, "Skip")
    await world.work()
    assert offer.lines[0].startswith("Skipped by ben. Why? One tap helps next time.")
    assert offer.labels == ["False alarm", "Fixed itself", "Known cause", "Nothing new", "Undo"]

    await world.maya.click(offer, "Known cause")
    await world.work()
    assert offer.lines[0].startswith("Skipped by ben: known cause.")
    assert offer.labels == ["Start it after all"]


async def test_undo_brings_the_offer_back(worlds: Worlds) -> None:
    world, _, offer = await offered(worlds)
    before = offer.shown
    await world.ben.click(offer, "Skip")
    await world.work()

    await world.ben.click(offer, "Undo")
    await world.work()

    assert offer.shown == before


async def test_a_skipped_one_can_be_started_after_all(worlds: Worlds) -> None:
    world, channel, offer = await offered(worlds)
    await world.ben.click(offer, "Skip")
    await world.work()
    await world.ben.click(offer, "False alarm")
    await world.work()

    await world.maya.click(offer, "Start it after all")
    await world.work()
    await world.later(6)

    assert offer.lines[1].startswith("*Draft*")
    assert len(roots(channel)) == 1


async def test_a_skip_is_remembered_when_somebody_else_says_that_it_is_over(worlds: Worlds) -> None:
    world, channel, offer = await offered(worlds)
    await world.ben.click(offer, "Skip")
    await world.work()
    before = offer.shown

    await world.resolve(channel, channel.messages[1])

    assert offer.shown == before
    assert len(roots(channel)) == 1


async def test_the_second_to_skip_is_told_who_was_faster(worlds: Worlds) -> None:
    world, _, offer = await offered(worlds)
    stale = offer.blocks

    first, second = await asyncio.gather(world.ben.click(offer, "Skip"), world.maya.click(offer, "Skip"))
    await world.work()

    told = [*first.ephemerals, *second.ephemerals]
    assert stale != offer.blocks
    assert [one.lines for one in told] == [
        [f"{'ben' if second.ephemerals else 'maya'} was faster: skipped at 14:14.", "[ Start it after all ]"]
    ]


async def test_the_second_to_start_is_told_who_was_faster_and_gets_the_card(worlds: Worlds) -> None:
    world, channel, offer = await offered(worlds)

    first, second = await asyncio.gather(
        world.ben.click(offer, "Start a postmortem"), world.maya.click(offer, "Start a postmortem")
    )
    await world.work()
    await world.later(6)

    [told] = [*first.ephemerals, *second.ephemerals]
    assert told.lines == [
        f"{'ben' if second.ephemerals else 'maya'} was faster: PM-1 was started at 14:14.",
        "[ Read ] [ Open the card ]",
    ]
    assert len(roots(channel)) == 1


async def test_one_starts_while_another_skips_and_one_of_them_wins(worlds: Worlds) -> None:
    world, channel, offer = await offered(worlds)

    await asyncio.gather(world.ben.click(offer, "Start a postmortem"), world.maya.click(offer, "Skip"))
    await world.work()
    await world.later(6)

    assert offer.lines[1].startswith("*Draft*")
    assert len(roots(channel)) == 1


async def test_pressing_twice_is_no_race_against_oneself(worlds: Worlds) -> None:
    world, _, offer = await offered(worlds)

    first, second = await asyncio.gather(world.ben.click(offer, "Skip"), world.ben.click(offer, "Skip"))

    assert [*first.ephemerals, *second.ephemerals] == []


async def test_after_a_day_the_reason_is_not_asked_for_any_more(worlds: Worlds) -> None:
    world, channel, offer = await offered(worlds)
    await world.ben.click(offer, "Skip")
    await world.work()

    await world.later(60 * 60 * 25)
    await resolved(world, channel, "d2", url="https://status.example.com/7")
    await world.work()

    assert offer.lines[0].startswith("Skipped by ben")


@pytest.mark.parametrize(
    "about",
    [{"labels": ["false-positive"]}, {"labels": ["auto-resolved"], "severity": "sev3"}],
    ids=["false alarm", "resolved itself"],
)
async def test_the_policy_skip_posts_nothing(worlds: Worlds, about: dict[str, Any]) -> None:
    world, channel = await hooked(worlds)

    await resolved(world, channel, **about)

    assert roots(channel) == []


async def test_what_was_judged_with_knowledge_is_not_judged_anew_without(worlds: Worlds) -> None:
    world, channel = await hooked(worlds)
    await resolved(world, channel, labels=["false-positive"], severity=None)

    await world.noor.set_topic(channel, "resolved")
    await world.work()

    assert roots(channel) == []


@pytest.mark.parametrize(
    "about",
    [
        {"severity": "SEV1"},
        {"severity": "P2"},
        {"labels": ["customer-impact"]},
        {"labels": ["data-loss"]},
        {"labels": ["security"]},
        {"started_at": "2026-03-02T12:30:00Z"},
        {"severity": None},
    ],
    ids=str,
)
async def test_what_is_required_opens_by_itself(worlds: Worlds, about: dict[str, Any]) -> None:
    world, channel = await hooked(worlds)

    await resolved(world, channel, **about)

    assert channel.card().lines[1].startswith("*Draft*")


async def test_the_third_of_a_service_in_a_month_is_recommended_for_that(worlds: Worlds) -> None:
    found: list[Channel] = []

    def prepare(world: World) -> dict[str, Any]:
        found.extend(world.incident(f"inc-{number}-login") for number in range(3))
        return {"hook_secret": SECRET, "hook_channels": tuple(one.id for one in found)}

    world = await worlds.with_settings(prepare=prepare)
    for number, channel in enumerate(found):
        await resolved(world, channel, f"d{number}", id=f"7{number}", services=["login"])

    assert [one.card().lines[0].partition("recommended: ")[2] for one in found] == [
        "nothing speaks against one.",
        "second time in 30 days.",
        "third time in 30 days.",
    ]


async def test_a_second_incident_of_unknown_severity_still_gets_its_draft(quiet: World) -> None:
    first, second = quiet.incident(), quiet.incident("inc-208-search")
    await drafted(quiet, first)

    card = await drafted(quiet, second)

    assert card.lines[1].startswith("*Draft*")


# Who may not


@pytest.mark.parametrize("label", ["Start a postmortem", "Skip"])
async def test_an_outsider_and_a_guest_are_refused_and_nothing_changes(worlds: Worlds, label: str) -> None:
    world, channel, offer = await offered(worlds)
    guest = world.slack.person("gus", guest="single")
    stranger = world.slack.person("otto", team="Elsewhere")
    before = offer.shown

    for person in (guest, stranger):
        channel.state.members[person.id] = None
        done = await person.click(offer, label)
        assert answers(done) == [["Only members of this workspace can do that."]]
    await world.work()

    assert offer.shown == before


async def test_a_member_who_only_looks_into_the_public_channel_is_told_who_can(worlds: Worlds) -> None:
    world, _, offer = await offered(worlds)
    passer_by = world.slack.person("pat")

    done = await passer_by.click(offer, "Start a postmortem")

    assert answers(done) == [["Only people of the incident, its team or an incident admin can start its postmortem."]]


async def test_an_offer_of_a_private_channel_is_answered_by_its_people_only(worlds: Worlds) -> None:
    world, _, offer = await offered(worlds, private=True)
    admin = world.slack.person("ada", admin=True)
    before = offer.shown

    done = [await forged(admin, offer, label) for label in ("Start a postmortem", "Skip")]
    await world.work()

    assert answers(done[0]) == [["There is no such postmortem that you can see."]] * 2
    assert offer.shown == before
    await world.ben.click(offer, "Skip")
    await world.work()
    assert offer.lines[0].startswith("Skipped by ben.")
