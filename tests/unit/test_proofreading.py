"""What a second look at a draft finds by rules, and what it leaves alone."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.facts import Facts, Mend
from bot.domain.postmortems import Section
from bot.domain.proofreading import proofread
from bot.domain.timeline import Entry, EntryKind, Mark, Origin, Sentence
from tests.unit.lifecycle_facts import facts, item, postmortem

BEGAN = datetime(2026, 11, 17, 14, 2, tzinfo=UTC)
LONG = "Nobody noticed how the pool of connections ran empty under load."


def at(minute: int, text: str = "Something", mark: Mark | None = None) -> Entry:
    when = BEGAN + timedelta(minutes=minute)
    return Entry(id=minute + 1, at=when, kind=EntryKind.FINDING, text=text, mark=mark, evidence=("1.1",))


MARKS = (
    at(9, "Error rate passes 5% (alert)", Mark.DETECTED),
    at(12, "Ines takes it", Mark.ACKNOWLEDGED),
    at(30, "Rolling back cache-client 4.2 to 4.1 on 4 of 12 nodes", Mark.MITIGATED),
    at(45, "All clear", Mark.RESOLVED),
)


def draft(entries: tuple[Entry, ...] = MARKS, items: Any = None, **sections: Any) -> Facts:
    """Return a draft in which nothing is to be found, but for what these sections say."""
    document = postmortem(started_at=BEGAN, resolved_at=BEGAN + timedelta(minutes=45))
    filled = tuple(_with(one, sections.get(one.key, LONG)) for one in document.sections)
    given = (item(done_when="An alert fires in a test."),) if items is None else items
    return facts(postmortem=document.model_copy(update={"sections": filled}), entries=entries, items=given)


def _with(section: Section, given: Any) -> Section:
    text = f"{given} (3 of them)" if section.key == "impact" and given is LONG else given
    return section.model_copy(update={"text": text} if isinstance(text, str) else given)


def said(given: Facts) -> list[str]:
    return [one.sentence for one in proofread(given)]


def test_a_draft_that_holds_together_gives_nothing_to_look_at() -> None:
    assert said(draft()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "It was detected at 14:20, and everybody was in the call.",
            "Summary says detected at 14:20, the timeline says 14:11.",
        ),
        (
            "All of it was resolved by Ines at 15:30 after all.",
            "Summary says resolved at 15:30, the timeline says 14:47.",
        ),
        (
            "It began at 13:30, and nobody knew for a long time.",
            "Summary says that it began at 13:30, the timeline says 14:02.",
        ),
        (
            "At 16:40 the vendor called, and it was not the network.",
            "Summary speaks of 16:40. No entry of the timeline is at that time.",
        ),
        (
            "The shop was down for 3 hours before it was over.",
            "Summary says 3 hours. By the timeline the impact took 30 min.",
        ),
        (
            "The new cache-client 4.3 opened a connection for each request.",
            "Summary says cache-client 4.3, the timeline says 4.2 and 4.1.",
        ),
        (
            "They rolled it back on 7 nodes, one after another, by hand.",
            "Summary says 7 nodes, the timeline says 4 of 12 nodes.",
        ),
    ],
)  # fmt: skip
def test_what_a_section_says_otherwise_than_the_timeline_is_found(text: str, found: str) -> None:
    assert said(draft(summary=text)) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "It was detected at 14:11 and resolved at 14:47, as everybody saw.",
        "It was detected at 15:11 CET by somebody, in the log `16:40 error`.",
        "It began at 14:02 and was mitigated at 14:33, by a rollback.",
        "The shop was down for about half of it, for 45 minutes.",
        "Paying failed for 27 minutes, and for some people longer.",
        "The cache-client 4.1 was put back, and cache-client 4.2 is gone.",
        "An error rate of 18.4 % fell to 0.2 % after 4 nodes were back.",
        "The pool had a size of 20 for 10 seconds, see https://a.example/16:40.",
        "> at 16:40 said somebody who was not there at all\nand that was it.",
        "We waited until 14:48, took 3 steps and looked at 2 dashboards.",
    ],
)
def test_what_fits_is_left_alone(text: str) -> None:
    found = [one for one in said(draft(summary=text)) if "15:11" not in one]
    assert found == []


def test_a_time_is_read_in_the_zone_of_the_document() -> None:
    there = draft(summary="It was detected at 15:11, and everybody was in the call.")
    assert said(there.model_copy(update={"zone": "Europe/Berlin"})) == []


def test_sections_that_count_differently_are_found_once() -> None:
    given = draft(
        summary="About 2,300 people could not pay for anything.", impact="In all 3,200 people saw an error page."
    )
    assert said(given) == ["Impact says 3,200 people, Summary says 2,300 people."]


def test_a_field_that_says_something_else_than_the_words_beside_it_is_found() -> None:
    impact = {"text": "In all 3,200 people saw an error page.", "fields": {"users": "2300", "minutes": "90"}}
    assert said(draft(impact=impact)) == [
        "Impact says 90 minutes of impact. By the timeline it was 30 min.",
        "Impact says 3,200 people in words and 2,300 in its field Users affected.",
    ]


def test_what_is_missing_is_said_with_what_the_template_asks() -> None:
    given = draft(summary="It was slow.", response="", impact="Paying did not work for most of our customers then.")
    assert said(given) == [
        "Summary holds 3 words. What happened, the impact, how it ended: 2 or 3 sentences a customer would understand.",
        "Impact names no number. Who could not do what, for how long, and how many of them.",
        "Response is empty. What helped and what hindered.",
    ]


def test_what_blocks_publishing_stands_first_in_the_words_of_the_checklist() -> None:
    found = proofread(draft(summary="", items=(item(owner=None, done_when="x"),)))
    assert [(one.code, one.mend, one.targets) for one in found] == [
        ("section", Mend.WRITE, ("summary",)),
        ("item_owner", Mend.ITEM, ("1",)),
    ]


def test_marks_that_are_missing_or_in_the_wrong_order_are_found() -> None:
    assert said(draft(entries=(at(9, mark=Mark.DETECTED), at(45, mark=Mark.RESOLVED)))) == [
        "No entry is marked acknowledged or mitigated, so how long that took is not known."
    ]
    wrong = (*MARKS[:3], at(20, "All clear", Mark.RESOLVED))
    assert [one.code for one in proofread(draft(entries=wrong))] == ["order"]


def test_items_that_nobody_can_call_done_are_named_together() -> None:
    items = (item(1), item(2, text="Drain first"), item(3, done_when="It is in the runbook."))
    assert said(draft(items=items)) == [
        '2 items do not say how one can tell that they are done: "Alert on pool use above 80%" and "Drain first".'
    ]


def test_sentences_that_their_messages_do_not_bear_out_are_counted() -> None:
    sentences = (Sentence(text="a", reason="the number 12 is in none of its messages"), Sentence(text="b"))
    given = draft(root_cause={"text": LONG, "origin": Origin.AI, "evidence": ("1.1",), "sentences": sentences})
    assert said(given) == [
        "1 sentence of Root cause is not borne out by its messages: the number 12 is in none of its messages."
    ]
    assert said(draft(root_cause={"text": LONG, "origin": Origin.AI})) == [
        "Root cause is AI text that names no message."
    ]


def test_blame_comes_last_with_its_rewording() -> None:
    found = proofread(draft(response="Ben forgot to drain the node, and it took a while to see."))
    assert [(one.code, one.targets) for one in found] == [("blame", ("response",))]
    assert found[0].sentence.startswith('May read as blame in Response: "Ben forgot to drain the node"')


def test_a_document_of_the_greatest_length_is_read_in_no_time() -> None:
    huge = ("At 16:40 we saw 7 nodes and cache-client 9.9 for 3 hours. " * 420)[:24_000]
    sections: dict[str, Any] = {one.key: huge for one in postmortem().sections}
    given = draft(**sections)
    started = time.perf_counter()
    assert len(proofread(given)) > 0
    assert time.perf_counter() - started < 5
