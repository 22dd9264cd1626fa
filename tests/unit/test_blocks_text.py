"""The one escape and its relatives, and Markdown drawn as mrkdwn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import markdown, text
from bot.domain.text import utf16_length
from tests.unit.drawn import BEGIN


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("cache_pool_size 2*3*4", "cache_pool_size 2*3*4"),
        ("*Next:* _now_ ~12", "\u2217Next:\u2217 \u02cdnow\u02cd \u223c12"),
        ("`code` ```fence", "\u02cbcode\u02cb \u02cb\u02cb\u02cbfence"),
        ("> quoted\n>> twice", "\u203a quoted\n\u203a\u203a twice"),
        ("error rate > 5%", "error rate &gt; 5%"),
        ("plain", "plain"),
    ],
)
def test_nothing_that_somebody_else_wrote_formats_links_or_mentions(raw: str, shown: str) -> None:
    assert text.escape(raw) == shown


def test_a_name_with_a_second_line_stays_one_line() -> None:
    assert text.name("Maya\n*Next:* done") == "Maya \u2217Next:\u2217 done"


def test_a_text_is_cut_before_it_is_escaped_so_that_no_entity_is_halved() -> None:
    assert text.escape("&" * 100, room=26) == "&amp;" * 5 + "…"


def test_a_limit_counts_units_of_the_raw_text() -> None:
    assert text.escape("abcdef", 4) == "abc…"


def test_right_to_left_text_is_isolated_and_other_text_is_not() -> None:
    assert text.name("\u05d0\u05d1") == "\u2068\u05d0\u05d1\u2069"


def test_a_plain_text_cannot_even_look_like_a_mention() -> None:
    assert text.plain("<!channel> is <b>", 80) == "\u2039!channel> is <b>"


def test_code_cannot_be_closed_from_inside() -> None:
    assert text.code("/postmortem `x` <y>") == "`/postmortem \u02cbx\u02cb &lt;y&gt;`"


def test_a_link_shows_its_host_where_its_label_does_not() -> None:
    assert text.link("https://docs.example/a?b=1&c=2", "the docs") == (
        "<https://docs.example/a?b=1&amp;c=2|the docs (docs.example)>"
    )


def test_a_link_whose_label_names_its_host_keeps_its_label() -> None:
    assert text.link("https://docs.example/a", "Docs.example page") == "<https://docs.example/a|Docs.example page>"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a.example/x|y",
        "https://a.example/>x",
        "https://user@a.example/",
        "https://",
        "http://bücher.example/",
        "mailto:a@b.example?bcc=c",
        "https://[bad",
        "ftp://a.example",
    ],
)
def test_an_address_that_is_not_safe_is_only_text(url: str) -> None:
    assert text.link(url, "press") == "press"


def test_a_label_cannot_end_its_link() -> None:
    assert text.own_link("https://a.example/", "x|y>z") == "<https://a.example/|x\u2223y&gt;z>"


def test_a_moment_is_told_in_the_readers_zone_with_its_utc_words_beside() -> None:
    assert text.moment(BEGIN) == "<!date^1794924120^{date_short} at {time}|Nov 17, 14:02 UTC>"


@given(raw=st.text(max_size=300), room=st.integers(1, 200))
def test_an_escaped_text_never_needs_more_room_than_it_has(raw: str, room: int) -> None:
    assert utf16_length(text.escape(raw, room=room)) <= room


@given(raw=st.text(max_size=400), limit=st.integers(20, 200))
def test_a_plain_text_never_passes_its_limit(raw: str, limit: int) -> None:
    assert utf16_length(text.plain(raw, limit)) <= limit


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("**bold** and *italic* and ~~gone~~", "*bold* and _italic_ and ~gone~"),
        ("`a <b>`", "`a &lt;b&gt;`"),
        ("# A **heading**", "*A heading*"),
        ("- one\n  - two\n1. three", "• one\n    • two\n1. three"),
        ("> quoted\n>> deeper", "&gt; quoted\n&gt; \u203a deeper"),
        ("[docs](https://a.example/x)", "<https://a.example/x|docs (a.example)>"),
        ("[docs](javascript:x)", "docs"),
        ("![a picture](https://a.example/x.png)", "a picture"),
        ("see https://a.example/x_y.", "see <https://a.example/x_y|https://a.example/x_y>."),
        ("<!channel> <script>", "&lt;!channel&gt; &lt;script&gt;"),
        ("```\na <b> *c*\n```", "```\na &lt;b&gt; *c*\n```"),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
        (r"\*not bold\*", "\u2217not bold\u2217"),
    ],
)
def test_markdown_is_drawn_as_mrkdwn(source: str, shown: str) -> None:
    assert markdown.paragraphs(source) == [[shown]]


def test_paragraphs_are_told_apart_by_an_empty_line() -> None:
    assert markdown.paragraphs("one\ntwo\n\nthree") == [["one\ntwo"], ["three"]]


def test_a_fence_that_is_not_closed_is_closed() -> None:
    assert markdown.paragraphs("```\nopen") == [["```\nopen\n```"]]


def test_nothing_of_a_long_line_is_lost() -> None:
    source = "".join(f"word{n} " for n in range(3_000))
    pieces = [piece for pieces in markdown.paragraphs(source) for piece in pieces]
    assert "".join(pieces).split() == source.split()
    assert max(len(piece) for piece in pieces) <= text.SECTION_ROOM


@given(source=st.text(alphabet="*_~`[]()!<>&|#-\n ab1.:/https\\\u05d0", max_size=300))
def test_every_piece_of_any_markdown_fits_its_block(source: str) -> None:
    pieces = [piece for pieces in markdown.paragraphs(source, 120) for piece in pieces]
    assert [piece for piece in pieces if utf16_length(piece) > 120] == []
