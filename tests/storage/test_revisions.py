"""Revisions in parts: what was said at any of them, and the words that were not saved."""

from datetime import timedelta

from bot.domain.revisions import Revision
from bot.ports import Unsaved
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_postmortem
from tests.fakes import START


def a_revision(number: int, *parts: str) -> Revision:
    return Revision(number=number, at=START + timedelta(minutes=number), by="U0001", verb="edit", parts=parts)


async def test_the_text_at_a_revision_is_the_newest_content_of_each_part_until_then(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem())).id
        await uow.revisions.add(key, a_revision(1, "title", "section:summary"), {"title": "a", "section:summary": "b"})
        await uow.revisions.add(key, a_revision(2, "section:summary"), {"section:summary": "c", "entry:7": "d"})
        await uow.revisions.add(key, a_revision(3, "entry:7"), {"entry:7": None})
    async with store.read(WORKSPACE) as uow:
        found = [await uow.revisions.text_at(key, number) for number in (0, 1, 2, 3, 99)]
    last = {"title": "a", "section:summary": "c"}
    assert found == [{}, {"title": "a", "section:summary": "b"}, last | {"entry:7": "d"}, last, last]


async def test_revisions_are_paged_newest_first(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem())).id
        assert not await uow.revisions.exist(key)
        for number in range(1, 6):
            await uow.revisions.add(key, a_revision(number, "title"), {"title": str(number)})
    async with store.read(WORKSPACE) as uow:
        page, total = await uow.revisions.of(key, limit=2, offset=1)
        everything = await uow.revisions.edits(key)
        one, none = await uow.revisions.get(key, 3), await uow.revisions.get(key, 9)
        assert await uow.revisions.exist(key)
    assert ([one.number for one in page], total) == ([4, 3], 5)
    assert ([one.number for one in everything], one, none) == ([1, 2, 3, 4, 5], a_revision(3, "title"), None)


async def test_unsaved_words_belong_to_one_person_and_go_when_they_are_old(store: SqlStore) -> None:
    words = Unsaved(section="summary", member="U0001", parts={"text.0": "half a"}, revision=3, at=START)
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem())).id
        await uow.unsaved.put(key, words)
        await uow.unsaved.put(key, words.model_copy(update={"parts": {"text.0": "half a sentence"}}))
        await uow.unsaved.put(key, words.model_copy(update={"member": "U0002", "at": START + timedelta(days=7)}))
        mine = await uow.unsaved.get(key, "summary", "U0001")
        theirs = await uow.unsaved.get(key, "summary", "U0003")
        gone = await uow.unsaved.forget_before(START + timedelta(days=1))
        left = [await uow.unsaved.get(key, "summary", one) for one in ("U0001", "U0002")]
        await uow.unsaved.drop_of(key, "U0002")
        assert await uow.unsaved.get(key, "summary", "U0002") is None
    assert (mine and mine.parts, theirs, gone, [one is not None for one in left]) == (
        {"text.0": "half a sentence"},
        None,
        1,
        [False, True],
    )
