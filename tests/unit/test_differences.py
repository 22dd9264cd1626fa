"""What changed between two states of a document: the parts in order, and in each the words that moved."""

import re
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action_items import ActionItem
from bot.domain.differences import Change, Part, differences, passages_between, told
from bot.domain.postmortems import Section
from bot.domain.revisions import entry_parts, item_part, section_part
from bot.domain.sections import CATALOGUE
from bot.domain.timeline import Entry, EntryKind, Mark

LONG = "It was one of the oldest services of the company and nobody remembered how the pool was built, but it was"
SIGNS = {Change.KEPT: "", Change.ADDED: "*", Change.REMOVED: "~"}


def marked(was: str, now: str) -> list[str]:
    """Draw the passages as a reader sees them: ~gone~ and *new*."""
    return [
        "".join(f"{SIGNS[one.change]}{one.text}{SIGNS[one.change]}" for one in passage.segments)
        for passage in passages_between(was, now)
    ]


def part(key: str, text: str, name: str = "") -> Part:
    return Part(key=key, name=name or key, text=text)


@pytest.mark.parametrize(
    ("was", "now", "drawn"),
    [
        ("The cache change was rolled out to all nodes.", "The cache change went to all 12 nodes at once.",
         ["The cache change ~was rolled out~*went* to all *12 *nodes* at once*."]),
        ("the node was not drained", "the node was drained", ["the node was ~not ~drained"]),
        ("about 2,300 people", "about 2,700 people", ["about ~2,300~*2,700* people"]),
        ("see [x](https://a.example/b)", "see [x](https://a.example/c)",
         ["see [x](~https://a.example/b~*https://a.example/c*)"]),
        ("Checkout of the login failed for users", "Timeouts of a page broke for admins",
         ["~Checkout of the login failed for users~*Timeouts of a page broke for admins*"]),
        ("one\n\ntwo\n\nthree", "one\n\nthree", ["~two~"]),
        ("one\n\nthree", "one\n\ntwo\n\nthree", ["*two*"]),
        ("one\ntwo\nthree\nfour", "1\ntwo\nthree\n4", ["~one~*1*", "~four~*4*"]),
        (f"{LONG} never tested", f"{LONG} well tested", ["… was built, but it was ~never~*well* tested"]),
        (f"once {LONG} tested. {LONG} x", f"twice {LONG} tested. {LONG} y",
         ["~once~*twice* It was one of the oldest … was built, but it was ~x~*y*"]),
        ("a  \n", "\na", []),
        ("", "", []),
    ],
)  # fmt: skip
def test_the_words_that_changed_are_marked_with_a_few_around_them(was: str, now: str, drawn: list[str]) -> None:
    assert marked(was, now) == drawn


def test_a_passage_reads_as_it_was_and_as_it_is() -> None:
    (passage,) = passages_between("the node was not drained", "no node was drained")
    assert (passage.was, passage.now) == ("the node was not drained", "no node was drained")


def test_parts_are_told_in_order_and_one_that_is_gone_where_it_stood() -> None:
    was = [part("title", "T"), part("a", "1"), part("b", "2"), part("c", "3"), part("d", "4")]
    now = [part("title", "T"), part("a", "1"), part("d", "5"), part("e", "6"), part("c", "3")]
    assert [(one.key, one.change) for one in differences(was, now)] == [
        ("b", Change.REMOVED),
        ("d", Change.CHANGED),
        ("e", Change.ADDED),
    ]


def test_a_part_before_all_others_that_is_gone_is_told_first() -> None:
    assert [one.key for one in differences([part("x", "1"), part("a", "1")], [part("a", "2")])] == ["x", "a"]


def test_an_entry_that_got_another_time_says_how_it_was_called() -> None:
    (one,) = differences([part("entry:1", "x", "14:11 detected")], [part("entry:1", "x", "14:12 detected")])
    assert (one.was_named, one.name, one.change, one.passages) == (
        "14:11 detected", "14:12 detected", Change.CHANGED, (),
    )  # fmt: skip


def test_nothing_changed_is_nothing_told() -> None:
    assert differences([part("a", "1")], [part("a", "1")]) == ()


