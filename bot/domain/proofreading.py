"""A second look at a draft by rules: what is missing, what contradicts the timeline, rests on nothing, or blames.

Pure. It decides nothing: each finding is a sentence for the writer, with the place where it is mended. A rule speaks
only where it is rather sure, as false alarms teach people to look away.
"""

from collections.abc import Callable, Iterator
from typing import Final

from pydantic import Field

from bot.domain import gate
from bot.domain.action_items import ActionItem
from bot.domain.blame import find_blame
from bot.domain.durations import doubts, durations, marked_moments
from bot.domain.facts import Blocker, Facts, Mend
from bot.domain.mentions import named
from bot.domain.postmortems import Section, Verb
from bot.domain.proofreading_numbers import HAS_DIGIT, Subject, contradictions
from bot.domain.sections import FieldKind, SectionDefinition, SectionKind
from bot.domain.timeline import Mark, Origin
from bot.domain.timeline_edits import shown
from bot.domain.values import Value
from bot.domain.words import clock_time, listing, say

MOST_FINDINGS: Final = 100
THIN: Final = 8
"""A required section of fewer words hardly answers what its template asks."""
TIMELINE: Final = "timeline"
ITEMS: Final = "action_items"
_SHOWN: Final = 3
_PHRASE: Final = 200


class Finding(Blocker):
    """What a second look found. `origin` says who looked, `evidence` the messages (ts) that a model names."""

    origin: Origin = Origin.RULES
    evidence: tuple[str, ...] = ()


class Remarks(Value):
    """What a model remarked about a revision of a document. `dropped` counts what named things that stand nowhere."""

    revision: int
    findings: tuple[Finding, ...] = ()
    dropped: int = 0


class ProofFacts(Value):
    """What a second look found, for one reader. `page` counts from 0, `links` lead to messages by ts.

    `remarks` are a model's, where one was asked, `may_ask` says that one may be.
    """

    gate: Facts
    findings: tuple[Finding, ...] = ()
    may: frozenset[Verb] = frozenset()
    page: int = 0
    remarks: Remarks | None = None
    may_ask: bool = False
    links: dict[str, str] = Field(default_factory=dict)


def remark(section: str | None, text: str, cites: tuple[str, ...]) -> Finding:
    """Return what a model remarked of a section, or of the whole document, with the messages (ts) that it names."""
    mend = Mend.ITEM if section == ITEMS else Mend.WRITE
    targets = (section,) if section is not None else ()
    return Finding(
        code="remark", short=text, sentence=text, mend=mend, targets=targets, origin=Origin.AI, evidence=cites
    )


def as_text(facts: Facts) -> dict[str, str]:
    """Return a document as a second reader reads it: its sections by key, the timeline and the items among them."""
    found: dict[str, str] = {}
    items = [one for one in facts.items if not one.proposed]
    for section in sorted(facts.postmortem.sections, key=lambda one: one.position):
        known = facts.template.section(section.key)
        kind = known.kind if known is not None else SectionKind.TEXT
        if kind is SectionKind.TIMELINE:
            found[TIMELINE] = "\n".join(f"{clock_time(one.at, facts.zone)} {one.text}" for one in shown(facts.entries))
        elif kind is SectionKind.ITEMS:
            found[ITEMS] = "\n".join(_told(facts, one) for one in items)
        else:
            fields = "\n".join(f"{key}: {value}" for key, value in section.fields.items())
            found[section.key] = named("\n".join(filter(None, (section.text, fields))), facts.names)
    return found


def _told(facts: Facts, item: ActionItem) -> str:
    owner = facts.name(item.owner) if item.owner is not None else say("item.no_owner")
    return f"{item.text}; {owner}; {item.due or say('item.no_due')}; {item.done_when}"


def finding(code: str, mend: Mend, *targets: str, **values: object) -> Finding:
    """Return what a rule found, in the words of the catalogue."""
    sentence = say(f"proof.{code}", **values)
    return Finding(code=code, short=sentence, sentence=sentence, mend=mend, targets=targets)


def proofread(facts: Facts) -> tuple[Finding, ...]:
    """Return what the rules find, the gaps first and wording last, each sentence once."""
    found = {one.sentence: one for look in _LOOKS for one in look(facts)}
    return tuple(found.values())[:MOST_FINDINGS]


