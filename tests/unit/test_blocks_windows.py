"""Forms and what reads them back, lists, Home, help, refusals, and the pages of the reading windows."""

from datetime import timedelta
from typing import Any

import pytest

from blocks import creation, home, ids, kit, lists, notes, problems, reading, welcome
from blocks import help as helping
from blocks.ids import Fields, Ref
from bot.domain.errors import Conflict, Invalid, NotFound, Offer, Problem, Unavailable
from bot.domain.grammar import parse
from bot.domain.people import Member
from bot.domain.postmortems import Section, Status
from bot.domain.surfaces import AskedQuestion, HereFacts, HomeFacts, Listed, ListFacts, SetUp
from bot.domain.timeline import Question
from tests.unit.drawn import BEGIN, END, NOW, TITLE, a_postmortem, an_entry, an_incident, buttons, facts, labels, words

MAYA = Member(workspace="T1", id="U1", name="Maya")


class Line:
    """A word of the command, as the listeners' table holds it."""

    def __init__(self, word: str, usage: str, about: str, group: str, *also: str) -> None:
        self.word, self.usage, self.about, self.group, self.also = word, usage, about, group, also


LINES = (
    Line("create", "create [TITLE]", "opens a form to start a postmortem", "here and now", "new"),
    Line("list", "list", "postmortems that you can see", "find"),
    Line("roles", "roles", "who may do what", "admin"),
)


def sent(view: dict[str, Any], **typed: Any) -> dict[str, Any]:
    """Return the window as Slack sends it back, with these fields filled in."""
    values = {block: {Fields.VALUE: value} for block, value in typed.items()}
    return {**view, "state": {"values": values}}


def filled(**over: Any) -> dict[str, Any]:
    typed: dict[str, Any] = {
        Fields.TITLE: {"type": "plain_text_input", "value": "  Slow\nlogin "},
        Fields.SEVERITY: {"type": "static_select", "selected_option": {"value": "SEV2"}},
        Fields.SERVICES: {"type": "plain_text_input", "value": "Payments, Login; Payments,,"},
        Fields.CHANNEL: {"type": "multi_conversations_select", "selected_conversations": ["C7", "C8"]},
    }
    return sent(creation.create_view(ref=Ref(kind="create", incident=7)), **{**typed, **over})


def listed(number: int, **over: Any) -> Listed:
    fields: dict[str, Any] = {
        "id": number + 100,
        "number": number,
        "title": TITLE,
        "status": Status.DRAFT,
        "severity": "SEV1",
        "author": "U1",
        "updated_at": END,
        "due_at": BEGIN + timedelta(days=2),
        "channel": "C1",
    }
    return Listed(**{**fields, **over})


def test_the_form_is_read_back_as_it_was_filled_in() -> None:
    assert creation.read_create(filled()) == creation.CreateForm(
        ref=Ref(kind="create", incident=7),
        title="Slow login",
        severity="SEV2",
        services=("Payments", "Login"),
        channels=("C7", "C8"),
    )


