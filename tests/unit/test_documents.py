"""The files: sections in are sections out, times in a named zone, and nothing in them that acts."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from blocks.documents import DOCUMENTS, timeline_json
from blocks.documents.escaping import field, section
from blocks.documents.outline import spoken
from blocks.documents.schema import PostmortemFile
from bot.domain import gate
from bot.domain.action_items import ActionItem
from bot.domain.documents import Document, document_of
from bot.domain.incidents import ImportReport
from bot.domain.postmortems import Section
from bot.domain.reviews import Override, Review
from bot.domain.text import normalise
from bot.domain.timeline import Question
from bot.domain.words import is_said
from tests.unit.document_cases import CASES, GOLDEN
from tests.unit.drawn import BEGIN, NAMES, TITLE, WORST, a_postmortem, an_entry, an_incident, worst_facts

PARSER = MarkdownIt("commonmark").enable("table")
SECTIONS = ["Summary", "Timeline", "Impact"]


def document(text: str = "On Nov 17 the checkout failed.", **over: object) -> Document:
    return Document(
        postmortem=a_postmortem(
            report=ImportReport(messages=412, threads=37, files=9),
            sections=(
                Section(key="summary", title="Summary", position=0, required=True, text=text),
                Section(key="timeline", title="Timeline", position=1, required=True),
                Section(key="impact", title="Impact", position=2, required=True),
                Section(key="response", title="Response", position=3),
            ),
        ),
        incidents=(an_incident(),),
        entries=(an_entry(),),
        unverified=(
            an_entry(id=3, text="12 nodes", verified=False, reason="the number 12 is in none of its messages"),
        ),
        questions=(Question(text="Who decided?", asks=("U2",), answer="Noor did."),),
        names=NAMES,
        **over,
    )


def headings(markdown: str) -> list[str]:
    tokens = PARSER.parse(markdown)
    return [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]


def written(made: Document) -> str:
    return DOCUMENTS["md"].made(made).decode()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kind", ["md", "json"])
def test_a_file_is_the_golden_one(kind: str, name: str) -> None:
    assert DOCUMENTS[kind].made(CASES[name]()) == (GOLDEN / f"{name}.{kind}.txt").read_bytes()


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
    assert headings(written(document(text))) == [f"PM-42 · {TITLE}", *SECTIONS, "Open questions", "What was read"]


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
    assert section("> " * 30 + "deep") == "> > > > > (30 levels deep) deep"
    assert section("- " * 30 + "deep") == "- - - - - (30 levels deep) deep"


def test_a_list_that_is_indented_without_end_stays_within_what_parsers_take() -> None:
    deep = "\n".join(f"{'  ' * n}- level {n}" for n in range(60))
    shown = {one.content for one in PARSER.parse(section(deep)) if one.type == "inline"}
    assert shown == {f"level {n}" for n in range(60)}


def test_a_link_that_is_not_safe_is_no_link() -> None:
    assert section("[y](javascript:alert(1)) and [z](data:x)") == "y (javascript:alert(1)) and z (data:x)"
    assert section("[y](https://a.example/b_(c))") == "[y (a.example)](<https://a.example/b_(c)>)"


def test_the_timeline_file_has_times_in_utc_and_says_what_is_verified() -> None:
    entries = (
        an_entry(at=BEGIN + timedelta(minutes=9)),
        an_entry(text="12 nodes", verified=False),
        an_entry(hidden=True),
    )
    assert [(row["at"], row["text"], row["verified"]) for row in timeline_json(entries)] == [
        ("2026-11-17T14:02:00Z", "12 nodes", False),
        ("2026-11-17T14:11:00Z", "The cache change goes to all 12 nodes", True),
    ]


@pytest.mark.parametrize("name", CASES)
def test_the_json_file_is_what_its_schema_says(name: str) -> None:
    made = DOCUMENTS["json"].made(CASES[name]())
    read = PostmortemFile.model_validate_json(made)
    assert json.loads(read.model_dump_json(by_alias=True)) == json.loads(made)


def test_the_json_file_has_a_named_schema_and_the_whole_document() -> None:
    made = json.loads(DOCUMENTS["json"].made(document()))
    assert {key: made[key] for key in ("schema", "name", "author", "started_at", "duration_minutes", "zone")} == {
        "schema": "postmortem/1",
        "name": "PM-42",
        "author": "Maya",
        "started_at": "2026-11-17T14:02:00Z",
        "duration_minutes": 45,
        "zone": "UTC",
    }
    assert [one["verified"] for one in made["timeline"]] == [True, False]
    assert made["questions"] == [
        {"text": "Who decided?", "may_know": ["Ben"], "evidence": [], "answer": "Noor did.", "answered_by": None}
    ]


def test_a_models_statements_stand_in_the_json_file_with_their_messages_and_unverified_ones_in_no_file() -> None:
    made = json.loads(DOCUMENTS["json"].made(CASES["draft"]()))
    (summary,) = (one for one in made["sections"] if one["key"] == "summary")
    assert summary["statements"] == [
        {
            "text": "rolling it back ended the outage.",
            "evidence": ["1794924120.000100"],
            "verified": True,
            "reason": None,
        }
    ]
    for kind in ("md", "html", "json"):
        assert "It waits for somebody." not in DOCUMENTS[kind].made(CASES["draft"]()).decode()


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
@pytest.mark.parametrize("text", WORST, ids=range(len(WORST)))
def test_every_file_can_be_made_of_the_worst_document(kind: str, text: str) -> None:
    made = DOCUMENTS[kind].made(document_of(worst_facts(text, entries=20, sections=5)))
    assert made


def test_an_incident_over_midnight_has_both_its_days() -> None:
    there = document(zone="Asia/Tokyo")
    assert "- When: 2026-11-17, 23:02–23:47 JST, 45 min" in written(there)
    longer = there.model_copy(
        update={"zone": "Asia/Kolkata", "postmortem": a_postmortem(resolved_at=BEGIN + timedelta(days=1))}
    )
    assert "- When: 2026-11-17 19:32 IST to 2026-11-18 19:32 IST, 1 day" in written(longer)


def test_a_field_is_escaped_only_where_it_must_be() -> None:
    assert field("I think pool_max worked!!! #1 *now*") == "I think pool_max worked!!! #\u20601 \\*now\\*"


def test_the_timeline_speaks_the_documents_zone_and_dates_its_entries_where_there_are_several_days() -> None:
    made = written(document(zone="Europe/Berlin"))
    assert "Times are CET, all on 2026-11-17.\n\n| CET | kind |" in made
    assert "| 15:02 | change |" in made
    entries = (an_entry(), an_entry(id=2, at=BEGIN + timedelta(days=1)))
    assert "| 2026-11-18 14:02 | change |" in written(document().model_copy(update={"entries": entries}))


def test_an_empty_section_is_told_only_where_it_is_required() -> None:
    made = written(document())
    assert "## Impact\n\nNot written yet.\n" in made
    assert "## Response" not in made


def test_what_a_template_starts_a_section_with_is_not_written_yet() -> None:
    made = document("Say what happened.")
    started = tuple(one.model_copy(update={"default": "Say what happened.\n"}) for one in made.definitions)
    assert "## Summary\n\nNot written yet.\n" in written(made.model_copy(update={"definitions": started}))
    assert "## Summary\n\nSay what happened.\n" in written(made)


def test_mentions_in_a_section_are_names_and_an_id_is_nobodys_name() -> None:
    said = spoken(document(), "ask <@U1>, <@U9> and <@U8|K*y> in <#C7|pay_ments> or <#C8>, <!here>")
    assert said == r"ask @Maya, @somebody and @K\*y in #pay\_ments or #the channel, @here"


def test_every_blocker_that_can_be_set_aside_has_its_words() -> None:
    source = Path(gate.__file__).read_text(encoding="utf-8")
    codes = {
        code
        for code in re.findall(r'(?:_blocker|_about_items)\(\s*"(\w+)"|code="(\w+)"', source)
        for code in code
        if code
    }
    never = {"review", "discarded", "not_discarded", "has_author", "approved", "no_approval", "item_waits"}
    of_publishing = codes - never
    assert {code for code in of_publishing if not is_said(f"file.lifted.{code}")} == set()


ONE_LINE = st.one_of(
    st.lists(st.sampled_from((*BUILDING, *WORST[:6], "](javascript:x)", "<@U1>", "#1")), max_size=6).map("".join),
    st.text(max_size=40),
)


def filled(text: str) -> Document:
    """Return a document with a text in every place that has one line."""
    return Document(
        postmortem=a_postmortem(
            title=text, severity=text or None, services=(text, text), sections=document().postmortem.sections
        ),
        incidents=(an_incident(title=text, channel_name=text, external_id="1"),),
        entries=(an_entry(text=text, actor="U1"),),
        unverified=(an_entry(text=text, reason=text or "x", verified=False),),
        reviews=(Review(reviewer="U1", note=text),),
        overrides=(Override(key="ai", by="U1", reason=text or "x"),),
        items=(ActionItem(id=1, text=text or "x", owner="U1", justification=text, evidence=text, ticket=text),),
        questions=(Question(text=text or "x", asks=("U1",)),),
        names={"U1": text},
        links={"1794924120.000100": text},
    )


@settings(max_examples=60, deadline=None)
@given(text=ONE_LINE)
def test_a_markdown_file_has_the_same_structure_whatever_its_texts_are(text: str) -> None:
    def skeleton(made: Document) -> list[str]:
        tokens = PARSER.parse(written(made))
        inside = (child for one in tokens for child in one.children or () if not child.type.startswith("text"))
        return [*(one.type for one in tokens), *(one.type for one in inside)]

    assert skeleton(filled(f"x{text}x")) == skeleton(filled("x"))


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=40))
def test_a_json_file_has_the_same_structure_whatever_its_texts_are(text: str) -> None:
    def skeleton(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: skeleton(one) for key, one in value.items()}
        return [skeleton(one) for one in value] if isinstance(value, list) else type(value).__name__

    made, plain = (json.loads(DOCUMENTS["json"].made(filled(one))) for one in (f"x{text}", "x"))
    assert skeleton(made) == skeleton(plain)


@given(text=st.text(max_size=80))
def test_a_text_comes_back_from_a_json_file_as_it_was(text: str) -> None:
    typed = normalise(f"x{text}")
    sections = (Section(key="summary", title="Summary", text=typed),)
    made = filled(typed).model_copy(update={"postmortem": a_postmortem(title=typed, sections=sections)})
    read = PostmortemFile.model_validate_json(DOCUMENTS["json"].made(made))
    assert (read.title, read.items[0].text, read.timeline[0].text) == (typed, typed, typed)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60))
def test_whatever_a_section_says_a_markdown_file_has_the_same_headings(text: str) -> None:
    assert headings(written(document(f"x{text}"))) == headings(written(document("x")))
