"""Every surface there is, drawn of a document at the legal maxima with one text wherever somebody wrote something."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from blocks import (
    action_items,
    creation,
    drafts,
    drafts_timeline,
    history,
    hours,
    publishing,
    publishing_files,
    publishing_windows,
    questions,
    reviews,
    reviews_changes,
    rewriting,
    roles,
    sections,
    sections_editor,
    sections_merge,
    sections_statements,
    sections_whys,
    surfaces,
    timeline_editor,
    timeline_entry,
)
from blocks import help as helping
from blocks.ids import Ref
from blocks.sections_fields import longest
from blocks.sections_text import Draft
from blocks.timeline_entry import Notices
from bot.domain.action_items import ActionItem
from bot.domain.grammar import Words
from bot.domain.history import Done, HistoryFacts
from bot.domain.hours import HoursFacts, OwnHours
from bot.domain.incidents import Message
from bot.domain.narration import AiTrouble
from bot.domain.people import Actor, Role
from bot.domain.postmortems import Postmortem, Publication, Status, Verb, Visibility
from bot.domain.publishing import Handout, Place, PublishFacts, Publishing, Showing, Silence
from bot.domain.rewriting import WHOLE, RegeneratingFacts, Rewriting, RewritingFacts, Stand
from bot.domain.roles import Holder, RolesFacts, Source
from bot.domain.sections import CATALOGUE, FieldDefinition, FieldKind, SectionDefinition, SectionKind
from bot.domain.surfaces import CardFacts, QuestionFacts, Rendered
from bot.domain.text import cut, utf16_length
from bot.domain.timeline import Asked, Question, Sentence
from bot.domain.timeline_edits import EntryWords, Filter
from bot.domain.writing import Clash, EditorFacts, HubFacts, ItemsFacts, RestsFacts, UnsavedText
from bot.services.publishing_files import FORMS
from tests.unit import test_blocks_ai as of_ai
from tests.unit import test_blocks_comments as of_comments
from tests.unit import test_blocks_deadlines as of_deadlines
from tests.unit import test_blocks_digests as of_digests
from tests.unit import test_blocks_items_due as of_items_due
from tests.unit import test_blocks_items_lists as of_item_lists
from tests.unit import test_blocks_items_work as of_items
from tests.unit import test_blocks_limits as of_cards
from tests.unit import test_blocks_people as of_people
from tests.unit import test_blocks_reviews as of_reviews
from tests.unit import test_blocks_timeline as of_timelines
from tests.unit import test_escalations as of_escalations
from tests.unit import test_fixes as of_fixes
from tests.unit.drawn import NOW, an_entry, worst_facts
from tests.unit.test_blocks_windows import LINES

READER = Actor(workspace="T1", member="U2", role=Role.ORG_ADMIN)
BELOW = Ref(kind="section", postmortem=2**52, word="contributing_factors", below="pm.hub.view")


def every_message(text: str, *, entries: int = 200, sections_: int = 30) -> Iterator[Rendered]:
    """Yield every message in every state that it has."""
    full = worst_facts(text, entries=entries, sections=sections_)
    yield from of_cards.messages(full, text)
    yield from of_people.messages(text)
    yield from of_comments.posts(text)
    yield from of_reviews.messages(text)
    yield from of_digests.messages(text)
    yield from of_deadlines.messages(text)
    yield from of_fixes.messages(text)
    yield from of_escalations.messages(text)
    yield from _of_publishing(text)
    yield from of_item_lists.messages(text)
    yield from of_items_due.messages(text)
    yield from of_ai.messages(full)
    yield from of_items.messages(text, of_reviews.reviewed(text).postmortem)
    of_review = of_reviews.reviewed(text)
    yield reviews_changes.lost()
    yield reviews.sent_message(of_review.postmortem)
    yield questions.lost()
    yield from _of_questions(text, of_review.postmortem)
    yield drafts.sent_dm(of_review.card, of_review.postmortem)
    yield helping.help_(LINES, cut(text, 80), is_admin=True)
    yield helping.help_(LINES)
    yield helping.unknown(Words(word=cut(text, 200)), "list")
    yield from (drafts.closed(kind, 2**52) for kind in surfaces.RENDER)
    yield from (surfaces.draw(kind, full, code="7f3a") for kind in surfaces.RENDER)


def every_view(text: str, *, entries: int = 200, sections_: int = 30) -> Iterator[dict[str, Any]]:
    """Yield every window and every Home."""
    full = worst_facts(text, entries=entries, sections=sections_)
    yield from of_cards.views(full, text)
    yield from of_comments.windows(text)
    yield from of_fixes.views()
    yield from of_reviews.windows(text)
    yield from (dict(one) for one in of_people.views(text))
    yield from _timelines(text)
    yield drafts_timeline.page(full, 10_000)
    postmortem = of_reviews.reviewed(text).postmortem
    yield from _writing(text, postmortem)
    yield from _items(text, postmortem)
    yield from of_item_lists.windows(text)
    yield from of_items.windows(text, postmortem)
    yield from _administering(text, postmortem)
    yield from of_ai.windows(text, postmortem)
    yield from (creation.answer_modal(2**52, "PM-42", one) for one in full.questions[-2:])
    yield helping.help_view(LINES, is_admin=True)


def _of_questions(text: str, postmortem: Postmortem) -> Iterator[Rendered]:
    """Yield what somebody who was asked is shown: the question, and each way in which it is settled."""
    asked = Asked(member="U1", by="U2", at=NOW)
    open_ = Question(text=cut(text, 300), asks=("U1",), section=postmortem.sections[0].key, asked=(asked,))
    links = {NOW + timedelta(minutes=n): f"https://a.example/{n}" for n in range(2)}
    facts = QuestionFacts(
        now=NOW, zone="UTC", postmortem=postmortem, id=2**52, question=open_, member="U1", links=links,
        names={"U2": cut(text, 80)},
    )  # fmt: skip
    answered = {"answer": cut(text, 3_000), "answered_by": "U2"}
    passed = {"asked": (asked.model_copy(update={"passed": True}),)}
    for more in ({}, answered, {**answered, "answered_by": "U1"}, {**answered, "answer": "Does not matter"}, passed):
        yield questions.message(facts.model_copy(update={"question": open_.model_copy(update=more)}))
    for state in ({"status": Status.PUBLISHED}, {"discarded_at": NOW}, {"status": Status.DRAFT, "discarded_at": None}):
        yield questions.message(facts.model_copy(update={"postmortem": postmortem.model_copy(update=state)}))


def _of_publishing(text: str) -> Iterator[Rendered]:
    card = published(text)
    postmortem = card.postmortem
    assert postmortem is not None
    yield from (publishing.announcement(card, showing) for showing in Showing if showing is not Showing.NOTHING)
    yield publishing.withdrawn()
    for status in (Status.PUBLISHED, Status.ARCHIVED):
        for shared in (False, True):
            place = card.audience.model_copy(update={"is_shared": shared})
            moved = postmortem.model_copy(update={"status": status})
            yield drafts.card(card.model_copy(update={"postmortem": moved, "audience": place}))
    yield publishing_windows.archived(postmortem)
    yield publishing_windows.restored(postmortem)
    for flag in (False, True):
        yield publishing_files.comment(postmortem, FORMS, instead=flag)
        yield publishing_files.coming(
            Handout(
                postmortem=postmortem,
                coming=FORMS,
                there=FORMS,
                to_thread=flag,
                link="https://example.slack.com/archives/C1/p1",
            )
        )


def published(text: str) -> CardFacts:
    """Return the facts of a published document that was corrected, with channels that could not be told."""
    told = of_reviews.reviewed(text)
    said = Publication(
        at=NOW, by="U1", revision=9, corrected_at=NOW, corrected_by="U2", correction=cut(text, 300), archived_at=NOW
    )
    # the summary is what is announced
    summed = tuple(
        one.model_copy(update={"key": "summary"}) if place == 0 else one
        for place, one in enumerate(told.postmortem.sections)
    )
    postmortem = told.postmortem.model_copy(
        update={"status": Status.PUBLISHED, "publication": said, "sections": summed}
    )
    silent = tuple(Silence(channel=f"C{n}", name=cut(text, 80), code="not_in_channel") for n in range(10))
    gate = told.gate.model_copy(update={"postmortem": postmortem})
    became = Publishing(silent=silent, no_files="readers")
    return told.card.model_copy(update={"postmortem": postmortem, "gate": gate, "publishing": became})


def _timelines(text: str) -> Iterator[dict[str, Any]]:
    facts = of_timelines.worst(text)
    told = of_timelines.told(facts, cut(text, 300))
    for which in Filter:
        yield from (timeline_editor.editor_view(facts, which, page, told) for page in (0, 10_000))
    notices = Notices(told=told, sentences=(cut(text, 300) or "x",) * 2)
    typed = EntryWords(text=cut(text, 300), actor="U1")
    for entry in (facts.entries[0], facts.entries[999], None):
        yield timeline_entry.entry_view(facts, entry, of_timelines.BELOW, notices=notices, typed=typed)


def _writing(text: str, postmortem: Postmortem) -> Iterator[dict[str, Any]]:
    names = {f"U{n}": cut(text, 80) for n in range(10)}
    for may in (frozenset(Verb), frozenset[Verb]()):
        for status in Status:
            seen = postmortem.model_copy(update={"status": status})
            counts = dict.fromkeys(("unverified", "entries", "items", "open_discussions", "blocking", "covered"), 999)
            empty = frozenset(one.key for one in postmortem.sections)
            shared = {"now": NOW, "reader": READER, "names": names, "empty": empty}
            yield sections.hub_view(HubFacts(postmortem=seen, may=may, may_ask=True, **shared, **counts))
    yield from _rewriting(text, postmortem, names)
    lists = tuple(
        FieldDefinition(key=f"f{n}", title=text[:60] or "x", hint=cut(text, 150), kind=FieldKind.LINES)
        for n in range(20)
    )
    own = SectionDefinition(
        key="own", title=text[:60] or "x", prompt=cut(text, 300), kind=SectionKind.TEXT, fields=lists
    )
    for definition in (*CATALOGUE, own):
        facts = _edited(text, postmortem, definition, names)
        yield sections_editor.editor_view(facts, ref=BELOW)
        written = Draft(text=facts.section.text, fields=facts.section.fields, as_markdown=True)
        yield sections_editor.editor_view(facts, written, ref=BELOW)
        yield sections_editor.editor_view(facts.model_copy(update={"may_edit": False}), ref=BELOW)
        yield sections_editor.editor_view(facts.model_copy(update={"needs_reason": False}), ref=BELOW)
        yield from (sections_statements.rests_view(_resting(text, facts, n)) for n in (0, 200))
        yield from (sections_merge.merge_view(_clash(facts, clashes), ref=BELOW) for clashes in (0, 9))
    yield sections_whys.whys_view(postmortem, ref=BELOW)


def _rewriting(text: str, postmortem: Postmortem, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    asked = Rewriting(run=2**52, section=BELOW.word or "", by="U1", at=NOW)
    everything = asked.model_copy(update={"section": WHOLE, "replaced": 30, "beside": 30})
    ref = Ref(kind="section", postmortem=2**52, word=BELOW.word, below="pm.hub.view")
    for one in (asked, everything):
        failed = [one.model_copy(update={"stand": Stand.FAILED, "trouble": why}) for why in (None, *AiTrouble)]
        for shown in (one, *failed):
            for waited in (0, 10, 60):
                told = RewritingFacts(postmortem=postmortem, asked=shown, names=names, waited=waited, joined=True)
                yield rewriting.waiting_view(told, ref)
        yield rewriting.done_view(RewritingFacts(postmortem=postmortem, asked=one), ref)
    titles = tuple(cut(text, 60) for _ in range(30))
    yield rewriting.regenerate_view(RegeneratingFacts(postmortem=postmortem, replaced=titles, beside=titles))


def _edited(text: str, postmortem: Postmortem, definition: SectionDefinition, names: dict[str, str]) -> EditorFacts:
    room = 24_000 // max(1, len(definition.fields))
    fields = {one.key: cut(text, min(longest(one), room)) for one in definition.fields}
    long = cut(text, 24_000 - sum(utf16_length(one) for one in fields.values()))
    suggested = cut(f"x{text}", 24_000)
    over: dict[str, Any] = {
        "key": definition.key,
        "title": definition.title,
        "text": long,
        "fields": fields,
        "suggestion": suggested,
    }
    over["sentences"] = tuple(
        Sentence(text=cut(f"{text}{n}", 1_000), cites=("1794924120.000100",) * 3, reason=cut(text, 300))
        for n in range(200)
    )
    return EditorFacts(
        now=NOW,
        zone="Asia/Kolkata",
        postmortem=postmortem,
        section=postmortem.sections[0].model_copy(update=over),
        definition=definition,
        needs_reason=True,
        unsaved=UnsavedText(text=long, fields=fields, at=NOW - timedelta(days=1), revision=3),
        names=names,
        minutes=999_999,
        may_ask=True,
        found_nothing=True,
        links={"1794924120.000100": "https://example.slack.com/archives/C1/p1794924120000100"},
    )


def _resting(text: str, facts: EditorFacts, statements: int) -> RestsFacts:
    messages = {
        ts: Message(ts=ts, author="U1", author_name=cut(text, 80), text=cut(text, 12_000))
        for ts in (f"17949241{n:02}.000100" for n in range(20))
    }
    return RestsFacts(
        now=NOW,
        zone="Asia/Kolkata",
        postmortem=facts.postmortem,
        section=facts.section,
        statements=tuple(
            Sentence(text=cut(f"{text}x", 1_000), cites=tuple(messages), reason=cut(f"x{text}", 300))
            for _ in range(statements)
        ),
        messages=messages,
        links=dict.fromkeys(messages, "https://example.slack.com/archives/C1/p1794924120000100"),
        names=facts.names,
        evidence=tuple(an_entry(id=n, text=cut(text, 300)) for n in range(1, 31)),
        page=9,
    )


def _clash(facts: EditorFacts, clashes: int) -> Clash:
    return Clash(
        now=NOW,
        postmortem=facts.postmortem,
        section=facts.section,
        definition=facts.definition,
        was=facts.section.text[::-1],
        text=facts.section.text,
        fields=facts.section.fields,
        clashes=clashes,
        by="U1",
        at=NOW - timedelta(minutes=3),
        names=facts.names,
    )


def _items(text: str, postmortem: Postmortem) -> Iterator[dict[str, Any]]:
    item = ActionItem(text=cut(text, 200) or "x", owner="U1", due=date(2026, 12, 1), ticket=cut(text, 150) or None)
    item = item.model_copy(update={"done_when": cut(text, 200)})
    source = " ".join(f"17949241{n:02}.000100" for n in range(10))
    proposed = item.model_copy(update={"proposed": True, "source": source, "doubt": cut(text, 300), "due": None})
    items = [item.model_copy(update={"id": n, "position": n}) for n in range(1, 51)]
    full = ItemsFacts(
        postmortem=postmortem,
        items=tuple(items),
        shown={one.id: of_items.shown(one, postmortem, cut(text, 80)) for one in items},
        proposals=tuple(proposed.model_copy(update={"id": n}) for n in range(60, 80)),
        links=dict.fromkeys(source.split(), "https://example.slack.com/archives/C1/p1794924120000100"),
        removed=tuple(items[:5]),
        names={"U1": cut(text, 80)},
        today=NOW.date(),
        due=date(2026, 12, 1),
        days=14,
    )
    empty = full.model_copy(
        update={"items": (), "postmortem": postmortem.model_copy(update={"no_items_reason": cut(text, 300)})}
    )
    for facts in (full, empty, full.model_copy(update={"may_edit": False})):
        yield from (action_items.items_view(facts, page) for page in range(5))
        yield action_items.none_view(facts, ref=BELOW)
        yield action_items.item_view(facts, None, ref=BELOW)
        yield action_items.item_view(facts, 60, ref=BELOW)
        yield action_items.item_view(facts, 60, ref=BELOW, typed=item)
        if facts.items:
            yield action_items.item_view(facts, 3, ref=BELOW)
            yield action_items.item_view(facts, 3, ref=BELOW, typed=item)


def _administering(text: str, postmortem: Postmortem) -> Iterator[dict[str, Any]]:
    vias = ("slack", "system", f"cli:{cut(text, 80)}")
    deeds = tuple(
        Done(at=NOW, by=f"U{n % 9}", via=vias[n % 3], verb=verb, reason=cut(text, 600))
        for n, verb in enumerate(list(Verb)[:15])
    )
    names = {f"U{n}": cut(text, 80) for n in range(10)}
    yield history.history_view(HistoryFacts(postmortem=postmortem, rows=deeds, total=9_999, page=3, names=names))
    yield history.history_view(HistoryFacts(postmortem=postmortem))
    held = tuple(
        Holder(member=f"U{n}", name=cut(text, 80), role=list(Role)[1 + n % 2], source=list(Source)[n % 3])
        for n in range(60)
    )
    own = OwnHours(member="U1", country="C1", region="R1")
    named = {f"C{n}": cut(text, 75) or "…" for n in range(250)}
    regions = {f"R{n}": cut(text, 75) or "…" for n in range(120)}
    for usual in (False, True):
        chosen = HoursFacts(now=own, zone="America/Argentina/Buenos_Aires", weekdays=frozenset(range(7)))
        more = {"is_usual_week": usual, "place": cut(text, 160), "countries": named, "regions": regions}
        yield hours.hours_view(chosen.model_copy(update={**more, "next_day": NOW.date()}))
        yield hours.saved_view(chosen)
    for may in (False, True):
        yield roles.roles_view(RolesFacts(reader="U1", may=may, holders=held, done=cut(text, 300)))
    places = tuple(
        Place(name=cut(text, 80), is_own=n == 0, is_closed=n % 3 == 0, showing=list(Showing)[n % 3]) for n in range(12)
    )
    for sight in Visibility:
        seen = postmortem.model_copy(update={"visibility": sight})
        asked = PublishFacts(postmortem=seen, places=places, warnings=(cut(text, 300),) * 9, unreviewed=True)
        yield publishing_windows.publish_view(asked)
    yield publishing_windows.reopen_view(postmortem, cut(text, 600))
    yield publishing_windows.elsewhere_view(postmortem, "C0000000001")
    yield publishing_files.files_view(postmortem)
    yield publishing_files.coming_view(Handout(postmortem=postmortem, coming=FORMS, there=FORMS))
