"""A draft made anew beside what people did: theirs stays, nothing is doubled, what was dropped stays dropped."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.timeline import Entry, EntryKind, Mark, Origin
from bot.domain.timeline_edits import EntryWords, shown, touched, written
from bot.domain.timeline_renewal import joined, renewed

AT = datetime(2026, 11, 17, 14, 19, tzinfo=UTC)


def ts(minute: int) -> str:
    return f"{int((AT + timedelta(minutes=minute)).timestamp())}.000000"


def made(minute: int = 0, **over: Any) -> Entry:
    fields: dict[str, Any] = {
        "at": AT + timedelta(minutes=minute),
        "kind": EntryKind.FINDING,
        "text": f"found at {minute}",
        "evidence": (ts(minute),),
    }
    return Entry(**{**fields, **over})


def texts(entries: list[Entry]) -> list[str]:
    return [one.text for one in entries]


def test_what_a_person_hid_accepted_retimed_or_rewrote_is_not_made_again() -> None:
    before = [made(n, id=n + 1) for n in range(5)]
    kept = [
        touched(before[0], "U1").model_copy(update={"hidden": True}),
        touched(before[1], "U1").model_copy(update={"verified": True}),
        written(before[2], EntryWords(text=before[2].text, at=AT + timedelta(hours=3)), "U1"),
        written(before[3], EntryWords(text="what I saw"), "U1"),
    ]
    assert texts(renewed([made(n) for n in range(5)], [*kept, before[4]], kept)) == ["found at 4"]


def test_of_two_entries_from_one_message_the_untouched_one_is_made_again() -> None:
    stated = made(0, text="it started at 14:02", at=AT - timedelta(minutes=17), said_at=AT)
    kept = [touched(made(0), "U1").model_copy(update={"hidden": True})]
    assert texts(renewed([stated, made(0)], [*kept, stated], kept)) == ["it started at 14:02"]


def test_a_pin_or_a_note_stands_for_all_that_its_message_led_to() -> None:
    pin = made(0, origin=Origin.PIN, by="U1")
    assert renewed([made(0), made(0, text="the same in other words")], [pin], [pin]) == []


def test_what_cites_no_message_is_known_by_its_words() -> None:
    waiting = made(0, evidence=(), verified=False, text="half of all accounts are gone")
    dropped = [touched(waiting, "U1").model_copy(update={"hidden": True}), made(5, evidence=(), origin=Origin.PERSON)]
    assert renewed([waiting], dropped, dropped) == []
    assert texts(renewed([waiting], dropped[1:], dropped[1:])) == ["half of all accounts are gone"]


def test_the_order_that_people_gave_to_a_minute_stays() -> None:
    standing = [made(0, rank=1), made(1, rank=0)]
    assert [one.rank for one in renewed([made(0), made(1), made(2)], standing, [])] == [1, 0, 0]


def test_a_mark_that_a_person_set_is_not_set_a_second_time() -> None:
    kept = [touched(made(0), "U1").model_copy(update={"mark": Mark.RESOLVED})]
    found = renewed([made(3, mark=Mark.RESOLVED), made(4, mark=Mark.DETECTED)], kept, kept)
    assert [one.mark for one in found] == [None, Mark.DETECTED]


def test_of_more_than_200_the_weakest_are_hidden_and_none_is_lost() -> None:
    kept = [made(n, origin=Origin.PERSON, by="U1") for n in range(50)]
    many = [
        made(
            n,
            kind=EntryKind.DECISION if n % 10 == 0 else EntryKind.FINDING,
            mark=Mark.RESOLVED if n == 399 else None,
        )
        for n in range(100, 400)
    ]
    found = renewed(many, kept, kept)
    assert (len(found), len(shown([*kept, *found]))) == (300, 200)
    assert [one.hidden for one in found if one.mark is not None or one.kind is EntryKind.DECISION] == [False] * 31


def test_a_timeline_holds_a_thousand_and_what_is_over_that_is_the_weakest() -> None:
    found = renewed([made(n, mark=Mark.RESOLVED if n == 1_199 else None) for n in range(1_200)], [], [])
    assert (len(found), len(shown(found)), found[-1].mark) == (1_000, 200, Mark.RESOLVED)


def by_ai(minute: int, **over: Any) -> Entry:
    return made(minute, **{"text": f"told at {minute}", "origin": Origin.AI, **over})


BY_RULES = [made(n, id=n + 1, mark=Mark.RESOLVED if n == 7 else None) for n in range(8)]


def test_what_a_model_bears_out_takes_the_place_of_the_rules_entries() -> None:
    told = [by_ai(n) for n in (0, 2, 4, 6)]
    assert joined(told, BY_RULES, whole=True) == told


def test_a_model_that_bears_out_little_or_nothing_takes_no_entry_away() -> None:
    lies = [by_ai(n, verified=False) for n in (8, 9)]
    assert joined(lies, BY_RULES, whole=True) == [*BY_RULES, *lies]
    assert joined([], BY_RULES, whole=True) == BY_RULES


def test_the_little_that_it_bears_out_joins_them_where_they_say_nothing_of_it_and_marks_nothing_twice() -> None:
    told = [by_ai(7, mark=Mark.RESOLVED), by_ai(9, mark=Mark.RESOLVED), by_ai(1, mark=Mark.DETECTED)]
    found = joined(told, BY_RULES, whole=True)
    assert [one.text for one in found if one.origin is Origin.AI] == ["told at 9"]
    assert [one.text for one in found if one.mark] == ["found at 7"]


def test_behind_what_a_model_has_read_the_rules_go_on() -> None:
    told = [by_ai(n) for n in range(5)]
    assert texts(joined(told, BY_RULES, whole=False)) == [*texts(told), "found at 5", "found at 6", "found at 7"]


def test_what_a_person_touched_is_not_the_rules_any_more_and_joins_nothing_here() -> None:
    kept = [touched(one, "U1") for one in BY_RULES]
    assert joined([by_ai(0)], kept, whole=True) == [by_ai(0)]
