"""Templates: which one an incident gets, and how a YAML file becomes one or every problem in it."""

import re
import time
from itertools import permutations
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sections import BY_KEY, CATALOGUE, FieldDefinition, FieldKind, SectionDefinition
from bot.domain.templates import BUILT_IN, DEFAULT, SHORT, Scope, Template, choose
from bot.intake.templates import LONGEST_FILE, read_template, read_templates
from tests.house.tree import ROOT

EXAMPLES = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/templates.md").read_text(encoding="utf-8"), re.DOTALL)
HEAD = "key: a\nname: A\n"


def template(text: str) -> Template:
    found, troubles = read_template(text.encode())
    assert troubles == ()
    assert found is not None
    return found


def troubles(text: str) -> list[str]:
    found, told = read_template(text.encode())
    assert (found is None) == bool(told)
    return [f"{one.line}: {one.sentence}" for one in told]


def scoped(key: str, **scope: tuple[str, ...]) -> Template:
    return DEFAULT.model_copy(update={"key": key, "scope": Scope.model_validate(scope)})


@pytest.mark.parametrize(
    ("severity", "services", "team", "key"),
    [
        ("SEV1", (), None, "severe"),
        ("sev-1", (), None, "severe"),
        ("SEV3", (), None, "default"),
        (None, (), None, "default"),
        ("SEV1", ("Payments",), None, "payments"),
        ("SEV3", ("search", "payments"), None, "payments"),
        ("SEV1", ("ledger",), None, "ledger"),
        ("SEV2", ("ledger",), None, "default"),
        (None, (), "Platform", "platform"),
        ("SEV1", (), "platform", "platform"),
        ("SEV1", ("payments",), "platform", "payments"),
    ],
)
def test_an_incident_gets_the_narrowest_template_that_fits(
    severity: str | None, services: tuple[str, ...], team: str | None, key: str
) -> None:
    made = (
        scoped("severe", severities=("SEV1",)),
        scoped("payments", services=("payments",)),
        scoped("ledger", services=("ledger",), severities=("SEV1",)),
        scoped("platform", teams=("platform",)),
    )
    for order in permutations(made):
        templates = BUILT_IN | {one.key: one for one in order}
        assert choose(templates, severity, services, team).key == key


def test_of_two_that_fit_alike_the_first_by_key_is_chosen() -> None:
    templates = {key: scoped(key, severities=("SEV1",)) for key in ("zeta", "alpha")}
    assert choose(templates, "SEV1").key == "alpha"


def test_the_short_form_is_never_chosen_by_itself() -> None:
    assert choose(BUILT_IN, "SEV5") is DEFAULT


def test_a_default_of_your_own_takes_the_place_of_the_built_in_one() -> None:
    own = DEFAULT.model_copy(update={"name": "Ours"})
    assert choose({"default": own}, "SEV1") is own


def test_the_documented_example_is_a_template() -> None:
    found = template(EXAMPLES[0])
    assert (found.key, found.name, found.approvals, found.review_may_be_skipped) == (
        "database", "Database incident", 2, False,
    )  # fmt: skip
    assert found.scope == Scope(severities=("SEV1", "SEV2"), services=("payments-db", "ledger-db"))
    assert [one.key for one in found.sections] == [
        "summary", "impact", "timeline", "root_cause", "data_check", "resolution", "lessons_learned", "action_items",
    ]  # fmt: skip
    assert found.section("summary") == BY_KEY["summary"]
    impact = found.section("impact")
    assert impact is not None
    assert [one.key for one in impact.fields] == [*(one.key for one in BY_KEY["impact"].fields), "rows"]
    assert found.section("data_check") == SectionDefinition(
        key="data_check",
        title="Data check",
        prompt="How we know that the data is whole again.",
        required=True,
        default="- Checksums compared:\n- Replicas compared:",
        fields=(
            FieldDefinition(
                key="method", title="Method", kind=FieldKind.CHOICE, choices=("Full comparison", "Sample", "None")
            ),
            FieldDefinition(key="checked_by", title="Checked by", kind=FieldKind.PEOPLE),
        ),
    )


