"""What stands under a section's headline where a document is read in Slack: its text, fields, entries or items.

Each thing that stays together is a list of mrkdwn pieces.
"""

from functools import lru_cache

from slack_sdk.models.blocks import ButtonElement

from blocks import action_items, controls, ids, text
from blocks.action_items_lines import item_line
from blocks.drafts_timeline import clock_line, entry_lines
from blocks.drafts_words import shown_entries, unverified_entries
from blocks.markdown import paragraphs
from blocks.mentions import with_names
from blocks.sections import edit_section
from blocks.sections_fields import shown
from bot.domain.postmortems import Postmortem, Section
from bot.domain.sections import BY_KEY, SectionDefinition, SectionKind
from bot.domain.surfaces import CardFacts
from bot.domain.text import utf16_length
from bot.domain.words import say


def body(facts: CardFacts, section: Section) -> list[list[str]]:
    """Return what a section says. One that says nothing says so."""
    definition = _definition(facts, section)
    written = [[*one] for one in drawn(with_names(section.text, facts.names))] if section.text.strip() else []
    written += [[one] for one in shown(definition.fields if definition else (), section.fields, facts.names)]
    kind = definition.kind if definition else SectionKind.TEXT
    if kind is SectionKind.TIMELINE:
        return [*written, *_timeline(facts)]
    if kind is SectionKind.ITEMS:
        return [*written, *_items(facts)]
    return written or [[say("document.unstated")]]


@lru_cache(maxsize=64)
def drawn(written: str) -> tuple[tuple[str, ...], ...]:
    """Return a text as pieces, short paragraphs together: drawn once, not for each page that is turned.

    What is kept are the sections of two of the largest documents.
    """
    return tuple(tuple(one) for one in merged(paragraphs(written)))


def edit_here(facts: CardFacts, postmortem: Postmortem, section: Section) -> ButtonElement:
    """Return the button that opens what a section is written in."""
    definition = _definition(facts, section)
    kind = definition.kind if definition else SectionKind.TEXT
    if kind is SectionKind.TIMELINE:
        return controls.edit_timeline(postmortem)
    if kind is SectionKind.ITEMS:
        return action_items.items(postmortem.id, postmortem.name)
    return edit_section(postmortem.id, section.key, section.title, below=ids.DOCUMENT_VIEW)


def merged(found: list[list[str]], between: str = "\n\n") -> list[list[str]]:
    """Put short paragraphs together, as long as one section block holds them."""
    joined: list[list[str]] = []
    for pieces in found:
        together = utf16_length(joined[-1][0]) + utf16_length(pieces[0]) + 2 if joined else 0
        if joined and len(pieces) == len(joined[-1]) == 1 and together <= text.SECTION_ROOM:
            joined[-1] = [f"{joined[-1][0]}{between}{pieces[0]}"]
        else:
            joined.append(pieces)
    return joined


def _definition(facts: CardFacts, section: Section) -> SectionDefinition | None:
    known = facts.gate.template.section(section.key) if facts.gate is not None else None
    return known or BY_KEY.get(section.key)


def _timeline(facts: CardFacts) -> list[list[str]]:
    entries, apart = shown_entries(facts), unverified_entries(facts)
    lines = [[entry_lines(facts, one)] for one in entries] or [[say("empty.timeline")]]
    drawn = [[clock_line(facts, entries)], *merged(lines, "\n")]
    if apart:
        drawn.append([f"{text.bold(say('document.unverified'))}\n{say('document.unverified_about')}"])
        drawn += merged([[entry_lines(facts, one)] for one in apart], "\n")
    return drawn


def _items(facts: CardFacts) -> list[list[str]]:
    items = [one for one in facts.gate.items if not one.proposed] if facts.gate is not None else []
    if items:
        return merged([[item_line(one, facts.names, facts.now.date())] for one in items], "\n")
    why = facts.postmortem.no_items_reason if facts.postmortem else None
    return [[say("item.none_why", why=text.line(why, text.REASON)) if why else say("document.items")]]
