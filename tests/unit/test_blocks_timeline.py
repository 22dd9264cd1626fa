"""The timeline editor inside Slack's limits at the legal maxima, and what its windows say and offer."""

import json
from datetime import timedelta
from typing import Any

import pytest

from blocks import drafts_timeline, ids, kit, timeline_editor, timeline_entry
from blocks.documents import DOCUMENTS, timeline_json
from blocks.ids import Ref
from blocks.timeline_entry import Notices
from bot.domain.documents import document_of
from bot.domain.errors import Conflict
from bot.domain.incidents import Message
from bot.domain.postmortems import Status
from bot.domain.surfaces import TimelineFacts, Told
from bot.domain.text import cut, normalise, utf16_length
from bot.domain.timeline import Entry, EntryKind, Mark, Origin, in_order
from bot.domain.timeline_edits import Act, EntryWords, Filter
from sandbox import validate
from tests.unit.drawn import (
    BEGIN,
    NAMES,
    NOW,
    WORST,
    a_postmortem,
    alive,
    an_entry,
    an_incident,
    buttons,
    facts,
    labels,
    walk,
)

BELOW = Ref(kind="timeline", postmortem=3, page=9, word="unverified")
ORDINARY = "Ines drains cache-1 to cache-4 before the restart, and the pool recovers on two of them. " * 4
TEXTS = (ORDINARY, *(normalise(one) for one in WORST))
TS = tuple(f"17949241{n:02}.000100" for n in range(10))


def editor(**over: Any) -> TimelineFacts:
    fields: dict[str, Any] = {
        "now": NOW,
        "zone": "UTC",
        "postmortem": a_postmortem(),
        "incident": an_incident(),
        "entries": (an_entry(),),
        "names": NAMES,
    }
    return TimelineFacts(**{**fields, **over})


def worst(text: str, *, step: int = 7, **over: Any) -> TimelineFacts:
    """Return a thousand entries of 300 units that rest on ten messages each, of which 200 are shown."""
    body = cut(text, 300) or "x"
    entries = tuple(
        Entry(
            id=2**40 + n,
            at=BEGIN + timedelta(minutes=n * step),
            kind=EntryKind.INVESTIGATING,
            text=body,
            actor="U1",
            evidence=TS,
            verified=n < 200 or n % 4 > 0,
            reason=body,
            said_at=BEGIN,
            mark=list(Mark)[n % 4],
            hidden=n >= 400,
            by="U1",
        )
        for n in range(1_000)
    )
    return editor(
        entries=entries,
        names={"U1": cut(text, 80) or "x"},
        messages={ts: Message(ts=ts, author="U1", text=text[:12_000], deleted=True) for ts in TS},
        links={ts: f"https://example.slack.com/archives/C0000000001/p{ts.replace('.', '')}" for ts in TS},
        **over,
    )


def shown(drawn: dict[str, Any]) -> int:
    return sum(utf16_length(str(one["text"])) for one in walk(drawn) if isinstance(one.get("text"), str))


def told(facts: TimelineFacts, text: str) -> Told:
    return Told(sentence=text or "Hidden", undo=Act.PART, entry=facts.entries[5], ts=TS[0], revision=2**40)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize("which", list(Filter))
def test_the_list_fits_slack_at_the_legal_maxima(text: str, which: Filter) -> None:
    for full in (worst(text), worst(text, step=1_500), worst(text, postmortem=a_postmortem(status=Status.PUBLISHED))):
        for number in (0, 3, 10_000):
            drawn = timeline_editor.editor_view(full, which, number, told(full, text))
            assert validate.view(drawn) == []
            assert alive(drawn) == []
            assert len(drawn["blocks"]) <= 50
            assert shown(drawn) <= 40_000
            assert len(json.dumps(drawn)) <= 100_000
            assert len(drawn["private_metadata"]) < 300


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_the_entry_fits_slack_with_ten_messages_and_everything_there_is_to_say(text: str) -> None:
    facts = worst(text, step=0, postmortem=a_postmortem(status=Status.PUBLISHED))
    notices = Notices(told=told(facts, text), sentences=(text or "x",) * 2)
    for entry in (facts.entries[0], facts.entries[300], facts.entries[999], None):
        typed = EntryWords(text=cut(text, 300), actor="U1")
        drawn = timeline_entry.entry_view(facts, entry, BELOW, notices=notices, typed=typed)
        assert validate.view(drawn) == []
        assert alive(drawn) == []
        assert len(drawn["blocks"]) <= 22
        assert shown(drawn) <= 20_000
        assert len(json.dumps(drawn)) <= 60_000
        assert len(drawn["private_metadata"]) < 300


