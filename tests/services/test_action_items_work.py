"""What is done with an action item as use cases: who may, what fits, what is stored, and what is taken back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.errors import Conflict, Denied, Invalid, NotFound, NotReady
from bot.domain.people import Actor, Role, Standing
from bot.domain.postmortems import Postmortem, Publication, Status, Verb
from bot.domain.templates import DEFAULT
from bot.ports import Deps
from bot.services import action_items, action_items_work
from bot.services.action_items import ItemWords
from bot.services.action_items_shown import item_shown
from bot.services.changes import change
from tests.factories import WORKSPACE, a_member, an_actor
from tests.fakes import FakeClock
from tests.services.chat import StillChat
from tests.services.conftest import BEN, MAYA, NOOR, PRIVATE, loaded, opened

INES = "U0004"
SECRET = "AKIA" + "IOSFODNN7EXAMPLE"
Deed = Callable[..., Awaitable[ActionItem]]


def actor(member: str, name: str = "", role: Role = Role.MEMBER) -> Actor:
    return an_actor(member, name=name, role=role)


@pytest.fixture
async def draft(deps: Deps, slack: StillChat) -> Postmortem:
    """A draft of Maya's with one item, which is Ben's."""
    slack.people[INES] = a_member(INES, name="Ines")
    found = await opened(deps)
    async with change(deps, actor(MAYA), Verb.EDIT, found.id) as it:
        await it.add_item(ActionItem(text="Alert on pool use", owner=BEN, due=today(deps) + timedelta(days=7)))
    return it.now


def today(deps: Deps) -> date:
    return deps.clock.now().date()


async def items(deps: Deps, draft: Postmortem) -> list[ActionItem]:
    async with deps.store.read(WORKSPACE) as uow:
        return await uow.action_items.of(draft.id)


async def one(deps: Deps, draft: Postmortem) -> ActionItem:
    return (await items(deps, draft))[0]


async def about(deps: Deps, draft: Postmortem) -> tuple[int, int]:
    return draft.id, (await one(deps, draft)).id


async def told(deps: Deps, draft: Postmortem, member: str) -> list[str]:
    """Return the items that somebody will be told of."""
    async with deps.store.read(WORKSPACE) as uow:
        return sorted(await uow.steps.all(f"given:{draft.id}:{member}"))


async def test_an_item_is_started_and_done_by_its_owner_and_the_text_is_as_it_was(
    deps: Deps, draft: Postmortem
) -> None:
    ben, it = actor(BEN), await about(deps, draft)
    await action_items_work.start(deps, ben, *it)
    done = await action_items_work.complete(deps, ben, *it, "alert live, PAY-311")

    assert await one(deps, draft) == done
    assert (done.status, done.evidence, done.closed_by) == (ItemStatus.COMPLETED, "alert live, PAY-311", BEN)
    assert (done.started_at, done.done_at) == (deps.clock.now(), deps.clock.now())
    assert (await loaded(deps, draft.id)).revision == draft.revision


async def test_what_is_done_stands_in_the_history_with_its_reason(deps: Deps, draft: Postmortem) -> None:
    ben, it = actor(BEN), await about(deps, draft)
    await action_items_work.redate(deps, ben, *it, today(deps) + timedelta(days=30), "the vendor is late", as_seen=None)
    await action_items_work.decline(deps, ben, *it, "moved to the new cluster")
    async with deps.store.read(WORKSPACE) as uow:
        rows, _ = await uow.audit.of(draft.id, limit=2, offset=0)

    assert [(row.verb, row.detail, row.reason) for row in rows] == [
        ("work_on_item", f"decline:{it[1]}", "moved to the new cluster"),
        ("work_on_item", f"redate:{it[1]}", "the vendor is late"),
    ]


DEEDS: dict[str, tuple[Deed, tuple[Any, ...], dict[str, Any]]] = {
    "start": (action_items_work.start, (), {}),
    "complete": (action_items_work.complete, ("it rang",), {}),
    "decline": (action_items_work.decline, ("not worth it",), {}),
    "redate": (action_items_work.redate, (date(2030, 1, 7), "later"), {"as_seen": None}),
    "hand_over": (action_items_work.hand_over, (MAYA,), {"as_seen": None}),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("closed", [ItemStatus.COMPLETED, ItemStatus.WONT_DO])
async def test_nothing_but_opening_it_again_fits_a_closed_item(
    deps: Deps, draft: Postmortem, deed: str, closed: ItemStatus
) -> None:
    ben, it = actor(BEN), await about(deps, draft)
    if closed is ItemStatus.COMPLETED:
        await action_items_work.complete(deps, ben, *it, "it rang")
    else:
        await action_items_work.decline(deps, ben, *it, "not worth it")
    before = await one(deps, draft)
    do, words, more = DEEDS[deed]
    with pytest.raises(Conflict) as caught:
        await do(deps, ben, *it, *words, **more)

    assert caught.value.sentence.startswith("This item has moved on: Ben ")
    assert await one(deps, draft) == before
    again = await action_items_work.reopen(deps, ben, *it)
    assert (again.status, again.evidence, again.justification, again.closed_by) == (ItemStatus.OPEN, None, None, None)


@pytest.mark.parametrize("deed", DEEDS)
async def test_every_deed_is_taken_back_once_and_only_as_long_as_nothing_else_was_done(
    deps: Deps, draft: Postmortem, deed: str
) -> None:
    ben, it = actor(BEN), await about(deps, draft)
    before = await one(deps, draft)
    do, words, more = DEEDS[deed]
    await do(deps, ben, *it, *words, **more)
    await action_items_work.undo(deps, ben, *it)
    assert await one(deps, draft) == before
    with pytest.raises(Conflict):
        await action_items_work.undo(deps, ben, *it)
    await do(deps, ben, *it, *words, **more)
    async with change(deps, actor(MAYA), Verb.MANAGE_ITEMS, draft.id) as changing:
        moved = (await one(deps, draft)).model_copy(update={"text": "Something else"})
        await changing.save_item(moved)
    with pytest.raises(Conflict):
        await action_items_work.undo(deps, ben, *it)
    assert await one(deps, draft) == moved


async def test_who_handed_it_over_may_take_it_back_until_the_new_owner_has_done_something(
    deps: Deps, draft: Postmortem
) -> None:
    ben, ines, it = actor(BEN), actor(INES), await about(deps, draft)
    await action_items_work.hand_over(deps, ben, *it, INES, as_seen=None)
    with pytest.raises(Denied):
        await action_items_work.start(deps, ben, *it)
    back = (await action_items_work.undo(deps, ben, *it)).item
    await action_items_work.hand_over(deps, ben, *it, INES, as_seen=None)
    await action_items_work.start(deps, ines, *it)
    with pytest.raises(Denied) as caught:
        await action_items_work.undo(deps, ben, *it)

    assert (back.owner, back.handed_by) == (BEN, None)
    assert caught.value.sentence == (
        "Only Ines (owner), Maya (author), an editor or an incident admin "
        f"can take back what was done with this item of {draft.name}."
    )


async def test_what_is_done_by_a_template_that_confirms_waits_for_somebody_else(deps: Deps, draft: Postmortem) -> None:
    deps = replace(deps, templates={"default": DEFAULT.model_copy(update={"confirms_items": True})})
    ben, maya, it = actor(BEN), actor(MAYA), await about(deps, draft)
    await action_items_work.complete(deps, ben, *it, "it rang")
    assert (await item_shown(deps, ben, *it)).waits
    with pytest.raises(Denied) as caught:
        await action_items_work.confirm(deps, ben, *it)
    confirmed = await action_items_work.confirm(deps, maya, *it)

    assert caught.value.sentence == (
        "You marked it done yourself. Somebody else confirms it: Maya (author), an editor or an incident admin."
    )
    assert (confirmed.confirmed_by, confirmed.confirmed_at) == (MAYA, deps.clock.now())
    assert not (await item_shown(deps, ben, *it)).waits
    with pytest.raises(Conflict):
        await action_items_work.confirm(deps, maya, *it)


async def test_where_nobody_has_to_confirm_nothing_is_confirmed(deps: Deps, draft: Postmortem) -> None:
    it = await about(deps, draft)
    await action_items_work.complete(deps, actor(BEN), *it, "it rang")
    with pytest.raises(Conflict) as caught:
        await action_items_work.confirm(deps, actor(MAYA), *it)
    assert caught.value.sentence == f"Nobody has to confirm the items of {draft.name}. Nothing was changed."


async def test_a_snooze_is_for_a_day_to_come_and_is_over_with_the_item(deps: Deps, draft: Postmortem) -> None:
    ben, it = actor(BEN), await about(deps, draft)
    for until in (today(deps), today(deps) - timedelta(days=1), today(deps) + timedelta(days=400)):
        with pytest.raises(Invalid):
            await action_items_work.snooze(deps, ben, *it, until)
    snoozed = await action_items_work.snooze(deps, ben, *it, today(deps) + timedelta(days=7))
    awake = await action_items_work.wake(deps, ben, *it)
    await action_items_work.snooze(deps, ben, *it, today(deps) + timedelta(days=7))
    done = await action_items_work.complete(deps, ben, *it, "it rang")

    assert (snoozed.snoozed_until, awake.snoozed_until, done.snoozed_until) == (
        today(deps) + timedelta(days=7),
        None,
        None,
    )


@pytest.mark.parametrize(
    ("words", "field"),
    [(("",), "evidence"), (("   ",), "evidence"), (("x" * 10_000,), "evidence")],
)
async def test_done_needs_words_that_fit(deps: Deps, draft: Postmortem, words: tuple[str], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        await action_items_work.complete(deps, actor(BEN), *await about(deps, draft), *words)
    assert set(caught.value.fields) == {field}


async def test_what_is_typed_is_one_line_without_secrets(deps: Deps, draft: Postmortem) -> None:
    said = f"live\nsee <!here> *now* key {SECRET}"
    done = await action_items_work.complete(deps, actor(BEN), *await about(deps, draft), said)
    again = await action_items_work.reopen(deps, actor(BEN), *await about(deps, draft))
    declined = await action_items_work.decline(deps, actor(BEN), *await about(deps, draft), said)
    async with deps.store.read(WORKSPACE) as uow:
        rows, _ = await uow.audit.of(draft.id, limit=10, offset=0)
        steps = await uow.steps.all(f"item:{again.id}")

    assert "\n" not in (done.evidence or "")
    assert "live" in (done.evidence or "")
    kept = [done.evidence, declined.justification, *(row.reason for row in rows), str(steps)]
    assert [text for text in kept if SECRET in (text or "")] == []


async def test_a_day_that_is_over_the_same_day_or_no_reason_is_refused_at_the_field(
    deps: Deps, draft: Postmortem
) -> None:
    ben, it = actor(BEN), await about(deps, draft)
    due = (await one(deps, draft)).due
    found = []
    for day, why in ((None, "x"), (today(deps) - timedelta(days=1), "x"), (due, "x"), (today(deps), " ")):
        with pytest.raises(Invalid) as caught:
            await action_items_work.redate(deps, ben, *it, day, why, as_seen=None)
        found.append(set(caught.value.fields))
    assert found == [{"due"}, {"due"}, {"due"}, {"reason"}]
    assert (await action_items_work.redate(deps, ben, *it, today(deps), "now", as_seen=None)).due == today(deps)


async def test_today_is_the_day_of_whoever_says_it(deps: Deps, draft: Postmortem, clock: FakeClock) -> None:
    clock.advance(hours=20 - clock.now().hour)  # it is the next day in Auckland
    ahead = actor(BEN).model_copy(update={"zone": "Pacific/Auckland"})
    with pytest.raises(Invalid):
        await action_items_work.redate(deps, ahead, *await about(deps, draft), today(deps), "now", as_seen=None)


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        (Standing.GUEST, "Ines is not a full member of this workspace. Who else?"),
        (Standing.DEACTIVATED, "Ines is not a full member of this workspace. Who else?"),
    ],
)
async def test_only_a_full_member_is_given_an_item(
    deps: Deps, draft: Postmortem, slack: StillChat, standing: Standing, sentence: str
) -> None:
    slack.people[INES] = a_member(INES, name="Ines", standing=standing)
    with pytest.raises(Invalid) as caught:
        await action_items_work.hand_over(deps, actor(BEN), *await about(deps, draft), INES, as_seen=None)
    assert caught.value.fields == {"owner": sentence}


async def test_nobody_is_given_what_they_cannot_see_and_a_stranger_learns_nothing(deps: Deps, slack: StillChat) -> None:
    slack.people[INES] = a_member(INES, name="Ines")
    private = await opened(deps, channel=PRIVATE)
    async with change(deps, actor(MAYA), Verb.EDIT, private.id) as it:
        item = await it.add_item(ActionItem(text="Rotate the keys", owner=MAYA))
    with pytest.raises(Invalid) as caught:
        await action_items_work.hand_over(deps, actor(MAYA), private.id, item.id, INES, as_seen=None)
    absent = await refused(action_items_work.hand_over, deps, actor(BEN), 9_999, item.id, INES, as_seen=None)
    hidden = await refused(action_items_work.hand_over, deps, actor(BEN), private.id, item.id, INES, as_seen=None)
    undone = await refused(action_items_work.undo, deps, actor(BEN), private.id, item.id)

    assert caught.value.fields["owner"].startswith("Ines cannot see this postmortem.")
    assert hidden == absent == undone
    assert await told(deps, private, INES) == []


async def refused(deed: Callable[..., Awaitable[object]], *args: Any, **more: Any) -> str:
    with pytest.raises(NotFound) as caught:
        await deed(*args, **more)
    return caught.value.sentence


async def test_an_owner_who_lost_sight_or_left_does_nothing_more(deps: Deps) -> None:
    private = await opened(deps, channel=PRIVATE)
    async with change(deps, actor(MAYA), Verb.EDIT, private.id) as it:
        item = await it.add_item(ActionItem(text="Rotate the keys", owner=BEN))
    with pytest.raises(NotFound):
        await action_items_work.start(deps, actor(BEN), private.id, item.id)
    async with change(deps, actor(MAYA), Verb.EDIT, private.id) as it:
        it.update(commenters=(BEN,))
    gone = actor(BEN).model_copy(update={"standing": Standing.DEACTIVATED})
    with pytest.raises(NotFound):
        await action_items_work.start(deps, gone, private.id, item.id)
    assert (await action_items_work.start(deps, actor(BEN), private.id, item.id)).status is ItemStatus.IN_PROGRESS


async def test_items_live_on_after_publishing_and_rest_in_the_archive(deps: Deps, draft: Postmortem) -> None:
    it = await about(deps, draft)
    await put(deps, draft, status=Status.PUBLISHED, publication=Publication(at=deps.clock.now(), revision=1))
    await action_items_work.start(deps, actor(BEN), *it)
    await put(deps, draft, status=Status.ARCHIVED)
    with pytest.raises(NotReady):
        await action_items_work.complete(deps, actor(BEN), *it, "it rang")
    assert (await one(deps, draft)).status is ItemStatus.IN_PROGRESS


async def put(deps: Deps, draft: Postmortem, **fields: Any) -> None:
    async with deps.store.write(WORKSPACE) as uow:
        now = await uow.postmortems.get(draft.id)
        assert now is not None
        await uow.postmortems.save(now.model_copy(update=fields))


async def test_of_two_who_press_at_once_one_does_it_and_the_other_reads_who(deps: Deps, draft: Postmortem) -> None:
    it = await about(deps, draft)
    done = await asyncio.gather(
        action_items_work.complete(deps, actor(BEN), *it, "it rang"),
        action_items_work.decline(deps, actor(MAYA), *it, "not worth it"),
        return_exceptions=True,
    )
    [refusal] = [found for found in done if isinstance(found, Conflict)]
    [kept] = [found for found in done if isinstance(found, ActionItem)]

    assert await one(deps, draft) == kept
    assert ("Ben marked it done" in refusal.sentence) is (kept.status is ItemStatus.COMPLETED)


async def test_two_who_have_two_people_in_mind_give_it_to_one(deps: Deps, draft: Postmortem) -> None:
    it, seen = await about(deps, draft), (await one(deps, draft)).seen
    done = await asyncio.gather(
        action_items_work.hand_over(deps, actor(BEN), *it, INES, as_seen=seen),
        action_items_work.hand_over(deps, actor(MAYA), *it, NOOR, as_seen=seen),
        return_exceptions=True,
    )
    [refusal] = [found for found in done if not isinstance(found, ActionItem)]
    assert isinstance(refusal, Conflict | Denied), "where Maya was faster, it is not Ben's any more"
    assert len([*await told(deps, draft, INES), *await told(deps, draft, NOOR)]) == 1


async def test_an_item_that_is_gone_says_so_to_whoever_sees_the_document(deps: Deps, draft: Postmortem) -> None:
    it = await about(deps, draft)
    await action_items.remove_item(deps, actor(MAYA), *it, as_seen=None)
    with pytest.raises(Conflict) as caught:
        await action_items_work.start(deps, actor(NOOR), *it)
    assert caught.value.sentence == "This item is not there any more."


async def test_a_new_item_knows_who_made_it_and_when(deps: Deps, draft: Postmortem) -> None:
    await action_items.put_item(deps, actor(MAYA), ItemWords(postmortem=draft.id, text="Runbook", owner=BEN))
    made = (await items(deps, draft))[-1]
    assert (made.created_by, made.created_at) == (MAYA, deps.clock.now())
