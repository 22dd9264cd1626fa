"""The HTML file: one file that asks nothing of anybody, readable by everybody, with no element that stems from text."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks.documents import DOCUMENTS
from blocks.documents.to_html import environment, tone
from blocks.text import is_safe_url
from bot.domain.documents import Document
from tests.unit.document_cases import CASES, GOLDEN, HOSTILE, postmortem
from tests.unit.test_documents import BUILDING, ONE_LINE, filled

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "span", "h1", "h2", "h3", "strong", "em", "s",
    "code", "pre", "br", "table", "thead", "tbody", "tr", "th", "td", "nav", "ol", "ul", "li", "main", "section",
    "blockquote", "hr", "div", "footer",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "rel", "dir", "scope", "role", "tabindex",
    "aria-label", "aria-labelledby", "id", "start",
}  # fmt: skip
VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """What a browser makes of a file: elements with their attributes, and the text between them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "br":
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)

    def values(self, attribute: str) -> Iterator[str]:
        return (attributes[attribute] for _, attributes in self.elements if attribute in attributes)


def page(document: Document) -> Page:
    return Page(DOCUMENTS["html"].made(document).decode())


def prose(text: str) -> Document:
    return Document(postmortem=postmortem({"summary": text}, {}))


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_the_golden_one(name: str) -> None:
    assert DOCUMENTS["html"].made(CASES[name]()) == (GOLDEN / f"{name}.html.txt").read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_a_file_has_only_elements_and_attributes_of_ours_and_closes_each(name: str) -> None:
    made = page(CASES[name]())
    assert ({tag for tag, _ in made.elements} - ELEMENTS, made.wrong, made.open) == (set(), [], [])
    assert {key for _, attributes in made.elements for key in attributes} - ATTRIBUTES == set()


@pytest.mark.parametrize("name", CASES)
def test_a_file_leads_only_to_safe_addresses_and_tells_them_nothing(name: str) -> None:
    made = page(CASES[name]())
    outside = [one for tag, one in made.elements if tag == "a" and not one["href"].startswith("#")]
    assert [one["href"] for one in outside if not is_safe_url(one["href"])] == []
    assert {one["rel"] for one in outside} <= {"noopener noreferrer"}


