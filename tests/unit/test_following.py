"""What a changed message does to what rests on it: machines' words follow or wait, people's stay and are marked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.following import GONE, followed, gone, marked_at, own_words, says_the_same, section_followed
from bot.domain.incidents import Message, Reaction, Transcript
from bot.domain.postmortems import Section, Status
from bot.domain.statements import rewritten
from bot.domain.timeline import Decided, Entry, EntryKind, Mark, Origin, SectionText, Sentence
from bot.domain.timeline_edits import EntryWords as Words
from bot.domain.timeline_edits import Filter, chosen, touched, written
from bot.intake.slack_changes import changed_message, posted_by
from tests.factories import a_postmortem

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
NOW = START + timedelta(hours=1)
TS = f"{int(START.timestamp())}.000100"
WAS = Message(ts=TS, author="UBEN", author_name="Ben", text="rolling back 12 nodes")
EDITED = WAS.model_copy(update={"text": "rolling back 4 nodes", "edited": True})


def channel(*messages: Message) -> Transcript:
    return Transcript(
        channel="C1", channel_name="inc", zone="UTC", messages=messages, members={"UBEN": "Ben"}, zones={"UBEN": "UTC"}
    )


def entry(**over: Any) -> Entry:
    fields = {"id": 7, "at": WAS.at, "kind": EntryKind.CHANGE, "text": "Ben rolls back 12 nodes", "actor": "UBEN"}
    return Entry(**{**fields, "evidence": (TS,), "rank": 2, **over})


def test_what_rests_on_another_message_is_not_touched() -> None:
    other = entry(evidence=("1772460001.000100",))

    assert followed(other, WAS, channel(EDITED), (), NOW) == other


@pytest.mark.parametrize("origin", [Origin.RULES, Origin.AI])
def test_a_machines_line_that_its_message_bears_out_no_more_is_unverified(origin: Origin) -> None:
    found = followed(entry(origin=origin), WAS, channel(EDITED), (), NOW)

    assert (found.verified, found.reason) == (False, "the number 12 is in none of its messages")
    assert (found.id, found.rank, found.text, found.changed_at) == (7, 2, "Ben rolls back 12 nodes", NOW)


def test_a_line_of_the_rules_says_what_the_rules_make_of_the_new_text() -> None:
    remade = entry(id=0, rank=0, text="Ben rolls back 4 nodes", mark=Mark.MITIGATED)

    found = followed(entry(), WAS, channel(EDITED), [remade], NOW)

    assert (found.id, found.rank, found.text, found.verified) == (7, 2, "Ben rolls back 4 nodes", True)
    assert found.mark is None
    assert followed(entry(mark=Mark.MITIGATED), WAS, channel(EDITED), [remade], NOW).mark is Mark.MITIGATED
    assert followed(entry(origin=Origin.AI), WAS, channel(EDITED), [remade], NOW).text == "Ben rolls back 12 nodes"


@pytest.mark.parametrize("over", [{"by": "UMAYA"}, {"origin": Origin.PERSON, "by": "UMAYA"}])
def test_what_a_person_wrote_or_accepted_stays_and_is_marked(over: dict[str, Any]) -> None:
    mine = entry(**over)
    for now in (EDITED, gone(WAS)):
        assert followed(mine, WAS, channel(now), (), NOW) == mine.model_copy(update={"changed_at": NOW})


def test_a_deleted_message_bears_nothing_out() -> None:
    found = followed(entry(), WAS, channel(gone(WAS)), (), NOW)
    pin = followed(entry(origin=Origin.PIN, text=own_words(WAS)), WAS, channel(gone(WAS)), (), NOW)

    assert (found.verified, found.reason) == (False, "one of its messages was deleted")
    assert (pin.verified, pin.reason) == (False, GONE)


def test_a_pinned_message_is_said_in_its_new_words_but_not_where_a_person_has_put_it_otherwise() -> None:
    pin = entry(origin=Origin.PIN, text=own_words(WAS), by="UMAYA")
    reworded = pin.model_copy(update={"text": "Rollback", "source": TS})

    assert followed(pin, WAS, channel(EDITED), (), NOW).text == "rolling back 4 nodes"
    assert followed(reworded, WAS, channel(EDITED), (), NOW).text == "Rollback"


def test_reactions_are_no_words_and_a_deleted_message_keeps_none() -> None:
    liked = WAS.model_copy(update={"reactions": (Reaction(name="eyes", count=1),), "pinned": True})

    assert says_the_same(WAS, liked)
    assert not says_the_same(WAS, EDITED)
    assert not says_the_same(WAS, gone(WAS))
    assert (gone(liked).text, gone(liked).reactions, gone(liked).pinned) == ("", (), False)


def test_who_touches_a_marked_line_has_settled_it() -> None:
    marked = entry(changed_at=NOW)

    assert touched(marked, "UMAYA").changed_at is None
    same = Words(text=marked.text, kind=marked.kind, actor=marked.actor)
    assert written(marked, same, "UMAYA").changed_at is None
    assert written(marked, same, "UMAYA").by == "UMAYA"
    assert chosen([entry(id=8), marked], Filter.CHANGED) == [marked]


def a_section(**over: Any) -> Section:
    return Section(key="resolution", title="Resolution", **over)


def test_a_models_sentences_are_checked_anew_and_decided_ones_are_left() -> None:
    added = Sentence(text="It was 12 nodes.", cites=(TS,), reason="x", decided=Decided.ADDED)
    sentences = (Sentence(text="Ben was rolling back 12 nodes.", cites=(TS,)), added)
    section = a_section(origin=Origin.AI, sentences=sentences, text="both")

    found = section_followed(section, WAS, channel(EDITED), None, NOW)

    assert [one.reason for one in found.sentences] == ["the number 12 is in none of its messages", "x"]
    assert found.text == "It was 12 nodes."
    assert section_followed(section, EDITED.model_copy(update={"ts": "1"}), channel(EDITED), None, NOW) == section


def test_the_rules_text_is_made_anew_and_a_persons_is_only_marked() -> None:
    remade = SectionText(key="resolution", text="- 4 nodes", cites=(TS,))
    rules = a_section(origin=Origin.RULES, text="- 12 nodes", evidence=(TS,))
    persons = rules.model_copy(update={"origin": Origin.PERSON})

    assert section_followed(rules, WAS, channel(EDITED), remade, NOW).text == "- 4 nodes"
    assert section_followed(rules, WAS, channel(EDITED), None, NOW).text == ""
    marked = persons.model_copy(update={"changed_at": NOW})
    assert section_followed(persons, WAS, channel(EDITED), remade, NOW) == marked
    deleted = section_followed(persons, WAS, channel(gone(WAS)), remade, NOW)
    assert deleted == marked.model_copy(update={"is_gone": True})
    assert section_followed(deleted, WAS, channel(EDITED), remade, NOW).is_gone
    alone = persons.model_copy(update={"evidence": ()})
    assert section_followed(alone, WAS, channel(EDITED), remade, NOW) == alone
    apart = rules.model_copy(update={"evidence": ()})
    assert section_followed(apart, WAS, channel(EDITED), remade, NOW) == apart


def test_who_writes_a_marked_section_has_settled_it_and_what_is_published_shows_no_mark() -> None:
    marked = a_section(origin=Origin.PERSON, text="12", changed_at=NOW, is_gone=True)

    settled = rewritten(marked, "4")
    assert (settled.changed_at, settled.is_gone) == (None, False)
    shown = [marked_at(a_postmortem(status=one), marked) for one in Status]
    assert shown == [NOW, NOW, None, None]


def an_event(now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    message = {"type": "message", "ts": TS, "user": "UBEN"}
    changed = {"message": {**message, **now}, "previous_message": {**message, **before}}
    return {"type": "message", "subtype": "message_changed", "channel": "C1", **changed}


def test_other_words_files_or_a_tombstone_are_a_change_and_a_counted_reply_is_none() -> None:
    assert changed_message(an_event({"text": "a"}, {"text": "b"})) == ("C1", TS)
    assert changed_message(an_event({"files": []}, {"files": [{"id": "F1"}]})) == ("C1", TS)
    assert changed_message(an_event({"subtype": "tombstone", "text": "x"}, {"text": "x"})) == ("C1", TS)
    assert changed_message(an_event({"text": "a", "reply_count": 2}, {"text": "a", "reply_count": 1})) is None
    assert changed_message(an_event({"ts": "x", "text": "a"}, {"text": "b"})) is None
    assert changed_message({"type": "message", "channel": "C1", "ts": TS, "text": "a"}) is None


def test_a_deletion_names_the_message_and_says_whose_it_was() -> None:
    event = {"subtype": "message_deleted", "channel": "C1", "deleted_ts": TS, "previous_message": {"bot_id": "B1"}}

    assert (changed_message(event), posted_by(event)) == (("C1", TS), {"bot_id": "B1"})
    assert changed_message({**event, "deleted_ts": "x"}) is None
    assert posted_by({"subtype": "message_changed", "message": None}) == {}
