"""Another template for a document: which one would do better, and what becomes of its sections."""

import pytest

from bot.domain.postmortems import Section
from bot.domain.sections import SectionDefinition
from bot.domain.templates import BUILT_IN, DEFAULT, SHORT, Scope, Template, proposed, reshaped


@pytest.mark.parametrize(
    ("present", "severity", "expected"),
    [
        ("default", "SEV3", "short"),
        ("default", "SEV1", None),
        ("default", None, None),
        ("short", "SEV4", None),
        ("short", "SEV1", "default"),
        ("short", None, None),
        ("own", "SEV1", None),
        ("own", "SEV5", None),
    ],
)
def test_the_short_form_would_do_for_small_incidents(present: str, severity: str | None, expected: str | None) -> None:
    found = proposed(BUILT_IN, present, severity)

    assert (found.key if found is not None else None) == expected


def test_a_template_whose_scope_fits_counts_before_the_short_form() -> None:
    own = Template(key="pay", name="Payments", sections=(), scope=Scope(services=("payments",)))
    known = {**BUILT_IN, "pay": own}

    assert proposed(known, "default", "SEV3", ("Payments",)) == own
    assert proposed(known, "pay", "SEV3", ("Payments",)) is None
    assert proposed(known, "default", "SEV3", ("Search",)) == SHORT


def a_template(*sections: SectionDefinition) -> Template:
    return Template(key="x", name="X", sections=sections)


def a_definition(key: str, default: str = "") -> SectionDefinition:
    return SectionDefinition(key=key, title=key.upper(), prompt="", default=default, required=True)


def test_written_sections_stay_empty_ones_go_and_new_ones_start_as_the_template_says() -> None:
    was = a_template(a_definition("a"), a_definition("b", "Begin here"), a_definition("c"), a_definition("d"))
    now = a_template(a_definition("e", "Say why"), a_definition("b", "Start there"), a_definition("a"))
    sections = (
        Section(key="a", title="Old", text="kept", position=0),
        Section(key="b", title="B", text="Begin here", position=1),
        Section(key="c", title="C", text="also kept", required=True, position=2),
        Section(key="d", title="D", position=3),
    )

    found = reshaped(sections, was, now)

    assert [(one.key, one.title, one.text, one.required, one.position) for one in found] == [
        ("e", "E", "Say why", True, 0),
        ("b", "B", "Start there", True, 1),
        ("a", "A", "kept", True, 2),
        ("c", "C", "also kept", False, 3),
    ]


def test_a_section_with_a_field_or_a_suggestion_is_not_empty() -> None:
    was = a_template(a_definition("a"), a_definition("b"))
    sections = (
        Section(key="a", title="A", fields={"users": "3"}, position=0),
        Section(key="b", title="B", suggestion="maybe", position=1),
    )

    assert [one.key for one in reshaped(sections, was, a_template())] == ["a", "b"]


def test_there_and_back_is_where_it_was() -> None:
    sections = reshaped((), DEFAULT, DEFAULT)

    assert reshaped(reshaped(sections, DEFAULT, SHORT), SHORT, DEFAULT) == sections
