"""Templates as YAML: a file's bytes in, a template or every problem with its line and what to do about it out.

Pure. The YAML is never built into objects: its nodes are read one by one, so no tag, alias or type of YAML's own has
any effect. Texts are data and are kept as they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import yaml

from bot.domain.sections import BY_KEY, FieldDefinition, FieldKind, SectionDefinition, SectionKind
from bot.domain.templates import BUILT_IN, DEFAULT, MOST_APPROVALS, Scope, Template
from bot.domain.triage import normalise_severity
from bot.intake.yaml_nodes import Reader, Shape, Trouble, parsed

LONGEST_FILE: Final = 64 * 1024
MOST_FILES: Final = 100
_MOST_SECTIONS: Final = 30
_MOST_FIELDS: Final = 20
_MOST_CHOICES: Final = 30
_LONGEST_NAME: Final = 60
_LONGEST_OPTION: Final = 75
_LONGEST_HINT: Final = 150
_LONGEST_PROMPT: Final = 300
_LONGEST_TEXT: Final = 24_000

_TEMPLATE: Final = Shape("a template", ("key", "name", "like", "for", "approval", "confirms_items", "sections"))
_SCOPE: Final = Shape("`for`", ("severities", "services", "teams"))
_APPROVAL: Final = Shape("`approval`", ("least", "may_be_skipped"))
_SECTION: Final = Shape("a section", ("key", "title", "prompt", "required", "default", "fields"))
_FIELD: Final = Shape("a field", ("key", "title", "kind", "hint", "choices"))


@dataclass(frozen=True, slots=True)
class Registry:
    """All templates by key, the built-in ones too, and what is wrong: file name and trouble, in order."""

    templates: Mapping[str, Template]
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Files:
    templates: dict[str, Template] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_templates(files: Iterable[tuple[str, bytes]]) -> Registry:
    """Return the registry of these files (name, content) over the built-in templates, with the problems of all."""
    found = _Files()
    for name, content in files:
        template, troubles = read_template(content)
        found.problems += [f"{name}, line {one.line}: {one.sentence}" for one in troubles]
        if template is None:
            continue
        if template.key in found.origins:
            first = found.origins[template.key]
            found.problems.append(
                f"{name}: the key {template.key} is taken by {first}. Choose another one for this file."
            )
            continue
        found.origins[template.key] = name
        found.templates[template.key] = template
    return Registry({**BUILT_IN, **found.templates}, tuple(found.problems))


def read_template(content: bytes) -> tuple[Template | None, tuple[Trouble, ...]]:
    """Return a file's template, or None and every problem in it, by line."""
    if len(content) > LONGEST_FILE:
        return None, (Trouble(1, f"the file is larger than {LONGEST_FILE // 1024} KiB. Shorten its texts."),)
    root, troubles = parsed(content)
    if root is None:
        return None, troubles
    reader = Reader()
    template = _template(reader, root)
    found = tuple(sorted(reader.troubles, key=lambda one: one.line))
    return (None, found) if found else (template, ())


def _template(reader: Reader, root: yaml.Node) -> Template | None:
    held = reader.mapping(root, _TEMPLATE)
    if held is None:
        return None
    base = DEFAULT
    if "like" in held:
        like = reader.choice(held["like"], tuple(BUILT_IN), "`like`")
        base = BUILT_IN.get(like or "", DEFAULT)
    sections = _sections(reader, held["sections"]) if "sections" in held else base.sections
    least, may_be_skipped = _approval(reader, held.get("approval"), base)
    confirms = held.get("confirms_items")
    return Template(
        key=reader.needed_key(held, root, _TEMPLATE),
        name=reader.needed(held, root, "name", _TEMPLATE, _LONGEST_NAME),
        sections=sections,
        approvals=least,
        review_may_be_skipped=may_be_skipped,
        confirms_items=reader.flag(confirms, "`confirms_items`") if confirms is not None else base.confirms_items,
        scope=_scope(reader, held.get("for")),
    )


def _scope(reader: Reader, node: yaml.Node | None) -> Scope:
    held = reader.mapping(node, _SCOPE) if node is not None else None
    if held is None:
        return Scope()
    severities = []
    for text, line in reader.words(held.get("severities"), _MOST_CHOICES, _LONGEST_NAME, "`severities`"):
        severity = normalise_severity(text)
        if severity is None:
            reader.trouble(line, f'"{text}" is no severity. Write SEV0 to SEV5.')
        else:
            severities.append(severity)
    others = (
        tuple(text.casefold() for text, _ in reader.words(held.get(name), _MOST_CHOICES, _LONGEST_NAME, f"`{name}`"))
        for name in ("services", "teams")
    )
    services, teams = others
    return Scope(severities=tuple(severities), services=services, teams=teams)