def test_the_list_says_how_many_when_and_how_long_it_took() -> None:
    entries = (
        an_entry(id=1, at=BEGIN + timedelta(minutes=9), mark=Mark.DETECTED),
        an_entry(id=2, at=BEGIN + timedelta(minutes=111), mark=Mark.MITIGATED),
        an_entry(id=3, verified=False),
        an_entry(id=4, hidden=True),
    )
    drawn = timeline_editor.editor_view(editor(entries=entries), Filter.ALL)
    assert drawn["blocks"][0]["text"]["text"] == (
        "2 entries on Tue, Nov 17, times in UTC. 1 unverified. 1 more is hidden.\n"
        "Detected after 9 min · mitigated after 1 h 51 min."
    )
    assert labels(drawn) == ["Add entry", "Check 1 unverified"]


def test_a_mark_that_contradicts_the_beginning_is_pointed_out() -> None:
    early = an_entry(at=BEGIN - timedelta(minutes=3), mark=Mark.DETECTED)
    late = an_entry(id=2, at=BEGIN + timedelta(minutes=3), mark=Mark.RESOLVED)
    drawn = timeline_editor.editor_view(editor(entries=(early, late)), Filter.ALL)
    assert drawn["blocks"][0]["text"]["text"].split("\n")[1:] == [
        "Resolved after 3 min.",
        "Detected: not known, its mark stands before the beginning.",
    ]


def menu(drawn: dict[str, Any], row: int) -> list[str]:
    menus = [one for one in walk(drawn) if one.get("type") == "overflow"]
    return [one["text"]["text"] for one in menus[row]["options"]]


def test_a_rows_menu_holds_what_can_be_done_to_it() -> None:
    ts = "1794924120.000100"
    entries = (
        an_entry(id=1),
        an_entry(id=2, at=BEGIN + timedelta(minutes=1), verified=False),
        an_entry(id=3, at=BEGIN + timedelta(minutes=2)),
        an_entry(id=4, hidden=True),
    )
    facts = editor(entries=entries, links={ts: "https://example.slack.com/archives/C1/p1794924120000100"})
    drawn = timeline_editor.editor_view(facts, Filter.ALL)
    hidden = timeline_editor.editor_view(facts, Filter.HIDDEN)
    published = timeline_editor.editor_view(
        facts.model_copy(update={"postmortem": a_postmortem(status=Status.PUBLISHED)}), Filter.ALL
    )
    assert [menu(drawn, row) for row in range(3)] == [
        ["Edit this entry", "Hide this entry", "Merge with the next", "Open the message"],
        ["Edit this entry", "Accept this entry", "Drop this entry", "Open the message"],
        ["Edit this entry", "Hide this entry", "Open the message"],
    ]
    assert menu(hidden, 0) == ["Edit this entry", "Show this entry again", "Open the message"]
    assert menu(published, 0) == ["Edit this entry", "Open the message"]


def test_a_row_says_the_time_first_and_what_a_person_did() -> None:
    entries = (
        an_entry(id=1, mark=Mark.DETECTED, said_at=BEGIN + timedelta(minutes=18)),
        an_entry(id=2, by="U1", origin=Origin.PERSON),
        an_entry(id=3, by="U2", reason="no number"),
        an_entry(id=4, by="U2"),
    )
    drawn = timeline_editor.editor_view(editor(entries=entries), Filter.ALL)
    assert [one["text"]["text"] for one in drawn["blocks"][2:6]] == [
        "*14:02* · change · mark: detected\nThe cache change goes to all 12 nodes · 1 message · said at 14:20",
        "*14:02* · change\nThe cache change goes to all 12 nodes · 1 message · by Maya",
        "*14:02* · change\nThe cache change goes to all 12 nodes · 1 message · accepted by Ben",
        "*14:02* · change\nThe cache change goes to all 12 nodes · 1 message · kept by Ben",
    ]


