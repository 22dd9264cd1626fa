"""Hearing of incidents: recorded once, under one incident, whoever comes at the same time."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import Conflict
from bot.domain.incidents import SignalKind, SignalSource
from bot.domain.people import system
from bot.domain.templates import BUILT_IN, SHORT, Scope
from bot.ports import Deps, Repeated
from bot.services.incidents import hear
from tests.factories import CHANNEL, WORKSPACE, a_signal
from tests.fakes import START
from tests.services.conftest import loaded, opened, with_settings

US = system(WORKSPACE)


async def test_the_same_delivery_has_one_effect(deps: Deps) -> None:
    actor = US.model_copy(update={"delivery": "event:Ev1"})
    await hear(deps, actor, a_signal())

    with pytest.raises(Repeated):
        await hear(deps, actor, a_signal(key="another"))


async def test_the_same_signal_in_two_deliveries_is_heard_once(deps: Deps) -> None:
    first = await hear(deps, US, a_signal())
    second = await hear(deps, US, a_signal())

    assert (first.is_new, first.opened, second.is_new, second.opened) == (True, True, False, False)
    assert first.postmortem is not None
    assert second.postmortem is not None
    assert second.postmortem.id == first.postmortem.id


async def test_a_source_that_is_off_leaves_no_trace(deps: Deps) -> None:
    off = with_settings(deps, signals=("topic",))

    heard = await hear(off, US, a_signal())

    assert heard.incident is None
    async with deps.store.read(WORKSPACE) as uow:
        assert await uow.incidents.in_channel(CHANNEL) == []


async def test_ten_at_once_open_one_draft_and_lose_no_signal(deps: Deps) -> None:
    async def say(number: int) -> None:
        for _ in range(10):  # as Slack does: what was not acknowledged comes again
            try:
                await hear(deps, US, a_signal(key=f"k{number}", at=START + timedelta(seconds=number)))
            except Conflict:
                await asyncio.sleep(0.01)
            else:
                return
        raise AssertionError(number)

    await asyncio.gather(*(say(number) for number in range(10)))

    async with deps.store.read(WORKSPACE) as uow:
        [incident] = await uow.incidents.in_channel(CHANNEL)
        assert len(await uow.postmortems.in_channel(CHANNEL)) == 1
    assert incident.resolved_at == START


async def test_a_reopened_that_nobody_resolved_opens_nothing(deps: Deps) -> None:
    heard = await hear(deps, US, a_signal(kind=SignalKind.REOPENED))

    assert (heard.is_new, heard.opened, heard.postmortem) == (True, False, None)


async def test_a_resolved_before_the_reopening_opens_a_draft_on_hold(deps: Deps) -> None:
    await hear(deps, US, a_signal(kind=SignalKind.REOPENED, key="r", at=START + timedelta(minutes=5)))

    heard = await hear(deps, US, a_signal())

    assert heard.postmortem is not None
    assert heard.postmortem.held_at == START + timedelta(minutes=5)


async def test_reopening_says_who_resolved_it_afterwards(deps: Deps) -> None:
    await hear(deps, US, a_signal(by="U0001"))
    await hear(deps, US, a_signal(key="k2", by="U0002", at=START + timedelta(minutes=20)))

    heard = await hear(deps, US, a_signal(kind=SignalKind.REOPENED, key="r", at=START + timedelta(minutes=10)))

    assert heard.incident is not None
    assert (heard.incident.resolved_at, heard.incident.resolved_by) == (START + timedelta(minutes=20), "U0002")
    assert heard.postmortem is not None
    assert heard.postmortem.held_at is None


async def test_two_ids_of_one_source_in_one_channel_are_two_incidents(deps: Deps) -> None:
    first = await hear(deps, US, a_signal(source=SignalSource.WEBHOOK, external_id="7", key="w7"))
    second = await hear(deps, US, a_signal(source=SignalSource.WEBHOOK, external_id="8", key="w8"))

    assert first.incident is not None
    assert second.incident is not None
    assert first.incident.id != second.incident.id


async def test_a_signal_of_the_channel_and_one_with_an_id_meet(deps: Deps) -> None:
    first = await hear(deps, US, a_signal())
    second = await hear(deps, US, a_signal(source=SignalSource.WEBHOOK, external_id="7", key="w7", severity="sev1"))
    third = await hear(deps, US, a_signal(source=SignalSource.WEBHOOK, external_id="7", key="w8", channel=None))

    assert first.incident is not None
    assert second.incident is not None
    assert third.incident is not None
    assert {first.incident.id, second.incident.id, third.incident.id} == {first.incident.id}
    assert third.incident.severity == "SEV1"


async def test_what_a_person_typed_counts_before_what_a_machine_said(deps: Deps) -> None:
    labels = ("false-positive",)
    await hear(
        deps, US, a_signal(source=SignalSource.WEBHOOK, key="w", title="ALERT 7", labels=labels, severity="sev4")
    )

    postmortem = await opened(deps, title="Checkout was slow")

    assert (await loaded(deps, postmortem.id)).title == "Checkout was slow"


async def test_a_draft_opens_with_the_template_that_is_for_its_severity_and_what_it_starts_with(deps: Deps) -> None:
    small = SHORT.model_copy(
        update={
            "scope": Scope(severities=("SEV4",)),
            "sections": tuple(one.model_copy(update={"default": f"{one.title}:"}) for one in SHORT.sections),
        }
    )
    heard = await hear(
        replace(deps, templates=BUILT_IN | {"short": small}), US, a_signal(severity="sev-4", labels=("security",))
    )

    assert heard.postmortem is not None
    draft = await loaded(deps, heard.postmortem.id)
    assert draft.template == "short"
    assert [(one.key, one.text) for one in draft.sections] == [(one.key, f"{one.title}:") for one in SHORT.sections]
