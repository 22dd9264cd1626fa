"""The reviewing surfaces: at the legal maxima and with the worst text they fit Slack, and every state has its words."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from blocks import (
    blame,
    mornings,
    proofreading,
    reviews,
    reviews_card,
    reviews_changes,
    reviews_checklist,
    reviews_comparison,
    reviews_morning,
)
from blocks.ids import Ref
from bot.domain.action_items import ActionItem
from bot.domain.differences import Change, Difference, Passage, Segment
from bot.domain.facts import Facts
from bot.domain.lifecycle import checklist
from bot.domain.mornings import MorningFacts
from bot.domain.people import Actor, Member, Role
from bot.domain.postmortems import Publication, Round, Status, Verb, Visibility
from bot.domain.proofreading import MOST_FINDINGS, ProofFacts, Remarks, proofread
from bot.domain.publishing import Place
from bot.domain.reviewing import (
    Blame,
    BlameFacts,
    ChecklistFacts,
    ComparisonFacts,
    Due,
    Halt,
    HelpFacts,
    Line,
    Moved,
    RequestFacts,
    ReviewFacts,
    SubmitFacts,
    Wordings,
)
from bot.domain.reviews import ChangeRequest, Review, ReviewState
from bot.domain.rewriting import Stand
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.templates import DEFAULT
from bot.domain.text import normalise
from bot.domain.timeline import Origin
from sandbox import validate
from tests.unit.drawn import NOW, WORST, alive, buttons, labels, walk, words, worst_facts

STORED = tuple(normalise(one) for one in WORST)
READER = Actor(workspace="T1", member="U2", role=Role.ORG_ADMIN)
PLACES = (Place(name="i" * 80, is_own=True), *(Place(name=f"{n}-{'p' * 78}") for n in range(12)), Place(), Place())
STATES = (ReviewState.APPROVED, ReviewState.STALE, ReviewState.OWED, ReviewState.ASKED_CHANGES)


def request(number: int, text: str, **over: Any) -> ChangeRequest:
    fields = {"id": number, "by": f"U{number % 9}", "reason": text[:2_000], "sections": ("custom_1", "custom_3")}
    return ChangeRequest(**{**fields, "at": NOW, "revision": 7, **over})


def reviewed(text: str, mine: ReviewState = ReviewState.OWED, **over: Any) -> ReviewFacts:
    """Return a document in review with ten reviewers, twenty requests and fifty items, all called by `text`."""
    full = worst_facts(text, entries=60, sections=30)
    assert full.postmortem is not None
    ten = tuple(f"U{n}" for n in range(10))
    began = Round(number=3, asked_by="U1", asked_at=NOW, due=date(2026, 11, 24), note=text[:600])
    postmortem = full.postmortem.model_copy(
        update={"status": Status.IN_REVIEW, "reviewers": ten, "round": began, "revision": 9, **over}
    )
    gate = Facts(
        postmortem=postmortem,
        template=DEFAULT,
        reviews=tuple(review(one, mine if one == "U2" else STATES[n % 4]) for n, one in enumerate(ten)),
        requests=tuple(request(n, text) for n in range(1, 21)),
        items=tuple(ActionItem(id=n, text=text[:200] or "x") for n in range(1, 51)),
        entries=full.entries,
        people={one: Member(workspace="T1", id=one, name=text[:80], role=Role.INCIDENT_ADMIN) for one in ten},
        review_due=began.due,
    )
    card = full.model_copy(update={"postmortem": postmortem, "gate": gate})
    parts = ("title", "section:custom_1", "section:custom_2", "section:custom_3", "entry:1", "entry:2", "item:4")
    moved = Moved(at=NOW - timedelta(minutes=3), by=("U1", None), parts=parts)
    return ReviewFacts(
        now=NOW, zone="UTC", reader=READER, card=card, gate=gate, may=frozenset(Verb), moved=moved, places=PLACES
    )


def review(member: str, state: ReviewState) -> Review:
    has = state in {ReviewState.APPROVED, ReviewState.STALE}
    revision = 9 if state is ReviewState.APPROVED else 7 if has else None
    return Review(reviewer=member, state=state, revision=revision, at=NOW, asked_at=NOW)


def told(text: str, **over: Any) -> RequestFacts:
    full = reviewed(text)
    return RequestFacts(
        postmortem=full.postmortem.model_copy(update={"status": Status.DRAFT}),
        request=request(3, text, **over),
        titles={one.key: one.title for one in full.postmortem.sections},
        names=full.card.names,
        others=2,
        link="https://example.slack.com/archives/C1/p1",
    )


def requests(text: str) -> Iterator[RequestFacts]:
    yield told(text)
    yield told(text, answered_at=NOW, answered_by="U1", answer=text[:2_000])
    yield told(text, dropped_at=NOW, dropped_by="U1")
    yield told(text).model_copy(update={"is_shared": True})


def dms(text: str) -> Iterator[Rendered]:
    for state in ReviewState:
        full = reviewed(text, state)
        yield reviews.reviewer_dm(full)
        yield reviews.reviewer_dm(full, closed=2)
        yield reviews.reviewer_dm(full, continued=True)
        yield reviews.approval_asked(full)
        yield from (reviews.halted(full, one, 7) for one in Halt)
    withdrawn = Round(number=3, withdrawn_by="U1", withdrawn_at=NOW)
    for over in (
        {"status": Status.DRAFT},
        {"status": Status.DRAFT, "round": withdrawn},
        {"status": Status.PUBLISHED, "publication": Publication(at=NOW, revision=9)},
        {"status": Status.ARCHIVED},
        {"visibility": Visibility.PRIVATE},
    ):
        yield reviews.reviewer_dm(reviewed(text, **over))
    yield reviews.approved_message(reviewed(text))
    yield reviews.withdrawn_message(reviewed(text).postmortem)
    yield reviews.lost()


def messages(text: str) -> list[Rendered]:
    return [*briefly(text), *reminders(text)]


def briefly(text: str) -> list[Rendered]:
    full = reviewed(text)
    draw = (reviews_changes.in_thread, reviews_changes.to_author, reviews_changes.to_asker)
    due = date(2026, 11, 14)
    wanted = HelpFacts(postmortem=full.postmortem, to="U2", asker=text[:80], due=due, today=NOW.date())
    return [
        *dms(text),
        *(one(facts) for one in draw for facts in requests(text)),
        mornings.over(),
        *(reviews_morning.help_wanted(wanted.model_copy(update={"is_owed": owed})) for owed in (True, False)),
        card(full.card),
        card(full.card.model_copy(update={"audience": full.card.audience.model_copy(update={"is_shared": True})})),
    ]


def reminders(text: str) -> list[Rendered]:
    postmortem = reviewed(text).postmortem
    due = [Due(postmortem=postmortem, day=date(2026, 11, day), waiting=(text[:80],) * 9) for day in range(14, 22)]
    answers: tuple[dict[str, Any], ...] = (
        {},
        {"for_author": True},
        {"until": date(2026, 11, 30)},
        {"helper": text[:80]},
    )
    asked = [tuple(one.model_copy(update=answer) for one in due) for answer in answers]
    morning = MorningFacts(day=NOW.date(), today=NOW.date(), reader=READER)
    return [mornings.morning(morning.model_copy(update={"asks": dues})) for dues in (*asked, sum(asked, ()))]


def card(facts: CardFacts) -> Rendered:
    assert facts.postmortem is not None
    assert facts.gate is not None
    return reviews_card.in_review(facts, facts.postmortem, facts.gate)


def compared(text: str) -> ComparisonFacts:
    segment = (Segment(change=Change.REMOVED, text=text[:5_000]), Segment(change=Change.ADDED, text=text[:5_000]))
    found = tuple(
        Difference(
            key=f"section:{n}",
            name=text[:60] or "x",
            change=list(Change)[1 + n % 3],
            passages=(Passage(segments=segment),) * 3,
            was_named=text[:60],
        )
        for n in range(30)
    )
    return ComparisonFacts(review=reviewed(text), then=7, differences=found, by=("U1", None), page=1)


def lines(full: ReviewFacts, *, is_admin: bool) -> ChecklistFacts:
    found = [Line(blocker=one, mark="owed:0123456789abcdef", may_mend=True) for one in checklist(full.gate)]
    rights = {"may_override": is_admin, "may_drop": is_admin}
    shown = tuple(one.model_copy(update={**rights, "who": "" if is_admin else "Maya"}) for one in found)
    return ChecklistFacts(now=NOW, reader=READER, gate=full.gate, lines=shown, may=frozenset(Verb))


def looked_at(full: ReviewFacts) -> ProofFacts:
    """Return a second look that found as much as it tells, each finding in turn by a model."""
    found = [*proofread(full.gate)] * MOST_FINDINGS
    shown = (one.model_copy(update={"origin": list(Origin)[n % 2]}) for n, one in enumerate(found[:MOST_FINDINGS]))
    links = {"1.1": "https://example.slack.com/archives/C1/p1794924120000100"}
    cited = tuple(one.model_copy(update={"evidence": ("1.1",) * 3}) for one in shown)
    remarks = Remarks(revision=3, dropped=15)
    may = frozenset(Verb)
    return ProofFacts(gate=full.gate, findings=cited, may=may, remarks=remarks, may_ask=True, links=links)


def windows(text: str) -> list[dict[str, Any]]:
    full = reviewed(text)
    looked = looked_at(full)
    phrase = Blame(section="custom_1", title=text[:60], text=text[:300], suggestion=text[:300])
    found = {phrase.mark: text[:1_000] or "x"}
    submit = SubmitFacts(
        gate=full.gate,
        suggested=tuple(f"U{n}" for n in range(10)),
        due=date(2026, 11, 24),
        note=text[:600],
        open=checklist(full.gate),
        machine=30,
        admins=(text[:80],),
        phrases=(phrase,) * 17,
        kept=("01234567",) * 40,
        wordings=Wordings(found=found, may_ask=True, stand=Stand.FAILED),
    )
    ref = Ref(kind="override", postmortem=3, word="unverified:0123456789abcdef", below="pm.checklist.view")
    return [
        reviews.review_view(submit),
        reviews_checklist.reviewers_view(submit, ref),
        reviews_checklist.checklist_view(lines(full, is_admin=False)),
        reviews_checklist.checklist_view(lines(full, is_admin=True)),
        *(
            blame.blame_view(
                BlameFacts(
                    postmortem=full.postmortem,
                    section=full.postmortem.sections[0],
                    phrases=(phrase,) * 40,
                    wordings=Wordings(found=found, may_ask=True, stand=stand),
                ),
                ref,
            )
            for stand in ("", *Stand)
        ),
        *(proofreading.proof_view(looked.model_copy(update={"page": page})) for page in (0, 10_000)),
        reviews_checklist.override_view(full.postmortem, checklist(full.gate)[0], ref),
        reviews_comparison.comparison_view(compared(text)),
        reviews_changes.changes_view(full, text),
        *(reviews_changes.request_view(one) for one in requests(text)),
        reviews.as_window(reviews.approval_asked(full)),
    ]


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_every_message_fits_slack_at_the_legal_maxima_with_the_worst_text(text: str) -> None:
    for drawn, most in (*((one, 8) for one in briefly(text)), *((one, 12) for one in reminders(text))):
        assert validate.message({"text": drawn.text, "blocks": list(drawn.blocks)}) == []
        assert alive(drawn.blocks, drawn.text) == []
        assert len(drawn.blocks) <= most
        assert 0 < len(drawn.text) <= 4_000


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_every_window_fits_slack_at_the_legal_maxima_with_the_worst_text(text: str) -> None:
    for drawn in windows(text):
        assert validate.view(drawn) == []
        assert alive(drawn) == []
        assert len(json.dumps(drawn)) <= 200_000
        assert len(drawn["blocks"]) <= 30
        assert len(drawn.get("private_metadata") or "") <= 1_000


def test_a_checklist_of_twelve_lines_has_at_most_sixteen_blocks_for_who_writes() -> None:
    found = lines(reviewed("Checkout"), is_admin=False)
    shown = [one for one in found.lines if one.blocker.code != "no_items"]
    drawn = reviews_checklist.checklist_view(found.model_copy(update={"lines": tuple(shown)}))
    assert len(shown) > 12
    assert len(drawn["blocks"]) <= 17


def test_every_button_about_a_postmortem_is_heard_with_its_number() -> None:
    drawn: list[Any] = [one.blocks for one in messages("Checkout")]
    mute = [one for payload in drawn for one in buttons(payload) if "PM-42" not in str(one["accessibility_label"])]
    assert [one["text"]["text"] for one in mute if not one["text"]["text"].startswith("Edit ")] == []


def test_no_row_has_more_than_four_controls() -> None:
    drawn: list[Any] = [*(one.blocks for one in messages("Checkout")), *windows("Checkout")]
    rows = [one for payload in drawn for one in walk(payload) if one.get("type") == "actions"]
    assert max(len(one["elements"]) for one in rows) == 4


def test_a_private_document_shows_a_lock_screen_no_more_than_its_number() -> None:
    for state in ReviewState:
        drawn = reviews.reviewer_dm(reviewed("Layoffs", state, visibility=Visibility.PRIVATE, title="Layoffs leaked"))
        assert "leaked" not in drawn.text


def test_a_channel_shared_with_others_names_nobody_and_quotes_nothing() -> None:
    full = reviewed("Layoffs")
    shared = full.card.model_copy(update={"audience": full.card.audience.model_copy(update={"is_shared": True})})
    request_ = told("Layoffs").model_copy(update={"is_shared": True})
    said = [*words(card(shared))[2:], *words(reviews_changes.in_thread(request_))]
    assert [one for one in said if "Layoffs" in one] == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ReviewState.OWED, ["Read", "Approve", "Request changes", "Comment"]),
        (ReviewState.TAKEN_BACK, ["Read", "Approve", "Request changes", "Comment"]),
        (ReviewState.APPROVED, ["Read", "Take back"]),
        (ReviewState.STALE, ["What changed", "Approve again", "Request changes"]),
        (ReviewState.ASKED_CHANGES, ["Read"]),
    ],
)
def test_the_message_offers_what_is_owed(state: ReviewState, expected: list[str]) -> None:
    assert labels(reviews.reviewer_dm(reviewed("Checkout", state)).blocks) == expected


def test_nothing_is_to_be_done_where_the_round_is_over() -> None:
    closed = reviews.reviewer_dm(reviewed("Checkout"), closed=2)
    assert (words(closed)[0].split("\n")[1], labels(closed.blocks)) == (
        "Round 2, closed. Nothing left to do.",
        ["Read"],
    )
