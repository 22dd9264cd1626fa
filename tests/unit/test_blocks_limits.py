"""Whatever is in a document, what is drawn of it fits Slack, says nothing aloud, and keeps its own words."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocks import creation, drafts, drafts_card, drafts_timeline, home, lists, notes, problems, reading, welcome
from blocks import help as helping
from bot.domain.errors import Offer, Problem
from bot.domain.grammar import Words
from bot.domain.people import Audience, Member
from bot.domain.postmortems import Progress, Stage, Status
from bot.domain.publishing import Silence
from bot.domain.surfaces import CardFacts, HereFacts, HomeFacts, Listed, ListFacts, Rendered, SetUp, Unheard
from bot.domain.text import normalise, utf16_length
from bot.domain.words import Glyph, without_glyphs
from sandbox import validate
from tests.unit import test_blocks_items_lists as of_item_lists
from tests.unit.drawn import BEGIN, END, NOW, WORST, a_postmortem, alive, an_incident, buttons, facts, walk, worst_facts

# what the entrance lets through; a lone surrogate or NUL never reaches a surface
STORED = tuple(normalise(one) for one in WORST)
FRAGMENTS = st.sampled_from([*(one[:200] for one in STORED), "*", "_", "`", "```", "<", ">", "&", "|", "\n", " ", "a"])
TEXTS = st.lists(FRAGMENTS, max_size=30).map("".join)


def states(full: CardFacts) -> list[CardFacts]:
    """Return the same facts in every state that a card has in this release."""
    postmortem, incident = full.postmortem, full.incident
    assert postmortem is not None

    def of(**over: Any) -> CardFacts:
        return full.model_copy(update={"postmortem": postmortem.model_copy(update=over)})

    def offer(**over: Any) -> CardFacts:
        return full.model_copy(update={"postmortem": None, "incident": incident.model_copy(update=over)})

    trouble = incident.resolved_how
    return [
        full,
        of(progress=Progress(stage=Stage.READING)),
        of(progress=Progress(stage=Stage.READING, messages=240, threads=9, resume_at=NOW + timedelta(minutes=3))),
        of(progress=Progress(stage=Stage.NARRATING, messages=412, threads=37, files=9), author=None),
        of(progress=Progress(stage=Stage.FAILED, trouble=trouble)),
        of(held_at=NOW, author=None),
        of(discarded_at=NOW),
        of(author=None),
        of(due_at=BEGIN),
        of(status=Status.IN_REVIEW),
        of(status=Status.PUBLISHED),
        of(status=Status.ARCHIVED),
        full.model_copy(update={"audience": Audience(channel="C1", is_shared=True)}),
        full.model_copy(update={"audience": Audience(channel="C1", is_private=True)}),
        offer(),
        offer(skipped_by="U1", skipped_at=NOW),
        offer(skipped_by="U1", skipped_at=NOW - timedelta(days=2)),
        offer(skipped_by="U1", skipped_at=NOW, skip_reason="known_cause"),
    ]


def replies(full: CardFacts) -> list[Rendered]:
    shared = full.model_copy(update={"audience": Audience(channel="C1", is_shared=True)})
    lined = full.model_copy(update={"tables": False})
    author = full.model_copy(update={"audience": Audience(channel="D1", member="U1", is_private=True)})
    drawers: tuple[Callable[[CardFacts], Rendered], ...] = (drafts.timeline, drafts.questions)
    drawn = [draw(one) for draw in drawers for one in (full, shared, lined)]
    return [*drawn, drafts.ready_dm(author), drafts.handed_dm(author), drafts_card.bare_card(full, "7f3a")]


def messages(full: CardFacts, text: str) -> list[Rendered]:
    postmortem = full.postmortem
    assert postmortem is not None
    problem = Problem(text or "No.", offers=tuple(Offer), postmortem=3, channel="C1")
    here = HereFacts(postmortem=postmortem, incident=full.incident, names=full.names, card_link="https://a.example/x")
    return [
        *(drafts.card(one) for one in states(full)),
        *replies(full),
        notes.note("U1", text[:80], text),
        notes.withdrawn(text[:80]),
        notes.undo(1),
        welcome.invited("incident_resolved"),
        problems.message(problem),
        problems.done(text or "Done."),
        helping.here(here),
        helping.here(HereFacts()),
        helping.here(HereFacts(incident=full.incident)),
        helping.shown(full, "https://a.example/x"),
        helping.shown(full, None),
        helping.unknown(Words(word=text[:500], rest=text), "publish"),
        helping.unknown(Words(word=text[:500])),
        helping.by_click(Words(word="list", rest=text)),
        drafts.card_link(postmortem, "https://a.example/x"),
        drafts.card_link(postmortem, None),
    ]


def listed(text: str, number: int) -> Listed:
    return Listed(
        id=number,
        number=number,
        title=text[:120],
        status=Status.DRAFT,
        severity=text[:120],
        author="U1",
        updated_at=END,
        due_at=END,
        channel="C1",
    )


def views(full: CardFacts, text: str) -> list[dict[str, Any]]:
    postmortem = full.postmortem
    assert postmortem is not None
    rows = tuple(listed(text, n) for n in range(1, 16))
    member = Member(workspace="T1", id="U1", name=text[:80])
    problem = Problem(text or "No.", offers=tuple(Offer), postmortem=3, channel="C1")
    silence = Silence(channel="C9", name=text[:80], code=text[:60] or "x")
    busy = HomeFacts(
        now=NOW,
        member=member,
        items=of_item_lists.worst(text),
        drafts=rows,
        more_drafts=9,
        published=rows,
        more_published=90,
        setup=SetUp(steps={"running": True, "channel": False, "admin": False}),
        unheard=tuple(Unheard(row=one, silence=silence) for one in rows),
        more_unheard=90,
        names=full.names,
    )
    return [
        *(reading.document_view(full, page) for page in (1, 10_000)),
        *(reading.timeline_view(full, page) for page in (0, 10_000)),
        reading.answer_view(full, 1),
        drafts.not_mine_view(postmortem),
        creation.create_view(title=text, severity="SEV2", services=(text,), channels=("C1",)),
        creation.create_view(),
        lists.view(ListFacts(rows=rows, total=100, page=3, names=full.names)),
        lists.view(ListFacts(status=Status.DRAFT)),
        lists.view(ListFacts(mine=True)),
        problems.view(problem),
        home.view(busy),
        home.view(HomeFacts(now=NOW, member=member)),
        home.closed(),
        home.how_view(),
    ]


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
@pytest.mark.parametrize("tables", [True, False])
def test_every_message_fits_slack_at_the_legal_maxima_with_the_worst_text(text: str, *, tables: bool) -> None:
    for drawn in messages(worst_facts(text, tables=tables), text):
        assert validate.message({"text": drawn.text, "blocks": list(drawn.blocks)}) == []
        assert alive(drawn.blocks, drawn.text) == []
        shown = sum(utf16_length(str(one["text"])) for one in walk(drawn.blocks) if isinstance(one.get("text"), str))
        assert shown <= 12_000
        assert 0 < utf16_length(drawn.text) <= 4_000
        assert len(drawn.blocks) <= 23


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_every_window_fits_slack_at_the_legal_maxima_with_the_worst_text(text: str) -> None:
    for drawn in views(worst_facts(text), text):
        assert validate.view(drawn) == []
        assert alive(drawn) == []
        assert len(json.dumps(drawn)) <= 200_000
        assert len(drawn["blocks"]) <= (50 if drawn["type"] == "modal" else 58)
        assert len(drawn.get("private_metadata") or "") <= 200


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_any_text_is_drawn_inside_slacks_limits_and_wakes_nobody(text: str) -> None:
    full = worst_facts(text, entries=25, sections=4)
    for message in messages(full, text):
        assert validate.message({"text": message.text, "blocks": list(message.blocks)}) == []
        assert alive(message.blocks, message.text) == []
    for view in views(full, text):
        assert validate.view(view) == []
        assert alive(view) == []


def test_every_button_about_a_postmortem_is_heard_with_its_number() -> None:
    full = worst_facts("Checkout")
    drawn: list[Any] = [one.blocks for one in messages(full, "PM-42 is not yours.")]
    drawn += views(full, "PM-42 is not yours.")
    mute = [
        one
        for payload in drawn
        for one in buttons(payload)
        if '"p":' in one["value"] and "PM-" not in str(one.get("accessibility_label"))
    ]
    assert mute == []


def test_every_button_is_heard_with_its_own_words() -> None:
    drawn = [one for payload in (m.blocks for m in messages(worst_facts("Checkout"), "x")) for one in buttons(payload)]
    assert [one for one in drawn if not str(one["accessibility_label"]).startswith(one["text"]["text"])] == []


def test_no_row_has_more_than_four_controls() -> None:
    full = worst_facts("Checkout")
    drawn: list[Any] = [*(one.blocks for one in messages(full, "x")), *views(full, "x")]
    rows = [one for payload in drawn for one in walk(payload) if one.get("type") == "actions"]
    assert max(len(one["elements"]) for one in rows) == 4


def test_a_glyph_only_repeats_the_words_beside_it() -> None:
    full = facts(postmortem=a_postmortem(progress=Progress(stage=Stage.NARRATING, messages=412, threads=37, files=9)))
    said = [str(one["text"]) for one in walk(drafts.card(full).blocks) if one.get("type") == "mrkdwn"]
    steps = without_glyphs(said[1]).split("\n")
    assert steps == [
        "Reading the channel: 412 messages, 37 threads, 9 files",
        "Building the timeline",
        "Checking every line against its messages",
    ]


def test_the_products_own_texts_use_the_seven_glyphs_and_no_other_sign() -> None:
    full = worst_facts("Checkout")
    drawn: list[Any] = [*(one.blocks for one in messages(full, "Checkout")), *views(full, "Checkout")]
    said = "".join(str(one["text"]) for payload in drawn for one in walk(payload) if isinstance(one.get("text"), str))
    known = {glyph.value for glyph in Glyph} | set("·–…•")
    assert {sign for sign in said if not sign.isascii()} - known == set()


def test_a_card_of_an_incident_without_any_facts_can_be_drawn() -> None:
    bare = an_incident(title="", severity=None, services=(), started_at=None, resolved_at=None, channel_name="")
    drawn = drafts.card(
        facts(incident=bare, postmortem=a_postmortem(title="", severity=None, services=(), author=None))
    )
    assert validate.message({"text": drawn.text, "blocks": list(drawn.blocks)}) == []


def test_the_timeline_reply_shows_forty_rows_of_two_hundred_and_says_so() -> None:
    full = worst_facts("The pool ran out of connections on all nodes at once", entries=250)
    drawn = drafts_timeline.timeline(full)
    rows = next(one for one in drawn.blocks if one["type"] == "table")["rows"]
    assert len(rows) == 41
    assert drawn.blocks[0]["text"]["text"] == "*Timeline* · 200 entries, 50 unverified · 40 of 200 shown"
