"""Use cases with real storage on both databases, a clock that stands still and a Slack that only answers."""

from dataclasses import replace
from typing import Any, cast

import pytest

from bot.ai.offline import OfflineNarrator
from bot.domain.people import Role
from bot.domain.postmortems import Postmortem
from bot.ports import ChannelFacts, Chat, Deps
from bot.services import incidents
from bot.services.drafts import describe_channel
from bot.settings import Settings
from storage.unit_of_work import SqlStore
from tests.factories import CHANNEL, WORKSPACE, a_member, a_signal, an_actor
from tests.fakes import FakeCalendar, FakeClock
from tests.services.chat import StillChat

MAYA, BEN, NOOR = "U0001", "U0002", "U0003"
PRIVATE = "C0PRIV"


@pytest.fixture
def slack() -> StillChat:
    """A workspace with a public incident channel of Maya and Ben, a private one of Maya's, and an admin, Noor."""
    chat = StillChat()
    chat.knows(ChannelFacts(id=CHANNEL, name="inc-checkout", is_member=True), MAYA, BEN)
    chat.knows(ChannelFacts(id=PRIVATE, name="inc-vault", is_private=True, is_member=True), MAYA)
    chat.people = {
        MAYA: a_member(MAYA, name="Maya"),
        BEN: a_member(BEN, name="Ben"),
        NOOR: a_member(NOOR, name="Noor", role=Role.ORG_ADMIN),
    }
    return chat


@pytest.fixture
async def deps(store: SqlStore, clock: FakeClock, slack: StillChat) -> Deps:
    """Everything a use case needs; the people are known."""
    async with store.write(WORKSPACE) as uow:
        for person in slack.people.values():
            await uow.members.put(person, clock.now())
    return Deps(
        clock=clock,
        store=store,
        chat=cast("Chat", slack),
        narrator=OfflineNarrator(),
        calendar=FakeCalendar(),
        settings=Settings(_env_file=None),
        nudge=lambda: None,
    )


def with_settings(deps: Deps, **over: Any) -> Deps:
    """Return the same with other settings."""
    return replace(deps, settings=deps.settings.model_copy(update=over))


async def opened(deps: Deps, *, channel: str = CHANNEL, author: str = MAYA, **over: Any) -> Postmortem:
    """Return a draft that somebody asked for, in a channel that is described."""
    signal = a_signal(channel=channel, by=author, key=f"key:{channel}", **over)
    heard = await incidents.hear(deps, an_actor(author), signal, wanted=True)
    assert heard.postmortem is not None
    assert heard.incident is not None

    await describe_channel(deps, WORKSPACE, heard.incident.id, await deps.chat.channel(channel))
    return await loaded(deps, heard.postmortem.id)


async def loaded(deps: Deps, postmortem: int) -> Postmortem:
    """Return a postmortem as it is stored now."""
    async with deps.store.read(WORKSPACE) as uow:
        found = await uow.postmortems.get(postmortem)
    assert found is not None
    return found
