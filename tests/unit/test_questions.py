"""Who is asked next, and where an answer goes: nobody twice, and no person's words written over."""

from datetime import UTC, datetime

from bot.domain.postmortems import Section
from bot.domain.questions import credited, next_to_ask, passed, placed, still_open
from bot.domain.statements import with_text
from bot.domain.timeline import Asked, Origin, SectionText
from bot.domain.writing import LONGEST_SECTION
from tests.factories import a_question, a_section

NOW = datetime(2026, 11, 17, 15, 10, tzinfo=UTC)
SAID = credited(" The pool was too small. ", "UBEN")
EMPTY = Section(key="root_cause", title="Root cause")


def test_the_first_who_could_know_and_was_part_of_it_is_asked_and_then_the_next() -> None:
    question = a_question(asks=("UOUT", "UBEN", "UINES"))

    first = next_to_ask(question, ("UBEN", "UINES"))
    second = next_to_ask(passed(question, "UBEN", NOW), ("UBEN", "UINES"))

    assert (first, second) == ("UBEN", "UINES")
    assert next_to_ask(question, ()) is None
    assert next_to_ask(question.model_copy(update={"answer": "Dana"}), ("UBEN",)) is None


def test_who_passes_unasked_is_not_asked_and_who_was_asked_keeps_when_that_was() -> None:
    asked = Asked(member="UBEN", by="UMAYA", at=NOW)
    question = a_question(asks=("UBEN", "UINES"), asked=(asked,))

    found = passed(passed(question, "UINES", NOW), "UBEN", NOW)

    assert set(found.asked) == {
        Asked(member="UINES", by="UINES", at=NOW, passed=True),
        Asked(member="UBEN", by="UMAYA", at=NOW, passed=True),
    }
    assert next_to_ask(found, ("UBEN", "UINES")) is None


def test_an_answer_becomes_the_text_of_an_empty_section_with_whose_it_is() -> None:
    for section in (EMPTY, EMPTY.model_copy(update={"origin": Origin.RULES})):
        found = placed(section, SAID, "UBEN", NOW, may_edit=True)

        assert found.text == "@[UBEN], asked: The pool was too small."
        assert (found.origin, found.by) == (Origin.PERSON, "UBEN")
        assert found.suggestion is None


def test_an_answer_stands_under_a_persons_text() -> None:
    section = EMPTY.model_copy(update={"text": "It broke.", "origin": Origin.PERSON, "by": "UMAYA"})

    found = placed(section, SAID, "UBEN", NOW, may_edit=True)

    assert found.text == f"It broke.\n\n{SAID}"


def test_beside_a_machines_text_and_of_who_may_not_write_it_is_a_suggestion() -> None:
    machines = EMPTY.model_copy(update={"text": "It broke.", "origin": Origin.AI})
    persons = EMPTY.model_copy(update={"text": "It broke.", "origin": Origin.PERSON, "suggestion": "Or so."})

    beside, guest, empty = (
        placed(machines, SAID, "UBEN", NOW, may_edit=True),
        placed(persons, SAID, "UBEN", NOW, may_edit=False),
        placed(EMPTY, SAID, "UBEN", NOW, may_edit=False),
    )

    assert (beside.text, beside.origin, beside.suggestion) == ("It broke.", Origin.AI, SAID)
    assert (guest.text, guest.suggestion) == ("It broke.", f"Or so.\n\n{SAID}")
    assert (empty.text, empty.origin, empty.suggestion) == ("", None, SAID)


def test_an_answer_that_is_changed_takes_the_place_of_the_first_one() -> None:
    section = EMPTY.model_copy(update={"text": f"It broke.\n\n{SAID}\n\nMore.", "origin": Origin.PERSON})
    other = credited("The pool was empty.", "UBEN")

    found = placed(section, other, "UBEN", NOW, may_edit=True, instead_of=SAID)

    assert found.text == f"It broke.\n\n{other}\n\nMore."


def test_an_answer_that_has_no_room_leaves_the_section_as_it_is() -> None:
    full = EMPTY.model_copy(update={"text": "x" * LONGEST_SECTION, "origin": Origin.PERSON})

    assert placed(full, SAID, "UBEN", NOW, may_edit=True) == full


def test_a_new_draft_replaces_what_a_machine_suggested_and_keeps_the_answers_behind_it() -> None:
    other = credited("And nobody saw it.\n\nNot even I.", "UINES")
    section = EMPTY.model_copy(update={"text": "It broke.", "origin": Origin.PERSON, "suggestion": "Or so."})
    both = placed(placed(section, SAID, "UBEN", NOW, may_edit=False), other, "UINES", NOW, may_edit=False)

    anew = with_text(both, SectionText(key="root_cause", text="Or otherwise."), Origin.RULES, NOW)
    silent = with_text(both, SectionText(key="root_cause", text="It broke."), Origin.RULES, NOW)

    assert anew.suggestion == f"Or otherwise.\n\n{SAID}\n\n{other}"
    assert silent.suggestion == f"{SAID}\n\n{other}"
    assert with_text(section, SectionText(key="root_cause", text="It broke."), Origin.RULES, NOW).suggestion is None


def test_what_was_open_stays_where_a_model_has_neither_a_text_nor_a_question_about_it() -> None:
    before = [
        a_question("What failed?", section="root_cause"),
        a_question("How many?", section="impact"),
        a_question("Who noticed?", section="detection"),
        a_question("What went well?", section="lessons", answer="all"),
        a_question("Who has the log?"),
    ]
    asked = [a_question("Which half of them?", section="impact")]
    sections = [a_section("detection", text="An alert.", origin=Origin.AI), a_section("root_cause")]

    found = still_open(before, asked, sections)
    assert [one.text for one in found] == ["Which half of them?", "What failed?", "Who has the log?"]
    assert [one.text for one in still_open(before, [], [])][:3] == ["What failed?", "How many?", "Who noticed?"]