def _approval(reader: Reader, node: yaml.Node | None, base: Template) -> tuple[int, bool]:
    held = reader.mapping(node, _APPROVAL) if node is not None else None
    if held is None:
        return base.approvals, base.review_may_be_skipped
    least, skipped = base.approvals, base.review_may_be_skipped
    if "least" in held:
        least = reader.number(held["least"], 1, MOST_APPROVALS, "`least`")
    if "may_be_skipped" in held:
        skipped = reader.flag(held["may_be_skipped"], "`may_be_skipped`")
    return least, skipped


def _sections(reader: Reader, node: yaml.Node) -> tuple[SectionDefinition, ...]:
    nodes = reader.sequence(node, _MOST_SECTIONS, "`sections`")
    if not nodes and isinstance(node, yaml.SequenceNode):
        reader.trouble(node, "`sections` is empty. Name at least one, or leave the line out for the default's.")
    sections = [(one, found) for one in nodes if (found := _section(reader, one)) is not None]
    reader.only_once(((one, found.key) for one, found in sections), "section")
    return tuple(found for _, found in sections)


def _section(reader: Reader, node: yaml.Node) -> SectionDefinition | None:
    if isinstance(node, yaml.ScalarNode):
        key = reader.choice(node, tuple(BY_KEY), "a built-in section")
        return BY_KEY.get(key or "")
    held = reader.mapping(node, _SECTION)
    if held is None:
        return None
    key = reader.needed_key(held, node, _SECTION)
    base = BY_KEY.get(key)
    if base is None:
        title = reader.needed(held, node, "title", _SECTION, _LONGEST_NAME)
        base = SectionDefinition(key=key, title=title, prompt="")
    changes: dict[str, object] = {
        name: reader.text(held[name], longest, f"`{name}`", one_line=name != "default")
        for name, longest in (("title", _LONGEST_NAME), ("prompt", _LONGEST_PROMPT), ("default", _LONGEST_TEXT))
        if name in held
    }
    if base.kind is not SectionKind.TEXT:
        for name in ("default", "fields"):
            if name in held:
                reader.trouble(held[name], f"{key} is made of its own lines, so it takes no `{name}`.")
    if "required" in held:
        changes["required"] = reader.flag(held["required"], "`required`")
    if "fields" in held:
        changes["fields"] = _fields(reader, held["fields"], base)
    return base.model_copy(update=changes)


def _fields(reader: Reader, node: yaml.Node, base: SectionDefinition) -> tuple[FieldDefinition, ...]:
    """Return the section's own fields with these in their places or after them."""
    nodes = reader.sequence(node, _MOST_FIELDS, "`fields`")
    found = [(one, made) for one in nodes if (made := _field(reader, one)) is not None]
    reader.only_once(((one, made.key) for one, made in found), "field")
    fields = {one.key: one for one in base.fields} | {made.key: made for _, made in found}
    return tuple(fields.values())


def _field(reader: Reader, node: yaml.Node) -> FieldDefinition | None:
    held = reader.mapping(node, _FIELD)
    if held is None:
        return None
    kind = FieldKind.TEXT
    if "kind" in held:
        kind = FieldKind(reader.choice(held["kind"], tuple(FieldKind), "`kind`") or kind)
    choices = tuple(text for text, _ in reader.words(held.get("choices"), _MOST_CHOICES, _LONGEST_OPTION, "`choices`"))
    if kind is FieldKind.CHOICE and len(choices) < 2:  # noqa: PLR2004 - one is no choice
        reader.trouble(node, "a field of the kind choice needs at least two `choices`.")
    if kind is not FieldKind.CHOICE and "choices" in held:
        reader.trouble(held["choices"], f"only a field of the kind choice has `choices`, this one is {kind.value}.")
    return FieldDefinition(
        key=reader.needed_key(held, node, _FIELD),
        title=reader.needed(held, node, "title", _FIELD, _LONGEST_NAME),
        kind=kind,
        hint=reader.text(held["hint"], _LONGEST_HINT, "`hint`", one_line=True) if "hint" in held else "",
        choices=choices,
    )