def test_a_revision_is_told_in_reading_order_under_the_names_that_readers_know() -> None:
    noon = datetime(2026, 11, 17, 14, 11, tzinfo=UTC)
    fields = {"users": "12", "sla": "yes", "new": "x", "minutes": " "}
    impact = Section(key="impact", title="Impact", text="Many.", fields=fields)
    parts = {
        **entry_parts(
            [
                Entry(id=10, at=noon, kind=EntryKind.FINDING, text="Later"),
                Entry(id=9, at=noon, kind=EntryKind.DETECTED, text="Error rate passes 5%", mark=Mark.DETECTED),
                Entry(id=8, at=noon, kind=EntryKind.FINDING, text="Nobody sees it", hidden=True),
            ]
        ),
        "item:11": str(item_part(ActionItem(id=11, text="Runbook"))),
        "item:2": str(item_part(ActionItem(id=2, text="Alert"))),
        "section:old_one": section_part(Section(key="old_one", title="?", text="kept")),
        "section:impact": section_part(impact),
        "section:summary": section_part(Section(key="summary", title="Summary", text="It broke.")),
        "title": '{"text": "Checkout"}',
    }
    assert told(parts, CATALOGUE, "Europe/Berlin") == (
        Part(key="title", name="Title", text="Checkout"),
        Part(key="section:summary", name="Summary", text="It broke."),
        Part(key="section:impact", name="Impact", text="Many.\nUsers affected: 12\nSLA breached: yes\nnew: x"),
        Part(key="section:old_one", name="Old one", text="kept"),
        Part(key="entry:9", name="15:11 detected", text="Error rate passes 5%\nMark: detected"),
        Part(key="entry:10", name="15:11 finding", text="Later"),
        Part(key="item:2", name="Action item", text="Alert"),
        Part(key="item:11", name="Action item", text="Runbook"),
    )


def test_two_revisions_are_told_apart() -> None:
    texts = ("the node was not drained", "the node was drained")
    sections = [Section(key="summary", title="Summary", text=text) for text in texts]
    was, now = ({"title": '{"text": "T"}', "section:summary": section_part(one)} for one in sections)
    (difference,) = differences(told(was, CATALOGUE), told(now, CATALOGUE))
    assert (difference.name, difference.passages[0].was) == ("Summary", "the node was not drained")


TEXT = st.lists(st.sampled_from(["a", "b", "a b c", "not a", "2,300 x", "", "- a", "x. y"]), max_size=8).map("\n".join)


@given(TEXT, TEXT)
def test_short_passages_hold_every_word_that_went_and_came(was: str, now: str) -> None:
    lines, new_lines = ([line for line in text.split("\n") if line] for text in (was, now))
    passages = list(passages_between(was, now))
    assert bool(passages) == (lines != new_lines)
    gone = [line for one in passages for line in one.was.split("\n") if line]
    came = [line for one in passages for line in one.now.split("\n") if line]
    assert all(line in lines for line in gone)
    assert all(line in new_lines for line in came)
    assert set(lines) - set(new_lines) <= set(gone)
    assert set(new_lines) - set(lines) <= set(came)


@given(st.text(st.sampled_from("ab .\n1"), max_size=60), st.text(st.sampled_from("ab .\n1"), max_size=60))
def test_what_came_is_in_the_new_text_and_what_went_in_the_old_one(was: str, now: str) -> None:
    for passage in passages_between(was, now):
        for one in passage.segments:
            words = re.findall(r"\w+", one.text)
            assert one.change is Change.REMOVED or all(word in now for word in words)
            assert one.change is Change.ADDED or all(word in was for word in words)


@pytest.mark.parametrize("unit", ["ab ba ", "a\nb\n", ". ", "x"])
def test_two_texts_of_the_greatest_length_are_compared_in_a_few_seconds_at_most(unit: str) -> None:
    was = (unit * 24_000)[:24_000]
    begun = time.process_time()
    assert marked(was, f"b{was[:12_000]}q {was[12_100:]}{unit}")
    assert time.process_time() - begun < 5
