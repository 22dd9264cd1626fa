"""The files: sections in are sections out, times in a named zone, and nothing in them that acts."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from blocks.documents import DOCUMENTS, timeline_json
from blocks.documents.escaping import field, section
from bot.domain.incidents import Gap, ImportReport
from bot.domain.postmortems import Section
from bot.domain.surfaces import AskedQuestion, CardFacts
from bot.domain.timeline import Mark, Question
from tests.unit.drawn import BEGIN, TITLE, WORST, a_postmortem, an_entry, facts, worst_facts

PARSER = MarkdownIt("commonmark").enable("table")
LINK = "[1794924120.000100](<https://example.slack.com/archives/C1/p1794924120000100>)"
WHY = "It did not pass the check: the number 12 is in none of its messages."
SECTIONS = ["Summary", "Timeline", "Impact"]


def document(text: str = "On Nov 17 the checkout failed.", **over: object) -> CardFacts:
    return facts(
        postmortem=a_postmortem(
            report=ImportReport(
                messages=412, threads=37, files=9, secrets=1, gaps=(Gap(what="threads", count=2, reason="refused"),)
            ),
            sections=(
                Section(key="summary", title="Summary", position=0, required=True, text=text),
                Section(key="timeline", title="Timeline", position=1, required=True),
                Section(key="impact", title="Impact", position=2, required=True),
            ),
        ),
        entries=(
            an_entry(mark=Mark.DETECTED),
            an_entry(id=2, at=BEGIN + timedelta(minutes=9), text="A | guess", evidence=("1794924660.000200",)),
            an_entry(id=3, text="12 nodes", verified=False, reason="the number 12 is in none of its messages"),
            an_entry(id=4, hidden=True),
        ),
        questions=(AskedQuestion(id=1, question=Question(text="Who decided?", asks=("U2",), answer="Noor did.")),),
        **over,
    )


def headings(markdown: str) -> list[str]:
    tokens = PARSER.parse(markdown)
    return [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]


def test_the_markdown_file_says_it_all() -> None:
    assert DOCUMENTS["md"](document()) == (
        f"""# PM-42 · {TITLE}

- Draft, revision 1
- SEV1
- 2026-11-17, 14:02–14:47 UTC, 45 min
- Payments
- author Maya
- Channel #inc-207-checkout

## Summary

On Nov 17 the checkout failed.

## Timeline

Times are UTC.

| UTC | kind | what happened | messages |
| --- | --- | --- | --- |
| 2026-11-17 14:02 | change | The cache change goes to all 12 nodes | {LINK} |
| 2026-11-17 14:11 | change | A \\| guess | 1794924660.000200 |

**Unverified.** They did not pass the check against their messages and are no part of the timeline.

- 2026-11-17 14:02 · change · 12 nodes ({LINK}). {WHY}

## Impact

Not written yet.

## Open questions

1. Who decided? Ben may know.

   Noor did.

## What was read