def test_the_documented_short_form_is_chosen_for_small_incidents() -> None:
    registry = read_templates([("short.yaml", EXAMPLES[1].encode())])
    assert registry.problems == ()
    chosen = choose(registry.templates, "SEV4")
    assert (chosen.key, chosen.sections, chosen.review_may_be_skipped) == ("short", SHORT.sections, True)


def test_a_template_without_sections_has_the_defaults() -> None:
    found = template(HEAD)
    assert (found.sections, found.approvals, found.review_may_be_skipped) == (CATALOGUE, 1, False)


@pytest.mark.parametrize("text", ["{{ ''.__class__ }}", "{% for x in y %}", "${HOME}", "<%= 1 %>", "!!python/name:os"])
def test_a_default_text_is_kept_as_it_is(text: str) -> None:
    found = template(f"{HEAD}sections:\n  - key: summary\n    default: |\n      {text}\n")
    assert found.sections[0].default == text


def test_what_yaml_would_read_as_another_type_is_text() -> None:
    found = template("key: a\nname: 2026\nsections:\n  - key: b\n    title: yes\n    prompt: 1.50\n")
    assert (found.name, found.sections[0].title, found.sections[0].prompt) == ("2026", "yes", "1.50")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["1: the file is empty. Begin with `key:` and `name:`."]),
        ("- a\n- b\n",
         [("1: a template is written as `name: value` lines: "
           "key, name, like, for, approval, confirms_items, sections.")]),
        ("name: A\n", ["1: a template needs `key`."]),
        ("key: a\n", ["1: a template needs `name`."]),
        ("key: Root Cause\nname: A\n",
         ["1: a `key` has small letters, digits and _, and begins with a letter, such as root_cause."]),
        (f"{HEAD}sektions: []\n", ["3: a template has no `sektions`. Did you mean sections?"]),
        (f"{HEAD}zzz: 1\n",
         ["3: a template has no `zzz`. There are key, name, like, for, approval, confirms_items, sections."]),
        (f"{HEAD}name: B\n", ["3: `name` stands twice. Delete one of them."]),
        (f"{HEAD}like: shrot\n", ['3: `like` cannot be "shrot". Did you mean short?']),
        (f"{HEAD}sections:\n  - sumary\n", ['4: "sumary" is not a built-in section. Did you mean summary?']),
        (f"{HEAD}sections:\n  - summary\n  - summary\n",
         ["5: the section summary stands in line 4 already. Delete one of them."]),
        (f"{HEAD}sections:\n", ["3: `sections` is a list: one a line, each after a dash."]),
        (f"{HEAD}sections: []\n",
         ["3: `sections` is empty. Name at least one, or leave the line out for the default's."]),
        (f"{HEAD}sections:\n  - key: x\n", ["4: a section needs `title`."]),
        (f"{HEAD}sections:\n  - key: summary\n    required: maybe\n", ["5: `required` is yes or no."]),
        (f"{HEAD}sections:\n  - key: summary\n    title: ''\n",
         ["5: `title` is empty. Write something, or leave the line out."]),
        (f"{HEAD}sections:\n  - key: summary\n    title: {'x' * 61}\n",
         ["5: `title` holds 60 characters, this has 61. Shorten it."]),
        (f"{HEAD}sections:\n  - key: summary\n    prompt: [a]\n",
         ["5: `prompt` is a text, not a list or a mapping. Put it into quotes."]),
        (f"{HEAD}sections:\n  - key: timeline\n    default: x\n",
         ["5: timeline is made of its own lines, so it takes no `default`."]),
        (f"{HEAD}sections:\n  - key: summary\n    fields:\n      - key: x\n        title: X\n        kind: chioce\n",
         ['8: `kind` cannot be "chioce". Did you mean choice?']),
        (f"{HEAD}sections:\n  - key: summary\n    fields:\n      - key: x\n        title: X\n        kind: choice\n",
         ["6: a field of the kind choice needs at least two `choices`."]),
        (f"{HEAD}sections:\n  - key: summary\n    fields:\n      - key: x\n        title: X\n        choices: [a, b]\n",
         ["8: only a field of the kind choice has `choices`, this one is text."]),
        (f"{HEAD}for:\n  severities: [SEV1, huge]\n", ['4: "huge" is no severity. Write SEV0 to SEV5.']),
        (f"{HEAD}for:\n  service: [a]\n", ["4: `for` has no `service`. Did you mean services?"]),
        (f"{HEAD}for:\n  services: [a, a]\n", ['4: "a" stands twice in `services`. Delete one of them.']),
        (f"{HEAD}confirms_items: perhaps\n", ["3: `confirms_items` is yes or no."]),
        (f"{HEAD}approval:\n  least: 11\n", ["4: `least` is a whole number from 1 to 10."]),
        (f"{HEAD}approval:\n  least: 0x2\n", ["4: `least` is a whole number from 1 to 10."]),
        (f"{HEAD}approval: 2\n", ["3: `approval` is written as `name: value` lines: least, may_be_skipped."]),
        ("key: &a x\nname: *a\n",
         ["1: anchors (&a) are not taken. Write the text out.", "2: aliases (*a) are not taken. Write the text out."]),
        ("key: a\nname: !!python/name:os x\n", ["2: tags (such as !!str) are not taken. Put text into quotes."]),
        (f"{HEAD}---\nkey: b\n", ["3: a second document begins here. One file holds one template."]),
        ("key: a\nname: [[[[[[[[[[[[\n",
         ["2: this is nested deeper than any template. Look at the spaces and brackets."]),
        ("key: a\nname: 'b\n",
         ["3: this is no YAML: found unexpected end of stream. Look at the spaces and quotes."]),
        ("key: a\n\tname: b\n",
         ["2: this is no YAML: found character '\\t' that cannot start any token. Look at the spaces and quotes."]),
        ("key: a\nname: \x07\n", ["2: there is a character here that YAML does not allow. Delete it."]),
    ],
)  # fmt: skip
def test_a_problem_has_its_line_and_what_to_do(text: str, told: list[str]) -> None:
    assert troubles(text) == told


