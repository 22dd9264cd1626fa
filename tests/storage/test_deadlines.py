"""Documents and offers as the clock looks at them: what is on hold, put aside, published or answered is not there."""

from datetime import timedelta
from typing import Any

from bot.domain.deadlines import Draft
from bot.domain.postmortems import Round, Status, Visibility
from bot.domain.revisions import Revision
from bot.ports import UnitOfWork
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_postmortem, an_incident
from tests.fakes import START


async def put(uow: UnitOfWork, **over: Any) -> int:
    return (await uow.postmortems.add(a_postmortem(**over))).id


async def test_only_what_is_under_way_has_a_deadline(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        found = await uow.incidents.add(an_incident(resolved_by="U0009"), ["channel:C1"])
        assert found is not None
        draft = await put(
            uow, incident=found.id, author="U0001", editors=("U0002",), participants=("U0003",), severity="SEV1",
            visibility=Visibility.PRIVATE, resolved_at=START + timedelta(hours=1), due_at=START + timedelta(days=2),
        )  # fmt: skip
        sent = await put(uow, status=Status.IN_REVIEW, round=Round(number=1))
        await put(uow, status=Status.PUBLISHED)
        await put(uow, status=Status.ARCHIVED)
        await put(uow, held_at=START)
        await put(uow, discarded_at=START)
        drafts = await uow.deadlines.drafts()

    assert drafts == [
        Draft(
            postmortem=draft, severity="SEV1", author="U0001", resolved_by="U0009",
            named=frozenset({"U0002", "U0003"}), is_private=True, since=START + timedelta(hours=1),
            due_at=START + timedelta(days=2),
        ),
        Draft(postmortem=sent, is_sent=True, since=START),
    ]  # fmt: skip


async def test_one_is_begun_once_a_person_has_changed_it(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        keys = [await put(uow) for _ in range(2)]
        for key, by in zip(keys, (None, "U0001"), strict=True):
            changed = Revision(number=2, at=START, by=by, verb="edit", parts=("text:summary",))
            await uow.revisions.add(key, changed, {"text:summary": "x"})
        drafts = await uow.deadlines.drafts()

    assert [one.is_begun for one in drafts] == [False, True]


async def test_an_offer_waits_until_somebody_answers_it(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        made = []
        states: tuple[dict[str, Any], ...] = (
            {},
            {"skipped_at": START},
            {"reopened_at": START + timedelta(hours=1)},
            {"policy": "required"},
            {"resolved_at": START - timedelta(days=31)},
            {"channel": None},
            {},
        )
        for n, over in enumerate(states):
            values: dict[str, Any] = {"policy": "recommended", "channel": f"C{n}", **over}
            found = await uow.incidents.add(an_incident(**values), [f"channel:C{n}"])
            assert found is not None
            made.append(found.id)
        await put(uow, incident=made[-1], discarded_at=START)
        offers = await uow.deadlines.offers(START - timedelta(days=30))

    assert [one.id for one in offers] == made[:1]
