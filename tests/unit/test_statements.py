from datetime import UTC, datetime

from bot.domain.action_items import ActionItem, ItemKind, ItemStatus
from bot.domain.postmortems import Section
from bot.domain.proposals import MOST_PROPOSED, renewed
from bot.domain.prose import Share, cites_of, prose
from bot.domain.statements import decided, print_of, resting, rewritten, share, waiting, with_text
from bot.domain.text import utf16_length
from bot.domain.timeline import Decided, Origin, Proposal, SectionText, Sentence, Style
from bot.domain.writing import LONGEST_SECTION

NOW = datetime(2026, 3, 1, tzinfo=UTC)
A, B, C = "1700000000.000100", "1700000001.000100", "1700000002.000100"
TRUE = Sentence(text="Orders failed.", cites=(A,))
MORE = Sentence(text="A rollback ended it.", cites=(B,))
WRONG = Sentence(text="9 orders failed.", cites=(C,), reason="the number 9 is in none of its messages")
EMPTY = Section(key="summary", title="Summary")


def said(*sentences: Sentence) -> SectionText:
    return SectionText(key="summary", text=prose(sentences), cites=cites_of(sentences), sentences=sentences)


def drafted(section: Section = EMPTY, *sentences: Sentence) -> Section:
    return with_text(section, said(*sentences), Origin.AI, NOW)


MADE = drafted(EMPTY, TRUE, WRONG, MORE)


def test_a_models_text_takes_an_empty_sections_place_and_the_rules_place() -> None:
    by_rules = with_text(EMPTY, SectionText(key="summary", text="- orders", cites=(A,)), Origin.RULES, NOW)
    assert (by_rules.origin, by_rules.sentences) == (Origin.RULES, ())
    for before in (EMPTY, by_rules):
        now = drafted(before, TRUE, WRONG, MORE)
        assert (now.text, now.origin, now.evidence, now.at) == (
            "Orders failed. A rollback ended it.",
            Origin.AI,
            (A, B),
            NOW,
        )
        assert (waiting(now), share([now])) == ((WRONG,), Share(2, 3))


def test_the_rules_do_not_take_the_place_of_a_models_text() -> None:
    assert with_text(MADE, SectionText(key="summary", text="- orders", cites=(A,)), Origin.RULES, NOW) is MADE


def test_where_a_model_has_nothing_that_is_borne_out_the_rules_text_stays_and_the_rest_waits() -> None:
    by_rules = with_text(EMPTY, SectionText(key="summary", text="- orders", cites=(A,)), Origin.RULES, NOW)
    now = drafted(by_rules, WRONG)
    assert (now.text, now.origin, waiting(now)) == ("- orders", Origin.RULES, (WRONG,))
    assert drafted(by_rules) == by_rules


def test_beside_a_persons_text_a_models_is_a_suggestion_and_both_keep_their_messages() -> None:
    kept = MADE.model_copy(update={"origin": Origin.PERSON, "text": "Orders failed. Badly."})
    now = drafted(kept, MORE, WRONG)
    assert (now.text, now.suggestion, now.origin) == ("Orders failed. Badly.", "A rollback ended it.", Origin.PERSON)
    assert (resting(now), waiting(now)) == ((TRUE,), (WRONG,))
    used = rewritten(now, "Orders failed. A rollback ended it.")
    assert (resting(used), used.evidence) == ((TRUE, MORE), (A, B))


def test_a_sentence_that_a_person_changed_rests_on_nothing_any_more() -> None:
    changed = rewritten(MADE, "Orders failed. A rollback made it worse.")
    assert (resting(changed), changed.evidence) == ((TRUE,), (A,))
    assert rewritten(changed, MADE.text).evidence == (A, B)


def test_a_persons_text_without_sentences_keeps_what_it_rests_on() -> None:
    section = EMPTY.model_copy(update={"text": "x", "evidence": (A,)})
    assert rewritten(section, "y").evidence == (A,)


def test_what_a_person_adds_stands_in_its_place_with_its_messages_and_is_not_verified_by_that() -> None:
    now = decided(MADE, print_of(WRONG), Decided.ADDED)
    assert now is not None
    assert (now.text, now.evidence, now.origin) == (
        "Orders failed. 9 orders failed. A rollback ended it.",
        (A, B, C),
        Origin.AI,
    )
    assert (waiting(now), share([now])) == ((), Share(2, 3))
    assert [one.reason for one in resting(now)] == [None, WRONG.reason, None]


