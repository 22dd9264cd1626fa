"""A section's window: its text in one field or several, its fields, and what a machine wrote or suggests."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement, PlainTextInputElement

from blocks import blame, ids, kit, rewriting, sections_fields, text
from blocks.ids import Fields, Ref
from blocks.markdown import paragraphs
from blocks.mentions import with_names
from blocks.sections import changed_line, read_only
from blocks.sections_statements import rests, waiting_blocks
from blocks.sections_text import Draft, text_inputs
from blocks.text_fields import read_text
from bot.domain.blame import find_blame
from bot.domain.errors import Invalid
from bot.domain.mentions import named
from bot.domain.rewriting import print_of
from bot.domain.statements import waiting
from bot.domain.text import LONGEST_REASON, normalise, utf16_length
from bot.domain.timeline import MACHINES, Origin
from bot.domain.words import Glyph, marked, say
from bot.domain.writing import EditorFacts, Written

LONGEST_TITLE: Final = 13
SUGGESTION: Final = 2_900
LONG: Final = 12_000
BESIDE: Final = 1_000
"""How much of a suggestion is shown, and how much beside a text longer than `LONG`: a window stays below 200 KB."""
WITH_WHYS: Final = "root_cause"


def editor_view(facts: EditorFacts, draft: Draft | None = None, *, ref: Ref) -> dict[str, Any]:
    """Return a section's window. `draft` holds words that stand in it instead of the stored ones.

    Who may not write gets the text without a field. `ref` names the window that stands below.
    """
    if not facts.may_edit:
        return _reading_view(facts, ref)
    draft = draft or Draft(text=facts.section.text, fields=facts.section.fields, base=facts.postmortem.revision)
    blocks: list[Block] = _above(facts)
    blocks += text_inputs(draft, label=_label(facts), required=facts.section.required)
    blocks += sections_fields.inputs(facts.definition, draft.fields, minutes=facts.minutes)
    if facts.needs_reason:
        blocks.append(_reason())
    if blaming := len(find_blame(draft.text, facts.names.values())):
        button = blame.blameless(facts.postmortem, facts.section)
        blocks.append(kit.section(say("blame.in_words", n=blaming), button))
    if facts.may_ask:
        blocks.append(rewriting.wish_field())
    if row := _row(facts, draft):
        blocks.append(kit.actions(*row))
    blocks.append(kit.context(say("edit.kept")))
    carried = ref.model_copy(update={"revision": draft.base})
    return kit.modal(_title(facts), ids.SECTION_FORM, blocks, ref=carried, submit=say("button.save"))


def read_section(view: Mapping[str, Any]) -> Written:
    """Read what was sent. Raises Invalid at its fields, Conflict for a window of another version."""
    ref = kit.ref_of(view)
    reason = normalise(kit.value_of(view, Fields.REASON) or "", one_line=True).strip()
    wrong: dict[str, str] = {}
    written, fields = "", {}
    try:
        written = read_text(view)
    except Invalid as problem:
        wrong |= problem.fields
    try:
        fields = sections_fields.read(view)
    except Invalid as problem:
        wrong |= problem.fields
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
    return Written(
        postmortem=ref.postmortem or 0,
        section=ref.word or "",
        text=written,
        fields=fields,
        base=ref.revision or 0,
        reason=reason,
        keep_theirs=bool(kit.choices_of(view, Fields.KEEP)),
    )


def read_typed(view: Mapping[str, Any]) -> Written | None:
    """Read what stands in the window while somebody types; None for what could not be saved anyway."""
    try:
        return read_section(view)
    except Invalid:
        return None


def _reading_view(facts: EditorFacts, ref: Ref) -> dict[str, Any]:
    blocks: list[Block] = [read_only(facts.postmortem, facts.names)]
    shown = paragraphs(with_names(facts.section.text, facts.names))
    pieces = [piece for paragraph in shown for piece in paragraph]
    blocks += [kit.section(piece, expand=True) for piece in pieces[:40]] or [kit.section(say("document.unstated"))]
    return kit.modal(_title(facts), ids.SECTION_VIEW, blocks, ref=ref)


def _title(facts: EditorFacts) -> str:
    pm = facts.postmortem.name
    title = facts.section.title
    return (
        say("title.section", section=title, pm=pm) if len(title) <= LONGEST_TITLE else say("title.section_long", pm=pm)
    )


def _label(facts: EditorFacts) -> str:
    if facts.definition.fields:
        key = "edit.in_words_required" if facts.section.required else "edit.in_words"
        return say(key, section=facts.section.title)
    return facts.section.title


def _above(facts: EditorFacts) -> list[Block]:
    blocks: list[Block] = []
    if len(facts.section.title) > LONGEST_TITLE:
        blocks.append(kit.header(facts.section.title))
    if facts.definition.prompt:
        blocks.append(kit.section(text.escape(facts.definition.prompt, 500)))
    if facts.unsaved is not None:
        blocks.append(kit.section(say("edit.unsaved", at=text.moment(facts.unsaved.at))))
        blocks.append(
            kit.actions(_button(facts, "use_words", ids.WORDS_USE), _button(facts, "drop_words", ids.WORDS_DROP))
        )
    if facts.found_nothing:
        blocks.append(kit.context(say("ai.none")))
    section = facts.section
    mark = changed_line(facts.postmortem, section)
    if mark or (section.origin in MACHINES and not section.is_empty):
        blocks.append(kit.section(mark or _made(facts), _button(facts, "keep", ids.SECTION_KEEP)))
    if section.suggestion and section.suggestion != section.text:
        blocks.append(kit.context(marked(Glyph.AI, say("edit.suggestion"))))
        held = sum(utf16_length(one) for one in (section.text, *section.fields.values()))
        room = SUGGESTION if held <= LONG else BESIDE // (2 if waiting(section) else 1)
        blocks.append(kit.section(text.escape(named(section.suggestion, facts.names), room, room), expand=True))
        choices = (("use", ids.SUGGESTION_USE), ("add_below", ids.SUGGESTION_ADD), ("drop", ids.SUGGESTION_DROP))
        blocks.append(
            kit.actions(
                *(_button(facts, label, action, seen=print_of(section.suggestion)) for label, action in choices)
            )
        )
    return blocks + waiting_blocks(facts)


def _made(facts: EditorFacts) -> str:
    messages = len(facts.section.evidence)
    if facts.section.origin is Origin.AI:
        return marked(Glyph.AI, say("ai.mark", n=messages))
    return say("edit.rules", n=messages)


def _row(facts: EditorFacts, draft: Draft) -> list[InteractiveElement]:
    row: list[InteractiveElement] = []
    if facts.section.key == WITH_WHYS:
        row.append(_button(facts, "whys", ids.WHYS_OPEN))
    if facts.may_ask:
        row.append(rewriting.suggest(facts.postmortem, facts.section))
    if facts.section.evidence:
        row.append(rests(facts.postmortem, facts.section))
    if not draft.as_markdown:
        row.append(_button(facts, "as_markdown", ids.SECTION_MARKDOWN))
    return row


def _button(facts: EditorFacts, label: str, action: str, *, seen: str | None = None) -> ButtonElement:
    ref = Ref(kind="section", postmortem=facts.postmortem.id, word=facts.section.key, seen=seen)
    return kit.button(say(f"button.{label}"), action, ref, facts.section.title)


def _reason() -> Block:
    typed = PlainTextInputElement(action_id=Fields.VALUE, max_length=LONGEST_REASON)
    return kit.field(Fields.REASON, say("edit.reason"), typed, hint=say("edit.reason_hint"))