def _written(facts: Facts) -> list[tuple[Section, SectionDefinition]]:
    """Return the sections that hold text by kind, in reading order, with what their template asks."""
    found = []
    for section in sorted(facts.postmortem.sections, key=lambda one: one.position):
        known = facts.template.section(section.key)
        definition = known or SectionDefinition(key=section.key, title=section.title, prompt="")
        if definition.kind is SectionKind.TEXT:
            found.append((section, definition))
    return found


def _gaps(facts: Facts) -> Iterator[Finding]:
    """Yield what blocks publishing, in the checklist's words."""
    for check in (gate.required_sections_are_filled, gate.no_entry_is_unverified, gate.items_are_complete):
        for one in check(facts):
            yield Finding(**dict(one))


def _unanswered(facts: Facts) -> Iterator[Finding]:
    for section, definition in _written(facts):
        is_required = definition.required or section.required
        said = section.text if definition.is_written(section.text) else ""
        has_fields = any(one.strip() for one in section.fields.values())
        told = {"section": section.title, "prompt": definition.prompt}
        if not said and not has_fields:
            if not is_required and definition.prompt:
                yield finding("prompt", Mend.WRITE, section.key, **told)
            continue
        words = len(said.split())
        if is_required and not has_fields and words < THIN:
            yield finding("thin", Mend.WRITE, section.key, n=words, **told)
        counts = any(one.kind is FieldKind.NUMBER for one in definition.fields)
        if counts and not has_fields and not HAS_DIGIT.search(said):
            yield finding("no_number", Mend.WRITE, section.key, **told)


def _times(facts: Facts) -> Iterator[Finding]:
    entries = shown(facts.entries)
    if not entries:
        return
    moments = marked_moments(entries)
    started = facts.postmortem.started_at
    if started is None and Mark.DETECTED not in moments:
        yield finding("no_start", Mend.WRITE, TIMELINE)
    missing = [one.value for one in Mark if one not in moments]
    if missing:
        yield finding("no_mark", Mend.WRITE, TIMELINE, marks=listing(missing, len(missing), last="or"))
    for sentence in doubts(durations(entries, started)):
        yield Finding(code="order", short=sentence, sentence=sentence, mend=Mend.WRITE, targets=(TIMELINE,))


def _contradictions(facts: Facts) -> Iterator[Finding]:
    sections = tuple(section for section, _ in _written(facts))
    titles = {field.key: field.title for _, definition in _written(facts) for field in definition.fields}
    subject = Subject(facts.postmortem, sections, shown(facts.entries), facts.zone, titles)
    for one in contradictions(subject):
        yield finding(one.code, Mend.WRITE, one.section, **one.values)


def _items(facts: Facts) -> Iterator[Finding]:
    vague = [one for one in facts.items if one.is_open and not one.done_when.strip()]
    if vague:
        told = listing([f'"{_short(one)}"' for one in vague], _SHOWN)
        ids = (str(one.id) for one in vague)
        yield finding("done_when", Mend.ITEM, *ids, n=len(vague), items=told)


def _short(item: ActionItem) -> str:
    return item.text[:_PHRASE]


def _unsupported(facts: Facts) -> Iterator[Finding]:
    for section, _ in _written(facts):
        failed = [one.reason for one in section.sentences if one.reason is not None]
        if failed:
            told = {"n": len(failed), "section": section.title, "why": failed[0]}
            yield finding("unsupported", Mend.WRITE, section.key, **told)
        if section.origin is Origin.AI and section.text.strip() and not section.evidence:
            yield finding("no_evidence", Mend.WRITE, section.key, section=section.title)


def _blame(facts: Facts) -> Iterator[Finding]:
    names = facts.names
    for section, _ in _written(facts):
        for one in find_blame(section.text, names.values()):
            said = {"text": named(one.text, names)[:_PHRASE], "maybe": named(one.suggestion, names)[:_PHRASE]}
            yield finding("blame", Mend.WRITE, section.key, section=section.title, **said)


_LOOKS: Final[tuple[Callable[[Facts], Iterator[Finding]], ...]] = (
    _gaps,
    _contradictions,
    _times,
    _unanswered,
    _items,
    _unsupported,
    _blame,
)
