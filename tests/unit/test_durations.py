"""The four durations come from the marks; what is not known is never zero, what contradicts itself says why."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.durations import Span, Unknown, durations
from bot.domain.timeline import Entry, EntryKind, Mark

START = datetime(2026, 11, 17, 14, 2, tzinfo=UTC)
NAMES = {
    Mark.DETECTED: "detect",
    Mark.ACKNOWLEDGED: "acknowledge",
    Mark.MITIGATED: "mitigate",
    Mark.RESOLVED: "resolve",
}


def entry(mark: Mark | None, minute: float, *, hidden: bool = False, verified: bool = True) -> Entry:
    at = START + timedelta(minutes=minute)
    return Entry(at=at, kind=EntryKind.FINDING, text="x", mark=mark, hidden=hidden, verified=verified)


def minutes(*entries: Entry, started_at: datetime | None = START) -> dict[str, int | Unknown | None]:
    found = durations(entries, started_at)
    spans = {name: getattr(found, name) for name in (*NAMES.values(), "impact")}
    return {name: span.unknown or span.minutes for name, span in spans.items()}


def test_each_mark_is_measured_from_the_start() -> None:
    marks = [entry(mark, 5 * number) for number, mark in enumerate(Mark, start=1)]
    assert minutes(*marks) == {"detect": 5, "acknowledge": 10, "mitigate": 15, "resolve": 20, "impact": 15}


def test_without_marks_nothing_is_known() -> None:
    assert set(minutes(entry(None, 3)).values()) == {Unknown.NO_MARK}


def test_without_a_start_nothing_is_known() -> None:
    found = minutes(entry(Mark.DETECTED, 3), started_at=None)
    assert (found["detect"], found["resolve"]) == (Unknown.NO_START, Unknown.NO_MARK)


def test_the_first_detection_and_acknowledgement_and_the_last_mitigation_and_resolution_count() -> None:
    marks = [entry(mark, minute) for mark, minute in product(Mark, (9, 3, 6))]
    found = minutes(*marks)
    assert (found["detect"], found["acknowledge"], found["mitigate"], found["resolve"]) == (3, 3, 9, 9)


def test_what_the_document_does_not_show_does_not_count() -> None:
    unseen = (entry(Mark.DETECTED, 1, hidden=True), entry(Mark.DETECTED, 2, verified=False))
    assert minutes(*unseen, entry(Mark.DETECTED, 3))["detect"] == 3


def test_a_mark_before_the_start_is_not_a_duration() -> None:
    found = durations([entry(Mark.DETECTED, -4)], START).detect
    assert found == Span(since=START, until=START - timedelta(minutes=4), unknown=Unknown.NEGATIVE)


def test_at_the_start_itself_it_took_no_time() -> None:
    assert durations([entry(Mark.DETECTED, 0)], START).detect.length == timedelta(0)


@pytest.mark.parametrize(
    ("detected", "acknowledged", "mitigated", "resolved", "doubtful"),
    [
        (1, 2, 3, 4, set()),
        (2, 1, 3, 4, {"acknowledge"}),
        (1, 5, 3, 6, {"mitigate"}),
        (1, 2, 9, 4, {"resolve"}),
        (9, 1, 2, 3, {"acknowledge", "mitigate", "resolve"}),
        (2, 2, 2, 2, set()),
    ],
)
def test_what_comes_before_something_that_it_follows_is_not_known(
    detected: int, acknowledged: int, mitigated: int, resolved: int, doubtful: set[str]
) -> None:
    times = (detected, acknowledged, mitigated, resolved)
    found = minutes(*(entry(mark, minute) for mark, minute in zip(Mark, times, strict=True)))
    assert {name for name in NAMES.values() if found[name] is Unknown.OUT_OF_ORDER} == doubtful


def test_impact_ends_with_the_resolution_where_nothing_says_that_it_was_mitigated() -> None:
    assert minutes(entry(Mark.RESOLVED, 45))["impact"] == 45


def test_seconds_are_not_rounded_up() -> None:
    assert minutes(entry(Mark.RESOLVED, 44.99))["resolve"] == 44


@given(
    entries=st.lists(
        st.builds(entry, st.none() | st.sampled_from(Mark), st.integers(-90, 900), hidden=st.booleans()), max_size=9
    ),
    has_start=st.booleans(),
)
def test_a_duration_is_known_or_says_why_not_in_whatever_order_entries_come(
    *, entries: list[Entry], has_start: bool
) -> None:
    started_at = START if has_start else None
    found = durations(entries, started_at)
    for name in (*NAMES.values(), "impact"):
        span: Span = getattr(found, name)
        assert (span.length is None) == (span.unknown is not None)
        assert span.length is None or span.length >= timedelta(0)
    assert durations(entries[::-1], started_at) == found
