"""Being invited, joining, and how near somebody is to a channel."""

import pytest

from bot.domain.errors import Denied, Invalid, NotReady, Offer
from bot.domain.people import Standing
from bot.ports import ChannelFacts, ChatError, Deps
from bot.services import channels, creation, members
from bot.services.channels import Reach
from tests.factories import CHANNEL, WORKSPACE, an_actor
from tests.fakes import FakeClock
from tests.services.chat import StillChat
from tests.services.conftest import BEN, MAYA, NOOR, PRIVATE, with_settings


async def test_who_invites_us_is_welcomed_once_a_day(deps: Deps, clock: FakeClock) -> None:
    async def waiting() -> int:
        async with deps.store.write(WORKSPACE) as uow:
            return await uow.jobs.cancel(f"whisper.welcome:{CHANNEL}")

    await channels.welcome(deps, an_actor(MAYA), CHANNEL, MAYA)
    await channels.welcome(deps, an_actor(MAYA), CHANNEL, MAYA)
    async with deps.store.read(WORKSPACE) as uow:
        assert not await uow.jobs.lane_is_idle(f"whisper:{CHANNEL}")
    clock.advance(days=1)

    await channels.welcome(deps, an_actor(MAYA), CHANNEL, MAYA)
    assert await waiting() == 0


@pytest.mark.parametrize(
    ("channel", "member", "role", "expected"),
    [
        (CHANNEL, MAYA, "member", Reach.INSIDE),
        (CHANNEL, NOOR, "member", Reach.SEEN),
        (CHANNEL, NOOR, "incident_admin", Reach.INSIDE),
        (PRIVATE, MAYA, "member", Reach.INSIDE),
        (PRIVATE, BEN, "member", Reach.HIDDEN),
        (PRIVATE, NOOR, "org_admin", Reach.HIDDEN),
        ("C0GONE", NOOR, "org_admin", Reach.HIDDEN),
    ],
)
async def test_how_near_somebody_is_to_a_channel(
    deps: Deps, channel: str, member: str, role: str, expected: Reach
) -> None:
    assert await channels.reach(deps, an_actor(member, role=role), channel) is expected


async def test_a_channel_that_is_hidden_is_like_one_that_we_are_not_in(deps: Deps) -> None:
    sentences = []
    for channel in (PRIVATE, "C0GONE"):
        with pytest.raises(NotReady) as refused:
            await channels.must_be_inside(deps, an_actor(NOOR, role="org_admin"), channel)
        sentences.append((refused.value.sentence, refused.value.offers))

    assert sentences[0] == sentences[1]


async def test_what_cannot_be_read_says_why_and_how(deps: Deps, slack: StillChat) -> None:
    slack.channels["C0PUB"] = ChannelFacts(id="C0PUB", name="random")
    slack.channels["C0OLD"] = ChannelFacts(id="C0OLD", name="old", is_archived=True, is_member=True)

    with pytest.raises(NotReady) as outside:
        await channels.must_be_readable(deps, "C0PUB")
    with pytest.raises(NotReady) as archived:
        await channels.must_be_readable(deps, "C0OLD")
    with pytest.raises(Invalid):
        await channels.must_be_readable(deps, "D0DIRECT")

    assert outside.value.offers == (Offer.JOIN, Offer.RETRY)
    assert archived.value.sentence == "#old is archived, so I cannot read it."


async def test_slack_that_asks_to_wait_is_passed_on(deps: Deps, slack: StillChat) -> None:
    slack.trouble = ChatError("ratelimited", passing=True, retry_after=3)

    for ask in (channels.must_be_readable, channels.members_of):
        with pytest.raises(ChatError):
            await ask(deps, CHANNEL)
    with pytest.raises(ChatError):
        await channels.join(deps, an_actor(MAYA), CHANNEL)


async def test_we_join_because_a_full_member_pressed_join(deps: Deps, slack: StillChat) -> None:
    await channels.join(deps, an_actor(MAYA), "C0PUB")
    with pytest.raises(Denied):
        await channels.join(deps, an_actor(MAYA, standing=Standing.GUEST), "C0PUB")
    slack.trouble = ChatError("method_not_supported_for_channel_type", passing=False)
    with pytest.raises(NotReady):
        await channels.join(deps, an_actor(MAYA), PRIVATE)

    assert slack.joined == ["C0PUB"]


async def test_starting_by_hand_can_be_switched_off(deps: Deps) -> None:
    off = with_settings(deps, signals=("emoji",))

    with pytest.raises(NotReady):
        await creation.create(off, an_actor(MAYA), creation.Request(channels=(CHANNEL,), title="Slow"))


async def test_a_person_whom_slack_does_not_know_is_an_outsider(deps: Deps) -> None:
    found = await members.refresh(deps, WORKSPACE, "U0GONE")

    assert (found.name, found.standing) == ("U0GONE", Standing.OUTSIDER)