- I read 412 messages, 37 threads and 9 files.
- Missing: 2 threads (refused).
- I covered 1 thing that looks like a secret before anything was stored.
"""
    )


HOSTILE = (
    "# A heading\n## Another",
    "Setext\n===\nagain\n---",
    "> # quoted heading",
    "- # in a list\n- > ## deeper",
    "<h2>html</h2>\n<script>alert(1)</script>\n<!-- open",
    "![x](https://evil.example/?d=1)",
    "![x][ref]\n\n[ref]: https://evil.example",
    "[y](javascript:alert(1))",
    "```\nnever closed\n# not a heading",
    "~~~\n```\n~~~\n# heading",
    "> " * 30 + "deep",
    "    # indented\n\t## tab",
    "| a |\n| --- |\n# x",
    "&#35; entity &lt;b&gt;",
    "\\# escaped\n\\\n# x",
    "1. # x\n2) ## y",
    "`<b>```",
    "`\n`<b>`",
    "\\`<b>`",
)


@pytest.mark.parametrize("text", [*HOSTILE, *WORST])
def test_sections_in_are_sections_out(text: str) -> None:
    made = DOCUMENTS["md"](document(text))
    assert headings(made) == [f"PM-42 · {TITLE}", *SECTIONS, "Open questions", "What was read"]


BUILDING = (
    "# ", "> ", "- ", "1. ", "* ", "---", "===", "\n", "\n\n", "x", "`", "```", "~~~", "<b>", "<!--", "![", "[a]",
    "](", ")", "(https://a.example)", "[a]: ", "    ", "\t", "|", "\\", "&#35;", "*", "_",
)  # fmt: skip


@settings(max_examples=400)
@given(text=st.lists(st.sampled_from(BUILDING), max_size=14).map("".join))
def test_no_text_of_a_section_makes_a_heading_an_image_or_html(text: str) -> None:
    tokens = PARSER.parse(f"before\n\n{section(text)}\n\n## After\n")
    kinds = {one.type for token in tokens for one in (token, *(token.children or ()))}
    assert kinds & {"image", "html_block", "html_inline"} == set()
    assert [tokens[n + 1].content for n, one in enumerate(tokens) if one.type == "heading_open"] == ["After"]


@given(text=st.lists(st.sampled_from(BUILDING), max_size=14).map("".join))
def test_a_field_is_only_ever_its_own_text(text: str) -> None:
    shown = field(text)
    kinds = {one.type for token in PARSER.parse(shown) for one in (token, *(token.children or ()))}
    assert kinds <= {"paragraph_open", "inline", "text", "text_special", "paragraph_close"}


def test_a_link_in_a_section_shows_where_it_leads() -> None:
    assert section("[the docs](https://a.example/x)") == r"[the docs (a.example)](<https://a.example/x>)"


def test_mentions_and_issue_numbers_notify_nobody_in_a_tracker() -> None:
    assert section("thanks @maya, see #12 and me@a.example") == "thanks @\u2060maya, see #\u206012 and me@a.example"


def test_too_deep_quotes_are_told_and_not_lost() -> None:
    assert section("> " * 30 + "deep") == "> > > > > (30 levels of quotes) deep"


def test_the_timeline_file_has_times_in_utc_and_says_what_is_verified() -> None:
    assert timeline_json(document().entries) == [
        {
            "at": "2026-11-17T14:02:00Z",
            "kind": "change",
            "text": "The cache change goes to all 12 nodes",
            "evidence": ["1794924120.000100"],
            "verified": True,
        },
        {
            "at": "2026-11-17T14:02:00Z",
            "kind": "change",
            "text": "12 nodes",
            "evidence": ["1794924120.000100"],
            "verified": False,
        },
        {
            "at": "2026-11-17T14:11:00Z",
            "kind": "change",
            "text": "A | guess",
            "evidence": ["1794924660.000200"],
            "verified": True,
        },
    ]


def test_the_json_file_has_a_named_schema_and_the_whole_document() -> None:
    made = json.loads(DOCUMENTS["json"](document()))
    assert {key: made[key] for key in ("schema", "name", "author", "started_at", "duration_minutes", "zone")} == {
        "schema": "postmortem/1",
        "name": "PM-42",
        "author": "Maya",
        "started_at": "2026-11-17T14:02:00Z",
        "duration_minutes": 45,
        "zone": "UTC",
    }
    assert [one["key"] for one in made["sections"]] == ["summary", "timeline", "impact"]
    assert [one["verified"] for one in made["timeline"]] == [True, False, True]
    assert made["questions"] == [
        {"text": "Who decided?", "may_know": ["Ben"], "evidence": [], "answer": "Noor did.", "answered_by": None}
    ]
    assert made["import"]["missing"] == [{"what": "threads", "count": 2, "reason": "refused"}]


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
@pytest.mark.parametrize("text", WORST, ids=range(len(WORST)))
def test_every_file_can_be_made_of_the_worst_document(kind: str, text: str) -> None:
    made = DOCUMENTS[kind](worst_facts(text.replace("\ud800", ""), entries=20, sections=5))
    assert made.endswith("\n")
    made.encode("utf-8")


def test_an_incident_over_midnight_has_both_its_days() -> None:
    made = DOCUMENTS["md"](document(zone="Asia/Tokyo").model_copy(update={"zone": "Asia/Tokyo"}))
    assert "- 2026-11-17, 23:02–23:47 JST, 45 min" in made
    longer = document().model_copy(
        update={"zone": "Asia/Kolkata", "postmortem": a_postmortem(resolved_at=BEGIN + timedelta(days=1))}
    )
    assert "- 2026-11-17 19:32 to 2026-11-18 19:32 IST, 1 day" in DOCUMENTS["md"](longer)


def test_a_field_is_escaped_only_where_it_must_be() -> None:
    assert field("I think pool_max worked!!! #1 *now*") == "I think pool_max worked!!! #\u20601 \\*now\\*"


def test_the_timeline_speaks_the_documents_zone() -> None:
    made = DOCUMENTS["md"](document(zone="Europe/Berlin"))
    assert "| CET | kind | what happened | messages |\n| --- | --- | --- | --- |\n| 2026-11-17 15:02 |" in made
