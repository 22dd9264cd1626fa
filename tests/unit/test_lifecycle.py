"""The state machine: where each verb leads, what is a conflict, and who may review."""

from typing import Any

import pytest

from bot.domain.errors import Conflict, Invalid, NotReady
from bot.domain.facts import Facts, GateSettings
from bot.domain.lifecycle import (
    RULES,
    blockers,
    check_reason,
    check_reviewers,
    check_seen,
    gaps,
    publishes_by_itself,
    step,
)
from bot.domain.postmortems import Status, Verb
from bot.domain.reviews import Review
from bot.domain.templates import SHORT
from tests.unit.lifecycle_facts import NOW, approval, empty, facts, found, item, postmortem, someone

TABLE = """
-          create           draft
draft      see              draft
draft      edit             draft
draft      manage_items     draft
draft      work_on_item     draft
draft      undo_item        draft
draft      comment          draft
draft      narrate          draft
draft      follow           draft
draft      reclassify       draft
draft      take_over        draft
draft      help             draft
draft      rehome           draft
draft      hand_over        draft
draft      discard          draft
draft      revive           draft
draft      submit           in_review
draft      publish          published
draft      override         draft
draft      allow_ai         draft
draft      break_glass      draft
draft      answer           draft
draft      drop_request     draft
in_review  see              in_review
in_review  edit             in_review
in_review  follow           in_review
in_review  rehome           in_review
in_review  manage_items     in_review
in_review  work_on_item     in_review
in_review  undo_item        in_review
in_review  comment          in_review
in_review  hand_over        in_review
in_review  reclassify       in_review
in_review  approve          in_review
in_review  take_back        in_review
in_review  request_changes  draft
in_review  withdraw         draft
in_review  publish          published
in_review  override         in_review
in_review  allow_ai         in_review
in_review  break_glass      in_review
in_review  answer           in_review
in_review  drop_request     in_review
in_review  ask_reviewers    in_review
published  see              published
published  manage_items     published
published  work_on_item     published
published  undo_item        published
published  rehome           published
published  follow_up        published
published  correct          published
published  reopen           draft
published  announce         published
published  archive          archived
published  override         published
published  break_glass      published
archived   see              archived
archived   restore          published
archived   override         archived
archived   break_glass      archived
"""
POSSIBLE = {(status, verb): to for status, verb, to in (line.split() for line in TABLE.strip().splitlines())}


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


@pytest.mark.parametrize("status", Status)
def test_each_verb_leads_where_the_table_says_or_is_not_possible(status: Status) -> None:
    for verb in Verb:
        to = POSSIBLE.get((status.value, verb.value))
        value = ready(status, verb)
        if to is None:
            with pytest.raises(NotReady):
                pytest.fail(f"{verb} leads to {step(value, verb)}")
        else:
            assert step(value, verb) is Status(to), verb


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
    assert (caught.value.sentence, caught.value.postmortem) == (sentence, 1)


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
    if verb in {Verb.SEE, Verb.REVIVE, Verb.BREAK_GLASS}:
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