def test_go_to_names_each_page_by_its_times_and_never_more_than_thirty() -> None:
    few = editor(entries=tuple(an_entry(id=n, at=BEGIN + timedelta(minutes=n)) for n in range(1, 41)))
    everything = worst("x").entries
    many = editor(entries=tuple(one.model_copy(update={"hidden": True}) for one in everything))
    selects = [
        [one["text"]["text"] for one in found["options"]]
        for facts, which in ((few, Filter.ALL), (many, Filter.HIDDEN))
        for found in walk(timeline_editor.editor_view(facts, which))
        if found.get("action_id") == ids.TIMELINE_GO
    ]
    assert selects[0] == ["14:03–14:22 UTC", "14:23–14:42 UTC"]
    assert (len(selects[1]), selects[1][0]) == (25, "Nov 17, 14:02–18:35 UTC")


def test_days_are_named_where_the_list_crosses_midnight() -> None:
    entries = tuple(an_entry(id=n, at=BEGIN + timedelta(hours=8 * n)) for n in range(1, 4))
    drawn = timeline_editor.editor_view(editor(entries=entries), Filter.ALL)
    said = [one["elements"][0]["text"] for one in drawn["blocks"] if one["type"] == "context"]
    assert said == ["*Tue, Nov 17*", "*Wed, Nov 18*", "Entries 1–3 of 3."]
    assert drawn["blocks"][0]["text"]["text"].startswith("3 entries, Nov 17 to Nov 18, times in UTC.")


def test_what_was_done_stands_where_its_entry_stood() -> None:
    entries = tuple(an_entry(id=n, at=BEGIN + timedelta(minutes=n)) for n in range(1, 4))
    gone = an_entry(id=9, at=BEGIN + timedelta(minutes=2, seconds=30))
    hidden = Told(sentence='Hidden: 14:04 "who?"', undo=Act.SHOW, entry=gone)
    drawn = timeline_editor.editor_view(editor(entries=entries), Filter.ALL, 0, hidden)
    assert [one["text"]["text"].split("\n")[0] for one in drawn["blocks"][2:6]] == [
        "*14:03* · change",
        "*14:04* · change",
        'Hidden: 14:04 "who?"',
        "*14:05* · change",
    ]
    assert drawn["blocks"][4]["accessory"]["accessibility_label"] == "Undo of 14:04 of PM-42"


def test_the_tray_says_why_and_quotes_the_message() -> None:
    waiting = an_entry(verified=False, reason="the number 12 is in none of its messages", text="4 of 12 restart")
    ts = waiting.evidence[0]
    facts = editor(
        entries=(waiting,),
        messages={ts: Message(ts=ts, author="U3", text="restarting cache-1 to cache-4")},
        links={ts: "https://example.slack.com/archives/C1/p1"},
    )
    drawn = timeline_editor.editor_view(facts, Filter.UNVERIFIED)
    assert drawn["blocks"][2]["text"]["text"] == (
        "*14:02* 4 of 12 restart\nWhy: the number 12 is in none of its messages."
    )
    assert drawn["blocks"][3]["elements"][0]["text"] == (
        '"restarting cache-1 to cache-4" · Ines, 14:02 · <https://example.slack.com/archives/C1/p1|open>'
    )
    assert labels(drawn) == ["Add entry", "Accept", "Edit", "Drop"]


def inputs(drawn: dict[str, Any]) -> dict[str, Any]:
    return {one["label"]["text"]: one for one in drawn["blocks"] if one["type"] == "input"}


def test_an_entry_shows_its_fields_and_what_its_message_says_to_the_second() -> None:
    entry = an_entry(at=BEGIN + timedelta(minutes=5), actor="U3", mark=Mark.DETECTED)
    ts = entry.evidence[0]
    facts = editor(entries=(entry,), messages={ts: Message(ts=ts, author="U3", text="all 12 nodes")})
    drawn = timeline_entry.entry_view(facts, entry, BELOW)
    fields = inputs(drawn)
    assert list(fields) == ["What happened", "Time (yours)", "Kind", "Mark", "Who"]
    assert fields["Time (yours)"]["hint"]["text"] == "its message says 14:02:00 UTC"
    assert fields["Time (yours)"]["element"]["initial_date_time"] == int(entry.at.timestamp())
    assert fields["Who"]["element"]["initial_users"] == ["U3"]
    assert drawn["blocks"][5]["text"]["text"] == '*14:02:00* Ines: "all 12 nodes"'
    assert labels(drawn) == ["Hide"]
    assert (drawn["title"]["text"], drawn["submit"]["text"]) == ("Entry · PM-42", "Save")


