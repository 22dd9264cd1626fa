"""Reviews as use cases: rounds, approvals of what was seen, requests that outlive their reviewer, overrides."""

from datetime import date, timedelta

import pytest

from bot.domain.errors import Conflict, Denied, Invalid, NotFound
from bot.domain.people import Actor, Role, Standing
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.reviewing import Halt, Wish
from bot.domain.reviews import ReviewState
from bot.domain.timeline import Origin
from bot.ports import Deps
from bot.services import reviews, reviews_changes, reviews_checklist, reviews_facts
from bot.services.changes import change
from tests.factories import WORKSPACE, a_member, an_actor
from tests.fakes import FakeClock
from tests.services.chat import StillChat
from tests.services.conftest import BEN, MAYA, NOOR, PRIVATE, loaded, opened


def actor(member: str, name: str = "", role: Role = Role.MEMBER) -> Actor:
    return an_actor(member, name=name, role=role)


@pytest.fixture
async def draft(deps: Deps) -> Postmortem:
    """A draft of Maya's with a root cause, some of it the machine's."""
    found = await opened(deps)
    async with change(deps, actor(MAYA), Verb.EDIT, found.id) as it:
        it.update(
            sections=tuple(
                one.model_copy(update={"text": "The pool ran empty.", "origin": Origin.AI}) for one in it.was.sections
            )
        )
    return it.now


async def sent(deps: Deps, draft: Postmortem, *reviewers: str, keep_ai: bool = False) -> Postmortem:
    await reviews.submit(deps, actor(MAYA), draft.id, Wish(reviewers=reviewers or (BEN, NOOR), keep_ai=keep_ai))
    return await loaded(deps, draft.id)


async def states(deps: Deps, draft: Postmortem) -> dict[str, tuple[ReviewState, bool]]:
    async with deps.store.read(WORKSPACE) as uow:
        return {one.reviewer: (one.state, one.requested) for one in await uow.reviews.of(draft.id)}


async def write(deps: Deps, draft: Postmortem, text: str, by: str = MAYA) -> None:
    async with change(deps, actor(by), Verb.EDIT, draft.id) as it:
        it.update(sections=(it.was.sections[0].model_copy(update={"text": text}), *it.was.sections[1:]))


async def test_a_round_begins_with_who_was_chosen(deps: Deps, draft: Postmortem) -> None:
    now = await sent(deps, draft)
    assert (now.status, now.reviewers, now.round.number, now.round.asked_by) == (
        Status.IN_REVIEW,
        (BEN, NOOR),
        1,
        MAYA,
    )
    assert await states(deps, draft) == {BEN: (ReviewState.OWED, True), NOOR: (ReviewState.OWED, True)}


async def test_machine_text_is_kept_only_where_somebody_says_that_it_was_read(deps: Deps, draft: Postmortem) -> None:
    assert {one.origin for one in (await sent(deps, draft)).sections} == {Origin.AI}
    await reviews.withdraw(deps, actor(MAYA), draft.id)
    assert {one.origin for one in (await sent(deps, draft, keep_ai=True)).sections} == {Origin.PERSON}


async def test_an_approval_that_still_counts_is_not_asked_for_again(
    deps: Deps, draft: Postmortem, clock: FakeClock
) -> None:
    now = await sent(deps, draft)
    assert await reviews.approve(deps, actor(BEN), draft.id, now.revision) is None
    await reviews.withdraw(deps, actor(MAYA), draft.id, "one more look")
    clock.advance(timedelta(hours=1))
    await sent(deps, draft, NOOR)
    assert await states(deps, draft) == {BEN: (ReviewState.APPROVED, False), NOOR: (ReviewState.OWED, True)}
    await reviews.withdraw(deps, actor(MAYA), draft.id)
    await sent(deps, draft, BEN, NOOR)
    assert (await states(deps, draft))[BEN] == (ReviewState.APPROVED, True)


async def test_what_was_not_seen_is_not_approved(deps: Deps, draft: Postmortem) -> None:
    now = await sent(deps, draft)
    await write(deps, draft, "Something else ran empty.")
    assert await reviews.approve(deps, actor(BEN), draft.id, now.revision) is Halt.MOVED
    assert (await states(deps, draft))[BEN] == (ReviewState.OWED, True)


async def test_who_was_not_asked_and_is_no_admin_may_not_judge(deps: Deps, draft: Postmortem) -> None:
    now = await sent(deps, draft, NOOR)
    with pytest.raises(Denied):
        await reviews.approve(deps, actor(BEN), draft.id, now.revision)
    with pytest.raises(Denied):
        await reviews_changes.request_changes(deps, actor(BEN), draft.id, "No.", ())


async def test_an_admin_who_was_not_asked_may_judge(deps: Deps, draft: Postmortem) -> None:
    now = await sent(deps, draft, BEN)
    assert await reviews.approve(deps, actor(NOOR, role=Role.ORG_ADMIN), draft.id, now.revision) is None
    assert (await states(deps, draft))[NOOR] == (ReviewState.APPROVED, False)
    await reviews.take_back(deps, actor(NOOR, role=Role.ORG_ADMIN), draft.id)
    assert NOOR not in await states(deps, draft)


