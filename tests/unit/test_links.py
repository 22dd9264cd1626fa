"""Links: a machine's text leads only to what it cites, and no label hides where a link leads, in no format."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader

from blocks import spans
from blocks.documents import DOCUMENTS
from blocks.documents.escaping import section
from blocks.documents.parts import Bullets, Paragraph, Quote, Span, Table
from blocks.documents.prose import blocks
from blocks.markdown import inline
from bot.domain.documents import Document
from bot.domain.grounding import ground
from bot.domain.incidents import Message, Transcript
from bot.domain.links import addresses_of, only_these, unsaid_goal, with_cited_links
from bot.domain.postmortems import Section
from bot.domain.timeline import Claim, EntryKind, Narrative, Question, SectionText
from tests.unit.drawn import a_postmortem, an_incident

CITED = "https://grafana.example/d/pool?from=1"
SAID = Message(ts="1700000000.000100", author="U1", author_name="Maya", text=f"see {CITED}, it is red")
OTHER = Message(ts="1700000060.000100", author="U2", author_name="Ben", text="also <https://other.example/x>")
TRANSCRIPT = Transcript(channel="C1", messages=(SAID, OTHER), members={"U1": "Maya"})
ALLOWED = addresses_of([SAID])
LONGEST = 300
PARSER = MarkdownIt("commonmark").enable("table")


def leading(markdown: str) -> set[str]:
    """Return every address that any of our readers of Markdown, or one that follows CommonMark, makes a link of."""
    found = {one.target for line in markdown.split("\n") for one in spans.read(line) if one.kind in {"link", "image"}}
    found |= {one.url for one in runs(blocks(markdown)) if one.url}
    for written in (markdown, section(markdown)):
        inside = [child for token in PARSER.parse(written) for child in token.children or ()]
        found |= {
            str(one.attrs.get("href") or one.attrs.get("src")) for one in inside if one.type in {"link_open", "image"}
        }
    return found


def runs(found: object) -> Iterator[Span]:
    for block in found if isinstance(found, tuple) else ():
        match block:
            case Span():
                yield block
            case Paragraph():
                yield from block.spans
            case Quote():
                yield from runs(block.blocks)
            case Bullets():
                yield from (one for item in block.items for one in runs(item))
            case Table():
                yield from (one for row in (block.head, *block.rows) for cell in row for one in cell)


PIECES = (
    CITED, f"<{CITED}>", f"({CITED})", "https://evil.example/?d=1", "HTTPS://evil.example", "mailto:x@evil.example",
    "[a](", "[", "]", "](", ")", "(", "<", ">", "![", "!", "\\", "`", "*", "_", "'", "|", "\n", " ", "x", "[a]: ",
    "[a][a]", "&#104;ttps://evil.example", "https&colon;//evil.example", "//evil.example", "javascript:alert(1)",
    '"t"', "x@evil.example", ".", ",", "https://grafana.example", "/d/pool?from=1", "&x=2", "@evil.example",
)  # fmt: skip


@settings(max_examples=1_000)
@given(text=st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_machines_text_leads_nowhere_but_to_what_it_cites(text: str) -> None:
    assert leading(only_these(text, ALLOWED)) <= {CITED}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"See {CITED}, then.", f"See {CITED}, then."),
        (f"[The dashboard]({CITED}) was red.", f"[The dashboard]({CITED}) was red."),
        (f"({CITED})", f"({CITED})"),
        ("[The dashboard](https://evil.example/x) was red.", "The dashboard was red."),
        (f"[It]({CITED}&d=secret) was red.", "It was red."),
        (f"See {CITED}&d=secret.", "See (link left out)."),
        ("![all of it](https://evil.example/?d=1) was red.", "all of it was red."),
        (f"![all of it]({CITED})", f"[all of it]({CITED})"),
        ("www.evil.example/x and mailto:x@evil.example", "(link left out) and (link left out)"),
        ("Pool at 12/12, ratio a:b // never mind", "Pool at 12/12, ratio a:b // never mind"),
    ],
)
def test_of_a_link_that_is_not_cited_the_words_stay(text: str, kept: str) -> None:
    assert only_these(text, ALLOWED) == kept


def test_each_text_of_a_narrative_may_link_to_its_own_messages_alone() -> None:
    both = f"{CITED} and https://other.example/x"
    made = with_cited_links(
        Narrative(
            title=f"Down {CITED}",
            sections=(SectionText(key="summary", text=both, cites=(SAID.ts,)), SectionText(key="impact", text=both)),
            questions=(Question(text=both, cites=(OTHER.ts, "1.0")),),
        ),
        TRANSCRIPT,
    )
    out = "(link left out)"
    assert made.title == f"Down {out}"
    assert [one.text for one in made.sections] == [f"{CITED} and {out}", f"{out} and {out}"]
    assert made.questions[0].text == f"{out} and https://other.example/x"


def test_an_entry_of_a_machine_with_a_strange_link_is_unverified_and_does_not_lead_there() -> None:
    claim = Claim(cites=(SAID.ts,), kind=EntryKind.FINDING, text="it is red, see https://grafana.example/d/pool")
    [entry] = ground([claim], TRANSCRIPT)
    assert (entry.text, entry.verified) == ("it is red, see (link left out)", False)


LABELS = (
    "bank.example", "https://bank.example/login", "evil.example.bank.example", "x.evil.example",
    "bank.example evil.example",
    "evil.example", "the docs", "bank\u3002example", "b\u0430nk.example",
    "evil.example/bank.example", "me@bank.example", "BANK.EXAMPLE",
    "evil.example@bank.example", "x" * 400, "bank.example " * 40, "evil-example", "**bank.example**", "`bank.example`",
)  # fmt: skip
TARGETS = ("https://evil.example/", "http://EVIL.example:8080/bank.example?bank.example", "mailto:x@evil.example")


def is_honest(url: str, shown: str) -> bool:
    """Say whether a label names the host of its link: at its end, or as the only thing in it that looks like one."""
    host = "x@evil.example" if url.startswith("mailto") else "evil.example"
    likely = re.findall(r"(?<![\w/.-])[\w-]+(?:[.\u3002][\w-]+)+", shown)
    return shown.rstrip("\u2069").endswith(f"({host})") or set(likely) == {host} or shown == url


@pytest.mark.parametrize("url", TARGETS)
@pytest.mark.parametrize("label", LABELS)
def test_no_label_hides_where_its_link_leads_in_slack(label: str, url: str) -> None:
    found = re.findall(r"<([^|>]+)\|([^>]*)>", inline(f"[{label}]({url})"))
    assert [(one, is_honest(url, unescape(shown))) for one, shown in found] == [(url, True)]


@pytest.mark.parametrize("url", TARGETS)
@pytest.mark.parametrize("label", LABELS)
def test_no_label_hides_where_its_link_leads_in_markdown(label: str, url: str) -> None:
    [paragraph] = [one.children or [] for one in PARSER.parse(section(f"[{label}]({url})")) if one.type == "inline"]
    shown = "".join(one.content for one in paragraph)
    is_link = any(one.type == "link_open" for one in paragraph)
    assert is_honest(url, shown) if len(label) < LONGEST else not is_link


@pytest.mark.parametrize("url", TARGETS)
@pytest.mark.parametrize("label", LABELS)
def test_no_label_hides_where_its_link_leads_in_html(label: str, url: str) -> None:
    html = DOCUMENTS["html"].made(document(f"[{label}]({url})")).decode()
    found = re.findall(r'<a [^>]*href="([^"#]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    shown = [re.sub("<[^>]*>", "", said) for where, said in found if unescape(where) == url]
    assert is_honest(url, unescape("".join(shown)))


def document(text: str) -> Document:
    summary = Section(key="summary", title="Summary", position=0, required=True, text=text)
    return Document(postmortem=a_postmortem(sections=(summary,)), incidents=(an_incident(),))


def test_no_label_hides_where_its_link_leads_in_pdf() -> None:
    lines = [f"start{n} [{label}]({url}) end{n}" for n, label in enumerate(LABELS) for url in TARGETS[:1]]
    read = PdfReader(BytesIO(DOCUMENTS["pdf"].made(document("\n\n".join(lines)))))
    shown = " ".join(page.extract_text() for page in read.pages).replace("\n", "").replace("\u200b", "")
    for n, label in enumerate(LABELS):
        [said] = re.findall(rf"start{n} (.*?) ?end{n}(?!\d)", shown)
        assert is_honest(TARGETS[0], said.replace(" ", "") if len(label) > 100 else said)
    leading_to = {
        one.get_object()["/A"]["/URI"]
        for page in read.pages
        for one in page.get("/Annots", ())
        if "/URI" in one.get_object().get("/A", {})
    }
    assert leading_to == {TARGETS[0]}


def test_a_label_that_says_where_it_leads_is_left_alone() -> None:
    assert unsaid_goal("https://a.example/x.html", "https://a.example/x.html") == ""
    assert unsaid_goal("https://a.example/x", "the docs on a.example") == ""
    assert unsaid_goal("https://localhost/x", "localhost") == ""
    assert unsaid_goal("mailto:x@a.example", "write to x@a.example") == ""
    assert unsaid_goal("https://a.example/x", "pool.max") == "a.example"
