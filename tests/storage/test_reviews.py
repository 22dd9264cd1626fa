"""Reviews, change requests, overrides, comments and items come back as they were stored, each in its order."""

from datetime import date, timedelta

from bot.domain.action_items import ActionItem, ItemKind, Priority
from bot.domain.comments import Comment, Discussion
from bot.domain.people import Role
from bot.domain.postmortems import Status
from bot.domain.reviews import ChangeRequest, Override, Review, ReviewState, approve
from storage.unit_of_work import SqlStore
from tests.factories import WORKSPACE, a_member, a_postmortem, a_surface, an_actor
from tests.fakes import START


async def test_reviews_are_replaced_as_a_whole(store: SqlStore) -> None:
    asked = [Review(reviewer=one, asked_at=START) for one in ("U0003", "U0002")]
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem())).id
        await uow.reviews.put(key, asked)
        await uow.reviews.put(key, approve(asked[1:], "U0002", 4, START))
        assert await uow.reviews.of(key) == list(approve(asked[1:], "U0002", 4, START))


async def test_a_review_is_owed_until_it_counts_for_the_present_text(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem(status=Status.IN_REVIEW, revision=5))).id
        other = (await uow.postmortems.add(a_postmortem(status=Status.DRAFT))).id
        await uow.reviews.put(other, [Review(reviewer="U0002", asked_at=START)])
        owed = []
        for review in (
            Review(reviewer="U0002", asked_at=START),
            Review(reviewer="U0002", state=ReviewState.APPROVED, revision=4, covers=4),
            Review(reviewer="U0002", state=ReviewState.APPROVED, revision=4, covers=5),
            Review(reviewer="U0002", state=ReviewState.STALE, revision=5),
            Review(reviewer="U0002", requested=False),
        ):
            await uow.reviews.put(key, [review])
            owed.append(await uow.reviews.owed_by("U0002") == [key])
    assert owed == [True, True, False, True, False]


async def test_change_requests_and_overrides_are_kept_with_their_answers(store: SqlStore) -> None:
    request = ChangeRequest(id=0, by="U0002", reason="no alert", sections=("root_cause",), at=START, revision=3)
    override = Override(key="section:impact", by="U0003", reason="known", at=START)
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem())).id
        added = await uow.reviews.add_request(key, request)
        answered = added.model_copy(update={"answered_at": START, "answered_by": "U0001", "answer": "added"})
        await uow.reviews.save_request(key, answered)
        for reason in ("unknown", "known"):
            await uow.reviews.add_override(key, override.model_copy(update={"reason": reason}))
        assert (await uow.reviews.requests(key), await uow.reviews.overrides(key)) == ([answered], [override])


async def test_a_thread_message_is_one_comment(store: SqlStore) -> None:
    said = Comment(by="U0002", text="was it tested?", at=START, ts="1767362400.000900")
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem())).id
        discussion = await uow.comments.open_discussion(key, Discussion(section="summary", last_at=START))
        said = said.model_copy(update={"discussion": discussion.id})
        first, again = await uow.comments.add(key, said), await uow.comments.add(key, said)
        assert first is not None
        assert again is None
        assert await uow.comments.by_ts(key, said.ts or "") == await uow.comments.get(key, first.id) == first
        closed = discussion.model_copy(update={"resolved_at": START, "resolved_by": "U0001"})
        await uow.comments.save_discussion(key, closed)
        await uow.comments.save(key, first.model_copy(update={"deleted_at": START, "text": ""}))
        assert (await uow.comments.of(key), await uow.comments.discussions(key)) == ([], [closed])


async def test_a_message_of_slack_is_known_as_a_comment_and_as_a_living_message(store: SqlStore) -> None:
    said = Comment(
        by="U0002", text="it is", at=START, ts="1767362400.000900", channel="C0001", thread="1767362400.000100"
    )
    card = a_surface(ts="1767362400.000100")
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem())).id
        added = await uow.comments.add(key, said)
        await uow.surfaces.put(card)
        assert await uow.comments.at("C0001", said.ts or "") == (key, added)
        assert await uow.comments.at("C0002", said.ts or "") is None
        assert await uow.surfaces.at("C0001", said.thread or "") == card
        assert await uow.surfaces.at("C0001", said.ts or "") is None


async def test_items_come_back_in_their_order(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem())).id
        last = await uow.action_items.add(key, ActionItem(text="Later", position=2, due=date(2026, 12, 1)))
        first = await uow.action_items.add(key, ActionItem(text="First", position=1, kind=ItemKind.DETECT))
        changed = last.model_copy(update={"owner": "U0002", "priority": Priority.HIGH})
        await uow.action_items.save(key, changed)
        both = await uow.action_items.of(key)
        await uow.action_items.remove(key, first.id)
        assert (both, await uow.action_items.of(key)) == ([first, changed], [changed])


async def test_the_history_of_deeds_is_paged_with_the_reasons_that_were_given(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        key = (await uow.postmortems.add(a_postmortem())).id
        for minute, reason in enumerate((None, "wrong figure", None)):
            await uow.audit.add(
                an_actor(),
                "correct",
                postmortem=key,
                before="",
                after="",
                at=START + timedelta(minutes=minute),
                reason=reason,
            )
        page, total = await uow.audit.of(key, limit=2)
    assert ([(one.seq, one.reason) for one in page], total) == ([(3, None), (2, "wrong figure")], 3)


async def test_a_granted_role_stays_beside_what_slack_says(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        await uow.members.put(a_member(), START)
        assert await uow.members.grant("U0001", Role.INCIDENT_ADMIN)
        await uow.members.record_role("U0001", Role.MEMBER, Role.INCIDENT_ADMIN, by="U0003", at=START)
        await uow.members.put(a_member(), START)
        member = await uow.members.get("U0001")
        assert not await uow.members.grant("U0009", Role.ORG_ADMIN)
    assert member is not None
    assert member.role is Role.INCIDENT_ADMIN


async def test_the_oldest_open_request_of_each_of_several_documents_is_found_at_once(store: SqlStore) -> None:
    async with store.write(WORKSPACE) as uow:
        first, second, third = [(await uow.postmortems.add(a_postmortem())).id for _ in range(3)]
        made = [
            await uow.reviews.add_request(key, ChangeRequest(id=0, by="U0002", reason=reason, at=START))
            for key, reason in ((first, "one"), (first, "two"), (second, "three"))
        ]
        answered = made[2].model_copy(update={"answered_at": START, "answered_by": "U0001", "answer": "done"})
        await uow.reviews.save_request(second, answered)
        assert await uow.reviews.open_requests([first, second, third]) == {first: made[0]}
        assert await uow.reviews.open_requests([]) == {}