async def test_an_approval_of_a_demoted_admin_publishes_nothing(
    deps: Deps, draft: Postmortem, slack: StillChat
) -> None:
    await reviews.submit(deps, actor(MAYA), draft.id, Wish(reviewers=(NOOR, BEN)))
    now = await loaded(deps, draft.id)
    await reviews.approve(deps, actor(NOOR, role=Role.ORG_ADMIN), draft.id, now.revision)
    slack.people[NOOR] = a_member(NOOR, name="Noor")
    await reviews.fresh(deps, WORKSPACE, [NOOR])
    assert await reviews.approve(deps, actor(BEN), draft.id, now.revision, confirmed=True) is None
    assert (await loaded(deps, draft.id)).status is Status.IN_REVIEW


@pytest.mark.parametrize("standing", [Standing.GUEST, Standing.OUTSIDER, Standing.BOT, Standing.DEACTIVATED])
async def test_reviewers_are_full_members_as_slack_says_now(
    deps: Deps, draft: Postmortem, slack: StillChat, standing: Standing
) -> None:
    slack.people[BEN] = a_member(BEN, name="Ben", standing=standing)
    with pytest.raises(Invalid) as caught:
        await sent(deps, draft, BEN)
    assert set(caught.value.fields) == {"reviewers"}


async def test_a_day_that_is_over_is_said_at_its_field(deps: Deps, draft: Postmortem) -> None:
    with pytest.raises(Invalid) as caught:
        await reviews.submit(deps, actor(MAYA), draft.id, Wish(reviewers=(BEN,), due=date(2026, 3, 1)))
    assert caught.value.fields == {"due": "That day is over. Choose today or later."}


async def test_secrets_in_a_note_a_reason_and_an_answer_are_covered(deps: Deps, draft: Postmortem) -> None:
    secret = "xoxb-123456789012-123456789012-abcdefghijklmnopqrstuvwx"
    await reviews.submit(deps, actor(MAYA), draft.id, Wish(reviewers=(BEN,), note=f"see {secret}"))
    await reviews_changes.request_changes(deps, actor(BEN), draft.id, f"remove {secret}", ("summary", "nowhere"))
    async with deps.store.read(WORKSPACE) as uow:
        [request] = await uow.reviews.requests(draft.id)
    await reviews_changes.answer(deps, actor(MAYA), draft.id, request.id, f"was {secret}", resend=False)
    async with deps.store.read(WORKSPACE) as uow:
        [request] = await uow.reviews.requests(draft.id)
        deeds, _ = await uow.audit.of(draft.id)
    said = [(await loaded(deps, draft.id)).round.note, request.reason, request.answer, *(one.reason for one in deeds)]
    assert [one for one in said if secret in str(one)] == []
    assert request.sections == ("summary",)


async def test_answering_and_sending_again_are_both_on_record(deps: Deps, draft: Postmortem) -> None:
    await sent(deps, draft)
    await reviews_changes.request_changes(deps, actor(BEN), draft.id, "Say why.", ())
    async with deps.store.read(WORKSPACE) as uow:
        [request] = await uow.reviews.requests(draft.id)
    await reviews_changes.answer(deps, actor(MAYA), draft.id, request.id, "Said.", resend=True)
    async with deps.store.read(WORKSPACE) as uow:
        deeds, _ = await uow.audit.of(draft.id, limit=3)
    assert [one.verb for one in deeds] == ["submit", "answer", "request_changes"]
    with pytest.raises(Conflict):
        await reviews_changes.answer(deps, actor(MAYA), draft.id, request.id, "Again.", resend=True)


async def test_an_override_says_nothing_about_what_comes_later(deps: Deps, draft: Postmortem) -> None:
    await sent(deps, draft, BEN)
    admin = actor(NOOR, role=Role.ORG_ADMIN)
    facts = await reviews_checklist.checklist_facts(deps, admin, draft.id)
    owed = next(one for one in facts.lines if one.blocker.code == "owed")
    await reviews_checklist.override(deps, admin, draft.id, owed.mark, "on leave")
    await reviews_checklist.change_reviewers(deps, actor(MAYA), draft.id, (NOOR,))
    left = await reviews_checklist.checklist_facts(deps, admin, draft.id)
    assert [one.blocker.targets for one in left.lines if one.blocker.code == "owed"] == [(NOOR,)]
    with pytest.raises(Denied):
        await reviews_checklist.override_facts(deps, actor(MAYA), draft.id, owed.mark)
    with pytest.raises(Conflict):
        await reviews_checklist.override(deps, admin, draft.id, owed.mark, "again")


async def test_without_sight_nothing_of_a_review_is_told(deps: Deps) -> None:
    private = await opened(deps, channel=PRIVATE)
    stranger = actor(BEN)
    for ask in (
        reviews_facts.review_facts(deps, stranger, private.id),
        reviews_facts.submit_facts(deps, stranger, private.id),
        reviews_facts.comparison_facts(deps, stranger, private.id, 1),
        reviews_changes.changes_facts(deps, stranger, private.id),
        reviews_changes.request_facts(deps, stranger, private.id, 1),
        reviews_checklist.checklist_facts(deps, stranger, private.id),
        reviews_checklist.reviewers_facts(deps, stranger, private.id),
        reviews.approve(deps, stranger, private.id, 1),
        reviews.withdraw(deps, stranger, private.id),
    ):
        with pytest.raises(NotFound):
            await ask


async def test_only_people_of_a_private_channel_are_suggested(deps: Deps) -> None:
    private = await opened(deps, channel=PRIVATE)
    async with deps.store.write(WORKSPACE) as uow:
        found = await uow.postmortems.get(private.id)
        assert found is not None
        await uow.postmortems.save(found.model_copy(update={"participants": (BEN, MAYA)}))
    facts = await reviews_facts.submit_facts(deps, actor(MAYA), private.id)
    assert facts.suggested == ()