def test_every_button_of_an_entry_does_something() -> None:
    entries = tuple(an_entry(id=n, at=BEGIN + timedelta(seconds=n), evidence=TS[:2]) for n in range(1, 4))
    drawn = [timeline_entry.entry_view(editor(entries=entries), one, BELOW) for one in entries]
    assert [labels(one) for one in drawn] == [
        ["Remove", "Remove", "Hide", "Merge", "Move down"],
        ["Remove", "Remove", "Hide", "Merge", "Move up", "Move down"],
        ["Remove", "Remove", "Hide", "Move up"],
    ]
    spoken = {one["accessibility_label"] for view in drawn for one in buttons(view)}
    assert {one for one in spoken if "PM-42" not in one} == set()


def test_a_published_entry_asks_for_the_reason_and_a_new_one_is_added() -> None:
    facts = editor(postmortem=a_postmortem(status=Status.PUBLISHED))
    assert list(inputs(timeline_entry.entry_view(facts, facts.entries[0], BELOW)))[-1] == "Why is it corrected?"
    assert timeline_entry.entry_view(facts, None, BELOW)["submit"]["text"] == "Add"


def sent(drawn: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return the window as Slack sends it back; fields are named without what stands behind their dot."""
    names = {one["block_id"].partition(".")[0]: one["block_id"] for one in drawn["blocks"] if one["type"] == "input"}
    return {**drawn, "state": {"values": {names[key]: {"value": value} for key, value in values.items()}}}


def test_what_was_typed_is_read_back() -> None:
    entry = an_entry(actor="U3")
    drawn = timeline_entry.entry_view(editor(entries=(entry,)), entry, BELOW)
    form = timeline_entry.read_entry(
        sent(
            drawn,
            text={"type": "plain_text_input", "value": "It began"},
            time={"type": "datetimepicker", "selected_date_time": int(BEGIN.timestamp())},
            kind={"type": "static_select", "selected_option": {"value": "decision"}},
            mark={"type": "static_select", "selected_option": {"value": "none"}},
            who={"type": "multi_users_select", "selected_users": ["U2"]},
        )
    )
    assert form.words == EntryWords(text="It began", at=BEGIN, kind=EntryKind.DECISION, mark=None, actor="U2")
    assert (form.postmortem, form.entry, len(form.as_seen or "")) == (3, 1, 12)


def test_an_app_stays_who_it_was_where_the_field_is_left_empty() -> None:
    entry = an_entry(actor="B1")
    drawn = timeline_entry.entry_view(editor(entries=(entry,)), entry, BELOW)
    form = timeline_entry.read_entry(sent(drawn, text={"value": "x"}, who={"selected_users": []}))
    again = timeline_entry.entry_view(
        editor(entries=(entry,)), entry, BELOW, typed=form.words, fields=timeline_entry.fields_of(drawn)
    )
    assert form.words.keeps_actor
    assert [one["block_id"] for one in inputs(again).values()] == [one["block_id"] for one in inputs(drawn).values()]


def test_a_window_without_any_field_or_from_before_is_read_without_a_trace() -> None:
    with pytest.raises(Conflict):
        timeline_entry.read_entry({"private_metadata": "", "blocks": []})
    bare = timeline_entry.read_entry({"private_metadata": BELOW.encode()})
    assert (bare.entry, bare.words.text, bare.words.at) == (None, "", None)
    assert kit.ref_of({"private_metadata": BELOW.encode()}).word == "unverified"


def test_everything_that_shows_a_timeline_shows_the_order_that_people_gave_to_a_minute() -> None:
    entries = (
        an_entry(id=1, at=BEGIN + timedelta(seconds=5), text="said first", rank=1),
        an_entry(id=2, at=BEGIN + timedelta(seconds=50), text="said last", rank=0),
    )
    full = facts(entries=entries)
    drawn = [
        json.dumps(timeline_editor.editor_view(editor(entries=tuple(in_order(entries))), Filter.ALL)),
        json.dumps(drafts_timeline.timeline(full).blocks),
        json.dumps(drafts_timeline.page(full)),
        json.dumps(timeline_json(entries)),
        *(DOCUMENTS[kind].made(document_of(full)).decode() for kind in ("md", "html", "json")),
    ]
    assert [one.index("said last") < one.index("said first") for one in drawn] == [True] * 7
