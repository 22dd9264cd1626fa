"""A text of Markdown as the inputs of a window, and from a sent window the one text again, to the letter.

An input is Slack's rich text where the Markdown survives it, else plain text with a sentence that says why. What is
read back is still what somebody typed: the services' entrance redacts it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement, RichTextInputElement
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.blocks.block_elements import InputInteractiveElement

from blocks import kit
from blocks.ids import Fields
from blocks.markdown_tables import table_at
from blocks.parts import LONGEST, Part, join, split
from blocks.rich_text import from_rich_text, to_rich_text
from bot.domain.errors import Invalid
from bot.domain.text import normalise, utf16_length
from bot.domain.words import number, say

LARGEST: Final = 180_000
"""What the fields may weigh as JSON; Slack takes about 250 KB a view."""
MORE: Final = 3_000
_HOUSE: Final = "text"
_MORE: Final = "more"
_LETTERS: Final = {"\n": "n", " ": "s", "\t": "t"}
_SPACES: Final = {letter: space for space, letter in _LETTERS.items()}
_RUN = re.compile(r"([nst])([0-9]{1,5})")
_NONCE = re.compile(r"[A-Za-z0-9-]{0,24}")
_LONGEST_CODE: Final = 100
_CODE = re.compile(r"^(?:```|~~~)[\s\S]*?(?:^(?:```|~~~)[ ]*$|\Z)", re.MULTILINE)
_WHY: Final = (
    ("heading", re.compile(r"^ {0,3}#{1,6}(?:\s|$)", re.MULTILINE)),
    ("image", re.compile(r"!\[[^\]\n]{0,300}\]\(")),
    ("html", re.compile(r"<(?:[A-Za-z][A-Za-z0-9-]{0,40}(?:\s[^<>]{0,300})?/?|/[A-Za-z][A-Za-z0-9-]{0,40}|!--)")),
)


def editor_fields(
    markdown: str,
    *,
    label: str,
    action_id: str = Fields.VALUE,
    nonce: str = "",
    as_markdown: bool = False,
    required: bool = False,
) -> list[Block]:
    """Return the inputs that hold a text, with what is to be said about them above.

    With an `action_id` of its own each field tells what is typed at once. Another `nonce` makes them new fields, which
    forget what was typed (letters, digits and hyphens). `as_markdown` asks for Markdown where rich text would do.
    A `required` text in one field is not sent empty; of several fields each may be emptied, since they are one text.
    """
    parts = split(markdown)
    rich = [to_rich_text(part.text) for part in parts]
    why = _why_markdown(markdown, rich)
    is_rich = why is None and not as_markdown
    blocks: list[Block] = []
    if len(parts) > 1:
        blocks.append(kit.section(say("edit.long", n=number(utf16_length(markdown)), parts=len(parts))))
    if why is not None:
        blocks.append(kit.section(say("field.markdown", what=say(why))))
    may_be_empty = not required or len(parts) > 1
    for place, part in enumerate(parts):
        name = label if len(parts) == 1 else say("field.part", part=place + 1, parts=len(parts))
        block_id = _block_id(nonce, place, _coded(part.before), _coded(part.after))
        value = rich[place] if is_rich else part.text
        element = _element(value if part.text else None, action_id, is_rich=is_rich, has_focus=len(parts) == 1)
        blocks.append(_dispatched(kit.field(block_id, name, element, optional=may_be_empty), action_id))
    if len(parts) > 1 or (not is_rich and utf16_length(markdown) > MORE // 2):
        element = _element(None, action_id, is_rich=is_rich, has_focus=False)
        field = kit.field(_block_id(nonce, _MORE, "", ""), say("edit.more"), element, optional=True)
        blocks.append(_dispatched(field, action_id))
    return blocks


def read_text(view: Mapping[str, Any]) -> str:
    """Return the text that stands in a window's fields. Raises Invalid at the last one where it is too long."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    parts: dict[int, Part] = {}
    more, last = "", ""
    for block_id, block in values.items() if isinstance(values, Mapping) else ():
        house, _, rest = str(block_id).partition(".")
        if house != _HOUSE or rest.count(".") != 3:  # noqa: PLR2004 - nonce, place, and the space on two sides
            continue
        _, place, before, after = rest.split(".")
        typed = _typed(block)
        if place == _MORE:
            more = typed
        elif place.isdecimal() and len(place) < 3:  # noqa: PLR2004 - two digits number all parts
            parts[int(place)] = Part(before=_spaces(before), text=typed, after=_spaces(after))
        last = block_id if place != _MORE else last or block_id
    text = join([parts[place] for place in sorted(parts)], more)
    if (units := utf16_length(text)) > LONGEST:
        said = say("edit.toolong", n=number(units))
        raise Invalid(said, fields={last: said})
    return text


def _why_markdown(markdown: str, rich: Sequence[dict[str, Any] | None]) -> str | None:
    """Return the key of the reason why a text cannot be rich text; None where each part of it can, to the letter.

    It is measured too: a style a letter makes a block of many times the text.
    """
    known = [one for one in rich if one is not None]
    if len(known) < len(rich):
        return f"field.markdown.{_reason(markdown)}"
    return "field.markdown.large" if sum(len(json.dumps(one)) for one in known) > LARGEST else None


def _reason(markdown: str) -> str:
    prose = _CODE.sub("", markdown)
    lines = prose.split("\n")
    if any(table_at(lines, place) for place in range(len(lines))):
        return "table"
    return next((what for what, pattern in _WHY if pattern.search(prose)), "other")


def _element(value: Any, action_id: str, *, is_rich: bool, has_focus: bool) -> InputInteractiveElement:
    told = DispatchActionConfig(trigger_actions_on=["on_character_entered"]) if action_id != Fields.VALUE else None
    focus = has_focus or None
    if is_rich:
        return RichTextInputElement(
            action_id=action_id, initial_value=value, focus_on_load=focus, dispatch_action_config=told
        )
    return PlainTextInputElement(
        action_id=action_id,
        multiline=True,
        max_length=MORE,
        initial_value=value,
        focus_on_load=focus,
        dispatch_action_config=told,
    )


def _dispatched(field: InputBlock, action_id: str) -> InputBlock:
    field.dispatch_action = action_id != Fields.VALUE or None
    return field


def _block_id(nonce: str, place: int | str, before: str, after: str) -> str:
    if not _NONCE.fullmatch(nonce):
        raise ValueError("a nonce is at most 24 letters, digits and hyphens")
    return f"{_HOUSE}.{nonce}.{place}.{before}.{after}"


def _coded(space: str) -> str:
    """Return space in short: two line breaks and a space are `n2s1`."""
    runs = [f"{_LETTERS[letter]}{len(list(run))}" for letter, run in groupby(space)]
    while sum(map(len, runs)) > _LONGEST_CODE:
        runs.pop()
    return "".join(runs)


def _spaces(code: str) -> str:
    return "".join(_SPACES[letter] * int(times) for letter, times in _RUN.findall(code))[:LONGEST]


def _typed(block: Any) -> str:
    """Return what a field holds: rich text as Markdown, or the words of a plain one."""
    element = next(iter(block.values()), None) if isinstance(block, Mapping) else None
    if not isinstance(element, Mapping):
        return ""
    if isinstance(rich := element.get("rich_text_value"), Mapping):
        return from_rich_text(rich)
    plain = element.get("value")
    return normalise(plain) if isinstance(plain, str) else ""
