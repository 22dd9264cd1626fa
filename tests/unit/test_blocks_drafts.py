"""The card in its states, its two replies, and the author's message: what they say and what can be pressed."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError

from blocks import drafts, surfaces
from bot.domain.incidents import Gap, ImportReport
from bot.domain.people import Audience
from bot.domain.postmortems import Progress, Section, Stage, Visibility
from bot.domain.surfaces import AskedQuestion, Blocking, CardFacts, Rendered
from bot.domain.timeline import Asked, EntryKind, Mark, Question
from tests.unit.drawn import BEGIN, NAMES, NOW, TITLE, a_postmortem, an_entry, an_incident, facts, labels, words

HEADER = f"PM-42 · {TITLE}"
RESOLVED = (
    "Resolved by Ravi with :incident_resolved: on "
    "<!date^1794926820^{date_short} at {time}|Nov 17, 14:47 UTC>. Reply in the thread to comment."
)


def making(**progress: Any) -> CardFacts:
    return facts(postmortem=a_postmortem(progress=Progress(**progress)))


def offered(**over: Any) -> CardFacts:
    return facts(
        postmortem=None, incident=an_incident(policy="recommended", policy_why="third time in 30 days", **over)
    )


def test_the_card_while_the_draft_is_being_made() -> None:
    drawn = drafts.card(making(stage=Stage.NARRATING, messages=412, threads=37, files=9))
    assert words(drawn) == [
        HEADER,
        "*Making the draft* · SEV1 · 14:02–14:47 UTC, 45 min · Payments · author Maya",
        (
            "✓ Reading the channel: 412 messages, 37 threads, 9 files\n◐ Building the timeline\n"
            "○ Checking every line against its messages"
        ),
        (
            "*Next:* the draft is ready in about a minute. Maya gets it first. "
            "I fill in what the messages say by themselves."
        ),
        RESOLVED,
    ]
    assert labels(drawn.blocks) == ["Not needed"]
    assert drawn.text == f"PM-42 {TITLE}: resolved. I am making the draft, ready in about a minute."


@pytest.mark.parametrize(
    ("progress", "step"),
    [
        (Progress(), "◐ Reading the channel"),
        (Progress(messages=1), "◐ Reading the channel: 1 message so far"),
        (
            Progress(messages=240, threads=37, threads_done=5),
            "◐ Reading the channel: 240 messages, 5 of 37 threads so far",
        ),
        (
            Progress(messages=240, resume_at=NOW + timedelta(minutes=4)),
            (
                "◐ Reading the channel: 240 messages so far. Slack asked me to wait; "
                "I go on at <!date^1794927960^{time}|Nov 17, 15:06 UTC>."
            ),
        ),
    ],
)
def test_the_first_step_says_how_far_the_reading_is(progress: Progress, step: str) -> None:
    drawn = drafts.card(facts(postmortem=a_postmortem(progress=progress)))
    assert words(drawn)[2].split("\n")[0] == step


def test_a_draft_without_an_author_asks_for_one_first() -> None:
    drawn = drafts.card(facts(postmortem=a_postmortem(author=None, progress=Progress())))
    assert words(drawn)[1].endswith(" · no author yet")
    assert labels(drawn.blocks) == ["I'll write it", "Not needed"]


def test_the_card_of_a_draft_that_is_ready() -> None:
    report = ImportReport(
        messages=412, threads=37, files=9, gaps=(Gap(what="threads", count=2, reason="access was refused"),)
    )
    sections = (
        Section(key="summary", title="Summary", required=True, text="It failed."),
        Section(key="impact", title="Impact", required=True),
    )
    ready = facts(
        postmortem=a_postmortem(report=report, sections=sections),
        entries=(an_entry(),),
        blocking=(
            Blocking(code="section", sentence="Impact is empty"),
            Blocking(code="x", sentence="1 unverified entry"),
        ),
    )
    drawn = drafts.card(ready)
    assert words(drawn) == [
        HEADER,
        "*Draft* · SEV1 · 45 min · Payments · author Maya",
        (
            "*Next:* Maya looks it through and sends it by Thu, Nov 19.\n"
            "1 of 2 required sections · 1 timeline entry\n"
            "*Before publishing:* ✕ Impact is empty · ✕ 1 unverified entry"
        ),
        "I read 412 messages, 37 threads, 9 files. Missing: 2 threads (access was refused).",
        "Reply in the thread to comment.",
    ]
    assert labels(drawn.blocks) == ["Retry", "Edit", "Read", "Send for review"]
    assert drawn.text == (
        f"PM-42 {TITLE}: draft ready. 1 required section is empty. "
        "Next: Maya looks it through and sends it by Thu, Nov 19."
    )


def test_a_complete_import_moves_into_the_small_print() -> None:
    report = ImportReport(messages=412, threads=37, files=9, secrets=3)
    drawn = drafts.card(facts(postmortem=a_postmortem(report=report)))
    assert words(drawn)[-1] == (
        "I read 412 messages, 37 threads and 9 files. Nothing is missing. "
        "I covered 3 things that look like secrets before anything was stored. Reply in the thread to comment."
    )


def test_more_blockers_than_six_are_counted() -> None:
    blocking = tuple(Blocking(code="x", sentence=f"Reason {n}") for n in range(18))
    said = words(drafts.card(facts(blocking=blocking)))[2]
    assert said.endswith("✕ Reason 5 · and 12 others")


def test_a_draft_past_its_day_says_so_without_blame() -> None:
    drawn = drafts.card(facts(postmortem=a_postmortem(due_at=BEGIN - timedelta(days=1))))
    assert words(drawn)[2].split("\n")[0] == "Planned for Nov 16. *Next:* Maya sends it, or names a day."


def test_a_reopened_incident_holds_the_draft() -> None:
    drawn = drafts.card(facts(postmortem=a_postmortem(held_at=NOW)))
    assert words(drawn)[2] == (
        "On hold: the incident was reopened at <!date^1794927720^{time}|Nov 17, 15:02 UTC>. "
        "I keep collecting and go on when it is resolved."
    )
    assert labels(drawn.blocks) == ["Read", "Go on anyway"]


def test_a_draft_that_failed_says_why_and_can_be_tried_again() -> None:
    drawn = drafts.card(making(stage=Stage.FAILED, trouble="I am not in the channel."))
    assert words(drawn)[2:4] == [
        "✕ I could not finish the draft: I am not in the channel. What is there is safe.",
        "*Next:* press Retry. Nothing is read twice.",
    ]
    assert labels(drawn.blocks) == ["Retry", "Not needed"]


def test_a_draft_that_is_not_needed_can_be_brought_back() -> None:
    drawn = drafts.card(facts(postmortem=a_postmortem(discarded_at=NOW), incident=an_incident(skipped_by="U2")))
    assert words(drawn) == [HEADER, "Not needed, says Ben. Why? One tap helps next time.\nNothing left to do."]
    assert labels(drawn.blocks) == ["False alarm", "Fixed itself", "Known cause", "Nothing new", "Undo"]


def test_the_first_cards_explain_themselves_and_a_second_card_says_why() -> None:
    drawn = drafts.card(facts(newcomer=True, reposted=True))
    assert words(drawn)[-1].split(" | ")[1:] == [
        (
            "New here: everything happens on this card and in its thread. "
            "Nothing leaves this channel before it is published."
        ),
        "Posted again; the first card was deleted.",
    ]


def test_a_channel_shared_with_strangers_hears_no_names() -> None:
    shared = facts(
        audience=Audience(channel="C1", is_shared=True),
        entries=(an_entry(text="Maya rolls back", actor="U1"),),
        questions=(AskedQuestion(id=1, question=Question(text="Did Ben see it?", asks=("U2",))),),
    )
    drawn = [drafts.card(shared), drafts.timeline(shared), drafts.questions(shared)]
    said = " ".join(f"{one.text} {one.blocks}" for one in drawn)
    assert [name for name in NAMES.values() if name in said] == []


def test_a_card_that_cannot_be_drawn_shows_its_title() -> None:
    drawn = drafts.bare_card(facts(), "7f3a")
    assert words(drawn) == [HEADER, "I can show only the title. An admin can look up `7f3a`."]
    assert labels(drawn.blocks) == ["Read"]


def test_the_offer_names_the_incident_and_the_reason() -> None:
    drawn = drafts.card(offered())
    assert words(drawn) == [
        f"*{TITLE}* is resolved. A postmortem is recommended: third time in 30 days.",
        "*Next:* without an answer I ask Ravi once, tomorrow morning.",
    ]
    assert labels(drawn.blocks) == ["Start a postmortem", "Skip"]
    assert drawn.text == (
        f"{TITLE} is resolved. A postmortem is recommended: third time in 30 days. Start one or skip."
    )


def test_a_skip_counts_at_once_and_asks_why() -> None:
    drawn = drafts.card(offered(skipped_by="U2", skipped_at=NOW))
    assert labels(drawn.blocks) == ["False alarm", "Fixed itself", "Known cause", "Nothing new", "Undo"]


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"skipped_at": NOW, "skip_reason": "known_cause"}, "Skipped by Ben: known cause."),
        ({"skipped_at": NOW - timedelta(days=2)}, "Skipped by Ben: reason not given."),
    ],
)
def test_a_skip_with_or_without_a_reason_leaves_nothing_to_do(over: dict[str, Any], sentence: str) -> None:
    drawn = drafts.card(offered(skipped_by="U2", **over))
    assert words(drawn) == [f"{sentence}\nNothing left to do."]
    assert labels(drawn.blocks) == ["Start it after all"]


def test_the_timeline_is_a_table_with_links_to_the_first_message() -> None:
    second = an_entry(
        id=2, at=BEGIN + timedelta(minutes=9), kind=EntryKind.DETECTED, text="Error rate passes 5%", evidence=("1", "2")
    )
    drawn = drafts.timeline(facts(entries=(second, an_entry())))
    table = drawn.blocks[1]
    cells = [[cell.get("text") or _parts(cell) for cell in row] for row in table["rows"]]
    assert cells == [
        ["UTC", "kind", "what happened"],
        ["14:02", "change", ["The cache change goes to all 12 nodes", " · ", "1 message"]],
        ["14:11", "detected", ["Error rate passes 5%", " · ", "2 messages"]],
    ]
    assert table["column_settings"] == [None, None, {"is_wrapped": True}]
    assert drawn.text == (
        "PM-42: 2 timeline entries. 14:02 The cache change goes to all 12 nodes. 14:11 Error rate passes 5%."
    )


@pytest.mark.parametrize("tables", [True, False])
def test_a_time_that_was_only_stated_is_marked_in_the_reply(*, tables: bool) -> None:
    entry = an_entry(said_at=BEGIN + timedelta(minutes=43))
    drawn = drafts.timeline(facts(entries=(entry,), tables=tables))
    assert "The cache change goes to all 12 nodes · said at 14:45 · " in "".join(_said(drawn.blocks[1]))


def _said(block: Any) -> list[str]:
    return _parts(block["rows"][1][2]) if block["type"] == "table" else [block["text"]["text"]]


def _parts(cell: Any) -> list[str]:
    return [part["text"] for part in cell["elements"][0]["elements"]]


def test_times_carry_their_day_when_the_incident_crosses_midnight() -> None:
    late = an_entry(id=2, at=BEGIN + timedelta(hours=12))
    rows = drafts.timeline(facts(entries=(an_entry(), late), zone="Europe/Berlin")).blocks[1]["rows"]
    assert [row[0]["text"] for row in rows] == ["CET", "Nov 17, 15:02", "Nov 18, 03:02"]


def test_without_tables_the_timeline_comes_as_lines() -> None:
    drawn = drafts.timeline(facts(entries=(an_entry(),), tables=False))
    assert words(drawn)[1] == (
        "*14:02* · change · The cache change goes to all 12 nodes · "
        "<https://example.slack.com/archives/C1/p1794924120000100|1 message>"
    )


def test_unverified_and_hidden_entries_stay_out_of_the_table() -> None:
    entries = (an_entry(), an_entry(id=2, verified=False, text="A guess"), an_entry(id=3, hidden=True))
    drawn = drafts.timeline(facts(entries=entries))
    assert words(drawn)[0] == "*Timeline* · 1 entry, 1 unverified"
    assert len(drawn.blocks[1]["rows"]) == 2


def test_marks_and_decisions_are_the_last_to_be_left_out() -> None:
    plain = [
        an_entry(id=n, at=BEGIN + timedelta(minutes=n), kind=EntryKind.FINDING, text=f"line {n}") for n in range(60)
    ]
    marked = an_entry(id=90, at=BEGIN + timedelta(hours=2), kind=EntryKind.FINDING, mark=Mark.RESOLVED, text="over")
    rows = drafts.timeline(facts(entries=(*plain, marked))).blocks[1]["rows"]
    assert (len(rows), _parts(rows[-1][2])[0]) == (41, "over")


def test_an_empty_timeline_says_how_to_fill_it() -> None:
    assert words(drafts.timeline(facts()))[0] == (
        "*Timeline*\nNo entries. Pin messages, add one by hand, or read the channel again."
    )


def test_each_open_question_has_its_answer_button_and_who_may_know() -> None:
    asked = (
        AskedQuestion(id=5, question=Question(text="Who decided to roll back?", asks=("U2", "U3"))),
        AskedQuestion(id=6, question=Question(text="Why no alert?", answer="It was muted.", answered_by="U1")),
    )
    drawn = drafts.questions(facts(questions=asked))
    assert words(drawn) == [
        "*Open question · 1*",
        "1. Who decided to roll back? Ben or Ines may know.",
        "1 question is answered.",
    ]
    assert drawn.blocks[1]["accessory"]["accessibility_label"] == "Answer question 1 of PM-42"


def test_who_took_part_can_be_asked_by_a_press_beside_the_answer_and_who_was_is_said() -> None:
    known = facts(questions=(AskedQuestion(id=5, question=Question(text="Who decided?", asks=("U2", "U3"))),))
    assert known.postmortem is not None
    there = known.model_copy(update={"postmortem": known.postmortem.model_copy(update={"participants": ("U2", "U3")})})
    asked = Asked(member="U2", by="U1", at=NOW)
    question = Question(text="Who decided?", asks=("U2", "U3"), asked=(asked,))
    after = there.model_copy(update={"questions": (AskedQuestion(id=5, question=question),)})

    first, second = drafts.questions(there), drafts.questions(after)

    assert [one["accessibility_label"] for one in first.blocks[2]["elements"]] == [
        "Answer question 1 of PM-42",
        "Ask Ben question 1 of PM-42",
    ]
    assert labels(second.blocks) == ["Answer", "Ask Ines"]
    assert words(second)[1].startswith("1. Who decided? Ines may know.\nAsked Ben on ")


def test_ten_questions_are_shown_and_the_others_counted() -> None:
    asked = tuple(AskedQuestion(id=n, question=Question(text=f"Question {n}?")) for n in range(1, 14))
    drawn = drafts.questions(facts(questions=asked))
    assert (len(labels(drawn.blocks)), words(drawn)[-1]) == (10, "and 3 other questions.")


def test_the_author_hears_what_is_missing_and_what_comes_next() -> None:
    drawn = drafts.ready_dm(facts(audience=Audience(channel="D1", member="U1")))
    assert words(drawn) == [
        (
            f"*Your draft is ready:* PM-42 {TITLE}. 6 required sections are empty.\n"
            "*Next:* send it for review by Thu, Nov 19."
        )
    ]
    assert labels(drawn.blocks) == ["Edit", "Read", "Not mine"]


def test_a_private_draft_puts_no_title_on_a_lock_screen() -> None:
    drawn = drafts.ready_dm(facts(postmortem=a_postmortem(visibility=Visibility.PRIVATE)))
    assert drawn.text == "Your draft is ready: PM-42. Next: send it for review by Thu, Nov 19."


def test_a_draft_that_was_handed_on_can_be_taken_back() -> None:
    to_ben = a_postmortem(author="U2", handed_by="U1")
    drawn = drafts.ready_dm(facts(audience=Audience(channel="D1", member="U1"), postmortem=to_ben))
    assert (words(drawn), labels(drawn.blocks)) == (["Handed to Ben."], ["Undo"])


def test_what_its_new_author_has_begun_with_is_not_taken_back() -> None:
    drawn = drafts.ready_dm(facts(audience=Audience(channel="D1", member="U1"), postmortem=a_postmortem(author="U2")))
    assert (words(drawn), labels(drawn.blocks)) == (["Handed to Ben."], [])


def test_every_living_message_has_its_drawer() -> None:
    assert set(surfaces.RENDER) == {"offer", "card", "timeline", "questions", "dm.draft_ready"}


def test_what_cannot_be_drawn_shows_its_title_and_what_an_admin_looks_up() -> None:
    def broken(_: CardFacts) -> Rendered:
        raise SlackObjectFormationError("over a limit")

    shown = " ".join(words(surfaces.draw("card", facts(), code="7f3a", render={"card": broken})))
    assert TITLE in shown
    assert "7f3a" in shown