def test_the_form_shows_what_is_known_already() -> None:
    view = creation.create_view(title="Slow login", severity="SEV2", services=("Login",), channels=("C7",))
    elements = [block["element"] for block in view["blocks"]]
    known = [
        one.get("initial_value") or one.get("initial_option", {}).get("value") or one.get("initial_conversations")
        for one in elements
    ]
    assert known == ["Slow login", "SEV2", "Login", ["C7"], "everybody"]


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ({Fields.TITLE: {"value": " \u200b\n"}}, {"title": "Say in a few words what happened."}),
        ({Fields.TITLE: {"value": "x" * 121}}, {"title": "A title holds 120 characters, yours has 121."}),
        ({Fields.TITLE: "odd"}, {"title": "Say in a few words what happened."}),
        (
            {Fields.CHANNEL: {"selected_conversations": [f"C{n}" for n in range(11)]}},
            {"channel": "At most 10 channels."},
        ),
        ({Fields.SERVICES: {"value": ",".join("abcdefghijk")}}, {"services": "At most 10 services."}),
    ],
)
def test_what_is_wrong_in_the_form_is_said_at_its_field(over: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as problem:
        creation.read_create(filled(**over))
    assert problem.value.fields == wrong


def test_a_window_of_another_version_is_refused() -> None:
    with pytest.raises(Conflict):
        creation.read_create({**filled(), "private_metadata": "7"})


@pytest.mark.parametrize("view", [{}, {"state": None}, {"state": {"values": []}}, {"state": {"values": {"title": 3}}}])
def test_a_window_without_values_has_empty_fields(view: dict[str, Any]) -> None:
    assert kit.value_of(view, "title") is None


def answered(**typed: Any) -> dict[str, Any]:
    asked = AskedQuestion(id=5, question=Question(text="Who decided?"))
    return sent(creation.answer_modal(3, "PM-42", asked), **typed)


def test_an_answer_in_words_counts_before_a_choice() -> None:
    typed = {Fields.ANSWER: {"value": " Noor did. "}, Fields.INSTEAD: {"selected_option": {"value": "unknown"}}}
    assert creation.read_answer(answered(**typed)) == creation.AnswerForm(postmortem=3, question=5, answer="Noor did.")


def test_not_knowing_and_what_does_not_matter_are_no_answers_in_words() -> None:
    for chosen in ("unknown", "irrelevant"):
        typed = {Fields.INSTEAD: {"selected_option": {"value": chosen}}}
        assert creation.read_answer(answered(**typed)) == creation.AnswerForm(postmortem=3, question=5, instead=chosen)


def test_no_answer_at_all_is_asked_for_again() -> None:
    with pytest.raises(Invalid) as problem:
        creation.read_answer(answered())
    assert problem.value.fields == {"answer": "Write an answer, or choose one of the two below."}


def test_a_draft_is_handed_to_the_chosen_person() -> None:
    view = sent(creation.not_mine_view(a_postmortem()), **{Fields.AUTHOR: {"selected_user": "U2"}})
    assert creation.read_not_mine(view) == creation.NotMineForm(postmortem=3, author="U2")


def test_a_draft_is_handed_to_somebody() -> None:
    with pytest.raises(Invalid) as problem:
        creation.read_not_mine(sent(creation.not_mine_view(a_postmortem())))
    assert problem.value.fields == {"author": "Choose a person."}


def test_a_refusal_has_the_buttons_that_mend_it() -> None:
    problem = NotFound(
        "There is no PM-420 that you can see. The newest is PM-42.",
        offers=(Offer.FIND, Offer.READ, Offer.JOIN, Offer.RETRY, Offer.HELP),
    )
    drawn = problems.message(problem)
    assert (words(drawn), labels(drawn.blocks)) == ([problem.sentence], ["Find", "Retry", "Help"])


def test_a_command_in_a_refusal_stays_readable_and_a_name_in_it_stays_dead() -> None:
    drawn = problems.message(Problem("I am not in #<!channel>. Type `/invite @Postmortem` there."))
    assert drawn.text == "I am not in #&lt;!channel&gt;. Type `/invite @Postmortem` there."


def test_what_is_wrong_stands_at_the_fields_that_the_form_has() -> None:
    problem = Invalid("Two things.", fields={"title": "Too long.", "elsewhere": "Not here."})
    assert problems.form_errors(problem, creation.create_view()) == {
        "response_action": "errors",
        "errors": {"title": "Too long."},
    }


def test_what_belongs_to_no_field_stands_at_the_first() -> None:
    problem = Unavailable("I cannot reach my database.")
    assert problems.form_errors(problem, creation.create_view())["errors"] == {"title": "I cannot reach my database."}


def test_a_form_without_fields_becomes_the_window_that_says_no() -> None:
    answer = problems.form_errors(Problem("Not now."), {"blocks": []})
    assert (answer["response_action"], answer["view"]["title"]["text"]) == ("update", "Not possible")


def test_a_list_has_a_row_of_two_lines_a_postmortem_and_says_where_it_is() -> None:
    view = lists.view(ListFacts(rows=(listed(42), listed(41)), total=100, page=1, names={"U1": "Maya"}))
    said = [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]
    assert said[0] == f"*PM-42* {TITLE}\nDraft · SEV1 · Maya · planned for Thu, Nov 19"
    assert view["blocks"][-1]["elements"][0]["text"] == "Postmortems 16–17 of 100."
    assert labels(view) == ["Read", "Read", "Earlier", "Later"]


def test_the_last_page_has_no_later_one() -> None:
    assert labels(lists.view(ListFacts(rows=(listed(1),), total=16, page=1))) == ["Read", "Earlier"]


def test_a_filter_of_the_list_is_found_again_in_its_button() -> None:
    view = lists.view(ListFacts(rows=(listed(1),), total=40, status=Status.IN_REVIEW))
    later = buttons(view)[-1]
    assert (Ref.decode(later["value"]).word, Ref.decode(later["value"]).page) == ("review", 1)
    assert view["blocks"][0]["elements"][0]["initial_option"]["text"]["text"] == "In review"


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"status": Status.DRAFT}, "No drafts. Everything is published."),
        ({"mine": True}, "Nothing here. Choose another filter to see more."),
        ({}, "No postmortems yet that you can see."),
    ],
)
def test_an_empty_list_says_so(over: dict[str, Any], sentence: str) -> None:
    assert lists.view(ListFacts(**over))["blocks"][1]["text"]["text"] == sentence


