"""What publishing shows fits Slack at the legal maxima and with the worst text, and each place sees its own part."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from blocks import drafts_card, history, publishing, publishing_card, publishing_files, publishing_windows, roles
from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.facts import Facts
from bot.domain.history import Done, HistoryFacts
from bot.domain.people import Member, Role
from bot.domain.postmortems import Postmortem, Publication, Section, Status, Verb, Visibility
from bot.domain.publishing import Handout, Place, PublishFacts, Publishing, Showing, Silence, approvers, showing
from bot.domain.reviews import Override, Review, ReviewState
from bot.domain.roles import Holder, RolesFacts, Source
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.templates import DEFAULT
from bot.domain.text import normalise
from bot.domain.timeline import Origin
from bot.domain.words import Glyph, is_said, without_glyphs
from sandbox import validate
from tests.unit.drawn import NOW, WORST, a_postmortem, alive, buttons, facts, labels, walk, words, worst_facts

STORED = tuple(normalise(one) for one in WORST)
DAY = NOW + timedelta(days=1)


def published(text: str, **over: Any) -> CardFacts:
    """Return a published document with fifty items of ten people, overrides and channels that heard nothing."""
    full = worst_facts(text, entries=10, sections=30)
    assert full.postmortem is not None
    summary = Section(key="summary", title="Summary", text=text[:24_000], origin=Origin.AI)
    impact = Section(key="impact", title="Impact", fields={"users": "2300"})
    done = Publication(
        at=NOW, by="U1", revision=7, corrected_at=DAY, corrected_by="U2", correction=text[:600], archived_at=DAY
    )
    postmortem = full.postmortem.model_copy(
        update={
            "status": Status.PUBLISHED,
            "publication": done,
            "revision": 9,
            "sections": (summary, impact, *full.postmortem.sections[:28]),
            **over,
        }
    )
    ten = [f"U{n}" for n in range(10)]
    gate = Facts(
        postmortem=postmortem,
        template=DEFAULT,
        reviews=tuple(Review(reviewer=one, state=ReviewState.APPROVED, revision=7, covers=7) for one in ten),
        overrides=tuple(Override(key="x", by="U1", reason=text[:600]) for _ in range(9)),
        items=tuple(
            ActionItem(id=n, text=text[:200] or "x", owner=ten[n % 10], due=date(2026, 11, 27)) for n in range(50)
        ),
        people={one: Member(workspace="T1", id=one, name=text[:80]) for one in ten},
    )
    silent = tuple(Silence(channel=f"C{n}", name=text[:80], code=text[:60] or "is_archived") for n in range(9))
    publishing_ = Publishing(silent=silent, no_files="readers")
    return full.model_copy(update={"postmortem": postmortem, "gate": gate, "publishing": publishing_})


def in_shared(full: CardFacts) -> CardFacts:
    return full.model_copy(update={"audience": full.audience.model_copy(update={"is_shared": True})})


def card(full: CardFacts) -> Rendered:
    return drafts_card.card(full)


def handout(postmortem: Postmortem, **over: Any) -> Handout:
    forms = publishing_files.FORMS
    return Handout(**{"postmortem": postmortem, "coming": forms, "there": forms, **over})


def messages(text: str) -> list[Rendered]:
    full = published(text)
    postmortem = full.postmortem
    assert postmortem is not None
    archived = published(text, status=Status.ARCHIVED)
    return [
        *(publishing.announcement(full, one) for one in (Showing.WHOLE, Showing.SHORT)),
        publishing.withdrawn(),
        *(card(one) for one in (full, in_shared(full), archived, in_shared(archived))),
        publishing_windows.archived(postmortem),
        publishing_windows.restored(postmortem),
        publishing_files.coming(handout(postmortem)),
        publishing_files.coming(handout(postmortem, coming=("pdf",), to_thread=True, link="https://x.slack.com/p1")),
    ]


def windows(text: str) -> list[dict[str, Any]]:
    postmortem = published(text).postmortem
    assert postmortem is not None
    places = (
        Place(name=text[:80], is_own=True),
        *(Place(name=text[:80], is_closed=n % 2 == 0, showing=list(Showing)[n % 3]) for n in range(9)),
    )
    rows = tuple(
        Done(at=NOW, by=f"U{n % 9}", via=f"cli:{text[:40]}", verb="reopen", reason=text[:600]) for n in range(15)
    )
    holders = tuple(
        Holder(member=f"U{n}", name=text[:80] or "x", role=Role.ORG_ADMIN, source=list(Source)[n % 3])
        for n in range(60)
    )
    names = {f"U{n}": text[:80] for n in range(10)}
    return [
        publishing_windows.publish_view(PublishFacts(postmortem=postmortem, places=places, warnings=(text,) * 9)),
        publishing_windows.publish_view(PublishFacts(postmortem=postmortem, unreviewed=True)),
        publishing_windows.reopen_view(postmortem, text),
        publishing_windows.elsewhere_view(postmortem, "C1"),
        publishing_files.files_view(postmortem),
        publishing_files.coming_view(handout(postmortem)),
        history.history_view(HistoryFacts(postmortem=postmortem, rows=rows, total=100, page=3, names=names)),
        roles.roles_view(RolesFacts(reader="U1", may=True, holders=holders, done=text[:300])),
        roles.roles_view(RolesFacts(reader="U1", may=False, holders=holders)),
    ]


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_every_message_fits_slack_at_the_legal_maxima_with_the_worst_text(text: str) -> None:
    for drawn in messages(text):
        assert validate.message({"text": drawn.text, "blocks": list(drawn.blocks)}) == []
        assert alive(drawn.blocks, drawn.text) == []
        assert len(drawn.blocks) <= 8
        assert 0 < len(drawn.text) <= 4_000


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_every_window_fits_slack_at_the_legal_maxima_with_the_worst_text(text: str) -> None:
    for drawn in windows(text):
        assert validate.view(drawn) == []
        assert alive(drawn) == []
        assert len(json.dumps(drawn)) <= 50_000
        assert len(drawn["blocks"]) <= 50
        assert len(drawn.get("private_metadata") or "") <= 1_000


@pytest.mark.parametrize("text", STORED, ids=range(len(STORED)))
def test_an_announcement_fits_one_screen(text: str) -> None:
    drawn = publishing.announcement(published(text), Showing.WHOLE)
    assert len(drawn.blocks) <= 6
    assert len(json.dumps(drawn.blocks, ensure_ascii=False)) <= 8_000


def test_every_button_about_a_postmortem_is_heard_with_its_number() -> None:
    drawn: list[Any] = [one.blocks for one in messages("Checkout")]
    mute = [one for payload in drawn for one in buttons(payload) if "PM-42" not in str(one["accessibility_label"])]
    assert mute == []


def test_no_row_has_more_than_four_controls() -> None:
    drawn: list[Any] = [*(one.blocks for one in messages("Checkout")), *windows("Checkout")]
    rows = [one for payload in drawn for one in walk(payload) if one.get("type") == "actions"]
    assert max(len(one["elements"]) for one in rows) == 4


def test_without_its_signs_nothing_loses_its_meaning() -> None:
    for drawn in messages("Checkout"):
        said = " ".join(words(drawn))
        assert all(one.strip() for one in without_glyphs(said).split(" · "))
        assert not any(one.value in without_glyphs(said) for one in Glyph)


def test_a_channel_of_several_organisations_is_told_no_name_no_text_and_no_reason() -> None:
    full = published("Layoffs", title="Checkout errors")
    short = words(publishing.announcement(full, Showing.SHORT))
    assert short == ["PM-42 · Checkout errors", "*Published* · 45 min"]
    said = [
        *words(card(in_shared(full)))[2:],
        *words(card(in_shared(published("Layoffs", status=Status.ARCHIVED))))[2:],
    ]
    assert [one for one in said if "Layoffs" in one] == []


def test_machine_text_that_nobody_kept_is_announced_as_such() -> None:
    full = published("Checkout failed.")
    assert words(publishing.announcement(full, Showing.WHOLE))[2] == "◇ AI text, kept by nobody yet\nCheckout failed."


def test_items_are_counted_by_owner_and_the_first_open_one_names_the_day() -> None:
    full = facts(names={"U1": "Maya", "U2": "Ben"}, postmortem=a_postmortem(publication=Publication(at=NOW)))
    assert full.postmortem is not None
    items = [
        ActionItem(id=1, text="a", owner="U2", due=date(2026, 11, 30)),
        ActionItem(id=2, text="b", owner="U2", due=date(2026, 11, 20), status=ItemStatus.COMPLETED),
        ActionItem(id=3, text="c", owner="U1", due=date(2026, 12, 4)),
        ActionItem(id=4, text="d"),
        ActionItem(id=5, text="proposed", owner="U1", proposed=True),
    ]
    gate = Facts(postmortem=full.postmortem, template=DEFAULT, items=tuple(items))
    line = publishing.items_line(full, full.postmortem, gate)
    assert line == "*4 items:* Ben 2, Maya 1, nobody yet 1. First due Mon, Nov 30."
    none = gate.model_copy(update={"items": ()})
    why = full.postmortem.model_copy(update={"no_items_reason": "nothing to do."})
    assert publishing.items_line(full, why, none) == "No action items: nothing to do."


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ((), "No action items. Nothing left to do."),
        (("done", "done"), "2 items closed. *Next:* on Dec 17 I ask Maya whether the fix held."),
        (("done", "late", "open"), "3 items: 1 done, 1 late, 1 open. *Next:* Ben, late since Mon, Nov 16."),
        (("waits", "open"), "2 items: 1 to be confirmed, 1 open. *Next:* Maya, by Wed, Dec 16."),
        (("waits", "done"), "2 items: 1 done, 1 to be confirmed. *Next:* somebody confirms what is done."),
        (("nobody",), "1 item: 1 open. *Next:* somebody takes what has no owner."),
    ],
)
def test_the_card_says_how_far_the_items_are_and_who_is_next(items: tuple[str, ...], said: str) -> None:
    kinds = {
        "done": {"status": ItemStatus.COMPLETED, "owner": "U2", "confirmed_by": "U1"},
        "waits": {"status": ItemStatus.COMPLETED, "owner": "U2", "closed_by": "U2"},
        "late": {"owner": "U2", "due": date(2026, 11, 16)},
        "open": {"owner": "U1", "due": date(2026, 12, 16)},
        "nobody": {},
    }
    postmortem = a_postmortem(status=Status.PUBLISHED, publication=Publication(at=NOW))
    made = tuple(ActionItem(id=n, text="x", **kinds[one]) for n, one in enumerate(items))  # type: ignore[arg-type]
    confirming = DEFAULT.model_copy(update={"confirms_items": True})
    gate = Facts(postmortem=postmortem, template=confirming, items=made)
    drawn = publishing_card.published(facts(postmortem=postmortem, gate=gate), postmortem, gate)
    assert words(drawn)[2] == said
    assert labels(drawn.blocks) == ["Read", "Action items"]


def test_a_correction_takes_no_approval_from_an_announcement() -> None:
    postmortem = a_postmortem(publication=Publication(at=NOW, revision=7), revision=9)
    reviews = [
        Review(reviewer="U1", state=ReviewState.STALE, revision=7, covers=7),
        Review(reviewer="U2", state=ReviewState.APPROVED, revision=5, covers=9),
        Review(reviewer="U3", state=ReviewState.STALE, revision=4, covers=4),
        Review(reviewer="U4", state=ReviewState.OWED),
    ]
    assert approvers(postmortem, reviews) == ("U1", "U2")


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize(
    ("visibility", "channel", "is_private", "of_team", "expected"),
    [
        (Visibility.ORGANISATION, "C1", False, False, Showing.WHOLE),
        (Visibility.ORGANISATION, "C9", False, False, Showing.WHOLE),
        (Visibility.TEAM, "C1", True, False, Showing.WHOLE),
        (Visibility.TEAM, "C1", False, False, Showing.NOTHING),
        (Visibility.TEAM, "C1", False, True, Showing.WHOLE),
        (Visibility.TEAM, "C9", True, True, Showing.WHOLE),
        (Visibility.TEAM, "C9", True, False, Showing.NOTHING),
        (Visibility.PRIVATE, "C1", True, False, Showing.WHOLE),
        (Visibility.PRIVATE, "C1", False, False, Showing.NOTHING),
        (Visibility.PRIVATE, "C9", True, True, Showing.NOTHING),
    ],
)
def test_a_place_gets_what_its_least_entitled_reader_may_know(
    visibility: Visibility, channel: str, expected: Showing, *, is_private: bool, of_team: bool, is_shared: bool
) -> None:
    postmortem = a_postmortem(channel="C1", visibility=visibility)
    there = {"channel": channel, "is_shared": is_shared, "is_private": is_private}
    place = facts().audience.model_copy(update=there)
    wanted = Showing.SHORT if is_shared and expected is Showing.WHOLE else expected
    assert showing(postmortem, place, is_of_team=of_team) is wanted
    assert showing(postmortem.model_copy(update={"channel": None}), place, is_of_team=of_team) is not None


def test_every_verb_has_its_words_in_the_history() -> None:
    assert [one for one in Verb if one is not Verb.SEE and not is_said(f"did.{one}")] == []


def places(*names: str, hidden: int = 0) -> tuple[Place, ...]:
    return (*(Place(name=one, is_own=n == 0) for n, one in enumerate(names)), *(Place() for _ in range(hidden)))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (places("inc-1"), "#inc-1"),
        (places("inc-1", "ops", "all"), "#inc-1, #ops and #all"),
        (places("inc-1", "ops", "all", "web", "mail"), "#inc-1, #ops, #all and 2 others"),
        (places("inc-1", "ops", hidden=1), "#inc-1, #ops and a private channel"),
        (places("inc-1", hidden=2), "#inc-1 and 2 private channels"),
        (places("inc-1", "ops", "all", "web", hidden=3), "#inc-1, #ops, #all and 4 others"),
        ((Place(is_own=True), Place(name="ops")), "its own channel and #ops"),
        ((), ""),
    ],
)
def test_places_are_named_one_by_one_until_there_are_many(told: tuple[Place, ...], expected: str) -> None:
    assert publishing_windows.called(told, 3, str) == expected


def test_many_channels_that_cannot_be_told_or_are_shared_are_one_line_each() -> None:
    postmortem = published("x").postmortem
    assert postmortem is not None
    shut = tuple(Place(name=f"shut-{n}", is_closed=True) for n in range(40))
    shared = tuple(Place(name=f"with-{n}", showing=Showing.SHORT) for n in range(2))
    drawn = publishing_windows.publish_view(PublishFacts(postmortem=postmortem, places=(*shut, *shared)))
    shown = drawn["blocks"][1]["text"]["text"]
    assert "I cannot post in #shut-0, #shut-1, #shut-2, #shut-3, #shut-4, #shut-5 and 34 others, so they" in shown
    assert "#with-0 and #with-1 are shared with other organisations: they get title, state and length only." in shown