def test_what_is_added_to_a_persons_text_stands_at_its_end() -> None:
    theirs = MADE.model_copy(update={"text": "Ours.", "origin": Origin.PERSON})
    now = decided(theirs, print_of(WRONG), Decided.ADDED)
    assert now is not None
    assert (now.text, now.origin) == ("Ours.\n\n9 orders failed.", Origin.PERSON)
    item = WRONG.model_copy(update={"style": Style.BULLET})
    listed = theirs.model_copy(update={"text": "Ours:\n- one", "sentences": (item,)})
    now = decided(listed, print_of(item), Decided.ADDED)
    assert now is not None
    assert now.text == "Ours:\n- one\n- 9 orders failed."


def test_a_sentence_is_decided_about_once() -> None:
    for how in Decided:
        now = decided(MADE, print_of(WRONG), how)
        assert now is not None
        assert decided(now, print_of(WRONG), Decided.ADDED) is None
    assert decided(MADE, print_of(TRUE), Decided.DROPPED) is None


def test_what_was_decided_holds_for_the_next_draft() -> None:
    dropped = decided(MADE, print_of(WRONG), Decided.DROPPED)
    assert dropped is not None
    again = drafted(dropped, TRUE, WRONG)
    assert (again.text, waiting(again)) == ("Orders failed.", ())
    added = decided(MADE, print_of(WRONG), Decided.ADDED)
    assert added is not None
    assert drafted(added, TRUE).text == "Orders failed. 9 orders failed."


def test_no_draft_is_longer_than_a_section_and_what_has_no_room_waits() -> None:
    many = [Sentence(text=f"{n} " + "&" * 990, cites=(A,), style=Style.BULLET) for n in range(60)]
    now = drafted(EMPTY, *many)
    assert utf16_length(now.text) <= LONGEST_SECTION
    assert {one.reason for one in waiting(now)} == {"its section is full"}
    assert len(waiting(now)) + len(resting(now)) == len(many)


def test_a_text_of_sentences_without_a_section_changes_nothing() -> None:
    assert with_text(MADE, None, Origin.AI, NOW) is MADE


ITEM = Proposal(text="Alert on pool use", kind=ItemKind.DETECT, done_when="an alert fires", owner="U1", cites=(A, B))


def stored(*proposals: Proposal, **changed: object) -> list[ActionItem]:
    new = renewed(proposals, ()).new
    return [one.model_copy(update={"id": n, **changed}) for n, one in enumerate(new, 1)]


def test_a_proposal_is_offered_with_all_that_is_known_of_it() -> None:
    (item,) = stored(ITEM, id=0)
    assert item == ActionItem(
        text="Alert on pool use",
        owner="U1",
        kind=ItemKind.DETECT,
        done_when="an alert fires",
        source=f"{A} {B}",
        proposed=True,
        position=1,
    )
    assert item.is_offered
    assert not item.is_open


def test_a_second_run_offers_nothing_twice_and_takes_back_what_it_does_not_propose_any_more() -> None:
    there = stored(ITEM, Proposal(text="Write a runbook", cites=(C,)))
    assert renewed((ITEM, ITEM), there) == ((2,), ())
    assert renewed((Proposal(text="Alert on the use of the pool", cites=(A,)),), there).gone == (1, 2)


def test_what_a_person_dropped_or_added_is_not_proposed_again_in_other_words() -> None:
    again = Proposal(text="Have an alert on pool use", cites=(A,))
    for changed in ({"status": ItemStatus.WONT_DO}, {"proposed": False, "text": "Alert when the pool use is high"}):
        assert renewed((ITEM, again), stored(ITEM, **changed)).new == ()
    by_hand = [ActionItem(id=7, text="Alert on pool use")]
    assert renewed((ITEM, again), by_hand).new == ()
    other = Proposal(text="Write a runbook", cites=(A,))
    assert [one.text for one in renewed((ITEM, other), by_hand).new] == ["Write a runbook"]


def test_so_many_proposals_are_offered_and_no_more() -> None:
    many = [Proposal(text=f"thing{n} number{n} word{n}", cites=(A,)) for n in range(60)]
    assert len(renewed(many, ()).new) == MOST_PROPOSED
