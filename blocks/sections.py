"""The hub: the document as its writers see it, one row a section with its state and the button that opens it."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement

from blocks import action_items, controls, ids, kit, rewriting, text
from blocks.ids import Ref
from blocks.markdown import words
from blocks.mentions import with_names
from bot.domain.following import marked_at
from bot.domain.postmortems import Postmortem, Section, Status, Verb
from bot.domain.sections import BY_KEY, SectionKind
from bot.domain.statements import waiting
from bot.domain.timeline import Origin
from bot.domain.words import Glyph, marked, say
from bot.domain.writing import MOST_SECTIONS, HubFacts

PREVIEW: Final = 90
SECTION_TITLE: Final = 60
WRITING: Final = frozenset({Verb.EDIT, Verb.CORRECT})


def hub_view(facts: HubFacts) -> dict[str, Any]:
    """Return the hub. Who may not write reads the same rows, each with *Read*."""
    postmortem = facts.postmortem
    blocks: list[Block] = [_state(facts)]
    if row := _buttons(facts):
        blocks.append(kit.actions(*row))
    if Verb.EDIT in facts.may:
        again = [rewriting.regenerate(postmortem)] if facts.may_ask else []
        blocks.append(kit.actions(controls.proofread(postmortem), *again))
    if facts.covered:
        blocks.append(kit.context(say("hub.covered", n=facts.covered)))
    if not facts.may & WRITING:
        blocks.append(read_only(postmortem, facts.names))
    sections = sorted(postmortem.sections, key=lambda one: one.position)[:MOST_SECTIONS]
    blocks += [_row(facts, place, one) for place, one in enumerate(sections, 1)]
    blocks.append(kit.section(say("hub.as_of", at=text.time_of_day(facts.now)), _refresh(facts)))
    ref = Ref(kind="hub", postmortem=postmortem.id)
    return kit.modal(say("title.hub", pm=postmortem.name), ids.HUB_VIEW, blocks, ref=ref)


def edit_section(postmortem: int, key: str, title: str, *, label: str = "", below: str | None = None) -> ButtonElement:
    """Return the button that opens one section's editor; `below` is the callback id of the window it is pressed in."""
    ref = Ref(kind="section", postmortem=postmortem, word=key, below=below)
    return kit.button(label or say("button.edit"), ids.SECTION_EDIT, ref, title)


def _state(facts: HubFacts) -> Block:
    state = say(f"card.status.{facts.postmortem.status}")
    if facts.postmortem.status not in {Status.DRAFT, Status.IN_REVIEW}:
        return kit.section(text.bold(state))
    line = f"{text.bold(state)} · {say('hub.blocks', n=facts.blocking)}"
    return kit.section(line, controls.checklist(facts.postmortem) if facts.blocking else None)


def _buttons(facts: HubFacts) -> list[InteractiveElement]:
    pm = facts.postmortem
    return [
        _timeline(facts, say("timeline.title")),
        action_items.items(pm.id, pm.name),
        controls.comments(pm.id, pm.name),
        controls.menu(pm),
    ]


def _timeline(facts: HubFacts, label: str) -> ButtonElement:
    """Return the button of the timeline: its editor, or for who may not write the window that shows it."""
    if not facts.may & WRITING:
        return controls.read_timeline(facts.postmortem, label)
    return controls.edit_timeline(facts.postmortem, label)


def _refresh(facts: HubFacts) -> ButtonElement:
    ref = Ref(kind="hub", postmortem=facts.postmortem.id)
    return kit.button(say("button.refresh"), ids.HUB_REFRESH, ref, facts.postmortem.name)


def _row(facts: HubFacts, place: int, section: Section) -> Block:
    title = text.line(section.title, SECTION_TITLE)
    parts = [text.bold(say("hub.row", place=place, title=title))]
    if section.required:
        parts.append(say("hub.required"))
    parts.append(_section_state(facts, section))
    lines = [" · ".join(part for part in parts if part)]
    if section.text.strip():
        lines.append(text.line(preview(section.text, facts.names), PREVIEW))
    return kit.section("\n".join(lines), _open(facts, section), block_id=f"section.{section.key}")


def changed_line(postmortem: Postmortem, section: Section) -> str:
    """Return that a message was changed or deleted in the channel on which a person's text rests; "" where none was."""
    at = marked_at(postmortem, section)
    if at is None:
        return ""
    return say("edit.deleted" if section.is_gone else "edit.changed", at=text.time_of_day(at))


def preview(markdown: str, names: Mapping[str, str]) -> str:
    """Return the beginning of a section as plain words: names for mentions, and no marks of Markdown."""
    return words(with_names(markdown[: PREVIEW * 4], names), PREVIEW)


def _section_state(facts: HubFacts, section: Section) -> str:
    kind = BY_KEY[section.key].kind if section.key in BY_KEY else SectionKind.TEXT
    if kind is SectionKind.TIMELINE and facts.unverified:
        return marked(Glyph.BLOCKS, say("hub.unverified", n=facts.unverified))
    left = len(waiting(section))
    news = ""
    if (at := marked_at(facts.postmortem, section)) is not None:
        news = say("editor.deleted" if section.is_gone else "editor.changed", at=text.time_of_day(at))
    states = [marked(Glyph.BLOCKS, say("hub.empty")) if section.key in facts.empty else ""]
    if not states[0] and kind is SectionKind.TEXT:
        states[0] = _written(facts, section)
    return " · ".join(one for one in (*states, news, say("hub.unverified", n=left) if left else "") if one)


def _written(facts: HubFacts, section: Section) -> str:
    if section.is_empty:
        return say("hub.empty")
    if section.origin is Origin.AI:
        return marked(Glyph.AI, say("hub.ai"))
    if section.origin is not Origin.PERSON or section.at is None:
        return say("hub.rules")
    who = text.name(facts.names.get(section.by or "", say("who.somebody")))
    return marked(Glyph.DONE, say("hub.by", who=who, at=text.moment(section.at)))


def _open(facts: HubFacts, section: Section) -> ButtonElement:
    kind = BY_KEY[section.key].kind if section.key in BY_KEY else SectionKind.TEXT
    if kind is SectionKind.TIMELINE:
        return _timeline(facts, say(_word(facts)))
    if kind is SectionKind.ITEMS:
        return action_items.items(facts.postmortem.id, facts.postmortem.name, _word(facts))
    empty = section.is_empty and facts.may & WRITING
    label = say("button.write" if empty else _word(facts))
    return edit_section(facts.postmortem.id, section.key, section.title, label=label, below=ids.HUB_VIEW)


def _word(facts: HubFacts) -> str:
    return "button.edit" if facts.may & WRITING else "button.read"


def read_only(postmortem: Postmortem, names: Mapping[str, str]) -> Block:
    """Return who can change a document, for somebody who only reads it, with the way to become one of them."""
    author = names.get(postmortem.author or "")
    can = say("hub.author_or_editor", who=text.name(author)) if author else say("hub.an_editor")
    sentence = say("hub.read_only", who=can)
    if not author or postmortem.status not in {Status.DRAFT, Status.IN_REVIEW}:
        return kit.context(sentence)
    return kit.section(sentence, controls.ask(postmortem.id, postmortem.name, author))