def test_a_file_loads_nothing_and_runs_nothing() -> None:
    source = DOCUMENTS["html"].made(CASES["hostile"]()).decode()
    style = source.partition("<style>")[2].partition("</style>")[0]
    policy = next(one["content"] for tag, one in Page(source).elements if one.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert re.findall(r"url\(|@import|expression|@font-face", style) == []


def test_every_template_escapes_whatever_its_name_is() -> None:
    made = environment()
    assert made.list_templates() != []
    for name in ("x.txt", "x.j2", "x.html.j2"):
        template = made.from_string("{{ text }}", template_class=None)
        template.name = name
        assert template.render(text="<b>") == "&lt;b&gt;"
    assert made.autoescape is True


def test_nothing_in_a_template_is_marked_safe() -> None:
    source, _, _ = environment().loader.get_source(environment(), "postmortem.html.j2")  # type: ignore[union-attr]
    assert re.findall(r"\|\s*safe\b|autoescape\s+false|Markup", source.partition("-#}")[2]) == []


def test_a_reader_who_hears_finds_a_way_through_it() -> None:
    made = page(CASES["ordinary"]())
    levels = [tag for tag, _ in made.elements if re.fullmatch(r"h[1-6]", tag)]
    ids = [one["id"] for _, one in made.elements if "id" in one]
    assert dict(made.elements)["html"]["lang"] == "en"
    assert (levels.count("h1"), levels[0]) == (1, "h1")
    assert len(ids) == len(set(ids))
    assert {one.removeprefix("#") for one in made.values("href") if one.startswith("#")} <= set(ids)
    assert set(made.values("aria-labelledby")) <= set(ids)
    assert {one.get("scope") for tag, one in made.elements if tag == "th"} == {"col", "row"}
    first = next(one for tag, one in made.elements if tag == "a")
    assert first == {"class": "skip", "href": "#text"}


def test_the_colours_can_be_told_apart_in_the_light_and_in_the_dark() -> None:
    sheet = DOCUMENTS["html"].made(CASES["ordinary"]()).decode().partition("<style>")[2].partition("</style>")[0]
    palettes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", part)) for part in sheet.split(":root {")[1:]]
    poor = [
        (name, ground, place)
        for place, colours in enumerate(palettes)
        for name in set(colours) - {"paper", "shade", "line"}
        for ground in ("paper", "shade")
        if contrast(colours[name], colours[ground]) < 4.5
    ]
    assert (len(palettes), poor) == (3, [])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 measures it."""

    def light(colour: str) -> float:
        parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_too_deep_quotes_and_lists_are_told_and_not_lost() -> None:
    for text, told in ((HOSTILE[5], "(40 levels deep) deep quote"), (HOSTILE[6], "(40 levels deep) deep list")):
        assert told in "".join(page(prose(text)).text)
    levels = "".join(page(prose(HOSTILE[7])).text).split()
    assert [n for n in range(40) if str(n) not in levels] == []


def test_a_row_with_more_cells_than_its_head_keeps_them() -> None:
    assert "| 1 | 2 | 3 lost? |" in "".join(page(prose("| a | b |\n|---|---|\n| 1 | 2 | 3 lost? |")).text)


PIECES = st.lists(st.sampled_from([*(one for one in BUILDING if one not in {"![", "&#35;"}), "wordy "]), max_size=16)


@settings(max_examples=150, deadline=None)
@given(pieces=PIECES)
def test_no_word_of_a_section_is_lost(pieces: list[str]) -> None:
    typed = "".join(piece if piece != "wordy " else f"word{n} " for n, piece in enumerate(pieces))
    shown = "".join(page(prose(f"first {typed}")).text)
    assert [word for word in re.findall(r"word\d+", typed) if word not in shown] == []


def skeleton(made: Page) -> list[tuple[str, list[str]]]:
    """Return the elements and which attributes they have; the language of a text is one of six words of ours."""
    return [(tag, sorted(set(attributes) - {"lang"})) for tag, attributes in made.elements]


@settings(max_examples=100, deadline=None)
@given(text=ONE_LINE)
def test_a_file_has_the_same_structure_whatever_its_texts_are(text: str) -> None:
    assert skeleton(page(filled(f"x{text}x"))) == skeleton(page(filled("x")))


@settings(max_examples=60, deadline=None)
@given(text=st.one_of(ONE_LINE, st.lists(st.sampled_from(BUILDING), max_size=14).map("".join)))
def test_whatever_a_section_says_the_file_has_the_same_parts(text: str) -> None:
    now, was = (page(prose(one)) for one in (f"x{text}", "x"))
    headings = [[one for one in made.elements if one[0] in {"h1", "h2", "section", "nav"}] for made in (now, was)]
    assert headings[0] == headings[1]
    assert ({tag for tag, _ in now.elements} - ELEMENTS, now.wrong, now.open) == (set(), [], [])


def test_a_severity_has_a_colour_only_where_it_is_a_known_word() -> None:
    assert [tone(one) for one in ("SEV1", "sev-2", "P3", "SEV4", 'x" onload="', "critical")] == [
        "grave", "middle", "mild", "", "", "",
    ]  # fmt: skip


def test_a_text_in_another_language_says_so() -> None:
    assert {*page(CASES["chinese"]()).values("lang")} == {"en", "zh", "ja", "ko"}
    assert {*page(CASES["arabic"]()).values("lang")} == {"en", "ar", "he"}
    assert {*page(CASES["hostile"]()).values("lang")} == {"en"}


def test_right_to_left_lists_have_their_bullets_at_the_right() -> None:
    made = page(CASES["arabic"]())
    assert {one["dir"] for tag, one in made.elements if tag == "ol" and "dir" in one} == {"rtl"}
