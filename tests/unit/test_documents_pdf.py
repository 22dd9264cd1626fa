"""The PDF: the same everywhere, accessible, with links that lead where they say, and no text that can stop it."""

import functools
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from blocks.documents import DOCUMENTS
from blocks.documents.scripts import language, readable
from blocks.text import is_safe_url
from bot.domain.documents import Document
from tests.unit.document_cases import CASES, GOLDEN, HOSTILE, as_text, long, ordinary, postmortem
from tests.unit.test_documents import ONE_LINE, filled

BLOCKS = {"/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD", "/L", "/LI"}


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {name: DOCUMENTS["pdf"].made(make()) for name, make in CASES.items()}


def prose(text: str) -> Document:
    return Document(postmortem=postmortem({"summary": text}, {}))


def shown(document: Document) -> str:
    """Return what is on the pages, without spaces and line ends: where a line ends is a matter of its width."""
    return squeezed(as_text(DOCUMENTS["pdf"].made(document)))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def parts(pdf: bytes) -> list[str]:
    """Return the kinds of the parts that a screen reader finds, in their order."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for one in node:
                yield from walk(one)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield str(node["/S"])
            if "/K" in node:
                yield from walk(node["/K"])

    root: Any = PdfReader(BytesIO(pdf)).trailer["/Root"]
    return list(walk(root["/StructTreeRoot"]))


@pytest.mark.parametrize("name", CASES)
def test_what_is_on_the_pages_is_the_golden_text(name: str, made: dict[str, bytes]) -> None:
    assert as_text(made[name]) == (GOLDEN / f"{name}.pdf.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_the_same_document_has_the_same_bytes(name: str, made: dict[str, bytes]) -> None:
    assert DOCUMENTS["pdf"].made(CASES[name]()) == made[name]


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_tagged_and_keeps_the_rules_for_readers_who_hear(name: str, made: dict[str, bytes]) -> None:
    root: Any = PdfReader(BytesIO(made[name])).trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], str(root["/Lang"])) == (True, "en")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()  # so no letter is without a glyph


def test_a_file_says_what_it_is(made: dict[str, bytes]) -> None:
    about = PdfReader(BytesIO(made["ordinary"])).metadata
    assert about is not None
    assert (about.title, about.author) == ("PM-42 · Checkout errors after a cache change", "Maya Lindqvist")
    assert about.creation_date == datetime(2026, 11, 22, 14, 47, tzinfo=UTC)


def test_each_page_has_its_number_and_what_it_is_a_page_of(made: dict[str, bytes]) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(made["long"])).pages]
    for n, text in enumerate(pages, 1):
        assert f"Page {n} of {len(pages)}" in text
        assert "PM-42 · Checkout errors after a cache change" in text
        assert "Published · Organisation" in text


def test_the_head_of_the_timeline_is_on_each_of_its_pages(made: dict[str, bytes]) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(made["long"])).pages]
    with_entries = [text for text in pages if re.search(r"Step \d+: node", text)]
    assert len(with_entries) > 5
    assert all("what happened" in text for text in with_entries)


def test_every_entry_of_a_long_timeline_is_there(made: dict[str, bytes]) -> None:
    text = as_text(made["long"])
    assert [n for n in range(300) if f"Step {n}: node" not in text] == []
    assert parts(made["long"]).count("/TR") > len(long().entries)


@pytest.mark.parametrize("name", CASES)
def test_links_lead_only_to_safe_addresses(name: str, made: dict[str, bytes]) -> None:
    reader = PdfReader(BytesIO(made[name]))
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    addresses = [str(note["/A"]["/URI"]) for note in notes]
    assert [one for one in addresses if not is_safe_url(one)] == []
    assert {str(note["/A"]["/S"]) for note in notes} <= {"/URI"}
    assert bool(addresses)


def test_a_file_runs_nothing(made: dict[str, bytes]) -> None:
    for pdf in made.values():
        root: Any = PdfReader(BytesIO(pdf)).trailer["/Root"]
        assert set(root) & {"/OpenAction", "/AA", "/AcroForm", "/JavaScript"} == set()


def test_what_looks_like_typst_is_text() -> None:
    assert squeezed('#read("/etc/passwd") #panic("x") $x^2$ @ref <label>') in shown(prose(HOSTILE[0]))


def test_letters_that_no_font_has_are_named_and_not_lost() -> None:
    assert readable("plain, καλά, 你好, مرحبا, 🔥") == "plain, καλά, 你好, مرحبا, 🔥"
    assert readable("ᚠ \ue000 \U00013000") == "[U+16A0] [U+E000] [U+13000]"
    assert readable("0\u16800") == "0 0"
    assert readable("⟦ 𝔘𝔫") == "[mathematical left white square bracket] Un"


def test_a_text_is_spoken_in_the_language_of_its_letters() -> None:
    texts = ("hello", "你好", "接続プール", "연결 풀", "مرحبا", "שלום", "checkout 你 failed again today", "")
    assert [language(one) for one in texts] == ["en", "zh", "ja", "ko", "ar", "he", "en", "en"]


def test_a_word_without_an_end_stays_on_the_page() -> None:
    reader = PdfReader(BytesIO(DOCUMENTS["pdf"].made(prose("9" * 3000))))
    lines = [line for page in reader.pages for line in page.extract_text().split("\n") if "999" in line]
    assert max(len(line) for line in lines) < 120
    assert sum(line.count("9") for line in lines) >= 3000


def test_too_deep_quotes_and_lists_are_told_and_not_lost() -> None:
    assert squeezed("(40 levels deep) deep quote") in shown(prose(HOSTILE[5]))
    assert squeezed("(40 levels deep) deep list") in shown(prose(HOSTILE[6]))
    levels = as_text(DOCUMENTS["pdf"].made(prose(HOSTILE[7])))
    assert [n for n in range(40) if f"level {n}" not in levels] == []


@pytest.mark.parametrize("before", ["```a`\n", "```\na\n```\n", "~~~ `\n~~~\n", ""])
def test_lists_in_lists_without_end_stop_no_export_and_lose_nothing(before: str) -> None:
    deep = "\n".join(f"{'  ' * n}- depth{n}" for n in range(90))
    text = shown(prose(f"{before}{deep}"))
    assert [n for n in range(90) if f"depth{n}" not in text] == []


def test_what_typst_can_make_accessible_by_no_means_is_made_all_the_same() -> None:
    refused = DOCUMENTS["pdf"].made(prose("~~https://old.example/runbook~~ is gone"))
    root: Any = PdfReader(BytesIO(refused)).trailer["/Root"]
    assert b"pdfuaid" not in root["/Metadata"].get_data()  # else this text would be none that tries it
    assert (root["/MarkInfo"]["/Marked"], str(root["/Lang"])) == (True, "en")
    assert "https://old.example/runbookisgone" in squeezed(as_text(refused))


@functools.cache
def parts_of(text: str, facts: Callable[[str], Document]) -> list[str]:
    return parts(DOCUMENTS["pdf"].made(facts(text)))


@settings(max_examples=25, deadline=None)
@given(text=ONE_LINE)
def test_a_file_has_the_same_parts_whatever_its_texts_are(text: str) -> None:
    was, now = ([one for one in parts_of(said, filled) if one in BLOCKS] for said in ("x", f"x{text}x"))
    assert now == was


@settings(max_examples=25, deadline=None)
@given(text=ONE_LINE)
def test_whatever_a_section_says_the_file_has_the_same_headings(text: str) -> None:
    was, now = ([one for one in parts_of(said, prose) if one.startswith("/H")] for said in ("x", f"x{text}"))
    assert now == was


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=60), typed=st.text(max_size=60))
def test_no_text_makes_an_export_fail(text: str, typed: str) -> None:
    changed = filled(text).model_copy(
        update={"postmortem": postmortem({"summary": typed}, {"impact": {"users": text}})}
    )
    assert DOCUMENTS["pdf"].made(changed).startswith(b"%PDF-")


def test_a_published_document_is_dated_by_its_publication_and_not_by_when_it_is_made() -> None:
    later = ordinary().model_copy(update={"postmortem": ordinary().postmortem.model_copy(update={"version": 99})})
    assert DOCUMENTS["pdf"].made(later) == DOCUMENTS["pdf"].made(ordinary())
