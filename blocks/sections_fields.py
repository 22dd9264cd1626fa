"""The fields beside a section's text: the inputs that ask for them, what reads them back, and their values in words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    UserMultiSelectElement,
)

from blocks import kit, people, text
from blocks.ids import Fields
from bot.domain.errors import Invalid
from bot.domain.sections import FieldDefinition, FieldKind, SectionDefinition
from bot.domain.text import normalise, utf16_length
from bot.domain.words import listing, number, say
from bot.domain.writing import LONGEST_FIELD

PREFIX: Final = "field."
SHORT: Final = 150
TITLE: Final = 60
MOST_PEOPLE: Final = 20
_LONGEST_NUMBER: Final = 12
_WHOLE = re.compile(r"[0-9]+", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MULTILINE = {FieldKind.LINES, FieldKind.STEPS}
_UNKNOWN: Final = "unknown"
_YES_NO: Final = ("yes", "no", _UNKNOWN)
_NUMBER: Final = "number_input"
_WRITTEN: Final = "plain_text_input"
_SEVERAL_PEOPLE: Final = "multi_users_select"


def inputs(definition: SectionDefinition, values: Mapping[str, str], *, minutes: int | None = None) -> list[Block]:
    """Return an input for each field, each its own row. `minutes` is the length of the impact by the timeline."""
    return [_input(one, values.get(one.key, ""), minutes) for one in definition.fields]


def read(view: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that were filled in, by key. Raises Invalid at each field that cannot be taken."""
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for block in view.get("blocks") or ():
        name, element = str(block.get("block_id") or ""), block.get("element") or {}
        if not name.startswith(PREFIX):
            continue
        kind = str(element.get("type"))
        value = " ".join(kit.people_of(view, name)) if kind == _SEVERAL_PEOPLE else _typed(view, name)
        if problem := _problem(element, value):
            wrong[name] = problem
        elif value and value != _UNKNOWN:
            values[name.removeprefix(PREFIX)] = str(int(value)) if kind == _NUMBER else value
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
    return values


def shown(definitions: Sequence[FieldDefinition], values: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """Return the fields that were filled in as escaped mrkdwn, one piece each; what is not known leaves no trace."""
    known = {one.key: one for one in definitions}
    order = [*known, *sorted(key for key in values if key not in known)]
    pieces = []
    for key in order:
        value = values.get(key, "").strip()
        if value:
            definition = known.get(key) or FieldDefinition(key=key, title=key)
            pieces += _pieces(definition, value, names)
    return pieces


def _pieces(definition: FieldDefinition, value: str, names: Mapping[str, str]) -> list[str]:
    title = text.bold(text.line(definition.title, TITLE))
    if definition.kind in _MULTILINE:
        lines = [text.line(one, SHORT * 2) for one in value.split("\n") if one.strip()]
        numbered = definition.kind is FieldKind.STEPS
        return _packed([title, *(f"{place}. {one}" if numbered else f"• {one}" for place, one in enumerate(lines, 1))])
    if definition.kind is FieldKind.PEOPLE:
        people = [text.name(names.get(one) or say("who.somebody")) for one in value.split()]
        return [f"{title}: {listing(people, len(people))}"]
    if definition.kind is FieldKind.NUMBER and _WHOLE.fullmatch(value):
        return [f"{title}: {number(int(value))}"]
    return [f"{title}: {text.line(value, SHORT)}"]


def _packed(lines: list[str]) -> list[str]:
    """Return lines as pieces that each fit into a section block."""
    pieces = [""]
    for line in lines:
        if utf16_length(pieces[-1]) + utf16_length(line) + 1 > text.SECTION_ROOM:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]}\n{line}" if pieces[-1] else line
    return pieces


def _input(definition: FieldDefinition, value: str, minutes: int | None) -> InputBlock:
    hint = definition.hint
    if definition.key == "minutes" and minutes is not None:
        hint = say("edit.by_timeline", n=minutes)
    element = _element(definition, value)
    return kit.field(f"{PREFIX}{definition.key}", definition.title, element, hint=hint or None, optional=True)


def _element(definition: FieldDefinition, value: str) -> Any:
    match definition.kind:
        case FieldKind.NUMBER:
            start = value if _WHOLE.fullmatch(value) else None
            return NumberInputElement(
                action_id=Fields.VALUE, is_decimal_allowed=False, min_value="0", initial_value=start
            )
        case FieldKind.DATE:
            return DatePickerElement(action_id=Fields.VALUE, initial_date=value if _DAY.fullmatch(value) else None)
        case FieldKind.PEOPLE:
            return UserMultiSelectElement(
                action_id=Fields.VALUE,
                initial_users=people.choosable(value.split()) or None,
                max_selected_items=MOST_PEOPLE,
            )
        case FieldKind.YES_NO:
            options = [kit.option(say(f"field.{one}"), one) for one in _YES_NO]
            return RadioButtonsElement(
                action_id=Fields.VALUE, options=options, initial_option=_chosen(options, value or _UNKNOWN)
            )
        case FieldKind.CHOICE:
            options = [kit.option(one, one) for one in definition.choices]
            return StaticSelectElement(action_id=Fields.VALUE, options=options, initial_option=_chosen(options, value))
        case _:
            return PlainTextInputElement(
                action_id=Fields.VALUE,
                multiline=definition.kind in _MULTILINE,
                max_length=longest(definition),
                initial_value=value or None,
            )


def _chosen(options: list[Option], value: str) -> Option | None:
    return next((one for one in options if one.value == value), None)


def longest(definition: FieldDefinition) -> int:
    """Return how many UTF-16 units a written field holds."""
    return LONGEST_FIELD if definition.kind in _MULTILINE else SHORT


def _typed(view: Mapping[str, Any], block: str) -> str:
    return normalise(kit.value_of(view, block) or "").strip()


def _problem(element: Mapping[str, Any], value: str) -> str | None:
    if element.get("type") == _NUMBER and value:
        if not _WHOLE.fullmatch(value):
            return say("edit.number")
        return say("edit.long_number") if len(value.lstrip("0")) > _LONGEST_NUMBER else None
    most = LONGEST_FIELD if element.get("multiline") else SHORT
    if element.get("type") == _WRITTEN and utf16_length(value) > most:
        return say("edit.toolong_field", n=utf16_length(value), most=most)
    return None