def test_all_problems_are_told_at_once_in_the_order_of_lines() -> None:
    text = (
        "kye: a\nlike: x\nfor: {severities: [bad]}\napproval: {least: 0}\nsections:\n  - nope\n"
        "  - key: Y\n    requird: no\n"
    )
    assert [int(one.split(":")[0]) for one in troubles(text)] == [1, 1, 1, 2, 3, 4, 6, 7, 7, 8]


def test_a_file_that_is_no_utf8_or_too_long_is_told() -> None:
    assert read_template(b"key: a\nname: \xff\n")[1][0].line == 2
    assert read_template(b"#" * (LONGEST_FILE + 1))[1][0].sentence == (
        "the file is larger than 64 KiB. Shorten its texts."
    )


def test_two_files_with_one_key_are_told_with_both_names() -> None:
    registry = read_templates([("one.yaml", HEAD.encode()), ("two.yaml", HEAD.encode()), ("three.yaml", b"key: c")])
    assert registry.problems == (
        "two.yaml: the key a is taken by one.yaml. Choose another one for this file.",
        "three.yaml, line 1: a template needs `name`.",
    )


def test_without_files_there_are_the_built_in_ones() -> None:
    assert read_templates(()).templates == BUILT_IN


@pytest.mark.parametrize(
    "text",
    ["[" * 60_000, "a: " * 20_000, "- " * 30_000, "&a " * 20_000, "? " * 30_000, "{a: " * 15_000, "'" * 60_000,
     "key: |\n " + "x" * 60_000,
     "\n".join(f"k{number}: v" for number in range(5_000))],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_time(text: str) -> None:
    begun = time.process_time()
    found, told = read_template(text.encode())
    assert found is None
    assert told
    assert time.process_time() - begun < 10


NODES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(["summary", "choice", "SEV1", "yes"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["key", "name", "sections", "for", "fields", "kind", "choices", "title", "approval", "least", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(NODES)
def test_whatever_the_file_holds_it_is_a_template_or_told(content: object) -> None:
    found, told = read_template(yaml.safe_dump(content, allow_unicode=True).encode())
    assert (found is None) == bool(told)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_bytes_a_file_has_nothing_breaks(content: bytes) -> None:
    found, told = read_template(content)
    assert (found is None) == bool(told)


def test_every_documented_key_is_taken() -> None:
    page = Path(ROOT / "docs/templates.md").read_text(encoding="utf-8")
    assert all(f"`{kind.value}`" in page for kind in FieldKind)
    assert all(f"`{key}`" in page for key in BY_KEY)
