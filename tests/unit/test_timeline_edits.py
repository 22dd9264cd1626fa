"""What people do with a timeline: filters and pages, writing, merging, moving, marks, and what is refused in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import Invalid
from bot.domain.timeline import Entry, EntryKind, Mark, Origin, in_order, lead_of
from bot.domain.timeline_edits import (
    Credit,
    EntryWords,
    Filter,
    beside,
    check_room,
    check_text,
    check_time,
    chosen,
    credit,
    merged,
    moved,
    next_shown,
    page_holding,
    page_of,
    said_in_words,
    seen,
    touched,
    unmarked,
    with_message,
    without_message,
    written,
)

AT = datetime(2026, 11, 17, 14, 19, 4, 100, tzinfo=UTC)
TS = f"{int(AT.timestamp())}.000100"
LATER = f"{int(AT.timestamp()) + 60}.000200"


def entry(number: int = 1, **over: Any) -> Entry:
    fields: dict[str, Any] = {
        "id": number,
        "at": AT,
        "kind": EntryKind.CHANGE,
        "text": "Ines drains cache-1",
        "actor": "U3",
        "evidence": (TS,),
    }
    return Entry(**{**fields, **over})


def words(**over: Any) -> EntryWords:
    fields = {"text": "Ines drains cache-1", "kind": EntryKind.CHANGE, "actor": "U3"}
    return EntryWords(**{**fields, **over})


@pytest.mark.parametrize(
    ("which", "there"),
    [
        (Filter.ALL, [1, 2, 3, 4]),
        (Filter.MARKS, [2]),
        (Filter.DECISIONS, [1, 3]),
        (Filter.UNVERIFIED, [3]),
        (Filter.BY_HAND, [4]),
        (Filter.HIDDEN, [5]),
    ],
)
def test_a_filter_shows_what_it_says(which: Filter, there: list[int]) -> None:
    entries = [
        entry(1),
        entry(2, kind=EntryKind.DETECTED, mark=Mark.DETECTED),
        entry(3, kind=EntryKind.DECISION, verified=False),
        entry(4, kind=EntryKind.FINDING, origin=Origin.PERSON),
        entry(5, hidden=True, mark=Mark.RESOLVED, origin=Origin.PERSON, verified=False),
    ]
    assert [one.id for one in chosen(entries, which)] == there


def test_a_page_holds_twenty_of_the_tray_fifteen_and_one_that_is_not_there_is_the_last_one() -> None:
    entries = [entry(n, at=AT + timedelta(minutes=n), verified=n % 2 > 0) for n in range(1, 46)]
    page = page_of(entries, Filter.ALL, 99)
    tray = page_of(entries, Filter.UNVERIFIED, 1)
    assert (page.number, page.first, page.total, len(page.rows), len(page.pages)) == (2, 40, 45, 5, 3)
    assert (tray.first, len(tray.rows)) == (15, 7)
    assert (page_holding(entries, Filter.ALL, 21, 0), page_holding(entries, Filter.ALL, 999, 1)) == (1, 1)
    assert page_of([], Filter.ALL, 3).rows == ()


def test_seconds_stay_where_the_minute_is_not_changed() -> None:
    same = written(entry(), words(at=AT.replace(second=0, microsecond=0)), "U1")
    assert same == entry()


def test_who_changes_the_words_has_written_them_and_who_changes_anything_else_keeps_them() -> None:
    rewritten = written(entry(), words(text="Ines drains all of them"), "U1")
    renamed = written(entry(), words(kind=EntryKind.DECISION), "U1")
    assert (rewritten.origin, rewritten.by, rewritten.source, credit(rewritten)) == (
        Origin.PERSON,
        "U1",
        TS,
        Credit.WROTE,
    )
    assert (renamed.origin, renamed.by, renamed.source, credit(renamed)) == (Origin.RULES, "U1", TS, Credit.KEPT)


def test_who_edits_an_unverified_entry_has_decided_and_who_accepts_it_is_named_so() -> None:
    waiting = entry(verified=False, reason="the number 12 is in none of its messages")
    assert written(waiting, words(text="Ines drains some"), "U1").verified
    assert credit(touched(waiting, "U1").model_copy(update={"verified": True})) is Credit.ACCEPTED
    assert credit(waiting) is None


def test_a_retimed_entry_still_knows_the_message_that_it_was_made_from() -> None:
    made = entry(evidence=(f"{int(AT.timestamp()) - 60}.000100", TS))
    retimed = written(made, words(at=AT + timedelta(hours=1)), "U1")
    assert (lead_of(retimed), retimed.at) == (TS, AT + timedelta(hours=1))
    assert lead_of(without_message(retimed, TS, "U1")) == TS


def test_an_app_that_the_field_cannot_show_stays_who_it_was() -> None:
    made = entry(actor="B1")
    assert written(made, words(actor=None, keeps_actor=True), "U1") == made
    assert written(made, words(actor=None), "U1").actor is None


def test_what_a_person_sees_decides_whether_it_was_changed_meanwhile() -> None:
    assert seen(entry()) == seen(entry(rank=3, by="U1", reason="x"))
    assert seen(entry()) != seen(entry(mark=Mark.DETECTED))
    assert len(seen(entry())) == 12


@pytest.mark.parametrize("at", [datetime(2012, 12, 31, 23, 59, tzinfo=UTC), AT + timedelta(days=1, minutes=1)])
def test_a_time_lies_between_2013_and_tomorrow(at: datetime) -> None:
    check_time(datetime(2013, 1, 1, tzinfo=UTC), AT)
    check_time(AT + timedelta(days=1), AT)
    with pytest.raises(Invalid) as refused:
        check_time(at, AT)
    assert refused.value.fields == {"time": "Choose a time between 2013 and tomorrow."}


def test_an_entry_has_words_and_not_more_than_300_characters() -> None:
    with pytest.raises(Invalid) as empty:
        check_text(" ", 1)
    with pytest.raises(Invalid) as long:
        check_text("x" * 300, 301)
    assert empty.value.fields == {"text": "Say in a few words what happened."}
    assert long.value.fields == {"text": "An entry holds 300 characters, yours has 301."}


def test_a_document_shows_200_entries_and_holds_a_thousand() -> None:
    full = [entry(n) for n in range(200)]
    with pytest.raises(Invalid) as shown:
        check_room(full)
    with pytest.raises(Invalid) as held:
        check_room([entry(n, hidden=True) for n in range(1_000)], new=True)
    assert shown.value.sentence == ("A document shows 200 entries. Hide or merge some first; nothing is deleted.")
    assert held.value.sentence == "A timeline holds 1,000 entries with the hidden ones. Change one that is there."
    check_room(full[:199], new=True)


def test_merging_joins_texts_and_messages_and_the_earlier_time_stays() -> None:
    first = entry(1, at=AT + timedelta(seconds=30), text="The pool is empty", evidence=(LATER,), rank=-1, actor=None)
    second = entry(2, text="Ines drains cache-1", mark=Mark.MITIGATED)
    one, other = merged(first, second, "U1")
    assert (one.text, one.at, one.evidence, one.mark, one.actor, one.by, one.id) == (
        "The pool is empty. Ines drains cache-1",
        AT,
        (TS, LATER),
        Mark.MITIGATED,
        "U3",
        "U1",
        1,
    )
    assert (other.hidden, other.text, other.by, other.source) == (True, "Ines drains cache-1", "U1", TS)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (
            {"text": "a" * 200},
            {"text": "b" * 99},
            "Together they have 301 characters, and an entry holds 300. Shorten one of them first.",
        ),
        (
            {"evidence": tuple(f"17949241{n:02}.000100" for n in range(6))},
            {"evidence": tuple(f"17949241{n:02}.000100" for n in range(5, 11))},
            "An entry rests on 10 messages at most, this one would rest on 11.",
        ),
        (
            {"mark": Mark.DETECTED},
            {"mark": Mark.RESOLVED},
            "One is marked detected, the other resolved. Take one mark off first.",
        ),
    ],
)
def test_what_would_be_more_than_an_entry_is_not_merged(
    first: dict[str, Any], second: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        merged(entry(1, **first), entry(2, **second), "U1")
    assert refused.value.sentence == sentence


def test_an_entry_moves_inside_its_minute_only_and_stops_at_its_ends() -> None:
    before = entry(1, at=AT - timedelta(minutes=1))
    row = [entry(n, at=AT.replace(second=n)) for n in (2, 3, 4)]
    hidden = entry(9, hidden=True)
    entries = [before, *row, hidden]

    up = moved(entries, row[2], -1)
    now = {**{one.id: one for one in entries}, **{one.id: one for one in up}}

    assert [one.id for one in in_order(now.values()) if not one.hidden] == [1, 2, 4, 3]
    assert [one.id for one in beside(entries, row[1])] == [2, 3, 4]
    assert (moved(entries, row[0], -1), moved(entries, before, 1), moved(entries, row[2], 1)) == ([], [], [])


def test_a_mark_that_a_person_sets_is_taken_from_where_it_stood() -> None:
    entries = [entry(1, mark=Mark.RESOLVED), entry(2, mark=Mark.DETECTED), entry(3, mark=Mark.RESOLVED, hidden=True)]
    changed = unmarked(entries, entry(4, mark=Mark.RESOLVED), "U1")
    assert [(one.id, one.mark, one.by) for one in changed] == [(1, None, "U1")]
    assert unmarked(entries, entry(4), "U1") == []


def test_an_entry_made_from_messages_rests_on_one_and_a_persons_may_rest_on_none() -> None:
    with pytest.raises(Invalid) as last:
        without_message(entry(), TS, "U1")
    by_hand = without_message(entry(origin=Origin.PERSON, by="U1"), TS, "U1")
    assert last.value.sentence == "An entry that was made from messages rests on one at least. Hide it if it is wrong."
    assert by_hand.evidence == ()
    assert with_message(by_hand, TS, "U1").evidence == (TS,)
    with pytest.raises(Invalid):
        with_message(entry(evidence=tuple(f"17949241{n:02}.000100" for n in range(10))), LATER, "U1")


def test_what_comes_next_is_the_next_one_of_the_document() -> None:
    entries = [entry(n, at=AT + timedelta(minutes=n), hidden=n == 2, verified=n != 3) for n in (1, 2, 3, 4)]
    found = next_shown(entries, 1)
    assert (found and found.id, next_shown(entries, 4), next_shown(entries, 2)) == (4, None, None)


def test_when_a_time_was_stated_is_told_with_its_day_where_that_is_another_one() -> None:
    said_at = datetime(2026, 3, 2, 23, 20, tzinfo=UTC)
    entry = Entry(at=said_at - timedelta(minutes=40), kind=EntryKind.FINDING, text="It broke", said_at=said_at)

    assert said_in_words(entry, "UTC") == "said at 23:20"
    assert said_in_words(entry, "UTC", "Ben") == "said at 23:20 by Ben"
    assert said_in_words(entry, "Europe/Berlin") == "said at Mar 3, 00:20"
    assert said_in_words(entry.model_copy(update={"said_at": None}), "UTC", "Ben") == ""
