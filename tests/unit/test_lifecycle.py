"""The state machine and its gate: where each verb leads, what blocks, and in which words."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.comments import Discussion
from bot.domain.errors import Conflict, Invalid, NotReady
from bot.domain.facts import Blocker, Facts, GateSettings, Mend, Strictness
from bot.domain.lifecycle import (
    RULES,
    blockers,
    check_reason,
    check_reviewers,
    check_seen,
    gaps,
    publishes_by_itself,
    step,
    warnings,
)
from bot.domain.people import Member, Role, Standing
from bot.domain.postmortems import Postmortem, Section, Status, Verb
from bot.domain.reviews import ChangeRequest, Override, Review, ReviewState, TextEdit
from bot.domain.sections import SectionKind
from bot.domain.templates import DEFAULT, SHORT, Template
from bot.domain.timeline import Entry, EntryKind, Origin

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)

TABLE = """
-          create           draft
draft      see              draft
draft      edit             draft
draft      manage_items     draft
draft      comment          draft
draft      narrate          draft
draft      reclassify       draft
draft      take_over        draft
draft      discard          draft
draft      revive           draft
draft      submit           in_review
draft      publish          published
draft      override         draft
in_review  see              in_review
in_review  edit             in_review
in_review  manage_items     in_review
in_review  comment          in_review
in_review  reclassify       in_review
in_review  approve          in_review
in_review  take_back        in_review
in_review  request_changes  draft
in_review  withdraw         draft
in_review  publish          published
in_review  override         in_review
published  see              published
published  correct          published
published  reopen           draft
published  archive          archived
published  override         published
archived   see              archived
archived   restore          published
archived   override         archived
"""
POSSIBLE = {(status, verb): to for status, verb, to in (line.split() for line in TABLE.strip().splitlines())}


def someone(member: str, name: str, role: Role = Role.MEMBER, standing: Standing = Standing.MEMBER) -> Member:
    return Member(workspace="T1", id=member, name=name, role=role, standing=standing)


PEOPLE = {
    one.id: one
    for one in (
        someone("UMAYA", "Maya"),
        someone("UBEN", "Ben"),
        someone("UINES", "Ines"),
        someone("UNOOR", "Noor", Role.INCIDENT_ADMIN),
        someone("USAM", "Sam", standing=Standing.DEACTIVATED),
        someone("UGUS", "Gus", standing=Standing.GUEST),
    )
}


def approval(reviewer: str, revision: int = 5, **fields: Any) -> Review:
    return Review(reviewer=reviewer, state=ReviewState.APPROVED, revision=revision, at=NOW, **fields)


def entry(entry_id: int, *, minute: int = 19, verified: bool = True, hidden: bool = False) -> Entry:
    at = datetime(2026, 11, 17, 14, minute, tzinfo=UTC)
    return Entry(id=entry_id, at=at, kind=EntryKind.CHANGE, text="x", verified=verified, hidden=hidden)


def item(item_id: int = 1, **fields: Any) -> ActionItem:
    values = {"id": item_id, "text": "Alert on pool use above 80%", "owner": "UINES", "due": date(2026, 11, 27)}
    return ActionItem(**{**values, **fields})


def postmortem(template: Template = DEFAULT, **fields: Any) -> Postmortem:
    sections = tuple(
        Section(key=one.key, title=one.title, required=one.required, text="Something.", origin=Origin.PERSON)
        for one in template.sections
        if one.kind is SectionKind.TEXT
    )
    values: dict[str, Any] = {
        "id": 1,
        "workspace": "T1",
        "number": 42,
        "title": "Checkout errors",
        "status": Status.IN_REVIEW,
        "author": "UMAYA",
        "revision": 5,
        "sections": sections,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Postmortem(**{**values, **fields})


def facts(**fields: Any) -> Facts:
    """Everything that publishing needs: filled in, one item, approved by Ben and by Noor, who is an admin."""
    values: dict[str, Any] = {
        "postmortem": postmortem(),
        "template": DEFAULT,
        "reviews": (approval("UBEN"), approval("UNOOR")),
        "items": (item(),),
        "entries": (entry(1),),
        "people": PEOPLE,
    }
    return Facts(**{**values, **fields})


def empty(key: str, **fields: Any) -> Postmortem:
    full = postmortem()
    sections = tuple(one.model_copy(update={"text": " \n"}) if one.key == key else one for one in full.sections)
    return full.model_copy(update={"sections": sections, **fields})


def found(value: Facts, verb: Verb = Verb.PUBLISH) -> list[tuple[str, str]]:
    return [(one.code, one.sentence) for one in blockers(value, verb)]


def ready(status: Status, verb: Verb) -> Facts:
    """Facts with which nothing blocks a verb that the state knows."""
    fields: dict[str, Any] = {"status": status}
    extra: dict[str, Any] = {}
    if verb is Verb.TAKE_OVER:
        fields["author"] = None
    if verb is Verb.REVIVE:
        fields["discarded_at"] = NOW
    if verb is Verb.TAKE_BACK:
        extra["actor"] = "UBEN"
    if (status, verb) == (Status.DRAFT, Verb.PUBLISH):
        extra["template"] = SHORT
    return facts(postmortem=postmortem(**fields), **extra)


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("status", Status)
def test_each_verb_leads_where_the_table_says_or_is_not_possible(status: Status, verb: Verb) -> None:
    to = POSSIBLE.get((status.value, verb.value))
    value = ready(status, verb)
    if to is None:
        with pytest.raises(NotReady):
            step(value, verb)
    else:
        assert step(value, verb) is Status(to)


def test_the_table_has_no_other_pairs() -> None:
    assert {("-" if status is None else status.value, verb.value) for status, verb in RULES} == set(POSSIBLE)
    assert RULES[None, Verb.CREATE].to is Status.DRAFT


@pytest.mark.parametrize(
    ("status", "verb", "sentence"),
    [
        (
            Status.PUBLISHED,
            Verb.SUBMIT,
            "PM-42 is published, so sending for review is not possible. An admin can reopen it.",
        ),
        (Status.ARCHIVED, Verb.EDIT, "PM-42 is archived, so editing is not possible. An admin can restore it."),
        (Status.DRAFT, Verb.APPROVE, "PM-42 is draft, so approving is not possible."),
        (Status.IN_REVIEW, Verb.SUBMIT, "PM-42 is in review, so sending for review is not possible."),
    ],
)
def test_what_the_state_does_not_know_is_said_with_the_state(status: Status, verb: Verb, sentence: str) -> None:
    with pytest.raises(NotReady) as caught:
        step(facts(postmortem=postmortem(status=status)), verb)
    assert (caught.value.sentence, caught.value.postmortem) == (sentence, 42)


def test_with_everything_in_place_nothing_blocks() -> None:
    assert found(facts()) == []


def test_a_required_section_without_text_blocks() -> None:
    assert found(facts(postmortem=empty("impact"))) == [("section", "Impact is empty. It is required.")]


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


def test_publishing_while_something_blocks_says_all_of_it() -> None:
    value = facts(postmortem=empty("impact"), items=(item(owner=None),))
    with pytest.raises(NotReady) as caught:
        step(value, Verb.PUBLISH)
    assert caught.value.sentence == (
        "2 things block publishing. Impact is empty. It is required. "
        '1 item has no owner: "Alert on pool use above 80%".'
    )


def test_sending_for_review_is_never_blocked_by_what_is_missing() -> None:
    value = facts(postmortem=empty("impact", status=Status.DRAFT), entries=(), items=(), reviews=())
    assert blockers(value, Verb.SUBMIT) == ()
    assert step(value, Verb.SUBMIT) is Status.IN_REVIEW
    assert [one.short for one in gaps(value)] == ["Impact is empty", "Timeline is empty", "No action items"]


def test_a_draft_is_published_without_review_only_where_its_template_says_so() -> None:
    value = facts(postmortem=postmortem(status=Status.DRAFT), reviews=())
    assert found(value) == [("review", "It has not been reviewed, and its template asks for a review.")]
    assert found(value.model_copy(update={"template": SHORT})) == []


def test_the_short_form_still_needs_what_it_requires() -> None:
    without = empty("summary", status=Status.DRAFT)
    assert [one[0] for one in found(facts(postmortem=without, template=SHORT, reviews=()))] == ["section"]


def test_the_last_approval_publishes_by_itself() -> None:
    assert publishes_by_itself(facts())


@pytest.mark.parametrize(
    "value",
    [
        facts(settings=GateSettings(publishes_by_itself=False)),
        facts(postmortem=empty("impact")),
        facts(reviews=(approval("UNOOR"), Review(reviewer="UBEN"))),
        facts(postmortem=postmortem(held_at=NOW)),
        facts(postmortem=postmortem(status=Status.DRAFT), template=SHORT),
        facts(postmortem=postmortem(status=Status.PUBLISHED)),
    ],
)
def test_it_does_not_publish_by_itself_otherwise(value: Facts) -> None:
    assert not publishes_by_itself(value)


def test_an_approval_is_of_the_revision_that_was_seen() -> None:
    check_seen(postmortem(), 5)
    with pytest.raises(Conflict) as caught:
        check_seen(postmortem(), 4)
    assert caught.value.sentence == "The text changed a minute ago. Look at what changed, then approve."


def test_approving_twice_is_a_conflict_and_again_after_an_edit_is_not() -> None:
    with pytest.raises(Conflict) as caught:
        step(facts(actor="UBEN"), Verb.APPROVE)
    assert caught.value.sentence == "You approved revision 5 already. Nothing left to do."
    assert step(facts(actor="UBEN", reviews=(approval("UBEN", 4),)), Verb.APPROVE) is Status.IN_REVIEW


def test_only_an_approval_can_be_taken_back() -> None:
    with pytest.raises(Conflict) as caught:
        step(facts(actor="UINES"), Verb.TAKE_BACK)
    assert caught.value.sentence == "You have no approval to take back."


def test_becoming_the_author_loses_against_who_was_faster() -> None:
    with pytest.raises(Conflict) as caught:
        step(facts(postmortem=postmortem(status=Status.DRAFT)), Verb.TAKE_OVER)
    assert caught.value.sentence == "Maya is the author already. Nothing left to do."


@pytest.mark.parametrize("verb", [verb for status, verb in RULES if status is Status.DRAFT])
def test_what_was_put_aside_can_only_be_read_or_started_after_all(verb: Verb) -> None:
    aside = facts(postmortem=postmortem(status=Status.DRAFT, discarded_at=NOW), template=SHORT)
    if verb in {Verb.SEE, Verb.REVIVE}:
        assert step(aside, verb) is Status.DRAFT
    else:
        with pytest.raises(NotReady) as caught:
            step(aside, verb)
        assert caught.value.sentence.endswith("PM-42 was put aside as not needed. It can be started after all.")


def test_what_was_not_put_aside_is_not_started_again() -> None:
    with pytest.raises(Conflict) as caught:
        step(facts(postmortem=postmortem(status=Status.DRAFT)), Verb.REVIVE)
    assert caught.value.sentence == "PM-42 was not put aside. Nothing left to do."


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        (Verb.REQUEST_CHANGES, "Say what should change, one sentence is enough."),
        (Verb.OVERRIDE, "Say why. It is shown in the history of PM-42 for good."),
        (Verb.REOPEN, "Say why, one sentence is enough."),
        (Verb.CORRECT, "Say why, one sentence is enough."),
    ],
)
def test_some_verbs_need_a_reason(verb: Verb, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_reason(verb, "  ", postmortem(), field="why")
    assert caught.value.fields == {"why": sentence}
    assert check_reason(verb, " new findings ", postmortem()) == "new findings"


def test_other_verbs_need_none() -> None:
    assert check_reason(Verb.ARCHIVE, " ", postmortem()) == ""


@pytest.mark.parametrize(
    ("reviewers", "sentence"),
    [
        (["UMAYA"], "Maya is the author and cannot review their own postmortem."),
        (["UBEN", "USAM"], "Sam's account is deactivated."),
        (["UGUS"], "Gus is not a full member of this workspace and cannot review."),
        (["UNOBODY"], "Somebody is not a full member of this workspace and cannot review."),
    ],
)
def test_a_reviewer_is_another_full_member(reviewers: list[str], sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_reviewers(facts(), reviewers, field="who")
    assert caught.value.fields == {"who": sentence}


def test_there_are_at_most_ten_reviewers() -> None:
    many = {f"U{n}": someone(f"U{n}", f"N{n}") for n in range(11)}
    check_reviewers(facts(people=many), list(many)[:10])
    with pytest.raises(Invalid) as caught:
        check_reviewers(facts(people=many), list(many))
    assert caught.value.sentence == "A postmortem has at most 10 reviewers."


def test_in_a_team_of_one_the_author_reviews() -> None:
    check_reviewers(facts(settings=GateSettings(teams_of_one=True)), ["UMAYA"])
