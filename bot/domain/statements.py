"""What a section holds of a writer's sentences: which stand in its text, which wait for a person, and what was decided.

Pure. A person's text is never touched: a writer's becomes the suggestion beside it. A sentence keeps its messages as
long as it stands in the text as it was, whoever has written around it.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.domain.postmortems import Section
from bot.domain.prose import Share, cites_of, inert, prose
from bot.domain.questions import beside_answers
from bot.domain.text import utf16_length
from bot.domain.timeline import Decided, Origin, SectionText, Sentence, Style
from bot.domain.writing import LONGEST_SECTION

MOST_SENTENCES: Final = 200
FULL: Final = "its section is full"
"""The reason of a sentence that its section has no room for."""


def with_text(section: Section, said: SectionText | None, origin: Origin, now: datetime) -> Section:
    """Return a section with what a narrator says of it. Where it says nothing, what stands there stays.

    `origin` is who speaks; the rules do not take the place of a model. `now` is UTC.
    What a person dropped of a writer's sentences does not come back.
    """
    if said is None or (section.origin is Origin.AI and origin is Origin.RULES):
        return section
    said = _renewed(section, said)
    if section.origin is Origin.PERSON:
        suggested = said.text if said.text not in {"", section.text} else None
        beside = {"suggestion": beside_answers(section, suggested)}
        if not said.sentences:
            return section.model_copy(update={**beside, "sentences": _told_by(section)})
        own = {one.text for one in said.sentences}
        kept = (one for one in _told_by(section) if one.text not in own)
        return section.model_copy(update={**beside, "sentences": (*kept, *said.sentences)})
    if not said.text.strip() and (section.origin is None or origin is Origin.AI):
        return section.model_copy(update={"sentences": said.sentences}) if said.sentences else section
    made = {"text": said.text, "origin": origin, "evidence": said.cites, "sentences": said.sentences, "at": now}
    return section.model_copy(update=made)


def resting(section: Section) -> tuple[Sentence, ...]:
    """Return the sentences that stand in the text as they were written, with their messages."""
    return tuple(one for one in section.sentences if one.is_told and inert(one.text) in section.text)


def waiting(section: Section) -> tuple[Sentence, ...]:
    """Return the sentences that did not pass the check and that nobody has decided about."""
    return tuple(one for one in section.sentences if one.is_waiting)


def share(sections: Iterable[Section]) -> Share:
    """Return how many sentences a writer wrote for sections, and how many of them their messages bear out."""
    told = [one for section in sections for one in section.sentences]
    return Share(sum(one.reason is None for one in told), len(told))


def print_of(sentence: Sentence) -> str:
    """Return a short print of a sentence: its button says with it which one it is about."""
    return hashlib.sha256(f"{sentence.text}\n{' '.join(sentence.cites)}".encode()).hexdigest()[:12]


def decided(section: Section, which: str, how: Decided) -> Section | None:
    """Return a section after a person added or dropped the sentence of that print; None where none of it waits.

    What is added stands in its own place as long as the text is the writer's, and else at the end.
    """
    found = next((one for one in waiting(section) if print_of(one) == which), None)
    if found is None:
        return None
    was = section.sentences
    now = tuple(one.model_copy(update={"decided": how}) if one is found else one for one in was)
    if how is Decided.DROPPED:
        return section.model_copy(update={"sentences": now})
    text = prose(now) if section.text == prose(was) else _with_one_more(section.text, found)
    evidence = tuple(dict.fromkeys((*section.evidence, *found.cites)))
    return section.model_copy(
        update={"text": text, "sentences": now, "evidence": evidence, "origin": section.origin or Origin.AI}
    )


def rewritten(section: Section, text: str) -> Section:
    """Return a section with the text of a person: the messages are those of what still stands in it.

    Who writes has settled what became of its messages.
    """
    changed = section.model_copy(update={"text": text, "changed_at": None, "is_gone": False})
    if not section.sentences:
        return changed
    return changed.model_copy(update={"evidence": cites_of(resting(changed))})


def _with_one_more(text: str, sentence: Sentence) -> str:
    """Return a text with a sentence at its end, as an item where the text ends with a list."""
    line = inert(sentence.text)
    last = text.rstrip().rpartition("\n")[2]
    if sentence.style is Style.BULLET and last.startswith("- "):
        return f"{text.rstrip()}\n- {line}"
    return f"{text.rstrip()}\n\n{line}".lstrip()


def _told_by(section: Section) -> tuple[Sentence, ...]:
    """Return the sentences to keep beside a person's text: what stands in it, and what was decided."""
    there = {one.text for one in resting(section)}
    return tuple(one for one in section.sentences if one.text in there or one.decided is not None)


def _renewed(section: Section, said: SectionText) -> SectionText:
    """Return what a narrator says with what a person decided about the same words, and within a section's room.

    A sentence that a person added stays in the text of the machine.
    """
    if not said.sentences:
        return said
    before = {one.text: one.decided for one in section.sentences if one.decided is not None}
    told = [
        one.model_copy(update={"decided": before.get(one.text)}) if one.reason is not None else one
        for one in said.sentences[:MOST_SENTENCES]
    ]
    texts = {one.text for one in told}
    told += [one for one in section.sentences if one.decided is not None and one.text not in texts]
    within = _fitted(told)
    return said.model_copy(update={"sentences": within, "text": prose(within), "cites": cites_of(within)})


def _fitted(sentences: list[Sentence]) -> tuple[Sentence, ...]:
    """Return sentences of which no more are told than a section holds; the others wait."""
    within: list[Sentence] = []
    room = LONGEST_SECTION
    for one in sentences:
        size = utf16_length(inert(one.text)) + len(one.head) + 12
        fits = size <= room
        room -= size if fits and one.is_told else 0
        within.append(one if fits or not one.is_told else one.model_copy(update={"reason": FULL, "decided": None}))
    return tuple(within)
