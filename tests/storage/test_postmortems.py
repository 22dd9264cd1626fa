"""Postmortems, their sections, timelines and questions, and who gets to see which in a list."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.action_items import ActionItem
from bot.domain.errors import Conflict
from bot.domain.incidents import Gap, ImportReport
from bot.domain.postmortems import Postmortem, Progress, Stage
from bot.domain.timeline import Asked, Entry, Mark, Origin
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_postmortem, a_question, a_section, an_entry, an_incident
from tests.fakes import START


async def stored(store: SqlStore, workspace: str = WORKSPACE, **over: Any) -> Postmortem:
    async with store.write(workspace) as uow:
        return await uow.postmortems.add(a_postmortem(**over))


async def test_a_postmortem_comes_out_as_it_went_in(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        incident = await uow.incidents.add(an_incident(), ["k:1"])
        assert incident is not None
        made = await uow.postmortems.add(
            a_postmortem(
                incident=incident.id,
                services=("api",),
                editors=("U2", "U1"),
                reviewers=("U3",),
                progress=Progress(stage=Stage.READING, messages=3, resume_at=START + timedelta(minutes=1)),
                report=ImportReport(messages=3, gaps=(Gap(what="thread", count=1, reason="gone", refs=("1.1",)),)),
                due_at=START + timedelta(days=5),
                is_required=True,
                sections=(
                    a_section("summary", position=1, text="Slow.", origin=Origin.RULES, evidence=("1.1",), at=START),
                    a_section("impact", position=0, required=True, suggestion="None?"),
                ),
            )
        )

    async with store.read(WORKSPACE) as uow:
        found = [
            await uow.postmortems.get(made.id),
            await uow.postmortems.by_number(made.number),
            await uow.postmortems.of_incident(incident.id),
            *await uow.postmortems.in_channel("C0001"),
        ]
        absent = await uow.postmortems.get(made.id + 1)

    by_position = made.model_copy(update={"sections": made.sections[::-1]})
    assert found == [by_position] * 4
    assert absent is None


async def test_numbers_go_up_by_one_in_each_workspace(store: SqlStore) -> None:
    here = [(await stored(store)).number for _ in range(3)]
    there = (await stored(store, workspace="T0002")).number

    assert (here, there) == ([1, 2, 3], 1)


async def test_a_number_is_not_lost_with_a_change_that_failed(store: SqlStore) -> None:
    async def add_and_fail() -> None:
        async with store.write(WORKSPACE) as uow:
            await uow.postmortems.add(a_postmortem())
            raise Conflict("no")

    with pytest.raises(Conflict):
        await add_and_fail()

    assert (await stored(store)).number == 1


async def test_twenty_made_at_once_are_numbered_without_a_gap(store: SqlStore) -> None:
    made = await asyncio.gather(*(stored(store) for _ in range(20)))

    assert sorted(one.number for one in made) == list(range(1, 21))


async def test_an_incident_has_one_postmortem_that_is_not_discarded(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        incident = await uow.incidents.add(an_incident(), ["k:1"])
        assert incident is not None
        first = await uow.postmortems.add(a_postmortem(incident=incident.id))
    with pytest.raises(Conflict):
        await stored(store, incident=incident.id)

    async with store.write(WORKSPACE) as uow:
        discarded = await uow.postmortems.save(first.model_copy(update={"discarded_at": START}))
        only = await uow.postmortems.of_incident(incident.id)
    second = await stored(store, incident=incident.id)

    async with store.read(WORKSPACE) as uow:
        assert only == discarded
        assert await uow.postmortems.of_incident(incident.id) == second
        assert second.number == 2


async def test_saving_needs_the_version_that_was_loaded(store: SqlStore) -> None:
    made = await stored(store)
    async with store.write(WORKSPACE) as uow:
        saved = await uow.postmortems.save(made.model_copy(update={"title": "First"}))

    with pytest.raises(Conflict):
        async with store.write(WORKSPACE) as uow:
            await uow.postmortems.save(made.model_copy(update={"title": "Second"}))

    async with store.read(WORKSPACE) as uow:
        assert await uow.postmortems.get(made.id) == saved
        assert (saved.version, saved.title) == (2, "First")


async def test_of_ten_who_save_at_once_one_does(store: SqlStore) -> None:
    made = await stored(store)

    async def save(number: int) -> str:
        try:
            async with store.write(WORKSPACE) as uow:
                loaded = made if number else await uow.postmortems.get(made.id)
                assert loaded is not None
                await uow.postmortems.save(loaded.model_copy(update={"title": str(number)}))
        except Conflict:
            return "conflict"
        return "saved"

    outcomes = await asyncio.gather(*(save(number) for number in range(1, 11)))

    assert sorted(outcomes) == [*["conflict"] * 9, "saved"]


async def test_of_ten_who_load_it_to_change_it_all_do_one_after_the_other(store: SqlStore) -> None:
    made = await stored(store)

    async def edit(number: int) -> None:
        async with store.write(WORKSPACE) as uow:
            loaded = await uow.postmortems.get(made.id)
            assert loaded is not None
            await uow.postmortems.save(loaded.model_copy(update={"editors": (*loaded.editors, f"U{number}")}))

    await asyncio.gather(*(edit(number) for number in range(10)))

    async with store.read(WORKSPACE) as uow:
        found = await uow.postmortems.get(made.id)
    assert found is not None
    assert (sorted(found.editors), found.version) == ([f"U{number}" for number in range(10)], 11)


async def test_saving_changes_adds_and_drops_sections(store: SqlStore) -> None:
    made = await stored(store)
    sections = (a_section("impact", position=0, text="Many"), a_section("lessons", position=1))
    async with store.write(WORKSPACE) as uow:
        await uow.postmortems.save(made.model_copy(update={"sections": sections}))

    async with store.read(WORKSPACE) as uow:
        found = await uow.postmortems.get(made.id)

    assert found is not None
    assert found.sections == sections


async def test_a_postmortem_of_another_workspace_is_absent(store: SqlStore) -> None:
    made = await stored(store)

    async with store.write("T0002") as uow:
        found = [await uow.postmortems.get(made.id), await uow.postmortems.by_number(made.number)]
        with pytest.raises(Conflict):
            await uow.postmortems.save(made.model_copy(update={"title": "Mine"}))

    assert found == [None, None]


# -- timeline and questions -----------------------------------------------------------------------------------------


def without_ids(entries: list[Entry]) -> list[Entry]:
    return [entry.model_copy(update={"id": 0}) for entry in entries]


async def test_entries_come_by_time_with_everything_on_them(store: SqlStore) -> None:
    made = await stored(store)
    late = an_entry(at=START + timedelta(hours=1), verified=False, reason="a number is nowhere", hidden=True, by="U1")
    early = an_entry(said_at=START, mark=Mark.DETECTED, actor="U1", evidence=("1.1", "1.2"))

    async with store.write(WORKSPACE) as uow:
        await uow.entries.add(made.id, [late, early])

        assert without_ids(await uow.entries.of(made.id)) == [early, late]


async def test_making_the_timeline_anew_keeps_what_people_touched(store: SqlStore) -> None:
    made = await stored(store)
    kept = [
        an_entry(text="pinned", origin=Origin.PIN),
        an_entry(text="written", origin=Origin.PERSON),
        an_entry(text="corrected", origin=Origin.RULES, by="U1"),
        an_entry(text="accepted", origin=Origin.AI, by="U1"),
    ]
    made_before = [an_entry(text="old rule"), an_entry(text="old ai", origin=Origin.AI)]

    async with store.write(WORKSPACE) as uow:
        await uow.entries.add(made.id, [*made_before, *kept])
        await uow.entries.replace_made(made.id, [an_entry(text="new")])

        assert [entry.text for entry in await uow.entries.of(made.id)] == [*(one.text for one in kept), "new"]


async def test_the_number_of_a_deleted_entry_is_never_given_again(store: SqlStore) -> None:
    made = await stored(store)
    async with store.write(WORKSPACE) as uow:
        await uow.entries.add(made.id, [an_entry()])
        [old] = await uow.entries.of(made.id)
        await uow.entries.replace_made(made.id, [an_entry()])
        [new] = await uow.entries.of(made.id)

    assert new.id > old.id


async def test_an_entry_is_changed_and_removed_only_through_its_postmortem(store: SqlStore) -> None:
    made, other = await stored(store), await stored(store)
    async with store.write(WORKSPACE) as uow:
        await uow.entries.add(made.id, [an_entry()])
        [entry] = await uow.entries.of(made.id)
        changed = entry.model_copy(update={"text": "The pool was empty", "by": "U1", "origin": Origin.PERSON})

        await uow.entries.save(other.id, changed)
        await uow.entries.remove(other.id, entry.id)
        untouched = await uow.entries.of(made.id)
        await uow.entries.save(made.id, changed)
        saved = await uow.entries.of(made.id)
        await uow.entries.remove(made.id, entry.id)

        assert (untouched, saved, await uow.entries.of(made.id)) == ([entry], [changed], [])


async def test_questions_that_were_answered_stay_when_the_open_ones_are_replaced(store: SqlStore) -> None:
    made = await stored(store)
    async with store.write(WORKSPACE) as uow:
        await uow.questions.replace_open(
            made.id, [a_question("Who?", asks=("U1",), cites=("1.1",)), a_question("Why?")]
        )
        [(who, _), (_why, _)] = await uow.questions.of(made.id)
        answered = a_question("Who?", asks=("U1",), cites=("1.1",), answer="Dana", answered_by="U2")
        await uow.questions.save(made.id, who, answered)
        await uow.questions.replace_open(made.id, [a_question("When?"), a_question("Who?")])

        assert [question for _, question in await uow.questions.of(made.id)] == [
            a_question("Who?", asks=("U1",), cites=("1.1",), answer="Dana", answered_by="U2"),
            a_question("When?"),
        ]


async def test_a_question_that_somebody_was_asked_stays_and_is_not_made_a_second_time(store: SqlStore) -> None:
    made = await stored(store)
    asked = Asked(member="U1", by="U2", at=datetime(2026, 11, 17, 15, 10, tzinfo=UTC), passed=True)
    async with store.write(WORKSPACE) as uow:
        await uow.questions.replace_open(made.id, [a_question("Who?", section="response"), a_question("Why?")])
        [(who, question), _] = await uow.questions.of(made.id)
        await uow.questions.save(made.id, who, question.model_copy(update={"asked": (asked,)}))
        await uow.questions.replace_open(made.id, [a_question("Who?"), a_question("When?")])

        assert await uow.questions.of(made.id) == [
            (who, a_question("Who?", section="response", asked=(asked,))),
            (who + 2, a_question("When?")),
        ]


async def test_sections_of_a_loaded_one_are_changed_added_and_dropped_too(store: SqlStore) -> None:
    made = await stored(store)
    async with store.write(WORKSPACE) as uow:
        loaded = await uow.postmortems.get(made.id)
        assert loaded is not None
        first = loaded.model_copy(update={"sections": (loaded.sections[1], a_section("lessons", position=2))})
        saved = await uow.postmortems.save(first)
        second = saved.model_copy(update={"sections": (saved.sections[0].model_copy(update={"text": "Many"}),)})
        await uow.postmortems.save(second)

    async with store.read(WORKSPACE) as uow:
        found = await uow.postmortems.get(made.id)

    assert found is not None
    assert found.sections == second.sections


async def test_what_was_deleted_is_put_back_under_the_number_that_it_had(store: SqlStore) -> None:
    made = await stored(store)
    async with store.write(WORKSPACE) as uow:
        await uow.entries.add(made.id, [an_entry()])
        [entry] = await uow.entries.of(made.id)
        item = await uow.action_items.add(made.id, ActionItem(text="Alert on pool use"))
        await uow.entries.remove(made.id, entry.id)
        await uow.action_items.remove(made.id, item.id)
        await uow.entries.put_back(made.id, entry)
        await uow.action_items.put_back(made.id, item)
        new = await uow.entries.add_one(made.id, an_entry())

        assert await uow.entries.of(made.id) == [entry, new]
        assert await uow.action_items.of(made.id) == [item]
        assert new.id > entry.id