def test_an_empty_home_says_how_it_starts() -> None:
    view = home.view(HomeFacts(now=NOW, member=MAYA))
    assert view["blocks"][1]["text"]["text"] == (
        "*Nothing waits for you.* When an incident is resolved, its draft appears in the incident channel and here."
    )
    assert labels(view) == ["New postmortem", "Find", "Help", "My hours"]


def test_a_busy_home_lists_eight_drafts_and_counts_the_others() -> None:
    rows = tuple(listed(n) for n in range(1, 9))
    facts_ = HomeFacts(
        now=NOW, member=MAYA, drafts=rows, more_drafts=4, published=rows, setup=SetUp(steps={"admin": False})
    )
    view = home.view(facts_)
    assert [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"] == [
        "Postmortems",
        "My drafts · 12",
        "Recently published · 8",
        "For admins",
    ]
    assert "Show all" in labels(view)


def test_strangers_see_a_home_without_anything_in_it() -> None:
    view = home.closed()
    assert [block["text"]["text"] for block in view["blocks"]] == [
        "Postmortems",
        "Only members of this workspace can use Postmortem.",
    ]


def test_here_and_now_names_the_channels_postmortem() -> None:
    here = HereFacts(postmortem=a_postmortem(), names={"U1": "Maya"}, card_link="https://a.example/p1")
    drawn = helping.here(here)
    assert words(drawn)[0] == (
        f"*PM-42* {TITLE} is this channel's postmortem. Draft, author Maya. "
        "*Next for you:* nothing is owed; you can read and comment."
    )
    assert labels(drawn.blocks) == ["Open the card", "Read"]


def test_elsewhere_there_is_one_to_start() -> None:
    drawn = helping.here(HereFacts())
    assert (words(drawn)[0], labels(drawn.blocks)) == ("No postmortem here yet.", ["Start one", "Find", "Help"])


def test_a_channel_with_an_incident_and_no_postmortem_fills_in_its_channel() -> None:
    drawn = helping.here(HereFacts(incident=an_incident()))
    assert Ref.decode(buttons(drawn.blocks)[0]["value"]).channel == "C1"


def test_the_card_in_small_has_a_link_to_the_card() -> None:
    drawn = helping.shown(facts(), "https://a.example/p1")
    assert words(drawn) == [f"PM-42 · {TITLE}", "*Draft* · SEV1 · 45 min · Payments · author Maya"]
    assert labels(drawn.blocks) == ["Open the card", "Read"]


def test_help_has_a_line_a_word_and_keeps_admin_words_for_admins() -> None:
    assert words(helping.help_(LINES)) == [
        "*Here and now*\n`/postmortem create [TITLE]` opens a form to start a postmortem",
        "*Find*\n`/postmortem list` postmortems that you can see",
        "In a thread Slack takes no commands: mention me there, `@Postmortem list`.",
    ]
    assert words(helping.help_(LINES, is_admin=True))[2] == "*Admin*\n`/postmortem roles` who may do what"


def test_help_with_a_word_shows_its_line_and_two_examples_by_any_spelling() -> None:
    assert words(helping.help_(LINES, "new")) == [
        (
            "`/postmortem create [TITLE]` opens a form to start a postmortem\n"
            "Examples: `/postmortem create Slow login sev2`, `/postmortem create #inc-207`"
        )
    ]


def test_a_word_with_a_slip_can_be_run_mended() -> None:
    drawn = helping.unknown(parse("publsh 42 now"), "publish")
    assert words(drawn) == ["I don't know *publsh*. Did you mean *publish*?"]
    assert (labels(drawn.blocks), Ref.decode(buttons(drawn.blocks)[0]["value"]).word) == (
        ["Yes, publish", "Help"],
        "publish 42 now",
    )


def test_a_line_that_is_too_long_to_carry_is_never_run_cut() -> None:
    drawn = helping.unknown(parse(f"craete {'x' * 300}"), "create")
    assert labels(drawn.blocks) == ["Help"]


