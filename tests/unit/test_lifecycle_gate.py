"""What blocks publishing, each reason alone, and in which words."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.action_items import ItemStatus
from bot.domain.comments import Discussion
from bot.domain.facts import Blocker, GateSettings, Mend, Strictness
from bot.domain.lifecycle import blockers, checklist, gaps, warnings, would_publish
from bot.domain.people import Role, Standing
from bot.domain.postmortems import Status, Verb
from bot.domain.reviews import ChangeRequest, Override, Review, ReviewState, TextEdit
from bot.domain.templates import DEFAULT
from bot.domain.timeline import Origin
from tests.unit.lifecycle_facts import NOW, PEOPLE, approval, empty, entry, facts, found, item, postmortem, someone


def test_with_everything_in_place_nothing_blocks() -> None:
    assert found(facts()) == []


def test_a_required_section_without_text_blocks() -> None:
    assert found(facts(postmortem=empty("impact"))) == [("section", "Impact is empty. It is required.")]


def test_a_required_section_that_still_says_what_it_started_with_blocks() -> None:
    definitions = tuple(one.model_copy(update={"default": " Something. "}) for one in DEFAULT.sections)
    template = DEFAULT.model_copy(update={"sections": definitions})
    assert [code for code, _ in found(facts(template=template))] == ["section"] * 4


def test_a_template_may_ask_for_more_approvals() -> None:
    template = DEFAULT.model_copy(update={"approvals": 4})
    have = len(facts().approvers())
    assert found(facts(template=template)) == [
        ("few", f"{4 - have} more approval{'s are' if have < 3 else ' is'} needed: Postmortem asks for 4.")
    ]
    assert found(facts(template=DEFAULT.model_copy(update={"approvals": have}))) == []


def test_an_optional_section_without_text_does_not_block() -> None:
    assert found(facts(postmortem=empty("response"))) == []


def test_a_required_section_that_is_missing_altogether_blocks() -> None:
    without = tuple(one for one in postmortem().sections if one.key != "root_cause")
    assert found(facts(postmortem=postmortem(sections=without))) == [
        ("section", "Root cause is empty. It is required.")
    ]


def test_a_timeline_needs_one_entry_that_is_shown_and_verified() -> None:
    assert found(facts(entries=())) == [("section", "Timeline is empty. It is required.")]
    assert found(facts(entries=(entry(1, hidden=True),))) == [("section", "Timeline is empty. It is required.")]


def test_unverified_entries_block_in_one_line_with_their_times() -> None:
    entries = (entry(1), entry(2, verified=False), entry(3, minute=44, verified=False))
    (blocker,) = blockers(facts(entries=entries), Verb.PUBLISH)
    assert blocker == Blocker(
        code="unverified",
        short="2 unverified entries",
        sentence="2 entries are unverified: 14:19 and 14:44.",
        mend=Mend.TRAY,
        targets=("2", "3"),
        count=2,
    )


def test_an_unverified_entry_that_is_hidden_does_not_block() -> None:
    assert found(facts(entries=(entry(1), entry(2, verified=False, hidden=True)))) == []


def test_times_of_entries_are_told_in_the_zone_of_the_document() -> None:
    entries = (entry(1), entry(2, verified=False))
    assert found(facts(entries=entries, zone="Europe/Berlin")) == [("unverified", "1 entry is unverified: 15:19.")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"owner": None}, '1 item has no owner: "Alert on pool use above 80%".'),
        ({"owner": "USAM"}, '1 item has no owner: "Alert on pool use above 80%".'),
        ({"owner": "UNOBODY"}, '1 item has no owner: "Alert on pool use above 80%".'),
        ({"due": None}, '1 item has no due date: "Alert on pool use above 80%".'),
    ],
)
def test_an_item_needs_an_owner_who_is_here_and_a_date(change: dict[str, Any], sentence: str) -> None:
    assert [one[1] for one in found(facts(items=(item(**change),)))] == [sentence]


def test_an_item_that_nobody_will_do_needs_neither() -> None:
    assert found(facts(items=(item(owner=None, due=None, status=ItemStatus.WONT_DO),))) == []


def test_a_finished_item_keeps_an_owner_who_has_left() -> None:
    assert found(facts(items=(item(owner="USAM", status=ItemStatus.COMPLETED),))) == []


def test_no_items_block_until_somebody_says_why_none() -> None:
    assert found(facts(items=())) == [("no_items", "There are no action items, and no reason why none.")]
    assert found(facts(items=(), no_items_reason="   ")) == [
        ("no_items", "There are no action items, and no reason why none.")
    ]
    assert found(facts(items=(), no_items_reason="Nothing to change.")) == []


def test_a_proposed_item_is_not_an_item_yet() -> None:
    assert [one[0] for one in found(facts(items=(item(proposed=True, owner=None),)))] == ["no_items"]


def test_an_open_change_request_blocks_even_when_its_reviewer_is_gone() -> None:
    request = ChangeRequest(id=7, by="UINES", reason="why no alert", sections=("root_cause",))
    assert found(facts(requests=(request,))) == [("changes", "Ines asked for changes in Root cause.")]


def test_an_answered_or_dropped_change_request_does_not_block() -> None:
    answered = ChangeRequest(id=7, by="UINES", reason="x", answered_at=NOW)
    dropped = ChangeRequest(id=8, by="UINES", reason="x", dropped_at=NOW, dropped_by="UNOOR")
    assert found(facts(requests=(answered, dropped))) == []


def test_open_discussions_block_and_are_counted_as_discussions() -> None:
    discussions = (Discussion(id=1), Discussion(id=2), Discussion(id=3, resolved_at=NOW))
    assert found(facts(discussions=discussions)) == [("discussions", "2 discussions are open.")]


def test_what_somebody_without_the_right_says_blocks_nothing() -> None:
    assert found(facts(discussions=(Discussion(id=1, blocks=False),))) == []


def test_a_setting_turns_discussions_into_a_warning() -> None:
    value = facts(discussions=(Discussion(id=1),), settings=GateSettings(discussions=Strictness.WARN))
    assert found(value) == []
    assert [one.sentence for one in warnings(value)] == ["1 discussion is open."]


def test_ai_text_warns_and_a_setting_makes_it_block() -> None:
    sections = tuple(one.model_copy(update={"origin": Origin.AI}) for one in postmortem().sections[:2])
    rest = postmortem().sections[2:]
    value = facts(postmortem=postmortem(sections=(*sections, *rest)))
    sentence = "2 sections are AI text that nobody has kept: Summary and Impact."
    assert found(value) == []
    assert [one.sentence for one in warnings(value)] == [sentence]
    strict = value.model_copy(update={"settings": GateSettings(ai_text=Strictness.BLOCK)})
    assert found(strict) == [("ai", sentence)]
    assert warnings(strict) == ()


def test_a_reviewer_who_has_not_approved_is_owed() -> None:
    reviews = (approval("UBEN"), Review(reviewer="UNOOR", asked_at=datetime(2026, 11, 18, tzinfo=UTC)))
    value = facts(reviews=reviews, review_due=date(2026, 11, 24))
    assert blockers(value, Verb.PUBLISH)[0].sentence == (
        "Noor has not approved yet. Asked on Nov 18, due on Tue, Nov 24."
    )


def test_without_a_due_day_only_the_asking_is_told() -> None:
    asked = Review(reviewer="UBEN", asked_at=datetime(2026, 11, 18, tzinfo=UTC))
    assert found(facts(reviews=(asked, approval("UNOOR")))) == [("owed", "Ben has not approved yet. Asked on Nov 18.")]


@pytest.mark.parametrize("state", [ReviewState.OWED, ReviewState.TAKEN_BACK, ReviewState.ASKED_CHANGES])
def test_every_other_word_of_a_reviewer_is_owed(state: ReviewState) -> None:
    reviews = (Review(reviewer="UBEN", state=state), approval("UNOOR"))
    assert found(facts(reviews=reviews)) == [("owed", "Ben has not approved yet.")]


def test_an_approval_of_an_earlier_text_does_not_count() -> None:
    assert found(facts(reviews=(approval("UBEN", 4), approval("UNOOR")))) == [
        ("stale", "Ben approved revision 4, it is 5 now.")
    ]


def test_a_typo_moves_an_approval_on() -> None:
    assert found(facts(reviews=(approval("UBEN", 4, covers=5), approval("UNOOR")))) == []


def test_an_approval_marked_stale_does_not_count_whatever_its_revision() -> None:
    stale = approval("UBEN").model_copy(update={"state": ReviewState.STALE})
    assert [one[0] for one in found(facts(reviews=(stale, approval("UNOOR"))))] == ["stale"]


def test_one_approval_comes_from_an_admin() -> None:
    assert found(facts(reviews=(approval("UBEN"),))) == [
        ("admin", "One approval must come from an incident admin, for example Noor.")
    ]


def test_without_a_known_admin_the_sentence_names_nobody() -> None:
    people = {"UBEN": PEOPLE["UBEN"], "UINES": PEOPLE["UINES"]}
    assert found(facts(reviews=(approval("UBEN"),), people=people)) == [
        ("admin", "One approval must come from an incident admin.")
    ]


def test_without_any_approval_the_admin_is_missing() -> None:
    assert [one[0] for one in found(facts(reviews=()))] == ["admin"]


def test_an_admin_counts_by_the_role_that_she_has_now() -> None:
    demoted = {**PEOPLE, "UNOOR": someone("UNOOR", "Noor")}
    assert [one[0] for one in found(facts(people=demoted))] == ["admin"]


def test_an_approval_by_somebody_who_left_does_not_count() -> None:
    left = {**PEOPLE, "UNOOR": someone("UNOOR", "Noor", Role.INCIDENT_ADMIN, Standing.DEACTIVATED)}
    assert [one[0] for one in found(facts(people=left))] == ["admin"]


def test_an_admin_who_was_not_asked_may_give_the_admins_approval() -> None:
    assert found(facts(reviews=(approval("UBEN"), approval("UNOOR", requested=False)))) == []


def test_the_author_is_never_the_only_approver() -> None:
    value = facts(postmortem=postmortem(author="UNOOR"), reviews=(approval("UNOOR", requested=False),))
    assert found(value) == [("sole", "Noor is the author and the only approver.")]


def test_a_team_of_one_may_approve_its_own() -> None:
    value = facts(
        postmortem=postmortem(author="UNOOR"),
        reviews=(approval("UNOOR", requested=False),),
        edits=(TextEdit(by="UNOOR", revision=5),),
        settings=GateSettings(teams_of_one=True),
    )
    assert found(value) == []


def test_who_edited_the_text_is_not_its_only_approver() -> None:
    value = facts(
        reviews=(approval("UNOOR"),), edits=(TextEdit(by="UMAYA", revision=4), TextEdit(by="UNOOR", revision=5))
    )
    assert found(value) == [
        ("own_edit", "Noor changed the text since somebody else approved it, and is now its only approver.")
    ]


def test_an_edit_before_the_last_other_approval_is_seen_by_another() -> None:
    stale = approval("UBEN", 4, requested=False).model_copy(update={"state": ReviewState.STALE})
    edits = (TextEdit(by="UNOOR", revision=3), TextEdit(by="UMAYA", revision=5))
    assert found(facts(reviews=(stale, approval("UNOOR")), edits=edits)) == []


def test_two_approvers_may_both_have_edited() -> None:
    edits = (TextEdit(by="UNOOR", revision=4), TextEdit(by="UBEN", revision=5))
    assert found(facts(edits=edits)) == []


def test_an_override_lifts_exactly_the_blocker_that_it_names() -> None:
    value = facts(entries=(entry(1), entry(2, verified=False)))
    (blocker,) = blockers(value, Verb.PUBLISH)
    lifted = value.model_copy(update={"overrides": (Override(key=blocker.key, by="UNOOR", reason="seen"),)})
    assert found(lifted) == []
    more = lifted.model_copy(update={"entries": (*value.entries, entry(3, verified=False))})
    assert [one[0] for one in found(more)] == ["unverified"]


def test_an_author_overrides_nothing_about_approval() -> None:
    value = facts(postmortem=postmortem(author="UNOOR"), reviews=(approval("UNOOR", requested=False),))
    (blocker,) = blockers(value, Verb.PUBLISH)
    mine = value.model_copy(update={"overrides": (Override(key=blocker.key, by="UNOOR", reason="x"),)})
    anothers = value.model_copy(update={"overrides": (Override(key=blocker.key, by="UBEN", reason="x"),)})
    assert ([one[0] for one in found(mine)], found(anothers)) == (["sole"], [])


def test_the_checklist_stands_in_the_order_of_the_document_then_approvals() -> None:
    value = facts(
        postmortem=empty("impact"),
        entries=(),
        items=(item(owner=None, due=None),),
        requests=(ChangeRequest(id=1, by="UBEN", reason="x"),),
        discussions=(Discussion(id=1),),
        reviews=(Review(reviewer="UBEN"),),
    )
    codes = [one.code for one in blockers(value, Verb.PUBLISH)]
    content = ["section", "section", "item_owner", "item_due", "changes", "discussions"]
    assert codes == [*content, "owed", "admin"]
    assert [one.code for one in gaps(value)] == content


def test_a_reviewer_who_left_is_no_reviewer_who_owes() -> None:
    value = facts(reviews=(approval("UNOOR"), Review(reviewer="USAM")))
    assert found(value) == [("left", "Sam's account is deactivated, so somebody else has to review.")]


def test_an_approval_given_before_leaving_stays_on_record() -> None:
    value = facts(reviews=(approval("UNOOR"), approval("USAM")))
    assert found(value) == []


@pytest.mark.parametrize(
    ("reviews", "expected"),
    [
        ((approval("UBEN"), Review(reviewer="UNOOR")), True),
        ((approval("UBEN"), approval("UINES"), Review(reviewer="UNOOR")), True),
        ((Review(reviewer="UBEN"), Review(reviewer="UNOOR")), False),
        ((approval("UBEN"), approval("UNOOR")), True),
    ],
)
def test_an_approval_would_publish_where_it_is_the_last_that_is_missing(
    reviews: tuple[Review, ...], *, expected: bool
) -> None:
    assert would_publish(facts(reviews=reviews), "UNOOR") is expected


def test_what_waits_for_a_second_person_is_pointed_out_and_blocks_nothing() -> None:
    done = item(status=ItemStatus.COMPLETED, closed_by="UINES")
    confirming = DEFAULT.model_copy(update={"confirms_items": True})
    value = facts(items=(done, item(2)), template=confirming)
    assert found(value) == []
    assert [one.sentence for one in warnings(value)] == [
        '1 item is done and waits for a second person to confirm it: "Alert on pool use above 80%".'
    ]
    looked = done.model_copy(update={"confirmed_by": "UBEN"})
    assert warnings(value.model_copy(update={"items": (looked,)})) == ()
    assert warnings(value.model_copy(update={"template": DEFAULT})) == ()


def test_an_approval_publishes_nothing_where_something_blocks_or_the_setting_is_off() -> None:
    last = (approval("UBEN"), Review(reviewer="UNOOR"))
    assert not would_publish(facts(reviews=last, postmortem=empty("summary")), "UNOOR")
    assert not would_publish(facts(reviews=last, settings=GateSettings(publishes_by_itself=False)), "UNOOR")
    assert not would_publish(facts(reviews=last, postmortem=postmortem(held_at=NOW)), "UNOOR")


def test_the_checklist_says_of_an_admin_who_owes_only_that() -> None:
    owes = facts(reviews=(approval("UBEN"), Review(reviewer="UNOOR")))
    assert [one.code for one in checklist(owes)] == ["owed"]
    lifted = owes.model_copy(update={"overrides": (Override(key="owed:UNOOR", by="UORG", reason="on leave"),)})
    assert [one.code for one in checklist(lifted)] == ["admin"]


def test_the_checklist_of_a_draft_is_about_the_document_alone() -> None:
    value = facts(postmortem=empty("summary", status=Status.DRAFT), reviews=(Review(reviewer="UBEN"),))
    assert [one.code for one in checklist(value)] == ["section"]
    assert checklist(facts(postmortem=postmortem(status=Status.PUBLISHED))) == ()
