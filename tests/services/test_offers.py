"""Answering an offer: late presses, old buttons, and who may not even know of it."""

import asyncio

import pytest

from bot.domain.errors import Conflict, Denied, NotFound
from bot.domain.incidents import Incident
from bot.domain.people import Standing
from bot.ports import ChatError, Deps
from bot.services import drafts, incidents, offers
from tests.factories import CHANNEL, a_signal, an_actor
from tests.services.chat import StillChat
from tests.services.conftest import BEN, MAYA, NOOR, PRIVATE, opened


async def offered(deps: Deps, channel: str = CHANNEL) -> Incident:
    heard = await incidents.hear(deps, an_actor(MAYA), a_signal(channel=channel, severity="sev4", by=MAYA))
    assert heard.incident is not None
    assert heard.postmortem is None
    return heard.incident


async def test_five_who_start_at_once_start_one(deps: Deps) -> None:
    incident = await offered(deps)

    done = await asyncio.gather(
        *(offers.start(deps, an_actor(one), incident.id) for one in (MAYA, BEN, MAYA, BEN, MAYA)),
        return_exceptions=True,
    )

    started = [one for one in done if not isinstance(one, BaseException)]
    late = [one for one in done if isinstance(one, Conflict)]
    assert (len(started), len(late)) == (1, 4)
    name = {MAYA: "Maya", BEN: "Ben"}[str(started[0].author)]
    assert {one.sentence for one in late} == {f"{name} was faster: PM-1 was started at 14:00."}


async def test_a_reason_needs_a_skip_and_is_given_once(deps: Deps) -> None:
    incident = await offered(deps)
    with pytest.raises(Conflict):
        await offers.give_reason(deps, an_actor(MAYA), incident.id, "known_cause")

    await offers.skip(deps, an_actor(MAYA), incident.id)
    await offers.give_reason(deps, an_actor(BEN), incident.id, "known_cause")

    with pytest.raises(Conflict):
        await offers.give_reason(deps, an_actor(MAYA), incident.id, "nothing_new")


async def test_an_undo_needs_a_skip(deps: Deps) -> None:
    incident = await offered(deps)

    with pytest.raises(Conflict):
        await offers.undo_skip(deps, an_actor(MAYA), incident.id)


@pytest.mark.parametrize("deed", [offers.skip, offers.undo_skip])
async def test_what_is_started_cannot_be_skipped(deps: Deps, deed: object) -> None:
    incident = await offered(deps)
    await offers.start(deps, an_actor(MAYA), incident.id)

    with pytest.raises(Conflict) as late:
        await deed(deps, an_actor(BEN), incident.id)  # type: ignore[operator]

    assert late.value.sentence == "Maya was faster: PM-1 was started at 14:00."


async def test_a_reason_for_a_running_draft_is_late(deps: Deps) -> None:
    incident = await offered(deps)
    await offers.start(deps, an_actor(MAYA), incident.id)

    with pytest.raises(Conflict):
        await offers.give_reason(deps, an_actor(BEN), incident.id, "known_cause")


async def test_a_reason_for_a_draft_that_was_put_away_is_its_peoples(deps: Deps) -> None:
    postmortem = await opened(deps)
    await drafts.discard(deps, an_actor(MAYA), postmortem.id)

    with pytest.raises(Denied):
        await offers.give_reason(deps, an_actor(BEN), postmortem.incident or 0, "known_cause")
    await offers.give_reason(deps, an_actor(MAYA), postmortem.incident or 0, "known_cause")

    async with deps.store.read("T0001") as uow:
        incident = await uow.incidents.get(postmortem.incident or 0)
    assert incident is not None
    assert incident.skip_reason == "known_cause"


async def test_absent_and_hidden_are_refused_alike(deps: Deps) -> None:
    hidden = await offered(deps, PRIVATE)

    for actor in (an_actor(BEN), an_actor(NOOR, role="org_admin")):
        refusals = []
        for incident in (hidden.id, hidden.id + 1):
            with pytest.raises(NotFound) as refused:
                await offers.skip(deps, actor, incident)
            refusals.append(refused.value.sentence)
        assert refusals == ["There is no such postmortem that you can see."] * 2


async def test_an_admin_may_decide_on_a_public_one_without_being_there(deps: Deps) -> None:
    incident = await offered(deps)

    await offers.skip(deps, an_actor(NOOR, role="org_admin"), incident.id)


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.MEMBER])
async def test_who_is_no_member_may_not_whatever_channel_they_are_in(deps: Deps, standing: Standing) -> None:
    incident = await offered(deps)

    with pytest.raises(Denied):
        await offers.start(deps, an_actor(MAYA, standing=standing), incident.id)


async def test_slack_that_asks_to_wait_is_no_refusal(deps: Deps, slack: StillChat) -> None:
    incident = await offered(deps)
    slack.trouble = ChatError("ratelimited", passing=True, retry_after=3)

    with pytest.raises(ChatError):
        await offers.skip(deps, an_actor(MAYA), incident.id)