def test_a_word_like_no_other_leads_to_help() -> None:
    drawn = helping.unknown(parse("xyzzy"))
    assert (drawn.text, labels(drawn.blocks)) == (
        "I don't know xyzzy. Type help to see what I know.",
        ["Help"],
    )


def test_a_mention_that_needs_a_window_gets_one_button() -> None:
    drawn = helping.by_click(parse("list mine"))
    assert Ref.decode(buttons(drawn.blocks)[0]["value"]).word == "list mine"


def test_a_note_is_for_all_and_names_its_writer() -> None:
    assert notes.note("U1", "Maya", "failover started").text == "For the timeline, from Maya: failover started"


def test_an_invitation_is_answered_with_what_happens_next() -> None:
    assert words(welcome.invited("incident_resolved")) == [
        (
            "I am in. When this incident is resolved (emoji, your incident bot, or `/postmortem create`) "
            "I make the draft. Pin a message and it is on the timeline."
        )
    ]


def long_document() -> Any:
    text = "\n\n".join(f"Paragraph {n}. " + "word " * 100 for n in range(40))
    sections = tuple(Section(key=f"s{n}", title=f"Part {n}", position=n, text=text) for n in range(6))
    return facts(postmortem=a_postmortem(sections=sections))


def test_the_document_says_its_title_state_clock_and_page() -> None:
    view = reading.document_view(facts())
    assert view["blocks"][1]["elements"][0]["text"] == (
        f"*{TITLE}* · Draft · revision 1 · times in UTC · only you see this window"
    )
    assert view["blocks"][-1]["elements"][0]["text"] == "Page 1 of 1"


def test_every_paragraph_of_a_long_document_is_on_exactly_one_page() -> None:
    long = long_document()
    pages = [reading.document_view(long, n) for n in range(5)]
    last = next(n for n, view in enumerate(pages) if f"Page {n + 1} of {n + 1}" in str(view))
    said = "\n".join(
        block["text"]["text"] for view in pages[: last + 1] for block in view["blocks"] if block["type"] == "section"
    )
    assert [said.count(f"Paragraph {n}. ") for n in range(40)] == [6] * 40


def test_go_to_leads_to_the_page_where_the_section_begins() -> None:
    long = long_document()
    options = reading.document_view(long)["blocks"][0]["elements"][0]["options"]
    last = Ref.decode(options[-1]["value"])
    headers = [
        b["text"]["text"] for b in reading.document_view(long, last.page or 0)["blocks"] if b["type"] == "header"
    ]
    assert "6. Part 5" in headers


def test_a_page_that_is_gone_is_the_last_one() -> None:
    assert reading.document_view(facts(), 99)["blocks"][-1]["elements"][0]["text"] == "Page 1 of 1"


def test_the_timeline_window_shows_twenty_entries_and_the_unverified_ones_last() -> None:
    entries = tuple(
        an_entry(
            id=n, at=BEGIN + timedelta(minutes=n), verified=n > 2, reason="the number 12 is in none of its messages"
        )
        for n in range(25)
    )
    view = reading.timeline_view(facts(entries=entries), 1)
    assert view["blocks"][-1]["elements"][0]["text"].startswith("Entries 21–25 of 25.")
    said = [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]
    assert said[-1] == (
        "*14:04* · change\nThe cache change goes to all 12 nodes · "
        "<https://example.slack.com/archives/C1/p1794924120000100|1 message>\n"
        "It did not pass the check: the number 12 is in none of its messages."
    )
    assert labels(view) == ["Earlier"]


def test_a_time_that_was_only_stated_says_when_it_was_said() -> None:
    entry = an_entry(said_at=BEGIN + timedelta(minutes=18))
    said = reading.timeline_view(facts(entries=(entry,)))["blocks"][1]["text"]["text"]
    assert said.split("\n")[-1] == "Said at 14:20 about 14:02."


def test_a_question_that_is_gone_is_a_conflict() -> None:
    with pytest.raises(Conflict, match="answered or gone"):
        reading.answer_view(facts(), 5)


def test_the_forms_of_a_draft_are_ones_that_a_listener_waits_for() -> None:
    asked = facts(questions=(AskedQuestion(id=5, question=Question(text="Why?")),))
    forms = [creation.create_view(), reading.answer_view(asked, 5), creation.not_mine_view(a_postmortem())]
    assert {view["callback_id"] for view in forms} == {ids.CREATE_FORM, ids.QUESTION_FORM, ids.NOT_MINE_FORM}
